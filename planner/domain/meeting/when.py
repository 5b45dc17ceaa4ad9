"""When a meeting is, as exactly as it is known, and how words say it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from planner.domain.errors import RuleBroken
from planner.domain.text import one_line
from planner.domain.timespan import (
    HANOI,
    DateWindow,
    DayPart,
    Precision,
    TimeSpan,
    local_day,
    span_of_part,
)
from planner.domain.timewords import TimeWords, read

LONGEST_WORDS = 200  # of a time, a place
LONGEST_MEETING = timedelta(days=31)
YEARS = range(1990, 2100)


@dataclass(frozen=True, slots=True)
class When:
    """When a meeting is, as exactly as it is known: make one by the constructors below.

    `span` is there for a minute or a session, `window` for a day, a window or a deadline (its
    day, first and last alike), `awaiting` alone where somebody's word is awaited.
    """

    precision: Precision
    span: TimeSpan | None = None
    window: DateWindow | None = None
    part: DayPart | None = None
    words: str = ""
    strict_before: bool | None = None
    awaiting: str = ""

    def __post_init__(self) -> None:
        days = self.days
        if days and not (days.start.year in YEARS and days.end.year in YEARS):
            raise RuleBroken("meeting.year_out_of_reach", field="starts_at")
        if self.span and self.span.end - self.span.start > LONGEST_MEETING:
            raise RuleBroken("meeting.too_long", field="ends_at", days=LONGEST_MEETING.days)
        if len(self.words) > LONGEST_WORDS or len(self.awaiting) > LONGEST_WORDS:
            raise RuleBroken("meeting.words_too_long", field="window", longest=LONGEST_WORDS)

    @classmethod
    def exact(cls, span: TimeSpan, words: str = "") -> Self:
        """Known hours."""
        return cls(Precision.MINUTE, span=span, words=one_line(words))

    @classmethod
    def session(cls, day: date, part: DayPart, words: str = "") -> Self:
        """A buổi: the usual hours of that part of a day."""
        _ensure_year(day)
        span = span_of_part(day, part)
        return cls(Precision.SESSION, span=span, part=part, words=one_line(words))

    @classmethod
    def on_day(cls, day: date, words: str = "", *, last: date | None = None) -> Self:
        """A named day, or days up to `last`, whose hours are not known."""
        return cls(Precision.DAY, window=DateWindow(day, last or day), words=one_line(words))

    @classmethod
    def within(cls, window: DateWindow, words: str = "") -> Self:
        """Some time in these days: a month, half a month, a quarter."""
        return cls(Precision.WINDOW, window=window, words=one_line(words))

    @classmethod
    def deadline(cls, day: date, *, strict: bool, words: str = "") -> Self:
        """By a day; `strict` where the day itself is too late (trước ngày …)."""
        window = DateWindow(day, day)
        return cls(Precision.DEADLINE, window=window, strict_before=strict, words=one_line(words))

    @classmethod
    def awaited(cls, words: str) -> Self:
        """Not known before somebody's word: `words` say whose."""
        whose = one_line(words)
        if not whose:
            raise RuleBroken("meeting.awaits_nobody", field="awaiting")
        return cls(Precision.UNKNOWN, awaiting=whose)

    @property
    def days(self) -> DateWindow | None:
        """The local days from the first to the last, where any is known."""
        if self.span is None:
            return self.window
        last = self.span.end - timedelta(microseconds=1)  # the end does not belong to it
        return DateWindow(local_day(self.span.start), local_day(last))

    @property
    def has_day(self) -> bool:
        """Whether people could write it in their diaries."""
        return self.precision in {Precision.MINUTE, Precision.SESSION, Precision.DAY}


def when_from_words(text: str, on: date) -> When:
    """What a phrase says of the time, seen from the day `on`; refused where it says nothing."""
    words = one_line(text)
    if len(words) > LONGEST_WORDS:
        raise RuleBroken("meeting.words_too_long", field="window", longest=LONGEST_WORDS)
    found = read(words, on)
    if found is None:
        raise RuleBroken("meeting.time_not_understood", field="window")
    if found.precision is Precision.DEADLINE and found.end is not None:
        return _deadline_of(found.end, strict=bool(found.strict_before), words=words)
    if found.start is None:  # after something, on somebody's word, every month
        return When.awaited(words)
    return _when_of(found, found.start, words)


def _when_of(found: TimeWords, start: date | datetime, words: str) -> When:
    if isinstance(start, datetime):
        end = found.end if isinstance(found.end, datetime) else usual_end(start)
        return When.exact(TimeSpan(start, end), words)
    if found.precision is Precision.SESSION and found.session and found.end in (None, start):
        return When.session(start, found.session, words)
    if found.precision is Precision.WINDOW:
        return When.within(DateWindow(start, _day(found.end) or start), words)
    return When.on_day(start, words, last=_day(found.end))


def _deadline_of(end: date | datetime, *, strict: bool, words: str) -> When:
    """Before an hour, that day itself is not too late."""
    if isinstance(end, datetime):
        return When.deadline(local_day(end), strict=False, words=words)
    return When.deadline(end, strict=strict, words=words)


def _day(moment: date | datetime | None) -> date | None:
    return local_day(moment) if isinstance(moment, datetime) else moment


def usual_end(start: datetime) -> datetime:
    """When a meeting that begins at `start` ends by custom: with its part of the day, or in 2 h."""
    local = start.astimezone(HANOI)
    for part in (DayPart.MORNING, DayPart.AFTERNOON, DayPart.EVENING):
        end = span_of_part(local.date(), part).end
        if local < end and end - local <= timedelta(hours=5):
            return end
    return start + timedelta(hours=2)


def _ensure_year(day: date) -> None:
    if day.year not in YEARS:
        raise RuleBroken("meeting.year_out_of_reach", field="starts_at")

"""Meetings: their kinds, when they are, how far they have come, and what is worth a second look."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum, auto
from typing import Self
from urllib.parse import urlsplit

from planner.domain.errors import Finding, RuleBroken
from planner.domain.text import one_line
from planner.domain.timespan import (
    HANOI,
    HOURS,
    DateWindow,
    DayPart,
    Precision,
    TimeSpan,
    local_day,
    span_of_part,
)
from planner.domain.timewords import TimeWords, read

LONGEST_TITLE = 300  # characters
LONGEST_WORDS = 200  # of a time, a place
LONGEST_REASON = 1_000
MOST_PEOPLE = 100_000
LONGEST_MEETING = timedelta(days=31)
YEARS = range(1990, 2100)
WORKDAY_REACH = 14  # days in which a better day is looked for
_SATURDAY = 5


class MeetingKind(StrEnum):
    """What sort of meeting; the values are what the contract writes."""

    CONFERENCE = auto()  # hội nghị
    BRIEFING = auto()  # giao ban
    COMMITTEE = auto()  # họp ban chấp hành, ban thường vụ
    ENLARGED_COMMITTEE = auto()  # ban chấp hành mở rộng
    CONGRESS = auto()  # đại hội
    TRAINING = auto()  # tập huấn
    SEMINAR = auto()  # toạ đàm, hội thảo
    WORKING_SESSION = auto()  # làm việc
    CEREMONY = auto()  # lễ
    OTHER = auto()


# How the code of a meeting begins: HN-2026-012.
CODE_PREFIX = {
    MeetingKind.CONFERENCE: "HN",
    MeetingKind.BRIEFING: "GB",
    MeetingKind.COMMITTEE: "BCH",
    MeetingKind.ENLARGED_COMMITTEE: "MR",
    MeetingKind.CONGRESS: "DH",
    MeetingKind.TRAINING: "TH",
    MeetingKind.SEMINAR: "TD",
    MeetingKind.WORKING_SESSION: "LV",
    MeetingKind.CEREMONY: "LE",
    MeetingKind.OTHER: "CH",
}


class Status(StrEnum):
    """How far a meeting has come; the values are what the contract writes."""

    TENTATIVE = auto()  # dự kiến
    CONFIRMED = auto()  # chốt
    HELD = auto()  # đã họp
    POSTPONED = auto()  # hoãn
    CANCELLED = auto()  # huỷ


LIVE = frozenset({Status.TENTATIVE, Status.CONFIRMED})  # these hold a hall
_NEXT = {
    Status.TENTATIVE: {Status.CONFIRMED, Status.POSTPONED, Status.CANCELLED},
    Status.CONFIRMED: {Status.TENTATIVE, Status.HELD, Status.POSTPONED, Status.CANCELLED},
    Status.HELD: {Status.CONFIRMED},
    Status.POSTPONED: LIVE | {Status.CANCELLED},
    Status.CANCELLED: LIVE,
}
# Without a reason nobody would understand the step later.
_WITH_REASON = frozenset({Status.POSTPONED, Status.CANCELLED})
_BACK_WITH_REASON = frozenset({Status.HELD, Status.CANCELLED})


class Settled(StrEnum):
    """What of a meeting is sure (chốt) or not (dự kiến) by itself."""

    DATE = auto()
    VENUE = auto()
    HEADCOUNT = auto()


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


@dataclass(frozen=True, slots=True)
class MarkedDay:
    """A day that the office marked: off, or (`is_off` false) a weekend day worked instead."""

    name: str
    is_off: bool


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


def holds_hall(status: Status, when: When) -> TimeSpan | None:
    """The hours for which the meeting's hall is kept: only exact ones, tentative or confirmed."""
    return when.span if status in LIVE else None


def ensure_step(before: Status, after: Status, reason: str) -> None:
    """Refuse a step that a meeting cannot take, or one that lacks its reason."""
    if before is after:
        return
    if after not in _NEXT[before]:
        raise RuleBroken("meeting.no_such_step", field="status", before=before, after=after)
    if (after in _WITH_REASON or before in _BACK_WITH_REASON) and not reason:
        raise RuleBroken("meeting.no_reason", field="reason")


def steps_from(status: Status) -> list[Status]:
    """Where a meeting can go from here, in the usual order."""
    return [step for step in Status if step in _NEXT[status]]


def ensure_begun(when: When, now: datetime) -> None:
    """Refuse to call a meeting held before it has begun."""
    days = when.days
    begun = when.span.start <= now if when.span else days and days.start <= local_day(now)
    if not begun:
        raise RuleBroken("meeting.not_begun", field="status")


def uid_of(token: str, base_url: str) -> str:
    """The name by which calendars know a meeting for ever; `token` is random and made once."""
    return f"{token}@{urlsplit(base_url).hostname}"


def code_prefix(kind: MeetingKind, when: When, today: date) -> str:
    """`HN-2026-`: the kind, and the year of the meeting, else of today."""
    year = when.days.end.year if when.days else today.year
    return f"{CODE_PREFIX[kind]}-{year}-"


def next_code(prefix: str, taken: Iterable[str]) -> str:
    """The code after the highest number in use."""
    ends = (code.removeprefix(prefix) for code in taken)
    numbers = [int(end) for end in ends if end.isascii() and end.isdigit()]
    return f"{prefix}{max(numbers, default=0) + 1:03}"


def is_rest_day(day: date, marked: Mapping[date, MarkedDay]) -> bool:
    """A holiday, or a weekend day on which nobody works instead."""
    return marked[day].is_off if day in marked else day.weekday() >= _SATURDAY


def rest_days(days: DateWindow, marked: Mapping[date, MarkedDay]) -> frozenset[date]:
    return frozenset(day for day in _each(days) if is_rest_day(day, marked))


def findings_of_time(
    when: When, marked: Mapping[date, MarkedDay], today: date
) -> Iterator[Finding]:
    """What is odd about the time of a meeting that is still to come."""
    days = when.days
    if days and days.end < today:
        yield Finding("meeting.in_the_past", "starts_at")
    if days and when.has_day:
        yield from _findings_of_days(days, marked)
    if when.span and when.precision is Precision.MINUTE and not _in_usual_hours(when.span):
        yield Finding("meeting.outside_hours", "starts_at", _usual_hours())


def _findings_of_days(days: DateWindow, marked: Mapping[date, MarkedDay]) -> Iterator[Finding]:
    resting = [day for day in _each(days) if is_rest_day(day, marked)]
    if not resting:
        return
    details = {"day": _plain(resting[0]), "workday": _plain(_nearest_workday(resting[0], marked))}
    if resting[0] in marked:
        details["name"] = marked[resting[0]].name
        yield Finding("meeting.on_holiday", "starts_at", details)
    else:
        yield Finding("meeting.on_weekend", "starts_at", details)


def _nearest_workday(day: date, marked: Mapping[date, MarkedDay]) -> date:
    """The nearest day on which the office works, a later one first; Tết is under two weeks."""
    for distance in range(1, WORKDAY_REACH + 1):
        for other in (day + timedelta(days=distance), day - timedelta(days=distance)):
            if not is_rest_day(other, marked):
                return other
    return day


def _in_usual_hours(span: TimeSpan) -> bool:
    start, end = span.start.astimezone(HANOI), span.end.astimezone(HANOI)
    return any(
        HOURS[part][0] <= start.time()
        and end.time() <= HOURS[part][1]
        and start.time() < end.time()
        for part in (DayPart.WHOLE_DAY, DayPart.EVENING)
    )


def _usual_hours() -> dict[str, object]:
    start, end = HOURS[DayPart.WHOLE_DAY]
    return {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}


def _each(days: DateWindow) -> Iterator[date]:
    return (days.start + timedelta(days=count) for count in range(days.days))


def _plain(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _ensure_year(day: date) -> None:
    if day.year not in YEARS:
        raise RuleBroken("meeting.year_out_of_reach", field="starts_at")

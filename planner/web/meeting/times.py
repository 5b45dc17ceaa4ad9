"""The time of a meeting as a form asks for it: one of eight ways, each with its own fields."""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum, auto

from planner.domain.errors import RuleBroken
from planner.domain.meeting import When, usual_end, when_from_words
from planner.domain.meeting.when import YEARS
from planner.domain.timespan import HANOI, DateWindow, DayPart, Precision, TimeSpan, span_of_part


class TimeKind(StrEnum):
    """Which way the clerk knows the time."""

    HOURS = auto()
    PART = auto()
    DAY = auto()
    STRETCH = auto()  # a month, half of one, a quarter
    RANGE = auto()
    DEADLINE = auto()
    WORDS = auto()
    AWAITING = auto()


# The fields that each way reads, and of these, those that it cannot do without.
USES: Mapping[TimeKind, tuple[str, ...]] = {
    TimeKind.HOURS: ("day", "start", "last_day", "end"),
    TimeKind.PART: ("day", "part"),
    TimeKind.DAY: ("day", "last_day"),
    TimeKind.STRETCH: ("stretch", "stretch_year"),
    TimeKind.RANGE: ("day", "last_day"),
    TimeKind.DEADLINE: ("day", "strictness"),
    TimeKind.WORDS: ("words",),
    TimeKind.AWAITING: ("awaiting",),
}
NEEDS: Mapping[TimeKind, tuple[str, ...]] = {
    TimeKind.HOURS: ("day", "start"),
    TimeKind.PART: ("day", "part"),
    TimeKind.DAY: ("day",),
    TimeKind.STRETCH: ("stretch", "stretch_year"),
    TimeKind.RANGE: ("day", "last_day"),
    TimeKind.DEADLINE: ("day",),
    TimeKind.WORDS: ("words",),
    TimeKind.AWAITING: ("awaiting",),
}
TIME_FIELDS = tuple(dict.fromkeys(name for names in USES.values() for name in names))
STRICT = "before"  # the day itself is too late


@dataclass(frozen=True, slots=True)
class TimeFields:
    """What the fields of a time hold; only those of the chosen way count."""

    kind: TimeKind
    day: date | None = None
    last_day: date | None = None
    start: time | None = None
    end: time | None = None
    part: str = ""
    stretch: str = ""
    stretch_year: int | None = None
    strictness: str = ""
    words: str = ""
    awaiting: str = ""


def when_of(fields: TimeFields, today: date) -> When:
    """The time that the fields say; its rules may refuse it. The needed fields are there."""
    match fields.kind, fields.day:
        case TimeKind.HOURS, date() as day:
            return When.exact(_span(fields, day))
        case TimeKind.PART, date() as day:
            return When.session(day, DayPart(fields.part))
        case TimeKind.DAY, date() as day:
            return When.on_day(day, last=fields.last_day)
        case TimeKind.RANGE, date() as day:
            return When.within(DateWindow(day, fields.last_day or day))
        case TimeKind.DEADLINE, date() as day:
            return When.deadline(day, strict=fields.strictness == STRICT)
        case TimeKind.STRETCH, _:
            return When.within(stretch_window(fields.stretch, fields.stretch_year or 0))
        case TimeKind.WORDS, _:
            return when_from_words(fields.words, today)
    return When.awaited(fields.awaiting)


def fields_of(when: When) -> TimeFields:
    """The fields that say this time again, but for the words of the paper."""
    days = when.days
    if when.precision is Precision.UNKNOWN or days is None:
        return TimeFields(TimeKind.AWAITING, awaiting=when.awaiting or when.words)
    last = days.end if days.end > days.start else None
    if when.precision is Precision.SESSION and when.part:
        return TimeFields(TimeKind.PART, day=days.start, part=when.part.value)
    if when.span:
        return replace(hours_of(when.span), last_day=last)
    if when.precision is Precision.DAY:
        return TimeFields(TimeKind.DAY, day=days.start, last_day=last)
    if when.precision is Precision.DEADLINE:
        strictness = STRICT if when.strict_before else ""
        return TimeFields(TimeKind.DEADLINE, day=days.end, strictness=strictness)
    stretch = stretch_of(days)
    if stretch:
        return TimeFields(TimeKind.STRETCH, stretch=stretch, stretch_year=days.start.year)
    return TimeFields(TimeKind.RANGE, day=days.start, last_day=days.end)


def fields_of_span(span: TimeSpan) -> TimeFields:
    """As a part of a day where the hours are just the usual ones of one, else as hours."""
    day = span.start.astimezone(HANOI).date()
    for part in DayPart:
        if span_of_part(day, part) == span:
            return TimeFields(TimeKind.PART, day=day, part=part.value)
    return fields_of(When.exact(span))


def hours_of(span: TimeSpan) -> TimeFields:
    """The hours of a span within one day."""
    start, end = span.start.astimezone(HANOI), span.end.astimezone(HANOI)
    return TimeFields(TimeKind.HOURS, day=start.date(), start=start.time(), end=end.time())


def stretches() -> list[str]:
    """Every named stretch of a year: m1 … m12, first and second halves a1 b1 …, q1 … q4."""
    months = range(1, 13)
    halves = [f"{half}{month}" for month in months for half in "ab"]
    return [f"m{month}" for month in months] + halves + [f"q{quarter}" for quarter in range(1, 5)]


def stretch_window(stretch: str, year: int) -> DateWindow:
    """The days of a named stretch of a year."""
    if year not in YEARS:
        raise RuleBroken("meeting.year_out_of_reach", field="starts_at")
    kind, number = stretch[0], int(stretch[1:])
    first, last = (3 * number - 2, 3 * number) if kind == "q" else (number, number)
    start = date(year, first, 16 if kind == "b" else 1)
    end = date(year, last, 15 if kind == "a" else monthrange(year, last)[1])
    return DateWindow(start, end)


def stretch_of(window: DateWindow) -> str:
    """The name of the stretch that these days are, or nothing."""
    year = window.start.year
    return next((name for name in stretches() if stretch_window(name, year) == window), "")


def _span(fields: TimeFields, day: date) -> TimeSpan:
    start, last = fields.start or time(), fields.last_day or day
    end = _moment(last, fields.end) if fields.end else usual_end(_moment(last, start))
    return TimeSpan(_moment(day, start), end)


def _moment(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=HANOI)

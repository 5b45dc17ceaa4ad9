"""Days of rest and usual hours: what is odd about the time of a meeting."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from planner.domain.errors import Finding
from planner.domain.meeting.when import When
from planner.domain.timespan import HANOI, HOURS, DateWindow, DayPart, Precision, TimeSpan

WORKDAY_REACH = 14  # days in which a better day is looked for
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class MarkedDay:
    """A day that the office marked: off, or (`is_off` false) a weekend day worked instead."""

    name: str
    is_off: bool


def is_rest_day(day: date, marked: Mapping[date, MarkedDay]) -> bool:
    """A holiday, or a weekend day on which nobody works instead."""
    return marked[day].is_off if day in marked else day.weekday() >= _SATURDAY


def rest_days(days: DateWindow, marked: Mapping[date, MarkedDay]) -> frozenset[date]:
    """Those of the days on which nobody works."""
    return frozenset(day for day in _each(days) if is_rest_day(day, marked))


def findings_of_time(
    when: When, marked: Mapping[date, MarkedDay], today: date
) -> Iterator[Finding]:
    """What is odd about the time of a meeting that is still to come."""
    days = when.days
    if days and days.end < today:
        yield Finding("meeting.in_the_past", "starts_at")
    if days and when.has_day:
        yield from _findings_of_days(days, marked, today)
    if when.span and when.precision is Precision.MINUTE and not _in_usual_hours(when.span):
        yield Finding("meeting.outside_hours", "starts_at", _usual_hours())


def _findings_of_days(
    days: DateWindow, marked: Mapping[date, MarkedDay], today: date
) -> Iterator[Finding]:
    resting = [day for day in _each(days) if is_rest_day(day, marked)]
    if not resting:
        return
    workday = _nearest_workday(resting[0], marked, today)
    details = {"day": _plain(resting[0]), "workday": _plain(workday)}
    if resting[0] in marked:
        details["name"] = marked[resting[0]].name
        yield Finding("meeting.on_holiday", "starts_at", details)
    else:
        yield Finding("meeting.on_weekend", "starts_at", details)


def _nearest_workday(day: date, marked: Mapping[date, MarkedDay], today: date) -> date:
    """The nearest day on which the office works, a later one first; Tết is under two weeks.

    A day that has passed is none to move a coming meeting to.
    """
    for distance in range(1, WORKDAY_REACH + 1):
        for other in (day + timedelta(days=distance), day - timedelta(days=distance)):
            if not is_rest_day(other, marked) and (other >= today or day < today):
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

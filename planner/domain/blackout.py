"""Days and halves of days on which somebody cannot take part."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum, auto

from planner.domain.errors import RuleBroken
from planner.domain.text import one_line
from planner.domain.timespan import HANOI, DayPart, TimeSpan, start_of_day
from planner.domain.timewords import TimeWords

LONGEST_REASON = 200  # characters
LONGEST = timedelta(days=400)
NOON = time(12)
BEGINS = {False: "7g30", True: "13g30"}  # by whether it begins at noon
ENDS = {False: "17g00", True: "11g30"}  # by whether it ends at noon


class Kind(StrEnum):
    """Who is meant; the values are what is kept."""

    UNIT = auto()
    PERSON = auto()
    HALL = auto()
    ALL = auto()


def reason_of(text: str) -> str:
    """Why; whoever plans around it has to understand."""
    reason = one_line(text)
    if not reason:
        raise RuleBroken("blackout.no_reason", field="reason")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("blackout.reason_too_long", field="reason", longest=LONGEST_REASON)
    return reason


def span_of(found: TimeWords | None) -> TimeSpan:
    """Whole halves of days; hours within a half take all of it."""
    if found is None or found.start is None:
        raise RuleBroken("blackout.no_days", field="when")
    first, last = found.start, found.end or found.start
    span = TimeSpan(_beginning(first, found.session), _end(last, found.session))
    if span.end - span.start > LONGEST:
        raise RuleBroken("blackout.too_long", field="when", days=LONGEST.days)
    return span


def halves_of(span: TimeSpan) -> tuple[date, bool, date, bool]:
    """(first day, whether from noon on, last day, whether only till noon)."""
    start, end = span.start.astimezone(HANOI), span.end.astimezone(HANOI)
    last = (end - timedelta(microseconds=1)).date()
    return start.date(), start.time() >= NOON, last, end.time() == NOON


def typed(span: TimeSpan) -> str:
    """The halves as a field has them: read back as the same, whatever the language of the page."""
    first, from_noon, last, till_noon = halves_of(span)
    start, end = day_words(first), day_words(last)
    if not from_noon and not till_noon:
        return start if first == last else f"{start} - {end}"
    if first == last:
        return f"{BEGINS[from_noon]} - {ENDS[till_noon]} {start}"
    return f"{BEGINS[from_noon]} {start} - {ENDS[till_noon]} {end}"


def day_words(day: date) -> str:
    """A day as people write it: 5/6/2026."""
    return f"{day.day}/{day.month}/{day.year}"


def _beginning(first: date | datetime, part: DayPart | None) -> datetime:
    if isinstance(first, datetime):
        local = first.astimezone(HANOI)
        return _noon(local.date()) if local.time() >= NOON else start_of_day(local.date())
    if part in {DayPart.AFTERNOON, DayPart.EVENING}:
        return _noon(first)
    return start_of_day(first)


def _end(last: date | datetime, part: DayPart | None) -> datetime:
    if isinstance(last, datetime):
        local = last.astimezone(HANOI)
        day, before_noon = local.date(), local.time() <= NOON
    else:
        day, before_noon = last, part is DayPart.MORNING
    return _noon(day) if before_noon else start_of_day(day + timedelta(days=1))


def _noon(day: date) -> datetime:
    return datetime.combine(day, NOON, tzinfo=HANOI)

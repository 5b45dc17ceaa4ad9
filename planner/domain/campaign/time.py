"""Times of a campaign: whole days, as its words say them."""

from dataclasses import dataclass
from datetime import date

from planner.domain.errors import RuleBroken
from planner.domain.meeting import When, when_from_words
from planner.domain.text import one_line
from planner.domain.timespan import Precision


@dataclass(frozen=True, slots=True)
class DueDay:
    """A day by which something is to be there; strict: that day itself is too late."""

    day: date
    strict: bool
    words: str


def when_in_days(when: When) -> When:
    """The same time without hours: a buổi, a minute become their day, the words stay."""
    if when.span is None or when.days is None:
        return when
    return When.on_day(when.days.start, when.words, last=when.days.end)


def time_of_words(text: str, on: date, field: str) -> When:
    """What a phrase says, in whole days; refused at `field` where it says nothing."""
    try:
        if not one_line(text):
            raise RuleBroken("campaign.no_time", field=field)
        return when_in_days(when_from_words(text, on))
    except RuleBroken as broken:
        raise RuleBroken(broken.code, field=field, **broken.details) from broken


def report_time(text: str, on: date, field: str = "report_words") -> DueDay | None:
    """The day by which a report is due; empty words: none is said. A window ends with its last day.

    Refused where the words name no day.
    """
    if not one_line(text):
        return None
    when = time_of_words(text, on, field)
    if when.days is None:
        raise RuleBroken("campaign.no_day", field=field)
    return DueDay(when.days.end, bool(when.strict_before), when.words)


def day_of_words(text: str, on: date, field: str) -> date:
    """The one day that a phrase names; refused where it names none, or several."""
    when = time_of_words(text, on, field)
    days = when.days
    if days is None or days.days != 1 or when.precision is Precision.DEADLINE:
        raise RuleBroken("campaign.no_day", field=field)
    return days.start


def ensure_not_after(day: date, today: date, field: str) -> None:
    """What is told as done cannot lie ahead."""
    if day > today:
        raise RuleBroken("campaign.day_ahead", field=field)

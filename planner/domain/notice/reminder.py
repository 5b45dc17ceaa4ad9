"""Reminders: relative to the meeting or to a deadline, to those whom they concern."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum, auto

from planner.domain.errors import RuleBroken
from planner.domain.timespan import HANOI

MOST_DAYS_BEFORE = 60
MOST_REMINDERS = 12  # of one meeting
_USUAL_HOUR = time(8)
_EARLY_HOUR = time(6)  # on the day itself, before people set out


class Anchor(StrEnum):
    """From which day a reminder counts back."""

    MEETING = auto()
    ANSWER_BY = auto()
    NOMINATE_BY = auto()


class Audience(StrEnum):
    """Whom a reminder is for, of those who were invited."""

    WAITING = auto()  # no answer yet
    COMING = auto()
    ALL = auto()  # but not who said no


def days_before_of(days: int | None) -> int:
    """Refused outside of what anybody would plan for; 0 is the morning of the day itself."""
    if days is None or not 0 <= days <= MOST_DAYS_BEFORE:
        raise RuleBroken("notice.odd_days", field="days_before", most=MOST_DAYS_BEFORE)
    return days


def moment_of(day: date, days_before: int) -> datetime:
    """When a reminder leaves: at eight, on the day itself at six, office time."""
    hour = _USUAL_HOUR if days_before else _EARLY_HOUR
    return datetime.combine(day - timedelta(days=days_before), hour, HANOI)


def is_meant(audience: Audience, reply: str) -> bool:
    """Whether somebody with this answer is to be reminded."""
    return {
        Audience.WAITING: reply == "none",
        Audience.COMING: reply == "yes",
        Audience.ALL: reply != "no",
    }[audience]


def workdays_between(today: date, day: date, rest: frozenset[date]) -> int:
    """Whole working days after today and before `day`; `rest` holds the days of rest between."""
    between = (today + timedelta(days=count) for count in range(1, (day - today).days))
    return sum(each not in rest for each in between)

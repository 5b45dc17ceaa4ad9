"""Letters that leave the house: when, to whom, what is new in them, and when to ask a person."""

from planner.domain.notice.queue import (
    GATHERING,
    LONGEST_GATHERING,
    OUTAGE_WAIT,
    SILENCE,
    STALE,
    WAITS,
    Fate,
    Outcome,
    gathered_due,
    is_stale,
    wait_after,
)
from planner.domain.notice.reminder import (
    MOST_DAYS_BEFORE,
    MOST_REMINDERS,
    Anchor,
    Audience,
    days_before_of,
    is_meant,
    moment_of,
    workdays_between,
)
from planner.domain.notice.reply import (
    PartStat,
    plus_address,
    read_plus_address,
    reference_of,
    reference_token,
)
from planner.domain.notice.told import News, differences

__all__ = [
    "GATHERING",
    "LONGEST_GATHERING",
    "MOST_DAYS_BEFORE",
    "MOST_REMINDERS",
    "OUTAGE_WAIT",
    "SILENCE",
    "STALE",
    "WAITS",
    "Anchor",
    "Audience",
    "Fate",
    "News",
    "Outcome",
    "PartStat",
    "days_before_of",
    "differences",
    "gathered_due",
    "is_meant",
    "is_stale",
    "moment_of",
    "plus_address",
    "read_plus_address",
    "reference_of",
    "reference_token",
    "wait_after",
    "workdays_between",
]

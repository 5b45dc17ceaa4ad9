"""Meetings, the ways to them, and what they must look out for."""

from planner.store.meeting.clashes import (
    Clash,
    called_elsewhere,
    codes_in_use,
    hosted_elsewhere,
    mark_changed,
    marked_days,
    visible,
)
from planner.store.meeting.queries import (
    WITH_NAMES,
    MeetingFilter,
    SeriesName,
    count,
    find,
    get,
    get_named,
    listed,
    meetings_between,
    meetings_for,
    next_of,
    series_of,
)
from planner.store.meeting.rows import Holiday, Meeting

__all__ = [
    "WITH_NAMES",
    "Clash",
    "Holiday",
    "Meeting",
    "MeetingFilter",
    "SeriesName",
    "called_elsewhere",
    "codes_in_use",
    "count",
    "find",
    "get",
    "get_named",
    "hosted_elsewhere",
    "listed",
    "mark_changed",
    "marked_days",
    "meetings_between",
    "meetings_for",
    "next_of",
    "series_of",
    "visible",
]

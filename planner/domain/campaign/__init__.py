"""Campaigns: who owes what by when, how far each unit has come, what stands on the way."""

from planner.domain.campaign.course import (
    DutyFacts,
    DutyState,
    MeetingState,
    Progress,
    ReportState,
    days_late,
    last_good_day,
    meeting_state,
    progress_of,
    report_state,
    state_of,
)
from planner.domain.campaign.items import CalendarItem, ItemKind, item_uid
from planner.domain.campaign.orders import (
    ExemptionRule,
    LevelRule,
    Owed,
    Way,
    owed_by,
)
from planner.domain.campaign.time import day_of_words, report_time, when_in_days

__all__ = [
    "CalendarItem",
    "DutyFacts",
    "DutyState",
    "ExemptionRule",
    "ItemKind",
    "LevelRule",
    "MeetingState",
    "Owed",
    "Progress",
    "ReportState",
    "Way",
    "day_of_words",
    "days_late",
    "item_uid",
    "last_good_day",
    "meeting_state",
    "owed_by",
    "progress_of",
    "report_state",
    "report_time",
    "state_of",
    "when_in_days",
]

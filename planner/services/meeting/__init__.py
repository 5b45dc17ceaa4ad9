"""What people do with meetings. The caller opens and commits the transaction."""

from planner.services.meeting.findings import findings_of
from planner.services.meeting.record import record_of
from planner.services.meeting.values import Booked, MeetingChanges, MeetingDraft
from planner.services.meeting.verbs import (
    book,
    cancel,
    change,
    confirm,
    mark_held,
    postpone,
    settle,
    touch,
)

__all__ = [
    "Booked",
    "MeetingChanges",
    "MeetingDraft",
    "book",
    "cancel",
    "change",
    "confirm",
    "findings_of",
    "mark_held",
    "postpone",
    "record_of",
    "settle",
    "touch",
]

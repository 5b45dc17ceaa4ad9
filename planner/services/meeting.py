"""What people do with meetings. The caller opens and commits the transaction.

Every verb names its own action: out of reach is NotFound, as missing. A taken hall is refused with
`venue.hall_taken`, see `services.venue`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict

from sqlalchemy.orm import Session

from planner.domain.errors import Finding
from planner.domain.meeting import MeetingKind, Settled, Status, When
from planner.domain.rights import Viewer
from planner.store.meeting import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDraft:
    """What a meeting is made of. `code`: None makes the next one of its kind and year."""

    title: str
    kind: MeetingKind
    convenor_id: int
    when: When
    host_id: int | None = None
    standing_office_id: int | None = None
    hall_id: int | None = None
    place: str = ""
    topic_id: int | None = None
    date_sure: bool = False
    venue_sure: bool = False
    headcount: int | None = None
    headcount_sure: bool = False
    status: Status = Status.TENTATIVE
    code: str | None = None


class MeetingChanges(TypedDict, total=False):
    """Only what changes; None empties what may be empty. `reason` goes with a step of status."""

    title: str
    kind: MeetingKind
    convenor_id: int
    when: When
    host_id: int | None
    standing_office_id: int | None
    hall_id: int | None
    place: str
    topic_id: int | None
    date_sure: bool
    venue_sure: bool
    headcount: int | None
    headcount_sure: bool
    status: Status
    reason: str


@dataclass(frozen=True, slots=True)
class Booked:
    """A meeting as it was saved, and what is worth a second look."""

    meeting: Meeting
    findings: list[Finding] = field(default_factory=list)


def book(
    session: Session, viewer: Viewer, draft: MeetingDraft, *, uid: str, now: datetime
) -> Booked:
    """Keep a new meeting; `uid` from `domain.meeting.uid_of`."""


def change(
    session: Session, viewer: Viewer, meeting_id: int, changes: MeetingChanges, now: datetime
) -> Booked:
    """Change what is given, in one go: time, hall and status move together or not at all."""


def settle(
    session: Session, viewer: Viewer, meeting_id: int, what: Settled, now: datetime
) -> Booked:
    """Say that the date, the venue or the headcount is sure (chốt)."""


def confirm(session: Session, viewer: Viewer, meeting_id: int, now: datetime) -> Booked:
    """Dự kiến → chốt; the date is sure then, where there is one."""


def mark_held(session: Session, viewer: Viewer, meeting_id: int, now: datetime) -> Booked:
    """Chốt → đã họp, once it has begun."""


def postpone(
    session: Session,
    viewer: Viewer,
    meeting_id: int,
    *,
    reason: str,
    now: datetime,
    when: When | None = None,
) -> Booked:
    """Hoãn: the hall is free again. With a new time it is tentative at that time."""


def cancel(
    session: Session, viewer: Viewer, meeting_id: int, *, reason: str, now: datetime
) -> Booked:
    """Huỷ: the hall is free again."""


def findings_of(session: Session, viewer: Viewer, meeting: Meeting, now: datetime) -> list[Finding]:
    """What is worth a second look in a meeting that the viewer may see, as things are now."""


def touch(session: Session, meeting_ids: Sequence[int], now: datetime) -> None:
    """Calendars fetch these meetings anew: something that they show was renamed."""

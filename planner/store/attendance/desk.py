"""What organisers keep beside the log: settings, excuses, decisions, quarantine, printed papers."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.store.attendance.rows import Device, Scan
from planner.store.base import Base
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting


class AttendanceSetting(Base):
    """How one meeting counts; without a row it counts as `domain.attendance.setting` says."""

    __tablename__ = "attendance_setting"
    __table_args__ = (UniqueConstraint("meeting_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    grace_minutes: Mapped[int]
    parts_apart: Mapped[bool]
    may_substitute: Mapped[bool]
    quorum_body: Mapped[str]
    quorum_percent: Mapped[int]
    substitutes_count: Mapped[bool]
    shows_names: Mapped[bool]


class AbsenceExcuse(Base):
    """An organiser's word that somebody may stay away, and why."""

    __tablename__ = "absence_excuse"
    __table_args__ = (UniqueConstraint("delegate_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), index=True)
    delegate_id: Mapped[int] = mapped_column(ForeignKey(Delegate.id))
    reason: Mapped[str]
    given_at: Mapped[datetime]


class ReviewDecision(Base):
    """What was decided on a scan that somebody should look at: accept, refuse, same."""

    __tablename__ = "review_decision"
    __table_args__ = (UniqueConstraint("scan_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), index=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey(Scan.id))
    decision: Mapped[str]
    decided_at: Mapped[datetime]


class QuarantinedScan(Base):
    """A scan that a shut-out device still held: kept as read, not judged.

    `reading` has no text that is not ours and no code, only its hash. `state`: waiting, accepted,
    discarded.
    """

    __tablename__ = "quarantined_scan"
    __table_args__ = (
        UniqueConstraint("device_id", "client_id", name="uq_quarantined_scan_client"),
        Index(None, "meeting_id", "state"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    device_id: Mapped[int] = mapped_column(ForeignKey(Device.id))
    client_id: Mapped[str]
    reading: Mapped[dict[str, Any]] = mapped_column(JSON)
    body_hash: Mapped[str]
    scanned_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(default="waiting")
    decided_at: Mapped[datetime | None]


class PrintedSheet(Base):
    """A sign-in sheet as it was printed: `rows` is [[number, delegate]], in their order.

    Its code is the meeting's, a stroke and its `number`.
    """

    __tablename__ = "printed_sheet"
    __table_args__ = (UniqueConstraint("meeting_id", "number", name="uq_printed_sheet_number"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    number: Mapped[int]
    sittings: Mapped[list[str]] = mapped_column(JSON)
    rows: Mapped[list[list[int]]] = mapped_column(JSON)
    printed_at: Mapped[datetime]


class PrintedBadge(Base):
    """How often a delegate's badge was printed, and when last."""

    __tablename__ = "printed_badge"
    __table_args__ = (UniqueConstraint("delegate_id"),)

    delegate_id: Mapped[int] = mapped_column(ForeignKey(Delegate.id))
    times: Mapped[int]
    printed_at: Mapped[datetime]

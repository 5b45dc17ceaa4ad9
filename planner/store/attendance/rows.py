"""Doors and their devices; every scan ever made; and who is in, read from the scans."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.store.base import Base
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting


def _where(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class Door(Base):
    """A door of a meeting. Its credentials: a link and a pairing code for one device more.

    The one that `is_desk` is the organiser's own: reviews and signed papers write through it.
    """

    __tablename__ = "door"

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), index=True)
    name: Mapped[str]
    opened_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    is_desk: Mapped[bool] = mapped_column(default=False)
    meeting: Mapped[Meeting] = relationship(lazy="raise")


class Device(Base):
    """A phone or computer at a door; its credential is of kind `device`."""

    __tablename__ = "device"

    door_id: Mapped[int] = mapped_column(ForeignKey(Door.id), index=True)
    label: Mapped[str] = mapped_column(default="")
    paired_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    queue_length: Mapped[int] = mapped_column(default=0)
    roster_at: Mapped[datetime | None]  # when it last had the list of today's version
    door: Mapped[Door] = relationship(lazy="raise")


class Scan(Base):
    """What a door saw; added, never changed (a trigger refuses it).

    `sitting` is the local day, with the part of the day where parts are counted apart.
    `scanned_at` is the device's clock, `effective_at` that clock put right. A text that is no
    code of ours is not kept, only its length.
    """

    __tablename__ = "scan"
    __table_args__ = (
        UniqueConstraint("meeting_id", "client_id"),
        Index(None, "meeting_id", "sitting", "delegate_id"),
        Index(None, "meeting_id", "id"),
        Index("ix_scan_void", "meeting_id", "void_of", **_where("kind = 'void'")),
        Index("ix_scan_walk_in", "meeting_id", "delegate_id", **_where("kind = 'walkin'")),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    client_id: Mapped[str]
    device_id: Mapped[int] = mapped_column(ForeignKey(Device.id), index=True)
    sitting: Mapped[str]
    kind: Mapped[str]
    method: Mapped[str]
    delegate_id: Mapped[int | None] = mapped_column(ForeignKey(Delegate.id), index=True)
    void_of: Mapped[str | None]
    person: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    scanned_at: Mapped[datetime]
    effective_at: Mapped[datetime]
    received_at: Mapped[datetime]
    is_offline: Mapped[bool]
    body_hash: Mapped[str]
    text_length: Mapped[int] = mapped_column(default=0)
    verdict: Mapped[str]
    needs_review: Mapped[bool] = mapped_column(default=False)


class Attendance(Base):
    """One row a delegate and sitting, however many scans: the projection of the log.

    `scan_id` is the winner (smallest effective time, device, id); `is_in` is False after going out.
    """

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("sitting", "delegate_id"),
        Index(None, "meeting_id", "sitting", "is_in"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    sitting: Mapped[str]
    delegate_id: Mapped[int] = mapped_column(ForeignKey(Delegate.id), index=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey(Scan.id))
    first_in: Mapped[datetime]
    last_out: Mapped[datetime | None]
    door_id: Mapped[int] = mapped_column(ForeignKey(Door.id))
    is_in: Mapped[bool] = mapped_column(default=True)

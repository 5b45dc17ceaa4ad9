"""Venues, their halls, and when a hall is held."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.domain.timespan import TimeSpan
from planner.store.base import Base
from planner.store.directory import Unit


class Venue(Base):
    """A house with halls; `unit_id` is the unit that keeps it."""

    __tablename__ = "venue"

    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    map_url: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    search_key: Mapped[str] = mapped_column(index=True)
    unit: Mapped[Unit] = relationship(lazy="raise")


class Hall(Base):
    """A hall of a venue; `capacity` counts seats."""

    __tablename__ = "hall"
    __table_args__ = (CheckConstraint("capacity > 0", name="has_seats"),)

    code: Mapped[str] = mapped_column(unique=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey(Venue.id), index=True)
    name: Mapped[str]
    capacity: Mapped[int]
    venue: Mapped[Venue] = relationship(lazy="raise")


class HallHold(Base):
    """A hall, taken by a meeting. That no two overlap is held by the database, see 0001."""

    __tablename__ = "hall_hold"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        Index(None, "hall_id", "starts_at"),
    )

    hall_id: Mapped[int] = mapped_column(ForeignKey(Hall.id))
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), index=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    hall: Mapped[Hall] = relationship(lazy="raise")

    @property
    def span(self) -> TimeSpan:
        return TimeSpan(self.starts_at, self.ends_at)

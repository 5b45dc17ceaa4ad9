"""Series of giao ban: a year, its sessions, and who hosts each."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.store.base import Base
from planner.store.directory import Unit
from planner.store.meeting import Meeting


class Series(Base):
    """What the sessions of a year share. `flag_to_id`: who takes the flag after the last one."""

    __tablename__ = "series"

    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    year: Mapped[int] = mapped_column(index=True)
    convenor_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    standing_office_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    flag_from_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))  # held it before
    flag_to_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    changed_at: Mapped[datetime]
    convenor: Mapped[Unit] = relationship(foreign_keys=[convenor_id], lazy="raise")
    standing_office: Mapped[Unit | None] = relationship(
        foreign_keys=[standing_office_id], lazy="raise"
    )
    flag_from: Mapped[Unit | None] = relationship(foreign_keys=[flag_from_id], lazy="raise")
    flag_to: Mapped[Unit | None] = relationship(foreign_keys=[flag_to_id], lazy="raise")


class HostTurn(Base):
    """The n-th session of a series; the host, the time and the topic are the meeting's own."""

    __tablename__ = "host_turn"
    __table_args__ = (
        UniqueConstraint("series_id", "ordinal"),
        UniqueConstraint("meeting_id"),
        Index(None, "series_id", "ordinal"),
    )

    series_id: Mapped[int] = mapped_column(ForeignKey(Series.id))
    ordinal: Mapped[int]
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    series: Mapped[Series] = relationship(lazy="raise")
    meeting: Mapped[Meeting] = relationship(lazy="raise")

"""The rows of the rotation. What hangs on a convenor outlives the series of one year."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.store.base import Base
from planner.store.directory import Unit
from planner.store.meeting import Meeting
from planner.store.topic import Topic
from planner.store.venue import Hall


class RotationBook(Base):
    """How a convenor counts the turns of its units, and how its flag is called."""

    __tablename__ = "rotation_book"

    convenor_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), unique=True)
    count_from: Mapped[date | None]
    flag_name: Mapped[str] = mapped_column(default="")


class EarlierHosting(Base):
    """A turn from before the product: a unit hosted on or about a day, in the words of the list."""

    __tablename__ = "earlier_hosting"
    __table_args__ = (UniqueConstraint("convenor_id", "unit_id", "held_on"),)

    convenor_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    held_on: Mapped[date]
    time_words: Mapped[str]
    topic_id: Mapped[int | None] = mapped_column(ForeignKey(Topic.id), index=True)
    report: Mapped[str] = mapped_column(default="")
    conclusion: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id], lazy="raise")
    topic: Mapped[Topic | None] = relationship(lazy="raise")


class TurnChange(Base):
    """A turn that was given away, and why.

    `kind`: swap (both host at each other's session), skip (`credit` 1 where the turn is forgiven),
    override (`other_id` hosts instead of `unit_id`, which was first in line), start (`credit` with
    which a new unit begins).
    """

    __tablename__ = "turn_change"

    kind: Mapped[str]
    convenor_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    other_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey(Meeting.id), index=True)
    other_meeting_id: Mapped[int | None] = mapped_column(ForeignKey(Meeting.id))
    credit: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str]
    account_name: Mapped[str]
    at: Mapped[datetime]
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id], lazy="raise")
    other: Mapped[Unit | None] = relationship(foreign_keys=[other_id], lazy="raise")
    meeting: Mapped[Meeting | None] = relationship(foreign_keys=[meeting_id], lazy="raise")
    other_meeting: Mapped[Meeting | None] = relationship(
        foreign_keys=[other_meeting_id], lazy="raise"
    )


class FlagHandover(Base):
    """That the flag went from a unit to a unit (None: nobody yet) on a day, at a session or not."""

    __tablename__ = "flag_handover"
    __table_args__ = (
        UniqueConstraint("convenor_id", "handed_on"),
        UniqueConstraint("meeting_id"),
    )

    convenor_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    handed_on: Mapped[date]
    from_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    to_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey(Meeting.id))
    note: Mapped[str] = mapped_column(default="")
    giver: Mapped[Unit | None] = relationship(foreign_keys=[from_id], lazy="raise")
    taker: Mapped[Unit | None] = relationship(foreign_keys=[to_id], lazy="raise")
    meeting: Mapped[Meeting | None] = relationship(lazy="raise")


class StudyReport(Base):
    """What a session that studied a topic left behind: its report and its conclusion."""

    __tablename__ = "study_report"

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), unique=True)
    report: Mapped[str] = mapped_column(default="")
    report_url: Mapped[str] = mapped_column(default="")
    conclusion: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]


class DayProposal(Base):
    """A day, and perhaps a hall, that the host of a session proposes in words.

    `state`: waiting, accepted, declined, or replaced by a later one.
    """

    __tablename__ = "day_proposal"
    __table_args__ = (
        Index(
            "uq_day_proposal_meeting_id",
            "meeting_id",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id))
    words: Mapped[str]
    hall_id: Mapped[int | None] = mapped_column(ForeignKey(Hall.id))
    place: Mapped[str] = mapped_column(default="")
    note: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(default="waiting")
    answer: Mapped[str] = mapped_column(default="")
    account_name: Mapped[str]
    proposed_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    unit: Mapped[Unit] = relationship(lazy="raise")
    hall: Mapped[Hall | None] = relationship(lazy="raise")

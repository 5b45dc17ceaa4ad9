"""The rows beside the queue: texts, deadlines, reminders, and the mails that were read."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from planner.store.base import Base


class LetterText(Base):
    """The words of an invitation, of one meeting or a unit's usual ones; the newest counts.

    `mode`: summoned or invited. Never changed: a letter in the queue names the one it was
    confirmed with.
    """

    __tablename__ = "letter_text"
    __table_args__ = (
        CheckConstraint("(meeting_id IS NULL) <> (unit_id IS NULL)", name="one_owner"),
    )

    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    mode: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[datetime]


class LetterPlan(Base):
    """The correspondence of a meeting: by when to answer and to name people.

    `seen_at` is the change of the meeting (its `changed_at`) that recipients were last compared
    with.
    """

    __tablename__ = "letter_plan"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"), unique=True)
    answer_by: Mapped[date | None]
    nominate_by: Mapped[date | None]
    seen_at: Mapped[datetime | None]


class Reminder(Base):
    """A reminder of a meeting; `done_for` is the day (of meeting or deadline) it was queued for."""

    __tablename__ = "reminder"
    __table_args__ = (UniqueConstraint("meeting_id", "anchor", "days_before", "audience"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    anchor: Mapped[str]
    days_before: Mapped[int]
    audience: Mapped[str]
    done_for: Mapped[date | None]


class ReadMail(Base):
    """A mail in our mailbox that was looked at, and what it was: none is taken twice.

    `message_key` is its Message-ID, else the digest of its text.
    """

    __tablename__ = "read_mail"

    message_key: Mapped[str] = mapped_column(unique=True)
    what: Mapped[str]
    read_at: Mapped[datetime]

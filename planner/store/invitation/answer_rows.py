"""The rows of answers: the ledger, how a meeting asks, what units say, documents."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.store.base import Base
from planner.store.directory import Unit
from planner.store.invitation.rows import Delegate
from planner.store.meeting import Meeting


class AnswerEntry(Base):
    """One line of the ledger of a delegate, never changed: see `planner.domain.invitation.ledger`.

    `by_name` is who wrote it; `said_by` who told them, by telephone.
    """

    __tablename__ = "answer_entry"
    __table_args__ = (Index(None, "meeting_id", "id"), Index(None, "delegate_id", "id"))

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    delegate_id: Mapped[int] = mapped_column(ForeignKey(Delegate.id))
    event: Mapped[str]
    reply: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(default="")
    position: Mapped[str] = mapped_column(default="")
    way: Mapped[str]
    by_name: Mapped[str] = mapped_column(default="")
    said_by: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]


class AnswerSetting(Base):
    """How a meeting asks: whether substitutes need a yes, what a late answer is, what of units."""

    __tablename__ = "answer_setting"
    __table_args__ = (UniqueConstraint("meeting_id"),)

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    approves_substitutes: Mapped[bool] = mapped_column(default=False)
    after_deadline: Mapped[str] = mapped_column(default="late")
    asks_vehicles: Mapped[bool] = mapped_column(default=False)
    asks_lodging: Mapped[bool] = mapped_column(default=False)
    asks_meals: Mapped[bool] = mapped_column(default=False)
    asks_speeches: Mapped[bool] = mapped_column(default=False)


class UnitPage(Base):
    """What a unit says of its part in a meeting; the credential of its link stands for this row.

    `lodging` and `meals` are people. Its text of a tham luận is a document of its own.
    """

    __tablename__ = "unit_page"
    __table_args__ = (
        UniqueConstraint("meeting_id", "unit_id"),
        CheckConstraint("vehicles >= 0 AND lodging >= 0 AND meals >= 0", name="not_negative"),
    )

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    vehicles: Mapped[int] = mapped_column(default=0)
    vehicle_plates: Mapped[str] = mapped_column(default="")
    lodging: Mapped[int] = mapped_column(default=0)
    meals: Mapped[int] = mapped_column(default=0)
    note: Mapped[str] = mapped_column(default="")
    speech_title: Mapped[str] = mapped_column(default="")
    speaker: Mapped[str] = mapped_column(default="")
    speech_received_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    changed_by: Mapped[str] = mapped_column(default="")
    meeting: Mapped[Meeting] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")


class MeetingDocument(Base):
    """A link or a file for those who are called; `groups` are who may read it, empty = all.

    With a `unit_page_id` it is that unit's text of a tham luận, for the office alone.
    """

    __tablename__ = "meeting_document"

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), index=True)
    unit_page_id: Mapped[int | None] = mapped_column(ForeignKey(UnitPage.id), index=True)
    title: Mapped[str]
    url: Mapped[str] = mapped_column(default="")
    file_name: Mapped[str] = mapped_column(default="")
    media_type: Mapped[str] = mapped_column(default="")
    size: Mapped[int] = mapped_column(default=0)  # bytes
    groups: Mapped[list[int]] = mapped_column(JSON, default=list)
    added_by: Mapped[str] = mapped_column(default="")
    added_at: Mapped[datetime]


class DocumentFile(Base):
    """The bytes of a document in base64, so that copies are text; apart, so that lists do not
    read them."""

    __tablename__ = "document_file"
    __table_args__ = (UniqueConstraint("document_id"),)

    document_id: Mapped[int] = mapped_column(ForeignKey(MeetingDocument.id))
    content: Mapped[str]

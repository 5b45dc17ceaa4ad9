"""The steps of an agenda: of one meeting, or shared by the sessions of a series."""

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from planner.store.base import Base
from planner.store.meeting import Meeting
from planner.store.series import Series


class AgendaItem(Base):
    """One step. A meeting without steps of its own follows those of its series."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        CheckConstraint("(meeting_id IS NULL) <> (series_id IS NULL)", name="one_owner"),
    )

    meeting_id: Mapped[int | None] = mapped_column(ForeignKey(Meeting.id), index=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey(Series.id), index=True)
    place: Mapped[int]
    title: Mapped[str]
    is_optional: Mapped[bool] = mapped_column(default=False)  # "nếu có"

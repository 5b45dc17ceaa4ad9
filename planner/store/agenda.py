"""The steps of an agenda: of one meeting, or shared by the sessions of a series."""

from collections.abc import Sequence

from sqlalchemy import CheckConstraint, ForeignKey, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from planner.domain.errors import NotFound
from planner.store.base import Base
from planner.store.meeting import Meeting
from planner.store.series import HostTurn, Series


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


def items_of_series(session: Session, series: Series) -> Sequence[AgendaItem]:
    """The steps that the sessions of a series share, in order."""
    query = select(AgendaItem).where(AgendaItem.series_id == series.id)
    return session.scalars(query.order_by(AgendaItem.place, AgendaItem.id)).all()


def items_of_meeting(session: Session, meeting: Meeting) -> Sequence[AgendaItem]:
    """The steps of a meeting: its own where it has any, else those of its series."""
    of_series = select(HostTurn.series_id).where(HostTurn.meeting_id == meeting.id)
    either = or_(AgendaItem.meeting_id == meeting.id, AgendaItem.series_id.in_(of_series))
    query = select(AgendaItem).where(either).order_by(AgendaItem.place, AgendaItem.id)
    items = session.scalars(query).all()
    own = [item for item in items if item.meeting_id is not None]
    return own or items


def get_item(session: Session, series: Series, item_id: int) -> AgendaItem:
    """A step of this series, or NotFound."""
    query = select(AgendaItem).where(AgendaItem.id == item_id, AgendaItem.series_id == series.id)
    item = session.scalar(query)
    if item is None:
        raise NotFound("agenda item")
    return item

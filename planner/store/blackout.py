"""When units, people, halls or everybody cannot take part."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Select, and_, literal, or_, select
from sqlalchemy.orm import Mapped, Session, aliased, joinedload, mapped_column, relationship

from planner.domain.errors import NotFound
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import TimeSpan
from planner.store.base import Base
from planner.store.directory import Person, Unit, in_reach
from planner.store.venue import Hall


class Blackout(Base):
    """Who cannot take part from when to when, in whole halves of days.

    `unit_id` is the unit that is busy or keeps the note; of kind `all` it and all below are meant.
    """

    __tablename__ = "blackout"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        CheckConstraint("(kind = 'person') = (person_id IS NOT NULL)", name="of_a_person"),
        CheckConstraint("(kind = 'hall') = (hall_id IS NOT NULL)", name="of_a_hall"),
    )

    kind: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id), index=True)
    hall_id: Mapped[int | None] = mapped_column(ForeignKey(Hall.id), index=True)
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    reason: Mapped[str]
    created_at: Mapped[datetime]
    unit: Mapped[Unit] = relationship(lazy="raise")
    person: Mapped[Person | None] = relationship(lazy="raise")
    hall: Mapped[Hall | None] = relationship(lazy="raise")

    @property
    def span(self) -> TimeSpan:
        return TimeSpan(self.starts_at, self.ends_at)


_WITH_NAMES = (joinedload(Blackout.unit), joinedload(Blackout.person), joinedload(Blackout.hall))


def listed(
    session: Session, viewer: Viewer, since: datetime, *, limit: int, offset: int = 0
) -> Sequence[Blackout]:
    """Those within the viewer's reach that end after `since`, the earliest first; with names."""
    query = _for(viewer, Action.SEE_BLACKOUTS).where(Blackout.ends_at > since)
    query = query.options(*_WITH_NAMES).order_by(Blackout.starts_at, Blackout.id)
    return session.scalars(query.limit(limit).offset(offset)).all()


def get(session: Session, viewer: Viewer, action: Action, blackout_id: int) -> Blackout:
    """With names; NotFound where the viewer may not do this."""
    query = _for(viewer, action).where(Blackout.id == blackout_id).options(*_WITH_NAMES)
    found = session.scalar(query)
    if found is None:
        raise NotFound("blackout")
    return found


def name_of(blackout: Blackout) -> str:
    """Whom it is about, in a word; names loaded."""
    if blackout.person is not None:
        return blackout.person.name
    return blackout.hall.name if blackout.hall is not None else blackout.unit.name


def touching(
    session: Session,
    span: TimeSpan,
    *,
    units: Collection[int] = (),
    people: Collection[int] = (),
    halls: Collection[int] = (),
    convenor_id: int | None = None,
) -> Sequence[Blackout]:
    """What keeps these, or everybody whom this convenor calls, from taking part; with names."""
    meant: list[Any] = [
        and_(Blackout.kind == "unit", Blackout.unit_id.in_(units)),
        Blackout.person_id.in_(people),
        Blackout.hall_id.in_(halls),
    ]
    if convenor_id is not None:
        above, here = aliased(Unit), aliased(Unit)
        holds = select(above.id).join(here, literal(True)).where(here.id == convenor_id)
        holds = holds.where(here.path.like(above.path.concat("%")))
        meant.append(and_(Blackout.kind == "all", Blackout.unit_id.in_(holds)))
    query = select(Blackout).where(
        Blackout.starts_at < span.end, Blackout.ends_at > span.start, or_(*meant)
    )
    query = query.options(*_WITH_NAMES).order_by(Blackout.starts_at, Blackout.id)
    return session.scalars(query).all()


def _for(viewer: Viewer, action: Action) -> Select[Blackout]:
    return select(Blackout).join(Blackout.unit).where(in_reach(viewer, action))

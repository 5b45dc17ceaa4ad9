"""Venues, their halls, and when a hall is held."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    and_,
    column,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.orm import (
    Mapped,
    Session,
    contains_eager,
    joinedload,
    mapped_column,
    relationship,
)

from planner.domain.errors import NotFound
from planner.domain.rights import Action, Viewer
from planner.domain.text import matches
from planner.domain.timespan import TimeSpan
from planner.domain.venue import HallSize, Holder
from planner.store.base import Base
from planner.store.directory import MEETING, Unit, in_reach
from planner.store.text import may_match


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


# A later noun of the house; only who holds a hall is read of it here.
_meeting = table("meeting", column("id"), column("code"), column("title"))


def find_hall_by_code(session: Session, code: str) -> Hall | None:
    """By its code; that a hall exists is nobody's secret."""
    return session.scalar(select(Hall).where(Hall.code == code))


def get_hall(session: Session, hall_id: int) -> Hall | None:
    """With its venue, whoever keeps it."""
    query = select(Hall).where(Hall.id == hall_id).options(joinedload(Hall.venue))
    return session.scalar(query)


def halls(session: Session) -> Sequence[Hall]:
    """Every hall with its venue and the unit that keeps it, by venue and name."""
    query = select(Hall).join(Hall.venue).options(contains_eager(Hall.venue, Venue.unit))
    query = query.join(Venue.unit)
    return session.scalars(query.order_by(Venue.search_key, Hall.name, Hall.id)).all()


def lock_halls(session: Session, hall_ids: Iterable[int]) -> None:
    """Takers of a hall stand in line: on EXCLUDE alone PostgreSQL lets two of them deadlock.

    In the order of ids, and not against those who only refer to the hall.
    """
    query = select(Hall.id).where(Hall.id.in_(set(hall_ids))).order_by(Hall.id)
    session.execute(query.with_for_update(key_share=True)).all()


def hold_of(session: Session, meeting_id: int | None) -> HallHold | None:
    """What a meeting holds."""
    return session.scalar(select(HallHold).where(HallHold.meeting_id == meeting_id))


def holders(session: Session, hall_id: int, span: TimeSpan, besides: int | None) -> list[Holder]:
    """Who holds a hall within a span, the earliest first; `besides` is the asking meeting."""
    query = (
        select(HallHold.starts_at, HallHold.ends_at, _meeting.c.code, _meeting.c.title)
        .join(_meeting, _meeting.c.id == HallHold.meeting_id)
        .where(HallHold.hall_id == hall_id, *_within(span))
        .order_by(HallHold.starts_at)
    )
    if besides is not None:
        query = query.where(HallHold.meeting_id != besides)
    return [
        Holder(row.code, row.title, TimeSpan(row.starts_at, row.ends_at))
        for row in session.execute(query)
    ]


def held_around(
    session: Session, hall_id: int, span: TimeSpan, reach: timedelta, besides: int | None
) -> Mapping[int, list[TimeSpan]]:
    """By hall: all that is held within the span, of this hall also within `reach` on both sides.

    What the meeting `besides` holds does not count.
    """
    wide = TimeSpan(span.start - reach, span.end + reach)
    near = or_(HallHold.hall_id == hall_id, and_(*_within(span)))
    query = select(HallHold).where(near, *_within(wide)).order_by(HallHold.id)
    if besides is not None:
        query = query.where(HallHold.meeting_id != besides)
    held: dict[int, list[TimeSpan]] = defaultdict(list)
    for hold in session.scalars(query):
        held[hold.hall_id].append(hold.span)
    return held


def halls_of_size(session: Session, seats: int) -> list[HallSize]:
    """Halls with at least so many seats, the smallest first."""
    query = select(Hall).where(Hall.capacity >= seats).order_by(Hall.capacity, Hall.code)
    return [size_of(hall) for hall in session.scalars(query)]


def size_of(hall: Hall) -> HallSize:
    return HallSize(hall.id, hall.code, hall.name, hall.capacity)


def venues(session: Session, text: str = "") -> list[Venue]:
    """Houses with the units that keep them, by name; everybody may know them."""
    query = select(Venue).join(Venue.unit).options(contains_eager(Venue.unit))
    found = session.scalars(
        query.where(may_match(Venue.search_key, text)).order_by(Venue.search_key, Venue.id)
    )
    return [venue for venue in found if matches(text, venue.search_key)]


def get_venue(session: Session, viewer: Viewer, action: Action, venue_id: int) -> Venue:
    """With the unit that keeps it; NotFound where the viewer may not do this."""
    query = select(Venue).join(Venue.unit).options(contains_eager(Venue.unit))
    venue = session.scalar(query.where(Venue.id == venue_id, in_reach(viewer, action)))
    if venue is None:
        raise NotFound("venue")
    return venue


def halls_in(session: Session, venues: Iterable[Venue]) -> dict[int, list[Hall]]:
    """The halls of these houses, the largest first."""
    inside: dict[int, list[Hall]] = defaultdict(list)
    query = select(Hall).where(Hall.venue_id.in_([venue.id for venue in venues]))
    for hall in session.scalars(query.order_by(Hall.capacity.desc(), Hall.name, Hall.id)):
        inside[hall.venue_id].append(hall)
    return inside


def halls_kept_by(session: Session, unit: Unit) -> Sequence[Hall]:
    """The halls that a unit has itself, with their houses."""
    query = select(Hall).join(Hall.venue).options(contains_eager(Hall.venue))
    order = (Venue.search_key, Hall.capacity.desc(), Hall.id)
    return session.scalars(query.where(Venue.unit_id == unit.id).order_by(*order)).all()


class Held(NamedTuple):
    """A hall held by the meeting of that code."""

    hall_id: int
    span: TimeSpan
    code: str


def holds_named(session: Session, span: TimeSpan) -> list[Held]:
    """Every hall that is held within a span, the earliest first."""
    query = (
        select(HallHold, _meeting.c.code)
        .join(_meeting, _meeting.c.id == HallHold.meeting_id)
        .where(*_within(span))
        .order_by(HallHold.starts_at, HallHold.id)
    )
    return [Held(hold.hall_id, hold.span, code) for hold, code in session.execute(query)]


def holds_in(session: Session, halls: Iterable[Hall], span: TimeSpan) -> Sequence[HallHold]:
    """When these halls are held within a span, the earliest first."""
    query = select(HallHold).where(HallHold.hall_id.in_([hall.id for hall in halls]))
    return session.scalars(query.where(*_within(span)).order_by(HallHold.starts_at)).all()


def touch_meetings_in(session: Session, halls: Iterable[Hall], now: datetime) -> None:
    """The meetings that show these halls have changed for whoever subscribes to them."""
    shows = MEETING.c.hall_id.in_([hall.id for hall in halls])
    session.execute(update(MEETING).where(shows).values(changed_at=now))


def _within(span: TimeSpan) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return HallHold.starts_at < span.end, HallHold.ends_at > span.start

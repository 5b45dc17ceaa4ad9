"""What a feed holds: which meetings and items, in which versions, told in which words."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    DateTime,
    Row,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    func,
    not_,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.orm import Session, aliased

from planner.domain.campaign import CalendarItem
from planner.domain.feed import OF_UNITS, Choices, Scope, Version
from planner.domain.rights import OFFICE_KINDS, Action, Viewer
from planner.domain.timespan import DateWindow, Precision, local_day, start_of_day
from planner.store import meeting as meetings
from planner.store.account import Account
from planner.store.campaign import Duty, calendar_items
from planner.store.directory import Unit
from planner.store.feed.rows import Feed
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.series import HostTurn, Series
from planner.store.topic import Topic
from planner.store.venue import Hall, Venue

OFF = ("postponed", "cancelled")
_AT_ONCE = 5_000  # ids in one IN: databases count their parameters


class Asked(NamedTuple):
    """Which feed, as whom, of which local days, and what its reader wants left out."""

    feed: Feed
    viewer: Viewer
    days: DateWindow
    choices: Choices


class State(NamedTuple):
    """Which meeting, and in which state; `changed_at` as the engine gives it, only to compare."""

    meeting_id: int
    sequence: int
    changed_at: datetime


class Told(NamedTuple):
    """A meeting with the names that calendars show, None where it has none of them."""

    id: int
    uid: str
    sequence: int
    changed_at: datetime
    status: str
    kind: str
    precision: str
    title: str
    starts_at: datetime | None
    ends_at: datetime | None
    window_start: date | None
    window_end: date | None
    day_part: str | None
    strict_before: bool | None
    time_words: str
    place: str
    status_reason: str
    hall: str | None
    venue: str | None
    address: str | None
    convenor: str
    host: str | None
    office: str | None
    topic: str | None
    series: str | None = None
    ordinal: int | None = None


# The columns of a meeting among them, in this order; bare columns load faster than whole rows.
_TOLD = [Meeting.__table__.c[name] for name in Told._fields[: Told._fields.index("hall")]]
# Bare, for a feed compares many hundreds of them with what it knows already.
_STATE = (Meeting.id, Meeting.sequence, type_coerce(Meeting.changed_at, DateTime(timezone=True)))


_VERSION = (
    *_STATE,
    Meeting.uid,
    Meeting.changed_at.label("aware"),
    Meeting.starts_at,
    Meeting.ends_at,
    Meeting.window_start,
    Meeting.window_end,
    Meeting.status,
    Meeting.precision,
)


def states_in(session: Session, asked: Asked) -> list[State]:
    """The meetings that the feed holds on these local days, as far as its reader may see them."""
    return [State._make(row) for row in session.execute(_held(asked, _STATE))]


def versions_in(session: Session, asked: Asked) -> dict[State, Version]:
    """Their states, and what these mean for a feed, for who knows none of them yet."""
    return _versions(session.execute(_held(asked, _VERSION)))


def versions_of(session: Session, meeting_ids: Sequence[int]) -> dict[State, Version]:
    """The same of meetings that the caller has found to be within reach."""
    found: dict[State, Version] = {}
    for first in range(0, len(meeting_ids), _AT_ONCE):
        ids = meeting_ids[first : first + _AT_ONCE]
        found |= _versions(session.execute(select(*_VERSION).where(Meeting.id.in_(ids))))
    return found


def _held(asked: Asked, columns: Sequence[SQLColumnExpression[Any]]) -> Select[Any]:
    feed, viewer, days, choices = asked
    start, end = start_of_day(days.start), start_of_day(days.end + timedelta(days=1))
    on_these_days = or_(
        and_(Meeting.ends_at > start, Meeting.starts_at < end),
        and_(Meeting.window_end >= days.start, Meeting.window_start <= days.end),
    )
    query = meetings.meetings_for(viewer, Action.SEE_MEETING).with_only_columns(*columns)
    query = query.where(_held_by(Scope(feed.scope), feed, viewer), on_these_days)
    if not choices.accepted:
        query = query.where(not_(_accepted(feed)))
    return query


def _versions(rows: Iterable[Row[*tuple[Any, ...]]]) -> dict[State, Version]:
    return {State(*row[:3]): _version(row) for row in rows}


def _version(row: Row[*tuple[Any, ...]]) -> Version:
    """The days of a row that has hours or a window."""
    first, last = row.window_start, row.window_end
    if row.starts_at is not None:
        first, last = local_day(row.starts_at), local_day(row.ends_at)
    return Version(
        row.uid,
        row.sequence,
        row.aware,
        first,
        last,
        row.status in OFF,
        Precision(row.precision),
        row.id,
    )


def items_in(
    session: Session, feed: Feed, viewer: Viewer, days: DateWindow, meeting_ids: Collection[int]
) -> list[CalendarItem]:
    """The deadlines and milestones that the feed holds on these local days, with those of these
    meetings of it. Guests see none: what the office owes is its own affair."""
    scope = Scope(feed.scope)
    if feed.is_public or scope is Scope.DELEGATE:
        return []
    if scope is Scope.ALL:
        return calendar_items(session, viewer, days)
    campaign_id = feed.scope_id if scope is Scope.CAMPAIGN else None
    unit_ids = None
    if scope is Scope.ME or scope in OF_UNITS:
        unit_ids = session.scalars(_units_of(scope, feed, viewer)).all()
    return calendar_items(
        session, viewer, days, campaign_id=campaign_id, unit_ids=unit_ids, meeting_ids=meeting_ids
    )


def _units_of(scope: Scope, feed: Feed, viewer: Viewer) -> Select[int]:
    """The units that a feed is about, with their offices."""
    if scope is Scope.ME:
        return _units([viewer.unit_id, viewer.seat_id])
    return _below(feed.scope_id) if scope is Scope.TREE else _units([feed.scope_id])


_HOST, _OFFICE = aliased(Unit), aliased(Unit)
_NAMES = (
    Hall.name,
    Venue.name,
    Venue.address,
    Unit.name,
    _HOST.name,
    _OFFICE.name,
    Topic.title,
    Series.title,
    HostTurn.ordinal,
)
_TELL = (
    select(*_TOLD, *_NAMES)
    .join(Unit, Unit.id == Meeting.convenor_id)
    .outerjoin(_HOST, _HOST.id == Meeting.host_id)
    .outerjoin(_OFFICE, _OFFICE.id == Meeting.standing_office_id)
    .outerjoin(Hall, Hall.id == Meeting.hall_id)
    .outerjoin(Venue, Venue.id == Hall.venue_id)
    .outerjoin(Topic, Topic.id == Meeting.topic_id)
    .outerjoin(HostTurn, HostTurn.meeting_id == Meeting.id)
    .outerjoin(Series, Series.id == HostTurn.series_id)
    .where(Meeting.id.in_(bindparam("meeting_ids", expanding=True)))
)


def told_of(session: Session, meeting_ids: Collection[int]) -> list[Told]:
    """What calendars tell of meetings that the caller has found to be within reach."""
    if not meeting_ids:
        return []
    found = session.execute(_TELL, {"meeting_ids": list(meeting_ids)})
    return [Told._make(row) for row in found]


def _held_by(scope: Scope, feed: Feed, viewer: Viewer) -> ColumnElement[bool]:
    if scope is Scope.SERIES:
        turns = select(HostTurn.meeting_id).where(HostTurn.series_id == feed.scope_id)
        return Meeting.id.in_(turns)
    if scope is Scope.CAMPAIGN:
        met = select(Duty.meeting_id).where(Duty.campaign_id == feed.scope_id)
        return Meeting.id.in_(met.where(Duty.meeting_id.is_not(None)))
    if scope is Scope.VENUE:
        return Meeting.hall_id == feed.scope_id
    if scope in OF_UNITS:
        units = _units_of(scope, feed, viewer)
        return Meeting.convenor_id.in_(units) if feed.is_public else _concerns(units)
    if scope is Scope.ME:
        own = _concerns(_units_of(scope, feed, viewer))
        return or_(own, Meeting.id.in_(_called(_by_mail(feed.account_id))))
    if scope is Scope.DELEGATE:
        return calls_person(feed.scope_id)
    return true()


def _units(unit_ids: Iterable[int | None]) -> Select[int]:
    """Units and their offices."""
    ids = [unit_id for unit_id in unit_ids if unit_id is not None]
    office = and_(Unit.parent_id.in_(ids), Unit.kind.in_(OFFICE_KINDS))
    return select(Unit.id).where(or_(Unit.id.in_(ids), office))


def _below(unit_id: int | None) -> Select[int]:
    """A unit and all that stand below it."""
    top = aliased(Unit)
    path = select(top.path).where(top.id == unit_id).scalar_subquery()
    return select(Unit.id).where(Unit.path.like(path.concat("%")))


def _concerns(units: Select[int]) -> ColumnElement[bool]:
    """One of the units convenes, hosts, prepares, or somebody of it is called."""
    parts = (Meeting.convenor_id, Meeting.host_id, Meeting.standing_office_id)
    called = _called(Delegate.unit_id.in_(units))
    return or_(*(part.in_(units) for part in parts), Meeting.id.in_(called))


def _called(who: ColumnElement[bool]) -> Select[int]:
    return select(Delegate.meeting_id).where(who, Delegate.state == "live")


def _by_mail(account_id: int | None) -> ColumnElement[bool]:
    """The account's own address is among those called."""
    address = select(Account.email).where(Account.id == account_id).scalar_subquery()
    return func.lower(Delegate.email) == address


def _as_person(delegate_id: int | None) -> ColumnElement[bool]:
    """The delegate, and whatever else the same person is called to."""
    one = aliased(Delegate)
    person = select(one.person_id).where(one.id == delegate_id).scalar_subquery()
    return or_(Delegate.id == delegate_id, Delegate.person_id == person)


def calls_person(delegate_id: int | None) -> ColumnElement[bool]:
    """Meetings that the person is called to whom a delegate is."""
    return Meeting.id.in_(_called(_as_person(delegate_id)))


def _accepted(feed: Feed) -> ColumnElement[bool]:
    """Its reader has answered yes: the invitation stands in their calendar by itself."""
    is_guest = feed.scope == Scope.DELEGATE
    reader = _as_person(feed.scope_id) if is_guest else _by_mail(feed.account_id)
    return Meeting.id.in_(_called(and_(reader, Delegate.reply == "yes")))

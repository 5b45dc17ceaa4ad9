"""What a feed holds: which meetings and items, in which versions, told in which words."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
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
    union,
)
from sqlalchemy.orm import Session, aliased

from planner.domain.campaign import CalendarItem
from planner.domain.feed import OF_UNITS, Choices, Scope, Version
from planner.domain.meeting import Status
from planner.domain.rights import OFFICE_KINDS, Action, Viewer
from planner.domain.timespan import DateWindow, Precision, local_day, start_of_day
from planner.store import meeting as meetings
from planner.store.account import Account
from planner.store.audit import AuditEntry
from planner.store.campaign import Duty, calendar_items
from planner.store.directory import Unit
from planner.store.feed.rows import Feed
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.series import HostTurn, Series
from planner.store.topic import Topic
from planner.store.venue import Hall, Venue

OFF = ("postponed", "cancelled")
_PRECISIONS = {each.value: each for each in Precision}  # quicker than to call it
_AT_ONCE = 5_000  # ids in one IN: databases count their parameters


class Asked(NamedTuple):
    """Whose calendar, read as whom; not `with_accepted`: without what its reader said yes to."""

    scope: Scope
    scope_id: int | None
    account_id: int | None
    is_public: bool
    viewer: Viewer
    with_accepted: bool


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


_BARE = DateTime(timezone=True)  # as the engine gives it: there are many hundreds of them
_MEETING = Meeting.__table__.c
# The columns of a meeting among them, in this order; bare columns load faster than whole rows.
_TOLD = [_MEETING[name] for name in Told._fields[: Told._fields.index("hall")]]
_STATE = (_MEETING.id, _MEETING.sequence, type_coerce(_MEETING.changed_at, _BARE))
_VERSION = (
    *_STATE,
    _MEETING.uid,
    type_coerce(_MEETING.starts_at, _BARE),
    type_coerce(_MEETING.ends_at, _BARE),
    _MEETING.window_start,
    _MEETING.window_end,
    _MEETING.status,
    _MEETING.precision,
)


def asked(feed: Feed, viewer: Viewer, choices: Choices) -> Asked:
    """What meetings are found by, of what stands in an address."""
    feed_of = (feed.scope_id, feed.account_id, feed.is_public)
    return Asked(Scope(feed.scope), *feed_of, viewer, choices.accepted)


def states_in(session: Session, wanted: Asked, days: DateWindow) -> list[State]:
    """The meetings that the feed holds on these local days, as far as its reader may see them."""
    return [State._make(row) for row in session.execute(_held(wanted, _STATE), _bounds(days))]


def versions_in(session: Session, wanted: Asked, days: DateWindow) -> dict[State, Version]:
    """Their states, and what these mean for a feed, for who knows none of them yet."""
    return _versions(session.execute(_held(wanted, _VERSION), _bounds(days)))


def versions_of(session: Session, meeting_ids: Sequence[int]) -> dict[State, Version]:
    """The same of meetings that the caller has found to be within reach."""
    found: dict[State, Version] = {}
    for first in range(0, len(meeting_ids), _AT_ONCE):
        ids = meeting_ids[first : first + _AT_ONCE]
        found |= _versions(session.execute(_THESE, {"meeting_ids": ids}))
    return found


_THESE = select(*_VERSION).where(Meeting.id.in_(bindparam("meeting_ids", expanding=True)))
_ON_THESE_DAYS = or_(
    and_(Meeting.ends_at > bindparam("start"), Meeting.starts_at < bindparam("end")),
    and_(Meeting.window_end >= bindparam("first"), Meeting.window_start <= bindparam("last")),
)


def _bounds(days: DateWindow) -> dict[str, datetime | date]:
    start, end = start_of_day(days.start), start_of_day(days.end + timedelta(days=1))
    return {"start": start, "end": end, "first": days.start, "last": days.end}


@lru_cache(maxsize=256)
def _held(wanted: Asked, columns: tuple[SQLColumnExpression[Any], ...]) -> Select[Any]:
    """To put the question together takes longer than to answer it."""
    query = meetings.meetings_for(wanted.viewer, Action.SEE_MEETING).with_only_columns(*columns)
    query = query.where(_held_by(wanted), _ON_THESE_DAYS)
    return query if wanted.with_accepted else query.where(not_(_accepted(wanted)))


def _versions(rows: Iterable[Row[*tuple[Any, ...]]]) -> dict[State, Version]:
    return {State(*row[:3]): _version(row) for row in rows}


def _version(row: Row[*tuple[Any, ...]]) -> Version:
    """The days of a row of `_VERSION` that has hours or a window."""
    number, sequence, changed_at, uid, starts_at, ends_at, first, last, status, precision = row
    if starts_at is not None:
        first, last = _day_of(starts_at), _day_of(ends_at)
    known_as = _PRECISIONS[precision]
    is_off = status in OFF
    return Version(uid, sequence, _in_utc(changed_at), first, last, is_off, known_as, number)


@lru_cache(maxsize=4096)
def _day_of(bare: datetime) -> date:
    return local_day(_in_utc(bare))


def _in_utc(bare: datetime) -> datetime:
    """SQLite gives UTC without saying so, PostgreSQL a zone of its own."""
    return bare.replace(tzinfo=UTC) if bare.tzinfo is None else bare.astimezone(UTC)


def items_in(
    session: Session, wanted: Asked, days: DateWindow, meeting_ids: Collection[int]
) -> list[CalendarItem]:
    """The deadlines and milestones that the feed holds on these local days, with those of these
    meetings of it. Guests see none: what the office owes is its own affair."""
    scope, viewer = wanted.scope, wanted.viewer
    if wanted.is_public or scope is Scope.DELEGATE:
        return []
    if scope is Scope.ALL:
        return calendar_items(session, viewer, days)
    campaign_id = wanted.scope_id if scope is Scope.CAMPAIGN else None
    unit_ids = None
    if scope is Scope.ME or scope in OF_UNITS:
        unit_ids = session.scalars(_units_of(wanted)).all()
    return calendar_items(
        session, viewer, days, campaign_id=campaign_id, unit_ids=unit_ids, meeting_ids=meeting_ids
    )


def _units_of(wanted: Asked) -> Select[int]:
    """The units that a feed is about, with their offices."""
    if wanted.scope is Scope.ME:
        return _units([wanted.viewer.unit_id, wanted.viewer.seat_id])
    if wanted.scope is Scope.TREE:
        return _below(wanted.scope_id)
    return _units([wanted.scope_id])


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


def _held_by(wanted: Asked) -> ColumnElement[bool]:
    scope, scope_id = wanted.scope, wanted.scope_id
    if scope is Scope.SERIES:
        turns = select(HostTurn.meeting_id).where(HostTurn.series_id == scope_id)
        return or_(Meeting.id.in_(turns), _taken_out(scope_id))
    if scope is Scope.CAMPAIGN:
        met = select(Duty.meeting_id).where(Duty.campaign_id == scope_id)
        return Meeting.id.in_(met.where(Duty.meeting_id.is_not(None)))
    if scope is Scope.VENUE:
        return Meeting.hall_id == scope_id
    if scope in OF_UNITS:
        units = _units_of(wanted)
        return Meeting.convenor_id.in_(units) if wanted.is_public else _concerns(units)
    if scope is Scope.ME:
        return _concerns(_units_of(wanted), _called(_by_mail(wanted.account_id)))
    return calls_person(scope_id) if scope is Scope.DELEGATE else true()


def _taken_out(series_id: int | None) -> ColumnElement[bool]:
    """Sessions that were called off by taking them out of the series: the record knows them."""
    meeting_id = AuditEntry.changes["meeting"][0].as_integer()
    deed = and_(AuditEntry.noun == Series.__tablename__, AuditEntry.action == "remove_session")
    taken = select(meeting_id).where(deed, AuditEntry.noun_id == series_id)
    return and_(Meeting.status == Status.CANCELLED, Meeting.id.in_(taken))


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


def _concerns(units: Select[int], *besides: Select[int]) -> ColumnElement[bool]:
    """One of the units convenes, hosts, prepares, or somebody of it is called; or it is besides.

    A list of numbers, each gathered by its own index: of conditions beside those on the days,
    SQLite would walk through all meetings of these days.
    """
    one = aliased(Meeting)
    parts = (one.convenor_id, one.host_id, one.standing_office_id)
    found = [select(one.id).where(part.in_(units)) for part in parts]
    return Meeting.id.in_(union(*found, _called(Delegate.unit_id.in_(units)), *besides))


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


def _accepted(wanted: Asked) -> ColumnElement[bool]:
    """Its reader has answered yes: the invitation stands in their calendar by itself."""
    is_guest = wanted.scope is Scope.DELEGATE
    reader = _as_person(wanted.scope_id) if is_guest else _by_mail(wanted.account_id)
    return Meeting.id.in_(_called(and_(reader, Delegate.reply == "yes")))

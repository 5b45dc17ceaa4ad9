"""Addresses of calendar feeds, and what each of them holds."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Row,
    Select,
    and_,
    false,
    func,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, Session, aliased, joinedload, mapped_column, relationship

from planner.domain.errors import NotFound
from planner.domain.feed import FOR_EVERYBODY, OF_UNITS, Choices, Scope, Version
from planner.domain.invitation import PAGE_LASTS
from planner.domain.rights import KEEPER, OFFICE_KINDS, Action, Viewer
from planner.domain.timespan import DateWindow, Precision, local_day, start_of_day
from planner.store import meeting as meetings
from planner.store.account import Account, Credential, viewer_for
from planner.store.base import Base
from planner.store.directory import Unit, in_reach
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.series import HostTurn, Series, series_for
from planner.store.topic import Topic
from planner.store.venue import Hall, Venue

OFF = ("postponed", "cancelled")
_ONLY_ONES = 0x66656564  # «feed»: a number of our own among the locks of the server


class Feed(Base):
    """What an address shows: `scope` as in `domain.feed.Scope`, `scope_id` its row.

    What it shows is what its account may see at each fetch; without an account (made by the
    server's keeper, for the public, or by a delegate) it is what the scope itself holds. One for
    the public belongs to whoever keeps its series or unit.
    """

    __tablename__ = "feed"
    __table_args__ = (Index(None, "scope", "scope_id"),)

    scope: Mapped[str]
    scope_id: Mapped[int | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), index=True)
    is_public: Mapped[bool] = mapped_column(default=False)
    label: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    account: Mapped[Account | None] = relationship(lazy="raise")


class Found(NamedTuple):
    """A live address, and who reads by it."""

    feed: Feed
    credential: Credential
    viewer: Viewer


class Choosable(NamedTuple):
    """What an account is offered to follow, besides itself and all."""

    units: Sequence[Unit]
    series: Sequence[Series]
    halls: Sequence[Hall]


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
Target = Account | Unit | Series | Hall
MOST_HALLS = 200  # offered in a list; of others the code serves
_OF_FEED = and_(Credential.kind == "feed", Credential.owner_id == Feed.id)
_ACCOUNT = joinedload(Feed.account).joinedload(Account.unit).joinedload(Unit.parent)


def open_feed(session: Session, token_hash: str, now: datetime) -> Found | None:
    """The feed behind an address, if the address and its account are alive."""
    query = select(Feed, Credential).join(Credential, _OF_FEED).options(_ACCOUNT)
    row = session.execute(query.where(Credential.hash == token_hash)).first()
    if row is None or not row.Credential.lives(now):
        return None
    account = row.Feed.account
    if account is not None and not account.is_active:
        return None
    if row.Feed.scope == Scope.DELEGATE and not _may_follow(session, row.Feed, now):
        return None
    return Found(row.Feed, row.Credential, viewer_for(account) if account else KEEPER)


def _may_follow(session: Session, feed: Feed, now: datetime) -> bool:
    """While the code lives that took it, and not all meetings of its person are long over."""
    code = select(Credential.id).where(
        Credential.kind == "delegate",
        Credential.owner_id == Delegate.id,
        Credential.revoked_at.is_(None),
        Credential.created_at <= feed.created_at,
    )
    after = now - PAGE_LASTS
    undated = and_(Meeting.starts_at.is_(None), Meeting.window_start.is_(None))
    lasts = or_(Meeting.ends_at > after, Meeting.window_end >= local_day(after), undated)
    meeting = select(Meeting.id).where(lasts, _calls_person(feed.scope_id))
    live = select(Delegate.id).where(Delegate.id == feed.scope_id, Delegate.state == "live")
    return session.scalar(live.where(code.exists(), meeting.exists())) is not None


def versions_in(
    session: Session, found: Found, days: DateWindow, choices: Choices
) -> list[Version]:
    """What the feed holds on these local days, as far as its reader may see it."""
    start, end = start_of_day(days.start), start_of_day(days.end + timedelta(days=1))
    on_these_days = or_(
        and_(Meeting.ends_at > start, Meeting.starts_at < end),
        and_(Meeting.window_end >= days.start, Meeting.window_start <= days.end),
    )
    query = meetings.meetings_for(found.viewer, Action.SEE_MEETING).with_only_columns(
        Meeting.id,
        Meeting.uid,
        Meeting.sequence,
        Meeting.changed_at,
        Meeting.starts_at,
        Meeting.ends_at,
        Meeting.window_start,
        Meeting.window_end,
        Meeting.status,
        Meeting.precision,
    )
    query = query.where(_held_by(Scope(found.feed.scope), found.feed, found.viewer), on_these_days)
    if not choices.accepted:
        query = query.where(not_(_accepted(found.feed)))
    return [_version(row) for row in session.execute(query)]


def _version(row: Row[*tuple[Any, ...]]) -> Version:
    """The days of a row that has hours or a window."""
    first, last = row.window_start, row.window_end
    if row.starts_at is not None:
        first, last = local_day(row.starts_at), local_day(row.ends_at)
    return Version(
        row.id,
        row.uid,
        row.sequence,
        row.changed_at,
        first,
        last,
        row.status in OFF,
        Precision(row.precision),
    )


def told_of(session: Session, meeting_ids: Collection[int]) -> list[Told]:
    """What calendars tell of meetings that the caller has found to be within reach."""
    host, office = aliased(Unit), aliased(Unit)
    names = (Hall.name, Venue.name, Venue.address, Unit.name, host.name, office.name, Topic.title)
    query = (
        select(*_TOLD, *names, Series.title, HostTurn.ordinal)
        .join(Unit, Unit.id == Meeting.convenor_id)
        .outerjoin(host, host.id == Meeting.host_id)
        .outerjoin(office, office.id == Meeting.standing_office_id)
        .outerjoin(Hall, Hall.id == Meeting.hall_id)
        .outerjoin(Venue, Venue.id == Hall.venue_id)
        .outerjoin(Topic, Topic.id == Meeting.topic_id)
        .outerjoin(HostTurn, HostTurn.meeting_id == Meeting.id)
        .outerjoin(Series, Series.id == HostTurn.series_id)
        .where(Meeting.id.in_(meeting_ids))
    )
    return [Told._make(row) for row in session.execute(query)]


def addresses_of(session: Session, account_id: int) -> list[tuple[Feed, Credential]]:
    """The live addresses of an account, newest first."""
    return _addresses(session, Feed.account_id == account_id)


def public_addresses(
    session: Session, viewer: Viewer | None = None
) -> list[tuple[Feed, Credential]]:
    """The live addresses for everybody, newest first; those that the viewer may close."""
    return _addresses(session, Feed.is_public.is_(True) if viewer is None else _may_close(viewer))


def address_of_delegate(session: Session, delegate_id: int) -> tuple[Feed, Credential] | None:
    """The live address that a delegate has taken."""
    taken = and_(Feed.scope == Scope.DELEGATE, Feed.scope_id == delegate_id)
    return next(iter(_addresses(session, taken)), None)


def get_address(session: Session, viewer: Viewer, feed_id: int) -> tuple[Feed, Credential]:
    """A live address, the viewer's own or one that they may close; or NotFound."""
    found = _addresses(session, and_(Feed.id == feed_id, _in_hand(viewer)))
    if not found:
        raise NotFound("feed")
    return found[0]


def may_open_to_all(session: Session, viewer: Viewer, scope: Scope, row_id: int) -> bool:
    """Whether the viewer keeps what an address for everybody would show."""
    if scope is Scope.SERIES:
        query = series_for(viewer, Action.PLAN_SERIES).where(Series.id == row_id)
        return session.scalar(query) is not None
    kept = select(Unit.id).where(in_reach(viewer, Action.BOOK_MEETING), Unit.id == row_id)
    return scope in FOR_EVERYBODY and session.scalar(kept) is not None


def choices_for(session: Session, viewer: Viewer) -> Choosable:
    """The viewer's units, the series near to them and the halls of their units."""
    query = select(Series).order_by(Series.year.desc(), Series.id)
    convened = select(Unit.id).where(Unit.path.startswith(viewer.seat_path, autoescape=True))
    above = [int(part) for part in viewer.seat_path.split("/") if part]
    near = or_(Series.convenor_id.in_(convened), Series.convenor_id.in_(above))
    own = Unit.id.in_({viewer.seat_id, viewer.unit_id})
    halls = select(Hall).join(Hall.venue).where(Venue.unit_id.in_(convened))
    return Choosable(
        session.scalars(select(Unit).where(own).order_by(Unit.level)).all(),
        session.scalars(query.where(near)).all(),
        session.scalars(halls.order_by(Hall.name, Hall.id).limit(MOST_HALLS)).all(),
    )


def find_own(session: Session, viewer: Viewer, feed_id: int) -> Feed | None:
    """An address of the viewer's own, or one for everybody that they may close; locked, so that
    it is renewed once at a time."""
    query = select(Feed).where(Feed.id == feed_id, _in_hand(viewer))
    return session.scalar(query.with_for_update(of=Feed))


def lock_addresses(session: Session) -> None:
    """PostgreSQL lets one at a time add what there is one of at most, as SQLite does."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_ONLY_ONES)))


def _addresses(session: Session, which: ColumnElement[bool]) -> list[tuple[Feed, Credential]]:
    query = select(Feed, Credential).join(Credential, _OF_FEED)
    query = query.where(which, Credential.revoked_at.is_(None)).order_by(Feed.id.desc())
    return [(feed, credential) for feed, credential in session.execute(query)]


def _in_hand(viewer: Viewer) -> ColumnElement[bool]:
    own = false() if viewer.account_id is None else Feed.account_id == viewer.account_id
    return or_(own, _may_close(viewer))


def _may_close(viewer: Viewer) -> ColumnElement[bool]:
    series = series_for(viewer, Action.PLAN_SERIES).with_only_columns(Series.id)
    units = select(Unit.id).where(in_reach(viewer, Action.BOOK_MEETING))
    of_series = and_(Feed.scope == Scope.SERIES, Feed.scope_id.in_(series))
    of_unit = and_(Feed.scope.in_(OF_UNITS), Feed.scope_id.in_(units))
    return and_(Feed.is_public, or_(of_series, of_unit))


def find_target(session: Session, scope: Scope, code: str) -> Target | None:
    """What a command names by its e-mail address or code."""
    if scope is Scope.ME:
        return session.scalar(select(Account).where(Account.email == code.lower()))
    if scope in OF_UNITS:
        return session.scalar(select(Unit).where(Unit.code == code))
    if scope is Scope.SERIES:
        return session.scalar(select(Series).where(Series.code == code))
    return session.scalar(select(Hall).where(Hall.code == code))


def names_of(session: Session, addresses: Sequence[Feed]) -> list[str]:
    """The names of the units, series and halls that feeds are for, in their order; else empty."""
    named = {
        **dict.fromkeys(OF_UNITS, Unit.name),
        Scope.SERIES: Series.title,
        Scope.VENUE: Hall.name,
    }
    names: dict[tuple[str, int | None], str] = {}
    for scope, column in named.items():
        ids = {feed.scope_id for feed in addresses if feed.scope == scope}
        query = select(column.class_.id, column).where(column.class_.id.in_(ids))
        names |= {(scope.value, row_id): name for row_id, name in session.execute(query)}
    return [names.get((feed.scope, feed.scope_id), "") for feed in addresses]


def _held_by(scope: Scope, feed: Feed, viewer: Viewer) -> ColumnElement[bool]:
    if scope is Scope.SERIES:
        turns = select(HostTurn.meeting_id).where(HostTurn.series_id == feed.scope_id)
        return Meeting.id.in_(turns)
    if scope is Scope.VENUE:
        return Meeting.hall_id == feed.scope_id
    if scope in OF_UNITS:
        units = _below(feed.scope_id) if scope is Scope.TREE else _units([feed.scope_id])
        return Meeting.convenor_id.in_(units) if feed.is_public else _concerns(units)
    if scope is Scope.ME:
        own = _concerns(_units([viewer.unit_id, viewer.seat_id]))
        return or_(own, Meeting.id.in_(_called(_by_mail(feed.account_id))))
    if scope is Scope.DELEGATE:
        return _calls_person(feed.scope_id)
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


def _calls_person(delegate_id: int | None) -> ColumnElement[bool]:
    return Meeting.id.in_(_called(_as_person(delegate_id)))


def _accepted(feed: Feed) -> ColumnElement[bool]:
    """Its reader has answered yes: the invitation stands in their calendar by itself."""
    is_guest = feed.scope == Scope.DELEGATE
    reader = _as_person(feed.scope_id) if is_guest else _by_mail(feed.account_id)
    return Meeting.id.in_(_called(and_(reader, Delegate.reply == "yes")))

"""Addresses of calendar feeds, and what each of them holds."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ForeignKey, Index, Row, and_, func, or_, select, true
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from planner.domain.errors import NotFound
from planner.domain.feed import Scope, Version
from planner.domain.rights import KEEPER, OFFICE_KINDS, Action, Viewer
from planner.domain.timespan import DateWindow, local_day, start_of_day
from planner.store import meeting as meetings
from planner.store.account import Account, Credential, viewer_for
from planner.store.base import Base
from planner.store.directory import Unit
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.series import HostTurn, Series
from planner.store.venue import Hall

OFF = ("postponed", "cancelled")


class Feed(Base):
    """What an address shows: `scope` is me, unit, series, venue or all, `scope_id` its row.

    What it shows is what its account may see at each fetch; without an account (made by the
    server's keeper) it is what the scope itself holds.
    """

    __tablename__ = "feed"
    __table_args__ = (Index(None, "scope", "scope_id"),)

    scope: Mapped[str]
    scope_id: Mapped[int | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey(Account.id), index=True)
    label: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    account: Mapped[Account | None] = relationship(lazy="raise")


class Found(NamedTuple):
    """A live address, and who reads by it."""

    feed: Feed
    credential: Credential
    viewer: Viewer


Target = Account | Unit | Series | Hall
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
    return Found(row.Feed, row.Credential, viewer_for(account) if account else KEEPER)


def versions_in(session: Session, found: Found, days: DateWindow) -> list[Version]:
    """What the feed holds on these local days, as far as its reader may see it."""
    start, end = start_of_day(days.start), start_of_day(days.end + timedelta(days=1))
    on_these_days = or_(
        and_(Meeting.ends_at > start, Meeting.starts_at < end),
        and_(Meeting.window_end >= days.start, Meeting.window_start <= days.end),
    )
    query = meetings.meetings_for(found.viewer, Action.SEE_MEETING).with_only_columns(
        Meeting.id,
        Meeting.sequence,
        Meeting.changed_at,
        Meeting.starts_at,
        Meeting.ends_at,
        Meeting.window_start,
        Meeting.window_end,
        Meeting.status,
    )
    held = _held_by(Scope(found.feed.scope), found.feed, found.viewer)
    return [_version(row) for row in session.execute(query.where(held, on_these_days))]


def _version(row: Row[*tuple[Any, ...]]) -> Version:
    """The days of a row that has hours or a window."""
    first, last = row.window_start, row.window_end
    if row.starts_at is not None:
        first, last = local_day(row.starts_at), local_day(row.ends_at)
    return Version(row.id, row.sequence, row.changed_at, first, last, row.status in OFF)


def meetings_with_names(session: Session, meeting_ids: Collection[int]) -> Sequence[Meeting]:
    """Whole rows of meetings that the caller has found to be within reach."""
    query = select(Meeting).where(Meeting.id.in_(meeting_ids)).options(*meetings.WITH_NAMES)
    return session.scalars(query).all()


def turns_of(session: Session, meeting_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """(ordinal, title of the series) of those that are sessions of one."""
    query = select(HostTurn.meeting_id, HostTurn.ordinal, Series.title).join(HostTurn.series)
    rows = session.execute(query.where(HostTurn.meeting_id.in_(meeting_ids)))
    return {meeting_id: (ordinal, title) for meeting_id, ordinal, title in rows}


def addresses_of(session: Session, account_id: int) -> list[tuple[Feed, Credential]]:
    """The live addresses of an account, newest first."""
    query = select(Feed, Credential).join(Credential, _OF_FEED)
    query = query.where(Feed.account_id == account_id, Credential.revoked_at.is_(None))
    return [
        (feed, credential) for feed, credential in session.execute(query.order_by(Feed.id.desc()))
    ]


def get_address(session: Session, viewer: Viewer, feed_id: int) -> tuple[Feed, Credential]:
    """One of the viewer's own live addresses, or NotFound."""
    for feed, credential in addresses_of(session, viewer.account_id or 0):
        if feed.id == feed_id:
            return feed, credential
    raise NotFound("feed")


def choices_for(session: Session, viewer: Viewer) -> list[tuple[str, str]]:
    """(target, name) of the viewer's units and of the series near to them."""
    query = select(Series).order_by(Series.year.desc(), Series.id)
    convened = select(Unit.id).where(Unit.path.startswith(viewer.seat_path, autoescape=True))
    above = [int(part) for part in viewer.seat_path.split("/") if part]
    near = or_(Series.convenor_id.in_(convened), Series.convenor_id.in_(above))
    series = session.scalars(query.where(near))
    units = session.scalars(select(Unit).where(Unit.id.in_({viewer.seat_id, viewer.unit_id})))
    return [
        *((f"unit:{unit.code}", unit.name) for unit in units),
        *((f"series:{one.code}", one.title) for one in series),
    ]


def find_own(session: Session, viewer: Viewer, feed_id: int) -> Feed | None:
    """An address of the viewer's own."""
    query = select(Feed).where(Feed.id == feed_id, Feed.account_id == viewer.account_id)
    return session.scalar(query)


def find_target(session: Session, scope: Scope, code: str) -> Target | None:
    """What a command names by its e-mail address or code."""
    if scope is Scope.ME:
        return session.scalar(select(Account).where(Account.email == code.lower()))
    if scope is Scope.UNIT:
        return session.scalar(select(Unit).where(Unit.code == code))
    if scope is Scope.SERIES:
        return session.scalar(select(Series).where(Series.code == code))
    return session.scalar(select(Hall).where(Hall.code == code))


def names_of(session: Session, addresses: Sequence[Feed]) -> list[str]:
    """The names of the units, series and halls that feeds are for, in their order; else empty."""
    named = {Scope.UNIT: Unit.name, Scope.SERIES: Series.title, Scope.VENUE: Hall.name}
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
    if scope is Scope.UNIT:
        return _concerns([feed.scope_id])
    if scope is Scope.ME:
        return or_(_concerns([viewer.unit_id, viewer.seat_id]), _calls(feed.account_id))
    return true()


def _concerns(unit_ids: Iterable[int | None]) -> ColumnElement[bool]:
    """A unit, or an office of it, convenes, hosts, prepares, or somebody of it is called."""
    ids = [unit_id for unit_id in unit_ids if unit_id is not None]
    office = and_(Unit.parent_id.in_(ids), Unit.kind.in_(OFFICE_KINDS))
    units = select(Unit.id).where(or_(Unit.id.in_(ids), office)).scalar_subquery()
    called = select(Delegate.meeting_id).where(
        Delegate.unit_id.in_(units), Delegate.state == "live"
    )
    parts = (Meeting.convenor_id, Meeting.host_id, Meeting.standing_office_id)
    return or_(*(part.in_(units) for part in parts), Meeting.id.in_(called))


def _calls(account_id: int | None) -> ColumnElement[bool]:
    """The account's own address is among those called."""
    address = select(Account.email).where(Account.id == account_id).scalar_subquery()
    called = select(Delegate.meeting_id).where(
        func.lower(Delegate.email) == address, Delegate.state == "live"
    )
    return Meeting.id.in_(called)

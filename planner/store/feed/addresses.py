"""Addresses: which are alive, whose they are, what they are for."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, joinedload

from planner.domain.directory import ids_above
from planner.domain.errors import NotFound
from planner.domain.feed import FOR_EVERYBODY, OF_UNITS, Scope
from planner.domain.invitation import PAGE_LASTS
from planner.domain.rights import KEEPER, Action, Viewer
from planner.domain.timespan import local_day
from planner.store.account import Account, Credential, viewer_for
from planner.store.campaign import Campaign, campaigns_for
from planner.store.directory import Unit, in_reach, is_below
from planner.store.feed.contents import calls_person
from planner.store.feed.rows import Feed
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.series import Series, series_for
from planner.store.venue import Hall, Venue

_ONLY_ONES = 0x66656564  # «feed»: a number of our own among the locks of the server
MOST_OFFERED = 200  # halls or campaigns in a list; of others the code serves

Target = Account | Unit | Series | Hall | Campaign
_OF_FEED = and_(Credential.kind == "feed", Credential.owner_id == Feed.id)
_BEHIND = (
    select(Feed, Credential)
    .join(Credential, _OF_FEED)
    .options(joinedload(Feed.account).joinedload(Account.unit).joinedload(Unit.parent))
    .where(Credential.hash == bindparam("hash"))
)


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
    campaigns: Sequence[Campaign]


def open_feed(session: Session, token_hash: str, now: datetime) -> Found | None:
    """The feed behind an address, if the address and its account are alive."""
    row = session.execute(_BEHIND, {"hash": token_hash}).first()
    if row is None or not row.Credential.lives(now):
        return None
    account = row.Feed.account
    if account is not None and not account.is_active:
        return None
    if row.Feed.scope == Scope.DELEGATE and not _may_follow(session, row.Feed, now):
        return None
    viewer = viewer_for(account) if account else KEEPER
    if row.Feed.scope == Scope.CAMPAIGN and not _sees_campaign(session, viewer, row.Feed):
        return None
    return Found(row.Feed, row.Credential, viewer)


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
    meeting = select(Meeting.id).where(lasts, calls_person(feed.scope_id))
    live = select(Delegate.id).where(Delegate.id == feed.scope_id, Delegate.state == "live")
    return session.scalar(live.where(code.exists(), meeting.exists())) is not None


def _sees_campaign(session: Session, viewer: Viewer, feed: Feed) -> bool:
    """Its title alone would tell what is ordered of others."""
    seen = campaigns_for(viewer, Action.SEE_CAMPAIGN).where(Campaign.id == feed.scope_id)
    return session.scalar(seen.with_only_columns(Campaign.id)) is not None


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
    """The viewer's units, the series and campaigns near to them, the halls of their units."""
    query = select(Series).order_by(Series.year.desc(), Series.id)
    own_or_below = or_(Unit.id == viewer.seat_id, is_below(viewer))
    convened = select(Unit.id).where(own_or_below)
    above = ids_above(viewer.seat_path)
    near = or_(Series.convenor_id.in_(convened), Series.convenor_id.in_(above))
    own = Unit.id.in_({viewer.seat_id, viewer.unit_id})
    halls = select(Hall).join(Hall.venue).where(Venue.unit_id.in_(convened))
    campaigns = campaigns_for(viewer, Action.SEE_CAMPAIGN)
    campaigns = campaigns.order_by(Campaign.year.desc(), Campaign.id)
    return Choosable(
        session.scalars(select(Unit).where(own).order_by(Unit.level)).all(),
        session.scalars(query.where(near)).all(),
        session.scalars(halls.order_by(Hall.name, Hall.id).limit(MOST_OFFERED)).all(),
        session.scalars(campaigns.limit(MOST_OFFERED)).all(),
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


def find_target(session: Session, viewer: Viewer, scope: Scope, code: str) -> Target | None:
    """What a command names by its e-mail address or code; campaigns only within reach."""
    if scope is Scope.ME:
        return session.scalar(select(Account).where(Account.email == code.lower()))
    if scope in OF_UNITS:
        return session.scalar(select(Unit).where(Unit.code == code))
    if scope is Scope.SERIES:
        return session.scalar(select(Series).where(Series.code == code))
    if scope is Scope.CAMPAIGN:
        seen = campaigns_for(viewer, Action.SEE_CAMPAIGN)
        return session.scalar(seen.where(Campaign.code == code))
    return session.scalar(select(Hall).where(Hall.code == code))


def names_of(session: Session, addresses: Sequence[Feed]) -> list[str]:
    """The names of what feeds are for, in their order; empty where that has none."""
    names: dict[tuple[str, int | None], str] = {}
    for scope, named in _NAMED.items():
        ids = {feed.scope_id for feed in addresses if feed.scope == scope}
        if ids:
            found = session.execute(named, {"ids": list(ids)})
            names |= {(scope.value, row_id): name for row_id, name in found}
    return [names.get((feed.scope, feed.scope_id), "") for feed in addresses]


def _named(name: InstrumentedAttribute[str]) -> Select[int, str]:
    row = name.class_
    return select(row.id, name).where(row.id.in_(bindparam("ids", expanding=True)))


_NAMED = {
    **dict.fromkeys(OF_UNITS, _named(Unit.name)),
    Scope.SERIES: _named(Series.title),
    Scope.VENUE: _named(Hall.name),
    Scope.CAMPAIGN: _named(Campaign.title),
}

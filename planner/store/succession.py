"""What hangs on units that end: all that a succession ends, moves or must ask about."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload

from planner.domain.meeting import Status
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import start_of_day
from planner.store.account import Account
from planner.store.directory import Cluster, ClusterMember, Person, Post, Succession, Unit
from planner.store.directory import UnitPeriod as Then
from planner.store.directory.rows import in_being
from planner.store.feed.rows import Feed
from planner.store.invitation import Delegate, InviteeGroup, InviteRule
from planner.store.meeting import WITH_NAMES, Meeting, meetings_for
from planner.store.series import HostTurn, Series
from planner.store.venue import Venue

OPEN = (Status.TENTATIVE, Status.CONFIRMED, Status.POSTPONED)
# What a move names by table: all that `services.succession` writes and may take back.
TABLES: dict[str, Any] = {
    row.__tablename__: row
    for row in (
        Account,
        Cluster,
        ClusterMember,
        Delegate,
        Feed,
        InviteRule,
        Meeting,
        Post,
        Series,
        Unit,
        Venue,
    )
}
_AT_ONCE = 500  # ids in one IN: SQLite counts its parameters


def under_on(session: Session, above: Collection[int], day: date) -> list[tuple[Unit, int]]:
    """What stood under these units that day, each with the unit above it, in order of the tree."""
    then = (Then.unit_id == Unit.id) & in_being(Then.from_on, Then.to_on, day)
    own, dated = (func.coalesce(row.parent_id, row.territory_id) for row in (Unit, Then))
    query = (
        select(Unit, own, dated)
        .outerjoin(Then, then)
        .where(in_being(Unit.from_on, Unit.to_on, day))
        .where(or_(and_(Then.id.is_(None), own.in_(above)), dated.in_(above)))
        .order_by(Unit.is_outside, Unit.rank, Unit.sort_key, Unit.id)
    )
    return [(unit, now if old is None else old) for unit, now, old in session.execute(query)]


def posts_from(session: Session, units: Collection[int], day: date) -> Sequence[Post]:
    """The posts in these units that are held on the day or begin later; with their people."""
    query = select(Post).join(Post.person).options(joinedload(Post.person))
    query = query.where(Post.unit_id.in_(units), or_(Post.to_on.is_(None), Post.to_on > day))
    return session.scalars(query.order_by(Post.unit_id, Post.rank, Person.sort_key, Post.id)).all()


def meetings_from(session: Session, units: Collection[int], day: date) -> Sequence[Meeting]:
    """What these units convene, host or prepare from the day on, or some day; not what is over."""
    later = or_(
        Meeting.starts_at >= start_of_day(day),
        and_(Meeting.starts_at.is_(None), Meeting.window_end >= day),
        and_(Meeting.starts_at.is_(None), Meeting.window_end.is_(None)),
    )
    parts = (Meeting.convenor_id, Meeting.host_id, Meeting.standing_office_id)
    query = select(Meeting).where(or_(*(part.in_(units) for part in parts)), later)
    query = query.where(Meeting.status.in_(OPEN)).options(*WITH_NAMES)
    return session.scalars(query.order_by(Meeting.starts_at, Meeting.id)).all()


def delegates_from(session: Session, units: Collection[int], day: date) -> Sequence[Delegate]:
    """Who is called for these units to meetings from the day on that are still to be."""
    later = or_(Meeting.starts_at >= start_of_day(day), Meeting.starts_at.is_(None))
    query = (
        select(Delegate)
        .join(Delegate.meeting)
        .where(Delegate.unit_id.in_(units), Delegate.state == "live", later)
        .where(Meeting.status.in_(OPEN))
    )
    return session.scalars(query.order_by(Delegate.meeting_id, Delegate.id)).all()


def series_from(session: Session, units: Collection[int], day: date) -> Sequence[Series]:
    """The series that these units convene or prepare, of the day's year and after."""
    parts = (Series.convenor_id, Series.standing_office_id)
    query = select(Series).where(or_(*(part.in_(units) for part in parts)), Series.year >= day.year)
    return session.scalars(query.order_by(Series.year, Series.id)).all()


def rules_naming(session: Session, units: Collection[int], day: date) -> list[InviteRule]:
    """The rules of thành phần that name one of these units for meetings still to be."""
    still = select(Meeting.id).where(Meeting.status.in_(OPEN))
    years = select(Series.id).where(Series.year >= day.year)
    groups = select(InviteeGroup.id).where(
        or_(InviteeGroup.meeting_id.in_(still), InviteeGroup.series_id.in_(years))
    )
    query = select(InviteRule).where(InviteRule.group_id.in_(groups)).order_by(InviteRule.id)
    wanted = set(units)
    return [rule for rule in session.scalars(query) if wanted & set(rule.named_units)]


def held_by(session: Session, row: Any, units: Collection[int]) -> Sequence[Any]:
    """The live accounts, or the venues, of these units."""
    query: Select[Any] = select(row).where(row.unit_id.in_(units)).order_by(row.id)
    return session.scalars(query.where(row.is_active) if row is Account else query).all()


def feeds_of(session: Session, units: Collection[int]) -> Sequence[Feed]:
    """The calendars of these units."""
    query = select(Feed).where(Feed.scope.in_(("unit", "tree")), Feed.scope_id.in_(units))
    return session.scalars(query.order_by(Feed.id)).all()


def memberships(session: Session, units: Collection[int], day: date) -> Sequence[ClusterMember]:
    """In which clusters these units are on the day or later."""
    still = or_(ClusterMember.to_on.is_(None), ClusterMember.to_on > day)
    query = select(ClusterMember).where(ClusterMember.unit_id.in_(units), still)
    query = query.options(joinedload(ClusterMember.cluster), joinedload(ClusterMember.unit))
    return session.scalars(query.order_by(ClusterMember.from_on, ClusterMember.id)).all()


def clusters_kept_by(session: Session, units: Collection[int], day: date) -> Sequence[Cluster]:
    """The clusters that these units have made and that go on."""
    still = or_(Cluster.to_on.is_(None), Cluster.to_on > day)
    return session.scalars(
        select(Cluster).where(Cluster.unit_id.in_(units), still).order_by(Cluster.id)
    ).all()


def hosted_by(
    session: Session, viewer: Viewer, units: Collection[int]
) -> Sequence[tuple[Meeting, int | None]]:
    """What these units have hosted, the latest first, with its ordinal in a series."""
    query = meetings_for(viewer, Action.SEE_MEETING).add_columns(HostTurn.ordinal)
    query = query.outerjoin(HostTurn, HostTurn.meeting_id == Meeting.id)
    query = query.where(Meeting.host_id.in_(units), Meeting.status == Status.HELD)
    query = query.options(*WITH_NAMES).order_by(Meeting.starts_at.desc(), Meeting.id.desc())
    return [(row[0], row[1]) for row in session.execute(query)]


def get_row(session: Session, table: str, number: int) -> Any:
    """A row that a succession has written, or None."""
    return session.get(TABLES[table], number)


def lock(session: Session, succession: Succession) -> Succession:
    """Nobody else carries it out or takes it back until this transaction ends."""
    return session.get_one(
        Succession, succession.id, with_for_update={"of": Succession}, populate_existing=False
    )

"""Clusters of units (cụm, khối thi đua), and who is in which, since when."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, func, select
from sqlalchemy.orm import Mapped, Session, contains_eager, joinedload, mapped_column, relationship

from planner.domain.directory import reaches
from planner.domain.errors import NotFound
from planner.domain.rights import Action, Viewer
from planner.store.base import Base
from planner.store.directory.rows import Unit, in_being
from planner.store.directory.units import in_reach


class Cluster(Base):
    """A cluster of units that the unit `unit_id` has made among those below it."""

    __tablename__ = "cluster"
    __table_args__ = (CheckConstraint("from_on < to_on", name="ends_after_start"),)

    name: Mapped[str]
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    rank: Mapped[int] = mapped_column(default=0)
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    unit: Mapped[Unit] = relationship(lazy="raise")


class ClusterMember(Base):
    """A unit in a cluster for a time; in one at a time: the database sees to it, see 0002."""

    __tablename__ = "cluster_member"
    __table_args__ = (CheckConstraint("from_on < to_on", name="ends_after_start"),)

    cluster_id: Mapped[int] = mapped_column(ForeignKey(Cluster.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    cluster: Mapped[Cluster] = relationship(lazy="raise")
    unit: Mapped[Unit] = relationship(lazy="raise")


def clusters_on(session: Session, day: date) -> dict[int, Cluster]:
    """By unit the cluster in which it is that day: always one query."""
    query = (
        select(ClusterMember)
        .join(ClusterMember.cluster)
        .options(contains_eager(ClusterMember.cluster))
        .where(in_being(ClusterMember.from_on, ClusterMember.to_on, day))
        .where(in_being(Cluster.from_on, Cluster.to_on, day))
    )
    return {member.unit_id: member.cluster for member in session.scalars(query)}


def clusters_for(
    session: Session, viewer: Viewer, day: date, *, limit: int, offset: int = 0
) -> list[tuple[Cluster, int]]:
    """The clusters that the viewer may see, with how many units each has that day."""
    counted = (
        select(ClusterMember.cluster_id, func.count().label("units"))
        .where(in_being(ClusterMember.from_on, ClusterMember.to_on, day))
        .group_by(ClusterMember.cluster_id)
        .subquery()
    )
    query = (
        select(Cluster, func.coalesce(counted.c.units, 0))
        .join(Cluster.unit)
        .outerjoin(counted, counted.c.cluster_id == Cluster.id)
        .options(contains_eager(Cluster.unit))
        .where(in_reach(viewer, Action.SEE_UNITS))
        .order_by(Unit.path, Cluster.to_on.is_not(None), Cluster.rank, Cluster.name, Cluster.id)
    )
    return [(row[0], int(row[1])) for row in session.execute(query.limit(limit).offset(offset))]


def count_clusters(session: Session, viewer: Viewer) -> int:
    """How many clusters there are to see."""
    query = select(func.count(Cluster.id)).join(Cluster.unit)
    return session.scalar(query.where(in_reach(viewer, Action.SEE_UNITS))) or 0


def get_cluster(session: Session, viewer: Viewer, action: Action, cluster_id: int) -> Cluster:
    """With the unit whose it is; NotFound where the viewer may not do this."""
    query = select(Cluster).where(Cluster.id == cluster_id).options(joinedload(Cluster.unit))
    cluster = session.scalar(query)
    if cluster is None or not reaches(viewer, action, cluster.unit.id, cluster.unit.path):
        raise NotFound("cluster")
    return cluster


def get_member(session: Session, viewer: Viewer, action: Action, member_id: int) -> ClusterMember:
    """A unit's time in a cluster, with both; NotFound where the viewer may not do this."""
    query = select(ClusterMember).where(ClusterMember.id == member_id)
    member = session.scalar(query.options(joinedload(ClusterMember.unit)))
    if member is None:
        raise NotFound("member")
    get_cluster(session, viewer, action, member.cluster_id)
    return member


def members_of(session: Session, cluster: Cluster) -> Sequence[ClusterMember]:
    """All who are or were in it, those of today first, then the latest; with their units."""
    query = (
        select(ClusterMember)
        .join(ClusterMember.unit)
        .options(contains_eager(ClusterMember.unit))
        .where(ClusterMember.cluster_id == cluster.id)
    )
    ended = ClusterMember.to_on.is_not(None)
    order = (ended, ClusterMember.to_on.desc(), Unit.rank, Unit.sort_key, ClusterMember.id)
    return session.scalars(query.order_by(*order)).all()


def clusters_of(session: Session, unit: Unit) -> Sequence[ClusterMember]:
    """The clusters in which a unit is or was, the latest first, each with its cluster."""
    query = (
        select(ClusterMember)
        .where(ClusterMember.unit_id == unit.id)
        .options(joinedload(ClusterMember.cluster))
    )
    order = (ClusterMember.to_on.is_not(None), ClusterMember.to_on.desc(), ClusterMember.id)
    return session.scalars(query.order_by(*order)).all()

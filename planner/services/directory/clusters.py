"""Keeping clusters of units (cụm, khối thi đua), and who is in which. The caller commits."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain import directory as rules
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.store import audit
from planner.store import directory as units
from planner.store.directory import Cluster, ClusterMember, Unit
from planner.store.session import flush


@dataclass(frozen=True, slots=True)
class ClusterFacts:
    """What is said of a cluster; `unit` is the code of the unit among whose units it is made."""

    name: str
    unit: str
    rank: int = 0
    from_on: date | None = None
    to_on: date | None = None


def add_cluster(session: Session, viewer: Viewer, facts: ClusterFacts, now: datetime) -> Cluster:
    """A new cluster among the units below one that the viewer keeps."""
    cluster = Cluster()
    _write(session, viewer, cluster, facts)
    session.add(cluster)
    flush(session)
    audit.record(session, viewer, now, "add_cluster", cluster, {"name": [None, cluster.name]})
    return cluster


def change_cluster(
    session: Session, viewer: Viewer, cluster_id: int, facts: ClusterFacts, now: datetime
) -> Cluster:
    """Other facts for a cluster; who is in it stays."""
    cluster = units.get_cluster(session, viewer, Action.KEEP_UNITS, cluster_id)
    before = _values(cluster)
    _write(session, viewer, cluster, facts)
    flush(session)
    changes = audit.differences(before, _values(cluster))
    audit.record(session, viewer, now, "change_cluster", cluster, changes)
    return cluster


def add_member(
    session: Session,
    viewer: Viewer,
    cluster_id: int,
    code: str,
    now: datetime,
    from_on: date | None = None,
) -> ClusterMember:
    """A unit comes into a cluster, from a day on. Refused: one that is in another one then."""
    cluster = units.get_cluster(session, viewer, Action.KEEP_UNITS, cluster_id)
    unit = units.find_unit_by_code(session, one_line(code))
    if unit is None:
        raise RuleBroken("directory.no_such_unit", field="unit")
    if not unit.path.startswith(cluster.unit.path) or unit.id == cluster.unit_id:
        raise RuleBroken("cluster.not_below", field="unit")
    _ensure_free(session, unit, from_on)
    member = ClusterMember(cluster_id=cluster.id, unit_id=unit.id, from_on=from_on)
    session.add(member)
    flush(session)
    changes = {"cluster_id": [None, cluster.name], "unit_id": [None, unit.id]}
    audit.record(session, viewer, now, "add_cluster_member", member, changes)
    return member


def end_member(
    session: Session, viewer: Viewer, member_id: int, to_on: date, now: datetime
) -> ClusterMember:
    """A unit is in the cluster no more from that day."""
    member = units.get_member(session, viewer, Action.KEEP_UNITS, member_id)
    if member.to_on is not None:
        raise RuleBroken("cluster.has_left", field="to_on")
    rules.ensure_days_in_order(member.from_on, to_on)
    member.to_on = to_on
    flush(session)
    changes = {"to_on": [None, to_on.isoformat()]}
    audit.record(session, viewer, now, "end_cluster_member", member, changes)
    return member


def _ensure_free(session: Session, unit: Unit, from_on: date | None) -> None:
    """The database sees to it as well, see 0002."""
    for member in units.clusters_of(session, unit):
        if member.to_on is None or from_on is None or member.to_on > from_on:
            raise RuleBroken("cluster.in_a_cluster", field="unit")


def _write(session: Session, viewer: Viewer, cluster: Cluster, facts: ClusterFacts) -> None:
    unit = units.find_unit_by_code(session, one_line(facts.unit))
    if unit is None:
        raise RuleBroken("directory.no_such_unit", field="unit")
    if not rules.reaches(viewer, Action.KEEP_UNITS, unit.id, unit.path):
        raise NotFound("unit")
    rules.ensure_days_in_order(facts.from_on, facts.to_on)
    cluster.name, cluster.unit_id = rules.said(facts.name, "name"), unit.id
    cluster.rank, cluster.from_on, cluster.to_on = facts.rank, facts.from_on, facts.to_on


def _values(cluster: Cluster) -> dict[str, object]:
    return audit.values(cluster, "name unit_id rank from_on to_on")

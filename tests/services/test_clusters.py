from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import KEEPER
from planner.services.directory import clusters as service
from planner.services.directory.clusters import ClusterFacts
from planner.store import audit
from planner.store import directory as units
from planner.store.directory import Cluster, ClusterMember
from planner.store.session import flush
from tests.factories import NOW, Office, make_unit, who
from tests.queries import counted

SEA = ClusterFacts("Cụm các huyện ven biển", "TINH")
LAND = ClusterFacts("Cụm phía bắc", "TINH", rank=2)
SPRING, TODAY = date(2025, 3, 1), NOW.date()


def test_a_unit_is_in_the_cluster_of_its_day(session: Session, office: Office) -> None:
    ha = who(session, office.ha)
    sea = service.add_cluster(session, ha, SEA, NOW)
    land = service.add_cluster(session, ha, LAND, NOW)
    first = service.add_member(session, ha, sea.id, "CN", NOW)
    service.add_member(session, ha, land.id, "CL", NOW, SPRING)

    service.end_member(session, ha, first.id, SPRING, NOW)
    service.add_member(session, ha, land.id, "CN", NOW, SPRING)

    cn, cl = office.host.id, office.called.id
    south = {office.other.id: session.get_one(Cluster, office.cluster_member.cluster_id)}
    assert units.clusters_on(session, TODAY) == {cn: land, cl: land} | south
    assert units.clusters_on(session, date(2025, 2, 28)) == {cn: sea} | south
    assert [one.cluster.name for one in units.clusters_of(session, office.host)] == [
        "Cụm phía bắc",
        "Cụm các huyện ven biển",
    ]
    found = units.clusters_for(session, ha, TODAY, limit=9)
    assert [(one.name, count) for one, count in found] == [
        ("Cụm các huyện ven biển", 0),
        ("Cụm phía nam", 1),
        ("Cụm phía bắc", 2),
    ]
    assert [one.action for one in audit.history_of(session, first)] == [
        "end_cluster_member",
        "add_cluster_member",
    ]


def test_a_cluster_gets_another_name_and_ends(session: Session, office: Office) -> None:
    ha = who(session, office.ha)
    sea = service.add_cluster(session, ha, SEA, NOW)
    service.add_member(session, ha, sea.id, "CN", NOW)

    service.change_cluster(session, ha, sea.id, replace(SEA, name="Cụm biển", to_on=TODAY), NOW)

    assert (sea.name, office.host.id in units.clusters_on(session, TODAY)) == ("Cụm biển", False)


@pytest.mark.parametrize(
    ("code", "since", "expected"),
    [
        ("CN", SPRING, ("cluster.in_a_cluster", "unit")),
        ("CN", None, ("cluster.in_a_cluster", "unit")),
        ("KHONG", None, ("directory.no_such_unit", "unit")),
        ("TH", None, ("cluster.not_below", "unit")),
        ("TINH", None, ("cluster.not_below", "unit")),
    ],
)
def test_a_unit_is_refused_at_the_field_to_blame(
    session: Session, office: Office, code: str, since: date | None, expected: tuple[str, str]
) -> None:
    ha = who(session, office.ha)
    sea = service.add_cluster(session, ha, SEA, NOW)
    service.add_member(session, ha, sea.id, "CN", NOW, SPRING)

    with pytest.raises(RuleBroken) as broken:
        service.add_member(session, ha, sea.id, code, NOW, since)

    assert (broken.value.code, broken.value.field) == expected


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (replace(SEA, name=" "), ("directory.empty", "name")),
        (replace(SEA, unit="KHONG"), ("directory.no_such_unit", "unit")),
        (
            replace(SEA, from_on=SPRING, to_on=SPRING),
            ("directory.ends_before_it_begins", "to_on"),
        ),
    ],
)
def test_a_cluster_is_refused_at_the_field_to_blame(
    session: Session, office: Office, facts: ClusterFacts, expected: tuple[str, str]
) -> None:
    with pytest.raises(RuleBroken) as broken:
        service.add_cluster(session, who(session, office.ha), facts, NOW)

    assert (broken.value.code, broken.value.field) == expected


def test_a_unit_leaves_once_and_after_it_came(session: Session, office: Office) -> None:
    sea = service.add_cluster(session, KEEPER, SEA, NOW)
    member = service.add_member(session, KEEPER, sea.id, "CN", NOW, SPRING)

    with pytest.raises(RuleBroken) as early:
        service.end_member(session, KEEPER, member.id, SPRING, NOW)
    service.end_member(session, KEEPER, member.id, TODAY, NOW)
    with pytest.raises(RuleBroken) as again:
        service.end_member(session, KEEPER, member.id, TODAY, NOW)

    assert (early.value.code, again.value.code) == (
        "directory.ends_before_it_begins",
        "cluster.has_left",
    )
    assert office.host.to_on is None


def test_a_cluster_is_kept_only_from_above(session: Session, office: Office) -> None:
    sea = service.add_cluster(session, KEEPER, SEA, NOW)
    member = service.add_member(session, KEEPER, sea.id, "CN", NOW)
    tuan = who(session, office.tuan)

    with pytest.raises(NotFound):
        service.add_cluster(session, tuan, SEA, NOW)
    with pytest.raises(NotFound):
        service.change_cluster(session, tuan, sea.id, LAND, NOW)
    with pytest.raises(NotFound):
        service.add_member(session, tuan, sea.id, "CL", NOW)
    with pytest.raises(NotFound):
        service.end_member(session, tuan, member.id, TODAY, NOW)
    with pytest.raises(NotFound):
        service.end_member(session, KEEPER, 999_999, TODAY, NOW)


def test_the_database_holds_that_a_unit_is_in_one_cluster(session: Session, office: Office) -> None:
    sea = service.add_cluster(session, KEEPER, SEA, NOW)
    service.add_member(session, KEEPER, sea.id, "CN", NOW, SPRING)
    session.add(ClusterMember(cluster_id=sea.id, unit_id=office.host.id, from_on=TODAY))

    with pytest.raises(RuleBroken) as broken:
        flush(session)

    assert broken.value.code == "cluster.in_a_cluster"


@pytest.mark.parametrize("many", [1, 30])
def test_the_clusters_of_a_day_take_one_query(session: Session, office: Office, many: int) -> None:
    for number in range(many):
        make_unit(session, f"N{number}", parent=office.province)
        one = service.add_cluster(session, KEEPER, SEA, NOW)
        service.add_member(session, KEEPER, one.id, f"N{number}", NOW)
    session.expunge_all()

    with counted(session) as sent:
        found = units.clusters_on(session, TODAY)
        names = {cluster.name for cluster in found.values()}

    assert (len(sent), len(found)) == (1, many + 1)
    assert names == {SEA.name, "Cụm phía nam"}

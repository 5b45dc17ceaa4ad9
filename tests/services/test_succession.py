from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session, joinedload

from planner.domain.directory import Below, HeirFacts, SuccessionFacts, SuccessionKind
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import KEEPER, Role
from planner.services import directory, meeting
from planner.services import succession as service
from planner.services.directory import clusters
from planner.services.directory.clusters import ClusterFacts
from planner.services.succession import Move
from planner.store import audit
from planner.store import directory as units
from planner.store.directory import Cluster, Post, Unit
from planner.store.invitation import InviteeGroup, InviteRule
from tests.factories import (
    NOW,
    Office,
    keep,
    make_account,
    make_person,
    make_post,
    make_unit,
    make_venue,
    who,
)

TODAY = NOW.date()
SOON = TODAY + timedelta(days=1)  # the giao ban of the cast is three days later
REFORM = date(2025, 7, 1)
MERGE = SuccessionFacts(
    SuccessionKind.MERGE,
    REFORM,
    ("CN", "CL"),
    (HeirFacts("CNL", "Đoàn khu vực Cầu Ngang – Càng Long"),),
)
RENAME = SuccessionFacts(
    SuccessionKind.RENAME, REFORM, ("CN",), (HeirFacts("CN", "Đoàn xã Cầu Ngang", "đoàn xã"),)
)
SPLIT = SuccessionFacts(
    SuccessionKind.SPLIT,
    REFORM,
    ("CN",),
    (HeirFacts("CN1", "Huyện đoàn Bắc"), HeirFacts("CN2", "Huyện đoàn Nam")),
)
DISSOLVE = SuccessionFacts(SuccessionKind.DISSOLVE, REFORM, ("CN",), below=Below.ABOVE)
MOVE = SuccessionFacts(SuccessionKind.MOVE, REFORM, ("CN", "CL"), above="TC")


def unit(session: Session, code: str) -> Unit:
    found = units.find_unit_by_code(session, code)
    assert found is not None
    return found


def morning_of(day: date) -> datetime:
    return NOW + (day - TODAY)


def heir_of(session: Session, old: Unit, today: date = TODAY) -> int:
    return units.lineage(session).heir(old.id, date(2024, 1, 1), today)


def test_two_units_merge_into_a_new_one(session: Session, office: Office) -> None:
    made = service.enter(session, who(session, office.ha), MERGE, NOW)

    new = unit(session, "CNL")
    assert (new.kind, new.level, new.parent_id, new.from_on) == (
        "huyện đoàn",
        3,
        office.province.id,
        REFORM,
    )
    assert (office.host.to_on, office.called.to_on) == (REFORM, REFORM)
    assert [heir_of(session, old) for old in (office.host, office.called)] == [new.id, new.id]
    assert office.meeting.host_id == new.id
    assert (made.applied_at, [part.ends for part in made.parts]) == (NOW, [True, True])
    assert [entry.action for entry in audit.history_of(session, made)] == ["add_succession"]


def test_a_unit_merges_into_one_there_is(session: Session, office: Office) -> None:
    into = replace(MERGE, heirs=(HeirFacts("CL", "Huyện đoàn Càng Long mới"),))

    service.enter(session, who(session, office.ha), into, NOW)

    assert (office.host.to_on, office.called.to_on) == (REFORM, None)
    assert office.called.name == "Huyện đoàn Càng Long mới"
    assert units.names_on(session, REFORM - timedelta(days=1), [office.called]) == {
        office.called.id: "Huyện đoàn Càng Long"
    }
    assert heir_of(session, office.host) == office.called.id


@pytest.mark.parametrize(("history_to", "expected"), [("", "CN1"), ("CN2", "CN2")])
def test_the_history_of_a_split_goes_to_the_one_named(
    session: Session, office: Office, history_to: str, expected: str
) -> None:
    service.enter(session, KEEPER, replace(SPLIT, history_to=history_to), NOW)

    assert heir_of(session, office.host) == unit(session, expected).id
    assert office.meeting.host_id == unit(session, expected).id


@pytest.mark.parametrize(("history_to", "expected"), [("", "CN"), ("CN", "CN"), ("CN1", "CN1")])
def test_a_unit_that_lives_on_keeps_its_history(
    session: Session, office: Office, history_to: str, expected: str
) -> None:
    beside = replace(SPLIT, heirs=SPLIT.heirs[:1], keeps=True, history_to=history_to)

    service.enter(session, KEEPER, beside, NOW)

    assert office.host.to_on is None
    assert heir_of(session, office.host) == unit(session, expected).id
    assert office.meeting.host_id == office.host.id


def test_a_unit_gets_a_new_name_code_and_kind(session: Session, office: Office) -> None:
    service.enter(session, KEEPER, replace(RENAME, new_code="XCN"), NOW)

    host = office.host
    assert (host.code, host.name, host.kind, host.level) == (
        "XCN",
        "Đoàn xã Cầu Ngang",
        "đoàn xã",
        4,
    )
    assert units.organisation_on(session, date(2025, 6, 30)).units[host.id].kind == "huyện đoàn"
    assert heir_of(session, host) == host.id


def test_units_move_under_another(session: Session, office: Office) -> None:
    service.enter(session, KEEPER, MOVE, NOW)

    session.expire_all()
    assert {office.host.parent_id, office.called.parent_id} == {office.other.id}
    assert office.host.path == f"{office.other.path}{office.host.id}/"
    before = units.organisation_on(session, date(2025, 6, 30))
    assert before.parents[office.host.id] == office.province.id


def test_what_is_dissolved_without_heir_leaves_its_meetings_to_a_person(
    session: Session, office: Office
) -> None:
    hall = make_venue(session, office.host)
    made = service.enter(session, KEEPER, DISSOLVE, NOW)

    assert office.meeting.host_id == office.host.id
    assert hall.unit_id == office.province.id
    assert [(one.code, one.name) for one in service.undecided_in(made)] == [
        ("succession.no_heir_for_meeting", "GB-2026-1 Giao ban quý I"),
        ("succession.account_stays", "Trần Quang Minh"),
    ]
    assert office.secretary.to_on == REFORM
    assert heir_of(session, office.host) == office.host.id


@pytest.mark.parametrize(
    ("below", "expected"), [(Below.HEIR, "CL"), (Below.ABOVE, "TINH"), (Below.END, None)]
)
def test_what_stood_below_goes_where_it_is_told(
    session: Session, office: Office, below: Below, expected: str | None
) -> None:
    commune = make_unit(session, "CN-1", parent=office.host, kind="đoàn xã", level=4)
    branch = make_unit(session, "CN-1-1", parent=commune, kind="chi đoàn", level=5)
    into = replace(MERGE, heirs=(HeirFacts("CL"),), below=below)

    service.enter(session, KEEPER, into, NOW)

    session.expire_all()
    if expected is None:
        assert (commune.to_on, branch.to_on) == (REFORM, REFORM)
    else:
        assert commune.parent_id == unit(session, expected).id
        assert branch.path == f"{commune.path}{branch.id}/"


@pytest.mark.parametrize("ends", [True, False])
def test_offices_end_or_go_along(session: Session, office: Office, ends: bool) -> None:
    bureau = make_unit(session, "CN-VP", parent=office.host, kind="văn phòng")
    clerk = make_post(session, make_person(session, "Lê Thị Thư"), bureau, "Chánh Văn phòng")
    into = replace(MERGE, heirs=(HeirFacts("CL"),), posts_move=True, offices_end=ends)

    service.enter(session, KEEPER, into, NOW)

    day, parent = (REFORM, office.host.id) if ends else (None, office.called.id)
    assert (bureau.to_on, clerk.to_on, bureau.parent_id) == (day, day, parent)


def test_posts_that_move_are_held_on_at_the_heir(session: Session, office: Office) -> None:
    into = replace(MERGE, heirs=(HeirFacts("CL"),), posts_move=True)
    coming = make_post(session, make_person(session, "Lê An"), office.host, "Phó Bí thư")
    coming.from_on = SOON

    service.enter(session, KEEPER, into, NOW)

    minh = [
        (post.unit_id, post.position, post.from_on, post.to_on)
        for post in session.query(Post).filter(Post.person_id == office.secretary.person_id)
    ]
    assert minh == [
        (office.host.id, "Bí thư", None, REFORM),
        (office.called.id, "Bí thư", REFORM, None),
    ]
    assert (coming.unit_id, coming.from_on, coming.to_on) == (office.called.id, SOON, None)


def test_of_several_heirs_each_gets_what_it_is_told_to(session: Session, office: Office) -> None:
    commune = make_unit(session, "CN-1", parent=office.host, kind="đoàn xã", level=4)
    lan = make_post(session, make_person(session, "Lê Thị Lan"), office.host, "Phó Bí thư")
    goes = {f"post-{lan.id}": "CN2", f"unit-{commune.id}": "CN2"}
    facts = replace(SPLIT, posts_move=True, goes=goes)

    shown = service.preview(session, KEEPER, facts, NOW)
    assert {(move.table, move.name): move.taker for move in shown.moves if move.taker} == {
        ("unit", "CN-1"): "CN2",
        ("post", "Lê Thị Lan, Phó Bí thư"): "CN2",
        ("post", "Trần Quang Minh, Bí thư"): "CN1",
    }

    made = service.enter(session, KEEPER, facts, NOW)
    session.expire_all()
    north, south = unit(session, "CN1"), unit(session, "CN2")
    assert commune.parent_id == south.id
    held = {
        (post.person.name, post.unit_id)
        for post in session.query(Post).options(joinedload(Post.person)).filter_by(from_on=REFORM)
    }
    assert held == {("Lê Thị Lan", south.id), ("Trần Quang Minh", north.id)}
    service.undo(session, KEEPER, made.id, NOW)
    session.expire_all()
    assert (commune.parent_id, lan.to_on) == (office.host.id, None)


def test_one_heir_alone_leaves_nothing_to_choose(session: Session, office: Office) -> None:
    shown = service.preview(session, KEEPER, replace(MERGE, posts_move=True), NOW)
    assert {move.taker for move in shown.moves} == {""}


def test_a_new_unit_is_in_the_cluster_of_its_forebear(session: Session, office: Office) -> None:
    sea = clusters.add_cluster(session, KEEPER, ClusterFacts("Cụm biển", "TINH"), NOW)
    for code in ("CN", "CL"):
        clusters.add_member(session, KEEPER, sea.id, code, NOW)
    inner = clusters.add_cluster(session, KEEPER, ClusterFacts("Cụm xã", "CN"), NOW)

    service.enter(session, KEEPER, MERGE, NOW)

    now, before = (units.clusters_on(session, day) for day in (TODAY, date(2025, 6, 30)))
    assert [one for one, cluster in now.items() if cluster is sea] == [unit(session, "CNL").id]
    assert {one for one, cluster in before.items() if cluster is sea} == {
        office.host.id,
        office.called.id,
    }
    assert session.get_one(Cluster, inner.id).to_on == REFORM


def test_rules_that_name_a_unit_name_its_heir(session: Session, office: Office) -> None:
    group = keep(
        session,
        InviteeGroup(
            meeting_id=office.meeting.id, place=1, name="Khách", precedence=1, mode="invited"
        ),
    )
    named = [office.host.id, office.other.id]
    rule = keep(
        session, InviteRule(group_id=group.id, place=1, relation="named", named_units=named)
    )

    service.enter(session, KEEPER, replace(MERGE, heirs=(HeirFacts("CL"),)), NOW)

    assert rule.named_units == [office.called.id, office.other.id]


def test_nothing_goes_to_where_the_keeper_has_no_say(session: Session, office: Office) -> None:
    """What stands below the host would come under the province, which is not the host's to keep."""
    make_unit(session, "CN-1", parent=office.host, kind="đoàn xã", level=4)
    keeper = who(session, make_account(session, Role.ORGANISER, office.host, "Người giữ"))

    with pytest.raises(RuleBroken) as broken:
        service.enter(session, keeper, DISSOLVE, NOW)

    assert (broken.value.code, broken.value.field) == ("directory.not_yours", "below")


def test_accounts_move_only_by_an_admin(session: Session, office: Office) -> None:
    into = replace(MERGE, heirs=(HeirFacts("CL"),))

    made = service.enter(session, who(session, office.ha), into, NOW)

    assert office.minh.unit_id == office.host.id
    assert "succession.account_stays" in [one.code for one in service.undecided_in(made)]


def test_what_is_planned_waits_for_its_day(session: Session, office: Office) -> None:
    planned = replace(MERGE, day=SOON, heirs=(HeirFacts("CL", "Càng Long mới"),), posts_move=True)
    office.meeting.starts_at = morning_of(SOON + timedelta(days=1))
    office.meeting.ends_at = office.meeting.starts_at + timedelta(hours=2)

    made = service.enter(session, who(session, office.ha), planned, NOW)

    assert (made.applied_at, office.meeting.host_id) == (None, office.host.id)
    assert (office.host.to_on, office.called.name) == (SOON, "Huyện đoàn Càng Long")
    assert heir_of(session, office.host) == office.host.id
    assert heir_of(session, office.host, SOON) == office.called.id
    assert office.host.id in units.organisation_on(session, TODAY).units
    assert office.host.id not in units.organisation_on(session, SOON).units

    assert service.take_effect(session, NOW) == 0
    assert service.take_effect(session, morning_of(SOON)) == 2
    assert service.take_effect(session, morning_of(SOON)) == 0

    session.expire_all()
    assert (office.meeting.host_id, office.called.name) == (office.called.id, "Càng Long mới")
    assert made.applied_at == morning_of(SOON)
    assert {move.table for move in service.moves_in(made)} >= {"unit", "post", "meeting"}


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (replace(MERGE, units=("CN", "KHONG")), ("succession.no_such_unit", "units")),
        (replace(MERGE, units=("CNL",)), ("succession.odd_units", "units")),
        (replace(MERGE, units=()), ("succession.odd_units", "units")),
        (replace(SPLIT, units=("CN", "CL")), ("succession.odd_units", "units")),
        (replace(MERGE, heirs=()), ("succession.odd_heirs", "heirs")),
        (replace(SPLIT, heirs=SPLIT.heirs * 2), ("succession.odd_heirs", "heirs")),
        (replace(SPLIT, heirs=SPLIT.heirs[:1]), ("succession.splits_into_one", "heirs")),
        (replace(SPLIT, history_to="CL"), ("succession.no_such_heir", "history_to")),
        (replace(SPLIT, goes={"post-1": "CL"}), ("succession.goes_to_no_heir", "heirs")),
        (replace(SPLIT, heirs=(HeirFacts("X", ""), HeirFacts("CL"))), ("directory.empty", "heirs")),
        (replace(MERGE, heirs=(HeirFacts("hai từ", "X"),)), ("directory.code_malformed", "code")),
        (
            replace(MERGE, heirs=(HeirFacts("X", "X", "hợp tác xã"),)),
            ("directory.no_such_kind", "kind"),
        ),
        (replace(RENAME, new_code="CL"), ("directory.code_taken", "code")),
        (replace(MERGE, day=date(1999, 1, 1)), ("directory.before_it_was", "day")),
        (replace(MERGE, day=date(2030, 1, 1)), ("directory.gone_by_then", "day")),
        (replace(MOVE, above=""), ("directory.empty", "above")),
        (replace(MOVE, above="CN-1"), ("directory.circle", "above")),
        (replace(MOVE, above="CN"), ("directory.circle", "above")),
        (
            replace(MERGE, heirs=(HeirFacts("X", "X", above="XA"),)),
            ("succession.no_such_unit", "above"),
        ),
        (replace(DISSOLVE, units=("TW",)), ("succession.nowhere_to_hang", "below")),
    ],
)
def test_a_succession_is_refused_at_the_field_to_blame(
    session: Session, office: Office, facts: SuccessionFacts, expected: tuple[str, str]
) -> None:
    make_unit(session, "CN-1", parent=office.host)
    office.host.from_on, office.host.to_on = date(2000, 1, 1), date(2029, 1, 1)
    session.flush()

    with pytest.raises(RuleBroken) as broken:
        service.enter(session, KEEPER, facts, NOW)

    assert (broken.value.code, broken.value.field) == expected


@pytest.mark.parametrize("heir", [HeirFacts("CNL", "Mới", above="CN"), HeirFacts("TC", above="CN")])
def test_no_heir_hangs_under_what_ends(session: Session, office: Office, heir: HeirFacts) -> None:
    service.enter(session, KEEPER, replace(MERGE, heirs=(heir,)), NOW)

    assert unit(session, heir.code).parent_id == office.province.id


@pytest.mark.parametrize("facts", [MERGE, RENAME, SPLIT, DISSOLVE, MOVE])
def test_units_are_carried_on_only_by_their_keepers(
    session: Session, office: Office, facts: SuccessionFacts
) -> None:
    for account in (office.tuan, office.minh):
        with pytest.raises(NotFound):
            service.enter(session, who(session, account), facts, NOW)
        with pytest.raises(NotFound):
            service.preview(session, who(session, account), facts, NOW)


def test_an_heir_out_of_reach_is_none(session: Session, office: Office) -> None:
    with pytest.raises(NotFound):
        service.enter(
            session, who(session, office.ha), replace(MERGE, heirs=(HeirFacts("TH"),)), NOW
        )


def test_the_preview_lists_all_and_keeps_nothing(session: Session, office: Office) -> None:
    facts = replace(MERGE, heirs=(HeirFacts("CL"),), posts_move=True)

    shown = service.preview(session, KEEPER, facts, NOW)

    assert [(move.table, move.name, move.was, move.becomes) for move in shown.moves] == [
        ("unit", "Huyện đoàn Cầu Ngang", "", "2025-07-01"),
        ("post", "Trần Quang Minh, Bí thư", "Huyện đoàn Cầu Ngang", "Huyện đoàn Càng Long"),
        ("post", "Trần Quang Minh, Bí thư", "", "Huyện đoàn Càng Long"),
        (
            "meeting",
            "GB-2026-1 Giao ban quý I",
            "Huyện đoàn Cầu Ngang",
            "Huyện đoàn Càng Long",
        ),
        ("account", "Trần Quang Minh", "Huyện đoàn Cầu Ngang", "Huyện đoàn Càng Long"),
    ]
    assert (shown.undecided, shown.is_planned) == ([], False)
    assert (office.host.to_on, office.meeting.host_id) == (None, office.host.id)
    assert units.successions_of(session, office.host) == [office.succession]


@pytest.mark.parametrize("day", [REFORM, SOON])
@pytest.mark.parametrize("facts", [MERGE, RENAME, SPLIT, DISSOLVE, MOVE])
def test_a_succession_entered_by_mistake_is_taken_back(
    session: Session, office: Office, facts: SuccessionFacts, day: date
) -> None:
    commune = make_unit(session, "CN-1", parent=office.host, kind="đoàn xã", level=4)
    asked = replace(facts, day=day, posts_move=True)
    made = service.enter(session, KEEPER, asked, NOW)

    undone = service.undo(session, KEEPER, made.id, NOW)

    session.expire_all()
    host, called = office.host, office.called
    assert (host.to_on, host.name, host.code, host.parent_id) == (
        None,
        "Huyện đoàn Cầu Ngang",
        "CN",
        office.province.id,
    )
    assert commune.path == f"{host.path}{commune.id}/"
    assert (office.secretary.unit_id, office.secretary.to_on) == (host.id, None)
    assert (office.meeting.host_id, called.to_on) == (host.id, None)
    assert office.minh.unit_id == host.id
    assert [len(units.periods_of(session, one)) for one in (host, called, commune)] == [1, 1, 1]
    assert units.find_unit_by_code(session, "CNL") is None
    assert (undone.undone_at, units.lineage(session).ways) == (NOW, {})


def test_what_is_in_use_is_not_taken_back(session: Session, office: Office) -> None:
    made = service.enter(session, KEEPER, MERGE, NOW)
    make_unit(session, "CNL-1", parent=unit(session, "CNL"))

    with pytest.raises(RuleBroken) as broken:
        service.undo(session, KEEPER, made.id, NOW)

    assert broken.value.code == "succession.in_use"
    assert office.host.code == "CN"


def test_a_meeting_that_was_held_is_not_taken_back(session: Session, office: Office) -> None:
    made = service.enter(session, KEEPER, replace(MERGE, heirs=(HeirFacts("CL"),)), NOW)
    meeting.mark_held(session, KEEPER, office.meeting.id, NOW + timedelta(days=30))

    with pytest.raises(RuleBroken) as broken:
        service.undo(session, KEEPER, made.id, NOW)

    assert broken.value.code == "succession.in_use"


def test_what_was_changed_since_is_not_taken_back(session: Session, office: Office) -> None:
    made = service.enter(session, KEEPER, RENAME, NOW)
    facts = directory.UnitFacts("CN", "Đoàn xã Cầu Ngang khác", "đoàn xã", "TINH")
    directory.change_unit(session, KEEPER, office.host.id, facts, NOW)

    with pytest.raises(RuleBroken) as broken:
        service.undo(session, KEEPER, made.id, NOW)

    assert broken.value.code == "succession.changed_since"


def test_only_the_last_of_several_is_taken_back(session: Session, office: Office) -> None:
    first = service.enter(session, KEEPER, RENAME, NOW)
    second = service.enter(session, KEEPER, replace(MOVE, units=("CN",), day=TODAY), NOW)

    with pytest.raises(RuleBroken) as later:
        service.undo(session, KEEPER, first.id, NOW)
    service.undo(session, KEEPER, second.id, NOW)
    service.undo(session, KEEPER, first.id, NOW)
    with pytest.raises(RuleBroken) as again:
        service.undo(session, KEEPER, first.id, NOW)

    assert (later.value.code, again.value.code) == (
        "succession.later_ones",
        "succession.undone_already",
    )
    assert office.host.name == "Huyện đoàn Cầu Ngang"


def test_a_succession_is_taken_back_only_by_its_keepers(session: Session, office: Office) -> None:
    made = service.enter(session, KEEPER, RENAME, NOW)

    for account in (office.tuan, office.minh):
        with pytest.raises(NotFound):
            service.undo(session, who(session, account), made.id, NOW)


def test_a_move_knows_what_it_moved(session: Session, office: Office) -> None:
    made = service.enter(session, KEEPER, replace(MOVE, units=("CN",)), NOW)

    moves = [replace(move, old=None, new=None) for move in service.moves_in(made)]
    assert moves == [
        Move(
            "unit",
            office.host.id,
            "Huyện đoàn Cầu Ngang",
            "periods",
            was="Tỉnh đoàn Trà Vinh",
            becomes="Huyện đoàn Trà Cú",
        )
    ]

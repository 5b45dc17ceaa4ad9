from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from planner.domain.directory import Body
from planner.domain.errors import Finding, NotFound, RuleBroken
from planner.domain.rights import KEEPER
from planner.services import directory as service
from planner.services.directory import PersonFacts, PostFacts, UnitFacts
from planner.store import audit
from planner.store import directory as units
from planner.store.directory import Person, Unit
from tests.factories import NOW, Office, make_unit, who

YOUTH = UnitFacts("CN-MH", "Đoàn xã Mỹ Hoà", "đoàn xã", above="CN")
COMMITTEE = UnitFacts("HU-CN", "Huyện uỷ Cầu Ngang", "cấp ủy", above="CN")
HOA = PersonFacts("Lý Thị  Hoà", "HOA@example.vn", "0912 345 678")
DEPUTY = PostFacts("CN", "Phó Bí thư", Body.BTV, term="2022–2027", from_on=date(2022, 6, 1))


def facts_of(unit: Unit, above: str) -> UnitFacts:
    return UnitFacts(unit.code, unit.name, unit.kind, above=above)


def test_a_unit_takes_its_place_its_level_and_its_keys(session: Session, office: Office) -> None:
    unit = service.add_unit(session, who(session, office.ha), YOUTH, NOW)

    assert (unit.path, unit.level, unit.parent_id) == (
        f"{office.host.path}{unit.id}/",
        4,
        office.host.id,
    )
    assert (unit.search_key, unit.is_outside) == ("doan xa my hoa", False)
    assert [entry.action for entry in audit.history_of(session, unit)] == ["add_unit"]


def test_an_outside_body_hangs_on_its_territory(session: Session, office: Office) -> None:
    unit = service.add_unit(session, who(session, office.ha), COMMITTEE, NOW)

    assert (unit.parent_id, unit.territory_id, unit.level, unit.is_outside) == (
        None,
        office.host.id,
        3,
        True,
    )
    assert unit.path == f"{office.host.path}{unit.id}/"


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (replace(YOUTH, code="CL"), ("directory.code_taken", "code")),
        (replace(YOUTH, code="hai từ"), ("directory.code_malformed", "code")),
        (replace(YOUTH, code=""), ("directory.code_malformed", "code")),
        (replace(YOUTH, name=" \0 "), ("directory.empty", "name")),
        (replace(YOUTH, kind="hợp tác xã"), ("directory.no_such_kind", "kind")),
        (replace(YOUTH, above="KHONG"), ("directory.no_such_unit", "above")),
        (
            replace(YOUTH, from_on=date(2025, 7, 1), to_on=date(2025, 7, 1)),
            ("directory.ends_before_it_begins", "to_on"),
        ),
        (replace(COMMITTEE, above=""), ("directory.needs_a_place", "above")),
    ],
)
def test_a_unit_is_refused_at_the_field_to_blame(
    session: Session, office: Office, facts: UnitFacts, expected: tuple[str, str]
) -> None:
    with pytest.raises(RuleBroken) as broken:
        service.add_unit(session, KEEPER, facts, NOW)

    assert (broken.value.code, broken.value.field) == expected
    assert office.host.code == "CN"


@pytest.mark.parametrize("above", ["", "TH", "TW"])
def test_a_unit_stands_only_within_the_reach_of_its_keeper(
    session: Session, office: Office, above: str
) -> None:
    with pytest.raises(NotFound):
        service.add_unit(session, who(session, office.ha), replace(YOUTH, above=above), NOW)


def test_a_unit_moves_with_everything_below_it(session: Session, office: Office) -> None:
    commune = make_unit(session, "CN-1", parent=office.host)
    branch = make_unit(session, "CN-1-1", parent=commune)
    viewer = who(session, office.ha)

    service.change_unit(session, viewer, commune.id, facts_of(commune, above="CL"), NOW)

    session.expire_all()
    assert commune.path == f"{office.called.path}{commune.id}/"
    assert branch.path == f"{office.called.path}{commune.id}/{branch.id}/"
    assert office.host.path == f"{office.province.path}{office.host.id}/"


@pytest.mark.parametrize("above", ["CN", "CN-1"])
def test_a_unit_never_hangs_under_itself(session: Session, office: Office, above: str) -> None:
    make_unit(session, "CN-1", parent=office.host)

    with pytest.raises(RuleBroken) as broken:
        service.change_unit(session, KEEPER, office.host.id, facts_of(office.host, above), NOW)

    assert (broken.value.code, broken.value.field) == ("directory.circle", "above")


def test_a_unit_does_not_move_to_where_its_keeper_has_no_say(
    session: Session, office: Office
) -> None:
    moved = facts_of(office.host, above="TH")

    with pytest.raises(RuleBroken) as broken:
        service.change_unit(session, who(session, office.ha), office.host.id, moved, NOW)

    assert (broken.value.code, broken.value.field) == ("directory.not_yours", "above")


def test_the_own_unit_is_renamed_where_it_stands(session: Session, office: Office) -> None:
    renamed = replace(facts_of(office.province, above="TW"), name="Tỉnh đoàn Vĩnh Long")

    unit = service.change_unit(session, who(session, office.ha), office.province.id, renamed, NOW)

    assert (unit.name, unit.search_key) == ("Tỉnh đoàn Vĩnh Long", "tinh doan vinh long")
    assert audit.history_of(session, unit)[0].changes == {
        "name": ["Tỉnh đoàn Trà Vinh", "Tỉnh đoàn Vĩnh Long"]
    }


def test_a_level_stays_until_kind_or_place_change(session: Session, office: Office) -> None:
    unusual = replace(YOUTH, kind="đoàn trực thuộc", above="TINH", level=4)
    unit = service.add_unit(session, KEEPER, unusual, NOW)

    service.change_unit(session, KEEPER, unit.id, replace(unusual, name="Đoàn", level=None), NOW)
    assert unit.level == 4
    service.change_unit(session, KEEPER, unit.id, replace(unusual, kind="ban", level=None), NOW)
    assert (unit.level, office.province.level) == (2, 2)


def test_calendars_learn_of_a_new_name(session: Session, office: Office) -> None:
    later = NOW.replace(hour=5)
    renamed = replace(facts_of(office.host, above="TINH"), name="Đoàn khu vực Cầu Ngang")

    service.change_unit(session, who(session, office.ha), office.host.id, renamed, later)

    session.refresh(office.meeting)
    assert office.meeting.changed_at == later


def test_calendars_are_left_alone_where_the_name_stays(session: Session, office: Office) -> None:
    same = replace(facts_of(office.host, above="TINH"), place="Cầu Ngang")

    service.change_unit(session, KEEPER, office.host.id, same, NOW.replace(hour=5))

    session.refresh(office.meeting)
    assert office.meeting.changed_at == NOW


def test_a_person_comes_with_a_first_post(session: Session, office: Office) -> None:
    person, findings = service.add_person(session, who(session, office.ha), HOA, DEPUTY, NOW)

    assert (person.name, person.email, person.phone) == (
        "Lý Thị Hoà",
        "hoa@example.vn",
        "0912 345 678",
    )
    post = units.posts_of(session, person)[0]
    assert (post.unit.code, post.position, post.body, post.rank) == ("CN", "Phó Bí thư", "BTV", 30)
    assert findings == []


def test_a_second_person_of_one_name_is_worth_a_look(session: Session, office: Office) -> None:
    minh = PersonFacts("Trần Quang Minh")

    _person, findings = service.add_person(session, KEEPER, minh, PostFacts("CL", "Bí thư"), NOW)

    assert findings == [
        Finding(
            "directory.same_name",
            "name",
            {"name": "Trần Quang Minh", "unit": "Huyện đoàn Cầu Ngang"},
        )
    ]


@pytest.mark.parametrize(
    ("person", "post", "expected"),
    [
        (replace(HOA, name=""), DEPUTY, ("directory.empty", "name")),
        (replace(HOA, email="hoa"), DEPUTY, ("account.email_malformed", "email")),
        (HOA, replace(DEPUTY, unit="KHONG"), ("directory.no_such_unit", "unit")),
        (HOA, replace(DEPUTY, position=""), ("directory.empty", "position")),
        (
            HOA,
            replace(DEPUTY, to_on=date(2022, 1, 1)),
            ("directory.ends_before_it_begins", "to_on"),
        ),
    ],
)
def test_a_person_is_refused_at_the_field_to_blame(
    session: Session,
    office: Office,
    person: PersonFacts,
    post: PostFacts,
    expected: tuple[str, str],
) -> None:
    with pytest.raises(RuleBroken) as broken:
        service.add_person(session, who(session, office.ha), person, post, NOW)

    assert (broken.value.code, broken.value.field) == expected


def test_a_person_is_kept_only_by_units_above(session: Session, office: Office) -> None:
    tuan, minh = who(session, office.tuan), office.secretary.person_id

    with pytest.raises(NotFound):
        service.add_person(session, tuan, HOA, DEPUTY, NOW)
    with pytest.raises(NotFound):
        service.change_person(session, tuan, minh, HOA, NOW)
    with pytest.raises(NotFound):
        service.add_post(session, tuan, minh, PostFacts("TH", "Bí thư"), NOW)
    with pytest.raises(NotFound):
        service.end_post(session, tuan, office.secretary.id, date(2026, 1, 1), NOW)


def test_a_changed_name_is_found_and_ordered_anew(session: Session, office: Office) -> None:
    viewer, number = who(session, office.ha), office.secretary.person_id

    person = service.change_person(session, viewer, number, replace(HOA, email=""), NOW)

    assert (person.search_key, person.email) == ("ly thi hoa", None)
    assert audit.history_of(session, person)[0].changes == {
        "name": ["Trần Quang Minh", "Lý Thị Hoà"],
        "phone": [None, "0912 345 678"],
    }


def test_a_person_holds_several_posts_and_gives_one_up(session: Session, office: Office) -> None:
    viewer, person = who(session, office.ha), session.get_one(Person, office.secretary.person_id)
    second = service.add_post(session, viewer, person.id, PostFacts("TINH", "Uỷ viên BCH"), NOW)

    service.end_post(session, viewer, office.secretary.id, date(2026, 1, 2), NOW)

    posts = units.posts_of(session, person)
    assert [(post.id, post.to_on) for post in posts] == [
        (second.id, None),
        (office.secretary.id, date(2026, 1, 2)),
    ]


def test_a_post_ends_once_and_after_it_began(session: Session, office: Office) -> None:
    viewer, post = who(session, office.ha), office.secretary
    post.from_on = date(2024, 1, 1)

    with pytest.raises(RuleBroken) as before:
        service.end_post(session, viewer, post.id, date(2023, 1, 1), NOW)
    service.end_post(session, viewer, post.id, date(2026, 1, 1), NOW)
    with pytest.raises(RuleBroken) as again:
        service.end_post(session, viewer, post.id, date(2026, 1, 2), NOW)

    assert (before.value.code, before.value.field) == ("directory.ends_before_it_begins", "to_on")
    assert (again.value.code, again.value.field) == ("directory.post_has_ended", "to_on")

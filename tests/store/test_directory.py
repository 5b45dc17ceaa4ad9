from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from planner.domain.directory import Body, Organisation, ParentLink, PostFact, UnitFact, reaches
from planner.domain.rights import KEEPER, Action, Role
from planner.store import directory as units
from planner.store.directory import PeopleAsked, PersonLine, Unit, UnitsAsked
from tests.factories import Office, make_account, make_person, make_post, make_unit, who
from tests.queries import counted

TODAY = date(2026, 1, 2)


def test_the_organisation_is_what_stands_that_day(session: Session) -> None:
    province = make_unit(session, "TINH", kind="tỉnh đoàn")
    ended = make_unit(session, "CU", parent=province)
    ended.to_on = TODAY
    district = make_unit(session, "CN", parent=province)
    committee = make_unit(session, "HU", kind="cấp ủy")
    committee.is_outside, committee.territory_id = True, district.id
    lan, ha = make_person(session, "Lê Ngọc Lan"), make_person(session, "Nguyễn Thu Hà")
    post = make_post(session, lan, district)
    body = make_post(session, ha, district, "Uỷ viên")
    body.body, body.is_full_time = "BTV", True
    make_post(session, ha, ended)
    make_post(session, ha, district, "Phó Bí thư").to_on = TODAY - timedelta(days=1)
    session.commit()

    organisation = units.organisation_on(session, TODAY)

    assert organisation == Organisation.on(
        TODAY,
        [
            UnitFact(province.id, "tỉnh đoàn"),
            UnitFact(district.id, "huyện đoàn"),
            UnitFact(committee.id, "cấp ủy", outside=True, territory=district.id),
        ],
        [ParentLink(district.id, province.id)],
        [
            PostFact(post.id, lan.id, district.id, None, "Bí thư", 10),
            PostFact(body.id, ha.id, district.id, Body.BTV, "Uỷ viên", 10, full_time=True),
        ],
    )


@pytest.mark.parametrize("many", [1, 30])
def test_the_organisation_takes_three_queries(session: Session, many: int) -> None:
    province = make_unit(session, "TINH")
    for number in range(many):
        unit = make_unit(session, f"D{number}", parent=province)
        make_post(session, make_person(session, f"Người {number}"), unit)
    session.expire_all()

    with counted(session) as sent:
        organisation = units.organisation_on(session, TODAY)

    assert (len(sent), len(organisation.children_of([province.id]))) == (3, many)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", [Action.KEEP_UNITS, Action.SEE_PEOPLE, Action.SEE_UNITS])
def test_reach_says_the_same_in_sql(
    session: Session, office: Office, role: Role, action: Action
) -> None:
    for unit in office.units:
        viewer = who(session, make_account(session, role, unit, "Người thử"))
        found = session.query(Unit).filter(units.in_reach(viewer, action)).all()
        expected = [one for one in office.units if reaches(viewer, action, one.id, one.path)]
        assert sorted(one.code for one in found) == sorted(one.code for one in expected)


def test_units_stand_in_the_order_of_the_tree(session: Session, office: Office) -> None:
    commune = make_unit(session, "CL-1", "Đoàn xã An Trường", parent=office.called)
    outlined = units.outline(session, UnitsAsked(day=TODAY))

    ordered = units.units_in_order(session, [unit for unit, _depth in outlined])

    assert [(unit.code, depth) for unit, (_id, depth) in zip(ordered, outlined, strict=True)] == [
        ("TH", 0),
        ("TW", 0),
        ("TINH", 1),
        ("CL", 2),
        (commune.code, 3),
        ("CN", 2),
        ("TC", 2),
        ("VP", 2),
    ]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (UnitsAsked(text="ngang cau"), ["CN"]),
        (UnitsAsked(text="hdcn"), ["CN"]),
        (UnitsAsked(kind="tỉnh đoàn"), ["TH", "TINH"]),
        (UnitsAsked(text="%"), ["TH", "TW", "TINH", "CL", "CN", "TC", "VP"]),
    ],
)
def test_units_are_narrowed_by_words_and_kind(
    session: Session, office: Office, asked: UnitsAsked, expected: list[str]
) -> None:
    outlined = units.outline(session, asked)

    found = units.units_in_order(session, [unit for unit, _depth in outlined])

    assert ([unit.code for unit in found], len(office.units)) == (expected, 7)


def test_a_unit_that_is_no_more_is_left_out_of_its_day(session: Session, office: Office) -> None:
    office.other.to_on = TODAY
    session.commit()

    assert office.other.id not in dict(units.outline(session, UnitsAsked(day=TODAY)))
    assert office.other.id in dict(units.outline(session, UnitsAsked()))
    assert office.other not in units.units_under(session, office.province, TODAY)


def test_the_way_to_a_unit_begins_at_the_root(session: Session, office: Office) -> None:
    assert units.way_to(session, office.host) == [office.central, office.province]
    assert units.way_to(session, office.central) == []


def names(lines: list[PersonLine]) -> list[str]:
    return [line.person.name for line in lines]


@pytest.fixture
def _three(session: Session, office: Office) -> None:
    for name, unit in [
        ("Nguyễn Văn Hà", office.called),
        ("Đặng Thị Ánh", office.province),
        ("Lê Hoàng Hà", office.stranger),
    ]:
        make_post(session, make_person(session, name), unit)


@pytest.mark.usefixtures("_three")
def test_people_are_ordered_by_name_within_reach(session: Session, office: Office) -> None:
    ha, tuan, minh = (who(session, one) for one in (office.ha, office.tuan, office.minh))
    everybody = PeopleAsked()

    assert names(units.people_for(session, ha, TODAY, everybody)) == [
        "Đặng Thị Ánh",
        "Nguyễn Văn Hà",
        "Trần Quang Minh",
    ]
    assert names(units.people_for(session, tuan, TODAY, everybody)) == ["Lê Hoàng Hà"]
    assert names(units.people_for(session, minh, TODAY, everybody)) == ["Trần Quang Minh"]
    assert names(units.people_for(session, ha, TODAY, everybody, start=1, limit=1)) == [
        "Nguyễn Văn Hà"
    ]


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ha", ["Lê Hoàng Hà", "Nguyễn Văn Hà"]),
        ("HÀ nguyen", ["Nguyễn Văn Hà"]),
        ("nvh", ["Nguyễn Văn Hà"]),
        ("dta", ["Đặng Thị Ánh"]),
        ("ha ha", []),
        ("zzz", []),
    ],
)
def test_people_are_found_without_marks_in_any_order_by_initials(
    session: Session, text: str, expected: list[str]
) -> None:
    assert names(units.people_for(session, KEEPER, TODAY, PeopleAsked(text))) == expected


@pytest.mark.usefixtures("_three")
def test_people_are_narrowed_to_a_unit_and_those_below(session: Session, office: Office) -> None:
    under = PeopleAsked(under=office.province)

    assert names(units.people_for(session, KEEPER, TODAY, under)) == [
        "Đặng Thị Ánh",
        "Nguyễn Văn Hà",
        "Trần Quang Minh",
    ]


def test_a_name_shows_its_most_senior_post_of_the_day(session: Session, office: Office) -> None:
    lan = make_person(session, "Lê Ngọc Lan")
    past = make_post(session, lan, office.host, "Chánh Văn phòng")
    junior, senior = (make_post(session, lan, office.called, at) for at in ("UV", "Bí thư"))
    past.rank, past.to_on, junior.rank = 1, TODAY, 90
    session.commit()

    [line] = units.people_for(session, KEEPER, TODAY, PeopleAsked("lan"))
    assert line == PersonLine(lan, senior)

    junior.to_on, senior.to_on = TODAY - timedelta(days=9), TODAY - timedelta(days=5)
    session.commit()
    [line] = units.people_for(session, KEEPER, TODAY, PeopleAsked("lan"))
    assert line == PersonLine(lan, past)


@pytest.mark.parametrize("many", [1, 30])
def test_a_list_of_people_takes_three_queries(session: Session, many: int) -> None:
    unit = make_unit(session, "TINH")
    for number in range(many):
        make_post(session, make_person(session, f"Người {number}"), unit)
    session.expunge_all()

    with counted(session) as sent:
        lines = units.people_for(session, KEEPER, TODAY, PeopleAsked("nguoi"), limit=50)
        shown = [line.post.unit.name for line in lines if line.post]

    assert (len(sent), len(shown)) == (3, many)


@pytest.mark.parametrize("many", [1, 30])
def test_a_list_of_units_takes_two_queries(session: Session, many: int) -> None:
    province = make_unit(session, "TINH")
    for number in range(many):
        make_unit(session, f"D{number}", parent=province)
    session.expunge_all()

    with counted(session) as sent:
        outlined = units.outline(session, UnitsAsked(day=TODAY))
        found = units.units_in_order(session, [unit for unit, _depth in outlined])
        shown = [unit.parent.name for unit in found if unit.parent]

    assert (len(sent), len(shown)) == (2, many)


def test_posts_of_a_unit_come_by_precedence(session: Session, office: Office) -> None:
    deputy = make_post(session, make_person(session, "An"), office.host, "Phó Bí thư")
    deputy.rank = 20
    make_post(session, make_person(session, "Ba"), office.host).to_on = TODAY
    session.commit()

    assert units.posts_in(session, office.host, TODAY) == [office.secretary, deputy]


@pytest.mark.usefixtures("_three")
def test_people_of_many_units_are_the_same(session: Session, office: Office) -> None:
    below = {"kind": "chi đoàn", "level": 5, "parent_id": office.called.id, "sort_key": ""}
    session.add_all(
        Unit(code=f"X{number}", name="X", search_key="x", path=f"{office.called.path}X/", **below)
        for number in range(310)
    )
    session.commit()

    found = units.people_for(session, who(session, office.ha), TODAY, PeopleAsked())

    assert names(found) == ["Đặng Thị Ánh", "Nguyễn Văn Hà", "Trần Quang Minh"]

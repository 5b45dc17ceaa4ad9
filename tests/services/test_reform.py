"""July 2025, loaded as an office would: three provinces into one, a district into communes."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import pytest
from sqlalchemy.orm import Session

from planner.domain.directory import Below, HeirFacts, SuccessionFacts, SuccessionKind
from planner.domain.feed import Scope
from planner.domain.rights import KEEPER, Role
from planner.domain.timespan import HANOI, TimeSpan
from planner.services import succession as service
from planner.store import directory as units
from planner.store.account import Account
from planner.store.directory import Person, Post, Unit
from planner.store.feed import Feed
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.venue import Venue
from tests.factories import (
    NOW,
    at_once,
    keep,
    make_account,
    make_delegate,
    make_meeting,
    make_person,
    make_post,
    make_unit,
    make_venue,
)

BEFORE, REFORM = date(2025, 6, 30), date(2025, 7, 1)
TODAY = NOW.date()
LONG_AGO = TimeSpan(
    datetime(2024, 8, 16, 7, 30, tzinfo=HANOI), datetime(2024, 8, 16, 11, 0, tzinfo=HANOI)
)
COMMUNES = SuccessionFacts(
    kind=SuccessionKind.MERGE,
    day=REFORM,
    units=("MH", "VK"),
    heirs=(HeirFacts("XVK", "Đoàn xã Vinh Kim", above="CN"),),
    posts_move=True,
    decision_number="NQ 1687/NQ-UBTVQH15",
    decision_on=date(2025, 6, 16),
)
DISTRICT = SuccessionFacts(
    kind=SuccessionKind.DISSOLVE,
    day=REFORM,
    units=("CN",),
    heirs=(HeirFacts("XVK"), HeirFacts("NT")),
    below=Below.ABOVE,
)
PROVINCES = SuccessionFacts(
    kind=SuccessionKind.MERGE,
    day=REFORM,
    units=("TV", "BT", "VL"),
    heirs=(HeirFacts("VL"),),
    posts_move=True,
)


@dataclass(frozen=True, slots=True)
class Land:
    """Trà Vinh with a district and its communes, Bến Tre and Vĩnh Long beside it."""

    central: Unit
    tv: Unit
    bt: Unit
    vl: Unit
    office: Unit
    cn: Unit
    committee: Unit
    mh: Unit
    vk: Unit
    nt: Unit
    venue: Venue
    held: Meeting
    coming: Meeting
    lan: Delegate
    account: Account
    chief: Post
    secretary: Post
    feed: Feed


def land(session: Session) -> Land:
    with at_once(session):
        return _land(session)


def _land(session: Session) -> Land:
    central = make_unit(session, "TW", "Trung ương Đoàn", kind="trung ương", level=1)
    tv, bt, vl = (
        make_unit(session, code, f"Tỉnh đoàn {name}", parent=central, kind="tỉnh đoàn", level=2)
        for code, name in (("TV", "Trà Vinh"), ("BT", "Bến Tre"), ("VL", "Vĩnh Long"))
    )
    cn = make_unit(session, "CN", "Huyện đoàn Cầu Ngang", parent=tv)
    mh, vk, nt = (
        make_unit(session, code, f"Đoàn xã {name}", parent=cn, kind="đoàn xã", level=4)
        for code, name in (("MH", "Mỹ Hòa"), ("VK", "Vinh Kim"), ("NT", "Nhị Trường"))
    )
    committee = make_unit(session, "HU", "Huyện ủy Cầu Ngang", kind="cấp ủy")
    committee.is_outside, committee.territory_id = True, cn.id
    committee.path = f"{cn.path}{committee.id}/"
    held = make_meeting(session, tv, cn, code="GB-2024", when=LONG_AGO, status="held")
    coming = make_meeting(session, tv, cn, code="GB-2026")
    an, binh = make_person(session, "Lê Văn An"), make_person(session, "Phạm Thị Bình")
    return Land(
        central=central,
        tv=tv,
        bt=bt,
        vl=vl,
        office=make_unit(session, "TV-VP", "Văn phòng", parent=tv, kind="văn phòng", level=2),
        cn=cn,
        committee=committee,
        mh=mh,
        vk=vk,
        nt=nt,
        venue=make_venue(session, tv),
        held=held,
        coming=coming,
        lan=make_delegate(session, coming, mh),
        account=make_account(session, Role.ORGANISER, tv),
        chief=make_post(session, an, tv),
        secretary=make_post(session, binh, cn),
        feed=keep(session, Feed(scope=Scope.UNIT, scope_id=tv.id, label="", created_at=NOW)),
    )


def reform(session: Session) -> Land:
    there = land(session)
    for facts in (COMMUNES, DISTRICT, PROVINCES):
        service.enter(session, KEEPER, facts, NOW)
    session.expire_all()
    return there


def tree(session: Session, day: date) -> set[tuple[str, str | None]]:
    """(code, code above) of all units of ours that day."""
    organisation = units.organisation_on(session, day)
    codes = {unit.id: unit.code for unit in session.query(Unit)}
    return {
        (codes[unit], codes.get(organisation.parents.get(unit, 0)))
        for unit, fact in organisation.units.items()
        if not fact.outside
    }


def test_the_tree_of_the_day_before_is_the_old_one(session: Session) -> None:
    reform(session)

    assert tree(session, BEFORE) == {
        ("TW", None),
        ("TV", "TW"),
        ("BT", "TW"),
        ("VL", "TW"),
        ("TV-VP", "TV"),
        ("CN", "TV"),
        ("MH", "CN"),
        ("VK", "CN"),
        ("NT", "CN"),
    }


@pytest.mark.parametrize("day", [REFORM, TODAY])
def test_the_tree_of_the_day_is_the_new_one(session: Session, day: date) -> None:
    there = reform(session)

    assert tree(session, day) == {("TW", None), ("VL", "TW"), ("XVK", "VL"), ("NT", "VL")}
    assert there.nt.path == f"{there.vl.path}{there.nt.id}/"


def test_posts_end_or_go_on_at_the_heir(session: Session) -> None:
    there = reform(session)

    def held(person_id: int) -> list[tuple[str, date | None, date | None]]:
        posts = units.posts_of(session, session.get_one(Person, person_id))
        return [(post.unit.code, post.from_on, post.to_on) for post in posts]

    assert held(there.chief.person_id) == [("VL", REFORM, None), ("TV", None, REFORM)]
    assert held(there.secretary.person_id) == [("CN", None, REFORM)]
    on = units.organisation_on
    assert [*on(session, BEFORE).posts_of(there.tv.id, None)] == ["Bí thư"]
    assert [*on(session, REFORM).posts_of(there.tv.id, None)] == []
    assert [*on(session, REFORM).posts_of(there.vl.id, None)] == ["Bí thư"]


def test_history_is_read_as_then_and_rolled_up(session: Session) -> None:
    there = reform(session)
    new = units.find_unit_by_code(session, "XVK")
    assert new is not None
    lineage = units.lineage(session)
    hosted = [(there.cn.id, date(2024, 8, 16)), (there.bt.id, date(2023, 5, 4))]

    assert there.held.host_id == there.cn.id  # as then
    assert [lineage.heir(*one, TODAY) for one in hosted] == [new.id, there.vl.id]
    assert [lineage.heir(*one, BEFORE) for one in hosted] == [there.cn.id, there.bt.id]
    assert set(lineage.forebears(there.vl.id, TODAY)) == {
        there.vl.id,
        there.tv.id,
        there.bt.id,
        there.office.id,
    }


def test_what_is_still_to_be_goes_to_the_heirs(session: Session) -> None:
    there = reform(session)
    new = units.find_unit_by_code(session, "XVK")
    assert new is not None

    assert (there.coming.convenor_id, there.coming.host_id) == (there.vl.id, new.id)
    assert (there.coming.sequence, there.coming.changed_at) == (2, NOW)
    assert (there.held.convenor_id, there.held.sequence) == (there.tv.id, 0)
    assert (there.lan.unit_id, there.lan.unit_name) == (new.id, "Đoàn xã Mỹ Hòa")
    assert (there.venue.unit_id, there.account.unit_id) == (there.vl.id, there.vl.id)
    assert there.feed.scope_id == there.vl.id


def test_what_stood_beside_a_district_ends_with_it(session: Session) -> None:
    there = reform(session)

    ended = (there.tv, there.bt, there.cn, there.mh, there.vk, there.office, there.committee)
    assert {unit.to_on for unit in ended} == {REFORM}
    assert (there.vl.to_on, there.nt.to_on, there.vl.name) == (None, None, "Tỉnh đoàn Vĩnh Long")


def test_the_new_province_may_take_another_name_that_day(session: Session) -> None:
    there = land(session)
    renamed = replace(PROVINCES, heirs=(HeirFacts("VL", "Tỉnh đoàn Vĩnh Long mới"),))

    service.enter(session, KEEPER, renamed, NOW)

    assert units.names_on(session, BEFORE, [there.vl]) == {there.vl.id: "Tỉnh đoàn Vĩnh Long"}
    assert there.vl.name == "Tỉnh đoàn Vĩnh Long mới"

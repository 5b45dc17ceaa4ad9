from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.invitation import Mode, Relation
from planner.domain.rights import KEEPER
from planner.messages import invitation as words
from planner.services.invitation import calling, delegates, groups
from planner.services.invitation.delegates import HandMade
from planner.services.invitation.drafting import Draft, draft_for
from planner.services.invitation.groups import GroupFacts, Owner, RuleFacts
from planner.store import audit
from planner.store import invitation as invitations
from planner.store.directory import Unit
from planner.store.invitation import Delegate, InviteeGroup
from planner.store.series import HostTurn
from tests.factories import (
    NOW,
    Office,
    keep,
    make_meeting,
    make_person,
    make_post,
    make_unit,
    span,
    who,
)
from tests.queries import counted

LEADERS = RuleFacts(
    relation=Relation.CONVENOR_CHILDREN,
    positions=("Bí thư", "Phó Bí thư"),
    unit_kinds=("huyện đoàn",),
)
BELOW_HOST = RuleFacts(relation=Relation.HOST_CHILDREN, positions=("Bí thư",))


@pytest.fixture
def _emptied(session: Session, office: Office) -> None:
    session.delete(office.lan)
    session.commit()


def group(
    session: Session, owner: Owner, *rules: RuleFacts, name: str = "Lãnh đạo", place: int = 1
) -> InviteeGroup:
    made = groups.add_group(session, KEEPER, owner, GroupFacts(name, place, Mode.SUMMONED), NOW)
    for rule in rules:
        groups.add_rule(session, KEEPER, made.id, rule, NOW)
    session.commit()
    return made


def of_meeting(office: Office) -> Owner:
    return Owner(meeting_id=office.meeting.id)


def draft(session: Session, office: Office) -> Draft:
    return draft_for(session, office.meeting, NOW)


def names(lines: Sequence[object]) -> list[str]:
    return [line.name for line in lines]  # type: ignore[attr-defined]  # rows and values


def listed(session: Session, office: Office) -> list[Delegate]:
    session.expire_all()
    return list(invitations.delegates_of(session, KEEPER, office.meeting.id))


def secretary(session: Session, unit: Unit, name: str, position: str = "Bí thư") -> int:
    return make_post(session, make_person(session, name), unit, position).person_id


def test_the_draft_says_who_and_why_and_what_is_empty(session: Session, office: Office) -> None:
    secretary(session, office.called, "Lê Ngọc Lan")
    group(session, of_meeting(office), LEADERS)

    found = draft(session, office)

    assert found.day == date(2026, 1, 5)
    assert names(found.invitees) == ["Lê Ngọc Lan", "Trần Quang Minh"]
    assert words.why_words(found.invitees[0].why) == (
        "Bí thư Huyện đoàn Càng Long, đơn vị trực thuộc của đơn vị triệu tập"
    )
    assert [words.vacancy_words(vacancy.why) for vacancy in found.vacancies] == [
        "Phó Bí thư Huyện đoàn Cầu Ngang, đơn vị trực thuộc của đơn vị triệu tập",
        "Phó Bí thư Huyện đoàn Càng Long, đơn vị trực thuộc của đơn vị triệu tập",
        "Bí thư Huyện đoàn Trà Cú, đơn vị trực thuộc của đơn vị triệu tập",
        "Phó Bí thư Huyện đoàn Trà Cú, đơn vị trực thuộc của đơn vị triệu tập",
    ]


@pytest.mark.usefixtures("_emptied")
def test_somebody_in_two_capacities_gets_one_invitation(session: Session, office: Office) -> None:
    person = secretary(session, office.called, "Lê Ngọc Lan")
    by_name = RuleFacts(relation=Relation.PEOPLE, people=(person,))
    group(session, of_meeting(office), LEADERS)
    group(session, of_meeting(office), by_name, name="Khách mời", place=2)

    calling.call(session, KEEPER, office.meeting.id, NOW)

    lan = next(one for one in listed(session, office) if one.name == "Lê Ngọc Lan")
    assert (lan.group_name, lan.mode, lan.place) == ("Lãnh đạo", "summoned", 0)
    assert words.why_words(lan.why) == (
        "Bí thư Huyện đoàn Càng Long, đơn vị trực thuộc của đơn vị triệu tập; được gọi đích danh"
    )
    assert names(draft(session, office).twice) == ["Lê Ngọc Lan"]


def test_a_group_of_the_host_calls_others_at_each_session(session: Session, office: Office) -> None:
    for host, name in ((office.host, "An"), (office.called, "Bình"), (office.other, "Cúc")):
        commune = make_unit(session, f"X-{host.code}", parent=host, kind="đoàn xã", level=4)
        secretary(session, commune, f"Nguyễn {name}")
    group(session, Owner(series_id=office.series.id), BELOW_HOST)
    found = {}
    for number, host in enumerate((office.host, office.called, office.other), start=1):
        meeting = office.meeting
        if number > 1:
            meeting = make_meeting(session, office.province, host, code=f"GB-2026-{number}")
            turn = HostTurn(series_id=office.series.id, ordinal=number, meeting_id=meeting.id)
            keep(session, turn)
        calling.call(session, KEEPER, meeting.id, NOW)
        found[host.code] = [
            one.name for one in invitations.delegates_of(session, KEEPER, meeting.id)
        ]

    assert found == {
        "CN": ["Nguyễn An", "Lê Ngọc Lan"],  # Lan was there before
        "CL": ["Nguyễn Bình"],
        "TC": ["Nguyễn Cúc"],
    }


def test_a_session_is_read_as_of_its_own_day(session: Session, office: Office) -> None:
    post = make_post(session, make_person(session, "Đỗ Ngọc"), office.other)
    post.from_on = date(2026, 3, 1)
    session.commit()
    later = make_meeting(
        session, office.province, office.host, code="GB-2026-2", when=span("08:00", "09:00", 31)
    )
    group(session, of_meeting(office), LEADERS)
    group(session, Owner(meeting_id=later.id), LEADERS)
    later.starts_at = later.starts_at.replace(month=4, day=2)  # type: ignore[union-attr]  # is set
    later.ends_at = later.ends_at.replace(month=4, day=2)  # type: ignore[union-attr]  # is set
    session.commit()

    assert "Đỗ Ngọc" not in names(draft(session, office).invitees)
    assert "Đỗ Ngọc" in names(draft_for(session, later, NOW).invitees)


@pytest.mark.usefixtures("_emptied")
def test_the_list_goes_by_groups_then_by_name(session: Session, office: Office) -> None:
    secretary(session, office.other, "Trần Ánh")
    secretary(session, office.called, "Đỗ An")
    secretary(session, office.bureau, "Lý Yên", "Chánh Văn phòng")
    office_rule = RuleFacts(relation=Relation.CONVENOR_CHILDREN, unit_kinds=("văn phòng",))
    group(session, of_meeting(office), LEADERS, place=2)
    group(session, of_meeting(office), office_rule, name="Văn phòng", place=1)

    calling.call(session, KEEPER, office.meeting.id, NOW)

    found = [(one.group_name, one.name) for one in listed(session, office)]
    assert found == [
        ("Văn phòng", "Lý Yên"),
        ("Lãnh đạo", "Đỗ An"),
        ("Lãnh đạo", "Trần Ánh"),
        ("Lãnh đạo", "Trần Quang Minh"),
    ]


@pytest.mark.usefixtures("_emptied")
def test_calling_again_adds_who_is_new_and_only_proposes_the_rest(
    session: Session, office: Office
) -> None:
    group(session, of_meeting(office), LEADERS)
    lan = make_post(session, make_person(session, "Lê Ngọc Lan"), office.called)
    calling.call(session, KEEPER, office.meeting.id, NOW)
    first = listed(session, office)
    office.secretary.to_on = date(2026, 1, 1)
    lan.position = "Phó Bí thư"
    secretary(session, office.other, "Đỗ An")

    found = calling.call(session, KEEPER, office.meeting.id, NOW)

    assert names(found.new) == ["Đỗ An"]
    assert [(one.name, new.position) for one, new in found.changed] == [
        ("Lê Ngọc Lan", "Phó Bí thư")
    ]
    assert names(found.gone) == ["Trần Quang Minh"]
    kept = {one.id: (one.name, one.position, one.state) for one in listed(session, office)}
    assert [kept[one.id] for one in first] == [
        ("Lê Ngọc Lan", "Bí thư", "live"),
        ("Trần Quang Minh", "Bí thư", "live"),
    ]
    again = calling.call(session, KEEPER, office.meeting.id, NOW)
    assert (again.new, len(listed(session, office))) == ([], 3)


@pytest.mark.usefixtures("_emptied")
def test_proposals_are_taken_one_by_one_or_all(session: Session, office: Office) -> None:
    group(session, of_meeting(office), LEADERS)
    post = make_post(session, make_person(session, "Lê Ngọc Lan"), office.called)
    calling.call(session, KEEPER, office.meeting.id, NOW)
    lan = listed(session, office)[0]
    post.position = "Phó Bí thư"
    office.secretary.to_on = date(2026, 1, 1)
    session.commit()

    assert calling.accept(session, KEEPER, office.meeting.id, lan.person_id or 0, NOW) == lan.name
    assert [(one.name, one.position) for one in listed(session, office)] == [
        ("Lê Ngọc Lan", "Phó Bí thư"),
        ("Trần Quang Minh", "Bí thư"),
    ]

    calling.accept_all(session, KEEPER, office.meeting.id, NOW)
    assert names(listed(session, office)) == ["Lê Ngọc Lan"]
    assert not calling.differences(session, office.meeting, draft(session, office))


def proposals(session: Session, office: Office) -> tuple[list[str], list[str], list[str]]:
    found = calling.differences(session, office.meeting, draft(session, office))
    return names(found.new), [new.name for _old, new in found.changed], names(found.gone)


@pytest.mark.usefixtures("_emptied")
def test_what_is_declined_is_not_proposed_until_it_is_something_else(
    session: Session, office: Office
) -> None:
    group(session, of_meeting(office), LEADERS)
    post = make_post(session, make_person(session, "Lê Ngọc Lan"), office.called)
    calling.call(session, KEEPER, office.meeting.id, NOW)
    post.position = "Phó Bí thư"
    office.secretary.to_on = date(2026, 1, 1)
    an = secretary(session, office.other, "Đỗ An")
    lan, minh = post.person_id, office.secretary.person_id
    assert proposals(session, office) == (["Đỗ An"], ["Lê Ngọc Lan"], ["Trần Quang Minh"])

    for person in (an, lan, minh):
        calling.decline(session, KEEPER, office.meeting.id, person, NOW)

    assert proposals(session, office) == ([], [], [])
    found = calling.compared(session, office.meeting, draft(session, office))
    assert (len(found.open), len(found.declined)) == (0, 3)
    assert not calling.call(session, KEEPER, office.meeting.id, NOW)  # An stays off the list
    post.position = "Bí thư"
    post.unit_id = office.host.id
    session.commit()
    assert proposals(session, office) == ([], ["Lê Ngọc Lan"], [])

    calling.propose_again(session, KEEPER, office.meeting.id, NOW)
    assert proposals(session, office) == (["Đỗ An"], ["Lê Ngọc Lan"], ["Trần Quang Minh"])


@pytest.mark.usefixtures("_emptied")
def test_all_proposals_are_declined_at_once(session: Session, office: Office) -> None:
    group(session, of_meeting(office), LEADERS)
    calling.call(session, KEEPER, office.meeting.id, NOW)
    office.secretary.to_on = date(2026, 1, 1)
    secretary(session, office.other, "Đỗ An")

    declined = calling.decline_all(session, KEEPER, office.meeting.id, NOW)

    assert declined == 2
    assert proposals(session, office) == ([], [], [])
    assert names(listed(session, office)) == ["Trần Quang Minh"]
    newest = audit.history_of(session, office.meeting)[0]
    assert (newest.action, newest.changes) == ("decline_changes", {"proposals": [2, None]})


@pytest.mark.usefixtures("_emptied")
def test_somebody_new_is_added_alone(session: Session, office: Office) -> None:
    group(session, of_meeting(office), LEADERS)
    calling.call(session, KEEPER, office.meeting.id, NOW)
    an = secretary(session, office.other, "Đỗ An")
    secretary(session, office.called, "Lê Bình")

    assert calling.accept(session, KEEPER, office.meeting.id, an, NOW) == "Đỗ An"

    assert names(listed(session, office)) == ["Đỗ An", "Trần Quang Minh"]
    assert proposals(session, office) == (["Lê Bình"], [], [])


@pytest.mark.usefixtures("_emptied")
def test_a_proposal_that_is_no_more_is_refused(session: Session, office: Office) -> None:
    group(session, of_meeting(office), LEADERS)
    person = office.secretary.person_id
    calling.call(session, KEEPER, office.meeting.id, NOW)

    for deed in (calling.accept, calling.decline):
        with pytest.raises(RuleBroken) as refused:
            deed(session, KEEPER, office.meeting.id, person, NOW)
        assert refused.value.code == "invitation.no_proposal"


def test_only_who_leads_the_meeting_decides_on_proposals(session: Session, office: Office) -> None:
    minh = who(session, office.minh)  # of the host: reads the list
    person = office.secretary.person_id
    for deed in (calling.accept, calling.decline):
        with pytest.raises(NotFound):
            deed(session, minh, office.meeting.id, person, NOW)
    for whole in (calling.decline_all, calling.propose_again, calling.accept_all):
        with pytest.raises(NotFound):
            whole(session, minh, office.meeting.id, NOW)


@pytest.mark.usefixtures("_emptied")
def test_who_was_taken_off_or_added_by_hand_is_left_alone(session: Session, office: Office) -> None:
    group(session, of_meeting(office), LEADERS)
    calling.call(session, KEEPER, office.meeting.id, NOW)
    minh = listed(session, office)[0]
    delegates.cancel(session, KEEPER, minh.id, NOW)
    guest = HandMade(name="Vũ Khách", unit="Báo Tỉnh")
    delegates.add(session, KEEPER, office.meeting.id, guest, NOW)

    found = calling.call(session, KEEPER, office.meeting.id, NOW)

    assert not found
    assert names(listed(session, office)) == ["Vũ Khách"]


def test_units_with_a_quota_name_their_people_themselves(session: Session, office: Office) -> None:
    facts = GroupFacts("Thanh niên tiêu biểu", 1, Mode.INVITED, quota=2)
    made = groups.add_group(session, KEEPER, of_meeting(office), facts, NOW)
    groups.add_rule(session, KEEPER, made.id, LEADERS, NOW)
    guest = HandMade(name="Vũ Khách", unit="TC", group_id=made.id)
    delegates.add(session, KEEPER, office.meeting.id, guest, NOW)

    found = draft(session, office)

    assert found.invitees == []
    assert [(seat.unit_name, seat.count, seat.named) for seat in found.seats] == [
        ("Huyện đoàn Cầu Ngang", 2, 0),
        ("Huyện đoàn Càng Long", 2, 0),
        ("Huyện đoàn Trà Cú", 2, 1),
    ]


def test_a_cancelled_meeting_calls_nobody(session: Session, office: Office) -> None:
    group(session, of_meeting(office), LEADERS)
    office.meeting.status = "cancelled"
    session.commit()

    with pytest.raises(RuleBroken) as refused:
        calling.call(session, KEEPER, office.meeting.id, NOW)
    assert refused.value.code == "invitation.meeting_cancelled"


def test_nobody_is_called_by_no_rules(session: Session, office: Office) -> None:
    with pytest.raises(RuleBroken) as refused:
        calling.call(session, KEEPER, office.meeting.id, NOW)
    assert refused.value.code == "invitation.no_rules"


def test_only_who_leads_the_meeting_calls(session: Session, office: Office) -> None:
    group(session, of_meeting(office), LEADERS)
    for account in (office.tuan, office.minh):
        with pytest.raises(NotFound):
            calling.call(session, who(session, account), office.meeting.id, NOW)


def test_the_call_stands_in_the_book(session: Session, office: Office) -> None:
    group(session, of_meeting(office), LEADERS)

    calling.call(session, who(session, office.ha), office.meeting.id, NOW)

    newest = audit.history_of(session, office.meeting)[0]
    assert (newest.action, newest.account_name, newest.changes) == (
        "call_delegates",
        "Nguyễn Thu Hà",
        {"delegates": [None, 1]},
    )


@pytest.mark.usefixtures("_emptied")
@pytest.mark.parametrize("many", [1, 30])
def test_calling_takes_the_same_queries_for_one_and_for_thirty(
    session: Session, office: Office, many: int
) -> None:
    for number in range(many - 1):
        unit = make_unit(session, f"D{number}", parent=office.province)
        secretary(session, unit, f"Người {number}")
    group(session, of_meeting(office), LEADERS)
    session.expunge_all()

    with counted(session) as sent:
        found = calling.call(session, KEEPER, office.meeting.id, NOW)

    assert (len(sent), len(found.new)) == (16, many)

from datetime import date

import pytest
from sqlalchemy.orm import Session

from planner.domain.directory import Body
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.invitation import Exclusions, Mode, Relation, Rule
from planner.domain.rights import KEEPER
from planner.messages.invitation import Names, rule_words
from planner.services.invitation import groups, naming
from planner.services.invitation.groups import GroupFacts, Owner, RuleFacts
from planner.store import audit
from planner.store.invitation import InviteeGroup
from tests.factories import NOW, Office, make_person, make_post, make_unit, who

FACTS = GroupFacts("Lãnh đạo", 1, Mode.SUMMONED)
CHILDREN = RuleFacts(relation=Relation.CONVENOR_CHILDREN)


@pytest.fixture
def group(session: Session, office: Office) -> InviteeGroup:
    made = groups.add_group(session, KEEPER, Owner(meeting_id=office.meeting.id), FACTS, NOW)
    session.commit()
    return made


def test_a_rule_is_read_as_it_was_written(
    session: Session, office: Office, group: InviteeGroup
) -> None:
    facts = RuleFacts(
        relation=Relation.NAMED,
        units=(office.host.id, office.other.id),
        unit_kinds=("huyện đoàn",),
        positions=("BÍ THƯ", "Chủ nhiệm", "bí  thư"),
        body=Body.BTV,
        fallback_body=Body.BCH,
        full_time_only=True,
        without_units=(office.called.id,),
        without_people=(7,),
        without_positions=("Kế toán",),
        without_kinds=("sở",),
        only_units=(office.host.id,),
    )

    rule = groups.add_rule(session, KEEPER, group.id, facts, NOW)

    assert groups.rule_value(rule) == Rule(
        id=rule.id,
        relation=Relation.NAMED,
        named_units=[office.host.id, office.other.id],
        named_people=[],
        unit_kinds=frozenset({"huyện đoàn"}),
        positions=["Bí thư", "Chủ nhiệm"],  # as the post of Minh writes it, once
        body=Body.BTV,
        fallback_body=Body.BCH,
        full_time_only=True,
        exclusions=Exclusions(
            units=frozenset({office.called.id}),
            kinds=frozenset({"sở"}),
            people=frozenset({7}),
            positions=frozenset({"Kế toán"}),
            all_but_units=frozenset({office.host.id}),
        ),
    )
    assert groups.facts_of(rule).positions == ("Bí thư", "Chủ nhiệm")


def test_groups_of_the_series_come_with_those_of_the_session(
    session: Session, office: Office, group: InviteeGroup
) -> None:
    series = Owner(series_id=office.series.id)
    shared = groups.add_group(session, KEEPER, series, GroupFacts("Chung", 1, Mode.INVITED), NOW)

    found = groups.groups_of(session, Owner(meeting_id=office.meeting.id))

    assert [one.id for one in found] == [group.id, shared.id]
    assert [one.id for one in groups.groups_of(session, series)] == [shared.id]
    assert groups.next_precedence(found) == 2


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (GroupFacts(" ", 1, Mode.INVITED), "invitation.no_group_name"),
        (GroupFacts("x" * 201, 1, Mode.INVITED), "invitation.too_long"),
        (GroupFacts("Nhóm", 1, Mode.INVITED, quota=0), "invitation.odd_quota"),
        (GroupFacts("Nhóm", 1, Mode.INVITED, quota=1000), "invitation.odd_quota"),
    ],
)
def test_a_group_that_cannot_be_is_refused(
    session: Session, group: InviteeGroup, facts: GroupFacts, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        groups.change_group(session, KEEPER, group.id, facts, NOW)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("relation", "field"), [(Relation.NAMED, "units"), (Relation.PEOPLE, "people")]
)
def test_a_rule_by_name_names_somebody(
    session: Session, group: InviteeGroup, relation: Relation, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        groups.add_rule(session, KEEPER, group.id, RuleFacts(relation=relation), NOW)
    assert refused.value.field == field


def test_a_deleted_group_leaves_the_delegates_under_its_name(
    session: Session, office: Office, group: InviteeGroup
) -> None:
    groups.add_rule(session, KEEPER, group.id, CHILDREN, NOW)
    office.lan.group_id, office.lan.group_name = group.id, group.name
    session.commit()

    owner = groups.delete_group(session, KEEPER, group.id, NOW)
    session.commit()
    session.expire_all()

    assert owner == Owner(meeting_id=office.meeting.id)
    assert office.lan.group_id is None
    assert office.lan.group_name == "Lãnh đạo"
    assert groups.groups_of(session, owner) == []


def test_rules_are_changed_and_taken_out(session: Session, group: InviteeGroup) -> None:
    rule = groups.add_rule(session, KEEPER, group.id, CHILDREN, NOW)

    groups.change_rule(session, KEEPER, rule.id, RuleFacts(relation=Relation.HOST), NOW)
    assert rule.relation == "host"
    assert groups.delete_rule(session, KEEPER, rule.id, NOW).rules == []


def test_each_change_stands_in_the_book_of_the_meeting(
    session: Session, office: Office, group: InviteeGroup
) -> None:
    rule = groups.add_rule(session, KEEPER, group.id, CHILDREN, NOW)
    groups.delete_rule(session, KEEPER, rule.id, NOW)
    groups.delete_group(session, KEEPER, group.id, NOW)

    actions = [entry.action for entry in audit.history_of(session, office.meeting)]

    assert actions == [
        "delete_invitee_group",
        "delete_invite_rule",
        "add_invite_rule",
        "add_invitee_group",
    ]


def test_only_who_leads_keeps_the_rules(
    session: Session, office: Office, group: InviteeGroup
) -> None:
    rule = groups.add_rule(session, KEEPER, group.id, CHILDREN, NOW)
    for account in (office.tuan, office.minh):
        viewer = who(session, account)
        for owner in (Owner(meeting_id=office.meeting.id), Owner(series_id=office.series.id)):
            with pytest.raises(NotFound):
                groups.add_group(session, viewer, owner, FACTS, NOW)
        with pytest.raises(NotFound):
            groups.change_group(session, viewer, group.id, FACTS, NOW)
        with pytest.raises(NotFound):
            groups.delete_rule(session, viewer, rule.id, NOW)


def test_missing_groups_and_rules_are_not_found(session: Session, office: Office) -> None:
    with pytest.raises(NotFound):
        groups.delete_group(session, KEEPER, 99999, NOW)
    with pytest.raises(NotFound):
        groups.delete_rule(session, KEEPER, 99999, NOW)


def test_units_are_named_by_code_or_name(session: Session, office: Office) -> None:
    text = "cn\n\nCL · Huyện đoàn Càng Long\nhuyen doan tra cu\nCN"

    found = naming.units_by_words(session, text, "units")

    assert found == (office.host.id, office.called.id, office.other.id)


def test_people_are_named_by_name_and_unit_where_there_are_several(
    session: Session, office: Office
) -> None:
    for unit in (office.host, office.other):
        make_post(session, make_person(session, "Trần An"), unit)
    viewer, today = who(session, office.ha), NOW.date()

    minh = naming.people_by_words(session, viewer, "tran quang minh", "people", today)
    an = naming.people_by_words(session, viewer, "Trần An · TC", "people", today)

    assert (minh, len(an)) == ((office.secretary.person_id,), 1)
    with pytest.raises(RuleBroken) as refused:
        naming.people_by_words(session, viewer, "Trần An", "people", today)
    assert refused.value.code == "invitation.person_of_many"


def test_people_out_of_reach_are_unknown(session: Session, office: Office) -> None:
    make_post(session, make_person(session, "Trần An"), office.stranger)
    viewer, today = who(session, office.ha), NOW.date()

    for words in ("Trần An", "Trần An · TH", "Không Có"):
        with pytest.raises(RuleBroken) as refused:
            naming.people_by_words(session, viewer, words, "people", today)
        assert refused.value.code == "invitation.person_unknown"


@pytest.mark.parametrize("words", ["Không có", "ZZ · Không có"])
def test_a_line_that_names_no_unit_is_refused(session: Session, office: Office, words: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        naming.units_by_words(session, f"CN\n{words}", "units")
    assert (refused.value.code, refused.value.details["words"]) == (
        "invitation.unit_unknown",
        words,
    )


def test_two_units_of_one_name_need_their_codes(session: Session, office: Office) -> None:
    make_unit(session, "CN2", "Huyện đoàn Cầu Ngang")

    with pytest.raises(RuleBroken):
        naming.units_by_words(session, "Huyện đoàn Cầu Ngang", "units")
    assert naming.units_by_words(session, "CN", "units") == (office.host.id,)


def test_kinds_are_those_of_the_house(session: Session) -> None:
    assert naming.kinds_by_words("Sở, huyện đoàn", "kinds") == ("sở", "huyện đoàn")
    with pytest.raises(RuleBroken) as refused:
        naming.kinds_by_words("sở, chợ", "kinds")
    assert refused.value.details == {"words": "chợ"}


def test_too_many_lines_are_refused(session: Session) -> None:
    with pytest.raises(RuleBroken) as refused:
        naming.units_by_words(session, "CN\n" * 501, "units")
    assert refused.value.code == "invitation.too_many_lines"


NAMES = Names({1: "Huyện đoàn Cầu Ngang", 2: "Huyện đoàn Trà Cú"}, {5: "Lê Ngọc Lan"})


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (
            RuleFacts(
                relation=Relation.CONVENOR_CHILDREN,
                positions=("Bí thư", "Phó Bí thư"),
                unit_kinds=("huyện đoàn", "thị đoàn"),
                without_units=(1,),
                without_people=(5,),
            ),
            "Bí thư, Phó Bí thư của các đơn vị trực thuộc đơn vị triệu tập "
            "(huyện đoàn, thị đoàn), trừ Huyện đoàn Cầu Ngang, Lê Ngọc Lan",
        ),
        (
            RuleFacts(relation=Relation.CONVENOR_CHILDREN, unit_kinds=("ban", "văn phòng")),
            "Mọi chức vụ của ban, văn phòng của đơn vị triệu tập",
        ),
        (
            RuleFacts(
                relation=Relation.CONVENOR,
                body=Body.BTV,
                fallback_body=Body.BCH,
                full_time_only=True,
            ),
            "Thành viên Ban Thường vụ chuyên trách của đơn vị triệu tập; "
            "nơi nào không có Ban Thường vụ thì Ban Chấp hành",
        ),
        (
            RuleFacts(relation=Relation.NAMED, units=(1, 2), positions=("Uỷ viên",), body=Body.BCH),
            "Uỷ viên Ban Chấp hành của Huyện đoàn Cầu Ngang, Huyện đoàn Trà Cú",
        ),
        (
            RuleFacts(relation=Relation.HOST_CHILDREN, positions=("Bí thư",), only_units=(2,)),
            "Bí thư của các đơn vị trực thuộc đơn vị đăng cai, chỉ Huyện đoàn Trà Cú",
        ),
        (RuleFacts(relation=Relation.PEOPLE, people=(5,)), "Đích danh: Lê Ngọc Lan"),
    ],
)
def test_a_rule_is_a_sentence(facts: RuleFacts, sentence: str) -> None:
    assert rule_words(facts, NAMES) == sentence


@pytest.mark.parametrize(
    ("facts", "code", "field"),
    [
        (GroupFacts("A", 1, Mode.INVITED, None, date(2026, 3, 1)), "nobody_to_name", "nominate_by"),
        (GroupFacts("A", 1, Mode.INVITED, expected=0), "odd_expected", "expected"),
        (GroupFacts("A", 1, Mode.INVITED, expected=100_001), "odd_expected", "expected"),
    ],
)
def test_a_group_says_until_when_and_how_many(
    session: Session, office: Office, facts: GroupFacts, code: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        groups.add_group(session, KEEPER, Owner(meeting_id=office.meeting.id), facts, NOW)
    assert (refused.value.code, refused.value.field) == (f"invitation.{code}", field)


def test_a_group_keeps_its_day_of_nomination_and_its_expected_number(
    session: Session, office: Office
) -> None:
    facts = GroupFacts("Tiêu biểu", 3, Mode.INVITED, 1, date(2026, 3, 1), 40)

    made = groups.add_group(session, KEEPER, Owner(meeting_id=office.meeting.id), facts, NOW)

    assert (made.quota, made.nominate_by, made.expected) == (1, date(2026, 3, 1), 40)


def test_units_with_no_post_of_their_own_may_fall_back_to_a_body() -> None:
    facts = RuleFacts(relation=Relation.CONVENOR_CHILDREN, fallback_body=Body.BCH)

    assert rule_words(facts, Names()) == (
        "Mọi chức vụ của các đơn vị trực thuộc đơn vị triệu tập;"
        " nơi nào không có ai giữ chức vụ của chính đơn vị thì Ban Chấp hành"
    )


def test_a_rule_of_a_group_with_a_quota_says_which_units_name_people() -> None:
    facts = RuleFacts(
        relation=Relation.CONVENOR_CHILDREN,
        unit_kinds=("đoàn cơ sở",),
        positions=("Bí thư",),
        without_units=(7,),
    )

    assert rule_words(facts, Names({7: "Đoàn Sở Tư pháp"}), quota=2) == (
        "2 người do mỗi đơn vị cử: các đơn vị trực thuộc đơn vị triệu tập (đoàn cơ sở),"
        " trừ Đoàn Sở Tư pháp"
    )

"""Two entries of one person: made one, found again, and made two again."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import KEEPER
from planner.services.directory import merge_people, suggestions, undo_merge
from planner.store import audit
from planner.store.directory import PeopleAsked, Person, Post, people_for
from planner.store.directory.merges import PersonMerge
from planner.store.invitation import Delegate, InviteeGroup, InviteRule
from tests.factories import (
    NOW,
    Office,
    at,
    keep,
    make_delegate,
    make_meeting,
    make_person,
    make_post,
    span,
    who,
)
from tests.queries import counted


def twin(session: Session, office: Office, position: str = "Ủy viên") -> Person:
    """Minh once more, with a mail and a telephone."""
    made = make_person(session, "Trần Quang Minh", "minh@x.vn")
    made.phone = "0912"
    make_post(session, made, office.host, position)
    session.commit()
    return made


def names(session: Session) -> list[str]:
    return [
        line.person.name for line in people_for(session, KEEPER, date(2026, 1, 2), PeopleAsked())
    ]


def posts(session: Session, person: int) -> list[str]:
    session.expire_all()
    return [
        post.position for post in session.query(Post).filter_by(person_id=person).order_by(Post.id)
    ]


def call(session: Session, person: int, delegate: Delegate) -> Delegate:
    delegate.person_id = person
    session.commit()
    return delegate


def test_everything_of_the_double_becomes_the_kept_ones(session: Session, office: Office) -> None:
    minh, double = office.secretary.person_id, twin(session, office)
    called = call(session, double.id, make_delegate(session, office.meeting, office.host))
    merge_people(session, KEEPER, minh, double.id, NOW)

    assert posts(session, minh) == ["Bí thư", "Ủy viên"]
    assert session.get_one(Delegate, called.id).person_id == minh
    kept = session.get_one(Person, minh)
    assert (kept.email, kept.phone) == ("minh@x.vn", "0912")
    assert names(session) == ["Trần Quang Minh"]
    assert audit.history_of(session, kept)[0].action == "merge_people"


def test_a_merge_is_taken_back_whole(session: Session, office: Office) -> None:
    minh, double = office.secretary.person_id, twin(session, office, "Bí thư")
    make_post(session, double, office.province, "Ủy viên")
    called = call(session, double.id, make_delegate(session, office.meeting, office.host))
    group = keep(
        session,
        InviteeGroup(
            meeting_id=office.meeting.id, place=1, name="Mời", precedence=1, mode="invited"
        ),
    )
    rule = keep(
        session,
        InviteRule(
            group_id=group.id, place=1, relation="named people", named_people=[double.id, 7]
        ),
    )
    merge = merge_people(session, KEEPER, minh, double.id, NOW)
    session.expire_all()
    assert posts(session, minh) == ["Bí thư", "Ủy viên"]
    assert session.get_one(InviteRule, rule.id).named_people == [minh, 7]

    undo_merge(session, KEEPER, merge.id, NOW)
    session.expire_all()

    assert (posts(session, minh), posts(session, double.id)) == (
        ["Bí thư"],
        ["Bí thư", "Ủy viên"],
    )
    assert session.get_one(Delegate, called.id).person_id == double.id
    assert session.get_one(InviteRule, rule.id).named_people == [double.id, 7]
    kept = session.get_one(Person, minh)
    assert (kept.email, kept.phone) == (None, None)
    assert names(session) == ["Trần Quang Minh"] * 2


def test_a_double_is_nobody_any_more(session: Session, office: Office) -> None:
    minh, double = office.secretary.person_id, twin(session, office)
    merge_people(session, KEEPER, minh, double.id, NOW)

    with pytest.raises(NotFound):
        merge_people(session, KEEPER, double.id, minh, NOW)


def test_the_same_merge_asked_twice_is_one(session: Session, office: Office) -> None:
    minh, double = office.secretary.person_id, twin(session, office)
    first = merge_people(session, KEEPER, minh, double.id, NOW)
    assert merge_people(session, KEEPER, minh, double.id, NOW) is first
    assert session.query(PersonMerge).count() == 1

    undo_merge(session, KEEPER, first.id, NOW)
    assert undo_merge(session, KEEPER, first.id, at("08:00", 9)).id == double.id
    assert first.undone_at == NOW
    assert merge_people(session, KEEPER, minh, double.id, NOW) is not first


def test_both_called_to_a_coming_meeting_are_not_merged(session: Session, office: Office) -> None:
    minh, double = office.secretary.person_id, twin(session, office)
    for person in (minh, double.id):
        call(session, person, make_delegate(session, office.meeting, office.host))

    with pytest.raises(RuleBroken) as broken:
        merge_people(session, KEEPER, minh, double.id, NOW)
    assert (broken.value.code, broken.value.details["title"]) == (
        "directory.both_called",
        "Giao ban quý I",
    )


def test_of_a_past_meeting_each_keeps_the_invitation(session: Session, office: Office) -> None:
    minh, double = office.secretary.person_id, twin(session, office)
    past = make_meeting(
        session, office.province, code="CU", when=span("07:30", "17:00", 1), status="held"
    )
    delegates = [
        call(session, person, make_delegate(session, past, office.host))
        for person in (minh, double.id)
    ]
    merge = merge_people(session, KEEPER, minh, double.id, at("08:00", 9))
    session.expire_all()

    assert [session.get_one(Delegate, one.id).person_id for one in delegates] == [minh, double.id]
    undo_merge(session, KEEPER, merge.id, NOW)


@pytest.mark.parametrize("what", ["post", "contact", "exception"])
def test_what_was_changed_since_is_not_taken_back(
    session: Session, office: Office, what: str
) -> None:
    minh, double = office.secretary.person_id, twin(session, office)
    rule = InviteRule(place=1, relation="host", exceptions={"people": [double.id]})
    session.add(
        InviteeGroup(
            place=1,
            precedence=1,
            meeting_id=office.meeting.id,
            name="BCH",
            mode="invited",
            rules=[rule],
        )
    )
    session.commit()
    merge = merge_people(session, KEEPER, minh, double.id, NOW)
    if what == "exception":
        session.get_one(InviteRule, rule.id).exceptions = {"people": [minh], "kinds": ["xã"]}
    elif what == "post":
        other = make_person(session, "Lê Ngọc Lan")
        session.query(Post).filter_by(position="Ủy viên").one().person_id = other.id
    else:
        session.get_one(Person, minh).email = "moi@x.vn"
    session.commit()

    with pytest.raises(RuleBroken) as broken:
        undo_merge(session, KEEPER, merge.id, NOW)
    assert broken.value.code == "directory.merge_overtaken"


def test_nobody_is_merged_with_themselves(session: Session, office: Office) -> None:
    minh = office.secretary.person_id
    with pytest.raises(RuleBroken) as broken:
        merge_people(session, KEEPER, minh, minh, NOW)
    assert broken.value.code == "directory.same_person"


def test_who_holds_a_post_out_of_reach_is_not_merged(session: Session, office: Office) -> None:
    minh, double = office.secretary.person_id, twin(session, office)
    make_post(session, double, office.stranger)

    with pytest.raises(RuleBroken) as broken:
        merge_people(session, who(session, office.ha), minh, double.id, NOW)
    assert broken.value.code == "directory.merge_out_of_reach"
    with pytest.raises(NotFound):
        merge_people(session, who(session, office.tuan), minh, double.id, NOW)


def test_who_may_be_one_is_suggested_with_the_reason(session: Session, office: Office) -> None:
    near = make_person(session, "Tran Quang Minh")
    make_post(session, near, office.province)
    far = make_person(session, "Trần Quang Minh")
    make_post(session, far, office.stranger)
    minh = office.secretary.person_id

    def told() -> list[tuple[int, int, str]]:
        return [(pair.first.id, pair.second.id, pair.why) for pair in suggestions(session, KEEPER)]

    assert told() == [(minh, near.id, "near")]
    session.get_one(Person, minh).phone, far.phone = "0912 345 678", "+84912345678"
    session.commit()
    assert told() == [(minh, far.id, "contact"), (minh, near.id, "near")]
    assert suggestions(session, who(session, office.tuan)) == []


def test_many_doubles_cost_no_more_queries_than_one(session: Session, office: Office) -> None:
    sent = []
    for many in (1, 30):
        for number in range(many):
            for _ in range(2):
                make_post(session, make_person(session, f"Lê {many} {number}"), office.host)
        with counted(session) as statements:
            suggestions(session, KEEPER)
        sent.append(len(statements))
    assert sent[0] == sent[1]

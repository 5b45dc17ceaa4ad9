"""Trying a rule before it is kept: what it gives is what the list would get."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy.orm import Session

from planner.domain.campaign import Way
from planner.domain.directory import Body
from planner.domain.errors import NotFound
from planner.domain.invitation import Mode, Relation
from planner.domain.meeting import When
from planner.domain.rights import KEEPER, Role
from planner.domain.timespan import DateWindow
from planner.services import campaign as campaigns
from planner.services.campaign import CampaignFacts, ExemptionFacts, LevelFacts, OwnMeeting
from planner.services.invitation import groups, trying
from planner.services.invitation.drafting import Invitee, draft_for, occasion_of
from planner.services.invitation.groups import GroupFacts, Owner, RuleFacts
from planner.store import campaign as kept
from planner.store import invitation as invitations
from planner.store.campaign import Campaign
from planner.store.directory import Post
from planner.store.invitation import InviteeGroup
from tests.factories import (
    NOW,
    Office,
    make_account,
    make_meeting,
    make_person,
    make_post,
    make_unit,
    who,
)
from tests.queries import counted

LEADERS = RuleFacts(relation=Relation.CONVENOR_CHILDREN, positions=("Bí thư", "Phó Bí thư"))
COMMITTEE = RuleFacts(relation=Relation.CONVENOR, body=Body.BCH)
BELOW = RuleFacts(relation=Relation.CONVENOR_CHILDREN, positions=("Bí thư",))


def group(
    session: Session, owner: Owner, *rules: RuleFacts, place: int = 1, quota: int | None = None
) -> InviteeGroup:
    facts = GroupFacts(f"Nhóm {place}", place, Mode.SUMMONED, quota)
    made = groups.add_group(session, KEEPER, owner, facts, NOW)
    for rule in rules:
        groups.add_rule(session, KEEPER, made.id, rule, NOW)
    session.commit()
    return made


def try_on(session: Session, office: Office, row: InviteeGroup, facts: RuleFacts) -> trying.Trial:
    return trying.try_rule(session, occasion_of(office.meeting, NOW), row, facts)


def names(some: trying.Some[Invitee]) -> list[str]:
    return [one.name for one in some.first]


def test_a_trial_says_whom_a_rule_would_call_and_what_stays_empty(
    session: Session, office: Office
) -> None:
    row = group(session, Owner(meeting_id=office.meeting.id))

    found = try_on(session, office, row, LEADERS)

    assert (found.people.whole, names(found.people)) == (1, ["Trần Quang Minh"])
    assert [vacancy.why["unit"] for vacancy in found.vacancies.first] == [
        "Văn phòng",
        "Văn phòng",
        "Huyện đoàn Cầu Ngang",
        "Huyện đoàn Càng Long",
        "Huyện đoàn Càng Long",
        "Huyện đoàn Trà Cú",
        "Huyện đoàn Trà Cú",
    ]
    assert (found.doubled.whole, found.seats.whole, found.called_in_all) == (0, 0, 1)
    session.expire_all()
    assert invitations.groups_for_meeting(session, office.meeting.id)[0].rules == []


def test_a_trial_shows_who_is_called_by_another_rule_too(session: Session, office: Office) -> None:
    minh = office.secretary.person_id
    by_name = RuleFacts(relation=Relation.PEOPLE, people=(minh,))
    group(session, Owner(meeting_id=office.meeting.id), by_name)
    row = group(session, Owner(meeting_id=office.meeting.id), place=2)

    found = try_on(session, office, row, LEADERS)

    assert (found.people.whole, found.called_in_all) == (1, 1)
    (twice,) = found.doubled.first
    assert [why["group"] for why in twice.why] == ["Nhóm 1", "Nhóm 2"]


def test_a_changed_rule_is_tried_in_its_own_place(session: Session, office: Office) -> None:
    row = group(session, Owner(meeting_id=office.meeting.id), LEADERS)
    host = RuleFacts(relation=Relation.HOST, positions=("Bí thư",))

    occasion = occasion_of(office.meeting, NOW)
    found = trying.try_rule(session, occasion, row, host, rule_id=row.rules[0].id)

    assert (found.people.whole, found.doubled.whole) == (1, 0)


def test_a_group_with_a_quota_gives_seats_and_no_people(session: Session, office: Office) -> None:
    row = group(session, Owner(meeting_id=office.meeting.id), quota=2)
    unions = RuleFacts(relation=Relation.CONVENOR_CHILDREN, unit_kinds=("huyện đoàn",))

    found = try_on(session, office, row, unions)

    assert (found.people.whole, found.vacancies.whole) == (0, 0)
    assert (found.seats.whole, found.seat_count, found.seats_in_all) == (3, 6, 6)


def test_a_trial_equals_what_the_kept_rule_gives(session: Session, office: Office) -> None:
    row = group(session, Owner(meeting_id=office.meeting.id))
    tried = try_on(session, office, row, LEADERS)

    groups.add_rule(session, KEEPER, row.id, LEADERS, NOW)
    session.commit()

    draft = draft_for(session, office.meeting, NOW)
    assert list(tried.people.first) == list(draft.invitees)
    assert list(tried.vacancies.first) == list(draft.vacancies)


def test_a_shared_rule_is_tried_on_the_next_session_or_the_one_asked_for(
    session: Session, office: Office
) -> None:
    chances = trying.chances_of(session, office.series, NOW)
    late = datetime(2030, 1, 1, tzinfo=UTC)

    assert [(one.key, one.host) for one in chances] == [(office.meeting.id, "Huyện đoàn Cầu Ngang")]
    assert trying.next_chance(chances, None, NOW) == chances[0]
    assert trying.next_chance(chances, office.meeting.id, late) == chances[0]
    assert trying.next_chance(chances, 999, late) == chances[0]
    assert trying.next_chance([], None, NOW) is None
    (own,) = trying.chances_of(session, office.meeting, NOW)
    assert own.occasion.meeting_id == office.meeting.id


@pytest.mark.parametrize("many", [1, 30])
def test_a_trial_takes_the_same_queries_for_one_and_for_thirty(
    session: Session, office: Office, many: int
) -> None:
    for number in range(many - 1):
        unit = make_unit(session, f"D{number}", parent=office.province)
        make_post(session, make_person(session, f"Người {number}"), unit)
    row = group(session, Owner(meeting_id=office.meeting.id))
    session.expunge_all()

    with counted(session) as sent:
        found = try_on(session, office, row, LEADERS)

    assert (len(sent), found.people.whole) == (9, many)


# A thành phần of a campaign: each unit below reads it as the convenor of its own meeting.


@pytest.fixture
def review(session: Session, office: Office) -> Campaign:
    """Ordered by the province of its districts; Trà Cú is exempt."""
    facts = CampaignFacts(code="SK-2026", title="Sơ kết", year=2026, is_merge_allowed=True)
    row = campaigns.open_campaign(
        session, KEEPER, office.province.id, facts, uid="sk@example.vn", now=NOW
    )
    april = DateWindow(date(2026, 4, 1), date(2026, 4, 30))
    level = LevelFacts(name="Cấp huyện", unit_kinds=("huyện đoàn",), when=When.within(april))
    campaigns.add_level(session, KEEPER, row.id, level, NOW)
    exempt = ExemptionFacts(way=Way.NAMED, reason="mới thành lập", unit_codes=(office.other.code,))
    campaigns.add_exemption(session, KEEPER, row.id, exempt, NOW)
    session.commit()
    return row


def secretary_of_a_commune(session: Session, office: Office) -> Post:
    commune = make_unit(session, "CN-01", parent=office.host, kind="đoàn xã", level=4)
    return make_post(session, make_person(session, "Thạch Thị Ly"), commune)


def test_a_unit_reads_the_groups_of_a_campaign_for_its_own_meeting(
    session: Session, office: Office, review: Campaign
) -> None:
    secretary_of_a_commune(session, office)
    shared = group(session, Owner(campaign_id=review.id), BELOW)
    duty = kept.owed_now(session, review)[office.host.id]
    own = OwnMeeting(when=When.on_day(date(2026, 4, 9)))
    made = campaigns.book_meeting(
        session, KEEPER, duty.id, own, uid="cn@example.vn", now=NOW
    ).meeting
    session.commit()

    draft = draft_for(session, made, NOW)

    assert [row.id for row in draft.groups] == [shared.id]
    assert (draft.day, [one.name for one in draft.invitees]) == (
        date(2026, 4, 9),
        ["Thạch Thị Ly"],
    )
    assert groups.groups_of(session, Owner(campaign_id=review.id)) == [shared]
    assert invitations.groups_for_meeting(session, office.meeting.id) == []


def test_a_meeting_into_which_the_duty_is_merged_calls_whom_it_called(
    session: Session, office: Office, review: Campaign
) -> None:
    group(session, Owner(campaign_id=review.id), BELOW)
    other = make_meeting(session, office.host, code="HN-2026-9")
    duty = kept.owed_now(session, review)[office.host.id]
    campaigns.link_meeting(session, KEEPER, duty.id, other.code, merged=True, now=NOW)
    session.commit()

    assert invitations.groups_for_meeting(session, other.id) == []


def test_each_unit_that_meets_is_counted_and_no_exempt_one(
    session: Session, office: Office, review: Campaign
) -> None:
    secretary_of_a_commune(session, office)
    row = group(session, Owner(campaign_id=review.id), BELOW)
    duties = invitations.units_that_meet(session, review.id, start=0, limit=50)

    found = trying.counts_of_units(session, [row], duties, NOW)

    assert invitations.count_units_that_meet(session, review.id) == 2
    assert [(one.duty.unit.code, one.day, one.people, one.vacancies) for one in found] == [
        ("CL", date(2026, 4, 1), 0, 0),
        ("CN", date(2026, 4, 1), 1, 0),
    ]
    assert [chance.name for chance in trying.chances_of(session, review, NOW)] == [
        "Huyện đoàn Càng Long",
        "Huyện đoàn Cầu Ngang",
    ]


def test_a_rule_of_a_campaign_is_tried_for_a_unit_without_a_meeting(
    session: Session, office: Office, review: Campaign
) -> None:
    secretary_of_a_commune(session, office)
    row = group(session, Owner(campaign_id=review.id))
    chance = trying.next_chance(trying.chances_of(session, review, NOW), office.host.id, NOW)
    assert chance is not None

    found = trying.try_rule(session, chance.occasion, row, BELOW)

    assert names(found.people) == ["Thạch Thị Ly"]


@pytest.mark.parametrize("many", [1, 30])
def test_counting_units_takes_the_same_queries_for_one_and_for_thirty(
    session: Session, office: Office, review: Campaign, many: int
) -> None:
    for number in range(many):
        make_unit(session, f"D{number}", parent=office.province)
    campaigns.derive_duties(session, KEEPER, review.id, NOW)
    row = group(session, Owner(campaign_id=review.id), BELOW)
    session.commit()
    duties = invitations.units_that_meet(session, review.id, start=0, limit=50)

    with counted(session) as sent:
        found = trying.counts_of_units(session, [row], duties, NOW)

    assert (len(sent), len(found)) == (3, many + 2)


def test_a_unit_below_reads_the_groups_of_a_campaign_and_changes_none(
    session: Session, office: Office, review: Campaign
) -> None:
    row = group(session, Owner(campaign_id=review.id), BELOW)
    below = who(session, make_account(session, Role.ORGANISER, office.host, "Người của huyện"))
    above = who(session, office.ha)

    for deed in (groups.delete_group, groups.delete_rule):
        with pytest.raises(NotFound):
            deed(session, below, row.id if deed is groups.delete_group else row.rules[0].id, NOW)
    assert groups.may_set(session, above, Owner(campaign_id=review.id))
    assert not groups.may_set(session, below, Owner(campaign_id=review.id))
    assert groups.delete_rule(session, above, row.rules[0].id, NOW) is row

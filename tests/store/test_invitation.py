import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound
from planner.domain.rights import KEEPER
from planner.store import invitation as invitations
from planner.store.campaign import Campaign
from planner.store.invitation import DelegatesAsked, InviteeGroup, InviteRule
from tests.factories import NOW, Office, keep, make_delegate, who
from tests.queries import counted


def names(delegates: object) -> list[str]:
    return [delegate.name for delegate in delegates]  # type: ignore[attr-defined]  # rows


def test_the_list_goes_by_groups_then_by_the_name_in_vietnamese_order(
    session: Session, office: Office
) -> None:
    for name, place in (("Trần Ánh", 1), ("Lê Ân", 1), ("Đỗ An", 1), ("Võ Yến", 0)):
        make_delegate(session, office.meeting, office.other, name).place = place
    session.commit()

    found = invitations.delegates_of(session, KEEPER, office.meeting.id)

    assert names(found) == ["Võ Yến", "Đỗ An", "Trần Ánh", "Lê Ân", "Lê Ngọc Lan"]


def test_who_is_replaced_or_taken_off_is_left_out_unless_asked_for(
    session: Session, office: Office
) -> None:
    make_delegate(session, office.meeting, office.other, "Trần An").state = "replaced"
    make_delegate(session, office.meeting, office.other, "Trần Bình").state = "cancelled"
    session.commit()

    live = invitations.delegates_of(session, KEEPER, office.meeting.id)
    replaced = invitations.delegates_of(session, KEEPER, office.meeting.id, states=["replaced"])

    assert (names(live), names(replaced)) == (["Lê Ngọc Lan"], ["Trần An"])


def test_strangers_and_the_called_see_no_list(session: Session, office: Office) -> None:
    for account in (office.tuan,):
        with pytest.raises(NotFound):
            invitations.delegates_of(session, who(session, account), office.meeting.id)


@pytest.mark.parametrize("many", [1, 30])
def test_the_list_takes_two_queries(session: Session, office: Office, many: int) -> None:
    for number in range(many - 1):
        make_delegate(session, office.meeting, office.other, f"Người {number}")
    session.expire_all()
    meeting_id = office.meeting.id
    session.expunge_all()

    with counted(session) as sent:
        found = invitations.delegates_of(session, KEEPER, meeting_id)
        assert {delegate.unit is not None for delegate in found} == {True}

    assert (len(sent), len(found)) == (2, many)


@pytest.mark.parametrize("words", ["le lan", "Lê Ngọc", "lnl", "LÊ"])  # the third is NFD
def test_it_is_searched_without_tones(session: Session, office: Office, words: str) -> None:
    make_delegate(session, office.meeting, office.other, "Trần An")
    asked = DelegatesAsked(text=words)

    found, whole = invitations.delegates_page(session, office.meeting, asked, start=0, limit=50)

    assert (names(found), whole) == (["Lê Ngọc Lan"], 1)


def test_a_page_is_a_stretch_of_the_whole(session: Session, office: Office) -> None:
    for number in range(5):
        make_delegate(session, office.meeting, office.other, f"Người {number}")

    for asked in (DelegatesAsked(), DelegatesAsked(text="nguoi")):
        found, whole = invitations.delegates_page(session, office.meeting, asked, start=4, limit=3)
        assert (len(found), whole) == ((2, 6) if not asked.text else (1, 5))


def owned(**owners: int | None) -> InviteeGroup:
    return InviteeGroup(place=1, name="Nhóm", precedence=1, mode="invited", rules=[], **owners)


def test_a_group_belongs_to_a_meeting_a_series_or_a_campaign_and_to_one_alone(
    session: Session, office: Office
) -> None:
    campaign = Campaign(
        code="SK",
        title="Sơ kết",
        search_key="so ket",
        year=2026,
        convenor_id=office.province.id,
        meeting_kind="conference",
        is_merge_allowed=True,
        uid="sk@example.vn",
        changed_at=NOW,
        created_at=NOW,
    )
    of_campaign = {"campaign_id": keep(session, campaign).id}
    of_meeting, of_series = {"meeting_id": office.meeting.id}, {"series_id": office.series.id}
    for one in (of_meeting, of_series, of_campaign):
        keep(session, owned(**one))

    for none_or_many in ({}, of_meeting | of_campaign, of_series | of_campaign):
        session.add(owned(**none_or_many))
        with pytest.raises(IntegrityError):
            session.flush()
        session.rollback()


def test_a_rule_still_needs_its_group_though_the_groups_were_widened(
    session: Session, office: Office
) -> None:
    session.add(InviteRule(group_id=999, place=1, relation="host", exceptions={}))
    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()

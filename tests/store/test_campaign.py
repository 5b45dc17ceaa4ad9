"""Campaigns in the store: who reaches them, what lists cost, what calendars get."""

from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from planner.domain.campaign import CalendarItem, ItemKind
from planner.domain.meeting import When
from planner.domain.rights import KEEPER, Action, Role
from planner.domain.timespan import DateWindow, Precision
from planner.services import campaign as service
from planner.store import campaign as campaigns
from planner.store.campaign import Campaign, CampaignFilter, Milestone
from tests.factories import (
    NOW,
    Office,
    at_once,
    make_account,
    make_campaign,
    make_duty,
    make_level,
    make_milestone,
    make_unit,
    who,
)
from tests.queries import counted

YEAR = DateWindow(date(2026, 1, 1), date(2026, 12, 31))
LATER = NOW + timedelta(days=1)


def test_a_unit_sees_its_own_part_and_who_leads_sees_all(session: Session, office: Office) -> None:
    make_duty(session, office.level, office.called)
    viewers = {
        "ha": who(session, office.ha),
        "minh": who(session, office.minh),
        "tuan": who(session, office.tuan),
    }

    seen = {
        name: [line.unit for line in campaigns.duty_lines(session, viewer, office.campaign)]
        for name, viewer in viewers.items()
    }

    both = ["Huyện đoàn Càng Long", "Huyện đoàn Cầu Ngang"]
    assert seen == {"ha": both, "minh": ["Huyện đoàn Cầu Ngang"], "tuan": []}


def test_units_below_see_the_campaign_and_strangers_do_not(
    session: Session, office: Office
) -> None:
    accounts = (office.ha, office.minh, office.tuan)
    found = [
        campaigns.find(session, who(session, one), Action.SEE_CAMPAIGN, office.campaign.id)
        for one in accounts
    ]

    assert found == [office.campaign, office.campaign, None]


def test_lower_levels_come_first_each_unit_with_the_one_above(
    session: Session, office: Office
) -> None:
    other = make_level(session, office.campaign, 2, ("tỉnh đoàn",))
    make_duty(session, other, office.province)

    found = campaigns.duty_lines(session, KEEPER, office.campaign)

    assert [(line.unit, line.above, line.search_key) for line in found] == [
        ("Huyện đoàn Cầu Ngang", "Tỉnh đoàn Trà Vinh", "huyen doan cau ngang"),
        ("Tỉnh đoàn Trà Vinh", "Trung ương Đoàn", "tinh doan tra vinh"),
    ]


def test_campaigns_are_found_by_words_and_year(session: Session, office: Office) -> None:
    make_campaign(session, office.province, code="DG-2026", title="Đánh giá giữa nhiệm kỳ")

    found = campaigns.listed(session, KEEPER, CampaignFilter("danh gia", 2026), limit=10)

    assert [one.code for one in found] == ["DG-2026"]
    assert campaigns.count(session, KEEPER, CampaignFilter(year=2025)) == 0
    assert campaigns.years_of(session, KEEPER) == [2026]


def test_the_matrix_costs_the_same_for_one_unit_and_for_thirty(
    session: Session, office: Office
) -> None:
    ha = who(session, office.ha)
    with counted(session) as one:
        campaigns.duty_lines(session, ha, office.campaign)
    with at_once(session):
        for number in range(30):
            unit = make_unit(session, f"H-{number}", parent=office.province)
            make_duty(session, office.level, unit)

    with counted(session) as thirty:
        found = campaigns.duty_lines(session, ha, office.campaign)

    assert (len(found), len(thirty)) == (31, len(one))


def test_a_unit_owes_a_campaign_once(session: Session, office: Office) -> None:
    with pytest.raises(IntegrityError):
        make_duty(session, office.level, office.host)


def test_a_milestone_belongs_to_one_owner(session: Session, office: Office) -> None:
    orphan = Milestone(what="x", precision="unknown", changed_at=NOW)
    session.add(orphan)

    with pytest.raises(IntegrityError):
        session.flush()


def test_a_campaign_gives_its_milestones_and_the_deadlines_of_its_levels(
    session: Session, office: Office
) -> None:
    campaign, level = office.campaign, office.level

    items = campaigns.calendar_items(session, KEEPER, YEAR, campaign_id=campaign.id)

    assert items == [
        _item(
            campaign,
            ItemKind.MILESTONE,
            office.milestone.id,
            (date(2026, 3, 16), date(2026, 3, 16)),
            Precision.DAY,
            what="Xin ý kiến cấp uỷ",
        ),
        _item(
            campaign,
            ItemKind.LEVEL_MEETING,
            level.id,
            (date(2026, 4, 1), date(2026, 4, 30)),
            Precision.WINDOW,
            who="Cấp 1",
        ),
        _item(
            campaign,
            ItemKind.LEVEL_REPORT,
            level.id,
            (date(2026, 5, 5), date(2026, 5, 5)),
            Precision.DEADLINE,
            who="Cấp 1",
            strict_before=True,
        ),
    ]


def _item(
    campaign: Campaign,
    kind: ItemKind,
    number: int,
    days: tuple[date, date],
    precision: Precision,
    *,
    what: str = "",
    who: str = "",
    strict_before: bool = False,
) -> CalendarItem:
    return CalendarItem(
        kind=kind,
        id=number,
        uid=f"{kind.value}-{number}-dot-2026@example.vn",
        sequence=0,
        changed_at=NOW,
        days=DateWindow(*days),
        precision=precision,
        strict_before=strict_before,
        words="",
        what=what,
        who=who,
        owner=campaign.title,
        is_done=False,
        is_off=False,
        campaign_id=campaign.id,
    )


def test_a_unit_hears_of_what_it_owes_alone(session: Session, office: Office) -> None:
    make_duty(session, office.level, office.called)
    minh = who(session, office.minh)

    items = campaigns.calendar_items(session, minh, YEAR, unit_ids=[office.host.id])
    foreign = campaigns.calendar_items(session, minh, YEAR, unit_ids=[office.called.id])

    assert [(item.kind, item.who, item.is_done) for item in items] == [
        (ItemKind.DUTY_MEETING, "Huyện đoàn Cầu Ngang", False),
        (ItemKind.DUTY_REPORT, "Huyện đoàn Cầu Ngang", True),
    ]
    assert foreign == []


def test_strangers_hear_nothing(session: Session, office: Office) -> None:
    tuan = who(session, office.tuan)

    assert campaigns.calendar_items(session, tuan, YEAR) == []
    assert campaigns.calendar_items(session, tuan, YEAR, campaign_id=office.campaign.id) == []


def test_only_items_of_these_days_are_given(session: Session, office: Office) -> None:
    may = DateWindow(date(2026, 5, 1), date(2026, 5, 31))

    items = campaigns.calendar_items(session, KEEPER, may, campaign_id=office.campaign.id)

    assert [item.kind for item in items] == [ItemKind.LEVEL_REPORT]


def test_an_item_grows_with_what_it_shows_and_keeps_its_name(
    session: Session, office: Office
) -> None:
    def versions() -> dict[str, tuple[int, bool]]:
        items = campaigns.calendar_items(session, KEEPER, YEAR, unit_ids=[office.host.id])
        return {item.uid: (item.sequence, item.is_off) for item in items}

    before = versions()
    service.plan_day(session, KEEPER, office.duty.id, date(2026, 4, 16), LATER)
    planned = versions()
    service.cancel_campaign(session, KEEPER, office.campaign.id, reason="dừng", now=LATER)
    stopped = versions()

    assert [set(one.values()) for one in (before, planned, stopped)] == [
        {(0, False)},
        {(1, False)},
        {(2, True)},
    ]
    assert set(before) == set(planned) == set(stopped)


def test_a_new_title_is_a_new_version_of_every_item(session: Session, office: Office) -> None:
    facts = service.CampaignFacts(code="DOT-2026", title="Đánh giá", year=2026)

    service.change_campaign(session, KEEPER, office.campaign.id, facts, LATER)

    items = campaigns.calendar_items(session, KEEPER, YEAR, campaign_id=office.campaign.id)
    assert {(item.owner, item.changed_at) for item in items} == {("Đánh giá", LATER)}


def test_a_meeting_gives_its_own_milestones(session: Session, office: Office) -> None:
    facts = service.MilestoneFacts(what="Hậu cần", when=When.on_day(date(2026, 1, 4)))
    made = service.add_meeting_milestone(session, KEEPER, office.meeting.id, facts, NOW)

    items = campaigns.calendar_items(session, KEEPER, YEAR, meeting_ids=[office.meeting.id])

    assert [(item.uid, item.what, item.owner, item.meeting_id) for item in items] == [
        (
            f"milestone-{made.id}-gb-2026-1@example.vn",
            "Hậu cần",
            "Giao ban quý I",
            office.meeting.id,
        )
    ]


def test_items_cost_the_same_for_one_unit_and_for_thirty(session: Session, office: Office) -> None:
    viewer = who(session, make_account(session, Role.ORGANISER, office.province, "Hoa"))
    with counted(session) as one:
        campaigns.calendar_items(session, viewer, YEAR, unit_ids=[office.host.id])
    with at_once(session):
        units = [make_unit(session, f"H-{number}", parent=office.province) for number in range(30)]
        for unit in units:
            make_duty(session, office.level, unit)
            make_milestone(session, office.campaign, date(2026, 3, 1), unit.code)

    ids = [office.province.id, *(unit.id for unit in units)]
    with counted(session) as thirty:
        items = campaigns.calendar_items(session, viewer, YEAR, unit_ids=ids)

    assert (len(items), len(thirty)) == (60 + 31, len(one))

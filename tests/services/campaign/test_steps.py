"""Milestones of campaigns and of meetings."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.meeting import When, when_from_words
from planner.domain.rights import KEEPER
from planner.services import campaign as service
from planner.services.campaign import MilestoneFacts
from planner.store import campaign as kept
from tests.factories import NOW, Office, who

ON = date(2020, 1, 1)
# As a plan of 2019 words them.
NINE = (
    "tháng 11/2019",
    "từ tháng 12/2019 đến tháng 02/2020",
    "hạn chót ngày 20/02/2020",
    "ngày 25/02/2020",
    "từ ngày 01 đến ngày 15/3/2020",
    "từ ngày 16 đến ngày 30/3/2020",
    "từ ngày 01 đến ngày 10/4/2020",
    "ngày 11/4/2020",
    "từ ngày 12/4 - 18/4/2020",
)


def step(what: str, words: str) -> MilestoneFacts:
    return MilestoneFacts(what=what, when=when_from_words(words, ON))


def test_nine_steps_stand_in_the_order_of_their_days(session: Session, office: Office) -> None:
    campaign = service.open_campaign(
        session,
        KEEPER,
        office.province.id,
        service.CampaignFacts(code="SK-2020", title="Sơ kết", year=2020),
        uid="sk@example.vn",
        now=NOW,
    )
    for place, words in reversed(list(enumerate(NINE, start=1))):
        service.add_milestone(session, KEEPER, campaign.id, step(f"việc {place}", words), NOW)

    found = [
        (one.what, one.window_start, one.window_end)
        for one in kept.milestones_of(session, campaign)
    ]
    assert found == [
        ("việc 1", date(2019, 11, 1), date(2019, 11, 30)),
        ("việc 2", date(2019, 12, 1), date(2020, 2, 29)),
        ("việc 3", date(2020, 2, 20), date(2020, 2, 20)),
        ("việc 4", date(2020, 2, 25), date(2020, 2, 25)),
        ("việc 5", date(2020, 3, 1), date(2020, 3, 15)),
        ("việc 6", date(2020, 3, 16), date(2020, 3, 30)),
        ("việc 7", date(2020, 4, 1), date(2020, 4, 10)),
        ("việc 8", date(2020, 4, 11), date(2020, 4, 11)),
        ("việc 9", date(2020, 4, 12), date(2020, 4, 18)),
    ]


def test_a_step_is_done_and_not_done_after_all(session: Session, office: Office) -> None:
    campaign, milestone = office.campaign, office.milestone
    day = date(2026, 1, 2)

    service.finish_milestone(session, KEEPER, campaign.id, milestone.id, day, NOW)
    assert (milestone.done_on, milestone.sequence) == (day, 1)

    service.finish_milestone(session, KEEPER, campaign.id, milestone.id, None, NOW)
    assert (milestone.done_on, milestone.sequence) == (None, 2)


def test_nothing_is_done_tomorrow(session: Session, office: Office) -> None:
    with pytest.raises(RuleBroken, match=r"campaign\.day_ahead"):
        service.finish_milestone(
            session, KEEPER, office.campaign.id, office.milestone.id, date(2026, 1, 3), NOW
        )


def test_a_step_moves_under_its_own_name(session: Session, office: Office) -> None:
    facts = MilestoneFacts(what="Xin ý kiến", when=When.on_day(date(2026, 3, 20), "20/3"))

    row = service.change_milestone(
        session, KEEPER, office.campaign.id, office.milestone.id, facts, NOW
    )
    service.change_milestone(session, KEEPER, office.campaign.id, office.milestone.id, facts, NOW)

    assert (row.id, row.what, row.when, row.sequence) == (
        office.milestone.id,
        "Xin ý kiến",
        facts.when,
        1,
    )


def test_a_step_goes(session: Session, office: Office) -> None:
    service.remove_milestone(session, KEEPER, office.campaign.id, office.milestone.id, NOW)

    assert kept.milestones_of(session, office.campaign) == []


def test_a_step_says_what_it_is(session: Session, office: Office) -> None:
    with pytest.raises(RuleBroken, match=r"campaign\.no_milestone"):
        service.add_milestone(session, KEEPER, office.campaign.id, step(" ", "tháng 4"), NOW)


def test_a_meeting_has_steps_of_its_own(session: Session, office: Office) -> None:
    ha = who(session, office.ha)

    service.add_meeting_milestone(session, ha, office.meeting.id, step("Hậu cần", "4/1"), NOW)

    found = kept.milestones_of_meeting(session, office.meeting.id)
    assert [(one.what, one.campaign_id) for one in found] == [("Hậu cần", None)]


def test_steps_of_others_are_missing(session: Session, office: Office) -> None:
    minh, tuan = who(session, office.minh), who(session, office.tuan)
    facts = step("Hậu cần", "4/1")

    with pytest.raises(NotFound):
        service.add_milestone(session, minh, office.campaign.id, facts, NOW)
    with pytest.raises(NotFound):
        service.add_meeting_milestone(session, tuan, office.meeting.id, facts, NOW)

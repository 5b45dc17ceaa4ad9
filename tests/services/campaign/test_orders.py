"""Ordering a campaign: who owes what follows from its levels and exemptions."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy.orm import Session

from planner.domain.campaign import Way
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.meeting import When
from planner.domain.rights import KEEPER, Action, Role
from planner.services import campaign as service
from planner.services.campaign import Derived, ExemptionFacts
from planner.store import audit
from planner.store import campaign as kept
from planner.store.directory import Unit
from tests.factories import NOW, Office, make_account, make_unit, who
from tests.services.campaign.sample import COMMUNES, DISTRICTS, FACTS, duty_of, ordered, owed

BOTH, MEETING, REPORT = (True, True, ""), (True, False, ""), (False, True, "")


@pytest.fixture
def commune(session: Session, office: Office) -> Unit:
    return make_unit(session, "CN-01", "Đoàn xã Mỹ Hòa", parent=office.host, kind="đoàn xã")


def test_each_unit_owes_what_the_level_of_its_kind_says(
    session: Session, office: Office, commune: Unit
) -> None:
    row = ordered(session, office)

    assert owed(session, row) == {
        "TINH": MEETING,
        "CN": BOTH,
        "CL": BOTH,
        "TC": BOTH,
        commune.code: MEETING,
    }


def test_offices_outside_bodies_and_other_provinces_owe_nothing(
    session: Session, office: Office
) -> None:
    row = ordered(session, office)

    units = set(kept.owed_now(session, row))
    assert units == {unit.id for unit in (office.province, *_districts(office))}


def test_kinds_are_exempt_with_their_reason(session: Session, office: Office) -> None:
    row = ordered(session, office, DISTRICTS)
    facts = ExemptionFacts(way=Way.KINDS, unit_kinds=("huyện đoàn",), reason="nhiệm kỳ khác")

    service.add_exemption(session, KEEPER, row.id, facts, NOW)

    spared = (False, False, "nhiệm kỳ khác")
    assert owed(session, row) == {"CN": spared, "CL": spared, "TC": spared}


def test_all_but_two_are_exempt_and_still_report(session: Session, office: Office) -> None:
    row = ordered(session, office, DISTRICTS)
    facts = ExemptionFacts(
        way=Way.ALL_EXCEPT, unit_codes=("CN", "CL"), reason="lồng ghép", still_owes_report=True
    )

    service.add_exemption(session, KEEPER, row.id, facts, NOW)

    assert owed(session, row) == {"CN": BOTH, "CL": BOTH, "TC": (False, True, "lồng ghép")}


def test_without_the_exemption_a_unit_owes_again(session: Session, office: Office) -> None:
    row = ordered(session, office, DISTRICTS)
    facts = ExemptionFacts(way=Way.NAMED, unit_codes=("TC",), reason="sáp nhập")
    exemption = service.add_exemption(session, KEEPER, row.id, facts, NOW)

    service.remove_exemption(session, KEEPER, row.id, exemption.id, NOW)

    assert owed(session, row) == {"CN": BOTH, "CL": BOTH, "TC": BOTH}


def test_a_new_unit_is_reached_when_it_is_looked_again(session: Session, office: Office) -> None:
    row = ordered(session, office)
    make_unit(session, "TC-01", "Đoàn xã Đại An", parent=office.other, kind="đoàn xã")

    derived = service.derive_duties(session, KEEPER, row.id, NOW)

    assert derived == Derived(added=1, removed=0, kept=0)
    assert owed(session, row)["TC-01"] == MEETING


def test_a_unit_that_ended_owes_nothing_unless_it_has_answered(
    session: Session, office: Office
) -> None:
    row = ordered(session, office, DISTRICTS)
    duty = duty_of(session, row, office.called)
    service.plan_day(session, KEEPER, duty.id, date(2026, 4, 16), NOW)
    for unit in (office.called, office.other):
        unit.to_on = date(2026, 1, 1)
    session.flush()

    derived = service.derive_duties(session, KEEPER, row.id, NOW)

    assert derived == Derived(added=0, removed=1, kept=1)
    assert set(owed(session, row)) == {"CN", "CL"}


def test_a_level_changes_and_its_duties_follow(session: Session, office: Office) -> None:
    row = ordered(session, office, DISTRICTS)
    level = kept.levels_of(session, row)[0]
    later = When.deadline(date(2026, 5, 15), strict=True, words="xong trước 15/5")
    facts = replace(DISTRICTS, when=later, owes_report=False, report_on=None)

    service.change_level(session, KEEPER, row.id, level.id, facts, NOW)

    assert owed(session, row) == {"CN": MEETING, "CL": MEETING, "TC": MEETING}
    assert (level.when, level.report_on, level.sequence) == (later, None, 1)
    assert duty_of(session, row, office.host).sequence == 1


def test_saving_a_level_as_it_is_changes_no_version(session: Session, office: Office) -> None:
    row = ordered(session, office, DISTRICTS)
    level = kept.levels_of(session, row)[0]

    service.change_level(session, KEEPER, row.id, level.id, DISTRICTS, NOW)

    assert level.sequence == 0


def test_a_level_goes_with_its_duties(session: Session, office: Office) -> None:
    row = ordered(session, office)
    levels = {level.name: level.id for level in kept.levels_of(session, row)}

    service.remove_level(session, KEEPER, row.id, levels["Cấp huyện"], NOW)

    assert owed(session, row) == {"TINH": MEETING}


def test_a_level_that_was_answered_stays(session: Session, office: Office) -> None:
    row = ordered(session, office, DISTRICTS)
    duty = duty_of(session, row, office.host)
    service.plan_day(session, KEEPER, duty.id, date(2026, 4, 16), NOW)

    with pytest.raises(RuleBroken, match=r"campaign\.level_answered"):
        service.remove_level(session, KEEPER, row.id, duty.level_id, NOW)


def test_one_kind_stands_at_one_level(session: Session, office: Office) -> None:
    row = ordered(session, office, DISTRICTS)

    with pytest.raises(RuleBroken) as refused:
        service.add_level(session, KEEPER, row.id, DISTRICTS, NOW)

    assert (refused.value.code, refused.value.field, refused.value.details) == (
        "campaign.kind_twice",
        "unit_kinds",
        {"kinds": "huyện đoàn"},
    )


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(COMMUNES, name=" "), "campaign.no_level_name"),
        (replace(COMMUNES, unit_kinds=()), "campaign.no_kind"),
        (replace(COMMUNES, owes_meeting=False), "campaign.orders_nothing"),
    ],
)
def test_an_odd_level_is_refused(
    session: Session, office: Office, facts: service.LevelFacts, code: str
) -> None:
    row = ordered(session, office, DISTRICTS)

    with pytest.raises(RuleBroken, match=code.replace(".", r"\.")):
        service.add_level(session, KEEPER, row.id, facts, NOW)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (ExemptionFacts(way=Way.NAMED, reason="x"), "campaign.no_unit"),
        (ExemptionFacts(way=Way.NAMED, unit_codes=("TH",), reason="x"), "campaign.no_such_unit"),
        (ExemptionFacts(way=Way.KINDS, reason="x"), "campaign.no_kind"),
        (
            ExemptionFacts(way=Way.KINDS, unit_kinds=("đoàn xã",), reason=" "),
            "campaign.no_reason",
        ),
    ],
)
def test_an_odd_exemption_is_refused(
    session: Session, office: Office, facts: ExemptionFacts, code: str
) -> None:
    row = ordered(session, office, DISTRICTS)

    with pytest.raises(RuleBroken, match=code.replace(".", r"\.")):
        service.add_exemption(session, KEEPER, row.id, facts, NOW)


def test_a_taken_code_is_refused(session: Session, office: Office) -> None:
    ordered(session, office, DISTRICTS)

    with pytest.raises(RuleBroken, match=r"campaign\.code_taken"):
        service.open_campaign(
            session, KEEPER, office.province.id, FACTS, uid="other@example.vn", now=NOW
        )


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(FACTS, report_to_id=1), "campaign.not_of_the_convenor"),
        (replace(FACTS, parent_id=1), "campaign.no_such_parent"),
        (replace(FACTS, year=1066), "series.year_out_of_reach"),
        (replace(FACTS, title=""), "campaign.no_title"),
        (replace(FACTS, document="x" * 201), "campaign.words_too_long"),
    ],
)
def test_odd_facts_are_refused(
    session: Session, office: Office, facts: service.CampaignFacts, code: str
) -> None:
    given = replace(facts, report_to_id=office.host.id) if facts.report_to_id else facts

    with pytest.raises(RuleBroken, match=code.replace(".", r"\.")):
        service.open_campaign(session, KEEPER, office.province.id, given, uid="u", now=NOW)


def test_a_campaign_answers_one_of_the_level_above(session: Session, office: Office) -> None:
    make_unit(session, "CN-01", "Đoàn xã Mỹ Hòa", parent=office.host, kind="đoàn xã")
    above = ordered(session, office)
    facts = replace(FACTS, code="SK-CN-2026", parent_id=above.id)

    row = service.open_campaign(session, KEEPER, office.host.id, facts, uid="u2", now=NOW)

    assert row.parent_id == above.id


def test_a_campaign_stops_and_goes_on(session: Session, office: Office) -> None:
    row = ordered(session, office, DISTRICTS)
    duty = duty_of(session, row, office.host)

    service.cancel_campaign(session, KEEPER, row.id, reason="chờ đại hội", now=NOW)

    assert (row.cancelled_at, row.cancel_reason, row.sequence) == (NOW, "chờ đại hội", 1)
    with pytest.raises(RuleBroken, match=r"campaign\.is_cancelled"):
        service.plan_day(session, KEEPER, duty.id, date(2026, 4, 16), NOW)
    with pytest.raises(RuleBroken, match=r"campaign\.is_cancelled"):
        service.cancel_campaign(session, KEEPER, row.id, reason="lại", now=NOW)

    service.reopen_campaign(session, KEEPER, row.id, NOW)

    assert (row.cancelled_at, row.cancel_reason, row.sequence) == (None, "", 2)
    with pytest.raises(RuleBroken, match=r"campaign\.goes_on"):
        service.reopen_campaign(session, KEEPER, row.id, NOW)


def test_what_was_ordered_stands_in_the_record(session: Session, office: Office) -> None:
    row = ordered(session, office, DISTRICTS)
    facts = replace(FACTS, title="Đánh giá giữa nhiệm kỳ")

    service.change_campaign(session, KEEPER, row.id, facts, NOW)

    found = [entry.action for entry in audit.history_of(session, row)]
    assert found == ["change_campaign", "add_campaign_level", "open_campaign"]


def test_only_who_leads_it_may_order(session: Session, office: Office) -> None:
    row = ordered(session, office, DISTRICTS)
    minh = who(session, make_account(session, Role.ORGANISER, office.host, "Minh"))

    with pytest.raises(NotFound):
        service.add_level(session, minh, row.id, COMMUNES, NOW)
    with pytest.raises(NotFound):
        service.open_campaign(session, minh, office.province.id, FACTS, uid="u", now=NOW)


def test_ha_orders_for_her_province(session: Session, office: Office) -> None:
    ha = who(session, office.ha)

    row = service.open_campaign(session, ha, office.province.id, FACTS, uid="u", now=NOW)

    assert kept.get_by_code(session, ha, Action.LEAD_CAMPAIGN, "SK-2026") == row


def _districts(office: Office) -> tuple[Unit, ...]:
    return office.host, office.called, office.other

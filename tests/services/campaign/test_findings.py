"""What is worth a second look in a campaign."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from planner.domain.errors import Finding
from planner.domain.rights import KEEPER
from planner.services import campaign as service
from planner.store import campaign as kept
from planner.store.campaign import Campaign
from tests.factories import NOW, Office, make_unit
from tests.services.campaign.sample import COMMUNES, DISTRICTS, FACTS, duty_of, ordered


def found(session: Session, row: Campaign) -> list[Finding]:
    duties = kept.duty_lines(session, KEEPER, row)
    return service.findings_of(row, kept.levels_of(session, row), duties)


def test_three_levels_in_order_leave_nothing_to_say(session: Session, office: Office) -> None:
    assert found(session, ordered(session, office)) == []


def test_a_commune_that_meets_after_its_district_is_found(session: Session, office: Office) -> None:
    commune = make_unit(session, "CN-01", "Đoàn xã Mỹ Hòa", parent=office.host, kind="đoàn xã")
    row = ordered(session, office)
    for unit, day in ((office.host, date(2026, 4, 10)), (commune, date(2026, 4, 12))):
        service.plan_day(session, KEEPER, duty_of(session, row, unit).id, day, NOW)

    details = {"above": "Huyện đoàn Cầu Ngang", "units": "Đoàn xã Mỹ Hòa", "count": 1}
    assert found(session, row) == [Finding("campaign.not_before_above", None, details)]


def test_a_unit_that_meets_after_the_outside_event_is_found(
    session: Session, office: Office
) -> None:
    facts = replace(FACTS, precedes="Đại hội Đảng cùng cấp")
    row = ordered(session, office, DISTRICTS, facts=facts)
    duty = duty_of(session, row, office.host)
    service.plan_day(session, KEEPER, duty.id, date(2026, 4, 20), NOW)
    service.set_limit(session, KEEPER, duty.id, date(2026, 4, 18), NOW)

    details = {"event": "Đại hội Đảng cùng cấp", "units": "Huyện đoàn Cầu Ngang", "count": 1}
    assert found(session, row) == [Finding("campaign.not_before_event", None, details)]


def test_levels_that_overlap_are_found(session: Session, office: Office) -> None:
    row = ordered(session, office, replace(COMMUNES, when=DISTRICTS.when), DISTRICTS)

    details = {"lower": "Cấp xã", "upper": "Cấp huyện"}
    assert found(session, row) == [Finding("campaign.levels_out_of_order", "when", details)]

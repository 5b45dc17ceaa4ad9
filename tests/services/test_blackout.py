from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from planner.domain.blackout import Kind, halves_of
from planner.domain.errors import Finding, NotFound, RuleBroken
from planner.services import blackout as service
from planner.services import meeting as meetings
from planner.services.blackout import BlackoutFacts
from planner.store import audit
from planner.store import blackout as blackouts
from tests.factories import NOW, Office, at, keep, make_blackout, who


def facts(office: Office) -> BlackoutFacts:
    return BlackoutFacts(Kind.UNIT, office.host.id, "sáng 8/6", "đại hội")


def test_a_unit_writes_down_when_it_is_busy(session: Session, office: Office) -> None:
    row = service.add_blackout(session, who(session, office.minh), facts(office), NOW)

    assert halves_of(row.span) == (date(2026, 6, 8), False, date(2026, 6, 8), True)
    assert [one.action for one in audit.history_of(session, row)] == ["add_blackout"]


def test_other_days_are_written_and_one_is_taken_away(session: Session, office: Office) -> None:
    ha = who(session, office.ha)
    changed = replace(facts(office), when="3/6 đến 5/6")

    service.change_blackout(session, ha, office.blackout.id, changed, NOW)
    row = blackouts.listed(session, ha, at("00:00", 1), limit=9)[0]
    assert halves_of(row.span) == (date(2026, 6, 3), False, date(2026, 6, 5), False)
    service.remove_blackout(session, ha, office.blackout.id, NOW)

    assert blackouts.listed(session, ha, at("00:00", 1), limit=9) == []


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"when": "bận lắm"}, "blackout.no_days"),
        ({"when": "x" * 201}, "blackout.no_days"),
        ({"reason": ""}, "blackout.no_reason"),
        ({"kind": Kind.PERSON}, "blackout.no_such_person"),
        ({"kind": Kind.HALL}, "blackout.no_such_hall"),
        ({"kind": Kind.HALL, "hall_id": 10**8}, "blackout.no_such_hall"),
    ],
)
def test_odd_facts_are_refused(
    session: Session, office: Office, changed: dict[str, Any], code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        service.add_blackout(
            session, who(session, office.ha), replace(facts(office), **changed), NOW
        )

    assert refused.value.code == code


def test_a_unit_writes_only_of_itself_and_sees_nothing_of_others(
    session: Session, office: Office
) -> None:
    other = replace(facts(office), unit_id=office.called.id)
    with pytest.raises(NotFound):
        service.add_blackout(session, who(session, office.minh), other, NOW)
    tuan = who(session, office.tuan)
    assert blackouts.listed(session, tuan, at("00:00", 1), limit=9) == []
    with pytest.raises(NotFound):
        service.remove_blackout(session, tuan, office.blackout.id, NOW)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("unit", ("host_id", "Huyện đoàn Cầu Ngang")),
        ("person", ("starts_at", "Trần Quang Minh")),
        ("hall", ("hall_id", "Hội trường HT-A")),
        ("all", ("starts_at", "Trung ương Đoàn")),
    ],
)
def test_a_booking_says_who_is_busy(
    session: Session, office: Office, kind: str, expected: tuple[str, str]
) -> None:
    row = make_blackout(office.central if kind == "all" else office.host, 5, "đại hội")
    row.kind = kind
    row.person_id = office.secretary.person_id if kind == "person" else None
    row.hall_id = office.hall.id if kind == "hall" else None
    keep(session, row)
    office.lan.person_id = office.secretary.person_id
    session.merge(office.lan)
    session.commit()
    ha = who(session, office.ha)

    booked = meetings.change(session, ha, office.meeting.id, {"hall_id": office.hall.id}, NOW)

    found = [one for one in booked.findings if one.code.startswith("blackout.")]
    details = {"name": expected[1], "reason": "đại hội"}
    assert found == [Finding(f"blackout.{kind}", expected[0], details)]


def test_a_busy_day_of_somebody_else_is_none_of_the_meetings_business(
    session: Session, office: Office
) -> None:
    keep(session, make_blackout(office.other, 5))
    ha = who(session, office.ha)

    booked = meetings.change(session, ha, office.meeting.id, {"headcount": 40}, NOW)

    assert [one for one in booked.findings if one.code.startswith("blackout.")] == []

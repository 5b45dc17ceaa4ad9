from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from planner.domain.directory import Period
from planner.domain.errors import RuleBroken
from planner.domain.rights import KEEPER
from planner.services import directory as service
from planner.services.directory import UnitFacts
from planner.services.invitation import drafting
from planner.store import audit
from planner.store import directory as units
from planner.store.directory import Unit, UnitPeriod
from planner.store.invitation import InviteeGroup, InviteRule
from planner.store.session import flush
from tests.factories import NOW, Office, keep, make_unit, who

TODAY = date(2026, 1, 5)
REFORM = date(2025, 7, 1)
SOON = date(2026, 3, 1)


def facts_of(unit: Unit, above: str = "TINH") -> UnitFacts:
    return UnitFacts(unit.code, unit.name, unit.kind, above)


def at(day: date) -> datetime:
    return NOW + (day - NOW.date())


def spans(periods: list[Period]) -> list[tuple[date | None, date | None, str]]:
    return [(period.from_on, period.to_on, period.state.name) for period in periods]


def test_a_change_from_a_day_leaves_what_was(session: Session, office: Office) -> None:
    new = replace(facts_of(office.host), name="Đoàn khu vực Cầu Ngang")

    service.change_unit(session, who(session, office.ha), office.host.id, new, NOW, REFORM)

    assert office.host.name == "Đoàn khu vực Cầu Ngang"
    assert spans(units.periods_of(session, office.host)) == [
        (None, REFORM, "Huyện đoàn Cầu Ngang"),
        (REFORM, None, "Đoàn khu vực Cầu Ngang"),
    ]
    changes = audit.history_of(session, office.host)[0].changes
    assert changes["since"] == [None, "2025-07-01"]


def test_a_correction_leaves_no_trace_in_time(session: Session, office: Office) -> None:
    new = replace(facts_of(office.host), name="Huyện đoàn Cầu  Ngan")
    service.change_unit(session, KEEPER, office.host.id, new, NOW, REFORM)

    right = replace(new, name="Đoàn khu vực Cầu Ngang")
    service.change_unit(session, KEEPER, office.host.id, right, NOW)

    assert spans(units.periods_of(session, office.host)) == [
        (None, REFORM, "Huyện đoàn Cầu Ngang"),
        (REFORM, None, "Đoàn khu vực Cầu Ngang"),
    ]


def test_what_is_planned_stands_apart_until_its_day(session: Session, office: Office) -> None:
    new = replace(facts_of(office.host, "TH"), name="Đoàn xã Cầu Ngang", code="CN-X")

    service.change_unit(session, KEEPER, office.host.id, new, NOW, SOON)

    host = office.host
    assert (host.name, host.parent_id) == ("Huyện đoàn Cầu Ngang", office.province.id)
    assert units.names_on(session, SOON, [host]) == {host.id: "Đoàn xã Cầu Ngang"}
    assert units.organisation_on(session, TODAY).parents[host.id] == office.province.id
    assert units.organisation_on(session, SOON).parents[host.id] == office.stranger.id


def test_what_is_planned_comes_to_be_on_its_day(session: Session, office: Office) -> None:
    commune = make_unit(session, "CN-1", parent=office.host)
    new = replace(facts_of(office.host, "TH"), name="Đoàn xã Cầu Ngang")
    service.change_unit(session, KEEPER, office.host.id, new, NOW, SOON)

    before = service.take_effect(session, at(SOON - timedelta(days=1)))
    done = service.take_effect(session, at(SOON))
    again = service.take_effect(session, at(SOON))

    session.expire_all()
    assert (before, done, again) == (0, 1, 0)
    assert (office.host.name, office.host.search_key) == ("Đoàn xã Cầu Ngang", "doan xa cau ngang")
    assert commune.path == f"{office.stranger.path}{office.host.id}/{commune.id}/"
    assert office.meeting.changed_at == at(SOON)
    assert units.organisation_on(session, TODAY).parents[office.host.id] == office.province.id


def test_two_units_may_change_places_on_one_day(session: Session, office: Office) -> None:
    low = make_unit(session, "CN-1", parent=office.host)
    service.change_unit(session, KEEPER, low.id, facts_of(low, "TINH"), NOW, SOON)
    service.change_unit(session, KEEPER, office.host.id, facts_of(office.host, "CN-1"), NOW, SOON)

    service.take_effect(session, at(SOON))

    session.expire_all()
    assert low.path == f"{office.province.path}{low.id}/"
    assert office.host.path == f"{low.path}{office.host.id}/"


@pytest.mark.parametrize(
    ("since", "above", "expected"),
    [
        (date(2019, 12, 31), "TINH", ("directory.before_it_was", "since")),
        (date(2026, 6, 1), "TINH", ("directory.gone_by_then", "since")),
        (SOON, "CL", ("directory.above_not_there", "above")),
        (SOON, "CN-1", ("directory.circle", "above")),
        (SOON, "CN", ("directory.circle", "above")),
    ],
)
def test_a_dated_change_is_refused_at_the_field_to_blame(
    session: Session, office: Office, since: date, above: str, expected: tuple[str, str]
) -> None:
    make_unit(session, "CN-1", parent=office.host)
    office.host.from_on, office.host.to_on = date(2020, 1, 1), date(2026, 6, 1)
    office.called.to_on = date(2026, 2, 1)
    session.flush()
    facts = replace(
        facts_of(office.host, above), from_on=office.host.from_on, to_on=office.host.to_on
    )

    with pytest.raises(RuleBroken) as broken:
        service.change_unit(session, KEEPER, office.host.id, facts, NOW, since)

    assert (broken.value.code, broken.value.field) == expected


def test_no_circle_comes_to_be_later(session: Session, office: Office) -> None:
    """Each change is right on its own day, together they are not."""
    host, called = office.host, office.called
    service.change_unit(session, KEEPER, called.id, facts_of(called, "CN"), NOW, date(2026, 5, 1))

    with pytest.raises(RuleBroken) as broken:
        service.change_unit(session, KEEPER, host.id, facts_of(host, "CL"), NOW, SOON)

    assert (broken.value.code, broken.value.field) == ("directory.circle", "above")


def test_a_code_that_is_planned_is_taken(session: Session, office: Office) -> None:
    new = replace(facts_of(office.host), code="MOI")
    service.change_unit(session, KEEPER, office.host.id, new, NOW, SOON)

    with pytest.raises(RuleBroken) as broken:
        service.add_unit(session, KEEPER, UnitFacts("MOI", "Đoàn xã", "đoàn xã", "CL"), NOW)

    assert (broken.value.code, broken.value.field) == ("directory.code_taken", "code")


def test_the_database_holds_that_periods_do_not_overlap(session: Session, office: Office) -> None:
    was = {"code": "CN", "name": "Huyện đoàn", "kind": "huyện đoàn", "level": 3}
    session.add(UnitPeriod(unit_id=office.host.id, to_on=REFORM, **was))
    session.add(UnitPeriod(unit_id=office.host.id, from_on=REFORM, to_on=TODAY, **was))
    session.add(UnitPeriod(unit_id=office.called.id, to_on=SOON, **was))
    flush(session)
    session.add(UnitPeriod(unit_id=office.host.id, from_on=date(2025, 1, 1), to_on=SOON, **was))

    with pytest.raises(RuleBroken) as broken:
        flush(session)

    assert broken.value.code == "directory.periods_overlap"
    session.rollback()
    assert session.query(UnitPeriod).all() == []


def test_a_list_of_invitees_has_the_names_of_its_day(session: Session, office: Office) -> None:
    group = keep(
        session,
        InviteeGroup(
            meeting_id=office.meeting.id, place=1, name="Bí thư", precedence=1, mode="summoned"
        ),
    )
    rule = {"relation": "host", "positions": ["Bí thư"]}
    keep(session, InviteRule(group_id=group.id, place=1, **rule))
    new = replace(facts_of(office.host), name="Đoàn khu vực Cầu Ngang")
    service.change_unit(session, KEEPER, office.host.id, new, NOW, TODAY + timedelta(days=1))

    before = drafting.draft_for(session, office.meeting, NOW)
    office.meeting.starts_at, office.meeting.ends_at = at(SOON), at(SOON) + timedelta(hours=1)
    after = drafting.draft_for(session, office.meeting, NOW)

    assert [one.unit_name for one in before.invitees] == ["Huyện đoàn Cầu Ngang"]
    assert [one.unit_name for one in after.invitees] == ["Đoàn khu vực Cầu Ngang"]

from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.meeting import When
from planner.domain.rotation import Loss, Start
from planner.domain.timespan import DayPart
from planner.services import series as all_series_service
from planner.services.rotation import ledger as books
from planner.services.rotation import turns as service
from planner.services.rotation.turns import HostFacts, SkipFacts, StartFacts
from planner.services.series import SessionFacts
from planner.store import audit
from planner.store import rotation as kept
from planner.store import series as all_series
from planner.store.meeting import Meeting
from planner.store.notice import OutboxMessage
from planner.store.series import HostTurn
from tests.factories import NOW, Office, keep, make_blackout, who


def uids() -> Iterator[str]:
    return (f"rotation-{number}@example.vn" for number in range(50))


@pytest.fixture
def planned(session: Session, office: Office) -> list[Meeting]:
    """Sessions 2 and 3 of the series: Càng Long in May, Trà Cú in August."""
    facts = {
        number: SessionFacts(when=When.session(day, DayPart.MORNING), host_id=host.id)
        for number, (day, host) in enumerate(
            [(date(2026, 5, 14), office.called), (date(2026, 8, 13), office.other)]
        )
    }
    booked = all_series_service.plan_sessions(
        session, who(session, office.ha), office.series.id, facts, uids=uids(), now=NOW
    )
    session.commit()
    return [one.meeting for one in booked]


def hosts(session: Session, office: Office) -> list[str | None]:
    turns = all_series.turns_of(session, office.series)
    return [turn.meeting.host.code if turn.meeting.host else None for turn in turns]


def counts(session: Session, office: Office) -> dict[str, int]:
    ledger = books.ledger_of(session, office.series, NOW)
    return {ledger.units[row.unit_id].code: row.count for row in ledger.rows}


def turn_of(session: Session, office: Office, meeting: Meeting) -> HostTurn:
    return all_series.get_turn(session, office.series, meeting.id)


def deeds(session: Session, office: Office) -> list[str]:
    return [entry.action for entry in audit.history_of(session, office.series)]


def test_series_and_imported_history_both_count(
    session: Session, office: Office, planned: list[Meeting]
) -> None:
    assert counts(session, office) == {"CN": 1, "CL": 1, "TC": 2}


def test_turns_before_the_chosen_day_do_not_count(
    session: Session, office: Office, planned: list[Meeting]
) -> None:
    ha = who(session, office.ha)

    service.count_since(session, ha, office.series.id, date(2020, 1, 1), NOW)

    assert counts(session, office) == {"CN": 1, "CL": 1, "TC": 1}
    assert deeds(session, office)[0] == "count_since"
    with pytest.raises(RuleBroken, match="since_in_future"):
        service.count_since(session, ha, office.series.id, date(2027, 1, 1), NOW)


def test_a_swap_changes_the_hosts_keeps_the_sums_and_tells_both(
    session: Session, office: Office, planned: list[Meeting]
) -> None:
    before = counts(session, office)
    swapped = (office.meeting.id, planned[0].id)

    service.swap(session, who(session, office.ha), office.series.id, swapped, "đại hội", NOW)

    assert hosts(session, office) == ["CL", "CN", "TC"]
    assert counts(session, office) == before
    change = kept.changes_of(session, office.province.id)[0]
    assert (change.kind, change.unit_id, change.other_id, change.credit, change.reason) == (
        "swap",
        office.host.id,
        office.called.id,
        0,
        "đại hội",
    )
    assert deeds(session, office)[0] == "swap_turns"
    assert session.query(OutboxMessage).filter_by(kind="host", meeting_id=planned[0].id).count()


@pytest.mark.parametrize("reason", ["", " "])
def test_a_swap_without_a_reason_changes_nothing(
    session: Session, office: Office, planned: list[Meeting], reason: str
) -> None:
    swapped = (office.meeting.id, planned[0].id)

    with pytest.raises(RuleBroken, match="no_reason"):
        service.swap(session, who(session, office.ha), office.series.id, swapped, reason, NOW)

    assert hosts(session, office) == ["CN", "CL", "TC"]


def test_the_next_host_is_proposed_with_the_reasons_of_the_others(
    session: Session, office: Office, planned: list[Meeting]
) -> None:
    turn = turn_of(session, office, planned[1])

    proposal, _ledger = books.proposal_for(session, office.series, turn, NOW)

    assert proposal.first is not None
    assert proposal.first.unit_id == office.other.id
    assert {loss.unit_id: loss.code for loss in proposal.others} == {
        office.host.id: "hosted_later",
        office.called.id: "hosts_before",
    }


def test_a_unit_that_is_busy_all_the_time_is_not_proposed(
    session: Session, office: Office, planned: list[Meeting]
) -> None:
    row = make_blackout(office.other)
    span = planned[1].span
    assert span is not None
    row.starts_at, row.ends_at = span.start, span.end
    keep(session, row)

    turn = turn_of(session, office, planned[1])
    proposal, _ledger = books.proposal_for(session, office.series, turn, NOW)

    assert proposal.first is not None
    assert proposal.first.unit_id == office.host.id
    assert Loss(office.other.id, "away", {"reason": "đại hội cấp mình"}) in proposal.others


def test_another_host_needs_a_reason_and_the_debt_stays(
    session: Session, office: Office, planned: list[Meeting]
) -> None:
    ha, meeting = who(session, office.ha), planned[1]
    with pytest.raises(RuleBroken, match="no_reason"):
        service.host_instead(
            session, ha, office.series.id, meeting.id, HostFacts(office.host.id), NOW
        )

    facts = HostFacts(office.host.id, "có hội trường mới")
    assert service.host_instead(session, ha, office.series.id, meeting.id, facts, NOW)

    change = kept.changes_of(session, office.province.id)[0]
    assert (change.kind, change.unit_id, change.other_id) == (
        "override",
        office.other.id,
        office.host.id,
    )
    assert counts(session, office) == {"CN": 2, "CL": 1, "TC": 1}


def test_the_one_first_in_line_needs_no_reason(
    session: Session, office: Office, planned: list[Meeting]
) -> None:
    facts = HostFacts(office.other.id)

    assert not service.host_instead(
        session, who(session, office.ha), office.series.id, planned[1].id, facts, NOW
    )
    assert kept.changes_of(session, office.province.id) == []


@pytest.mark.parametrize(("forgiven", "turns"), [(False, 1), (True, 2)])
def test_a_skipped_unit_owes_its_turn_unless_it_is_forgiven(
    session: Session, office: Office, planned: list[Meeting], forgiven: bool, turns: int
) -> None:
    facts = SkipFacts(office.other.id, "mới sáp nhập", forgiven)
    ha = who(session, office.ha)

    service.skip(session, ha, office.series.id, planned[1].id, facts, NOW)

    assert hosts(session, office) == ["CN", "CL", None]
    assert counts(session, office)["TC"] == turns
    proposal, _ = books.proposal_for(
        session, office.series, turn_of(session, office, planned[1]), NOW
    )
    assert Loss(office.other.id, "passed", {"reason": "mới sáp nhập"}) in proposal.others
    with pytest.raises(RuleBroken, match="skipped_already"):
        service.skip(session, ha, office.series.id, planned[1].id, facts, NOW)


def test_units_of_others_are_refused(
    session: Session, office: Office, planned: list[Meeting]
) -> None:
    ha, series, meeting = who(session, office.ha), office.series.id, planned[1].id
    stranger = office.stranger.id

    with pytest.raises(RuleBroken, match="not_of_the_convenor"):
        service.skip(session, ha, series, meeting, SkipFacts(stranger, "bận"), NOW)
    with pytest.raises(RuleBroken, match="not_of_the_convenor"):
        service.host_instead(session, ha, series, meeting, HostFacts(stranger, "bận"), NOW)
    with pytest.raises(RuleBroken, match="not_of_the_convenor"):
        service.choose_start(session, ha, series, StartFacts(stranger, 1, "bận"), NOW)


def test_who_may_not_plan_the_series_finds_nothing(
    session: Session, office: Office, planned: list[Meeting]
) -> None:
    for account in (office.minh, office.tuan):
        viewer = who(session, account)
        with pytest.raises(NotFound):
            service.swap(session, viewer, office.series.id, (1, 2), "bận", NOW)
        with pytest.raises(NotFound):
            service.count_since(session, viewer, office.series.id, None, NOW)


def test_the_start_of_a_new_unit_is_chosen_with_a_reason_and_kept(
    session: Session, office: Office, planned: list[Meeting]
) -> None:
    office.called.from_on = date(2025, 7, 1)
    session.merge(office.called)
    session.commit()
    ledger = books.ledger_of(session, office.series, NOW)
    ha = who(session, office.ha)

    assert books.start_choices(ledger, office.called.id, NOW) == {
        Start.MINIMUM: 0,
        Start.LATEST: 1,
        Start.ALL: 1,
    }
    facts = StartFacts(office.called.id, -1, "hợp nhất")
    with pytest.raises(RuleBroken, match="odd_credit"):
        service.choose_start(session, ha, office.series.id, facts, NOW)
    service.choose_start(
        session, ha, office.series.id, StartFacts(office.called.id, 4, "hợp nhất"), NOW
    )

    assert counts(session, office)["CL"] == 5
    row = next(
        row
        for row in books.ledger_of(session, office.series, NOW).rows
        if row.unit_id == office.called.id
    )
    assert (row.start, row.credit) == (Start.CHOSEN, 4)

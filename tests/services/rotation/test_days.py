from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.services import meeting as meetings
from planner.services.rotation import days as service
from planner.services.rotation import flag, reports
from planner.services.rotation.days import DayFacts
from planner.services.rotation.flag import HandoverFacts
from planner.services.rotation.reports import ReportFacts
from planner.store import audit
from planner.store import rotation as kept
from planner.store import series as all_series
from planner.store.meeting import Meeting
from planner.store.notice import OutboxMessage
from tests.factories import NOW, Office, at, who

DAY = DayFacts("sáng 14/5", place="Nhà văn hoá huyện", note="đã báo cáo cấp uỷ")


def propose(session: Session, office: Office, facts: DayFacts = DAY) -> None:
    service.propose_day(session, who(session, office.minh), office.meeting.id, facts, NOW)


def told(session: Session, address: str) -> list[str]:
    rows = session.query(OutboxMessage).filter_by(kind="host", address=address)
    return [what for row in rows for what in row.parts["what"]]


def states(session: Session, office: Office) -> list[str]:
    return [row.state for row in kept.proposals_of(session, office.meeting.id)]


def test_the_host_proposes_and_the_convenor_is_told(session: Session, office: Office) -> None:
    propose(session, office)

    assert states(session, office) == ["waiting"]
    assert told(session, office.ha.email) == ["day_proposed"]


def test_a_later_proposal_takes_the_place_of_the_waiting_one(
    session: Session, office: Office
) -> None:
    propose(session, office)
    propose(session, office, replace(DAY, words="chiều 15/5"))

    assert states(session, office) == ["waiting", "replaced"]


def test_the_convenor_fixes_the_day_and_the_host_is_told(session: Session, office: Office) -> None:
    propose(session, office)

    booked = service.accept_day(session, who(session, office.ha), office.meeting.id, NOW)

    start = booked.meeting.starts_at
    assert start is not None
    assert start == at("07:30", 5) + timedelta(days=129)
    assert (booked.meeting.date_sure, booked.meeting.place) == (True, "Nhà văn hoá huyện")
    assert states(session, office) == ["accepted"]
    assert told(session, office.minh.email)
    assert [one.action for one in audit.history_of(session, office.meeting)][:1] == ["accept_day"]


def test_a_day_that_is_not_taken_says_why(session: Session, office: Office) -> None:
    propose(session, office)
    ha = who(session, office.ha)

    with pytest.raises(RuleBroken, match="no_reason"):
        service.decline_day(session, ha, office.meeting.id, " ", NOW)
    service.decline_day(session, ha, office.meeting.id, "trùng hội nghị tỉnh", NOW)

    row = kept.proposals_of(session, office.meeting.id)[0]
    assert (row.state, row.answer) == ("declined", "trùng hội nghị tỉnh")
    assert told(session, office.minh.email) == ["day_declined"]
    with pytest.raises(RuleBroken, match="no_proposal"):
        service.accept_day(session, ha, office.meeting.id, NOW)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (replace(DAY, words=""), "rotation.proposal_without_day"),
        (replace(DAY, words="tháng 5"), "rotation.proposal_without_day"),
        (replace(DAY, words="hôm nào đó"), "meeting.time_not_understood"),
        (replace(DAY, words="sáng 1/1/2026"), "rotation.proposal_past"),
        (replace(DAY, hall_id=10**8), "venue.no_such_hall"),
        (replace(DAY, note="x" * 201), "rotation.words_too_long"),
    ],
)
def test_odd_proposals_are_refused(
    session: Session, office: Office, facts: DayFacts, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        propose(session, office, facts)

    assert refused.value.code == code


def test_only_the_host_proposes_and_only_the_convenor_answers(
    session: Session, office: Office
) -> None:
    for account in (office.ha, office.tuan):
        with pytest.raises(NotFound):
            service.propose_day(session, who(session, account), office.meeting.id, DAY, NOW)
    propose(session, office)
    for account in (office.minh, office.tuan):
        with pytest.raises(NotFound):
            service.accept_day(session, who(session, account), office.meeting.id, NOW)


def test_nothing_is_proposed_for_a_meeting_that_was_called_off(
    session: Session, office: Office
) -> None:
    ha = who(session, office.ha)
    meetings.cancel(session, ha, office.meeting.id, reason="bão", now=NOW)

    with pytest.raises(RuleBroken, match="meeting_is_over"):
        propose(session, office)


def test_the_flag_goes_on_at_a_session(session: Session, office: Office) -> None:
    later = NOW + timedelta(days=10)
    facts = HandoverFacts(at("11:00").date(), office.called.id, office.host.id, office.meeting.id)
    ha = who(session, office.ha)

    row = flag.hand_over(session, ha, office.series.id, facts, later)

    assert (row.from_id, row.to_id, row.meeting_id) == (
        office.called.id,
        office.host.id,
        office.meeting.id,
    )
    with pytest.raises(RuleBroken, match="flag_not_the_last"):
        flag.take_back(session, ha, office.series.id, office.handover.id, later)
    flag.take_back(session, ha, office.series.id, row.id, later)
    assert len(kept.handovers_of(session, office.province.id)) == 1


@pytest.mark.parametrize(
    ("giver", "taker", "code"),
    [
        ("host", "other", "rotation.flag_is_elsewhere"),
        ("called", "called", "rotation.flag_to_itself"),
        ("called", "stranger", "series.not_of_the_convenor"),
    ],
)
def test_the_flag_goes_only_from_its_holder_to_units_of_the_convenor(
    session: Session, office: Office, giver: str, taker: str, code: str
) -> None:
    units = {name: getattr(office, name).id for name in (giver, taker)}
    facts = HandoverFacts(NOW.date(), units[giver], units[taker])

    with pytest.raises(RuleBroken) as refused:
        flag.hand_over(session, who(session, office.ha), office.series.id, facts, NOW)

    assert refused.value.code == code


def test_no_flag_is_handed_over_at_a_session_that_has_not_begun(
    session: Session, office: Office
) -> None:
    facts = HandoverFacts(NOW.date(), office.called.id, office.host.id, office.meeting.id)

    with pytest.raises(RuleBroken, match="flag_not_yet"):
        flag.hand_over(session, who(session, office.ha), office.series.id, facts, NOW)


def test_the_taker_is_not_known_after_the_last_session(session: Session, office: Office) -> None:
    ha = who(session, office.ha)
    turn = all_series.get_turn(session, office.series, office.meeting.id)

    assert flag.taker_after(session, ha, office.series, turn) is None


def test_a_report_and_a_conclusion_are_kept_with_the_session(
    session: Session, office: Office
) -> None:
    ha = who(session, office.ha)
    facts = ReportFacts("Báo cáo 12-BC/ĐTN", "https://example.vn/bc12", "Nhân rộng.")

    reports.write_report(session, ha, office.series.id, office.meeting.id, facts, NOW)

    row = kept.report_of(session, office.meeting.id)
    assert row is not None
    assert (row.report, row.report_url, row.conclusion) == (
        facts.report,
        facts.report_url,
        facts.conclusion,
    )
    changed = session.get(Meeting, office.meeting.id)
    assert changed is not None
    assert audit.history_of(session, changed)[0].action == "write_report"


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        (ReportFacts(report_url="javascript:alert(1)"), "rotation.link_malformed"),
        (ReportFacts(report_url="http://[::1"), "rotation.link_malformed"),
        (ReportFacts(conclusion="x" * 2001), "rotation.words_too_long"),
    ],
)
def test_odd_reports_are_refused(
    session: Session, office: Office, facts: ReportFacts, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        reports.write_report(
            session, who(session, office.ha), office.series.id, office.meeting.id, facts, NOW
        )

    assert refused.value.code == code

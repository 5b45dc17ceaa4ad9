"""What a unit does about what it owes."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from planner.domain.campaign import DutyFacts, DutyState, state_of
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.meeting import When
from planner.domain.rights import KEEPER, Action, Role
from planner.domain.timespan import DateWindow, DayPart
from planner.services import campaign as service
from planner.services import meeting as meetings
from planner.services.campaign import OwnMeeting
from planner.store import audit
from planner.store import campaign as kept
from planner.store.campaign import Campaign, Duty
from tests.factories import NOW, Office, make_account, make_meeting, who
from tests.services.campaign.sample import DISTRICTS, FACTS, duty_of, ordered

APRIL = date(2026, 4, 16)
THEN = NOW + timedelta(days=150)  # the first of June
TODAY = date(2026, 6, 1)
DUE: dict[str, Any] = {"meeting_by": date(2026, 4, 30), "report_by": date(2026, 5, 4)}


@pytest.fixture
def row(session: Session, office: Office) -> Campaign:
    return ordered(session, office, DISTRICTS, facts=replace(FACTS, is_merge_allowed=True))


@pytest.fixture
def strict(session: Session, office: Office) -> Duty:
    """Of a campaign in which nothing is merged."""
    facts = replace(FACTS, code="RIENG-2026")
    return duty_of(session, ordered(session, office, DISTRICTS, facts=facts), office.host)


@pytest.fixture
def duty(session: Session, office: Office, row: Campaign) -> Duty:
    return duty_of(session, row, office.host)


def told(session: Session, duty: Duty) -> DutyFacts:
    """What its state is worked out from, read anew."""
    return kept.facts_of(_read(session, duty))


def test_a_unit_says_on_which_day_it_will_meet(session: Session, duty: Duty) -> None:
    service.plan_day(session, KEEPER, duty.id, APRIL, NOW)

    assert told(session, duty) == DutyFacts(**DUE, days=DateWindow(APRIL, APRIL))


def test_a_unit_says_that_it_has_met(session: Session, duty: Duty) -> None:
    service.record_held(session, KEEPER, duty.id, APRIL, THEN)

    assert told(session, duty) == DutyFacts(**DUE, days=DateWindow(APRIL, APRIL), held_on=APRIL)


def test_nobody_has_met_tomorrow(session: Session, duty: Duty) -> None:
    with pytest.raises(RuleBroken) as refused:
        service.record_held(session, KEEPER, duty.id, date(2026, 1, 3), NOW)

    assert (refused.value.code, refused.value.field) == ("campaign.day_ahead", "day")


def test_a_unit_books_its_own_meeting(session: Session, office: Office, duty: Duty) -> None:
    own = OwnMeeting(when=When.session(APRIL, DayPart.MORNING), place="Hội trường", headcount=80)

    booked = service.book_meeting(session, KEEPER, duty.id, own, uid="m@example.vn", now=NOW)

    meeting = booked.meeting
    assert (meeting.title, meeting.kind, meeting.convenor_id, meeting.host_id) == (
        "Sơ kết giữa nhiệm kỳ, Huyện đoàn Cầu Ngang",
        "conference",
        office.host.id,
        office.host.id,
    )
    assert (meeting.place, meeting.headcount) == ("Hội trường", 80)
    assert told(session, duty) == DutyFacts(**DUE, days=DateWindow(APRIL, APRIL))


def test_the_meeting_itself_says_when_it_was_held(session: Session, duty: Duty) -> None:
    own = OwnMeeting(when=When.session(APRIL, DayPart.MORNING))
    booked = service.book_meeting(session, KEEPER, duty.id, own, uid="m@example.vn", now=NOW)
    meetings.confirm(session, KEEPER, booked.meeting.id, NOW)
    meetings.mark_held(session, KEEPER, booked.meeting.id, THEN)

    assert told(session, duty).held_on == APRIL


def test_a_meeting_that_was_put_off_has_no_day(session: Session, duty: Duty) -> None:
    own = OwnMeeting(when=When.session(APRIL, DayPart.MORNING))
    booked = service.book_meeting(session, KEEPER, duty.id, own, uid="m@example.vn", now=NOW)
    meetings.postpone(session, KEEPER, booked.meeting.id, reason="dịch bệnh", now=NOW)

    assert told(session, duty) == DutyFacts(**DUE)
    service.plan_day(session, KEEPER, duty.id, APRIL, NOW)  # its day may be told again


def test_one_meeting_at_a_time(session: Session, duty: Duty) -> None:
    own = OwnMeeting(when=When.session(APRIL, DayPart.MORNING))
    booked = service.book_meeting(session, KEEPER, duty.id, own, uid="m@example.vn", now=NOW)

    for again in (
        lambda: service.book_meeting(session, KEEPER, duty.id, own, uid="n@example.vn", now=NOW),
        lambda: service.plan_day(session, KEEPER, duty.id, APRIL, NOW),
    ):
        with pytest.raises(RuleBroken) as refused:
            again()
        assert (refused.value.code, refused.value.details) == (
            "campaign.has_meeting",
            {"meeting": booked.meeting.code},
        )


def test_a_duty_is_met_by_another_meeting(session: Session, office: Office, duty: Duty) -> None:
    service.link_meeting(session, KEEPER, duty.id, "GB-2026-1", merged=True, now=NOW)

    read = _read(session, duty)
    assert (read.meeting_id, read.is_merged) == (office.meeting.id, True)
    assert told(session, duty).days == DateWindow(date(2026, 1, 5), date(2026, 1, 5))


def test_a_duty_is_met_by_a_meeting_that_is_only_told_of(session: Session, duty: Duty) -> None:
    words = "hội nghị Ban Chấp hành quý I"

    service.merge_elsewhere(session, KEEPER, duty.id, words, APRIL, THEN)

    read = _read(session, duty)
    assert (read.merged_words, read.is_merged, read.held_on) == (words, True, APRIL)


def test_what_must_be_held_alone_is_not_merged(session: Session, strict: Duty) -> None:
    with pytest.raises(RuleBroken, match=r"campaign\.no_merging"):
        service.merge_elsewhere(session, KEEPER, strict.id, "tổng kết", APRIL, NOW)
    with pytest.raises(RuleBroken, match=r"campaign\.no_merging"):
        service.link_meeting(session, KEEPER, strict.id, "GB-2026-1", merged=True, now=NOW)


def test_a_meeting_that_nobody_knows_fulfils_nothing(
    session: Session, office: Office, duty: Duty
) -> None:
    make_meeting(session, office.province, code="HN-9", status="cancelled")

    for code, refusal in (("HN-404", "no_such_meeting"), ("HN-9", "meeting_is_off")):
        with pytest.raises(RuleBroken) as refused:
            service.link_meeting(session, KEEPER, duty.id, code, merged=False, now=NOW)
        assert (refused.value.code, refused.value.field) == (f"campaign.{refusal}", "meeting")
    with pytest.raises(RuleBroken, match=r"campaign\.merged_into_what"):
        service.merge_elsewhere(session, KEEPER, duty.id, " ", APRIL, NOW)


def test_a_foreign_meeting_is_not_there(session: Session, office: Office, duty: Duty) -> None:
    make_meeting(session, office.stranger, code="HN-TH")
    minh = who(session, make_account(session, Role.ORGANISER, office.host, "Minh"))

    with pytest.raises(RuleBroken, match=r"campaign\.no_such_meeting"):
        service.link_meeting(session, minh, duty.id, "HN-TH", merged=False, now=NOW)


def test_what_is_known_of_the_meeting_is_forgotten(
    session: Session, office: Office, duty: Duty
) -> None:
    service.link_meeting(session, KEEPER, duty.id, "GB-2026-1", merged=False, now=NOW)

    service.forget_meeting(session, KEEPER, duty.id, NOW)

    assert told(session, duty) == DutyFacts(**DUE)
    assert office.meeting.status == "confirmed"  # the meeting itself stays


def test_a_report_comes_goes_back_and_comes_again(session: Session, duty: Duty) -> None:
    came, again = date(2026, 5, 2), date(2026, 5, 8)
    service.record_held(session, KEEPER, duty.id, APRIL, THEN)
    service.record_report(session, KEEPER, duty.id, came, "31-BC/ĐTN", THEN)
    states = [state_of(told(session, duty), TODAY)]

    service.return_report(session, KEEPER, duty.id, "thiếu phụ lục", THEN)
    states.append(state_of(told(session, duty), TODAY))
    service.record_report(session, KEEPER, duty.id, again, "", THEN)
    states.append(state_of(told(session, duty), TODAY))

    assert states == [DutyState.REPORTED, DutyState.OVERDUE, DutyState.REPORTED]
    read = _read(session, duty)
    assert (read.received_on, read.received_by, read.returned_on, read.return_reason) == (
        again,
        KEEPER.name,
        None,
        "",
    )


def test_only_a_report_that_came_goes_back(session: Session, duty: Duty) -> None:
    with pytest.raises(RuleBroken, match=r"campaign\.no_report"):
        service.return_report(session, KEEPER, duty.id, "thiếu", NOW)


@pytest.mark.parametrize(
    ("day", "link", "code"),
    [
        (date(2026, 1, 3), "", "campaign.day_ahead"),
        (date(2026, 1, 1), "javascript:alert(1)", "campaign.odd_link"),
    ],
)
def test_an_odd_report_is_refused(
    session: Session, duty: Duty, day: date, link: str, code: str
) -> None:
    with pytest.raises(RuleBroken, match=code.replace(".", r"\.")):
        service.record_report(session, KEEPER, duty.id, day, link, NOW)


def test_one_unit_is_exempt_by_hand_whatever_is_derived(
    session: Session, row: Campaign, duty: Duty
) -> None:
    service.exempt_unit(session, KEEPER, duty.id, "đang sáp nhập", owes_report=True, now=NOW)
    service.derive_duties(session, KEEPER, row.id, NOW)

    read = _read(session, duty)
    assert (read.owes_meeting, read.owes_report, read.exempt_reason) == (
        False,
        True,
        "đang sáp nhập",
    )
    with pytest.raises(RuleBroken, match=r"campaign\.owes_no_meeting"):
        service.plan_day(session, KEEPER, duty.id, APRIL, NOW)

    service.include_unit(session, KEEPER, duty.id, NOW)

    assert (duty.owes_meeting, duty.owes_report, duty.is_exempt) == (True, True, False)


def test_who_owes_no_report_sends_none(session: Session, duty: Duty) -> None:
    service.exempt_unit(session, KEEPER, duty.id, "sáp nhập", owes_report=False, now=NOW)

    with pytest.raises(RuleBroken, match=r"campaign\.owes_no_report"):
        service.record_report(session, KEEPER, duty.id, date(2026, 1, 1), "", NOW)


def test_each_answer_is_a_new_version_with_its_record(session: Session, duty: Duty) -> None:
    service.plan_day(session, KEEPER, duty.id, APRIL, NOW)
    service.plan_day(session, KEEPER, duty.id, APRIL, THEN)  # nothing new
    service.set_limit(session, KEEPER, duty.id, date(2026, 6, 1), THEN)

    assert (duty.sequence, duty.changed_at) == (2, THEN)
    found = [(entry.action, entry.changes) for entry in audit.history_of(session, duty)]
    assert found == [
        ("limit_duty", {"limit_on": [None, "2026-06-01"]}),
        ("plan_duty", {"planned_on": [None, "2026-04-16"]}),
    ]


def test_a_unit_answers_for_itself_alone(
    session: Session, office: Office, row: Campaign, duty: Duty
) -> None:
    minh = who(session, office.minh)
    other = duty_of(session, row, office.called)

    service.plan_day(session, minh, duty.id, APRIL, NOW)

    assert told(session, duty).days == DateWindow(APRIL, APRIL)
    with pytest.raises(NotFound):
        service.plan_day(session, minh, other.id, APRIL, NOW)
    with pytest.raises(NotFound):
        service.return_report(session, minh, duty.id, "thiếu", NOW)
    with pytest.raises(NotFound):
        service.exempt_unit(session, minh, duty.id, "bận", owes_report=False, now=NOW)


def test_who_stands_above_answers_for_it_too(session: Session, office: Office, duty: Duty) -> None:
    service.plan_day(session, who(session, office.ha), duty.id, APRIL, NOW)

    assert told(session, duty).days == DateWindow(APRIL, APRIL)


def test_strangers_find_nothing(session: Session, office: Office, duty: Duty) -> None:
    with pytest.raises(NotFound):
        service.plan_day(session, who(session, office.tuan), duty.id, APRIL, NOW)


def _read(session: Session, duty: Duty) -> Duty:
    session.flush()
    session.expire_all()
    return kept.get_duty(session, KEEPER, Action.SEE_DUTY, duty.id)

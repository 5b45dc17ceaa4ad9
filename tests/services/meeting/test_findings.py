from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from planner.domain.errors import Finding
from planner.domain.meeting import Status, When
from planner.domain.rights import Viewer
from planner.services import meeting as service
from planner.services.meeting import Booked
from planner.store.meeting import Holiday, Meeting
from tests.factories import (
    NOW,
    Office,
    keep,
    make_delegate,
    make_hall,
    make_meeting,
    make_person,
)
from tests.services.meeting.sample import LATER, draft_of


def test_too_small_a_hall_leads_to_halls_that_are_big_enough_and_free(
    session: Session, office: Office, ha: Viewer
) -> None:
    roomy = make_hall(session, office.venue, "HT-B", 200)
    make_hall(session, office.venue, "HT-C", 90)

    made = service.book(
        session, ha, replace(draft_of(office), headcount=150), uid="2@example.vn", now=NOW
    )

    assert made.findings == [
        Finding(
            "venue.too_small",
            "hall_id",
            {
                "hall": "Hội trường HT-A",
                "capacity": 100,
                "headcount": 150,
                "halls": "Hội trường HT-B (200)",
                "hall_ids": {"Hội trường HT-B (200)": roomy.id},
            },
        )
    ]


def test_holidays_are_pointed_out(session: Session, office: Office, ha: Viewer) -> None:
    keep(session, Holiday(day=date(2026, 1, 5), name="Ngày hội"))

    made = service.book(session, ha, draft_of(office), uid="2@example.vn", now=NOW)

    details = {"day": "05/01/2026", "workday": "06/01/2026", "name": "Ngày hội"}
    assert made.findings == [Finding("meeting.on_holiday", "starts_at", details)]


def test_chot_without_a_day_is_pointed_out(session: Session, office: Office, ha: Viewer) -> None:
    draft = replace(
        draft_of(office),
        hall_id=None,
        status=Status.CONFIRMED,
        when=When.awaited("Thường trực Tỉnh ủy"),
    )

    made = service.book(session, ha, draft, uid="2@example.vn", now=NOW)

    assert made.findings == [Finding("meeting.confirmed_without_day", "starts_at")]
    assert not made.meeting.date_sure


def called_to_both(session: Session, office: Office, first: Meeting, second: Meeting) -> None:
    for name in ("Lê Ngọc Lan", "Trần Quang Minh"):
        person = make_person(session, name)
        for meeting in (first, second):
            make_delegate(session, meeting, office.called, name).person_id = person.id
    session.flush()


def test_a_person_in_two_places_is_pointed_out(
    session: Session, office: Office, ha: Viewer, booked: Meeting
) -> None:
    called_to_both(session, office, booked, office.meeting)

    details = {"count": 2, "names": "Lê Ngọc Lan, Trần Quang Minh", "code": "GB-2026-1"}
    assert service.findings_of(session, ha, booked, NOW) == [
        Finding("meeting.person_twice", "starts_at", details)
    ]


def test_a_meeting_out_of_sight_stays_nameless(
    session: Session, office: Office, ha: Viewer, booked: Meeting
) -> None:
    foreign = make_meeting(session, office.stranger, code="KIN")
    person = make_person(session, "Lê Ngọc Lan")
    for meeting in (foreign, booked):
        unit = office.stranger if meeting is foreign else office.called
        make_delegate(session, meeting, unit).person_id = person.id
    session.flush()

    assert service.findings_of(session, ha, booked, NOW) == [
        Finding("meeting.person_twice_elsewhere", "starts_at", {"count": 1, "names": "Lê Ngọc Lan"})
    ]


def test_a_host_of_two_meetings_at_once_is_pointed_out(
    session: Session, office: Office, ha: Viewer
) -> None:
    draft = replace(draft_of(office), host_id=office.host.id)

    made = service.book(session, ha, draft, uid="2@example.vn", now=NOW)

    details = {"count": 1, "names": "Huyện đoàn Cầu Ngang", "code": "GB-2026-1"}
    assert made.findings == [Finding("meeting.host_twice", "host_id", details)]


def test_a_meeting_that_is_off_has_nothing_to_look_at(
    session: Session, office: Office, ha: Viewer, booked: Meeting
) -> None:
    called_to_both(session, office, booked, office.meeting)

    off = service.cancel(session, ha, booked.id, reason="thôi", now=LATER)

    assert off == Booked(booked, [])


def test_a_touched_meeting_is_fetched_anew(session: Session, booked: Meeting) -> None:
    service.touch(session, [booked.id], LATER)

    session.refresh(booked)
    assert (booked.changed_at, booked.sequence) == (LATER, 0)

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import Finding, NotFound, RuleBroken
from planner.domain.meeting import Settled, Status, When
from planner.domain.rights import Action, Role, Viewer
from planner.domain.timespan import DateWindow, TimeSpan
from planner.services import meeting as service
from planner.services.meeting import MeetingChanges
from planner.store import audit
from planner.store import meeting as meetings
from planner.store.base import LAST_ID
from planner.store.meeting import Meeting
from planner.store.topic import Topic
from planner.store.venue import HallHold
from tests.factories import (
    NOW,
    Office,
    keep,
    make_account,
    make_hall,
    span,
    who,
)
from tests.services.meeting.sample import AFTERNOON, LATER, MORNING, draft_of


def holds(session: Session) -> list[tuple[int, int, TimeSpan]]:
    rows = session.query(HallHold).order_by(HallHold.hall_id, HallHold.starts_at)
    return [(row.hall_id, row.meeting_id, row.span) for row in rows]


def written(session: Session, meeting: Meeting) -> list[tuple[str, dict[str, object]]]:
    return [(entry.action, entry.changes) for entry in audit.history_of(session, meeting)]


def test_a_booking_is_kept_with_its_hall(session: Session, office: Office, booked: Meeting) -> None:
    assert (booked.code, booked.title, booked.status, booked.sequence) == (
        "HN-2026-001",
        "Hội nghị tổng kết",
        "tentative",
        0,
    )
    assert booked.search_key == "hoi nghi tong ket hn 2026 001"
    assert (booked.uid, booked.created_at, booked.changed_at) == ("1@example.vn", NOW, NOW)
    assert holds(session) == [(office.hall.id, booked.id, span("08:00", "10:00"))]


def test_a_booking_is_written_down_in_readable_words(session: Session, booked: Meeting) -> None:
    assert written(session, booked) == [
        (
            "book_meeting",
            {
                "title": [None, "Hội nghị tổng kết"],
                "kind": [None, "conference"],
                "convenor": [None, "TINH"],
                "host": [None, "CL"],
                "hall": [None, "HT-A"],
                "precision": [None, "minute"],
                "start": [None, "2026-01-05T08:00:00+07:00"],
                "end": [None, "2026-01-05T10:00:00+07:00"],
                "date_sure": [None, False],
                "venue_sure": [None, False],
                "headcount_sure": [None, False],
                "status": [None, "tentative"],
            },
        )
    ]


def test_a_confirmed_booking_is_sure_of_its_date(
    session: Session, office: Office, ha: Viewer
) -> None:
    draft = replace(draft_of(office), status=Status.CONFIRMED)

    made = service.book(session, ha, draft, uid="2@example.vn", now=NOW).meeting

    assert (made.status, made.date_sure, made.venue_sure) == ("confirmed", True, False)


def test_every_value_comes_back_from_the_database(
    session: Session, office: Office, ha: Viewer
) -> None:
    topic = keep(session, Topic(title="Khởi nghiệp", search_key="khoi nghiep"))
    when = When.deadline(date(2026, 6, 5), strict=True, words="trước 5/6")
    draft = replace(
        draft_of(office),
        when=when,
        topic_id=topic.id,
        standing_office_id=office.bureau.id,
        place="Sân vận động",
        headcount=120,
        headcount_sure=True,
        venue_sure=True,
        code="LARGE",
    )

    made = service.book(session, ha, draft, uid="2@example.vn", now=NOW).meeting
    session.expire_all()

    again = meetings.get(session, ha, Action.SEE_MEETING, made.id)
    assert (again.when, again.topic, again.standing_office) == (when, topic, office.bureau)
    assert (again.place, again.headcount, again.code) == ("Sân vận động", 120, "LARGE")
    assert (again.date_sure, again.venue_sure, again.headcount_sure) == (False, True, True)


def test_a_taken_hall_is_refused_with_who_holds_it_and_what_is_free(
    session: Session, office: Office, ha: Viewer, booked: Meeting
) -> None:
    make_hall(session, office.venue, "HT-B", 90)
    make_hall(session, office.venue, "HT-C", 150)
    draft = replace(draft_of(office), headcount=100)

    with pytest.raises(RuleBroken) as caught:
        service.book(session, ha, draft, uid="2@example.vn", now=NOW)

    details = caught.value.details
    assert (caught.value.code, caught.value.field) == ("venue.hall_taken", "hall_id")
    assert (details["held_code"], details["held_title"]) == ("HN-2026-001", "Hội nghị tổng kết")
    offers = details["offers"]
    assert isinstance(offers, list)
    assert [(offer.hall.code, offer.span) for offer in offers] == [
        ("HT-A", span("13:30", "15:30")),
        ("HT-A", span("07:30", "09:30", day=6)),
        ("HT-A", span("09:30", "11:30", day=6)),  # the Friday before is a day off that year
        ("HT-C", span("08:00", "10:00")),
    ]
    assert details["free"] == "; ".join(map(str, offers))


def test_a_hall_is_held_for_exact_hours_only(session: Session, office: Office, ha: Viewer) -> None:
    window = DateWindow(date(2026, 1, 5), date(2026, 1, 9))
    draft = replace(draft_of(office), when=When.within(window))

    made = service.book(session, ha, draft, uid="2@example.vn", now=NOW)

    assert holds(session) == []
    assert made.findings == [Finding("venue.not_held", "hall_id", {"hall": "Hội trường HT-A"})]


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"title": " "}, "meeting.no_title", "title"),
        ({"host_id": LAST_ID}, "meeting.no_such_unit", "host_id"),
        ({"standing_office_id": LAST_ID}, "meeting.no_such_unit", "standing_office_id"),
        ({"hall_id": LAST_ID}, "venue.no_such_hall", "hall_id"),
        ({"topic_id": LAST_ID}, "meeting.no_such_topic", "topic_id"),
        ({"headcount": 0}, "meeting.odd_headcount", "headcount"),
        ({"code": "GB-2026-1"}, "meeting.code_taken", "code"),
        ({"code": "mã"}, "meeting.code_malformed", "code"),
        ({"status": Status.HELD}, "meeting.cannot_start_as", "status"),
    ],
)
def test_a_wrong_draft_is_refused_at_its_field(
    session: Session, office: Office, ha: Viewer, wrong: dict[str, object], code: str, field: str
) -> None:
    draft = replace(draft_of(office), **wrong)  # type: ignore[arg-type]  # wrong on purpose

    with pytest.raises(RuleBroken) as caught:
        service.book(session, ha, draft, uid="2@example.vn", now=NOW)

    assert (caught.value.code, caught.value.field) == (code, field)


def test_a_unit_out_of_reach_convenes_nothing(session: Session, office: Office) -> None:
    tuan = who(session, office.tuan)

    with pytest.raises(NotFound):
        service.book(session, tuan, draft_of(office), uid="2@example.vn", now=NOW)


def test_only_organisers_book(session: Session, office: Office) -> None:
    lan = who(session, make_account(session, Role.UNIT, office.province))

    with pytest.raises(NotFound):
        service.book(session, lan, draft_of(office), uid="2@example.vn", now=NOW)


def test_a_change_writes_what_differs_and_counts_what_moves(
    session: Session, ha: Viewer, booked: Meeting
) -> None:
    changes = MeetingChanges(title="Tổng kết", when=AFTERNOON)

    service.change(session, ha, booked.id, changes, LATER)

    assert (booked.sequence, booked.changed_at) == (1, LATER)
    assert booked.search_key == "tong ket hn 2026 001"
    assert written(session, booked)[0] == (
        "change_meeting",
        {
            "title": ["Hội nghị tổng kết", "Tổng kết"],
            "precision": ["minute", "session"],
            "start": ["2026-01-05T08:00:00+07:00", "2026-01-05T13:30:00+07:00"],
            "end": ["2026-01-05T10:00:00+07:00", "2026-01-05T17:00:00+07:00"],
            "part": [None, "chiều"],
        },
    )


def test_a_new_title_does_not_move_a_meeting(session: Session, ha: Viewer, booked: Meeting) -> None:
    service.change(session, ha, booked.id, {"title": "Tổng kết"}, LATER)

    assert (booked.sequence, booked.changed_at) == (0, LATER)


def test_a_change_that_changes_nothing_leaves_no_trace(
    session: Session, ha: Viewer, booked: Meeting
) -> None:
    service.change(session, ha, booked.id, {"title": booked.title, "when": MORNING}, LATER)

    assert booked.changed_at == NOW
    assert len(written(session, booked)) == 1


def test_a_new_time_moves_the_hold_even_onto_itself(
    session: Session, office: Office, ha: Viewer, booked: Meeting
) -> None:
    when = When.exact(span("09:00", "11:00"))

    service.change(session, ha, booked.id, {"when": when}, LATER)

    assert holds(session) == [(office.hall.id, booked.id, span("09:00", "11:00"))]


def test_another_hall_frees_the_first(
    session: Session, office: Office, ha: Viewer, booked: Meeting
) -> None:
    other = make_hall(session, office.venue, "HT-B")

    service.change(session, ha, booked.id, {"hall_id": other.id}, LATER)
    assert holds(session) == [(other.id, booked.id, span("08:00", "10:00"))]

    service.change(session, ha, booked.id, {"hall_id": None}, LATER)
    assert (holds(session), booked.hall_id, booked.sequence) == ([], None, 2)


def test_hoan_and_huy_free_the_hall_for_others(
    session: Session, office: Office, ha: Viewer, booked: Meeting
) -> None:
    service.postpone(session, ha, booked.id, reason="bão số 3", now=LATER)

    assert (booked.status, booked.status_reason, booked.sequence) == ("postponed", "bão số 3", 1)
    assert booked.span == span("08:00", "10:00")
    second = service.book(session, ha, draft_of(office), uid="2@example.vn", now=NOW).meeting
    service.cancel(session, ha, second.id, reason="thôi", now=LATER)
    assert (second.status, holds(session)) == ("cancelled", [])
    assert written(session, second)[0] == (
        "cancel_meeting",
        {"status": ["tentative", "cancelled"], "reason": ["", "thôi"]},
    )


def test_a_postponed_meeting_takes_its_hall_again_at_its_new_time(
    session: Session, office: Office, ha: Viewer, booked: Meeting
) -> None:
    service.postpone(session, ha, booked.id, reason="bão số 3", now=LATER)

    service.change(session, ha, booked.id, {"when": AFTERNOON}, LATER)

    assert (booked.status, booked.date_sure) == ("tentative", False)
    assert holds(session) == [(office.hall.id, booked.id, span("13:30", "17:00"))]


def test_a_meeting_postponed_to_a_known_day_is_tentative_there(
    session: Session, office: Office, ha: Viewer, booked: Meeting
) -> None:
    service.confirm(session, ha, booked.id, LATER)

    service.postpone(session, ha, booked.id, reason="bão số 3", now=LATER, when=AFTERNOON)

    assert (booked.status, booked.status_reason, booked.date_sure) == (
        "tentative",
        "bão số 3",
        False,
    )
    assert holds(session) == [(office.hall.id, booked.id, span("13:30", "17:00"))]


def test_a_cancelled_meeting_comes_back_only_where_its_hall_is_still_free(
    session: Session, office: Office, ha: Viewer, booked: Meeting
) -> None:
    service.cancel(session, ha, booked.id, reason="thôi", now=LATER)
    service.book(session, ha, draft_of(office), uid="2@example.vn", now=NOW)
    back = MeetingChanges(status=Status.TENTATIVE, reason="nhầm")

    with pytest.raises(RuleBroken) as caught:
        service.change(session, ha, booked.id, back, LATER)

    assert (caught.value.code, caught.value.details["held_code"]) == (
        "venue.hall_taken",
        "HN-2026-002",
    )


@pytest.mark.parametrize("when", [None, AFTERNOON])
def test_hoan_needs_a_reason(
    session: Session, ha: Viewer, booked: Meeting, when: When | None
) -> None:
    with pytest.raises(RuleBroken) as caught:
        service.postpone(session, ha, booked.id, reason=" ", now=LATER, when=when)
    assert (caught.value.code, caught.value.field) == ("meeting.no_reason", "reason")


def test_a_meeting_goes_from_tentative_to_held(
    session: Session, ha: Viewer, booked: Meeting
) -> None:
    service.confirm(session, ha, booked.id, LATER)
    assert (booked.status, booked.date_sure) == ("confirmed", True)

    with pytest.raises(RuleBroken) as caught:
        service.mark_held(session, ha, booked.id, LATER)
    assert caught.value.code == "meeting.not_begun"

    service.mark_held(session, ha, booked.id, NOW + timedelta(days=4))
    assert [action for action, _changes in written(session, booked)] == [
        "mark_meeting_held",
        "confirm_meeting",
        "book_meeting",
    ]


def test_what_is_there_is_settled(session: Session, ha: Viewer, booked: Meeting) -> None:
    for what in (Settled.DATE, Settled.VENUE):
        service.settle(session, ha, booked.id, what, LATER)

    assert (booked.date_sure, booked.venue_sure, booked.headcount_sure) == (True, True, False)
    with pytest.raises(RuleBroken) as caught:
        service.settle(session, ha, booked.id, Settled.HEADCOUNT, LATER)
    assert (caught.value.code, caught.value.field) == ("meeting.nothing_to_settle", "headcount")


@pytest.mark.parametrize("name", ["minh", "tuan"])
def test_who_may_not_change_a_meeting_does_not_find_it(
    session: Session, office: Office, booked: Meeting, name: str
) -> None:
    viewer = who(session, getattr(office, name))

    with pytest.raises(NotFound):
        service.change(session, viewer, booked.id, {"title": "x"}, LATER)
    with pytest.raises(NotFound):
        service.settle(session, viewer, booked.id, Settled.DATE, LATER)
    with pytest.raises(NotFound):
        service.cancel(session, viewer, booked.id, reason="x", now=LATER)


def test_a_meeting_is_not_handed_to_a_unit_out_of_reach(
    session: Session, office: Office, ha: Viewer, booked: Meeting
) -> None:
    with pytest.raises(NotFound):
        service.change(session, ha, booked.id, {"convenor_id": office.stranger.id}, LATER)


def test_a_meeting_that_moves_to_a_later_day_shuts_doors_opened_early(
    session: Session, ha: Viewer, booked: Meeting
) -> None:
    booked.opens_at = NOW

    service.change(session, ha, booked.id, {"when": AFTERNOON}, LATER)
    assert booked.opens_at == NOW

    service.postpone(session, ha, booked.id, reason="mưa bão", now=LATER)
    later = When.exact(span("08:00", "10:00", 8))
    service.change(session, ha, booked.id, {"when": later}, LATER)
    assert booked.opens_at is None

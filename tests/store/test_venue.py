"""The database keeps a hall for one at a time, whatever the rule has seen."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.timespan import TimeSpan
from planner.domain.venue import Holder
from planner.store import venue as venues
from planner.store.session import flush
from planner.store.venue import HallHold
from tests.factories import Office, at, keep, make_hall, make_meeting, make_venue, span
from tests.queries import counted


def hold(office: Office, start: str, end: str, day: int = 5) -> HallHold:
    hours = span(start, end, day)
    return HallHold(
        hall_id=office.hall.id,
        meeting_id=office.meeting.id,
        starts_at=hours.start,
        ends_at=hours.end,
    )


def test_holds_may_touch(session: Session, office: Office) -> None:
    keep(session, hold(office, "08:00", "09:00"))
    keep(session, hold(office, "09:00", "10:00"))


@pytest.mark.parametrize(
    ("start", "end"),
    [("08:30", "09:30"), ("07:30", "08:01"), ("08:15", "08:45"), ("07:00", "12:00")],
)
def test_the_database_refuses_an_overlap(
    session: Session, office: Office, start: str, end: str
) -> None:
    keep(session, hold(office, "08:00", "09:00"))

    with pytest.raises(IntegrityError, match="hall_hold_no_overlap"):
        keep(session, hold(office, start, end))


def test_the_database_refuses_a_move_into_an_overlap(session: Session, office: Office) -> None:
    keep(session, hold(office, "08:00", "09:00"))
    late = keep(session, hold(office, "09:00", "10:00"))

    late.starts_at = at("08:30")
    with pytest.raises(IntegrityError, match="hall_hold_no_overlap"):
        session.flush()


def test_the_database_refuses_an_empty_span(session: Session, office: Office) -> None:
    empty = hold(office, "08:00", "09:00")
    empty.ends_at = empty.starts_at

    with pytest.raises(IntegrityError, match="ends_after_start"):
        keep(session, empty)


def test_flush_answers_as_the_rule_would(session: Session, office: Office) -> None:
    keep(session, hold(office, "08:00", "09:00"))

    session.add(hold(office, "08:30", "09:30"))
    with pytest.raises(RuleBroken) as caught:
        flush(session)
    assert (caught.value.code, caught.value.field) == ("venue.hall_just_taken", "hall_id")


def test_holders_are_told_with_their_meeting(session: Session, office: Office) -> None:
    keep(session, hold(office, "08:00", "09:00"))
    keep(session, hold(office, "10:00", "11:00"))
    meeting, hall = office.meeting, office.hall

    found = venues.holders(session, hall.id, span("08:30", "10:00"), None)

    assert found == [Holder(meeting.code, meeting.title, span("08:00", "09:00"))]
    assert venues.holders(session, hall.id, span("08:30", "10:00"), meeting.id) == []


def test_what_is_held_around_is_near_in_this_hall_and_at_that_time_in_others(
    session: Session, office: Office
) -> None:
    other = make_hall(session, office.venue, "HT-B")
    foreign = make_meeting(session, office.province, code="KHAC")
    for hall, day, meeting in (
        (office.hall, 5, office.meeting),
        (office.hall, 9, foreign),
        (office.hall, 30, foreign),
        (other, 5, foreign),
        (other, 6, foreign),
    ):
        one = hold(office, "08:00", "09:00", day)
        one.hall_id, one.meeting_id = hall.id, meeting.id
        keep(session, one)
    asked, reach = span("08:30", "09:30"), timedelta(days=14)

    held = venues.held_around(session, office.hall.id, asked, reach, besides=office.meeting.id)

    assert held == {
        office.hall.id: [span("08:00", "09:00", day=9)],
        other.id: [span("08:00", "09:00")],
    }


def test_what_a_meeting_holds_is_found(session: Session, office: Office) -> None:
    assert venues.hold_of(session, office.meeting.id) is None

    kept = keep(session, hold(office, "08:00", "09:00"))

    assert venues.hold_of(session, office.meeting.id) is kept
    assert kept.span == TimeSpan(at("08:00"), at("09:00"))


def test_halls_are_found_by_size_and_by_code(session: Session, office: Office) -> None:
    small = make_hall(session, office.venue, "HT-S", 20)
    large = make_hall(session, office.venue, "HT-L", 400)

    sizes = venues.halls_of_size(session, 100)

    assert [size.code for size in sizes] == ["HT-A", "HT-L"]
    assert venues.find_hall_by_code(session, "HT-S") is small
    assert venues.find_hall_by_code(session, "HT-X") is None
    assert venues.get_hall(session, large.id) is large


def test_halls_come_by_venue_and_name_with_the_same_queries_for_many(
    session: Session, office: Office
) -> None:
    def look() -> tuple[list[str], int]:
        session.expunge_all()
        with counted(session) as sent:
            found = venues.halls(session)
            names = [f"{hall.venue.name} {hall.code} {hall.venue.unit.code}" for hall in found]
        return names, len(sent)

    one, queries = look()
    assert one == ["Nhà văn hoá HT-A TINH"]
    first = make_venue(session, office.province, "An Bình")
    for number in range(30):
        make_hall(session, first, f"P-{number:02}", name=f"Phòng {number:02}")

    many, queries_for_many = look()

    assert many == [f"An Bình P-{number:02} TINH" for number in range(30)] + one
    assert queries_for_many == queries

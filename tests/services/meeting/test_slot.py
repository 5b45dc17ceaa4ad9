from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.timespan import DateWindow, DayPart
from planner.services.meeting import slot as service
from planner.services.meeting.slot import Asked, Half
from tests.factories import (
    NOW,
    Office,
    keep,
    make_blackout,
    make_delegate,
    make_hall,
    make_meeting,
    span,
)

WEEK = DateWindow(date(2026, 1, 19), date(2026, 1, 25))  # Monday to Sunday


def seen(halves: list[Half]) -> list[tuple[int, str, str, int, int]]:
    return [
        (
            one.day.day,
            one.part.value,
            one.hall.code if one.hall else "",
            one.required_missing,
            one.optional_missing,
        )
        for one in halves
        if one.span is not None
    ]


def test_every_half_of_the_working_days_is_looked_at(session: Session, office: Office) -> None:
    found = service.find_slots(session, Asked(WEEK, None), NOW)

    assert len(found) == 10
    assert seen(found)[:2] == [(19, "sáng", "HT-A", 0, 0), (19, "chiều", "HT-A", 0, 0)]
    assert found[0].span == span("07:30", "11:30", 19)


def test_busy_units_and_people_are_counted(session: Session, office: Office) -> None:
    other = make_meeting(
        session, office.province, code="HN-1", when=span("08:00", "10:00", 21), title="Hội nghị"
    )
    row = make_delegate(session, other, office.called, "Trần Quang Minh")
    row.person_id = office.secretary.person_id
    session.merge(row)
    session.commit()
    asked = Asked(WEEK, None, people=[office.secretary.person_id], optional_units=[office.host.id])

    found = {(half.day.day, half.part): half for half in service.find_slots(session, asked, NOW)}

    missing = found[21, DayPart.MORNING]
    away = found[20, DayPart.AFTERNOON]  # the host is busy on the 20th
    assert (missing.required_missing, missing.optional_missing) == (1, 0)
    assert (away.required_missing, away.optional_missing) == (0, 1)
    best = service.best(list(found.values()), 2)
    assert seen(best) == [(19, "sáng", "HT-A", 0, 0), (19, "chiều", "HT-A", 0, 0)]


def test_the_smallest_free_hall_of_enough_seats_is_offered(
    session: Session, office: Office
) -> None:
    make_hall(session, office.venue, "HT-B", 60)
    asked = Asked(DateWindow(date(2026, 1, 19), date(2026, 1, 19)), 60, headcount=50)

    assert seen(service.find_slots(session, asked, NOW)) == [
        (19, "sáng", "HT-B", 0, 0),
        (19, "chiều", "HT-B", 0, 0),
    ]
    too_many = Asked(asked.window, 60, headcount=500)
    assert seen(service.find_slots(session, too_many, NOW)) == []


def test_a_whole_day_and_no_hall_may_be_asked_for(session: Session, office: Office) -> None:
    asked = Asked(WEEK, None, whole_day=True, needs_hall=False)

    found = service.find_slots(session, asked, NOW)

    assert [half.day.day for half in found] == [19, 20, 21, 22, 23]
    assert (found[0].span, found[0].hall) == (span("07:30", "17:00", 19), None)


def test_when_everybody_is_busy_nobody_comes(session: Session, office: Office) -> None:
    row = make_blackout(office.province, 19, "bầu cử")
    row.kind = "all"
    keep(session, row)
    asked = Asked(
        DateWindow(date(2026, 1, 19), date(2026, 1, 19)),
        None,
        units=[office.host.id],
        convenor_id=office.province.id,
    )

    assert [half.required_missing for half in service.find_slots(session, asked, NOW)] == [1, 1]


def test_what_is_past_is_not_offered(session: Session, office: Office) -> None:
    asked = Asked(DateWindow(date(2026, 1, 5), date(2026, 1, 5)), None)
    now = NOW + timedelta(days=3)  # eight o'clock, too late for the whole morning

    assert seen(service.find_slots(session, asked, now)) == [(5, "chiều", "HT-A", 0, 0)]


def test_a_window_of_months_is_refused(session: Session, office: Office) -> None:
    asked = Asked(DateWindow(date(2026, 1, 1), date(2026, 12, 31)), None)

    with pytest.raises(RuleBroken, match="window_too_long"):
        service.find_slots(session, asked, NOW)

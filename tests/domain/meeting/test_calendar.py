from datetime import date

from planner.domain.errors import Finding
from planner.domain.meeting import MarkedDay, When, findings_of_time, is_rest_day, rest_days
from planner.domain.timespan import DateWindow, DayPart
from tests.factories import span

TODAY = date(2026, 1, 2)
TET = {date(2026, 2, day): MarkedDay("Tết Nguyên đán", is_off=True) for day in range(16, 21)}


def found(when: When, marked: dict[date, MarkedDay] | None = None) -> list[Finding]:
    return list(findings_of_time(when, marked or {}, TODAY))


def test_a_workday_in_usual_hours_is_nothing_to_look_at() -> None:
    assert found(When.exact(span("07:30", "17:00"))) == []
    assert found(When.exact(span("19:00", "21:00"))) == []
    assert found(When.session(date(2026, 1, 5), DayPart.EVENING)) == []


def test_a_weekend_leads_to_the_nearest_workday() -> None:
    assert found(When.on_day(date(2026, 1, 10))) == [
        Finding("meeting.on_weekend", "starts_at", {"day": "10/01/2026", "workday": "09/01/2026"})
    ]
    assert found(When.on_day(date(2026, 1, 11)))[0].details["workday"] == "12/01/2026"


def test_a_meeting_is_not_moved_to_a_day_that_has_passed() -> None:
    saturday = date(2026, 1, 3)  # TODAY is the Friday before
    findings = list(findings_of_time(When.on_day(saturday), {}, saturday))

    assert findings[0].details["workday"] == "05/01/2026"


def test_a_holiday_says_its_name() -> None:
    assert found(When.on_day(date(2026, 2, 18)), TET) == [
        Finding(
            "meeting.on_holiday",
            "starts_at",
            {"name": "Tết Nguyên đán", "day": "18/02/2026", "workday": "23/02/2026"},
        )
    ]


def test_a_weekend_day_may_be_worked_instead() -> None:
    saturday = date(2026, 1, 10)
    worked = {saturday: MarkedDay("Làm bù", is_off=False)}

    assert found(When.on_day(saturday), worked) == []
    assert not is_rest_day(saturday, worked)


def test_the_past_is_pointed_out() -> None:
    assert found(When.deadline(date(2026, 1, 1), strict=False)) == [
        Finding("meeting.in_the_past", "starts_at")
    ]


def test_unusual_hours_are_pointed_out() -> None:
    for hours in (span("06:00", "08:00"), span("16:00", "18:00"), span("12:00", "20:00")):
        assert found(When.exact(hours)) == [
            Finding("meeting.outside_hours", "starts_at", {"start": "07:30", "end": "17:00"})
        ]


def test_a_window_may_hold_weekends() -> None:
    assert found(When.within(DateWindow(date(2026, 1, 5), date(2026, 1, 31)))) == []
    assert found(When.awaited("Thường trực")) == []


def test_days_of_rest_of_a_window() -> None:
    days = DateWindow(date(2026, 1, 9), date(2026, 1, 12))

    assert rest_days(days, {}) == {date(2026, 1, 10), date(2026, 1, 11)}

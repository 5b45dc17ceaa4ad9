from datetime import date

from planner.domain.errors import Finding
from planner.domain.meeting import MarkedDay
from planner.domain.rotation.drafting import (
    Busy,
    DraftSession,
    Ground,
    clashes,
    first_free,
    free_days,
    free_halls,
)
from planner.domain.series import Named
from planner.domain.timespan import DayPart, TimeSpan, span_of_part

HOST, HALL, OTHER = Named(1, "Cầu Ngang"), Named(5, "Hội trường A"), Named(6, "Hội trường B")


def morning(day: int, month: int = 6) -> TimeSpan:
    return span_of_part(date(2027, month, day), DayPart.MORNING)


def ground(*busy: Busy) -> Ground:
    return Ground({date(2027, 6, 18): MarkedDay("Ngày hội", is_off=True)}, busy, date(2027, 1, 1))


def draft(day: int) -> DraftSession:
    return DraftSession(1, morning(day), HOST, HALL)


def test_everything_in_the_way_is_named() -> None:
    busy = (
        Busy("hall_taken", 5, morning(18), "HN-2027-001"),
        Busy("hall_closed", 5, morning(18), "sửa mái"),
        Busy("host_away", 1, morning(18), "đại hội"),
        Busy("host_meets", 1, morning(18), "HN-2027-002"),
        Busy("all_away", 9, morning(18), "bầu cử"),
        Busy("hall_taken", 6, morning(18), "HN-2027-003"),
    )
    other = DraftSession(2, morning(18))

    assert clashes(draft(18), [draft(18), other], ground(*busy)) == [
        Finding("rotation.preview_holiday", "when", {"day": "18/06/2027", "name": "Ngày hội"}),
        Finding(
            "rotation.preview_hall_taken", "hall_id", {"hall": HALL.name, "code": "HN-2027-001"}
        ),
        Finding(
            "rotation.preview_hall_closed", "hall_id", {"hall": HALL.name, "reason": "sửa mái"}
        ),
        Finding("rotation.preview_host_away", "host_id", {"unit": HOST.name, "reason": "đại hội"}),
        Finding("rotation.preview_host_meets", "when", {"unit": HOST.name, "code": "HN-2027-002"}),
        Finding("rotation.preview_all_away", "when", {"reason": "bầu cử"}),
        Finding("rotation.preview_same_day", "when", {"ordinal": 2}),
    ]


def test_weekends_and_days_past_are_in_the_way_and_no_hours_are_not() -> None:
    late = Ground({}, (), date(2027, 7, 1))

    assert [found.code for found in clashes(draft(19), [], late)] == [
        "rotation.preview_past",
        "rotation.preview_weekend",
    ]
    assert clashes(DraftSession(1, None, HOST, HALL), [], late) == []


def test_the_nearest_free_days_are_offered() -> None:
    taken = Busy("hall_taken", 5, morning(17), "HN-2027-001")

    assert free_days(draft(17), [], ground(taken)) == [morning(16), morning(15), morning(14)]
    assert free_days(DraftSession(1, None), [], ground()) == []


def test_another_hall_is_offered_only_where_the_hall_is_in_the_way() -> None:
    taken = Busy("hall_taken", 5, morning(17), "HN-2027-001")
    both = (taken, Busy("hall_closed", 6, morning(17), "sửa mái"))

    assert free_halls(draft(17), [HALL, OTHER], ground(taken)) == [OTHER]
    assert free_halls(draft(17), [HALL, OTHER], ground(*both)) == []
    assert free_halls(draft(16), [HALL, OTHER], ground(taken)) == []


def test_the_first_day_without_a_clash_is_taken_else_the_first_of_all() -> None:
    one = DraftSession(1, None, HOST, HALL)

    assert first_free([morning(18), morning(17)], one, [], ground()) == morning(17)
    assert first_free([morning(18)], one, [], ground()) == morning(18)
    assert first_free([], one, [], ground()) is None

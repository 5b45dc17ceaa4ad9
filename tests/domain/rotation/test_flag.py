from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.errors import RuleBroken
from planner.domain.meeting import Status
from planner.domain.rotation import (
    Handover,
    Holding,
    ensure_handover,
    holder_on,
    holdings,
    next_holder,
)
from planner.domain.series import Named, Turn

TODAY = date(2026, 6, 1)
FIRST = Handover(date(2026, 1, 5), 1, 2)


def test_who_held_the_flag_when() -> None:
    course = [FIRST, Handover(date(2026, 3, 5), 2, None), Handover(date(2026, 4, 5), None, 3)]

    assert holdings(course) == [
        Holding(1, None, date(2026, 1, 5)),
        Holding(2, date(2026, 1, 5), date(2026, 3, 5)),
        Holding(3, date(2026, 4, 5), None),
    ]


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (Handover(date(2026, 6, 2), 2, 3), ("rotation.flag_not_yet", "day")),
        (Handover(date(2026, 3, 1), 2, 2), ("rotation.flag_to_itself", "to_id")),
        (Handover(date(2026, 1, 5), 2, 3), ("rotation.flag_twice_a_day", "day")),
        (Handover(date(2026, 1, 4), 2, 3), ("rotation.flag_before_last", "day")),
        (Handover(date(2026, 3, 1), 1, 3), ("rotation.flag_is_elsewhere", "from_id")),
    ],
)
def test_a_handover_that_cannot_be_is_refused(new: Handover, expected: tuple[str, str]) -> None:
    with pytest.raises(RuleBroken) as refused:
        ensure_handover(new, [FIRST], TODAY)

    assert (refused.value.code, refused.value.field) == expected


@given(st.lists(st.tuples(st.integers(1, 20), st.sampled_from([None, 1, 2, 3])), max_size=15))
def test_on_any_day_one_unit_has_the_flag(steps: list[tuple[int, int | None]]) -> None:
    course: list[Handover] = []
    holder: int | None = 1
    day = date(2020, 1, 1)
    for gap, taker in steps:
        day += timedelta(days=gap)
        new = Handover(day, holder, taker)
        try:
            ensure_handover(new, course, day)
        except RuleBroken:
            continue
        course.append(new)
        holder = taker

    for count in range((day - date(2020, 1, 1)).days + 2):
        on = date(2020, 1, 1) + timedelta(days=count)
        held = [
            one.unit_id
            for one in holdings(course)
            if (one.from_on is None or one.from_on <= on) and (one.to_on is None or on < one.to_on)
        ]
        assert len(held) <= 1
        assert holder_on(course, on) == (held[0] if held else None)
    if course:
        assert holder_on(course, day) == course[-1].taker


def turn(ordinal: int, host: int | None, status: Status = Status.CONFIRMED) -> Turn:
    return Turn(ordinal, status, host=Named(host, str(host)) if host else None)


def test_a_session_hands_the_flag_to_the_next_host() -> None:
    turns = [turn(1, 7), turn(2, 8, Status.CANCELLED), turn(3, 9)]

    assert next_holder(turns[0], turns, None, None) == 9


@pytest.mark.parametrize(
    ("named", "first_of_next", "expected"), [(4, 5, 4), (None, 5, 5), (None, None, None)]
)
def test_the_last_session_hands_it_to_the_first_host_of_the_next_series_or_to_nobody_yet(
    named: int | None, first_of_next: int | None, expected: int | None
) -> None:
    turns = [turn(1, 7)]

    assert next_holder(turns[0], turns, named, first_of_next) == expected

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.timespan import TimeSpan
from planner.domain.venue import (
    MOST_OFFERS,
    OFFER_REACH,
    HallSize,
    Offer,
    is_free,
    nearest_hours,
    other_halls,
)
from tests.factories import NOW, at, span

SMALL = HallSize(1, "HT-A", "Hội trường A", 60)
MIDDLE = HallSize(2, "HT-B", "Hội trường B", 80)
LARGE = HallSize(3, "HT-C", "Hội trường C", 300)
FAR_BACK = at("00:00") - timedelta(days=60)


def offered(asked: TimeSpan, *held: TimeSpan, not_before: datetime = FAR_BACK) -> list[TimeSpan]:
    return nearest_hours(asked, held, not_before=not_before, rest_days=())


def test_spans_that_only_touch_leave_a_hall_free() -> None:
    assert is_free(span("08:00", "09:00"), [span("07:00", "08:00"), span("09:00", "10:00")])


def test_a_span_within_another_does_not() -> None:
    assert not is_free(span("08:00", "09:00"), [span("07:00", "10:00")])


def test_hours_are_offered_beside_what_is_held_on_both_sides() -> None:
    asked, held = span("08:30", "09:30"), span("08:30", "09:30")

    assert offered(asked, held) == [
        span("07:30", "08:30"),
        span("09:30", "10:30"),
        span("10:30", "11:30"),
    ]


def test_a_morning_that_is_held_leads_to_the_afternoon_and_the_days_beside() -> None:
    asked, held = span("07:30", "11:00"), span("07:30", "11:30")

    assert offered(asked, held) == [
        span("13:30", "17:00"),
        span("13:30", "17:00", day=4),
        span("08:00", "11:30", day=4),
    ]


def test_no_hours_are_offered_that_have_passed() -> None:
    found = offered(span("08:00", "10:00"), span("07:30", "17:00"), not_before=at("09:00"))

    assert [hours.start >= at("09:00") for hours in found] == [True] * MOST_OFFERS


def test_no_hours_are_offered_on_a_day_of_rest() -> None:
    asked, friday = span("08:00", "10:00", day=9), span("07:30", "17:00", day=9)
    weekend = {at("00:00", day).date() for day in (10, 11)}

    found = nearest_hours(asked, [friday], not_before=at("08:00", 9), rest_days=weekend)

    assert {hours.start.date() for hours in found} == {at("00:00", 12).date()}


def test_a_day_of_rest_is_offered_to_whoever_asks_for_one() -> None:
    asked, saturday = span("08:00", "10:00", day=10), span("07:30", "11:30", day=10)
    weekend = {at("00:00", day).date() for day in (10, 11)}

    found = nearest_hours(asked, [saturday], not_before=FAR_BACK, rest_days=weekend)

    assert span("13:30", "15:30", day=10) in found


def test_an_evening_is_offered_an_evening() -> None:
    asked = span("19:00", "20:00")

    assert offered(asked, asked)[0] == span("20:00", "21:00")


def test_many_days_move_as_a_whole() -> None:
    asked = TimeSpan(at("07:30"), at("17:00", day=7))

    assert offered(asked, asked)[:2] == [
        TimeSpan(at("07:30", day=2), at("17:00", day=4)),
        TimeSpan(at("07:30", day=8), at("17:00", day=10)),
    ]


def test_a_hall_held_for_weeks_has_nothing_to_offer() -> None:
    weeks = TimeSpan(FAR_BACK, at("00:00") + timedelta(days=60))

    assert offered(span("08:00", "10:00"), weeks) == []


def test_other_halls_are_free_at_that_time_the_smallest_first() -> None:
    asked = span("08:00", "10:00")

    assert other_halls(SMALL, [LARGE, SMALL, MIDDLE], {}, asked) == [MIDDLE, LARGE]
    assert other_halls(SMALL, [LARGE, MIDDLE], {2: [asked]}, asked) == [LARGE]


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (span("08:00", "10:00"), "Hội trường A 05/01/2026 08:00–10:00"),
        (
            TimeSpan(at("08:00"), at("10:00", day=6)),
            "Hội trường A 05/01/2026 08:00–10:00 06/01/2026",
        ),
    ],
)
def test_an_offer_says_hall_day_and_hours(hours: TimeSpan, words: str) -> None:
    assert str(Offer(SMALL, hours)) == words


SPANS = st.builds(
    lambda start, length: TimeSpan(
        NOW + timedelta(minutes=start), NOW + timedelta(minutes=start + length)
    ),
    st.integers(-3 * 24 * 60, 3 * 24 * 60),
    st.integers(1, 3 * 24 * 60),
)


@given(SPANS, st.lists(SPANS, max_size=8))
def test_offered_hours_are_free_near_and_as_long(asked: TimeSpan, held: list[TimeSpan]) -> None:
    found = nearest_hours(asked, held, not_before=NOW, rest_days=())

    assert len(found) <= MOST_OFFERS
    for place, hours in enumerate(found):
        assert is_free(hours, [*held, *found[:place]])
        assert hours.end - hours.start == asked.end - asked.start
        assert abs(hours.start - asked.start) <= OFFER_REACH
        assert hours.start >= NOW

from datetime import UTC, date, datetime

import pytest

from planner.domain.errors import RuleBroken
from planner.domain.timespan import (
    DateWindow,
    DayPart,
    TimeSpan,
    local_day,
    span_of_part,
    whole_day,
)
from tests.factories import at, span


def test_a_span_needs_aware_datetimes() -> None:
    with pytest.raises(ValueError, match="aware"):
        TimeSpan(at("08:00").replace(tzinfo=None), at("09:00"))


@pytest.mark.parametrize("end", ["08:00", "07:59"])
def test_a_span_ends_after_it_starts(end: str) -> None:
    with pytest.raises(RuleBroken, match=r"timespan\.ends_before_it_starts"):
        span("08:00", end)


@pytest.mark.parametrize(
    ("other", "overlaps"),
    [
        (span("07:00", "08:00"), False),
        (span("07:00", "08:01"), True),
        (span("08:15", "08:30"), True),
        (span("08:59", "10:00"), True),
        (span("09:00", "10:00"), False),
    ],
)
def test_spans_that_touch_do_not_overlap(other: TimeSpan, *, overlaps: bool) -> None:
    eight = span("08:00", "09:00")

    assert (eight.overlaps(other), other.overlaps(eight)) == (overlaps, overlaps)


def test_a_window_counts_both_its_ends() -> None:
    assert DateWindow(date(2026, 2, 1), date(2026, 2, 28)).days == 28


def test_a_window_ends_no_earlier_than_it_starts() -> None:
    with pytest.raises(RuleBroken, match=r"timespan\.window_ends_before_it_starts"):
        DateWindow(date(2026, 2, 2), date(2026, 2, 1))


def test_a_buoi_stands_for_the_usual_hours() -> None:
    assert span_of_part(date(2026, 1, 5), DayPart.MORNING) == span("07:30", "11:30")


def test_a_local_day_begins_seven_hours_before_that_of_greenwich() -> None:
    assert local_day(datetime(2026, 1, 4, 17, 0, tzinfo=UTC)) == date(2026, 1, 5)
    assert whole_day(date(2026, 1, 5)).start == datetime(2026, 1, 4, 17, 0, tzinfo=UTC)

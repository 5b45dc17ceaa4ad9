"""Days and halves of days on which somebody cannot take part."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.blackout import NOON, halves_of, reason_of, span_of, typed
from planner.domain.errors import RuleBroken
from planner.domain.timespan import TimeSpan, start_of_day
from planner.domain.timewords import read

ON = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("8/6", (date(2026, 6, 8), False, date(2026, 6, 8), False)),
        ("sáng 8/6", (date(2026, 6, 8), False, date(2026, 6, 8), True)),
        ("chiều 8/6", (date(2026, 6, 8), True, date(2026, 6, 8), False)),
        ("tối 8/6", (date(2026, 6, 8), True, date(2026, 6, 8), False)),
        ("3/6 đến 5/6", (date(2026, 6, 3), False, date(2026, 6, 5), False)),
        ("tháng 6", (date(2026, 6, 1), False, date(2026, 6, 30), False)),
        ("từ 7g30 đến 11g30 ngày 8/6", (date(2026, 6, 8), False, date(2026, 6, 8), True)),
        ("14g ngày 8/6", (date(2026, 6, 8), True, date(2026, 6, 8), False)),
    ],
)
def test_words_become_whole_halves_of_days(
    words: str, expected: tuple[date, bool, date, bool]
) -> None:
    assert halves_of(span_of(read(words, ON))) == expected


@given(
    first=st.dates(date(2020, 1, 1), date(2030, 12, 31)),
    halves=st.integers(1, 60),
    from_noon=st.booleans(),
)
def test_what_a_field_shows_is_read_back_as_the_same(
    first: date, halves: int, from_noon: bool
) -> None:
    start = start_of_day(first) + timedelta(hours=NOON.hour if from_noon else 0)
    span = TimeSpan(start, start + halves * timedelta(hours=12))

    assert span_of(read(typed(span), ON)) == span


@pytest.mark.parametrize("words", ["", "bận lắm", "trước 5/6", "theo chỉ đạo của cấp uỷ"])
def test_words_without_days_are_refused(words: str) -> None:
    with pytest.raises(RuleBroken, match=r"blackout\.no_days"):
        span_of(read(words, ON))


def test_years_on_end_are_refused() -> None:
    with pytest.raises(RuleBroken, match=r"blackout\.too_long"):
        span_of(read("1/1/2026 đến 31/12/2028", ON))


@pytest.mark.parametrize(
    ("text", "code"), [("", "blackout.no_reason"), ("x" * 201, "blackout.reason_too_long")]
)
def test_a_reason_is_there_and_short(text: str, code: str) -> None:
    with pytest.raises(RuleBroken, match=code):
        reason_of(text)

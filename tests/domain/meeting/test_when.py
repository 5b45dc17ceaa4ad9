from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from planner.domain.errors import RuleBroken
from planner.domain.meeting import When, usual_end, when_from_words
from planner.domain.timespan import DateWindow, DayPart, Precision, TimeSpan
from tests.factories import at, span

ON = date(2026, 1, 2)
DAY = date(2026, 6, 5)


def test_a_session_stands_for_its_usual_hours() -> None:
    assert When.session(date(2026, 1, 5), DayPart.AFTERNOON) == When(
        Precision.SESSION, span=span("13:30", "17:00"), part=DayPart.AFTERNOON
    )


def test_a_deadline_is_its_day() -> None:
    assert When.deadline(DAY, strict=True, words=" trước  5/6 ") == When(
        Precision.DEADLINE, window=DateWindow(DAY, DAY), strict_before=True, words="trước 5/6"
    )


@pytest.mark.parametrize(
    ("words", "when"),
    [
        (
            "tháng 6/2026",
            When.within(DateWindow(date(2026, 6, 1), date(2026, 6, 30)), "tháng 6/2026"),
        ),
        ("quý I", When.within(DateWindow(date(2026, 1, 1), date(2026, 3, 31)), "quý I")),
        ("ngày 5/6", When.on_day(DAY, "ngày 5/6")),
        ("sáng 5/6", When.session(DAY, DayPart.MORNING, "sáng 5/6")),
        ("trước ngày 5/6", When.deadline(DAY, strict=True, words="trước ngày 5/6")),
        ("chậm nhất 5/6", When.deadline(DAY, strict=False, words="chậm nhất 5/6")),
        ("hằng tháng", When.awaited("hằng tháng")),
        ("sau khi có ý kiến cấp ủy", When.awaited("sau khi có ý kiến cấp ủy")),
        ("08 giờ 30 ngày 5/1", When.exact(span("08:30", "11:30"), "08 giờ 30 ngày 5/1")),
        ("24, 25/12", When.on_day(date(2026, 12, 24), "24, 25/12", last=date(2026, 12, 25))),
    ],
)
def test_words_of_time_are_read(words: str, when: When) -> None:
    assert when_from_words(words, ON) == when


def test_before_an_hour_that_day_is_not_too_late() -> None:
    when = when_from_words("trước 10 giờ ngày 5/6", ON)

    assert (when.window, when.strict_before) == (DateWindow(DAY, DAY), False)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("", "meeting.time_not_understood"),
        ("vui vẻ", "meeting.time_not_understood"),
        ("tháng 6 " * 100, "meeting.words_too_long"),
    ],
)
def test_words_that_say_no_time_are_refused(words: str, code: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        when_from_words(words, ON)
    assert (caught.value.code, caught.value.field) == (code, "window")


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("08:00", "11:30"),
        ("14:00", "17:00"),
        ("19:15", "21:00"),
        ("11:30", "13:30"),
        ("22:00", "24"),
    ],
)
def test_a_meeting_ends_by_custom_with_its_part_of_the_day(start: str, end: str) -> None:
    expected = at("00:00", day=6) if end == "24" else at(end)

    assert usual_end(at(start)) == expected


def test_days_of_a_span_do_not_count_the_midnight_that_ends_it() -> None:
    when = When.exact(TimeSpan(at("08:00"), at("00:00", day=6)))

    assert when.days == DateWindow(date(2026, 1, 5), date(2026, 1, 5))


@pytest.mark.parametrize(
    ("year", "made"),
    [
        (1900, lambda: When.on_day(date(1900, 1, 1))),
        (9999, lambda: When.session(date(9999, 12, 31), DayPart.EVENING)),
        (2150, lambda: When.deadline(date(2150, 1, 1), strict=True)),
    ],
)
def test_a_year_out_of_reach_is_refused(year: int, made: Callable[[], When]) -> None:
    with pytest.raises(RuleBroken) as caught:
        made()
    assert caught.value.code == "meeting.year_out_of_reach", year


def test_a_meeting_of_months_is_refused() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)

    with pytest.raises(RuleBroken) as caught:
        When.exact(TimeSpan(start, start + timedelta(days=32)))
    assert (caught.value.code, caught.value.field) == ("meeting.too_long", "ends_at")


def test_waiting_for_nobody_is_refused() -> None:
    with pytest.raises(RuleBroken) as caught:
        When.awaited("  ")
    assert caught.value.code == "meeting.awaits_nobody"

"""Words of time in a campaign mean whole days."""

from collections.abc import Callable
from datetime import date

import pytest

from planner.domain.campaign import day_of_words, report_time, when_in_days
from planner.domain.campaign.time import DueDay, ensure_not_after, time_of_words
from planner.domain.errors import RuleBroken
from planner.domain.meeting import When, when_from_words
from planner.domain.timespan import DateWindow

ON = date(2015, 1, 1)


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("quý I năm 2015", date(2015, 1, 1), date(2015, 3, 31)),
        ("tháng 4", date(2015, 4, 1), date(2015, 4, 30)),
        ("nửa cuối tháng 6", date(2015, 6, 16), date(2015, 6, 30)),
        ("sáng ngày 11/4/2020", date(2020, 4, 11), date(2020, 4, 11)),
        ("từ tháng 12/2019 đến tháng 02/2020", date(2019, 12, 1), date(2020, 2, 29)),
    ],
)
def test_a_phrase_names_days(words: str, first: date, last: date) -> None:
    assert time_of_words(words, ON, "when").days == DateWindow(first, last)


def test_a_time_without_hours_keeps_its_words() -> None:
    when = when_from_words("sáng 11/4/2020", ON)

    assert when_in_days(when) == When.on_day(date(2020, 4, 11), "sáng 11/4/2020")


def test_a_report_is_due_before_a_day_or_by_one() -> None:
    assert report_time("trước ngày 05 tháng 5 năm 2015", ON) == DueDay(
        date(2015, 5, 5), True, "trước ngày 05 tháng 5 năm 2015"
    )
    assert report_time("chậm nhất 20/2/2020", ON) == DueDay(
        date(2020, 2, 20), False, "chậm nhất 20/2/2020"
    )
    assert report_time("", ON) is None


@pytest.mark.parametrize(
    ("say", "code"),
    [
        (lambda: time_of_words("  ", ON, "day"), "campaign.no_time"),
        (lambda: time_of_words("hôm nào đó", ON, "day"), "meeting.time_not_understood"),
        (lambda: report_time("theo chỉ đạo của cấp ủy", ON, "day"), "campaign.no_day"),
        (lambda: day_of_words("tháng 4", ON, "day"), "campaign.no_day"),
        (lambda: day_of_words("trước 15/4", ON, "day"), "campaign.no_day"),
        (lambda: ensure_not_after(date(2015, 1, 2), ON, "day"), "campaign.day_ahead"),
    ],
)
def test_what_names_no_day_is_refused_beside_its_field(
    say: Callable[[], object], code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        say()

    assert (refused.value.code, refused.value.field) == (code, "day")


def test_one_day_is_read_in_the_year_of_the_campaign() -> None:
    assert day_of_words("16/4", ON, "day") == date(2015, 4, 16)

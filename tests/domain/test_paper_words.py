"""How papers write a time."""

from datetime import date

import pytest

from planner.domain.meeting import When
from planner.domain.paper import sittings_of, when_words
from planner.domain.timespan import DateWindow, DayPart

DAY = date(2024, 2, 5)
MAY = DateWindow(date(2024, 5, 1), date(2024, 5, 31))


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (When.session(DAY, DayPart.MORNING), "Sáng thứ Hai, 05/02/2024"),
        (When.session(DAY, DayPart.WHOLE_DAY), "Cả ngày thứ Hai, 05/02/2024"),
        (When.on_day(DAY), "thứ Hai, 05/02/2024"),
        (
            When.on_day(DAY, last=date(2024, 2, 6)),
            "từ thứ Hai, 05/02/2024 đến thứ Ba, 06/02/2024",
        ),
        (When.within(MAY, "tháng 5/2024"), "tháng 5/2024"),
        (When.within(MAY), "từ thứ Tư, 01/05/2024 đến thứ Sáu, 31/05/2024"),
        (When.awaited("chờ ý kiến Thường trực"), ""),
    ],
)
def test_a_time_is_written_as_sure_as_it_is(when: When, words: str) -> None:
    assert when_words(when) == words


@pytest.mark.parametrize(
    ("when", "sittings"),
    [
        (When.on_day(DAY), ()),
        (When.on_day(DAY, last=date(2024, 2, 7)), ("05/02", "06/02", "07/02")),
        (When.on_day(DAY, last=date(2024, 2, 8)), ()),
        (When.within(MAY), ()),
        (When.awaited("chờ ý kiến Thường trực"), ()),
    ],
)
def test_several_days_are_signed_for_apart_where_they_fit(
    when: When, sittings: tuple[str, ...]
) -> None:
    assert sittings_of(when) == sittings

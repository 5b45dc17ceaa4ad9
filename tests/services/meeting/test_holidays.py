"""Days of rest as the state has stated them; the office's own marks stand above them."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.meeting import MarkedDay, is_rest_day
from planner.domain.rights import KEEPER
from planner.domain.timespan import DateWindow
from planner.services.meeting import holidays as service
from planner.store import audit
from planner.store import meeting as meetings
from tests.factories import NOW, Office, who

YEAR = DateWindow(date(2026, 1, 1), date(2026, 12, 31))
# The first day of Tết and Giỗ Tổ by the calendar of UTC+7.
TET = {
    2024: date(2024, 2, 10),
    2025: date(2025, 1, 29),
    2026: date(2026, 2, 17),
    2027: date(2027, 2, 6),
    2028: date(2028, 1, 26),
    2029: date(2029, 2, 13),
    2030: date(2030, 2, 2),
}
KINGS = {
    2024: date(2024, 4, 18),
    2025: date(2025, 4, 7),
    2026: date(2026, 4, 26),
    2027: date(2027, 4, 16),
    2028: date(2028, 4, 4),
    2029: date(2029, 4, 23),
    2030: date(2030, 4, 12),
}


@pytest.mark.parametrize("year", TET)
def test_tết_has_five_days_and_the_fixed_days_are_there(year: int) -> None:
    days = service.state_days(year)
    off = {day for day, mark in days.items() if mark.is_off}
    around = {TET[year] + timedelta(days=count) for count in range(-1, 4)}
    fixed = {date(year, month, day) for month, day in [(1, 1), (4, 30), (5, 1), (9, 2)]}

    assert around | fixed | {KINGS[year]} <= off


@pytest.mark.parametrize("year", range(2024, 2031))
def test_the_24th_of_november_is_a_holiday_from_2026_on(year: int) -> None:
    assert (date(year, 11, 24) in service.state_days(year)) == (year >= 2026)


@pytest.mark.parametrize(
    ("off", "worked"),
    [
        (date(2024, 4, 29), date(2024, 5, 4)),
        (date(2025, 5, 2), date(2025, 4, 26)),
        (date(2026, 1, 2), date(2026, 1, 10)),
        (date(2026, 8, 31), date(2026, 8, 22)),
    ],
)
def test_a_swapped_day_brings_the_day_that_is_worked_instead(off: date, worked: date) -> None:
    days = service.state_days(off.year)

    assert (days[off].is_off, days[worked].is_off) == (True, False)
    assert not is_rest_day(worked, days)


def test_a_swap_over_new_year_marks_both_its_years() -> None:
    off, worked = date(2018, 12, 31), date(2019, 1, 5)

    assert service.state_days(2018)[off].is_off
    assert not service.state_days(2019)[worked].is_off
    assert {day.year for day in service.state_days(2018)} == {2018}


@pytest.mark.parametrize("year", TET)
def test_days_before_the_eve_bear_no_count_that_the_moon_may_belie(year: int) -> None:
    days = service.state_days(year)

    assert not [mark.name for mark in days.values() if mark.name == "29 Tết"]
    assert days[TET[year]].name == "Tết Nguyên Đán"


def test_a_year_is_known_before_anybody_has_filled_it(session: Session, office: Office) -> None:
    assert service.marked_days(session, YEAR)[TET[2026]] == MarkedDay("Tết Nguyên Đán", True)
    assert meetings.marked_days(session, YEAR) == {}


def test_a_year_fills_itself_once_and_edits_survive(session: Session, office: Office) -> None:
    service.fill_on_first_use(session, YEAR)
    service.keep_day(session, KEEPER, date(2026, 8, 31), "Làm việc", is_off=False, now=NOW)
    service.keep_day(session, KEEPER, date(2026, 3, 26), "Nghỉ lễ Đoàn", is_off=True, now=NOW)
    service.remove_day(session, KEEPER, date(2026, 1, 1), NOW)

    service.fill_on_first_use(session, YEAR)
    assert service.fill_holidays(session, [2026]) == 0

    kept = meetings.marked_days(session, YEAR)
    assert kept[date(2026, 8, 31)] == MarkedDay("Làm việc", False)
    assert kept[date(2026, 3, 26)] == MarkedDay("Nghỉ lễ Đoàn", True)
    assert not kept[date(2026, 1, 1)].is_off
    assert not is_rest_day(date(2026, 1, 1), kept)


def test_an_own_mark_is_taken_away_whole_and_recorded(session: Session, office: Office) -> None:
    day = date(2026, 3, 26)
    row = service.keep_day(session, KEEPER, day, "Nghỉ", is_off=True, now=NOW)
    assert [one.action for one in audit.history_of(session, row)] == ["add_holiday"]

    service.remove_day(session, KEEPER, day, NOW)

    assert day not in service.marked_days(session, YEAR)
    with pytest.raises(NotFound):
        service.remove_day(session, KEEPER, day, NOW)


@pytest.mark.parametrize(
    ("day", "name", "code"),
    [
        (date(2026, 3, 26), " ", "holiday.no_name"),
        (date(2026, 3, 26), "x" * 201, "holiday.name_too_long"),
        (date(1889, 3, 26), "Nghỉ", "meeting.year_out_of_reach"),
    ],
)
def test_odd_marks_are_refused(
    session: Session, office: Office, day: date, name: str, code: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        service.keep_day(session, KEEPER, day, name, is_off=True, now=NOW)

    assert refused.value.code == code


def test_only_who_keeps_the_table_changes_it(session: Session, office: Office) -> None:
    ha = who(session, office.ha)

    with pytest.raises(NotFound):
        service.keep_day(session, ha, date(2026, 3, 26), "Nghỉ", is_off=True, now=NOW)
    with pytest.raises(NotFound):
        service.remove_day(session, ha, date(2026, 1, 1), NOW)

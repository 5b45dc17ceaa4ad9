"""Days of rest as the state sets them, filled into the office's own table. The caller commits."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache

import holidays
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.meeting import MarkedDay
from planner.domain.meeting.when import YEARS
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.domain.timespan import DateWindow
from planner.store import audit
from planner.store import meeting as meetings
from planner.store.meeting import Holiday
from planner.store.session import flush

COUNTRY, LANGUAGE = "VN", "vi"
LONGEST_NAME = 200
CULTURE_DAY = "Ngày Văn hóa Việt Nam"
CULTURE_SINCE = 2026  # the 24th of November, by Resolution 80-NQ/TW
_SWAPPED = re.compile(r"thay cho ngày (\d{2})/(\d{2})/(\d{4})")  # a day off, worked in on another
_SWAPPED_TOO = {date(2026, 1, 2): date(2026, 1, 10)}  # announced on 25/12/2025
_COUNTED_EVE, _EVE = "29 Tết", "Nghỉ Tết Nguyên Đán"  # it is the 28th of a month of 29 days


@cache
def state_days(year: int) -> Mapping[date, MarkedDay]:
    """What the state has set for a year: days off, and weekend days worked in their place."""
    around = [year - 1, year, year + 1]  # a swap may reach over New Year
    off = holidays.country_holidays(COUNTRY, years=around, language=LANGUAGE)
    days = {day: MarkedDay(_name(name), is_off=True) for day, name in off.items()}
    for day, worked in (_swaps(off) | _SWAPPED_TOO).items():
        days.setdefault(day, MarkedDay(f"Ngày nghỉ (thay cho ngày {worked:%d/%m/%Y})", is_off=True))
        days.setdefault(worked, MarkedDay(f"Làm bù cho ngày {day:%d/%m/%Y}", is_off=False))
    if year >= CULTURE_SINCE:
        days.setdefault(date(year, 11, 24), MarkedDay(CULTURE_DAY, is_off=True))
    return {day: mark for day, mark in sorted(days.items()) if day.year == year}


def _swaps(off: Mapping[date, str]) -> dict[date, date]:
    """The days off that are worked in on another, with that other day."""
    told = {day: _SWAPPED.search(name) for day, name in off.items()}
    return {
        day: date(int(found[3]), int(found[2]), int(found[1]))
        for day, found in told.items()
        if found
    }


def _name(name: str) -> str:
    return _EVE if name == _COUNTED_EVE else name


def fill_holidays(session: Session, years: Iterable[int]) -> int:
    """Add the state's days of these years that the table lacks; how many. Marked days stay."""
    wanted = {day: mark for year in sorted(set(years)) for day, mark in state_days(year).items()}
    if not wanted:
        return 0
    known = meetings.marked_days(session, DateWindow(min(wanted), max(wanted)))
    new = {day: mark for day, mark in wanted.items() if day not in known}
    return meetings.add_marked_days(session, new)


def fill_on_first_use(session: Session, days: DateWindow) -> None:
    """The years of these days that the table knows nothing of are filled, once."""
    years = range(max(days.start.year, YEARS.start), min(days.end.year, YEARS[-1]) + 1)
    lacking = set(years) - meetings.marked_years(session, years)
    if lacking:
        fill_holidays(session, lacking)


def marked_days(session: Session, days: DateWindow) -> dict[date, MarkedDay]:
    """As the table says; of a year of which it says nothing yet, as the state has set it."""
    years = range(max(days.start.year, YEARS.start), min(days.end.year, YEARS[-1]) + 1)
    kept = meetings.marked_days(session, days)
    lacking = set(years) - meetings.marked_years(session, years)
    for year in lacking:
        state = state_days(year).items()
        kept |= {day: mark for day, mark in state if days.start <= day <= days.end}
    return kept


def keep_day(
    session: Session, viewer: Viewer, day: date, name: str, *, is_off: bool, now: datetime
) -> Holiday:
    """Mark a day off, or as worked; what is marked already changes."""
    _ensure_keeper(viewer)
    words = one_line(name)
    if not words:
        raise RuleBroken("holiday.no_name", field="name")
    if len(words) > LONGEST_NAME:
        raise RuleBroken("holiday.name_too_long", field="name", longest=LONGEST_NAME)
    if day.year not in YEARS:
        raise RuleBroken("meeting.year_out_of_reach", field="day")
    fill_on_first_use(session, DateWindow(day, day))
    row = meetings.find_marked(session, day)
    deed = "change_holiday" if row else "add_holiday"
    before = audit.values(row, "day name is_off") if row else {}
    if row is None:
        row = Holiday(day=day, name=words, is_off=is_off)
        session.add(row)
    row.name, row.is_off = words, is_off
    flush(session)
    differs = audit.differences(before, audit.values(row, "day name is_off"))
    if differs:
        audit.record(session, viewer, now, deed, row, differs)
    return row


def remove_day(session: Session, viewer: Viewer, day: date, now: datetime) -> None:
    """Take a mark away; a day of the state's stays in the table, as a usual day of work or rest.

    So it does not come back when the year is filled again.
    """
    _ensure_keeper(viewer)
    if day.year in YEARS:
        fill_on_first_use(session, DateWindow(day, day))
    row = meetings.find_marked(session, day)
    if row is None:
        raise NotFound("holiday")
    said = {name: [value, None] for name, value in audit.values(row, "day name is_off").items()}
    audit.record(session, viewer, now, "remove_holiday", row, said)
    if day in state_days(day.year):
        row.is_off = day.weekday() >= _SATURDAY
    else:
        session.delete(row)
    flush(session)


_SATURDAY = 5


def _ensure_keeper(viewer: Viewer) -> None:
    if not viewer.may_anywhere(Action.KEEP_HOLIDAYS):
        raise NotFound("holiday")

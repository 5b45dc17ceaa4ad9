"""A year of sessions in one sentence: «luân phiên 11 đơn vị, mỗi quý một kỳ, sáng thứ Năm»."""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from planner.domain.errors import RuleBroken
from planner.domain.text import search_key
from planner.domain.timespan import DateWindow, DayPart

_NUMBERS = ["mot", "hai", "ba", "bon", "nam", "sau", "bay", "tam", "chin", "muoi"]
_NUMBER = rf"(\d{{1,2}}|{'|'.join(_NUMBERS)}|tu)"
_WEEKDAYS = {
    "thu hai": 0, "thu 2": 0, "t2": 0, "thu ba": 1, "thu 3": 1, "t3": 1, "thu tu": 2, "thu 4": 2,
    "t4": 2, "thu nam": 3, "thu 5": 3, "t5": 3, "thu sau": 4, "thu 6": 4, "t6": 4, "thu bay": 5,
    "thu 7": 5, "t7": 5, "chu nhat": 6, "cn": 6,
}  # fmt: skip
_PARTS = {
    "sang": DayPart.MORNING,
    "chieu": DayPart.AFTERNOON,
    "ca ngay": DayPart.WHOLE_DAY,
    "toi": DayPart.EVENING,
}
_MONTHS = {"thang": 1, "quy": 3, "nua nam": 6, "nam": 12}  # months in a period
# «mỗi quý một kỳ», «hằng tháng 1 kỳ», «2 kỳ mỗi năm», «một quý một lần»
_EACH = r"(?:moi|hang|mot|1)"
_SESSION = r"(?:ky|lan|cuoc|buoi|hoi nghi)"
_EVERY = re.compile(rf"\b{_EACH} (thang|quy|nua nam|nam)(?: {_NUMBER} {_SESSION})?\b")
_TIMES = re.compile(rf"\b{_NUMBER} {_SESSION} {_EACH} (thang|quy|nua nam|nam)\b")
_GAPPED = re.compile(rf"\b(?:{_NUMBER}) (thang|quy) {_NUMBER} {_SESSION}\b")
_UNITS = re.compile(rf"\b{_NUMBER} (?:don vi|xa|phuong|huyen|co so|doan)\b")
_WEEK = re.compile(rf"\btuan (dau|cuoi|thu {_NUMBER}|{_NUMBER})\b")
_PLACE = re.compile(r"\b(dau|giua|cuoi) (thang|quy|nam|ky)\b")
LAST_WEEK = -1


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the sentence says: `sessions` in every `months` months, on which day and half.

    `week`: the n-th such weekday of the month it falls in, −1 the last; `place`: dau, giua, cuoi
    of the period; None and "" where nothing is said.
    """

    months: int
    sessions: int = 1
    units: int | None = None
    weekday: int | None = None
    part: DayPart = DayPart.MORNING
    week: int | None = None
    place: str = ""


def read_sentence(text: str) -> Sentence:
    """Refused where it does not say how often; without dấu it is read as well."""
    key = search_key(text)
    months, sessions = _how_often(key)
    units, week, place = _UNITS.search(key), _WEEK.search(key), _PLACE.search(key)
    return Sentence(
        months=months,
        sessions=sessions,
        units=_number(units[1]) if units else None,
        weekday=_weekday(key),
        part=next((part for word, part in _PARTS.items() if _has(key, word)), DayPart.MORNING),
        week=_week(week) if week else None,
        place=place[1] if place else "",
    )


def _how_often(key: str) -> tuple[int, int]:
    every, times, gapped = _EVERY.search(key), _TIMES.search(key), _GAPPED.search(key)
    if times:
        return _MONTHS[times[2]], _number(times[1])
    if gapped and _number(gapped[1]) > 1:
        return _MONTHS[gapped[2]] * _number(gapped[1]), _number(gapped[3])
    if every:
        return _MONTHS[every[1]], _number(every[2]) if every[2] else 1
    raise RuleBroken("rotation.sentence_without_period", field="sentence")


def _has(key: str, word: str) -> bool:
    return re.search(rf"\b{word}\b", key) is not None


def _weekday(key: str) -> int | None:
    found = re.search(r"\b(?:" + "|".join(_WEEKDAYS) + r")\b", key)
    return _WEEKDAYS[found[0]] if found else None


def _week(found: re.Match[str]) -> int:
    if found[1] in ("dau", "cuoi"):
        return 1 if found[1] == "dau" else LAST_WEEK
    return min(_number(found[2] or found[3]), 5)


def _number(words: str) -> int:
    if words == "tu":
        return 4
    return int(words) if words.isdigit() else _NUMBERS.index(words) + 1


def periods(year: int, said: Sentence) -> list[DateWindow]:
    """The stretches of the year in each of which one session is held."""
    if not 1 <= said.months <= 12 or not 1 <= said.sessions <= 12:
        raise RuleBroken("rotation.sentence_not_understood", field="sentence")
    found: list[DateWindow] = []
    for first in range(1, 13 - said.months + 1, said.months):
        start, end = date(year, first, 1), _month_end(year, first + said.months - 1)
        found += _parted(DateWindow(start, end), said.sessions)
    return found


def _parted(window: DateWindow, parts: int) -> Iterator[DateWindow]:
    """Equal parts; whole months where they go in evenly."""
    length = window.days / parts
    for number in range(parts):
        start = window.start + timedelta(days=round(number * length))
        end = window.start + timedelta(days=round((number + 1) * length) - 1)
        yield DateWindow(start, end)


def days_in(window: DateWindow, said: Sentence) -> list[date]:
    """The days of a stretch that the sentence allows, the best first.

    Without a place within it the middle is best; a week is counted in each month.
    """
    days = [window.start + timedelta(days=count) for count in range(window.days)]
    if said.weekday is None:
        fitting = [day for day in days if day.weekday() < _SATURDAY]
    else:
        fitting = [day for day in days if day.weekday() == said.weekday]
    if said.week is not None:
        fitting = [day for day in fitting if _is_in_week(day, said.week)] or fitting
    aim = {"dau": window.start, "cuoi": window.end}.get(
        said.place, window.start + timedelta(days=window.days // 2)
    )
    return sorted(fitting, key=lambda day: (abs((day - aim).days), day))


_SATURDAY = 5


def _is_in_week(day: date, week: int) -> bool:
    if week == LAST_WEEK:
        return day.day > monthrange(day.year, day.month)[1] - 7
    return (day.day - 1) // 7 + 1 == week


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])

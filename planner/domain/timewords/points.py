"""Days, weeks, months, quarters and their parts, written whole or in part, as stretches of days."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from planner.domain.timespan import DateWindow

Unit = Literal["day", "week", "month", "quarter", "year", "weekday", "fixed"]
_THIRDS_OF_YEAR = ((1, 3), (5, 8), (10, 12))
_LENGTH = {"month": 1, "quarter": 3, "year": 12}


class ImpossibleDate(Exception):
    """A date that no calendar has, such as 31/2."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a month, quarter, year or week; `which` counts from 1, from the end if negative.

    `third` and `half` divide; `first` and `last` take `which` units off an end; `nth` is one unit;
    `before` is so many days earlier.
    """

    kind: Literal["third", "half", "first", "last", "nth", "before"]
    which: int
    unit: Unit = "day"


@dataclass(frozen=True, slots=True)
class Point:
    """One written time; what is None was not written and comes from its neighbours or today.

    `number` is the month's or quarter's; `window` that of a fixed point (a day or week told from
    today); `weekday` counts from Monday 0. `named` says that its kind was written, not guessed,
    `dashed` that it stands as «7-8».
    """

    unit: Unit
    number: int | None = None
    year: int | None = None
    day: int | None = None
    part: Part | None = None
    weekday: int | None = None
    window: DateWindow | None = None
    named: bool = True
    dashed: bool = False

    @property
    def whole(self) -> bool:
        """Whether nothing has to be taken from elsewhere."""
        if self.unit in ("fixed", "year"):
            return self.window is not None or self.year is not None
        return self.unit != "weekday" and self.number is not None and self.year is not None


def window_of(point: Point) -> DateWindow:
    """The days of a whole point."""
    if point.window is not None:
        base, unit = point.window, "week"
    else:
        base, unit = _base(point), point.unit
    if point.part is not None:
        base = _part_of(base, unit, point.part)
    if point.weekday is not None:
        base = _weekday_of(base, point.weekday, point.part)
    return base


def _base(point: Point) -> DateWindow:
    year, number = point.year or 0, point.number or 1
    if not 1900 <= year <= 2100:
        raise ImpossibleDate
    if point.unit == "year":
        return months(year, 1, 12)
    if point.unit == "quarter":
        if not 1 <= number <= 4:
            raise ImpossibleDate
        return months(year, 3 * number - 2, 3 * number)
    month = months(year, number, number)
    return _day(month, point.day) if point.unit == "day" else month


def months(year: int, first: int, last: int) -> DateWindow:
    """From the first day of one month to the last day of another."""
    if not 1 <= first <= last <= 12:
        raise ImpossibleDate
    return DateWindow(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _day(month: DateWindow, day: int | None) -> DateWindow:
    if not 1 <= (day or 0) <= month.end.day:
        raise ImpossibleDate
    written = month.start.replace(day=day or 1)
    return DateWindow(written, written)


def _part_of(base: DateWindow, unit: str, part: Part) -> DateWindow:
    match part.kind:
        case "third":
            return _third(base, unit, part.which)
        case "half":
            return _half(base, unit, part.which)
        case "nth" if part.unit == "weekday":
            return base
        case "nth":
            return _nth(base, part)
        case "before":
            day = base.start - timedelta(days=part.which)
            return DateWindow(day, day)
        case _:
            return _off_an_end(base, part)


def _third(base: DateWindow, unit: str, which: int) -> DateWindow:
    start = base.start
    if unit == "year":
        return months(start.year, *_THIRDS_OF_YEAR[which - 1])
    if unit == "quarter":
        return months(start.year, start.month + which - 1, start.month + which - 1)
    lengths = (10, 10) if unit == "month" else (2, 3)
    first = start + timedelta(days=sum(lengths[: which - 1]))
    last = base.end if which == 3 else first + timedelta(days=lengths[which - 1] - 1)
    return DateWindow(first, last)


def _half(base: DateWindow, unit: str, which: int) -> DateWindow:
    if unit == "year":
        return months(base.start.year, 6 * which - 5, 6 * which)
    middle = base.start.replace(day=15)
    if unit == "quarter":
        middle = middle.replace(month=middle.month + 1)
    if which == 1:
        return DateWindow(base.start, middle)
    return DateWindow(middle + timedelta(days=1), base.end)


def _nth(base: DateWindow, part: Part) -> DateWindow:
    """One day, week, month or quarter of a longer stretch; weeks of a month are 1-7, 8-14 …"""
    if part.unit in _LENGTH:
        size = _LENGTH[part.unit]
        first = base.start.month if part.which > 0 else base.end.month + 1
        start = first + size * (part.which - 1 if part.which > 0 else part.which)
        return months(base.start.year, start, start + size - 1)
    size = 7 if part.unit == "week" else 1
    if part.which < 0:
        return DateWindow(base.end - timedelta(days=size - 1), base.end)
    first_day = base.start + timedelta(days=size * (part.which - 1))
    if first_day > base.end:
        raise ImpossibleDate
    return DateWindow(first_day, min(base.end, first_day + timedelta(days=size - 1)))


def _off_an_end(base: DateWindow, part: Part) -> DateWindow:
    if part.unit in _LENGTH:
        count = part.which * _LENGTH[part.unit]
        if part.kind == "first":
            return months(base.start.year, base.start.month, base.start.month + count - 1)
        return months(base.start.year, base.end.month - count + 1, base.end.month)
    reach = timedelta(days=part.which * (7 if part.unit == "week" else 1) - 1)
    if part.kind == "first":
        return DateWindow(base.start, min(base.end, base.start + reach))
    return DateWindow(max(base.start, base.end - reach), base.end)


def _weekday_of(base: DateWindow, weekday: int, part: Part | None) -> DateWindow:
    """That weekday of a week, or the nth of a longer stretch."""
    nth = part.which if part is not None and part.unit == "weekday" else 1
    if nth < 0:
        day = base.end - timedelta(days=(base.end.weekday() - weekday) % 7)
    else:
        day = base.start + timedelta(days=(weekday - base.start.weekday()) % 7 + 7 * (nth - 1))
    if not base.start <= day <= base.end:
        raise ImpossibleDate
    return DateWindow(day, day)


def chain(points: list[Point], on: date, document: date | None = None) -> list[DateWindow]:
    """The days of points that were written in one breath, each completed by its neighbours.

    Left ones take month and year from the right; what nobody says is the document's, or makes the
    last the first that does not end before `on`.
    """
    told = _take_year_from_left(points)
    if told[-1].whole:
        return _completed(told)
    for year, month in _months_from(on, document):
        last = _at(told[-1], year, month, on)
        try:
            windows = _completed([*told[:-1], last])
        except ImpossibleDate:
            continue  # 31 of a short month, 29/2 of a common year: a later one has it
        if document is not None or windows[-1].end >= on:
            return windows
    raise ImpossibleDate


def _months_from(on: date, document: date | None) -> Iterator[tuple[int, int]]:
    if document is not None:
        yield document.year, document.month
        return
    for count in range(on.month - 1, on.month + 12 * 8):
        yield on.year + count // 12, count % 12 + 1


def _at(point: Point, year: int, month: int, on: date) -> Point:
    if point.unit == "weekday":
        ahead = on + timedelta(days=((point.weekday or 0) - on.weekday()) % 7)
        return Point("fixed", window=DateWindow(ahead, ahead))
    number = (month + 2) // 3 if point.unit == "quarter" else month
    return replace(point, number=point.number or number, year=point.year or year)


def _take_year_from_left(points: list[Point]) -> list[Point]:
    """«28/12/2020 đến 02/01»: the left one's year, or the next where that would run backward."""
    last = points[-1]
    years = [point.year for point in points[:-1] if point.year is not None]
    if last.year is not None or not years or last.unit in ("fixed", "weekday"):
        return points
    left = next(point for point in reversed(points[:-1]) if point.year is not None)
    number = left.number if last.unit == left.unit or last.unit == "day" else None
    told = replace(last, number=last.number or number, year=years[-1])
    if told.whole and window_of(told).end < window_of(left).start:
        told = replace(told, year=years[-1] + 1)
    return [*points[:-1], told]


def _completed(points: list[Point]) -> list[DateWindow]:
    right = points[-1]
    windows = [window_of(right)]
    for point in reversed(points[:-1]):
        right = _completed_by(point, right, windows[0])
        windows.insert(0, window_of(right))
    return windows


def _completed_by(point: Point, right: Point, window: DateWindow) -> Point:
    if point.whole:
        return point
    if point.unit == "weekday":
        monday = window.start - timedelta(days=window.start.weekday())
        return replace(point, unit="fixed", window=DateWindow(monday, monday + timedelta(days=6)))
    start = window.start
    number = (start.month + 2) // 3 if point.unit == "quarter" else start.month
    told = replace(point, number=point.number or number, year=point.year or start.year)
    if window_of(told).start <= window.end or point.year is not None:
        return told
    if point.number is None and start.month > 1 and point.unit != "quarter":
        return replace(told, number=start.month - 1)
    earlier = start.month - 1 or 12
    number = point.number or (earlier if point.unit != "quarter" else 4)
    return replace(told, number=number, year=start.year - 1)

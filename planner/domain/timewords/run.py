"""Items that stand together, and which of their points tell the time that is meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from planner.domain.timewords.lexicon import Item
from planner.domain.timewords.points import Point

_ENDS_RUN = frozenset({"junk", "number", "break", "unknown", "after", "term", "review", "past"})
PERIODS = ("month", "quarter", "year")


@dataclass(frozen=True, slots=True)
class Run:
    """Items of time in a row; `start` is the place of the first in the phrase."""

    items: tuple[Item, ...]
    start: int = 0

    def of(self, role: str) -> list[int]:
        return [place for place, item in enumerate(self.items) if item.role == role]

    @property
    def points(self) -> list[Point]:
        return [item.point for item in self.items if item.point is not None]

    @property
    def range_place(self) -> int | None:
        """Where a «đến» stands between two points or hours."""
        for place in self.of("range"):
            sides = (self.items[:place], self.items[place + 1 :])
            if all(any(item.role in ("point", "clock") for item in side) for side in sides):
                return place
        return None


def runs_of(items: Sequence[Item]) -> Iterable[Run]:
    """The stretches between words that say nothing of time."""
    start = 0
    for place, item in enumerate(items):
        if item.role in _ENDS_RUN:
            yield Run(tuple(items[start:place]), start)
            start = place + 1
    yield Run(tuple(items[start:]), start)


def settle(run: Run) -> Run:
    """The run with the points of one time only."""
    told = _with_weeks_in_their_month(_without_needless_weekdays(run))
    return _one_group(_with_days_in_their_month(told))


def _without_needless_weekdays(run: Run) -> Run:
    """«thứ 7, ngày 11/4»: the date tells all; «tháng 5, thứ 7» keeps the month."""
    units = {point.unit for point in run.points}
    if "day" in units:
        weeks = run.range_place is None
        needless = [
            point
            for point in run.points
            if point.weekday is not None or (weeks and point.window and point.window.days > 1)
        ]
    elif units & {"month", "quarter"}:
        needless = [point for point in run.points if point.unit == "weekday"]
    else:
        return run
    return _keeping(run, [point for point in run.points if point not in needless])


def _with_weeks_in_their_month(run: Run) -> Run:
    """«tháng 12/2026, tuần thứ hai»."""
    if len(run.points) != 2:
        return run
    month, week = run.points
    bare = week.unit == "month" and week.number is None and week.part is not None
    if month.part is not None or month.unit != "month" or not bare:
        return run
    told = replace(month, part=week.part, weekday=week.weekday)
    kept = _keeping(run, [month]).items
    return Run(tuple(replace(item, point=told) if item.point else item for item in kept), run.start)


def _with_days_in_their_month(run: Run) -> Run:
    """«tháng 12, vào ngày 10»: only where no day has a month of its own."""
    months = [point for point in run.points if point.unit == "month" and point.number]
    if not months or any(point.unit == "day" and point.number for point in run.points):
        return run
    month = months[0]
    return Run(tuple(_in_month(item, month) for item in run.items), run.start)


def _in_month(item: Item, month: Point) -> Item:
    if item.point is None or item.point.unit != "day":
        return item
    return replace(item, point=replace(item.point, number=month.number, year=month.year))


def _one_group(run: Run) -> Run:
    """Points that a comma, «và» or «đến» ties; days before the period that they are named after."""
    groups = _groups(run)
    days = (group for group in groups if group[-1].unit == "day" and group[-1].number)
    exact = (group for group in groups if group[-1].unit not in PERIODS or group[-1].part)
    narrow = (group for group in groups if any(point.unit != "year" for point in group))
    chosen = next(days, None) or next(exact, next(narrow, groups[0]))
    return run if len(groups) == 1 else _keeping(run, chosen)


def _groups(run: Run) -> list[list[Point]]:
    groups: list[list[Point]] = []
    between: list[Item] = []
    for item in run.items:
        if item.point is None:
            between.append(item)
            continue
        if groups and _are_tied(groups[-1][-1], item.point, between):
            groups[-1].append(item.point)
        else:
            groups.append([item.point])
        between = []
    return groups


def _are_tied(one: Point, other: Point, between: list[Item]) -> bool:
    if any(item.role == "tentative" for item in between):
        return False
    if not between and one.part and other.part:
        return True  # «cuối tháng 11 đầu tháng 12»
    if not between and one.weekday is not None and other.weekday is not None:
        return True  # «T7 CN tuần tới»
    ties = [item for item in between if item.role in ("list", "range")]
    alike = (one.unit in PERIODS) == (other.unit in PERIODS)
    return bool(ties) and (alike or any(item.text != "," for item in ties))


def _keeping(run: Run, points: list[Point]) -> Run:
    kept = tuple(item for item in run.items if item.point is None or item.point in points)
    return Run(kept, run.start)

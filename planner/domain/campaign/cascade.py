"""The order between levels: each unit meets before the unit above it does."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from planner.domain.campaign.course import last_good_day
from planner.domain.directory import ids_above
from planner.domain.errors import Finding
from planner.domain.meeting import When
from planner.domain.timespan import DateWindow, Precision

NAMED = 5  # units that a finding names; the others are counted


@dataclass(frozen=True, slots=True)
class LevelTime:
    """When the units of a level meet, and by when they report."""

    name: str
    when: When
    report_by: date | None = None


@dataclass(frozen=True, slots=True)
class DatedUnit:
    """A unit whose meeting has days. `path` is its place in the tree, `/1/7/23/`.

    `limit_on` is the day of the outside event that has to come after.
    """

    unit_id: int
    name: str
    path: str
    days: DateWindow
    limit_on: date | None = None


@dataclass(frozen=True, slots=True)
class OutOfOrder:
    """A unit that meets on or after the day on which the unit above it begins."""

    unit: DatedUnit
    above: DatedUnit


def findings_of_levels(levels: Sequence[LevelTime]) -> Iterator[Finding]:
    """What is odd about the times of the levels, the lowest first."""
    timed = [level for level in levels if level.when.days]
    for lower, upper in pairwise(timed):
        if not _comes_before(lower.when, upper.when):
            details = {"lower": lower.name, "upper": upper.name}
            yield Finding("campaign.levels_out_of_order", "when", details)
    for level in timed:
        days = level.when.days
        is_window = level.when.precision is not Precision.DEADLINE
        if days and level.report_by and is_window and level.report_by < days.start:
            details = {"level": level.name}
            yield Finding("campaign.report_before_meeting", "report_words", details)


def out_of_order(dated: Iterable[DatedUnit]) -> list[OutOfOrder]:
    """The units that do not end before the nearest unit above them that has a day begins."""
    by_id = {unit.unit_id: unit for unit in dated}
    found = []
    for unit in by_id.values():
        above = _nearest_above(unit, by_id)
        if above is not None and unit.days.end >= above.days.start:
            found.append(OutOfOrder(unit, above))
    return sorted(found, key=lambda one: (one.unit.path, one.unit.unit_id))


def findings_of_units(dated: Sequence[DatedUnit], precedes: str) -> Iterator[Finding]:
    """Broken orders in words, several units of one fault in one sentence."""
    broken: dict[str, list[str]] = {}
    for one in out_of_order(dated):
        broken.setdefault(one.above.name, []).append(one.unit.name)
    for above, units in broken.items():
        yield Finding("campaign.not_before_above", None, {"above": above, **_named(units)})
    late = [unit.name for unit in dated if unit.limit_on and unit.days.end >= unit.limit_on]
    if late:
        yield Finding("campaign.not_before_event", None, {"event": precedes, **_named(late)})


def _comes_before(lower: When, upper: When) -> bool:
    """Deadlines stand in the order of their last good days, windows one after the other."""
    first, then = lower.days, upper.days
    if first is None or then is None:
        return True
    ends = last_good_day(first.end, strict=bool(lower.strict_before))
    begins = then.start
    if upper.precision is Precision.DEADLINE:
        begins = last_good_day(then.end, strict=bool(upper.strict_before)) or then.end
    return ends is not None and ends < begins


def _nearest_above(unit: DatedUnit, by_id: dict[int, DatedUnit]) -> DatedUnit | None:
    above = reversed(ids_above(unit.path))
    return next((by_id[number] for number in above if number in by_id), None)


def _named(names: Sequence[str]) -> dict[str, object]:
    """The first names, and how many there are."""
    return {"units": ", ".join(names[:NAMED]), "count": len(names)}

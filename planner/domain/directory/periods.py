"""What a unit was called, what kind it was and under whom it stood, day by day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any

from planner.domain.directory.organisation import Dated, ParentLink, circle_among, holds
from planner.domain.errors import RuleBroken


@dataclass(frozen=True, slots=True)
class UnitState:
    """What may change of a unit while it stays the same unit; `above` is a unit's number."""

    code: str
    name: str
    kind: str
    level: int
    above: int | None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """What a unit was from a day until before another; `None` leaves that end open."""

    from_on: date | None
    to_on: date | None
    state: UnitState


def whole(kept: Iterable[Period], rest: UnitState) -> list[Period]:
    """All of a unit's time: the periods that are kept apart, and `rest` in the one gap they leave.

    The kept ones do not overlap and follow one another but for that gap, at either end or between.
    """
    known = sorted(kept, key=lambda period: period.from_on or date.min)
    if not known:
        return [Period(None, None, rest)]
    if known[0].from_on is not None:
        return [Period(None, known[0].from_on, rest), *known]
    for place, (earlier, later) in enumerate(pairwise(known), start=1):
        if earlier.to_on != later.from_on:
            gap = Period(earlier.to_on, later.from_on, rest)
            return [*known[:place], gap, *known[place:]]
    return [*known, Period(known[-1].to_on, None, rest)]


def at(periods: Iterable[Period], day: date) -> Period:
    """The period that holds that day; the periods are whole."""
    return next(period for period in periods if holds(period, day))


def changed_from(
    periods: Sequence[Period], day: date | None, changes: Mapping[str, Any]
) -> list[Period]:
    """The same time with something else from a day on (None: ever since); the periods are whole.

    A later change of the same thing stays as it was said: only what was carried on until then is
    replaced.
    """
    parted = list(_parted(periods, day))
    before = at(parted, day or date.min).state
    carried = {name for name, value in changes.items() if getattr(before, name) != value}
    changed = []
    for period in parted:
        if day is None or (period.from_on is not None and period.from_on >= day):
            carried = {
                name for name in carried if getattr(period.state, name) == getattr(before, name)
            }
            new = {name: changes[name] for name in carried}
            changed.append(replace(period, state=replace(period.state, **new)))
        else:
            changed.append(period)
    return joined(changed)


def joined(periods: Iterable[Period]) -> list[Period]:
    """Neighbours of one state are one period."""
    found: list[Period] = []
    for period in periods:
        if found and found[-1].state == period.state:
            found[-1] = replace(found[-1], to_on=period.to_on)
        else:
            found.append(period)
    return found


def ensure_in_being(thing: Dated, day: date, field: str) -> None:
    """Something changes only while it is: not before its first day, nor once it has ended."""
    if thing.from_on is not None and day < thing.from_on:
        raise RuleBroken("directory.before_it_was", field=field)
    if thing.to_on is not None and thing.to_on <= day:
        raise RuleBroken("directory.gone_by_then", field=field)


def parents_on(
    day: date, current: Iterable[ParentLink[int]], dated: Iterable[ParentLink[int]]
) -> dict[int, int]:
    """What stood under what that day; a dated link to itself says: under nothing."""
    parents = {link.unit: link.parent for link in current}
    parents |= {link.unit: link.parent for link in dated if holds(link, day)}
    return {unit: parent for unit, parent in parents.items() if unit != parent}


def ensure_no_circle_from(
    day: date, current: Sequence[ParentLink[int]], dated: Sequence[ParentLink[int]]
) -> None:
    """From that day on no unit ever leads back to itself."""
    turns = {link.from_on for link in dated} | {link.to_on for link in dated}
    for turn in {day} | {turn for turn in turns if turn is not None and turn > day}:
        if circle_among(parents_on(turn, current, dated)):
            raise RuleBroken("directory.circle", field="above")


def _parted(periods: Iterable[Period], day: date | None) -> Iterable[Period]:
    for period in periods:
        if day is not None and holds(period, day) and period.from_on != day:
            yield replace(period, to_on=day)
            yield replace(period, from_on=day)
        else:
            yield period

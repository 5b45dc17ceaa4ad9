"""Who carries on the history of whom: what units did, read as then or rolled up to a later day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Generic, Self

from planner.domain.directory.organisation import Id


class ReadAs(StrEnum):
    """How history is read: by the units of its time, or by those that carry it on today."""

    THEN = "then"
    TODAY = "today"


@dataclass(frozen=True, slots=True)
class Inheritance(Generic[Id]):
    """From `day` on the history of a unit is its heir's; `ends` says that the unit is no more."""

    unit: Id
    heir: Id
    day: date
    ends: bool = True


@dataclass(frozen=True, slots=True)
class Lineage(Generic[Id]):
    """Every way that a history went, by unit and in the order of days.

    What a unit did before the day goes to the heir; what it does later stays with it, unless it
    has ended: then whatever is still written under its name is the last heir's.
    """

    ways: Mapping[Id, Sequence[Inheritance[Id]]]

    @classmethod
    def of(cls, inheritances: Iterable[Inheritance[Id]]) -> Self:
        ways: dict[Id, list[Inheritance[Id]]] = defaultdict(list)
        for one in sorted(inheritances, key=lambda one: one.day):
            ways[one.unit].append(one)
        return cls(dict(ways))

    def heir(self, unit: Id, day: date, today: date) -> Id:
        """Whose history it is today that this unit did something on that day."""
        seen: set[Inheritance[Id]] = set()
        since = None
        while way := self._next(unit, day, since, today):
            if way in seen:
                break
            seen.add(way)
            unit, since = way.heir, way.day
        return unit

    def forebears(self, unit: Id, today: date) -> list[Id]:
        """The units of which at least something is this unit's history today, itself first."""
        found, waiting = {unit: None}, [unit]
        heirs: dict[Id, list[Id]] = defaultdict(list)
        for ways in self.ways.values():
            for way in ways:
                if way.day <= today:
                    heirs[way.heir].append(way.unit)
        while waiting:
            for one in heirs[waiting.pop()]:
                if one not in found:
                    found[one] = None
                    waiting.append(one)
        return list(found)

    def _next(self, unit: Id, day: date, since: date | None, today: date) -> Inheritance[Id] | None:
        """The first way out after the deed itself, or after the history came to this unit."""
        ways = [way for way in self.ways.get(unit, ()) if way.day <= today]
        for way in ways:
            if way.day > day if since is None else way.day >= since:
                return way
        return ways[-1] if ways and ways[-1].ends else None

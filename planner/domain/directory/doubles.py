"""Which entries may be one person: the same name, and near each other or reached alike."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, groupby
from typing import Generic, Protocol, TypeVar

from planner.domain.directory.likeness import Reachable, contacts_differ, shares_contact

_MOST_OF_A_NAME = 30  # entries of one name that are compared with each other


class Entry(Reachable, Protocol):
    """Somebody with a name and the units of all posts (number, path)."""

    @property
    def id(self) -> int: ...
    @property
    def search_key(self) -> str: ...
    @property
    def units(self) -> Sequence[tuple[int, str]]: ...


One = TypeVar("One", bound=Entry)


@dataclass(frozen=True, slots=True)
class Likely(Generic[One]):
    """Two that may be one; why: contact, unit (the same), near (one above, or sisters)."""

    first: One
    second: One
    why: str


_ORDER = {"contact": 0, "unit": 1, "near": 2}


def likely_doubles(entries: Sequence[One]) -> list[Likely[One]]:
    """The pairs worth a look, the surest first; `entries` stand together by name."""
    found: list[Likely[One]] = []
    for _key, some in groupby(entries, key=lambda entry: entry.search_key):
        for first, second in combinations(list(some)[:_MOST_OF_A_NAME], 2):
            why = _why(first, second)
            if why:
                found.append(Likely(first, second, why))
    return sorted(found, key=lambda pair: _ORDER[pair.why])


def _why(first: Entry, second: Entry) -> str:
    if shares_contact(first, second):
        return "contact"
    if contacts_differ(first, second):
        return ""
    if {unit for unit, _path in first.units} & {unit for unit, _path in second.units}:
        return "unit"
    near = any(_are_near(one, other) for _, one in first.units for _, other in second.units)
    return "near" if near else ""


def _are_near(one: str, other: str) -> bool:
    """One directly above the other, or both directly under the same; roots have no sisters."""
    upper, lower = one.split("/")[1:-1], other.split("/")[1:-1]
    return upper == lower[:-1] or lower == upper[:-1] or (upper[:-1] == lower[:-1] != [])

"""Which unit a list means by a code or a name."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from typing import Protocol

from planner.domain.directory.organisation import holds
from planner.domain.directory.people import is_usual
from planner.domain.errors import RuleBroken
from planner.domain.text import alphabet_key, one_line, post_at, search_key


class NamedUnit(Protocol):
    """A unit with what it may be called by."""

    @property
    def id(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def above_name(self) -> str: ...
    @property
    def from_on(self) -> date | None: ...
    @property
    def to_on(self) -> date | None: ...


class UnitNames:
    """All units by code and by name: with dấu first, without where that finds nothing."""

    def __init__(
        self, units: Iterable[NamedUnit], day: date, is_ours: Callable[[int], bool]
    ) -> None:
        """`is_ours` prefers, among units of one name, those that the viewer keeps."""
        self._day, self._is_ours = day, is_ours
        self._by_code: dict[str, list[NamedUnit]] = defaultdict(list)
        self._tiers: tuple[dict[str, list[NamedUnit]], ...] = tuple(
            defaultdict(list) for _ in range(4)
        )
        for unit in units:
            self.add(unit)

    def add(self, unit: NamedUnit) -> None:
        """One more that may be named."""
        self._by_code[unit.code.casefold()].append(unit)
        whole = post_at(unit.name, unit.above_name)
        for tier, key in zip(self._tiers, _keys(unit.name, whole), strict=True):
            tier[key].append(unit)

    def find(self, code: str, name: str) -> NamedUnit:
        """By the code where there is one, else by the name, which may be a code as well.

        Refused: unknown, or several of that name.
        """
        said = one_line(code) or one_line(name)
        found = self._one_code(said) or (None if one_line(code) else self._named(said))
        if found is None:
            raise RuleBroken("directory.unit_unknown", value=said)
        return found

    def parted(self, text: str) -> tuple[str, NamedUnit] | None:
        """A position and the unit that is named after it, in one text; the longest name counts.

        None where no unit is named. Refused: several of that name.
        """
        words = one_line(text).split()
        for at in range(1, len(words)):
            unit = self._named(" ".join(words[at:]))
            if unit is not None:
                return _whole_position(" ".join(words[:at]).rstrip(" ,;-–"), unit.name), unit
        return None

    def _one_code(self, code: str) -> NamedUnit | None:
        found = self._by_code.get(code.casefold(), [])
        exact = [unit for unit in found if unit.code == code]
        return exact[0] if exact else found[0] if len(found) == 1 else None

    def _named(self, name: str) -> NamedUnit | None:
        for tier, key in zip(self._tiers, _keys(name, name), strict=True):
            found = self._likely(tier.get(key, []) if key else [])
            if len(found) > 1:
                codes = ", ".join(unit.code for unit in found[:5])
                raise RuleBroken(
                    "directory.unit_ambiguous", value=name, count=len(found), codes=codes
                )
            if found:
                return found[0]
        return None

    def _likely(self, units: list[NamedUnit]) -> list[NamedUnit]:
        """Narrowed to those in being, then to the viewer's own, where any are."""
        there = [unit for unit in units if holds(unit, self._day)] or units
        return [unit for unit in there if self._is_ours(unit.id)] or there


def _whole_position(said: str, unit: str) -> str:
    """With the words that it shares with its unit, where only they make it a usual one."""
    shared = unit.split()
    longer = (" ".join([said, *shared[:many]]) for many in range(len(shared) + 1))
    return next((position for position in longer if is_usual(position)), said)


def _keys(name: str, whole: str) -> tuple[str, str, str, str]:
    return alphabet_key(name), alphabet_key(whole), search_key(name), search_key(whole)

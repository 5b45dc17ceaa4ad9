"""Which unit carries on which: the kinds of succession, and what each of them asks for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from planner.domain.errors import RuleBroken
from planner.domain.text import one_line


class SuccessionKind(StrEnum):
    MERGE = "merge"
    SPLIT = "split"
    RENAME = "rename"
    DISSOLVE = "dissolve"
    MOVE = "move"


class Below(StrEnum):
    """What becomes of the units under one that ends: its heir's, the upper unit's, or no more."""

    HEIR = "heir"
    ABOVE = "above"
    END = "end"


@dataclass(frozen=True, slots=True)
class HeirFacts:
    """A unit that carries on: one there is, by its code, or a new one.

    What is empty stays as it is; of a new one the kind and the unit above are its forebear's.
    """

    code: str
    name: str = ""
    kind: str = ""
    above: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class SuccessionFacts:
    """What was decided. Units and `history_to` are codes; `day` is the first of the new order.

    `goes` says of single posts and units below, `post-12` or `unit-7`, which heir has them.
    `keeps`: the unit that is split lives on beside its heirs. The history goes to `history_to`,
    the first heir unless told. `new_code` and `above` are for a rename and a move.
    """

    kind: SuccessionKind
    day: date
    units: tuple[str, ...]
    heirs: tuple[HeirFacts, ...] = ()
    keeps: bool = False
    history_to: str = ""
    new_code: str = ""
    above: str = ""
    posts_move: bool = False
    below: Below = Below.HEIR
    offices_end: bool = True
    accounts_move: bool = True
    goes: Mapping[str, str] = field(default_factory=dict)
    decision_number: str = ""
    decision_on: date | None = None


# How many units and heirs each kind takes, at least and at most.
_MANY = 500
_FIRST_DAY = date(1900, 1, 1)  # nothing of ours is older; calendars cannot count from year 1
_UNITS = {
    SuccessionKind.MERGE: (1, _MANY),
    SuccessionKind.SPLIT: (1, 1),
    SuccessionKind.RENAME: (1, 1),
    SuccessionKind.DISSOLVE: (1, _MANY),
    SuccessionKind.MOVE: (1, _MANY),
}
_HEIRS = {
    SuccessionKind.MERGE: (1, 1),
    SuccessionKind.SPLIT: (1, _MANY),
    SuccessionKind.RENAME: (1, 1),
    SuccessionKind.DISSOLVE: (0, _MANY),
    SuccessionKind.MOVE: (0, 0),
}


def ensure_whole(facts: SuccessionFacts) -> None:
    """As many units and heirs as the kind takes, none twice, the history to one of the heirs."""
    if facts.day < _FIRST_DAY:
        raise RuleBroken("directory.before_it_was", field="day")
    fewest, most = _UNITS[facts.kind]
    if not fewest <= len(facts.units) <= most:
        raise RuleBroken("succession.odd_units", field="units")
    fewest, most = _HEIRS[facts.kind]
    heirs = [heir.code for heir in facts.heirs]
    if not fewest <= len(heirs) <= most or len(set(heirs)) != len(heirs):
        raise RuleBroken("succession.odd_heirs", field="heirs")
    if facts.kind is SuccessionKind.MERGE and len({*facts.units, *heirs}) < 2:
        raise RuleBroken("succession.odd_units", field="units")
    if facts.kind is SuccessionKind.SPLIT and len(heirs) + facts.keeps < 2:
        raise RuleBroken("succession.splits_into_one", field="heirs")
    if not set(facts.goes.values()) <= set(heirs):
        raise RuleBroken("succession.goes_to_no_heir", field="heirs")
    if facts.history_to and facts.history_to not in {*heirs, *facts.units}:
        raise RuleBroken("succession.no_such_heir", field="history_to")


def ending_among(facts: SuccessionFacts) -> tuple[str, ...]:
    """The codes of the units that are no more: an heir never ends, nor does what is kept."""
    if facts.kind in (SuccessionKind.RENAME, SuccessionKind.MOVE) or facts.keeps:
        return ()
    heirs = {heir.code for heir in facts.heirs}
    return tuple(code for code in facts.units if code not in heirs)


def takes_history(facts: SuccessionFacts, heir: str) -> bool:
    """Whether the history goes to this heir; what is kept keeps it unless told otherwise."""
    if facts.history_to:
        return heir == facts.history_to
    return not facts.keeps and bool(facts.heirs) and heir == facts.heirs[0].code


def heirs_in(lines: Sequence[str], kind: str = "") -> tuple[HeirFacts, ...]:
    """Heirs as people write them, one a line: `CODE`, or `CODE · Name` of a new unit."""
    found = []
    for line in lines:
        code, _dot, name = (part.strip() for part in one_line(line).partition("·"))
        if code:
            found.append(HeirFacts(code, name, kind if name else ""))
    return tuple(found)


def codes_in(text: str) -> tuple[str, ...]:
    """The codes that lines and commas part; a name after `·` is for the reader."""
    parts = text.replace(",", "\n").replace(";", "\n").splitlines()
    codes = (one_line(part).partition("·")[0].strip() for part in parts)
    return tuple(dict.fromkeys(code for code in codes if code))

"""Units: their kinds and levels, their codes, their place in the tree."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from planner.domain.errors import RuleBroken
from planner.domain.rights import Action, Relation, Viewer
from planner.domain.text import one_line


@dataclass(frozen=True, slots=True)
class UnitKind:
    """A kind of unit. `levels` has one for a kind that stands at one level only.

    Where it stands at several, the level is that of the unit it belongs to (ban, sở), or one
    below where it is a unit of its own (thành đoàn).
    """

    levels: tuple[int, ...]
    outside: bool = False
    of_its_own: bool = True


_ANY_LEVEL = (1, 2, 3, 4)
_OFFICE = UnitKind(_ANY_LEVEL, of_its_own=False)
_OUTSIDE = UnitKind(_ANY_LEVEL, outside=True, of_its_own=False)
# As the papers of before and after July 2025 name them.
UNIT_KINDS: Mapping[str, UnitKind] = {
    "trung ương": UnitKind((1,)),
    "tỉnh đoàn": UnitKind((2,)),
    "thành đoàn": UnitKind((2, 3)),
    "huyện đoàn": UnitKind((3,)),
    "quận đoàn": UnitKind((3,)),
    "thị đoàn": UnitKind((3,)),
    "đoàn trực thuộc": UnitKind((2, 3, 4)),
    "đoàn xã": UnitKind((4,)),
    "đoàn phường": UnitKind((4,)),
    "đoàn thị trấn": UnitKind((4,)),
    "đoàn đặc khu": UnitKind((4,)),
    "đoàn cơ sở": UnitKind((4,)),
    "chi đoàn": UnitKind((5,)),
    "ban": _OFFICE,
    "văn phòng": _OFFICE,
    "trung tâm": _OFFICE,
    "cấp ủy": _OUTSIDE,
    "hđnd": _OUTSIDE,
    "ubnd": _OUTSIDE,
    "mttq": _OUTSIDE,
    "sở": _OUTSIDE,
    "đoàn thể": _OUTSIDE,
    "cơ quan khác": _OUTSIDE,
}
_CODE = re.compile(r"[^\W_][\w.-]{0,29}")


def level_of(kind: str, above: int | None) -> int:
    """The level of a unit of this kind under one of level `above`; None = under nothing."""
    known = UNIT_KINDS.get(kind)
    if known is None:
        raise RuleBroken("directory.no_such_kind", field="kind")
    if above is None:
        if not known.of_its_own:
            raise RuleBroken("directory.needs_a_place", field="above")
        return known.levels[0]
    wanted = above + 1 if known.of_its_own else above
    return min(known.levels, key=lambda level: abs(level - wanted))


def unit_code(text: str) -> str:
    """A code as it is kept: letters, digits, `.` `-` `_`, no spaces, at most 30."""
    code = one_line(text)
    if not _CODE.fullmatch(code):
        raise RuleBroken("directory.code_malformed", field="code")
    return code


def ensure_days_in_order(from_on: date | None, to_on: date | None) -> None:
    """The last day comes after the first; an open end is in order."""
    if from_on is not None and to_on is not None and to_on <= from_on:
        raise RuleBroken("directory.ends_before_it_begins", field="to_on")


def paths(above: Mapping[int, int | None]) -> dict[int, str]:
    """The way down the tree to each unit, `/1/7/23/`; `above` has every unit and no circle."""
    found: dict[int, str] = {}
    for unit in above:
        way: list[int] = []
        at: int | None = unit
        while at is not None and at not in found:
            way.append(at)
            at = above[at]
        for one in reversed(way):
            found[one] = f"{'/' if at is None else found[at]}{one}/"
            at = one
    return found


def ids_above(path: str) -> list[int]:
    """The units above the one of this way down the tree, from the root on."""
    return [int(unit) for unit in path.split("/")[1:-2]]


def ensure_no_circle(path: str, new_parent_path: str) -> None:
    """A unit never comes to hang under itself or under a unit below it."""
    if new_parent_path.startswith(path):
        raise RuleBroken("directory.circle", field="above")


def said(text: str, field: str) -> str:
    """What was written, on one line; nothing at all is refused."""
    words = one_line(text)
    if not words:
        raise RuleBroken("directory.empty", field=field)
    return words


def reaches(viewer: Viewer, action: Action, unit_id: int, path: str) -> bool:
    """Whether the viewer may do this at a unit, by where the unit stands in the tree."""
    relations = viewer.reach(action)
    own = unit_id in (viewer.seat_id, viewer.unit_id)
    below = viewer.seat_id is not None and path.startswith(viewer.seat_path) and not own
    return (
        Relation.ANY in relations
        or (own and Relation.OWN in relations)
        or (below and Relation.BELOW in relations)
    )


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit stands: under what, and where among its sisters (outside bodies last)."""

    id: int
    above_id: int | None
    order: tuple[bool, int, str]


def in_tree_order(places: Iterable[Place]) -> list[tuple[int, int]]:
    """(unit, depth), each unit followed by those under it; one whose upper is missing is a root."""
    known = {place.id: place for place in places}
    under: dict[int | None, list[Place]] = defaultdict(list)
    for place in known.values():
        under[place.above_id if place.above_id in known else None].append(place)
    for sisters in under.values():
        sisters.sort(key=lambda place: (place.order, place.id), reverse=True)
    ordered, waiting = [], [(place, 0) for place in under[None]]
    while waiting:
        place, depth = waiting.pop()
        ordered.append((place.id, depth))
        waiting += [(below, depth + 1) for below in under[place.id]]
    return ordered

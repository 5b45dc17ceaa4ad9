"""Who belongs where: units, their parents and their posts, as they stand on one day."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Generic, Protocol, Self, TypeVar

from planner.domain.errors import RuleBroken
from planner.domain.rights import Action, Relation, Viewer
from planner.domain.text import one_line

# Numbers in the store, texts in the neutral form; one organisation never mixes the two.
Id = TypeVar("Id", str, int)


class Body(StrEnum):
    """A body that posts belong to; a post of the unit itself (Bí thư) has none."""

    BCH = "BCH"
    BTV = "BTV"
    TT = "TT"
    UBKT = "UBKT"


class Dated(Protocol):
    """Something that holds for a time; `None` leaves that end open."""

    @property
    def from_on(self) -> date | None: ...
    @property
    def to_on(self) -> date | None: ...


@dataclass(frozen=True, slots=True)
class UnitFact(Generic[Id]):
    """A unit of ours, or one outside (cấp ủy, sở) in the territory of a unit of ours."""

    id: Id
    kind: str
    outside: bool = False
    territory: Id | None = None
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class ParentLink(Generic[Id]):
    unit: Id
    parent: Id
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class PostFact(Generic[Id]):
    """A post of a person; the smaller its rank, the more senior."""

    id: Id
    person: Id
    unit: Id
    body: Body | None
    position: str
    rank: int
    full_time: bool = False
    from_on: date | None = None
    to_on: date | None = None


def holds(thing: Dated, day: date) -> bool:
    """Whether it holds that day: on the day it begins it does, on the day it ends no more."""
    from_on, to_on = thing.from_on, thing.to_on
    return (from_on is None or from_on <= day) and (to_on is None or day < to_on)


PostsByPosition = Mapping[str, Sequence[PostFact[Id]]]


@dataclass(frozen=True, slots=True)
class Organisation(Generic[Id]):
    """What is in being on one day: units, parents and posts, and the ways between them.

    A parent that is not in being is none; a post counts only while its unit does.
    """

    units: Mapping[Id, UnitFact[Id]]
    parents: Mapping[Id, Id]
    children: Mapping[Id, Sequence[Id]]
    outside: Mapping[Id, Sequence[Id]]
    posts: Mapping[Body | None, Mapping[Id, PostsByPosition[Id]]]

    @classmethod
    def on(
        cls,
        day: date,
        units: Iterable[UnitFact[Id]],
        links: Iterable[ParentLink[Id]],
        posts: Iterable[PostFact[Id]],
    ) -> Self:
        """The organisation as it stands that day; what does not hold then may be given too."""
        present = {unit.id: unit for unit in units if holds(unit, day)}
        parents = {
            link.unit: link.parent
            for link in links
            if link.unit in present and link.parent in present and holds(link, day)
        }
        children = _turned(parents.items())
        outside = _turned(
            (unit.id, unit.territory)
            for unit in present.values()
            if unit.outside and unit.territory is not None
        )
        standing = (post for post in posts if post.unit in present and holds(post, day))
        return cls(present, parents, children, outside, _by_place(standing))

    def in_being(self, unit: Id | None) -> list[Id]:
        """That unit alone, or nothing when there is none that day."""
        return [unit] if unit is not None and unit in self.units else []

    def parents_of(self, units: Iterable[Id]) -> list[Id]:
        """The parents that these units have."""
        return [self.parents[unit] for unit in units if unit in self.parents]

    def children_of(self, units: Iterable[Id]) -> list[Id]:
        """Their direct children."""
        return [child for unit in units for child in self.children.get(unit, ())]

    def descendants_of(self, units: Iterable[Id]) -> list[Id]:
        """Their children, the children of those, and so on, each once."""
        found: dict[Id, None] = {}
        level = self.children_of(units)
        while level:
            fresh = dict.fromkeys(unit for unit in level if unit not in found)
            found.update(fresh)
            level = self.children_of(fresh)
        return list(found)

    def outside_of(self, units: Iterable[Id]) -> list[Id]:
        """The units outside that belong to their territories."""
        return [outside for unit in units for outside in self.outside.get(unit, ())]

    def posts_of(self, unit: Id, body: Body | None) -> PostsByPosition[Id]:
        """The posts of a body of a unit; `None` reads the posts of the unit itself."""
        return self.posts.get(body, {}).get(unit, {})


def circle_among(parents: Mapping[Id, Id]) -> list[Id]:
    """Units that lead back to the first of them, each followed by its parent; else nothing."""
    done: set[Id] = set()
    for start in parents:
        path: dict[Id, None] = {}
        unit = start
        while unit in parents and unit not in done and unit not in path:
            path[unit] = None
            unit = parents[unit]
        if unit in path:
            way = list(path)
            return way[way.index(unit) :]
        done.update(path)
    return []


def second_parents(links: Iterable[ParentLink[Id]]) -> Iterator[ParentLink[Id]]:
    """The links that begin while an earlier link of the same unit still holds."""
    of_unit: dict[Id, list[ParentLink[Id]]] = defaultdict(list)
    for link in links:
        if link.from_on is None or link.to_on is None or link.from_on < link.to_on:
            of_unit[link.unit].append(link)
    for dated in of_unit.values():
        dated.sort(key=_first_day)
        for earlier, later in pairwise(dated):
            if earlier.to_on is None or _first_day(later) < earlier.to_on:
                yield later


def _first_day(link: ParentLink[Id]) -> date:
    return link.from_on or date.min


def _turned(pairs: Iterable[tuple[Id, Id]]) -> dict[Id, list[Id]]:
    """Who points at whom, read from the other end."""
    turned: dict[Id, list[Id]] = {}
    for one, other in pairs:
        turned.setdefault(other, []).append(one)
    return turned


def _by_place(
    posts: Iterable[PostFact[Id]],
) -> dict[Body | None, dict[Id, dict[str, list[PostFact[Id]]]]]:
    """Posts by body, unit and position, so that no rule reads a post it does not want."""
    index: dict[Body | None, dict[Id, dict[str, list[PostFact[Id]]]]] = {None: {}}
    index.update((body, {}) for body in Body)
    for post in posts:
        index[post.body].setdefault(post.unit, {}).setdefault(post.position, []).append(post)
    return index


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
# Who stands before whom where nobody has said so; other positions come after all of these.
_USUAL_RANKS = {
    "bí thư": 10,
    "chủ tịch": 10,
    "phó bí thư thường trực": 20,
    "phó bí thư": 30,
    "phó chủ tịch": 30,
    "chánh văn phòng": 40,
    "trưởng ban": 40,
    "giám đốc": 40,
    "phó chánh văn phòng": 50,
    "phó trưởng ban": 50,
    "phó giám đốc": 50,
    "ủy viên ban thường vụ": 60,
    "ủy viên ban chấp hành": 70,
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


def ensure_no_circle(path: str, new_parent_path: str) -> None:
    """A unit never comes to hang under itself or under a unit below it."""
    if new_parent_path.startswith(path):
        raise RuleBroken("directory.circle", field="above")


def usual_rank(position: str) -> int:
    """How senior a position is where its rank was not said; smaller is more senior."""
    return _USUAL_RANKS.get(one_line(position).casefold().replace("uỷ", "ủy"), 100)


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

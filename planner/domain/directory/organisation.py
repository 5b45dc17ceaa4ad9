"""Who belongs where on one day: units, their parents and their posts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Generic, NamedTuple, Protocol, Self, TypeVar

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


class PostFact(NamedTuple, Generic[Id]):  # made by the hundred thousand: quicker than dataclasses
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
        if link.to_on is None or _first_day(link) < link.to_on:
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

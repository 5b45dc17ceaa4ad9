"""Thành phần: who is called to a meeting by its groups and rules, and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, NamedTuple

from planner.domain.directory import Body, Id, Organisation, PostFact, PostsByPosition, UnitFact


class Relation(StrEnum):
    """What units a rule reads, seen from the convenor or the host."""

    CONVENOR = "convenor"
    HOST = "host"
    CONVENOR_PARENT = "convenor_parent"
    HOST_PARENT = "host_parent"
    CONVENOR_CHILDREN = "convenor_children"
    HOST_CHILDREN = "host_children"
    CONVENOR_DESCENDANTS = "convenor_descendants"
    HOST_DESCENDANTS = "host_descendants"
    CONVENOR_OUTSIDE = "convenor_outside"
    HOST_OUTSIDE = "host_outside"
    PARENT_OUTSIDE = "parent_outside"
    CHILDREN_OUTSIDE = "children_outside"
    NAMED = "named"
    PEOPLE = "people"


class Mode(StrEnum):
    """Triệu tập or mời."""

    SUMMONED = "summoned"
    INVITED = "invited"


@dataclass(frozen=True, slots=True)
class Exclusions(Generic[Id]):
    """What a rule leaves out; with `all_but_units` every unit that is not one of those."""

    units: frozenset[Id] = frozenset()
    kinds: frozenset[str] = frozenset()
    people: frozenset[Id] = frozenset()
    positions: frozenset[str] = frozenset()
    all_but_units: frozenset[Id] | None = None


@dataclass(frozen=True, slots=True)
class Rule(Generic[Id]):
    """Positions of a body in the units of a relation, or people by name.

    `None` in `unit_kinds` and `positions` is no limit. `fallback_body` is read where a unit has
    nobody at all in `body`.
    """

    id: Id
    relation: Relation
    named_units: Sequence[Id] = ()
    named_people: Sequence[Id] = ()
    unit_kinds: frozenset[str] | None = None
    positions: Sequence[str] | None = None
    body: Body | None = None
    fallback_body: Body | None = None
    full_time_only: bool = False
    exclusions: Exclusions[Id] = field(default_factory=Exclusions)

    def takes_unit(self, unit: UnitFact[Id]) -> bool:
        """Whether a unit of the relation is left after the limits on units."""
        out = self.exclusions
        return (
            (self.unit_kinds is None or unit.kind in self.unit_kinds)
            and unit.kind not in out.kinds
            and unit.id not in out.units
            and (out.all_but_units is None or unit.id in out.all_but_units)
        )

    def calls(self, post: PostFact[Id]) -> bool:
        """Whether a post that was found is called."""
        return post.person not in self.exclusions.people and (
            post.full_time or not self.full_time_only
        )


@dataclass(frozen=True, slots=True)
class Group(Generic[Id]):
    """A line of the thành phần; with a quota its units name that many people themselves."""

    id: Id
    precedence: int
    mode: Mode
    rules: Sequence[Rule[Id]]
    quota: int | None = None


@dataclass(frozen=True, slots=True)
class Gathering(Generic[Id]):
    """Who convenes a meeting and who hosts it."""

    convenor: Id | None
    host: Id | None


@dataclass(frozen=True, slots=True)
class Why(Generic[Id]):
    """What a sentence about a call needs; a person called by name has no unit or position."""

    relation: Relation
    unit: Id | None
    body: Body | None
    position: str | None


class Capacity(NamedTuple, Generic[Id]):
    """As what somebody is called: by a rule of a group, in a post or by name."""

    group: Group[Id]
    rule: Rule[Id]
    post: PostFact[Id] | None

    @property
    def why(self) -> Why[Id]:
        if self.post is None:
            return Why(self.rule.relation, None, None, None)
        return Why(self.rule.relation, self.post.unit, self.post.body, self.post.position)


class Called(NamedTuple, Generic[Id]):
    """A person who is called, in the first capacity that counts, and the others."""

    person: Id
    first: Capacity[Id]
    also: Sequence[Capacity[Id]] = ()

    @property
    def unit(self) -> Id | None:
        return None if self.first.post is None else self.first.post.unit


@dataclass(frozen=True, slots=True)
class EmptyPost(Generic[Id]):
    """A wanted position that nobody holds; `None` where any would do and there is no post."""

    group: Group[Id]
    rule: Rule[Id]
    unit: Id
    position: str | None

    @property
    def why(self) -> Why[Id]:
        return Why(self.rule.relation, self.unit, self.rule.body, self.position)


@dataclass(frozen=True, slots=True)
class Seats(Generic[Id]):
    """How many people a unit is asked to name."""

    group: Group[Id]
    unit: Id
    count: int


@dataclass(frozen=True, slots=True)
class Expansion(Generic[Id]):
    """Everybody who is called, in printing order, what stays empty, and seats to be named."""

    delegates: Sequence[Called[Id]]
    empty: Sequence[EmptyPost[Id]]
    seats: Sequence[Seats[Id]]


def expand(
    organisation: Organisation[Id], groups: Iterable[Group[Id]], gathering: Gathering[Id]
) -> Expansion[Id]:
    """Read every group of the thành phần, in the order given where precedence is equal."""
    seen = _units_seen(organisation, gathering)
    empty: list[EmptyPost[Id]] = []
    seats: list[Seats[Id]] = []
    capacities: dict[Id, list[Capacity[Id]]] = {}
    for group in sorted(groups, key=lambda group: group.precedence):
        units = [_units_left(organisation, seen, rule) for rule in group.rules]
        if group.quota is not None:
            seats.extend(Seats(group, unit, group.quota) for unit in sorted(set().union(*units)))
            continue
        readings = [
            _Reading(rule, [(unit, _found(organisation, rule, unit)) for unit in left])
            for rule, left in zip(group.rules, units, strict=True)
        ]
        empty.extend(_empty(group, readings))
        for person, capacity in _capacities(group, readings):
            capacities.setdefault(person, []).append(capacity)
    delegates = [Called(who, ways[0], tuple(ways[1:])) for who, ways in capacities.items()]
    return Expansion(delegates, empty, seats)


@dataclass(frozen=True, slots=True)
class _Reading(Generic[Id]):
    """The posts that a rule found, by unit in the order of ids."""

    rule: Rule[Id]
    units: Sequence[tuple[Id, PostsByPosition[Id]]]


def _units_seen(
    organisation: Organisation[Id], gathering: Gathering[Id]
) -> Mapping[Relation, Sequence[Id]]:
    """The units of every relation that is the same for all rules, in the order of ids."""
    convenor = organisation.in_being(gathering.convenor)
    host = organisation.in_being(gathering.host)
    parent = organisation.parents_of(convenor)
    children = organisation.children_of(convenor)
    seen: dict[Relation, Sequence[Id]] = {
        Relation.CONVENOR: convenor,
        Relation.HOST: host,
        Relation.CONVENOR_PARENT: parent,
        Relation.HOST_PARENT: organisation.parents_of(host),
        Relation.CONVENOR_CHILDREN: children,
        Relation.HOST_CHILDREN: organisation.children_of(host),
        Relation.CONVENOR_DESCENDANTS: organisation.descendants_of(convenor),
        Relation.HOST_DESCENDANTS: organisation.descendants_of(host),
        Relation.CONVENOR_OUTSIDE: organisation.outside_of(convenor),
        Relation.HOST_OUTSIDE: organisation.outside_of(host),
        Relation.PARENT_OUTSIDE: organisation.outside_of(parent),
        Relation.CHILDREN_OUTSIDE: organisation.outside_of(children),
        Relation.PEOPLE: [],
    }
    return {relation: sorted(units) for relation, units in seen.items()}


def _units_left(
    organisation: Organisation[Id], seen: Mapping[Relation, Sequence[Id]], rule: Rule[Id]
) -> list[Id]:
    """The units of a rule's relation that its limits leave, in the order of ids."""
    units = organisation.units
    if rule.relation is Relation.NAMED:
        reached: Sequence[Id] = sorted(units.keys() & set(rule.named_units))
    else:
        reached = seen[rule.relation]
    return [unit for unit in reached if rule.takes_unit(units[unit])]


def _found(organisation: Organisation[Id], rule: Rule[Id], unit: Id) -> PostsByPosition[Id]:
    """The posts of wanted positions in a unit; each listed position stands there, held or not."""
    posts = organisation.posts_of(unit, rule.body)
    if not posts and rule.fallback_body is not None:
        posts = organisation.posts_of(unit, rule.fallback_body)
    unwanted = rule.exclusions.positions
    if rule.positions is not None:
        return {name: posts.get(name, ()) for name in rule.positions if name not in unwanted}
    if not unwanted:
        return posts
    return {name: held for name, held in posts.items() if name not in unwanted}


def _empty(group: Group[Id], readings: Iterable[_Reading[Id]]) -> Iterator[EmptyPost[Id]]:
    """What nobody holds, whoever else the rule leaves out."""
    for reading in readings:
        rule = reading.rule
        for unit, found in reading.units:
            if rule.positions is None and not found:
                yield EmptyPost(group, rule, unit, None)
            for position, held in found.items():
                if not held:
                    yield EmptyPost(group, rule, unit, position)


def _capacities(
    group: Group[Id], readings: Sequence[_Reading[Id]]
) -> Iterator[tuple[Id, Capacity[Id]]]:
    """In the order in which they count: by rank, rule and post; who comes by name comes last."""
    posts = [
        (post.rank, place, post.id, post)
        for place, reading in enumerate(readings)
        for _, found in reading.units
        for held in found.values()
        for post in held
        if reading.rule.calls(post)
    ]
    for _, place, _, post in sorted(posts):
        yield post.person, Capacity(group, group.rules[place], post)
    for rule in group.rules:
        if rule.relation is Relation.PEOPLE:
            for person in sorted(set(rule.named_people) - rule.exclusions.people):
                yield person, Capacity(group, rule, None)

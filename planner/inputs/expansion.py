"""Reads an organisation and a thành phần from the neutral form `expand-1`."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from planner.domain.directory import (
    Body,
    Organisation,
    ParentLink,
    PostFact,
    UnitFact,
    circle_among,
    second_parents,
)
from planner.domain.invitation import Exclusions, Gathering, Group, Mode, Relation, Rule
from planner.inputs.rows import Row, Unreadable, content, objects, parsed, quoted

_SHOWN = 10  # units of a circle that a message names

_BODIES = {body.value: body for body in Body}
_MODES = {mode.value: mode for mode in Mode}
_RELATIONS = {relation.value: relation for relation in Relation}


@dataclass(frozen=True, slots=True)
class Instance:
    """What `planner.domain.invitation.expand` reads."""

    organisation: Organisation[str]
    groups: list[Group[str]]
    gathering: Gathering[str]


def read_file(path: Path) -> Instance:
    """The instance in a file, or Unreadable."""
    return read_instance(content(path))


def read_instance(data: bytes) -> Instance:
    """The instance in JSON in UTF-8, or Unreadable."""
    instance = Row(parsed(data), "instance")
    day = instance.day("date")
    units = _units(instance)
    links = _links(instance, {unit.id for unit in units if not unit.outside})
    unit_ids = {unit.id for unit in units}
    people = _people(instance)
    posts = _posts(instance, people, unit_ids)
    organisation = Organisation.on(day, units, links, posts)
    _refuse_circles(organisation.parents)
    gathering = _gathering(instance, unit_ids)
    groups = [_group(row, unit_ids, people) for row in objects(instance, "groups")]
    return Instance(organisation, groups, gathering)


def _units(instance: Row) -> list[UnitFact[str]]:
    rows = list(objects(instance, "units"))
    ours = {row.id for row in rows if not row.flag("outside")}
    return [_unit(row, ours) for row in rows]


def _unit(row: Row, ours: Collection[str]) -> UnitFact[str]:
    row.text("name")  # no rule reads a name or a level, but the form wants them there
    row.whole("level")
    territory = None if row.value("territory") is None else row.text("territory")
    if territory is not None and territory not in ours:
        row.refuse(f"territory {quoted(territory)} không thuộc cơ quan của mình")
    return UnitFact(
        id=row.id,
        kind=row.text("kind"),
        outside=row.flag("outside"),
        territory=territory,
        from_on=row.open_day("from"),
        to_on=row.open_day("to"),
    )


def _links(instance: Row, ours: Collection[str]) -> list[ParentLink[str]]:
    """Who was whose parent when: a unit has one at a time."""
    links = []
    for number, value in enumerate(instance.items("parents"), 1):
        row = Row(value, f"parents #{number}")
        row.place = f"parents {row.text('unit')}"
        for end in (row.text("unit"), row.text("parent")):
            if end not in ours:
                row.refuse(f"{quoted(end)} không thuộc cơ quan của mình")
        days = row.open_day("from"), row.open_day("to")
        links.append(ParentLink(row.text("unit"), row.text("parent"), *days))
    for link in second_parents(links):
        raise Unreadable(f"parents {link.unit}", f"có hai trong một ngày, một là {link.parent}")
    return links


def _people(instance: Row) -> set[str]:
    """The ids of the people; no rule reads their names, but the form wants them there."""
    ids = set()
    for row in objects(instance, "people"):
        row.text("name")
        ids.add(row.id)
    return ids


def _posts(instance: Row, people: Collection[str], units: Collection[str]) -> list[PostFact[str]]:
    return [
        PostFact(
            id=row.id,
            person=row.known("person", people),
            unit=row.known("unit", units),
            body=row.open_word("body", _BODIES),
            position=row.text("position"),
            rank=row.whole("rank"),
            full_time=row.flag("full_time"),
            from_on=row.open_day("from"),
            to_on=row.open_day("to"),
        )
        for row in objects(instance, "posts")
    ]


def _refuse_circles(parents: Mapping[str, str]) -> None:
    circle = circle_among(parents)
    if circle:
        way = " → ".join([*circle[:_SHOWN], "…" if circle[_SHOWN:] else circle[0]])
        raise Unreadable(f"parents {circle[0]}", f"thành vòng tròn, {way}")


def _gathering(instance: Row, units: Collection[str]) -> Gathering[str]:
    row = Row(instance.value("meeting"), "meeting")
    host = None if row.value("host") is None else row.known("host", units)
    return Gathering(convenor=row.known("convenor", units), host=host)


def _group(row: Row, units: Collection[str], people: Collection[str]) -> Group[str]:
    quota = None if row.value("quota") is None else row.whole("quota")
    if quota is not None and quota < 1:
        row.refuse("quota phải là số từ 1")
    rules = objects(row, "rules", f"{row.place} ")
    return Group(
        id=row.id,
        precedence=row.whole("precedence"),
        mode=row.word("mode", _MODES),
        rules=[_rule(rule, units, people) for rule in rules],
        quota=quota,
    )


def _rule(row: Row, units: Collection[str], people: Collection[str]) -> Rule[str]:
    kinds = row.open_texts("unit_kinds")
    return Rule(
        id=row.id,
        relation=row.word("relation", _RELATIONS),
        named_units=row.texts("named_units", units),
        named_people=row.texts("named_people", people),
        unit_kinds=None if kinds is None else frozenset(kinds),
        positions=row.open_texts("positions"),
        body=row.open_word("body", _BODIES),
        fallback_body=row.open_word("fallback_body", _BODIES),
        full_time_only=row.value("full_time") is not None and row.flag("full_time"),
        exclusions=_exclusions(row, units, people),
    )


def _exclusions(rule: Row, units: Collection[str], people: Collection[str]) -> Exclusions[str]:
    row = Row(rule.value("except"), f"{rule.place} except")
    only = row.open_texts("all_but_units", units)
    return Exclusions(
        units=frozenset(row.texts("units", units)),
        kinds=frozenset(row.texts("kinds")),
        people=frozenset(row.texts("people", people)),
        positions=frozenset(row.texts("positions")),
        all_but_units=None if only is None else frozenset(only),
    )

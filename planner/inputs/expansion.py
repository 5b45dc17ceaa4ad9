"""Reads an organisation and a thành phần from the neutral form `expand-1`."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NoReturn, TypeVar

from planner.domain.directory import (
    Body,
    Organisation,
    ParentLink,
    PostFact,
    UnitFact,
    circle_among,
    second_parents,
)
from planner.domain.errors import PlannerError
from planner.domain.invitation import Exclusions, Gathering, Group, Mode, Relation, Rule

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_SHOWN = 10  # units of a circle that a message names

Word = TypeVar("Word", bound=StrEnum)
_BODIES = {body.value: body for body in Body}
_MODES = {mode.value: mode for mode in Mode}
_RELATIONS = {relation.value: relation for relation in Relation}


class Unreadable(PlannerError):
    """The instance cannot be read: one line, which names the place by the id standing there."""

    def __init__(self, place: str, what: str) -> None:
        line = f"{place}: {what}"
        super().__init__("".join(c if c.isprintable() else ascii(c)[1:-1] for c in line))


@dataclass(frozen=True, slots=True)
class Instance:
    """What `planner.domain.invitation.expand` reads."""

    organisation: Organisation[str]
    groups: list[Group[str]]
    gathering: Gathering[str]


def read_file(path: Path) -> Instance:
    """The instance in a file, or Unreadable."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(str(path), error.strerror or "cannot be opened") from error
    return read_instance(data)


def read_instance(data: bytes) -> Instance:
    """The instance in JSON in UTF-8, or Unreadable."""
    instance = _Row(_parsed(data), "instance")
    day = instance.day("date")
    units = _units(instance)
    links = _links(instance, {unit.id for unit in units if not unit.outside})
    unit_ids = {unit.id for unit in units}
    people = _people(instance)
    posts = _posts(instance, people, unit_ids)
    organisation = Organisation.on(day, units, links, posts)
    _refuse_circles(organisation.parents)
    gathering = _gathering(instance, unit_ids)
    groups = [_group(row, unit_ids, people) for row in _rows(instance, "groups")]
    return Instance(organisation, groups, gathering)


def _parsed(data: bytes) -> object:
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except RecursionError:
        raise Unreadable("instance", "no JSON that can be read: nested too deep") from None
    except ValueError as error:
        raise Unreadable("instance", f"no JSON: {error}") from error


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number")


@lru_cache(maxsize=4096)
def _day(text: str) -> date | None:
    """The day that a text names, if it names one. Files repeat few days many times."""
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


class _Row:
    """One object of the instance; it knows how a complaint names it."""

    __slots__ = ("fields", "id", "place")

    def __init__(self, value: object, place: str) -> None:
        if not isinstance(value, dict):
            raise Unreadable(place, "is no object")
        self.fields: dict[str, object] = value
        self.place = place
        self.id = ""

    def refuse(self, what: str) -> NoReturn:
        raise Unreadable(self.place, what)

    def value(self, name: str) -> object:
        if name not in self.fields:
            self.refuse(f"{name} is missing")
        return self.fields[name]

    def text(self, name: str) -> str:
        value = self.value(name)
        return value if isinstance(value, str) else self.refuse(f"{name} is no text")

    def whole(self, name: str) -> int:
        value = self.value(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return self.refuse(f"{name} is no whole number")

    def flag(self, name: str) -> bool:
        value = self.value(name)
        return value if isinstance(value, bool) else self.refuse(f"{name} is not true or false")

    def day(self, name: str) -> date:
        text = self.text(name)
        return _day(text) or self.refuse(f"{name} {_quoted(text)} is no day")

    def open_day(self, name: str) -> date | None:
        """A day, or null for an open end."""
        return None if self.value(name) is None else self.day(name)

    def known(self, name: str, ids: Collection[str]) -> str:
        """An id that is one of those."""
        text = self.text(name)
        return text if text in ids else self.refuse(f"{name} {_quoted(text)} is nowhere")

    def word(self, name: str, words: Mapping[str, Word]) -> Word:
        """One of the words that the form names."""
        text = self.text(name)
        return words.get(text) or self.refuse(f"{name} {_quoted(text)} is not known")

    def body(self, name: str) -> Body | None:
        return None if self.value(name) is None else self.word(name, _BODIES)

    def items(self, name: str) -> list[object]:
        value = self.value(name)
        return value if isinstance(value, list) else self.refuse(f"{name} is no list")

    def texts(self, name: str, ids: Collection[str] | None = None) -> tuple[str, ...]:
        """A list of texts; with `ids`, of ids that are among those."""
        texts = []
        for value in self.items(name):
            if not isinstance(value, str):
                self.refuse(f"{name} holds something that is no text")
            if ids is not None and value not in ids:
                self.refuse(f"{name} {_quoted(value)} is nowhere")
            texts.append(value)
        return tuple(texts)

    def open_texts(self, name: str, ids: Collection[str] | None = None) -> tuple[str, ...] | None:
        """As `texts`, or null for no limit."""
        return None if self.value(name) is None else self.texts(name, ids)


def _quoted(text: str) -> str:
    return f"“{text}”"


def _rows(owner: _Row, name: str, prefix: str = "") -> Iterator[_Row]:
    """The objects of a list, each with an id that none before it has."""
    seen: set[str] = set()
    for number, value in enumerate(owner.items(name), 1):
        row = _Row(value, f"{prefix}{name} #{number}")
        row.id = row.text("id")
        row.place = f"{prefix}{name} {row.id}"
        if row.id in seen:
            row.refuse("stands there twice")
        seen.add(row.id)
        yield row


def _units(instance: _Row) -> list[UnitFact[str]]:
    rows = list(_rows(instance, "units"))
    ours = {row.id for row in rows if not row.flag("outside")}
    return [_unit(row, ours) for row in rows]


def _unit(row: _Row, ours: Collection[str]) -> UnitFact[str]:
    row.text("name")  # no rule reads a name or a level, but the form wants them there
    row.whole("level")
    territory = None if row.value("territory") is None else row.text("territory")
    if territory is not None and territory not in ours:
        row.refuse(f"territory {_quoted(territory)} is not ours")
    return UnitFact(
        id=row.id,
        kind=row.text("kind"),
        outside=row.flag("outside"),
        territory=territory,
        from_on=row.open_day("from"),
        to_on=row.open_day("to"),
    )


def _links(instance: _Row, ours: Collection[str]) -> list[ParentLink[str]]:
    """Who was whose parent when: a unit has one at a time."""
    links = []
    for number, value in enumerate(instance.items("parents"), 1):
        row = _Row(value, f"parents #{number}")
        row.place = f"parents {row.text('unit')}"
        for end in (row.text("unit"), row.text("parent")):
            if end not in ours:
                row.refuse(f"{_quoted(end)} is not ours")
        days = row.open_day("from"), row.open_day("to")
        links.append(ParentLink(row.text("unit"), row.text("parent"), *days))
    for link in second_parents(links):
        raise Unreadable(f"parents {link.unit}", f"has two on one day, {link.parent} is one")
    return links


def _people(instance: _Row) -> set[str]:
    """The ids of the people; no rule reads their names, but the form wants them there."""
    ids = set()
    for row in _rows(instance, "people"):
        row.text("name")
        ids.add(row.id)
    return ids


def _posts(instance: _Row, people: Collection[str], units: Collection[str]) -> list[PostFact[str]]:
    return [
        PostFact(
            id=row.id,
            person=row.known("person", people),
            unit=row.known("unit", units),
            body=row.body("body"),
            position=row.text("position"),
            rank=row.whole("rank"),
            full_time=row.flag("full_time"),
            from_on=row.open_day("from"),
            to_on=row.open_day("to"),
        )
        for row in _rows(instance, "posts")
    ]


def _refuse_circles(parents: Mapping[str, str]) -> None:
    circle = circle_among(parents)
    if circle:
        way = " → ".join([*circle[:_SHOWN], "…" if circle[_SHOWN:] else circle[0]])
        raise Unreadable(f"parents {circle[0]}", f"in a circle, {way}")


def _gathering(instance: _Row, units: Collection[str]) -> Gathering[str]:
    row = _Row(instance.value("meeting"), "meeting")
    host = None if row.value("host") is None else row.known("host", units)
    return Gathering(convenor=row.known("convenor", units), host=host)


def _group(row: _Row, units: Collection[str], people: Collection[str]) -> Group[str]:
    quota = None if row.value("quota") is None else row.whole("quota")
    if quota is not None and quota < 1:
        row.refuse("quota is no number from 1")
    rules = _rows(row, "rules", f"{row.place} ")
    return Group(
        id=row.id,
        precedence=row.whole("precedence"),
        mode=row.word("mode", _MODES),
        rules=[_rule(rule, units, people) for rule in rules],
        quota=quota,
    )


def _rule(row: _Row, units: Collection[str], people: Collection[str]) -> Rule[str]:
    kinds = row.open_texts("unit_kinds")
    return Rule(
        id=row.id,
        relation=row.word("relation", _RELATIONS),
        named_units=row.texts("named_units", units),
        named_people=row.texts("named_people", people),
        unit_kinds=None if kinds is None else frozenset(kinds),
        positions=row.open_texts("positions"),
        body=row.body("body"),
        fallback_body=row.body("fallback_body"),
        full_time_only=row.value("full_time") is not None and row.flag("full_time"),
        exclusions=_exclusions(row, units, people),
    )


def _exclusions(rule: _Row, units: Collection[str], people: Collection[str]) -> Exclusions[str]:
    row = _Row(rule.value("except"), f"{rule.place} except")
    only = row.open_texts("all_but_units", units)
    return Exclusions(
        units=frozenset(row.texts("units", units)),
        kinds=frozenset(row.texts("kinds")),
        people=frozenset(row.texts("people", people)),
        positions=frozenset(row.texts("positions")),
        all_but_units=None if only is None else frozenset(only),
    )

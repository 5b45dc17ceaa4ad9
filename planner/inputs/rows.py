"""Objects of JSON files, read one field at a time; each complaint names its place."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NoReturn, TypeVar

from planner.domain.errors import PlannerError

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)

Word = TypeVar("Word", bound=StrEnum)


class Unreadable(PlannerError):
    """The instance cannot be read: one line, which names the place by the id standing there."""

    def __init__(self, place: str, what: str) -> None:
        line = f"{place}: {what}"
        super().__init__("".join(c if c.isprintable() else ascii(c)[1:-1] for c in line))


def content(path: Path) -> bytes:
    """What a file holds, or Unreadable."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(str(path), error.strerror or "cannot be opened") from error


def parsed(data: bytes) -> object:
    """The value of JSON in UTF-8, or Unreadable."""
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


class Row:
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
        return _day(text) or self.refuse(f"{name} {quoted(text)} is no day")

    def open_day(self, name: str) -> date | None:
        """A day, or null for an open end."""
        return None if self.value(name) is None else self.day(name)

    def known(self, name: str, ids: Collection[str]) -> str:
        """An id that is one of those."""
        text = self.text(name)
        return text if text in ids else self.refuse(f"{name} {quoted(text)} is nowhere")

    def word(self, name: str, words: Mapping[str, Word]) -> Word:
        """One of the words that the form names."""
        text = self.text(name)
        return words.get(text) or self.refuse(f"{name} {quoted(text)} is not known")

    def open_word(self, name: str, words: Mapping[str, Word]) -> Word | None:
        """As `word`, or null."""
        return None if self.value(name) is None else self.word(name, words)

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
                self.refuse(f"{name} {quoted(value)} is nowhere")
            texts.append(value)
        return tuple(texts)

    def open_texts(self, name: str, ids: Collection[str] | None = None) -> tuple[str, ...] | None:
        """As `texts`, or null for no limit."""
        return None if self.value(name) is None else self.texts(name, ids)


def quoted(text: str) -> str:
    return f"“{text}”"


def objects(owner: Row, name: str, prefix: str = "") -> Iterator[Row]:
    """The objects of a list, each with an id that none before it has."""
    seen: set[str] = set()
    for number, value in enumerate(owner.items(name), 1):
        row = Row(value, f"{prefix}{name} #{number}")
        row.id = row.text("id")
        row.place = f"{prefix}{name} {row.id}"
        if row.id in seen:
            row.refuse("stands there twice")
        seen.add(row.id)
        yield row

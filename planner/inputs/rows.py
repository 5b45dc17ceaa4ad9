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

_TROUBLES = {
    FileNotFoundError: "không có tệp này",
    NotADirectoryError: "không có tệp này",
    IsADirectoryError: "là thư mục, không phải tệp",
    PermissionError: "không được phép đọc",
}

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
        trouble = _TROUBLES.get(type(error), "không mở được")
        raise Unreadable(str(path), trouble) from error


def parsed(data: bytes) -> object:
    """The value of JSON in UTF-8, or Unreadable."""
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_no_number)
    except RecursionError:
        raise Unreadable("instance", "JSON lồng quá sâu, không đọc được") from None
    except json.JSONDecodeError as error:
        where = f"dòng {error.lineno}, cột {error.colno}"
        raise Unreadable("instance", f"không phải JSON, từ {where}") from error
    except UnicodeDecodeError as error:
        raise Unreadable("instance", "không phải JSON: chữ không phải UTF-8") from error
    except ValueError as error:  # of whole numbers that fill a page
        raise Unreadable("instance", "không phải JSON: có số quá dài") from error


def _no_number(word: str) -> NoReturn:
    raise Unreadable("instance", f"không phải JSON: {word} không phải số")


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
            raise Unreadable(place, "không phải đối tượng JSON")
        self.fields: dict[str, object] = value
        self.place = place
        self.id = ""

    def refuse(self, what: str) -> NoReturn:
        raise Unreadable(self.place, what)

    def value(self, name: str) -> object:
        if name not in self.fields:
            self.refuse(f"thiếu {name}")
        return self.fields[name]

    def text(self, name: str) -> str:
        value = self.value(name)
        return value if isinstance(value, str) else self.refuse(f"{name} không phải chữ")

    def whole(self, name: str) -> int:
        value = self.value(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        return self.refuse(f"{name} không phải số nguyên")

    def flag(self, name: str) -> bool:
        value = self.value(name)
        return (
            value if isinstance(value, bool) else self.refuse(f"{name} không phải true hay false")
        )

    def day(self, name: str) -> date:
        text = self.text(name)
        return _day(text) or self.refuse(f"{name} {quoted(text)} không phải ngày có thật")

    def open_day(self, name: str) -> date | None:
        """A day, or null for an open end."""
        return None if self.value(name) is None else self.day(name)

    def known(self, name: str, ids: Collection[str]) -> str:
        """An id that is one of those."""
        text = self.text(name)
        return (
            text if text in ids else self.refuse(f"{name} {quoted(text)} không có trong danh sách")
        )

    def word(self, name: str, words: Mapping[str, Word]) -> Word:
        """One of the words that the form names."""
        text = self.text(name)
        return words.get(text) or self.refuse(f"{name} {quoted(text)} không phải từ của mẫu")

    def open_word(self, name: str, words: Mapping[str, Word]) -> Word | None:
        """As `word`, or null."""
        return None if self.value(name) is None else self.word(name, words)

    def items(self, name: str) -> list[object]:
        value = self.value(name)
        return value if isinstance(value, list) else self.refuse(f"{name} không phải danh sách")

    def texts(self, name: str, ids: Collection[str] | None = None) -> tuple[str, ...]:
        """A list of texts; with `ids`, of ids that are among those."""
        texts = []
        for value in self.items(name):
            if not isinstance(value, str):
                self.refuse(f"{name} có phần tử không phải chữ")
            if ids is not None and value not in ids:
                self.refuse(f"{name} {quoted(value)} không có trong danh sách")
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
            row.refuse("có hai lần")
        seen.add(row.id)
        yield row

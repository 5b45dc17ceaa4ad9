"""From the lines of a list to people and units, with what is wrong in each line."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar

from planner.domain.account import email_address
from planner.domain.directory import UNIT_KINDS
from planner.domain.directory.listed import ListedPerson, ListedPost, ListedUnit, Wrong
from planner.domain.errors import RuleBroken
from planner.domain.text import one_line, search_key
from planner.inputs.sheet.grid import Cell
from planner.inputs.sheet.heads import PEOPLE, UNITS
from planner.inputs.sheet.table import Chosen, Line, Table, read_tables
from planner.inputs.sheet.values import (
    body_of,
    day_of,
    is_marked,
    is_name,
    is_persons_name,
    number_of,
    phone_of,
)

Entry = TypeVar("Entry")
Read = TypeVar("Read")
LAST_NUMBER = 2**31 - 1
MOST_RANK, LOWEST_LEVEL = 9999, 5
_KINDS = {search_key(kind): kind for kind in UNIT_KINDS}
# Longer than the forms of the pages allow, no text is taken.
_LONGEST = {"name": 100, "position": 100, "term": 50, "decision_number": 100, "place": 100}
_UNIT_LONGEST = {"name": 200, "code": 30}


@dataclass(frozen=True, slots=True)
class Listing(Generic[Entry]):
    """What a file lists; `tables` say how it was understood."""

    tables: tuple[Table, ...]
    entries: tuple[Entry, ...]
    errors: tuple[Wrong, ...]


def read_people(data: bytes, chosen: Chosen | None = None) -> Listing[ListedPerson]:
    """The people of a workbook or CSV; refused when it is none, or has no head."""
    return _read(read_tables(data, PEOPLE, chosen), _person)


def read_units(data: bytes, chosen: Chosen | None = None) -> Listing[ListedUnit]:
    """The units of a workbook or CSV; refused as in `read_people`."""
    return _read(read_tables(data, UNITS, chosen), _unit)


class _Reader:
    """One line; remembers what could not be read in it."""

    def __init__(self, table: Table, heads: dict[str, str], line: Line) -> None:
        self.table, self.line, self.heads = table, line, heads
        self.errors: list[Wrong] = []

    def text(self, field: str, longest: int = 200) -> str:
        kept = one_line(str(self.line.values.get(field, "")))
        if len(kept) > longest:
            self.fail(field, "sheet.too_long", most=longest)
            return ""
        return kept

    def value(self, field: str, read: Callable[[Cell], Read]) -> Read | None:
        """None where nothing is written, or what is cannot be read."""
        if field not in self.line.values:
            return None
        try:
            return read(self.line.values[field])
        except RuleBroken as broken:
            self.fail(field, broken.code, **broken.details)
            return None

    def fail(self, field: str, code: str, **details: object) -> None:
        head = self.heads.get(field, "")
        wrong = Wrong(self.line.number, head, code, details, self.table.sheet, field)
        self.errors.append(wrong)

    def last_day(self) -> date | None:
        """«Thôi từ ngày» as it is, else the day after «đến ngày»."""
        ends = self.value("to_on", day_of)
        return ends or self.value("until", lambda cell: day_of(cell, is_last=True))


def _read(tables: list[Table], read: Callable[[_Reader], Entry]) -> Listing[Entry]:
    entries: list[Entry] = []
    errors: list[Wrong] = []
    for table in tables:
        heads = {field: table.heads.get(at, "") for at, field in table.fields.items()}
        for line in table.lines:
            reader = _Reader(table, heads, line)
            entry = read(reader)
            if reader.errors:
                errors += reader.errors
            else:
                entries.append(entry)
    return Listing(tuple(tables), tuple(entries), tuple(errors))


def _person(reader: _Reader) -> ListedPerson:
    line = reader.line
    name = one_line(f"{reader.text('surname', 100)} {reader.text('name', 100)}")
    if not name and not reader.errors:  # what is too long is not missing
        reader.fail("name", "sheet.no_name")
    elif name and not is_persons_name(name):
        reader.fail("name", "sheet.not_a_name", value=name[:40])
    code, unit = reader.text("unit_code", 30), reader.text("unit")
    return ListedPerson(
        row=line.number,
        name=name,
        unit_code=code,
        unit_name=unit or (line.section if not code else ""),
        email=reader.value("email", _address) or "",
        phone=reader.value("phone", phone_of) or "",
        post=_post(reader),
        number=reader.value("number", lambda cell: number_of(cell, LAST_NUMBER)),
        sheet=reader.table.sheet,
        heads=reader.heads,
    )


def _post(reader: _Reader) -> ListedPost:
    begins, ends = reader.value("from_on", day_of), reader.last_day()
    if begins and ends and ends <= begins:
        field = "to_on" if "to_on" in reader.line.values else "until"
        reader.fail(field, "directory.ends_before_it_begins")
    full_time = reader.heads.get("full_time", "")
    body = reader.heads.get("body", "")
    return ListedPost(
        position=reader.text("position", _LONGEST["position"]),
        body=reader.value("body", lambda cell: body_of(cell, body)),
        is_full_time=reader.value("full_time", lambda cell: is_marked(cell, full_time)),
        rank=reader.value("rank", lambda cell: number_of(cell, MOST_RANK)),
        term=reader.text("term", _LONGEST["term"]),
        decision_number=reader.text("decision_number", _LONGEST["decision_number"]),
        from_on=begins,
        to_on=ends,
    )


def _unit(reader: _Reader) -> ListedUnit:
    name, code = reader.text("name", _UNIT_LONGEST["name"]), reader.text("code", 30)
    if not name and not reader.errors:  # what is too long is not missing
        reader.fail("name", "sheet.no_unit_name")
    elif name and not is_name(name):
        reader.fail("name", "sheet.not_a_name", value=name[:40])
    begins, ends = reader.value("from_on", day_of), reader.last_day()
    if begins and ends and ends <= begins:
        reader.fail("to_on", "directory.ends_before_it_begins")
    return ListedUnit(
        row=reader.line.number,
        code=code,
        name=name,
        kind=reader.value("kind", _kind) or "",
        above=reader.text("above"),
        level=reader.value("level", _level),
        rank=reader.value("rank", lambda cell: number_of(cell, MOST_RANK)),
        place=reader.text("place", _LONGEST["place"]),
        from_on=begins,
        to_on=ends,
        sheet=reader.table.sheet,
        heads=reader.heads,
    )


def _address(cell: Cell) -> str:
    text = one_line(str(cell)).removeprefix("mailto:")
    if search_key(text) in {"", "khong", "khong co", "chua co"}:
        return ""
    return email_address(text)


def _kind(cell: Cell) -> str:
    key = search_key(str(cell))
    if key and key not in _KINDS:
        raise RuleBroken("directory.no_such_kind")
    return _KINDS.get(key, "")


def _level(cell: Cell) -> int | None:
    return number_of(cell, LOWEST_LEVEL)


def rows_of(tables: Iterable[Table]) -> int:
    """How many entries the lists have."""
    return sum(len(table.lines) for table in tables)

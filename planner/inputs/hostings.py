"""A list of who hosted when: unit, time, topic; pasted or from a workbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from planner.domain.text import one_line, search_key
from planner.inputs.sheet.grid import Cell, open_grids

# How lists call their columns, without dấu.
_HEADS: Mapping[str, tuple[str, ...]] = {
    "unit": ("don vi", "don vi dang cai", "dang cai", "noi dang cai", "ten don vi"),
    "when": ("ngay", "thoi gian", "ngay hop", "thang", "nam", "thang nam"),
    "topic": ("chuyen de", "noi dung", "ten chuyen de"),
    "report": ("bao cao",),
    "conclusion": ("ket luan",),
}
_USUAL = ("unit", "when", "topic", "report", "conclusion")


@dataclass(frozen=True, slots=True)
class HostingRow:
    """A line of the list as it stands there; `row` as the sheet numbers it."""

    row: int
    unit: str = ""
    when: str = ""
    topic: str = ""
    report: str = ""
    conclusion: str = ""


def read_hostings(data: bytes) -> list[HostingRow]:
    """The lines of the first sheet that has any; columns by their heads, else in usual order.

    Refused when it is no table.
    """
    for grid in open_grids(data):
        rows = [(number, row) for number, row in enumerate(grid.rows, start=1) if _has(row)]
        if rows:
            places = _places(rows[0][1])
            lines = rows[1:] if places else rows
            usual = dict(zip(_USUAL, range(len(_USUAL)), strict=True))
            return [_line(number, row, places or usual) for number, row in lines]
    return []


def _has(row: Sequence[Cell]) -> bool:
    return any(_words(cell) for cell in row)


def _places(row: Sequence[Cell]) -> dict[str, int]:
    """Where each column stands, if this is a head: a unit and a time are named in it."""
    named = [search_key(_words(cell)) for cell in row]
    places = {
        field: next(at for at, head in enumerate(named) if head in heads)
        for field, heads in _HEADS.items()
        if any(head in heads for head in named)
    }
    return places if {"unit", "when"} <= places.keys() else {}


def _line(number: int, row: Sequence[Cell], places: Mapping[str, int]) -> HostingRow:
    cells = {field: _words(row[place]) for field, place in places.items() if place < len(row)}
    return HostingRow(number, **cells)


def _words(cell: Cell) -> str:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else one_line(cell)

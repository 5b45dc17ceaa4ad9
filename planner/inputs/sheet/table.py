"""Lists in sheets: where their head stands, what their columns hold, which rows are theirs."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import normalize

from planner.domain.errors import RuleBroken
from planner.domain.text import one_line, search_key
from planner.inputs.sheet.grid import Cell, Grid, open_grids
from planner.inputs.sheet.heads import field_of, guess, is_head

_SEARCHED = 100  # rows in which a head may stand
_WIDEST = 200  # columns
_NUMBERED = re.compile(r"\(?(\d{1,2}|[A-Za-z])\)?")  # the row that numbers the columns
_COUNTED = re.compile(r"\d{1,6}[.)]?")  # STT of a row
_ORDINAL = re.compile(r"^\s*([IVXLC]+|\d{1,3}|[A-Z])\s*[.)\-–:/]\s+")
_SUM = re.compile(r"(tổng|cộng)( cộng| số| hợp)?( *[:.(\d].*)?$|tổng (cộng|số)\b")
_SIGNED = re.compile(
    r"^(t ?m|kt|tl|tuq) |^(nguoi (lap|tong hop)|lap bieu|ky ten|ky ghi|noi nhan|xac nhan|"
    r"danh sach (nay|tren)|an dinh)\b|\bngay( \d+)? thang( \d+)? nam\b"
)

Chosen = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a list: its number in the sheet, its values by field, the heading above it."""

    number: int
    values: Mapping[str, Cell]
    section: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A list. `heads` are the heads by column, `fields` what the columns hold.

    `passed_over` are the numbers of the rows below the head that are no entries: headings, sums,
    signatures.
    """

    sheet: str
    head: int
    heads: Mapping[int, str]
    fields: Mapping[int, str]
    lines: tuple[Line, ...]
    passed_over: tuple[int, ...]


def read_tables(data: bytes, kind: str, chosen: Chosen | None = None) -> list[Table]:
    """The lists of a file, sheet by sheet; `chosen` says what columns hold, by sheet and column.

    Refused: a file that is no table, or without a head that names people (or units).
    """
    found = [table for grid in open_grids(data) for table in _table(grid, kind, chosen or {})]
    if not found:
        raise RuleBroken(f"sheet.no_head_of_{kind}", field="file")
    return found


def _table(grid: Grid, kind: str, chosen: Chosen) -> Iterator[Table]:
    heads = _find_head(grid, kind)
    if heads is None:
        return
    first, last, named = heads
    fields = _fields(grid, kind, first, last, named)
    if grid.name in chosen:
        fields = {int(at): field for at, field in chosen[grid.name].items() if field}
    lines, passed_over = _Rows(grid, kind, last, fields).read()
    shown = {at: head for at, head in enumerate(named) if head or at in fields}
    yield Table(grid.name, last + 1, shown, fields, tuple(lines), tuple(passed_over))


def _find_head(grid: Grid, kind: str) -> tuple[int, int, list[str]] | None:
    """(first row, last row, heads) of the richest head; it may take two rows."""
    best: tuple[int, int, int, list[str]] | None = None
    for at in range(min(len(grid.rows), _SEARCHED)):
        for last in (at, at + 1):
            if last >= len(grid.rows) or (last > at and not _may_be_halves(grid, at)):
                continue
            heads = _heads(grid, at, last)
            fields = guess(kind, heads)
            if is_head(kind, fields) and (best is None or len(fields) > best[0]):
                best = len(fields), at, last, heads
    return best[1:] if best else None


def _may_be_halves(grid: Grid, at: int) -> bool:
    """Whether the row below only fills in what this one leaves open, or parts what it spans."""
    upper, lower = _own_texts(grid, at), _own_texts(grid, at + 1)
    spanned = {
        column
        for top, left, bottom, right in grid.merged
        if top == bottom == at
        for column in range(left, min(right, _WIDEST) + 1)
    }
    return any(lower) and all(
        not under
        or column in spanned
        or not any(upper[column : column + 1])
        or (not any(upper[column + 1 : column + 2]) and any(lower[column + 1 : column + 2]))
        for column, under in enumerate(lower)
    )


def _own_texts(grid: Grid, at: int) -> list[str]:
    return [one_line(str(cell)) for cell in grid.rows[at][:_WIDEST]]


def _heads(grid: Grid, first: int, last: int) -> list[str]:
    upper = _texts(grid, first)
    if first == last:
        return upper
    lower = _own_texts(grid, last)
    width = max(len(upper), len(lower))
    pairs = zip(_padded(upper, width), _padded(lower, width), strict=True)
    return [_joined(over, under) for over, under in pairs]


def _joined(over: str, under: str) -> str:
    return over if not under or over == under else f"{over} {under}" if over else under


def _texts(grid: Grid, at: int) -> list[str]:
    """The texts of a row; what is merged sideways stands in each of its columns."""
    texts = _own_texts(grid, at)
    for top, left, bottom, right in grid.merged:
        if top <= at <= bottom and left < len(texts) and top < len(grid.rows):
            above = grid.rows[top]
            for column in range(left, min(right + 1, len(texts))):
                texts[column] = one_line(str(above[left])) if left < len(above) else ""
    return texts


def _padded(texts: list[str], width: int) -> list[str]:
    return texts + [""] * (width - len(texts))


def _fields(grid: Grid, kind: str, first: int, last: int, heads: list[str]) -> dict[int, str]:
    """As guessed; one head «Họ và tên» over two columns parts họ, đệm from tên."""
    fields = guess(kind, heads)
    if first == last:
        lower = grid.rows[last + 1] if last + 1 < len(grid.rows) else []
        below = {at for at, cell in enumerate(lower) if one_line(str(cell))}
        for top, left, _bottom, right in grid.merged:
            if top == first and right == left + 1 and fields.get(left) == "name" and right in below:
                fields |= {left: "surname", right: "name"}
    return fields


class _Rows:
    """The rows under one head, read from top to bottom."""

    def __init__(self, grid: Grid, kind: str, head: int, fields: Mapping[int, str]) -> None:
        self._rows = _filled_down(grid, head)
        self._kind, self._head, self._fields = kind, head, fields
        self._section, self._is_signed = "", False
        self._lines: list[Line] = []
        self._passed_over: list[int] = []

    def read(self) -> tuple[list[Line], list[int]]:
        """The entries, and the numbers of the rows that are none."""
        for at in range(self._head + 1, len(self._rows)):
            cells = {
                column: kept for column, cell in enumerate(self._rows[at]) if (kept := _kept(cell))
            }
            if cells and not self._is_entry(at, cells):
                self._passed_over.append(at + 1)
            elif cells and not self._is_signed:
                self._take(at, cells)
        return self._lines, self._passed_over

    def _take(self, at: int, cells: Mapping[int, Cell]) -> None:
        values = {field: cells[at] for at, field in self._fields.items() if at in cells}
        if values:
            self._lines.append(Line(at + 1, values, self._section))

    def _is_entry(self, at: int, cells: Mapping[int, Cell]) -> bool:
        texts = [cell for cell in cells.values() if isinstance(cell, str)]
        if self._is_head_again(cells):
            self._is_signed, self._section = False, ""
            return False
        if at == self._head + 1 and _numbers_columns(cells, texts):
            return False
        said = [text for text in texts if not _COUNTED.fullmatch(text)]
        is_counted = bool(_COUNTED.fullmatch(str(next(iter(cells.values())))))
        if self._is_signed or _is_end(said, is_counted):
            self._is_signed = True
            return False
        if said and not is_counted and _SUM.match(normalize("NFC", said[0]).casefold()):
            return False
        if len(said) == len(cells) == 1:
            self._section = _ORDINAL.sub("", said[0])
            return False
        if (
            len(said) == 2
            and not is_counted
            and re.fullmatch(r"[IVXLC]+|[A-Z]", said[0].strip("."))
        ):
            self._section = said[1]
            return False
        return True

    def _is_head_again(self, cells: Mapping[int, Cell]) -> bool:
        same = [
            field
            for at, field in self._fields.items()
            if isinstance(cell := cells.get(at), str) and field_of(self._kind, cell) == field
        ]
        return len(same) > 1 and len(same) * 2 >= len(cells)


def _kept(cell: Cell) -> Cell:
    return one_line(cell) if isinstance(cell, str) else cell


def _numbers_columns(cells: Mapping[int, Cell], texts: Sequence[str]) -> bool:
    """A row «(1) (2) (3)» or «A B 1 2»."""
    return len(texts) == len(cells) > 1 and all(_NUMBERED.fullmatch(text) for text in texts)


def _is_end(said: Sequence[str], is_counted: bool) -> bool:
    """Whether who made the list signs here: nothing below is of it."""
    return not is_counted and any(_SIGNED.search(search_key(text)) for text in said)


def _filled_down(grid: Grid, head: int) -> list[list[Cell]]:
    """What is merged downwards below the head stands in each of its rows."""
    rows = [list(row) for row in grid.rows]
    for top, left, bottom, _right in grid.merged:
        if head < top < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]
    return rows

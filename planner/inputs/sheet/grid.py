"""The cells of a file that people send: a workbook (XLSX) or a text of values (CSV).

Whatever the file claims, it is opened within limits: it may be broken, sealed, or made to hurt.
"""

import re
import struct
import zlib
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZIP_STORED, BadZipFile, ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetVisibleEnum

from planner.domain.errors import RuleBroken
from planner.inputs.sheet.separated import read_separated

LARGEST_FILE = 20 * 2**20  # bytes as sent
LARGEST_CONTENT = 200 * 2**20  # bytes unpacked
MOST_PARTS = 2_000
MOST_CELLS = 4_000_000
MOST_ROWS = 100_000
# A part that is missing, or in an encoding that nobody knows, is a LookupError or ValueError.
_TORN = (
    BadZipFile,
    EOFError,
    ExpatError,
    LookupError,
    NotImplementedError,
    ValueError,
    struct.error,
    zlib.error,
)
_PACKED, _COMPOUND = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SEALED = "EncryptedPackage".encode("utf-16-le")
# What is no table, known by how it begins.
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x05\x06", b"Rar!", b"7z\xbc\xaf")
# A page of the web or a letter, whatever its name ends with.
_MARKED_UP = re.compile(rb"(\xef\xbb\xbf)?\s*(<|\{\\rtf)")
_OTHER_PARTS = ("word/", "ppt/")
_FILLED = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br\s*=\s*["']([A-Za-z]+)(\d+)["'][^>]*?(/?)>""")
_ROW = re.compile(rb"""<(?:\w+:)?row\b[^>]*?\br\s*=\s*["'](\d+)["'][^>]*?[^/]>""")
_PLACELESS = re.compile(rb"""<(?:\w+:)?c(?:\s+(?!r\s*=)[\w:]+\s*=\s*["'][^"']*["'])*\s*>""")
_WIDEST_PLACELESS = 300
_SHEET_PART = re.compile(r"xl/(?:worksheets|macrosheets)/.*\.xml", re.IGNORECASE)

Cell = str | date


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet from its first row and column; an empty cell is "".

    `merged` holds (top, left, bottom, right), counted from nought, both ends within.
    """

    name: str
    rows: list[list[Cell]]
    merged: tuple[tuple[int, int, int, int], ...] = ()


def open_grids(data: bytes) -> list[Grid]:
    """The sheets of a file that people see, in their order; refused when it is no table."""
    if len(data) > LARGEST_FILE:
        raise RuleBroken("sheet.too_large", field="file", most=LARGEST_FILE // 2**20)
    if not data.strip():
        raise RuleBroken("sheet.empty", field="file")
    if data.startswith(_COMPOUND):
        raise RuleBroken("sheet.sealed" if _SEALED in data else "sheet.old_form", field="file")
    if data.startswith(_OTHERS) or _MARKED_UP.match(data):
        raise RuleBroken("sheet.not_a_table", field="file")
    if data.startswith(_PACKED):
        return _workbook(_unpacked(data))
    rows: list[list[Cell]] = [list(row) for row in read_separated(data)]
    if len(rows) > MOST_ROWS:
        raise RuleBroken("sheet.too_many_rows", field="file", most=MOST_ROWS)
    return [Grid("", rows)]


def _unpacked(data: bytes) -> bytes:
    """The same workbook without compression, every part measured and its check sum proved."""
    plain, left, room = BytesIO(), LARGEST_CONTENT, MOST_CELLS
    try:
        with ZipFile(BytesIO(data)) as packed, ZipFile(plain, "w", ZIP_STORED) as whole:
            parts = packed.infolist()
            names = [part.filename for part in parts]
            if "[Content_Types].xml" not in names or any(map(_is_other, names)):
                raise RuleBroken("sheet.not_a_table", field="file")
            if any(part.flag_bits & 1 for part in parts):
                raise RuleBroken("sheet.sealed", field="file")
            for part in parts:
                left -= part.file_size
                if left < 0 or len(parts) > MOST_PARTS:
                    raise RuleBroken("sheet.too_large_inside", field="file")
                content = packed.read(part)
                room -= _room_for(part.filename, content)
                if room < 0:
                    raise RuleBroken("sheet.too_many_rows", field="file", most=MOST_ROWS)
                whole.writestr(part.filename, content)
    except _TORN as error:
        raise RuleBroken("sheet.broken", field="file") from error
    return plain.getvalue()


def _is_other(part: str) -> bool:
    """Whether it belongs to a letter or to slides."""
    return part.startswith(_OTHER_PARTS)


def _room_for(name: str, content: bytes) -> int:
    """How many cells the reader makes room for: all between two, be they ever so far apart."""
    if b"<!ENTITY" in content or (name.endswith(".xml") and b"\0" in content[:200]):
        raise RuleBroken("sheet.broken", field="file")
    if name.endswith((".xml", ".rels")):
        ParserCreate().Parse(content, True)  # the reader takes torn parts for short ones
    if not _SHEET_PART.fullmatch(name):
        return 0
    rows, columns = 0, 1
    for letters, number, is_empty in _FILLED.findall(content):
        if not is_empty:
            rows, columns = max(rows, int(number[:9])), max(columns, _column(letters))
    if _PLACELESS.search(content):
        rows = max(rows, *(int(number[:9]) for number in _ROW.findall(content)), 0)
        columns = max(columns, _WIDEST_PLACELESS)
    if rows > MOST_ROWS:
        raise RuleBroken("sheet.too_many_rows", field="file", most=MOST_ROWS)
    return rows * columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:5]:
        number = number * 26 + letter - 64
    return number


def _workbook(data: bytes) -> list[Grid]:
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        seen = [one for one in book.sheets_metadata if one.visible is SheetVisibleEnum.Visible]
        return [_grid(book.get_sheet_by_name(one.name)) for one in seen]
    except (CalamineError, OSError, ValueError) as error:
        raise RuleBroken("sheet.broken", field="file") from error


def _grid(sheet: CalamineSheet) -> Grid:
    rows = [[_cell(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
    merged = tuple((*first, *last) for first, last in sheet.merged_cell_ranges or ())
    return Grid(sheet.name, rows, merged)


def _cell(value: object) -> Cell:
    """Texts as they are, whole numbers without a point, hours dropped from days."""
    match value:
        case str():
            return value
        case bool():
            return "x" if value else ""
        case datetime():
            return value.date()
        case date():
            return value
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case int() | float():
            return repr(value)
        case time() | timedelta():
            return str(value)
        case _:
            return ""

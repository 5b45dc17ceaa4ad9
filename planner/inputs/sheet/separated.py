"""Values in a text, parted by commas, semicolons, tabs or bars, in whatever letters."""

import csv
import re
from collections import Counter
from unicodedata import normalize

from planner.domain.errors import RuleBroken

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_PARTINGS = ",;\t|"
_LOOKED_AT = 200  # rows
_SAID = re.compile(r"sep=(.)\r?\n")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_END = "\x1f"  # stands in no text that is read
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
LONGEST_VALUE = 20_000


def read_separated(data: bytes) -> list[list[str]]:
    """The rows as a spreadsheet would number them, empty ones too."""
    text = _text(data)
    said = _SAID.match(text)
    rows = _rows(text[said.end() :], said[1]) if said else _best(text)
    return [[], *rows] if said else rows


def _text(data: bytes) -> str:
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _decoded(data, name)
    zeros = data[:400].count(0)
    if zeros > len(data[:400]) // 4:  # UTF-16 that does not say so: Latin letters are half zeros
        return _decoded(data, "utf-16-be" if data[:1] == b"\0" else "utf-16-le")
    try:
        return _clean(data.decode())
    except UnicodeDecodeError:
        return _decoded(data, "cp1258")


def _decoded(data: bytes, name: str) -> str:
    try:
        return _clean(normalize("NFC", data.decode(name)))
    except UnicodeDecodeError as error:
        raise RuleBroken("sheet.not_a_table", field="file") from error


def _clean(text: str) -> str:
    if _UNPRINTABLE.search(text):
        raise RuleBroken("sheet.not_a_table", field="file")
    return text


def _best(text: str) -> list[list[str]]:
    """Parted by what gives the most rows the same number of values, more than one."""
    beginning = "".join(text.splitlines(keepends=True)[:_LOOKED_AT])
    best = max(_PARTINGS, key=lambda parting: _evenness(beginning, parting))
    return _rows(text, best)


def _evenness(text: str, parting: str) -> tuple[int, int]:
    widths = Counter(len(row) for row in _rows(text, parting, is_whole=False) if len(row) > 1)
    return max(((rows * (width - 1), width) for width, rows in widths.items()), default=(0, 0))


def _rows(text: str, parting: str, *, is_whole: bool = True) -> list[list[str]]:
    csv.field_size_limit(LONGEST_VALUE)
    lines = text.splitlines(keepends=True)
    try:
        *rows, end = csv.reader([*_unbroken(lines), _END], delimiter=parting)
    except csv.Error as error:
        if not is_whole:  # a sample may be cut inside a value
            return []
        raise RuleBroken("sheet.broken", field="file") from error
    if is_whole and end != [_END]:  # a quotation that nothing closes has taken the rest in
        raise RuleBroken("sheet.broken", field="file")
    return [[_unguarded(value) for value in row] for row in rows]


def _unbroken(lines: list[str]) -> list[str]:
    """Lines as csv knows them: only \\n and \\r end one."""
    joined: list[str] = []
    for line in lines:
        if joined and not joined[-1].endswith(("\n", "\r")):
            joined[-1] += line
        else:
            joined.append(line)
    return joined


def _unguarded(value: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from taking a text for a formula."""
    return value[1:] if _GUARDED.match(value) else value

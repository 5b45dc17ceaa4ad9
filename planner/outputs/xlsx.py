"""Lists out: a workbook (XLSX) or a text of values (CSV) that spreadsheets open safely.

What somebody typed never becomes a formula: in a workbook it is a text, in CSV an apostrophe
stands before it, which our own reading takes away again.
"""

import csv
import re
from collections.abc import Iterable, Sequence
from datetime import date
from io import BytesIO, StringIO

import xlsxwriter

Value = str | int | date | None
FORMULA = re.compile(r"'*[=+\-@\t\r]")  # how a text begins that a spreadsheet would reckon with
_NARROWEST, _WIDEST = 8, 40  # columns, in letters
_LOOKED_AT = 200  # rows, for the widths


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """One sheet: the heads stay in sight, days are days, and texts are nothing but texts."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet(title)
    day, head = book.add_format({"num_format": "dd/mm/yyyy"}), book.add_format({"bold": True})
    kept = list(rows)
    for column, words in enumerate(heads):
        sheet.write_string(0, column, words, head)
        sheet.set_column(
            column, column, _width([words, *(row[column] for row in kept[:_LOOKED_AT])])
        )
    sheet.freeze_panes(1, 0)
    for at, row in enumerate(kept, start=1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(at, column, value, day)
            elif isinstance(value, int):
                sheet.write_number(at, column, value)
            elif value:
                sheet.write_string(at, column, value)
    book.close()
    return made.getvalue()


def separated(heads: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """UTF-8 with its mark, commas between, for any spreadsheet."""
    made = StringIO()
    writer = csv.writer(made)
    writer.writerow(heads)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return made.getvalue().encode("utf-8-sig")


def _plain(value: Value) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    text = "" if value is None else str(value)
    return f"'{text}" if FORMULA.match(text) else text


def _width(values: Iterable[Value]) -> int:
    longest = max(len(_plain(value)) for value in values) + 2
    return max(_NARROWEST, min(longest, _WIDEST))

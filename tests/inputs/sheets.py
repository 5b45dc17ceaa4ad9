"""Workbooks as people make them, written by the tests."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

Row = Iterable[Any]


def workbook(
    *rows: Row, name: str = "Danh sách", more: Callable[[Any], None] | None = None
) -> bytes:
    """One sheet of these rows; `more` may add sheets and merged cells to the book."""
    made = BytesIO()
    book = xlsxwriter.Workbook(made, {"default_date_format": "dd/mm/yyyy"})
    sheet = book.add_worksheet(name)
    fill(sheet, rows)
    if more is not None:
        more(book)
    book.close()
    return made.getvalue()


def fill(sheet: Worksheet, rows: Iterable[Row], first: int = 0) -> None:
    """Rows from the first on; None leaves a cell out."""
    for at, row in enumerate(rows, start=first):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(at, column, value)

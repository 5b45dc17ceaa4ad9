"""Workbooks as people make them, written by the tests."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from planner.inputs.sheet import read_people

Row = Iterable[Any]
HEAD: list[Any] = ["STT", "Họ và tên", "Chức vụ", "Đơn vị"]
AN: list[Any] = [1, "Nguyễn Văn An", "Bí thư", "Huyện đoàn Cầu Ngang"]
BINH: list[Any] = [2, "Lê Thị Bình", "Phó Bí thư", "CN"]
BOTH = [
    (2, "Nguyễn Văn An", "Bí thư", "Huyện đoàn Cầu Ngang"),
    (3, "Lê Thị Bình", "Phó Bí thư", "CN"),
]


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


def people(data: bytes) -> list[tuple[int, str, str, str]]:
    """(row, name, position, unit) of each; nothing may be wrong."""
    listing = read_people(data)
    assert listing.errors == ()
    return [
        (one.row, one.name, one.post.position, one.unit_code or one.unit_name)
        for one in listing.entries
    ]

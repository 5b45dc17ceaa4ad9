"""Lists out: what was typed comes back as typed, and is nobody's formula."""

from datetime import date
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from planner.inputs.sheet.grid import open_grids
from planner.outputs.xlsx import Value, separated, workbook

HEADS = ["Họ và tên", "Từ ngày", "Thứ tự"]
ROWS: list[list[Value]] = [
    ["Nguyễn Văn An", date(2024, 2, 1), 5],
    ["=1+1", None, 0],
    ["+84 912", None, None],
    ["-a", None, None],
    ["@b", None, None],
    ["'=c", None, None],
    ["'d", None, None],
]


def test_a_workbook_has_texts_days_and_numbers() -> None:
    book = CalamineWorkbook.from_filelike(BytesIO(workbook("Người", HEADS, ROWS)))
    rows = book.get_sheet_by_name("Người").to_python()
    assert rows[:3] == [HEADS, ["Nguyễn Văn An", date(2024, 2, 1), 5.0], ["=1+1", "", 0.0]]
    assert b"<f>" not in workbook("Người", HEADS, ROWS)


def test_a_text_of_values_guards_what_would_be_a_formula() -> None:
    lines = separated(HEADS, ROWS).decode("utf-8-sig").splitlines()
    assert lines == [
        "Họ và tên,Từ ngày,Thứ tự",
        "Nguyễn Văn An,01/02/2024,5",
        "'=1+1,,0",
        "'+84 912,,",
        "'-a,,",
        "'@b,,",
        "''=c,,",
        "'d,,",
    ]


@pytest.mark.parametrize("data", [workbook("Người", HEADS, ROWS), separated(HEADS, ROWS)])
def test_what_goes_out_comes_in_the_same(data: bytes) -> None:
    (grid,) = open_grids(data)
    assert [row[0] for row in grid.rows] == [HEADS[0], *(row[0] for row in ROWS)]

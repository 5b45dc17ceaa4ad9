from datetime import datetime
from io import BytesIO

import pytest
import xlsxwriter

from planner.domain.errors import RuleBroken
from planner.inputs.hostings import HostingRow, read_hostings


def test_a_pasted_table_is_read_in_the_usual_order() -> None:
    assert read_hostings("Trà Cú\t16/5/2019\tỨng xử\nCàng Long\ttháng 8/2020".encode()) == [
        HostingRow(1, "Trà Cú", "16/5/2019", "Ứng xử"),
        HostingRow(2, "Càng Long", "tháng 8/2020"),
    ]


def test_columns_are_found_by_their_heads() -> None:
    pasted = "Chuyên đề;Ngày họp;Đơn vị đăng cai;Kết luận\nỨng xử;2019;Trà Cú;Nhân rộng"

    assert read_hostings(pasted.encode()) == [
        HostingRow(2, "Trà Cú", "2019", "Ứng xử", "", "Nhân rộng")
    ]


def test_a_workbook_is_read_with_its_days() -> None:
    data = BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["Đơn vị", "Ngày"])
    sheet.write(1, 0, "Trà Cú")
    sheet.write_datetime(1, 1, datetime(2019, 5, 16), book.add_format({"num_format": "d/m/yyyy"}))  # noqa: DTZ001 -- a day
    book.close()

    assert read_hostings(data.getvalue()) == [HostingRow(2, "Trà Cú", "16/05/2019")]


def test_nothing_is_no_table() -> None:
    with pytest.raises(RuleBroken, match=r"sheet\.empty"):
        read_hostings(b"")

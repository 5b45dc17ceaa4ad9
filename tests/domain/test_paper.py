"""What stands on papers."""

from datetime import date

import pytest

from planner.domain.paper import Letterhead, SheetGroup, SheetRow, SignInSheet


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2024, 2, 5), "Trà Vinh, ngày 05 tháng 02 năm 2024"),
        (date(2024, 3, 10), "Trà Vinh, ngày 10 tháng 3 năm 2024"),
        (date(2024, 12, 31), "Trà Vinh, ngày 31 tháng 12 năm 2024"),
        (None, "Trà Vinh, ngày …… tháng …… năm ………"),
    ],
)
def test_dateline_has_zeros_where_a_digit_could_be_added(day: date | None, words: str) -> None:
    assert Letterhead("TỈNH ĐOÀN", "VĂN PHÒNG", "Trà Vinh", day).dateline == words


@pytest.mark.parametrize(
    ("sittings", "heads"),
    [
        ((), ("Ký tên",)),
        (("sáng",), ("Ký tên",)),
        (("sáng", "chiều"), ("Ký tên (sáng)", "Ký tên (chiều)")),
    ],
)
def test_sheet_has_a_column_to_sign_for_each_of_several_sittings(
    sittings: tuple[str, ...], heads: tuple[str, ...]
) -> None:
    rows = (SheetRow(1, "Lan", "Bí thư", "Xã đoàn"), SheetRow(2, "Tuấn", "Bí thư", "Xã đoàn"))
    head = Letterhead("", "VĂN PHÒNG", "Trà Vinh", None)
    groups = (SheetGroup("Các xã đoàn", rows), SheetGroup("Khách mời", rows[:1]))
    sheet = SignInSheet(head, "Giao ban", "", "", "", groups, "GB-1", sittings)
    assert (sheet.columns_to_sign, sheet.column_count, sheet.headcount) == (
        heads,
        5 + len(heads),
        3,
    )

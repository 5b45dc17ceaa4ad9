"""Lists as offices keep them: whatever stands around the table, the people come out."""

from datetime import date
from typing import Any
from unicodedata import normalize

import pytest

from planner.domain.directory.listed import ListedPost, Wrong
from planner.inputs.sheet import read_people, read_units
from planner.inputs.sheet.heads import PEOPLE, UNITS, field_of
from tests.inputs.sheets import AN, BINH, BOTH, HEAD, fill, people, workbook


def lowered(rows: list[tuple[int, str, str, str]], by: int) -> list[tuple[int, str, str, str]]:
    return [(row + by, *rest) for row, *rest in rows]  # type: ignore[misc]  # the same four


def wrong(head: str, cell: Any) -> tuple[str, ...]:
    listing = read_people(workbook([*HEAD, head], [*AN, cell]))
    assert {(error.row, error.column) for error in listing.errors} == {(2, head)}
    return tuple(error.code for error in listing.errors)


def test_a_plain_list_is_read() -> None:
    assert people(workbook(HEAD, AN, BINH)) == BOTH


def test_the_head_is_found_under_title_lines_and_beside_empty_columns() -> None:
    shifted = [[None, None, *row[:2], None, *row[2:]] for row in (HEAD, AN, BINH)]
    data = workbook(["TỈNH ĐOÀN TRÀ VINH"], [], ["DANH SÁCH CÁN BỘ"], ["Năm 2026"], *shifted)
    assert people(data) == lowered(BOTH, 4)


def test_titles_merged_over_the_table_are_no_head() -> None:
    def merge(book: Any) -> None:
        sheet = book.worksheets()[0]
        sheet.merge_range(0, 0, 0, 3, "DANH SÁCH HỌ VÀ TÊN, CHỨC VỤ, ĐƠN VỊ")
        fill(sheet, [HEAD, AN, BINH], 2)

    assert people(workbook(more=merge)) == lowered(BOTH, 2)


def test_a_head_of_two_merged_rows_is_read_as_one() -> None:
    def merge(book: Any) -> None:
        sheet = book.worksheets()[0]
        for column, head in enumerate(HEAD):
            sheet.merge_range(0, column, 1, column, head)
        sheet.merge_range(0, 4, 0, 5, "Thời gian giữ chức vụ")
        fill(sheet, [[None] * 4 + ["Từ ngày", "Đến ngày"]], 1)
        fill(sheet, [[*AN, "1/2/2024", "30/6/2025"]], 2)

    (listed,) = read_people(workbook(more=merge)).entries
    assert (listed.row, listed.name) == (3, "Nguyễn Văn An")
    assert (listed.post.from_on, listed.post.to_on) == (date(2024, 2, 1), date(2025, 7, 1))


def test_a_unit_merged_over_its_people_is_said_of_each() -> None:
    def merge(book: Any) -> None:
        sheet = book.worksheets()[0]
        fill(sheet, [HEAD, AN[:3], BINH[:3]])
        sheet.merge_range(1, 3, 2, 3, "CN")

    assert [unit for *_, unit in people(workbook(more=merge))] == ["CN", "CN"]


def test_ho_dem_and_ten_in_two_columns_make_one_name() -> None:
    data = workbook(
        ["Họ và chữ đệm", "Tên", "Chức vụ", "Mã đơn vị"], ["Trần Văn", "Hà", "UV", "CN"]
    )
    assert people(data) == [(2, "Trần Văn Hà", "UV", "CN")]


def test_one_head_over_two_columns_of_a_name_joins_them() -> None:
    def merge(book: Any) -> None:
        sheet = book.worksheets()[0]
        sheet.merge_range(0, 0, 0, 1, "Họ và tên")
        fill(sheet, [[None, None, "Chức vụ", "Đơn vị"]])
        fill(sheet, [["Trần Văn", "Hà", "Bí thư", "CN"]], 1)

    assert people(workbook(more=merge)) == [(2, "Trần Văn Hà", "Bí thư", "CN")]


@pytest.mark.parametrize(
    "heads",
    [
        [normalize("NFD", head) for head in HEAD],
        ["STT", "HO VA TEN", "CHUC VU", "DON VI"],
        ["TT", "Họ tên", "Chức danh", "Cơ quan, đơn vị"],
        ["Số TT", " Họ  và tên \n(viết hoa)", "Chức vụ Đoàn", "Đơn vị công tác"],
    ],
)
def test_heads_are_known_in_any_writing(heads: list[str]) -> None:
    assert people(workbook(heads, AN, BINH)) == BOTH


def test_names_in_separate_marks_come_out_whole() -> None:
    assert people(workbook(HEAD, [normalize("NFD", str(cell)) for cell in AN])) == BOTH[:1]


def test_the_sheet_that_has_a_list_is_found_and_hidden_ones_are_not_read() -> None:
    def more(book: Any) -> None:
        fill(book.add_worksheet("Cán bộ"), [HEAD, AN])
        hidden = book.add_worksheet("Bản cũ")
        hidden.hide()
        fill(hidden, [HEAD, BINH])

    data = workbook(["Hướng dẫn"], ["Điền vào trang sau"], name="Đọc trước", more=more)
    assert [(table.sheet, table.head) for table in read_people(data).tables] == [("Cán bộ", 1)]
    assert people(data) == BOTH[:1]


def test_lists_on_several_sheets_are_all_read() -> None:
    data = workbook(HEAD, AN, more=lambda book: fill(book.add_worksheet("Tiếp"), [HEAD, [], BINH]))
    assert people(data) == BOTH
    assert [listed.sheet for listed in read_people(data).entries] == ["Danh sách", "Tiếp"]


def test_sums_notes_signatures_and_empty_rows_are_nobody() -> None:
    data = workbook(
        HEAD,
        ["(1)", "(2)", "(3)", "(4)"],
        [],
        AN,
        [None, "Cộng: 1 đồng chí"],
        [3],
        BINH,
        [None, "Tổng cộng", None, "2 đồng chí"],
        [],
        [None, None, None, "Trà Vinh, ngày 5 tháng 1 năm 2026"],
        [None, "NGƯỜI LẬP BIỂU", None, "TM. BAN THƯỜNG VỤ"],
        [None, "Trần Văn Lập", None, "Nguyễn Thị Ký"],
    )
    assert people(data) == [(4, *BOTH[0][1:]), (7, *BOTH[1][1:])]
    assert read_people(data).tables[0].passed_over == (2, 5, 8, 10, 11, 12)


def test_people_whose_names_look_like_sums_stay_people() -> None:
    rows = [[1, "Tống Văn Cộng", "Bí thư", "CN"], [2, "Công Tằng Tôn Nữ Hoa", "Phó Bí thư", "CN"]]
    assert [name for _, name, *_ in people(workbook(HEAD, *rows))] == [row[1] for row in rows]


def test_a_head_that_comes_again_is_nobody() -> None:
    assert people(workbook(HEAD, AN, HEAD, BINH)) == [BOTH[0], (4, *BOTH[1][1:])]


def test_headings_name_the_unit_where_no_column_does() -> None:
    data = workbook(
        HEAD[:3], ["I. Huyện đoàn Cầu Ngang"], AN[:3], ["II", "Huyện đoàn Trà Cú"], BINH[:3]
    )
    assert people(data) == [(3, *BOTH[0][1:]), (5, *BOTH[1][1:3], "Huyện đoàn Trà Cú")]


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("Điện thoại", "phone"),
        ("SĐT", "phone"),
        ("Số điện thoại cơ quan", "phone"),
        ("Thư điện tử", "email"),
        ("E-mail", "email"),
        ("Nhiệm kỳ", "term"),
        ("Ban chấp hành", "body"),
        ("BTV", "body"),
        ("Số QĐ", "decision_number"),
        ("Chuyên trách", "full_time"),
        ("Từ ngày", "from_on"),
        ("Đến ngày", "until"),
        ("Thôi từ ngày", "to_on"),
        ("Mã đơn vị", "unit_code"),
        ("Tên đơn vị", "unit"),
        ("Tên cán bộ Đoàn", "name"),
        ("Cán bộ", "name"),
        ("Mã cán bộ", "number"),
        ("Thứ tự", "rank"),
        ("Ngày sinh", ""),
        ("Ghi chú", ""),
        ("STT", ""),
    ],
)
def test_what_a_head_of_people_says(head: str, field: str) -> None:
    assert field_of(PEOPLE, head) == field_of(PEOPLE, normalize("NFD", head).upper()) == field


@pytest.mark.parametrize(
    ("head", "field"),
    [
        ("Tên đơn vị", "name"),
        ("Mã", "code"),
        ("Mã đơn vị", "code"),
        ("Loại hình", "kind"),
        ("Trực thuộc", "above"),
        ("Mã đơn vị cấp trên", "above"),
        ("Cấp", "level"),
    ],
)
def test_what_a_head_of_units_says(head: str, field: str) -> None:
    assert field_of(UNITS, head) == field


def test_every_value_of_a_row_is_read() -> None:
    data = workbook(
        [
            "Họ tên",
            "Chức vụ",
            "Đơn vị",
            "Mã ĐV",
            "Thư điện tử",
            "Nhiệm kỳ",
            "Số quyết định",
            "Thứ tự",
        ],
        ["Lê An", "Bí thư", "Huyện", "CN", "An@X.vn", "2022 – 2027", "12-QĐ/TĐTN", 5],
    )
    (listed,) = read_people(data).entries
    assert (listed.email, listed.unit_code, listed.unit_name) == ("an@x.vn", "CN", "Huyện")
    assert listed.post == ListedPost(
        "Bí thư", rank=5, term="2022 – 2027", decision_number="12-QĐ/TĐTN"
    )


@pytest.mark.parametrize(
    ("head", "cell", "code"),
    [
        ("Từ ngày", "31/2/2024", "sheet.no_day"),
        ("Từ ngày", "mới đây", "sheet.no_day"),
        ("Đến ngày", "13/13/2024", "sheet.no_day"),
        ("Điện thoại", "gọi sau", "sheet.no_phone"),
        ("Điện thoại", "9,12E+08", "sheet.no_phone"),
        ("Email", "an.vn", "account.email_malformed"),
        ("Chuyên trách", "có lẽ", "sheet.no_mark"),
        ("Tham gia", "Câu lạc bộ", "sheet.no_body"),
        ("Thứ tự", "nhất", "sheet.no_number"),
        ("Nhiệm kỳ", "x" * 51, "sheet.too_long"),
    ],
)
def test_what_cannot_be_read_is_told_by_row_and_column(head: str, cell: str, code: str) -> None:
    assert wrong(head, cell) == (code,)


def test_a_row_without_a_name_is_told() -> None:
    listing = read_people(workbook(HEAD, AN, [2, None, "Bí thư", "CN"], [3, 12.5, "Bí thư", "CN"]))
    assert [(error.row, error.column, error.code) for error in listing.errors] == [
        (3, "Họ và tên", "sheet.no_name"),
        (4, "Họ và tên", "sheet.not_a_name"),
    ]
    assert [entry.row for entry in listing.entries] == [2]


@pytest.mark.parametrize(
    "name",
    [
        '=HYPERLINK("a")',
        "@SUM(A)",
        "+An",
        "https://x.vn",
        "An=Bình",
        "<b>An</b>",
        "An > Bình",
        "An 0912345678",
        "An 123",
    ],
)
def test_a_name_that_is_none_is_refused_at_its_row(name: str) -> None:
    text = f'Họ tên,Chức vụ,Đơn vị\nLê Bê,UV,CN\n"{name.replace(chr(34), chr(34) * 2)}",UV,CN\n'
    listing = read_people(text.encode())
    assert [(one.row, one.code) for one in listing.errors] == [(3, "sheet.not_a_name")]
    assert [entry.name for entry in listing.entries] == ["Lê Bê"]


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn Văn A (Ban Tổ chức)",
        "Y Ngọc Niê K'Đăm",
        "H'Hen",
        "Đinh Thị Thu-Hà",
        "Lê Văn B 2",
    ],
)
def test_a_name_as_people_bear_it_is_taken(name: str) -> None:
    assert people(workbook(HEAD, [1, name, "UV", "CN"])) == [(2, name, "UV", "CN")]


def test_a_unit_may_bear_a_number_but_no_formula() -> None:
    rows = [["A", "Trung đoàn 926", "CN"], ["B", "<b>Đoàn xã</b>", "CN"]]
    listing = read_units(workbook(["Mã", "Tên đơn vị", "Trực thuộc"], *rows))
    assert [unit.code for unit in listing.entries] == ["A"]
    assert [(error.row, error.code) for error in listing.errors] == [(3, "sheet.not_a_name")]


def test_a_name_that_is_too_long_is_not_missing_too() -> None:
    listing = read_people(workbook(HEAD, AN, [2, "An " * 50, "Bí thư", "CN"]))
    assert [error.code for error in listing.errors] == ["sheet.too_long"]


def test_an_end_before_the_beginning_is_told() -> None:
    data = workbook([*HEAD, "Từ ngày", "Đến ngày"], [*AN, "2/1/2025", "1/1/2024"])
    code = "directory.ends_before_it_begins"
    assert read_people(data).errors == (Wrong(2, "Đến ngày", code, {}, "Danh sách", "until"),)


def test_columns_may_be_chosen_otherwise() -> None:
    data = workbook(["Họ và tên", "Đơn vị", "Nơi ấy"], ["Lê An", "CN", "TC"])
    chosen = {"Danh sách": {"0": "name", "1": "", "2": "unit"}}
    (listed,) = read_people(data, chosen).entries
    assert (listed.name, listed.unit_name) == ("Lê An", "TC")


def test_units_are_read_with_their_places() -> None:
    data = workbook(
        ["Mã", "Tên đơn vị", "Loại", "Trực thuộc", "Cấp"],
        ["CN", "Huyện đoàn Cầu Ngang", "Huyện đoàn", "TINH", 3],
        ["X", "Câu lạc bộ", "hội", "TINH", 9],
    )
    listing = read_units(data)
    (unit,) = listing.entries
    assert (unit.row, unit.code, unit.name) == (2, "CN", "Huyện đoàn Cầu Ngang")
    assert (unit.kind, unit.above, unit.level) == ("huyện đoàn", "TINH", 3)
    assert [(error.row, error.code) for error in listing.errors] == [
        (3, "directory.no_such_kind"),
        (3, "sheet.no_number"),
    ]

"""Papers as PDF, read back as text."""

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PageObject, PdfReader

from planner.domain.paper import Letterhead, SheetGroup, SheetRow, SignInSheet
from planner.outputs import pdf, qr
from planner.outputs.pdf import PaperLetter, Press

ROOT = Path(__file__).parents[2]
PRESS = Press(
    papers=ROOT / "templates" / "paper",
    fonts=ROOT / "static" / "vendor" / "@expo-google-fonts" / "tinos",
)
MM = 72 / 25.4
LAN = SheetRow(1, "Nguyễn Thị Ngọc Lan", "Bí thư", "Huyện đoàn Cầu Ngang")
TUAN = SheetRow(2, "Đỗ Quốc Tuấn", "Phó Bí thư Thường trực", "Thị đoàn Duyên Hải", "dự thay")
SHEET = SignInSheet(
    letterhead=Letterhead("TỈNH ĐOÀN TRÀ VINH", "VĂN PHÒNG", "Trà Vinh", date(2024, 2, 5)),
    title="Hội nghị giao ban quý I năm 2024",
    subtitle="Chuyên đề 1: Đoàn viên ở khu nhà trọ",
    when="07g30, thứ Hai, 05/02/2024",
    where="Hội trường Tỉnh đoàn",
    groups=(SheetGroup("Các huyện đoàn", (LAN,)), SheetGroup("Các thị đoàn", (TUAN,))),
    code="GB-2024-01",
)

pytestmark = pytest.mark.usefixtures("fonts")


def pages_of(sheet: SignInSheet) -> list[PageObject]:
    return list(PdfReader(BytesIO(pdf.sign_in_list(PRESS, sheet))).pages)


def text_of(page: PageObject) -> str:
    return " ".join(page.extract_text().replace("\u200b", "").split())


def long_sheet(count: int) -> SignInSheet:
    rows = tuple(replace(LAN, number=number) for number in range(1, count + 1))
    groups = (
        SheetGroup("Nhóm một", rows[: count // 2]),
        SheetGroup("Nhóm hai", rows[count // 2 :]),
    )
    return replace(SHEET, groups=groups)


def test_sheet_says_everything_in_vietnamese() -> None:
    (page,) = pages_of(SHEET)
    assert text_of(page) == (
        "TỈNH ĐOÀN TRÀ VINH VĂN PHÒNG *** ĐOÀN TNCS HỒ CHÍ MINH"
        " Trà Vinh, ngày 05 tháng 02 năm 2024"
        " DANH SÁCH ĐIỂM DANH Hội nghị giao ban quý I năm 2024"
        " Chuyên đề 1: Đoàn viên ở khu nhà trọ -----"
        " Thời gian: 07g30, thứ Hai, 05/02/2024 Địa điểm: Hội trường Tỉnh đoàn"
        " STT Họ và tên Chức vụ Đơn vị Ký tên Ghi chú"
        " Các huyện đoàn (1) 1 Nguyễn Thị Ngọc Lan Bí thư Huyện đoàn Cầu Ngang"
        " Các thị đoàn (1) 2 Đỗ Quốc Tuấn Phó Bí thư Thường trực Thị đoàn Duyên Hải dự thay"
        " Danh sách có 2 người. Có mặt: ............ Vắng: ............"
        " NGƯỜI ĐIỂM DANH (Ký, ghi rõ họ tên) NGƯỜI LẬP DANH SÁCH (Ký, ghi rõ họ tên)"
        " Mã bảng: GB-2024-01 Trang 1/1"
    )


def test_sheet_is_a4_and_set_in_the_face_of_office_papers() -> None:
    (page,) = pages_of(SHEET)
    assert (round(page.mediabox.width / MM), round(page.mediabox.height / MM)) == (210, 297)
    faces = {name.split("+")[1].split("-")[0] for name in page._get_fonts()[0]}
    assert faces == {"Tinos"}


def test_margins_are_those_of_office_papers() -> None:
    places: list[tuple[float, float]] = []

    def note(text: str, page: list[float], line: list[float], *_: object) -> None:
        if text.strip():
            places.append((line[4] * page[0] + page[4], line[5] * page[3] + page[5]))

    pages_of(long_sheet(60))[0].extract_text(visitor_text=note)
    head, foot = max(y for _, y in places), min(y for _, y in places if y > 20 * MM)
    assert min(x for x, _ in places) / MM == pytest.approx(30)
    assert max(x for x, _ in places) / MM < 190
    assert 270 < head / MM < 277
    assert foot / MM > 20


def test_two_sittings_have_a_column_each() -> None:
    (page,) = pages_of(replace(SHEET, sittings=("sáng", "chiều")))
    assert "Đơn vị Ký tên (sáng) Ký tên (chiều) Ghi chú" in text_of(page)


def test_three_hundred_rows_are_each_printed_once_under_a_head_on_every_page() -> None:
    pages = pages_of(long_sheet(300))
    texts = [text_of(page) for page in pages]
    assert 12 < len(pages) < 18
    assert [text.count("STT Họ và tên Chức vụ Đơn vị Ký tên Ghi chú") for text in texts[:-1]] == [
        1
    ] * (len(pages) - 1)
    assert [text.endswith(f"Trang {at}/{len(pages)}") for at, text in enumerate(texts, 1)] == [
        True
    ] * len(pages)
    assert all("Mã bảng: GB-2024-01" in text for text in texts)
    whole = " ".join(texts)
    assert whole.count("Nguyễn Thị Ngọc Lan") == 300
    assert all(f" {number} Nguyễn Thị Ngọc Lan" in whole for number in range(1, 301))
    assert whole.count("NGƯỜI LẬP DANH SÁCH") == 1


def test_heading_of_a_group_stands_again_where_the_group_goes_on() -> None:
    second = text_of(pages_of(long_sheet(300))[1])
    assert second.startswith("STT Họ và tên Chức vụ Đơn vị Ký tên Ghi chú Nhóm một (150)")


@pytest.mark.parametrize(
    "name",
    [
        '#panic("x")',
        "*đậm* _nghiêng_ $x^2$ `mã`",
        "#sys.inputs <nhãn> @nhãn // chú \\ xuống",
        '"), ("a',
        "= Đề mục",
        "<script>alert(1)</script>",
    ],
)
def test_name_that_looks_like_markup_is_printed_as_it_stands(name: str) -> None:
    row = replace(LAN, name=name, note="#x")
    sheet = replace(SHEET, title=name, groups=(SheetGroup(name, (row,)),))
    (page,) = pages_of(sheet)
    assert text_of(page).replace(" ", "").count(name.replace(" ", "")) == 3


def test_decomposed_and_broken_text_is_printed_clean() -> None:
    row = replace(LAN, name="Nguye\u0302\u0303n\x00 Thi\u0323\nLan")
    (page,) = pages_of(replace(SHEET, groups=(SheetGroup("Nhóm", (row,)),)))
    assert "1 Nguyễn Thị Lan Bí thư" in text_of(page)


def test_word_too_long_for_its_column_is_broken_inside_it() -> None:
    row = replace(LAN, name="x" * 80, note="0" * 20)
    (page,) = pages_of(replace(SHEET, groups=(SheetGroup("Nhóm", (row,)),)))
    lines = page.extract_text().replace("\u200b", "").splitlines()
    broken = [word for line in lines for word in line.split() if {*word} <= {*"x0"}]
    assert (broken.count("x" * 80), "".join(broken).count("x")) == (0, 80)
    assert max(map(len, broken)) < 25
    assert max(len(word) for word in broken if "0" in word) < 12


def test_long_words_outside_the_table_stay_on_the_page() -> None:
    ends: list[float] = []

    def note(text: str, page: list[float], line: list[float], *_: object) -> None:
        if text.strip():
            ends.append(line[4] * page[0] + page[4])

    (page,) = pages_of(replace(SHEET, title="M" * 90, groups=(SheetGroup("M" * 90, (LAN,)),)))
    page.extract_text(visitor_text=note)
    assert min(ends) / MM > 29.9


def test_sheet_without_people_is_still_a_sheet() -> None:
    (page,) = pages_of(replace(SHEET, groups=()))
    assert "Danh sách có 0 người." in text_of(page)


def test_paper_not_yet_issued_leaves_room_for_its_day() -> None:
    (page,) = pages_of(replace(SHEET, letterhead=replace(SHEET.letterhead, day=None, superior="")))
    assert text_of(page).startswith("VĂN PHÒNG *** ĐOÀN TNCS HỒ CHÍ MINH Trà Vinh, ngày …… tháng")


def test_same_sheet_gives_the_same_bytes() -> None:
    assert pdf.sign_in_list(PRESS, SHEET) == pdf.sign_in_list(PRESS, SHEET)


def test_missing_fonts_are_told_instead_of_printed_around(tmp_path: Path) -> None:
    with pytest.raises(pdf.FontsMissing):
        pdf.sign_in_list(replace(PRESS, fonts=tmp_path), SHEET)


LETTER = PaperLetter(
    title="GIẤY MỜI",
    paragraphs=(("Kính gửi: đồng chí Lê Ngọc Lan",), ("Thời gian: 07g30", "#panic()")),
    picture=qr.svg("HTTP://LOCALHOST/V/0123", "Lan"),
    code="0123 4567",
    code_words="Quét để xem và trả lời.",
    short="012345",
    short_words="Mã ngắn",
)


def test_each_letter_is_a_sheet_of_its_own() -> None:
    made = pdf.letters(PRESS, SHEET.letterhead, "GB-2024-01", [LETTER, LETTER])

    pages = [text_of(page) for page in PdfReader(BytesIO(made)).pages]

    assert (
        pages
        == [
            "TỈNH ĐOÀN TRÀ VINH VĂN PHÒNG *** ĐOÀN TNCS HỒ CHÍ MINH"
            " Trà Vinh, ngày 05 tháng 02 năm 2024"
            " GIẤY MỜI Kính gửi: đồng chí Lê Ngọc Lan Thời gian: 07g30 #panic()"
            " Quét để xem và trả lời. Mã ngắn 012345 0123 4567"
        ]
        * 2
    )


def test_a_hundred_letters_are_one_file_of_a_hundred_pages() -> None:
    made = pdf.letters(PRESS, SHEET.letterhead, "GB-2024-01", [LETTER] * 100)

    assert len(PdfReader(BytesIO(made)).pages) == 100

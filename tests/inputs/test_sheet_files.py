"""The files that lists come in: texts of any kind, and what is no list."""

from io import BytesIO
from unicodedata import normalize
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from planner.domain.errors import RuleBroken
from planner.inputs.sheet import grid, read_people
from tests.inputs.sheets import AN, BINH, BOTH, HEAD, people, workbook


def refused(data: bytes) -> str:
    with pytest.raises(RuleBroken) as broken:
        read_people(data)
    assert broken.value.field == "file"
    return broken.value.code


@pytest.mark.parametrize("parting", [",", ";", "\t", "|"])
@pytest.mark.parametrize("form", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_texts_in_any_parting_and_letters(parting: str, form: str) -> None:
    rows = [HEAD, AN, BINH]
    text = "\r\n".join(parting.join(f'"{cell}"' for cell in row) for row in rows)
    assert people(text.encode(form)) == BOTH


def test_texts_of_windows_1258() -> None:
    text = "Họ và tên;Đơn vị;Chức vụ\nTrần Thị Hồng Ngọc;CN;Bí thư\n"
    spread = "".join(_for_1258(letter) for letter in text)
    assert people(spread.encode("cp1258")) == [(2, "Trần Thị Hồng Ngọc", "Bí thư", "CN")]


def _for_1258(letter: str) -> str:
    """Base letters with their shape, tones after them: all that this code page has."""
    try:
        letter.encode("cp1258")
    except UnicodeEncodeError:
        tones = "\u0300\u0301\u0303\u0309\u0323"
        apart = normalize("NFD", letter)
        shape = "".join(sign for sign in apart if sign not in tones)
        return normalize("NFC", shape) + "".join(sign for sign in apart if sign in tones)
    return letter


def test_rows_of_a_text_are_counted_as_a_spreadsheet_does() -> None:
    text = 'sep=;\nDanh sách\n\nHọ và tên;Chức vụ;Đơn vị\n"Lê An";"Bí thư\nkiêm";CN\nLê Bê;UV;CN\n'
    assert people(text.encode()) == [(5, "Lê An", "Bí thư kiêm", "CN"), (6, "Lê Bê", "UV", "CN")]


def zipped(**parts: bytes) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def tampered(part: str, old: bytes, new: bytes) -> bytes:
    """A sound workbook in which one part says something else."""
    made = BytesIO()
    with ZipFile(BytesIO(workbook(HEAD, AN))) as sound, ZipFile(made, "w") as archive:
        for name in sound.namelist():
            content = sound.read(name)
            archive.writestr(name, content.replace(old, new) if name == part else content)
    return made.getvalue()


SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "sheet.empty"),
        (b" \n \n", "sheet.empty"),
        (b"%PDF-1.7\n...", "sheet.not_a_table"),
        (b"\x89PNG\r\n\x1a\n....", "sheet.not_a_table"),
        (b"\0\1\2\3\4\5", "sheet.not_a_table"),
        (b"\xef\xbb\xbf <html><table><tr><td>H\xe1\xbb\x8d", "sheet.not_a_table"),
        (b"{\\rtf1 Danh", "sheet.not_a_table"),
        ('Họ tên,Đơn vị\n"Lê An,CN\nLê Bê,CN\n'.encode(), "sheet.broken"),
        (b"PK\x03\x04 torn", "sheet.broken"),
        (workbook(HEAD, AN)[:-200], "sheet.broken"),
        (zipped(a=b"b"), "sheet.not_a_table"),
        (zipped(**{"[Content_Types].xml": b"<a/>"}), "sheet.broken"),
        (
            zipped(**{"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}),
            "sheet.not_a_table",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"Workbook", "sheet.old_form"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "sheet.sealed",
        ),
        (b"a" * (grid.LARGEST_FILE + 1), "sheet.too_large"),
        (workbook(), "sheet.no_head_of_people"),
        (workbook(["Kính gửi"], ["Họ và tên"]), "sheet.no_head_of_people"),
        ("xin chào".encode(), "sheet.no_head_of_people"),
        (tampered(SHEET, b'"D2"', b'"XFD1048576"'), "sheet.too_many_rows"),
        (tampered(SHEET, b"<sheetData>", b'<!DOCTYPE a [<!ENTITY b "c">]>'), "sheet.broken"),
        (tampered(SHEET, b"<c ", b"<c <"), "sheet.broken"),
        (tampered(SHEET, b'"UTF-8"', b'"UTF-0"'), "sheet.broken"),
        (tampered(SHEET, b'"UTF-8"', b'"big5"'), "sheet.broken"),
    ],
)
def test_what_is_no_list_is_refused_in_one_word(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_a_file_that_swells_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "LARGEST_CONTENT", 2**20)
    bomb = zipped(**{"[Content_Types].xml": b"<a/>", "xl/worksheets/sheet1.xml": b" " * 2**21})
    assert len(bomb) < 5000
    assert refused(bomb) == "sheet.too_large_inside"


def test_a_list_longer_than_anybody_has_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MOST_ROWS", 3)
    assert refused("Họ tên,Đơn vị\nA,B\nA,B\nA,B\n".encode()) == "sheet.too_many_rows"

"""Papers in the browser."""

from io import BytesIO

import pytest
from flask import Flask
from pypdf import PdfReader

from planner.outputs import pdf
from tests.factories import Office
from tests.web.browser import sign_in

with_fonts = pytest.mark.usefixtures("fonts")


def test_the_sheet_is_a_page_to_print(app: Flask, office: Office) -> None:
    page = sign_in(app, office.ha).get(f"/meetings/{office.meeting.id}/sign-in-list")

    assert page.status_code == 200
    for word in ("STT", "Họ và tên", "Chức vụ", "Đơn vị", "Ký tên", "Ghi chú", "Lê Ngọc Lan"):
        assert word in page.text
    assert "TỈNH ĐOÀN TRÀ VINH" in page.text


@with_fonts
def test_the_sheet_is_a_pdf_that_the_browser_shows(app: Flask, office: Office) -> None:
    answer = sign_in(app, office.ha).get(f"/meetings/{office.meeting.id}/sign-in-list.pdf")

    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == 'inline; filename="diem-danh-GB-2026-1-1.pdf"'
    (page,) = PdfReader(BytesIO(answer.data)).pages
    assert "Lê Ngọc Lan" in page.extract_text()


def test_without_fonts_the_pdf_is_refused_in_words(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = pdf.Press(pdf.OFFICE_PRESS.papers, pdf.OFFICE_PRESS.papers)
    monkeypatch.setattr(pdf, "OFFICE_PRESS", nowhere)

    answer = sign_in(app, office.ha).get(f"/meetings/{office.meeting.id}/sign-in-list.pdf")

    assert answer.status_code == 503
    assert answer.text == "Thiếu phông chữ Tinos để in; chạy `make setup` rồi thử lại."

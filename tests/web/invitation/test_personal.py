import re
from base64 import b64decode
from io import BytesIO
from unicodedata import normalize

import pytest
import time_machine
import zxingcpp
from flask import Flask
from icalendar import Calendar
from PIL import Image
from sqlalchemy.orm import Session

from planner.domain.rights import KEEPER
from planner.services.invitation import codes, delegates
from planner.store.account import Credential
from planner.store.agenda import AgendaItem
from planner.store.audit import AuditEntry
from planner.store.invitation import Delegate
from tests.conftest import CONFIG
from tests.factories import NOW, Office, keep


@pytest.fixture(autouse=True)
def _clock() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def code(session: Session, office: Office) -> str:
    (one,) = codes.codes_of(session, KEEPER, office.meeting.id, CONFIG.code_key, NOW)
    session.commit()
    return one.code


def told(app: Flask, code: str, **form: str) -> tuple[int, str]:
    response = app.test_client().post(f"/v/{code}/answer", data=form)
    return response.status_code, response.text if response.status_code != 303 else response.location


def test_it_shows_the_meeting_and_the_code(
    app: Flask, session: Session, office: Office, code: str
) -> None:
    office.meeting.hall_id = office.hall.id
    keep(session, AgendaItem(series_id=office.series.id, place=1, title="Thảo luận"))

    page = app.test_client().get(f"/v/{code}").text

    for words in (
        "Giao ban quý I",
        "Lê Ngọc Lan",
        "Bí thư Huyện đoàn Càng Long",
        "thứ Hai 5/1/2026, 07g30",
        "Hội trường HT-A",
        "Nhà văn hoá",
        "Chương trình, ",
        "Thảo luận",
        "Thêm vào lịch",
        "Chỉ đường",
        code[:4],
    ):
        assert words in page, words


def test_the_qr_holds_the_address_in_capitals(app: Flask, code: str) -> None:
    client = app.test_client()
    picture = re.search(r"data:image/svg\+xml;base64,([\w+/=]+)", client.get(f"/v/{code}").text)

    assert picture is not None
    assert b"<svg" in b64decode(picture[1])
    saved = client.get(f"/v/{code}/ma.png")
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(saved.data)))
    assert (found.text, found.ec_level) == (f"HTTP://LOCALHOST/V/{code}", "M")


@pytest.mark.parametrize("address", ["/v/{}", "/V/{}"])
@pytest.mark.parametrize("written", [str.upper, str.lower, lambda code: f"{code[:9]}- {code[9:]}"])
def test_the_code_may_be_written_any_way(
    app: Flask, code: str, address: str, written: object
) -> None:
    assert callable(written)

    assert app.test_client().get(address.format(written(code))).status_code == 200


def test_looking_changes_nothing_and_leaves_no_trace(
    app: Flask, session: Session, code: str
) -> None:
    before = [session.query(row).count() for row in (Credential, AuditEntry, Delegate)]
    client = app.test_client()

    answers = [client.open(f"/v/{code}", method=method) for method in ("GET", "HEAD")]

    for response in answers:
        headers = response.headers
        assert "Set-Cookie" not in headers
        assert (headers["Referrer-Policy"], headers["Cache-Control"], headers["X-Robots-Tag"]) == (
            "no-referrer",
            "no-store",
            "noindex, nofollow",
        )
    assert [session.query(row).count() for row in (Credential, AuditEntry, Delegate)] == before
    kept = session.query(Credential).filter_by(kind="delegate").one()
    assert (kept.used_at, kept.used_by) == (None, "")


def test_wrong_dead_and_foreign_codes_get_the_same_page(
    app: Flask, session: Session, office: Office, code: str
) -> None:
    dead = code
    codes.renew_one(session, office.lan.id, CONFIG.code_key, NOW)
    session.commit()
    client = app.test_client()
    unknown = codes.code_of("another key", 1, 1)

    pages = [
        client.get(f"/v/{wrong}{tail}")
        for wrong in (dead, unknown, "x", "%00", "9" * 5000, f"{dead[:-1]}0")
        for tail in ("", "/lich.ics", "/ma.png")
    ]
    pages += [client.post(f"/v/{wrong}/answer") for wrong in (dead, unknown, "x", "%00")]

    assert {page.status_code for page in pages} == {404}
    assert len({re.sub('nonce="[^"]*"', "", page.text) for page in pages}) == 1


def test_an_answer_needs_neither_cookie_nor_form_token(
    app: Flask, session: Session, office: Office, code: str
) -> None:
    assert told(app, code, answer="yes") == (303, f"/v/{code}")
    session.refresh(office.lan)
    assert office.lan.reply == "yes"
    assert "Đã ghi: dự họp." in app.test_client().get(f"/v/{code}").text

    assert told(app, code.lower(), answer="no", reason="Đi học") == (303, f"/v/{code}")
    session.refresh(office.lan)
    assert (office.lan.reply, office.lan.reply_reason) == ("no", "Đi học")
    assert "Đã ghi: vắng. Đi học" in app.test_client().get(f"/v/{code}").text


def test_whoever_comes_instead_gets_a_page_and_the_old_one_dies(
    app: Flask, session: Session, office: Office, code: str
) -> None:
    name = normalize("NFD", "Phạm Anh Tuấn")
    status, address = told(app, code, answer="substitute", name=name, position="Phó Bí thư")

    assert (status, address != f"/v/{code}") == (303, True)
    page = app.test_client().get(address).text
    assert "Phạm Anh Tuấn" in page
    assert "dự thay Lê Ngọc Lan" in page
    assert app.test_client().get(f"/v/{code}").status_code == 404
    assert told(app, code, answer="yes")[0] == 404
    session.refresh(office.lan)
    assert office.lan.state == "replaced"


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Chọn một câu trả lời: dự, vắng, hoặc cử người dự thay."),
        ({"answer": "maybe"}, "Chọn một câu trả lời: dự, vắng, hoặc cử người dự thay."),
        ({"answer": "substitute", "position": "UV"}, "Ghi họ và tên người dự thay."),
        (
            {"answer": "substitute", "name": "Trần An"},
            "Ghi chức vụ của người dự thay, ví dụ: Phó Bí thư.",
        ),
        ({"answer": "no", "reason": "x" * 501}, "Không quá 500 ký tự."),
    ],
)
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(
    app: Flask, office: Office, code: str, form: dict[str, str], sentence: str
) -> None:
    status, page = told(app, code, **form)

    assert (status, sentence in page) == (422, True)
    assert all(f'value="{value}"' in page for name, value in form.items() if name != "answer")
    assert office.lan.reply == "none"


@pytest.mark.parametrize(
    ("status", "sentence"),
    [("cancelled", "Cuộc họp đã huỷ."), ("held", "Cuộc họp đã qua, không nhận trả lời nữa.")],
)
def test_no_answer_is_asked_for_when_it_is_of_no_use(
    app: Flask, session: Session, office: Office, code: str, status: str, sentence: str
) -> None:
    office.meeting.status = status
    session.commit()

    assert "Tôi dự" not in app.test_client().get(f"/v/{code}").text
    refused, page = told(app, code, answer="yes")
    assert (refused, sentence in page) == (422, True)


def test_names_are_only_text(app: Flask, session: Session, office: Office, code: str) -> None:
    name = "{{ config }}<script>alert(1)</script>"
    address = told(app, code, answer="substitute", name=name, position='"><b>')[1]

    page = app.test_client().get(address).text

    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert "{{ config }}" in page


def test_the_calendar_file_has_the_meeting(app: Flask, office: Office, code: str) -> None:
    response = app.test_client().get(f"/v/{code}/lich.ics")

    (event,) = Calendar.from_ical(response.data).walk("VEVENT")
    assert response.mimetype == "text/calendar"
    assert (str(event["uid"]), str(event["url"])) == (
        office.meeting.uid,
        f"http://localhost/v/{code}",
    )


def test_a_meeting_without_a_day_has_no_calendar_file(
    app: Flask, session: Session, office: Office, code: str
) -> None:
    meeting = office.meeting
    meeting.precision, meeting.awaiting = "unknown", "Thường trực"
    meeting.starts_at = meeting.ends_at = None
    session.commit()

    page = app.test_client().get(f"/v/{code}").text

    assert "Thêm vào lịch" not in page
    assert "chờ Thường trực" in page
    assert app.test_client().get(f"/v/{code}/lich.ics").status_code == 404


def test_who_was_taken_off_has_no_page(
    app: Flask, session: Session, office: Office, code: str
) -> None:
    delegates.cancel(session, KEEPER, office.lan.id, NOW)
    session.commit()

    assert app.test_client().get(f"/v/{code}").status_code == 404

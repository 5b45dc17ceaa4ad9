"""Answers on pages: what changes nothing, whom a link lets in, the board, documents."""

import re
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from planner.domain.rights import KEEPER, Role
from planner.services.invitation import asking, codes
from planner.services.invitation.asking import Asking
from planner.store.account import Credential
from planner.store.audit import AuditEntry
from planner.store.invitation import (
    AnswerEntry,
    Delegate,
    InviteeGroup,
    InviteRule,
    UnitPage,
    units,
)
from tests.conftest import CONFIG
from tests.factories import NOW, Office, at_once, keep, make_account, make_delegate
from tests.queries import counted
from tests.web.browser import send, sign_in

BOARD_QUERIES = 22  # the sign-in, the meeting, numbers, seats, people, settings
ROWS = (AnswerEntry, AuditEntry, Credential, Delegate, UnitPage)


@pytest.fixture(autouse=True)
def _clock() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def code(session: Session, office: Office) -> str:
    (one,) = codes.codes_of(session, KEEPER, office.meeting.id, CONFIG.code_key, NOW)
    session.commit()
    return one.code


@pytest.fixture
def group(session: Session, office: Office) -> InviteeGroup:
    rule = InviteRule(place=1, relation="convenor_children", exceptions={})
    made = InviteeGroup(
        meeting_id=office.meeting.id,
        place=1,
        name="Đoàn viên",
        precedence=1,
        mode="invited",
        quota=1,
        rules=[rule],
    )
    return keep(session, made)


@pytest.fixture
def link(session: Session, office: Office, group: InviteeGroup) -> str:
    key = CONFIG.code_key
    asked = Asking(asks_meals=True, asks_speeches=True)
    asking.set_asking(session, KEEPER, office.meeting.id, asked, NOW)
    asking.open_pages(session, KEEPER, office.meeting.id, key, NOW)
    page = units.page_of_unit(session, office.meeting.id, office.called.id)
    assert page is not None
    made = asking.code_of_page(session, page, key)
    assert made is not None
    session.commit()
    return made


def test_a_scanner_that_follows_every_link_changes_nothing(
    app: Flask, session: Session, office: Office, code: str, link: str
) -> None:
    client = app.test_client()
    before = [session.query(row).count() for row in ROWS]

    for start in (f"/v/{code}", f"/u/{link}"):
        page = client.get(start).text
        found = {start, *re.findall(r'(?:href|src|action|data-seen)="(/[vVu]/[^"]+)"', page)}
        assert len(found) > 3
        for address in found:
            for method in ("GET", "HEAD"):
                assert client.open(address, method=method).status_code in (200, 404, 405), address

    assert [session.query(row).count() for row in ROWS] == before
    session.refresh(office.lan)
    assert (office.lan.reply, office.lan.seen_at) == ("none", None)


def test_a_page_was_seen_once_its_script_says_so(
    app: Flask, session: Session, office: Office, code: str
) -> None:
    client = app.test_client()
    assert "seen.js" in client.get(f"/v/{code}").text

    assert [client.post(f"/v/{code}/seen").status_code for _turn in range(2)] == [204, 204]
    session.refresh(office.lan)
    assert (office.lan.seen_at, session.query(AnswerEntry).count()) == (NOW, 1)
    assert "seen.js" not in client.get(f"/v/{code}").text


def test_wrong_dead_and_foreign_links_get_the_same_page(
    app: Flask, session: Session, office: Office, code: str, link: str
) -> None:
    number = office.meeting.id
    asking.renew_link(session, KEEPER, number, office.called.id, CONFIG.code_key, NOW)
    session.commit()
    client = app.test_client()

    pages = [client.get(f"/u/{wrong}") for wrong in (link, code, "x", "%00", "9" * 5000)]
    pages += [client.post(f"/u/{wrong}/needs", data={"meals": "1"}) for wrong in (link, code)]
    pages += [client.get(f"/v/{link}"), client.post(f"/v/{link}/seen")]
    pages += [client.get(f"/v/{code}/tai-lieu/1"), client.post(f"/v/{'0' * 28}/seen")]

    assert {page.status_code for page in pages} == {404}
    assert len({re.sub('nonce="[^"]*"', "", page.text) for page in pages}) == 1


def test_a_unit_is_told_that_its_words_were_written_down(app: Flask, link: str) -> None:
    client = app.test_client()
    assert "Đã ghi." not in client.get(f"/u/{link}").text

    said = client.post(f"/u/{link}/needs", data={"meals": "3"}, follow_redirects=True)

    assert said.status_code == 200
    assert re.search(r'role="status">.*Đã ghi\.', said.text)


def test_a_unit_that_names_one_too_many_reads_why_not(
    app: Flask, group: InviteeGroup, link: str
) -> None:
    client = app.test_client()
    named = [{"group": str(group.id), "name": name, "position": "UV"} for name in ("An", "Bình")]

    said = [client.post(f"/u/{link}/name", data=one) for one in named]

    assert [one.status_code for one in said] == [303, 422]
    assert 'class="refusal"' in said[1].text


def test_a_unit_reads_that_its_meeting_was_called_off(
    app: Flask, session: Session, office: Office, link: str
) -> None:
    office.meeting.status, office.meeting.status_reason = "cancelled", "Trùng lịch"
    session.commit()

    page = app.test_client().get(f"/u/{link}").text

    assert "Cuộc họp đã huỷ. Lý do: Trùng lịch" in page
    assert "Đã hết hạn" not in page


@pytest.mark.parametrize(
    ("verb", "form", "status", "sentence"),
    [
        ("name", {"name": "", "position": "UV"}, 422, "Ghi họ và tên."),
        ("needs", {"meals": "nhiều"}, 422, "Ghi một số từ 0 đến 999."),
        ("needs", {"meals": "1000"}, 422, "Ghi một số từ 0 đến 999."),
        ("speech", {"title": "Về nguồn"}, 422, "Ghi họ tên người trình bày tham luận."),
        ("answer", {"answer": "maybe"}, 422, "Chọn một câu trả lời"),
        ("withdraw", {"who": "99999999999"}, 404, "Không có trang này"),
        ("answer", {"who": "2147483648", "answer": "yes"}, 404, "Không có trang này"),
        ("name", {"group": "0", "name": "An", "position": "UV"}, 404, "Không có trang này"),
        ("burn", {}, 404, "Không có trang này"),
    ],
)
def test_odd_input_of_a_unit_is_refused_in_words(
    app: Flask,
    office: Office,
    group: InviteeGroup,
    link: str,
    verb: str,
    form: dict[str, str],
    status: int,
    sentence: str,
) -> None:
    data = {"group": str(group.id), "who": str(office.lan.id), **form}

    response = app.test_client().post(f"/u/{link}/{verb}", data=data)

    assert (response.status_code, sentence in response.text) == (status, True)


def test_a_link_lets_nobody_act_for_another_unit(
    app: Flask, session: Session, office: Office, link: str
) -> None:
    theirs = make_delegate(session, office.meeting, office.other, "Vũ Khách")

    for verb in ("answer", "withdraw"):
        data = {"who": str(theirs.id), "answer": "no"}
        assert app.test_client().post(f"/u/{link}/{verb}", data=data).status_code == 404
    session.refresh(theirs)
    assert (theirs.reply, theirs.state) == ("none", "live")
    assert app.test_client().get(f"/meetings/{office.meeting.id}/units").status_code == 303


def test_a_document_is_handed_out_so_that_nothing_runs_it(
    app: Flask, session: Session, office: Office, code: str
) -> None:
    client = sign_in(app, office.ha)
    url = f"/meetings/{office.meeting.id}/documents"
    file = (BytesIO(b"%PDF-1.7"), "Báo cáo.pdf")
    assert send(client, url, {"title": "Báo cáo quý", "file": file}).status_code == 303
    bad = send(client, url, {"title": "Trang", "file": (BytesIO(b"<script>"), "a.html")})
    assert "Chỉ nhận các loại tệp" in bad.text

    page = app.test_client().get(f"/v/{code}").text
    address = re.search(rf'href="(/v/{code}/tai-lieu/\d+)"', page)
    assert address is not None
    response = app.test_client().get(address[1])

    assert (response.data, response.mimetype) == (b"%PDF-1.7", "application/pdf")
    assert response.headers["Content-Disposition"].startswith("attachment; ")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_the_numbers_of_the_board_are_sent_again_only_when_they_changed(
    app: Flask, office: Office, code: str
) -> None:
    client = sign_in(app, office.ha)
    url = f"/meetings/{office.meeting.id}/answers/numbers"
    tag = client.get(url).headers["ETag"]

    assert client.get(url, headers={"If-None-Match": tag}).status_code == 304
    app.test_client().post(f"/v/{code}/answer", data={"answer": "yes"})
    assert client.get(url, headers={"If-None-Match": tag}).status_code == 200


def test_the_board_is_narrowed_and_written_out(
    app: Flask, session: Session, office: Office, code: str
) -> None:
    make_delegate(session, office.meeting, office.other, "=1+1")
    app.test_client().post(f"/v/{code}/answer", data={"answer": "no", "reason": "ốm"})
    client, url = sign_in(app, office.ha), f"/meetings/{office.meeting.id}/answers"

    page = client.get(f"{url}?state=no").text
    assert ("Lê Ngọc Lan" in page, "=1+1" in page) == (True, False)
    assert client.get(f"{url}?state=maybe&group=x&unit=99999999999&page=0").status_code == 200
    book = CalamineWorkbook.from_filelike(BytesIO(client.get(f"{url}.xlsx").data))
    rows = book.get_sheet_by_index(0).to_python()[1:]
    assert {(row[0], row[5], row[6]) for row in rows} == {
        ("Lê Ngọc Lan", "vắng", "ốm"),
        ("=1+1", "chưa trả lời", ""),
    }


def test_nobody_who_was_not_written_to_is_reminded(app: Flask, office: Office) -> None:
    client, url = sign_in(app, office.ha), f"/meetings/{office.meeting.id}/answers"
    data = {"delegate": [str(office.lan.id), "x", "99999999999"]}

    assert send(client, f"{url}/remind", data, page=url).status_code == 303
    assert "Không có ai để nhắc" in client.get(url).text


@pytest.mark.parametrize("many", [1, 30])
def test_the_board_takes_the_same_queries_for_one_and_for_thirty(
    app: Flask, session: Session, office: Office, group: InviteeGroup, many: int
) -> None:
    with at_once(session):
        for number in range(many):
            make_delegate(session, office.meeting, office.called, f"Người {number}")
    client = sign_in(app, office.ha)

    with counted(session) as sent:
        page = client.get(f"/meetings/{office.meeting.id}/answers")

    assert (page.status_code, len(sent)) == (200, BOARD_QUERIES)


def test_the_account_of_a_unit_finds_its_page_from_the_meeting(
    app: Flask, session: Session, office: Office, group: InviteeGroup, link: str
) -> None:
    clerk = make_account(session, Role.UNIT, office.other, "Văn thư")
    client, url = sign_in(app, clerk), f"/meetings/{office.meeting.id}"
    own = f"{url}/units/{office.other.id}"

    assert f'href="{own}"' in client.get(url).text
    assert "Chưa cử 1 trên 1 suất" in client.get(own).text
    data = {"group": str(group.id), "name": "Trần An", "position": "Bí thư"}
    assert send(client, f"{own}/name", data, page=own).status_code == 303
    assert "Đã cử đủ 1 suất" in client.get(own).text
    assert client.get(f"{url}/units/{office.called.id}").status_code == 404

"""Lists by a page: sent, looked at, confirmed, taken in; and taken away as files."""

from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from planner.inputs.sheet import read_people
from planner.services.directory import sheets as lists
from planner.store.directory import Person
from planner.store.directory.sheets import Sheet, forget_sheets
from tests.factories import NOW, Office, make_person, make_post, who
from tests.web.browser import form_token, sign_in

GOOD = "Danh sách\nHọ tên,Chức vụ,Đơn vị\nLê An,Bí thư,CL\nLê Bê,Bí thư,Huyện Mới\n"


@pytest.fixture
def ha(app: Flask, office: Office) -> FlaskClient:
    return sign_in(app, office.ha)


def send(client: FlaskClient, content: bytes, name: str = "danh sách.csv") -> TestResponse:
    address = "/sheets/new?kind=people"
    form = {
        "csrf_token": form_token(client.get(address)),
        "kind": "people",
        "file": (BytesIO(content), name),
    }
    return client.post(address, data=form)


def sent(client: FlaskClient, text: str = GOOD) -> str:
    """The address of a list that was sent."""
    answer = send(client, text.encode())
    assert answer.status_code == 303
    return answer.location


def push(client: FlaskClient, address: str, deed: str, **fields: str) -> TestResponse:
    token = form_token(client.get(address))
    return client.post(f"{address}/{deed}", data={"csrf_token": token, **fields})


def test_what_a_list_would_do_is_shown_and_nothing_is_saved(
    ha: FlaskClient, session: Session
) -> None:
    page = ha.get(sent(ha)).text

    assert "Không có đơn vị nào mang mã hay tên «Huyện Mới»." in page
    assert "dòng 4" in page
    assert '<option value="name" selected>Họ và tên</option>' in page
    assert "Nhập các dòng không lỗi" in page
    assert session.query(Person).filter_by(name="Lê An").count() == 0


def test_what_each_row_would_change_is_shown_before_it_is_approved(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    session.get_one(Person, office.secretary.person_id).phone = "0911222333"
    session.commit()
    head = "Họ tên,Chức vụ,Đơn vị,SĐT,Từ ngày\n"
    known = "Trần Quang Minh,Bí thư,CN,0988777666,5/1/2024\n"
    page = ha.get(sent(ha, f"{head}{known}Lê An,Phó Bí thư,CL,,\n")).text

    assert "Điện thoại: từ «0911222333» thành «0988777666»" in page
    assert "Từ ngày: từ (trống) thành 5/1/2024" in page
    assert "Trần Quang Minh, Huyện đoàn Cầu Ngang" in page
    added = page.partition('id="se-them"')[2]
    assert [word in added for word in ("dòng 3", "Lê An", "Phó Bí thư", "Càng Long")] == [True] * 4


def test_faults_and_the_rows_they_are_in_are_counted_apart(ha: FlaskClient) -> None:
    rows = "A,UV,CL,gọi sau,mới đây\nB,UV,CL,gọi sau,\n"
    page = ha.get(sent(ha, f"Họ tên,Chức vụ,Đơn vị,SĐT,Từ ngày\n{rows}")).text
    assert "3 lỗi ở 2 dòng" in page


def test_a_long_list_shows_the_first_and_counts_the_rest(ha: FlaskClient) -> None:
    rows = "".join(f"Lê {'A' * (at + 1)},UV,CL\n" for at in range(25))
    page = ha.get(sent(ha, f"Họ tên,Chức vụ,Đơn vị\n{rows}")).text
    added = page.partition('id="se-them"')[2].partition("</section>")[0]
    assert (added.count("<tr") - 1, "và 5 dòng nữa" in added) == (20, True)


def test_a_list_of_units_shows_what_it_would_change(ha: FlaskClient) -> None:
    rows = "CN,Huyện đoàn Cầu Ngang Mới,5\nCN-1,Đoàn xã Mỹ Hoà,\n"
    form = {
        "csrf_token": form_token(ha.get("/sheets/new?kind=units")),
        "kind": "units",
        "file": (BytesIO(f"Mã,Tên đơn vị,Thứ tự\n{rows}".encode()), "đơn vị.csv"),
    }
    page = ha.get(ha.post("/sheets/new?kind=units", data=form).location).text
    assert "Tên đơn vị: từ «Huyện đoàn Cầu Ngang» thành «Huyện đoàn Cầu Ngang Mới»" in page
    assert "Thứ tự: từ «0» thành «5»" in page


def test_a_confirmed_list_waits_and_is_taken_in_whole(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    address = sent(ha)
    assert push(ha, address, "confirm").status_code == 303

    assert ha.get(f"{address}/progress").json == {
        "is_over": False,
        "done": 0,
        "whole": 2,
        "words": "Chờ đến lượt …",
    }
    assert "data-poll" in ha.get(address).text
    sheet = session.query(Sheet).one()
    lists.take_in(session, who(session, office.ha), sheet, NOW)
    session.commit()
    assert (sheet.state, sheet.content, sheet.found["changes"]) == ("done", "", [])
    assert session.query(Person).filter_by(name="Lê An").count() == 1
    assert "Đã nhập" in ha.get(address).text
    assert ha.get(f"{address}/progress").json["is_over"] is True  # type: ignore[index]  # a dict


def test_columns_are_chosen_otherwise(ha: FlaskClient) -> None:
    text = "Họ tên,Chức vụ,Nơi nào\nLê An,Bí thư,CL\n"
    address = sent(ha, text)
    assert "Thiếu đơn vị." in ha.get(address).text

    fields = {"t0-c0": "name", "t0-c1": "position", "t0-c2": "unit"}
    assert push(ha, address, "columns", **fields).status_code == 303
    assert "Thiếu đơn vị." not in ha.get(address).text
    twice = {**fields, "t0-c1": "name"}
    push(ha, address, "columns", **twice)
    assert "Hai cột cùng là một thứ" in ha.get(address).text


def test_a_dropped_list_is_gone(ha: FlaskClient, session: Session) -> None:
    address = sent(ha)
    assert push(ha, address, "drop").location == "/people"
    assert session.query(Sheet).count() == 0
    assert ha.get(address).status_code == 404


def test_a_confirmed_list_is_neither_changed_nor_dropped(ha: FlaskClient, session: Session) -> None:
    address = sent(ha)
    token = form_token(ha.get(address))
    for deed in ("confirm", "confirm", "drop", "columns"):
        assert ha.post(f"{address}/{deed}", data={"csrf_token": token}).status_code == 303
    assert session.query(Sheet).one().state == "waiting"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Tệp rỗng."),
        (b"%PDF-1.7", "Tệp không phải là bảng"),
        ("xin chào".encode(), "Không thấy dòng tiêu đề"),
    ],
)
def test_a_file_that_is_no_list_is_refused_beside_the_field(
    ha: FlaskClient, content: bytes, said: str
) -> None:
    answer = send(ha, content)
    assert (answer.status_code, said in answer.text) == (200, True)


def test_without_a_file_it_says_so(ha: FlaskClient) -> None:
    token = form_token(ha.get("/sheets/new"))
    answer = ha.post("/sheets/new", data={"csrf_token": token, "kind": "people"})
    assert "Hãy chọn một tệp." in answer.text


def test_a_list_may_be_longer_than_a_form_but_not_endless(
    app: Flask, ha: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 400)
    long = GOOD + "".join(f"Lê {letter * 9},Bí thư,CL\n" for letter in "abcdefghik")
    assert send(ha, long.encode()).status_code == 303

    monkeypatch.setattr("planner.web.directory.sheets.LARGEST_FILE", 10)
    monkeypatch.setattr("planner.web.directory.sheets.FORM_ROOM", 100)
    assert send(ha, long.encode()).status_code == 413


def test_what_is_taken_away_comes_back_unchanged(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    make_post(session, make_person(session, "Lê Ngọc Lan"), office.called, "=1+1")
    for form in ("xlsx", "csv"):
        answer = ha.get(f"/people/list.{form}")
        assert f'filename="danh-sach-nguoi.{form}"' in answer.headers["Content-Disposition"]
        back = [(entry.name, entry.post.position) for entry in read_people(answer.data).entries]
        assert back == [("Trần Quang Minh", "Bí thư"), ("Lê Ngọc Lan", "=1+1")]
    assert ha.get("/people/list.pdf").status_code == 404


def test_only_what_is_within_reach_is_taken_away(app: Flask, office: Office) -> None:
    tuan = sign_in(app, office.tuan)
    answer = tuan.get("/people/list.csv").data.decode("utf-8-sig").splitlines()
    assert len(answer) == 1
    assert tuan.get("/people/list.csv?unit=CN").status_code == 404


def test_a_post_is_mended_ended_and_reopened(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    person, post = f"/people/{office.secretary.person_id}", f"/posts/{office.secretary.id}"
    form = {"unit": "TC", "position": "Phó Bí thư", "body": "BTV", "to_on": "2026-01-02"}
    token = form_token(ha.get(f"{post}/edit"))
    answer = ha.post(f"{post}/edit", data={"csrf_token": token, **form})
    assert answer.status_code == 303
    session.expire_all()
    kept = office.secretary
    assert (kept.unit_id, kept.position, kept.body) == (office.other.id, "Phó Bí thư", "BTV")

    assert "Ghi còn giữ" in ha.get(person).text
    ha.post(f"{post}/reopen", data={"csrf_token": form_token(ha.get(person))})
    session.expire_all()
    assert office.secretary.to_on is None
    ha.post(f"{post}/reopen", data={"csrf_token": form_token(ha.get(person))})
    assert "Chức vụ này đang giữ" in ha.get(person).text


def test_two_that_may_be_one_are_merged_and_parted_again(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    minh, twin = office.secretary.person_id, make_person(session, "Trần Quang Minh")
    make_post(session, twin, office.host, "Ủy viên")
    page = ha.get("/people/doubles").text
    assert "cùng đơn vị" in page
    assert "Ủy viên, Huyện đoàn Cầu Ngang" in page

    token = form_token(ha.get("/people/doubles"))
    form = {"csrf_token": token, "kept": str(minh), "gone": str(twin.id)}
    answer = ha.post("/people/merge", data=form)
    assert answer.location == f"/people/{minh}"
    assert ha.post("/people/merge", data=form).location == f"/people/{minh}"  # pressed twice
    assert ha.get(f"/people/{twin.id}").status_code == 404
    page = ha.get(f"/people/{minh}").text
    assert "Hoàn tác gộp" in page
    undo = page.partition('action="/people/merges/')[2].partition('"')[0]
    for _press in range(2):
        answer = ha.post(f"/people/merges/{undo}", data={"csrf_token": token})
        assert answer.location == f"/people/{minh}"
    assert ha.get(f"/people/{twin.id}").status_code == 200
    assert ha.post("/people/merge", data={**form, "gone": "nobody"}).status_code == 404


def test_a_file_that_nobody_confirms_is_forgotten(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    sent(ha)
    session.query(Sheet).one().created_at = NOW
    session.commit()
    forget_sheets(session, NOW)
    assert session.query(Sheet).count() == 1
    forget_sheets(session, NOW + lists.KEPT)
    assert session.query(Sheet).count() == 0

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planner.domain.rights import KEEPER
from planner.services import account
from planner.store.account import Account
from planner.store.directory import Unit
from tests.conftest import CONFIG
from tests.factories import NOW, Office
from tests.web.browser import send

FORM = {
    "name": "Tỉnh đoàn Trà Vinh",
    "kind": "tỉnh đoàn",
    "code": "TDTV",
    "person": "Nguyễn Thu Hà",
    "email": "ha@tinhdoan.vn",
    "password": "một câu dài dễ nhớ",
}


@pytest.fixture
def public(app: Flask, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    """A browser elsewhere, on a server that is there for all."""
    config = replace(CONFIG, host="hop.vn", base_url="http://hop.vn")
    monkeypatch.setitem(app.extensions, "planner.config", config)
    return app.test_client()


def link(session: Session) -> str:
    token = account.issue_first_start(session, KEEPER, NOW.replace(year=2100))
    session.commit()
    return token


def test_an_empty_house_leads_to_its_first_page(app: Flask) -> None:
    client = app.test_client()

    assert client.get("/").location == "/login?next=/"
    assert client.get("/login").location == "/start"
    page = client.get("/start")
    assert page.status_code == 200
    assert "Mở văn phòng mẫu" in page.text
    assert "Kỳ 2" in page.text


def test_an_office_of_ones_own_opens_and_is_entered(app: Flask, session: Session) -> None:
    client = app.test_client()

    response = send(client, "/start/new", FORM)

    assert (response.status_code, response.location) == (303, "/")
    assert "ha@tinhdoan.vn" in client.get("/account").text
    assert session.query(Unit.code).all() == [("TDTV",)]
    assert client.get("/start").status_code == 404
    assert client.get("/start/new").status_code == 404


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("name", " ", "Hãy điền ô này."),
        ("code", "T D", "Mã gồm chữ, số"),
        ("kind", "sở", "Hãy chọn một mục"),
        ("person", "", "Hãy điền ô này."),
        ("email", "ha", "Ghi đủ địa chỉ thư"),
        ("password", "ngắn", "ít nhất 10 ký tự"),
        ("code", "x" * 31, "Không quá 30 ký tự."),
    ],
)
def test_a_refusal_stands_at_its_field_and_keeps_nothing(
    app: Flask, session: Session, field: str, text: str, sentence: str
) -> None:
    response = send(app.test_client(), "/start/new", {**FORM, field: text})

    refused = response.text.partition(f'id="{field}-refusal"')[2].partition("</div>")[0]
    assert response.status_code == 200
    assert sentence in refused
    assert session.query(Unit).count() == session.query(Account).count() == 0


def test_from_elsewhere_it_is_closed(public: FlaskClient) -> None:
    for url in ("/start", "/start/new", "/start?key=khac"):
        page = public.get(url)
        assert page.status_code == 403
        assert "đường dẫn dùng một lần" in page.text


def test_a_link_opens_it_from_elsewhere(public: FlaskClient, session: Session) -> None:
    key = link(session)

    assert f"/start/new?key={key}" in public.get(f"/start?key={key}").text
    response = send(public, f"/start/new?key={key}", FORM)

    assert response.status_code == 303
    assert session.query(Unit.code).all() == [("TDTV",)]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.vn"},
        {"X-Forwarded-For": "127.0.0.1"},
        {"Forwarded": "for=127.0.0.1"},
        {"X-Real-IP": "127.0.0.1"},
    ],
)
def test_this_machine_is_not_believed_by_a_header(app: Flask, headers: dict[str, str]) -> None:
    assert app.test_client().get("/start", headers=headers).status_code == 403


def test_another_machine_is_not_this_one(app: Flask) -> None:
    there = {"REMOTE_ADDR": "10.0.0.7"}
    assert app.test_client().get("/start", environ_base=there).status_code == 403


def test_a_form_without_its_token_opens_nothing(app: Flask, session: Session) -> None:
    client = app.test_client()

    assert client.post("/start/new", data=FORM).status_code == 400
    assert client.post("/start/demo").status_code == 400
    assert session.query(Account).count() == 0


def test_who_comes_second_is_sent_to_the_sign_in(app: Flask, office: Office) -> None:
    assert app.test_client().get("/start").status_code == 404
    assert "Đăng nhập" in app.test_client().get("/login").text


def test_the_demo_office_opens_and_shows_its_passwords_once(
    public: FlaskClient, session: Session
) -> None:
    key = link(session)

    response = send(public, f"/start/demo?key={key}", {}, page=f"/start?key={key}")

    addresses = {email for (email,) in session.query(Account.email)}
    assert response.status_code == 200
    assert addresses >= {"admin@demo.local", "organiser@demo.local"}
    assert all(address in response.text for address in addresses)
    assert "organiser@demo.local" in public.get("/account").text
    assert public.get(f"/start?key={key}").status_code == 404

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from planner.domain.rights import KEEPER, Role
from planner.services import account as service
from planner.services.account import NewAccount
from tests.factories import NOW, Office
from tests.web.browser import send, sign_in

PASSWORD = "một câu dài dễ nhớ"


@pytest.fixture
def _lan(session: Session, office: Office) -> None:
    new = NewAccount("lan@example.vn", "Lê Ngọc Lan", PASSWORD, Role.UNIT, "CL")
    service.add_account(session, KEEPER, new, NOW)
    session.commit()


@pytest.mark.usefixtures("_lan")
def test_it_signs_in_and_out(app: Flask) -> None:
    client = app.test_client()

    response = send(client, "/login", {"email": "LAN@example.vn", "password": PASSWORD})

    assert (response.status_code, response.location) == (303, "/")
    assert "Lê Ngọc Lan" in client.get("/").text
    send(client, "/logout", {}, page="/")
    assert client.get("/").status_code == 303


@pytest.mark.usefixtures("_lan")
@pytest.mark.parametrize(
    ("email", "password"),
    [("lan@example.vn", "sai"), ("khong-co@example.vn", PASSWORD), ("lan@example.vn", "\0")],
)
def test_it_does_not_say_which_word_was_wrong(app: Flask, email: str, password: str) -> None:
    response = send(app.test_client(), "/login", {"email": email, "password": password})

    assert response.status_code == 200
    assert "Thư điện tử hoặc mật khẩu không đúng." in response.text


@pytest.mark.usefixtures("_lan")
def test_it_slows_down_who_guesses(app: Flask) -> None:
    client = app.test_client()
    for _try in range(8):
        send(client, "/login", {"email": "lan@example.vn", "password": "đoán"})

    response = send(client, "/login", {"email": "lan@example.vn", "password": PASSWORD})

    assert "Đợi 15 phút" in response.text


@pytest.mark.parametrize(
    "stranger", ["//evil.vn", "https://evil.vn", "/\\evil.vn", "/\r\nSet-Cookie: a=b", "/\x00"]
)
@pytest.mark.usefixtures("_lan")
def test_it_leads_back_to_our_own_pages_only(app: Flask, stranger: str) -> None:
    data = {"email": "lan@example.vn", "password": PASSWORD, "next": stranger}

    assert send(app.test_client(), "/login", data).location == "/"


def test_it_changes_the_password_and_ends_other_sign_ins(app: Flask, office: Office) -> None:
    client, elsewhere = sign_in(app, office.ha), sign_in(app, office.ha)

    refused = send(client, "/account", {"current": "sai", "password": PASSWORD})

    assert "Mật khẩu đang dùng không đúng." in refused.text
    assert elsewhere.get("/").status_code == 200


def test_a_page_of_ours_allows_no_inline_script(app: Flask, office: Office) -> None:
    policy = sign_in(app, office.ha).get("/").headers["Content-Security-Policy"]

    assert "unsafe-inline" not in policy
    assert "frame-ancestors 'none'" in policy

"""The short code at a door: six characters typed, the whole code given back to be scanned."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planner.services.attendance.short import MOST_MISSES
from planner.store.account import Attempt
from tests.doors import EIGHT, give_code, item, open_door
from tests.factories import Office, make_delegate, make_meeting


@pytest.fixture(autouse=True)
def _eight() -> Iterator[None]:
    with time_machine.travel(EIGHT, tick=False):
        yield


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def code(session: Session, office: Office) -> str:
    return give_code(session, office.lan)


@pytest.fixture
def bearer(session: Session, office: Office) -> dict[str, str]:
    """A device that may scan and nothing else."""
    return {"Authorization": f"Bearer {open_door(session, office.meeting, rights=['scan'])}"}


def people(client: FlaskClient, bearer: dict[str, str], typed: str) -> list[dict[str, object]]:
    answer = client.get(f"/api/v1/short/{typed}", headers=bearer)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    found: list[dict[str, object]] = answer.get_json()["people"]
    return found


def test_six_characters_in_any_writing_give_the_person_and_the_code_to_scan(
    client: FlaskClient, office: Office, code: str, bearer: dict[str, str]
) -> None:
    lan = {
        "id": office.lan.id,
        "name": "Lê Ngọc Lan",
        "position": "Bí thư",
        "unit": "Huyện đoàn Càng Long",
        "seat": "",
        "state": "expected",
        "code": code,
    }
    for typed in (code[:6], code[:6].lower(), f"{code[:3]} {code[3:6]}", f"{code[:2]}-{code[2:6]}"):
        assert people(client, bearer, typed) == [lan]

    scan = client.post("/api/v1/scans", json={"scans": [item(code)]}, headers=bearer)
    assert scan.get_json()["results"][0]["verdict"] == "ok"
    assert people(client, bearer, code[:6]) == [{**lan, "state": "in"}]


def test_no_short_code_is_scanned_by_itself(
    client: FlaskClient, code: str, bearer: dict[str, str]
) -> None:
    sent = client.post("/api/v1/scans", json={"scans": [item(code[:6])]}, headers=bearer)

    assert sent.get_json()["results"][0]["verdict"] == "not_ours"


def test_the_code_of_nobody_of_here_finds_nobody(
    client: FlaskClient, session: Session, office: Office, code: str, bearer: dict[str, str]
) -> None:
    other = make_meeting(session, office.province, code="KHAC")
    elsewhere = give_code(session, make_delegate(session, other, office.called, "Lê Ngọc Lan"))
    gone = make_delegate(session, office.meeting, None, "Người Thôi Dự")
    gone.state = "cancelled"
    gone_code = give_code(session, gone)
    renewed = give_code(session, office.lan, 2)

    for dead in (elsewhere, gone_code, code, "ZZZZZZ"):
        assert people(client, bearer, dead[:6]) == []
    assert [one["code"] for one in people(client, bearer, renewed[:6])] == [renewed]


@pytest.mark.parametrize("typed", ["0", "00000", "0000000", "AAAAAA", "00000Đ", "%00", "%ED%A0%80"])
def test_what_is_no_short_code_finds_nobody_and_is_no_try(
    client: FlaskClient, session: Session, bearer: dict[str, str], typed: str
) -> None:
    assert people(client, bearer, typed) == []
    assert session.query(Attempt).count() == 0


def test_guessing_is_slow(
    client: FlaskClient, session: Session, office: Office, code: str, bearer: dict[str, str]
) -> None:
    guess = "ZZZZZZ" if code[:6] != "ZZZZZZ" else "000000"
    for _ in range(MOST_MISSES):
        assert people(client, bearer, guess) == []

    refused = client.get(f"/api/v1/short/{code[:6]}", headers=bearer)
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (429, "too_many_short")
    other = {"Authorization": f"Bearer {open_door(session, office.meeting, 'Cửa phụ')}"}
    assert len(people(client, other, code[:6])) == 1
    with time_machine.travel(EIGHT + timedelta(minutes=16), tick=False):
        assert len(people(client, bearer, code[:6])) == 1


@pytest.mark.parametrize("rights", [["kiosk"], ["search"]])
def test_a_device_that_may_not_scan_finds_no_such_place(
    client: FlaskClient, session: Session, office: Office, code: str, rights: list[str]
) -> None:
    bearer = {"Authorization": f"Bearer {open_door(session, office.meeting, rights=rights)}"}

    assert client.get(f"/api/v1/short/{code[:6]}", headers=bearer).status_code == 404

"""The door's API, as devices call it."""

from collections.abc import Iterator
from datetime import datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from planner.domain.attendance.ledger import State
from planner.domain.attendance.verdict import DeviceRight, Verdict
from planner.domain.rights import KEEPER
from planner.messages.attendance import DEVICE_RIGHTS, STATES, VERDICTS
from planner.outputs.roster import record_id
from planner.services.attendance import door as doors
from planner.services.attendance.door import NewDoor, OpenDoor
from planner.store.attendance import Scan
from planner.store.attendance.door import devices_of
from tests.doors import EIGHT, give_code, item, open_door
from tests.factories import Office, make_delegate, make_meeting
from tests.outputs.test_roster import unseal
from tests.web.browser import api_token


@pytest.fixture(autouse=True)
def _eight() -> Iterator[None]:
    with time_machine.travel(EIGHT, tick=False):
        yield


@pytest.fixture
def code(session: Session, office: Office) -> str:
    return give_code(session, office.lan)


@pytest.fixture
def token(session: Session, office: Office) -> str:
    return open_door(session, office.meeting)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def post(client: FlaskClient, token: str, *items: object, **more: object) -> TestResponse:
    return client.post("/api/v1/scans", json={"scans": items, **more}, headers=bearer(token))


def get(client: FlaskClient, token: str, path: str, version: str | None = None) -> TestResponse:
    headers = bearer(token) | ({"If-None-Match": version} if version else {})
    return client.get(f"/api/v1/{path}", headers=headers)


def test_a_scan_is_answered_in_full(
    client: FlaskClient, office: Office, code: str, token: str
) -> None:
    scan = item(code)

    response = post(client, token, scan, 5)

    assert response.status_code == 200
    assert response.json == {
        "server_time": "2026-01-05T08:00:00+07:00",
        "results": [
            {
                "id": scan["id"],
                "verdict": "ok",
                "replayed": False,
                "delegate": {
                    "id": office.lan.id,
                    "name": "Lê Ngọc Lan",
                    "position": "Bí thư",
                    "unit": "Huyện đoàn Càng Long",
                    "seat": "",
                },
                "first": {"at": "2026-01-05T08:00:00+07:00", "door": "Cửa chính"},
                "needs_review": False,
            },
            {
                "id": None,
                "verdict": "malformed",
                "replayed": False,
                "delegate": None,
                "first": None,
                "needs_review": False,
            },
        ],
        "counts": {"invited": 1, "present": 1},
    }


@pytest.mark.parametrize(
    "body",
    ["", "no JSON", "[]", "5", "{}", '{"scans": []}', '{"scans": {}}', '{"scans": null}',
     "[" * 100_000, b"\xff\xfe", '{"scans": "text"}'],
)  # fmt: skip
def test_what_is_no_batch_is_400(client: FlaskClient, token: str, body: str | bytes) -> None:
    response = client.post("/api/v1/scans", data=body, headers=bearer(token))

    assert response.status_code == 400
    assert response.json is not None
    assert response.json["error"]["code"] == "bad_request"


def test_a_batch_has_its_limits(client: FlaskClient, code: str, token: str) -> None:
    many = [item(code) for _ in range(201)]

    assert post(client, token, *many).status_code == 413
    assert post(client, token, *many[:200]).status_code == 200
    assert post(client, token, item("x" * 256 * 1024)).status_code == 413
    assert post(client, token, item(code), sent_at="?", queue_length=True).status_code == 200


@pytest.mark.parametrize("path", ["counts", "roster", "people?q=lan", "short/000000", "door"])
@pytest.mark.parametrize("headers", [{}, bearer("dead"), bearer(""), {"Authorization": "Basic x"}])
def test_a_dead_token_is_401(
    client: FlaskClient, path: str, headers: dict[str, str], session: Session
) -> None:
    responses = [
        client.get(f"/api/v1/{path}", headers=headers),
        client.post("/api/v1/scans", json={"scans": [item("x")]}, headers=headers),
    ]

    assert [response.status_code for response in responses] == [401, 401]
    assert [(response.json or {})["error"]["code"] for response in responses] == ["dead_token"] * 2
    assert session.query(Scan).count() == 0


def test_an_accounts_token_is_no_door(app: Flask, client: FlaskClient, office: Office) -> None:
    headers = api_token(app, office.ha)

    assert client.get("/api/v1/door", headers=headers).status_code == 401


def test_a_clock_that_the_device_tells_is_put_right(
    client: FlaskClient, code: str, token: str
) -> None:
    scan = item(code, "05:50", offline=True)

    response = post(client, token, scan, sent_at="2026-01-05T06:00:00+07:00")

    assert response.json is not None
    assert response.json["results"][0]["first"]["at"] == "2026-01-05T07:50:00+07:00"


def test_the_counts_change_only_when_somebody_comes(
    client: FlaskClient, code: str, token: str
) -> None:
    before = get(client, token, "counts")
    same = get(client, token, "counts", before.headers["ETag"])
    post(client, token, item(code))
    after = get(client, token, "counts", before.headers["ETag"])

    assert (before.json, same.status_code, same.data) == ({"invited": 1, "present": 0}, 304, b"")
    assert (after.status_code, after.json) == (200, {"invited": 1, "present": 1})


def test_a_door_says_what_it_is(client: FlaskClient, office: Office, token: str) -> None:
    page = get(client, token, "door").json

    assert page is not None
    device = page.pop("device")
    door = page.pop("door")
    assert (device.keys(), door["name"]) == ({"id"}, "Cửa chính")
    assert page == {
        "server_time": "2026-01-05T08:00:00+07:00",
        "meeting": {
            "id": office.meeting.id,
            "code": "GB-2026-1",
            "title": "Giao ban quý I",
            "start": "2026-01-05T07:30:00+07:00",
            "end": "2026-01-05T17:00:00+07:00",
            "opens": "2026-01-05T04:30:00+07:00",
            "closes": "2026-01-06T05:00:00+07:00",
            "parts_apart": False,
            "may_substitute": True,
        },
        "rights": ["scan", "search", "void", "walkin"],
        "expires_at": "2026-01-06T05:00:00+07:00",
        "counts": {"invited": 1, "present": 0},
    }


@pytest.mark.parametrize("words", ["lan", "LÊ NGỌC", "lan le", "lnl", "càng long", "lan long"])
def test_people_are_found_without_dau(
    client: FlaskClient, office: Office, token: str, words: str
) -> None:
    found = client.get("/api/v1/people", query_string={"q": words}, headers=bearer(token))

    assert found.json == {
        "people": [
            {
                "id": office.lan.id,
                "name": "Lê Ngọc Lan",
                "position": "Bí thư",
                "unit": "Huyện đoàn Càng Long",
                "seat": "",
                "state": "expected",
            }
        ]
    }


@pytest.mark.parametrize("words", ["", "l", " l ", "%", "__", "\0", "không ai"])
def test_too_little_finds_nobody(client: FlaskClient, token: str, words: str) -> None:
    found = client.get("/api/v1/people", query_string={"q": words}, headers=bearer(token))

    assert (found.status_code, found.json) == (200, {"people": []})


def test_the_search_stays_in_its_meeting_and_says_who_is_in(
    client: FlaskClient, session: Session, office: Office, code: str, token: str
) -> None:
    other = make_meeting(session, office.province, code="KHAC")
    make_delegate(session, other, office.called, "Lê Ngọc Lan")
    gone = make_delegate(session, office.meeting, None, "Lan Thôi")
    gone.state = "cancelled"
    session.commit()
    post(client, token, item(code), item(code, kind="out"))
    left = get(client, token, "people?q=lan").json
    post(client, token, item(code))
    back = get(client, token, "people?q=lan").json

    assert [one["state"] for one in (left or {})["people"]] == ["out", "cancelled"]
    assert [one["state"] for one in (back or {})["people"]] == ["in", "cancelled"]


def test_a_device_without_the_right_does_not_search(
    client: FlaskClient, session: Session, office: Office
) -> None:
    token = open_door(session, office.meeting, rights=["scan"])

    assert get(client, token, "people?q=lan").status_code == 404


def test_the_roster_is_sealed(
    client: FlaskClient, session: Session, office: Office, code: str, token: str
) -> None:
    renewed = give_code(session, office.lan, 2)
    gone = make_delegate(session, office.meeting, None, "Người Thôi Dự")
    gone.state = "cancelled"
    gone_code = give_code(session, gone)

    response = get(client, token, "roster")

    page = response.json
    assert page is not None
    assert page["gone"] == {record_id(code): "replaced", record_id(gone_code): "cancelled"}
    assert page["people"].keys() == {record_id(renewed)}
    assert unseal(renewed, page["people"][record_id(renewed)]) == {
        "id": office.lan.id,
        "name": "Lê Ngọc Lan",
        "position": "Bí thư",
        "unit": "Huyện đoàn Càng Long",
        "seat": "",
    }
    for clear in ("Lan", "Càng Long", "Thôi", renewed, code):
        assert clear not in response.get_data(as_text=True)
        assert clear.encode("unicode_escape") not in response.data


def test_the_roster_is_fetched_anew_only_when_it_changed(
    client: FlaskClient, session: Session, office: Office, code: str, token: str
) -> None:
    version = get(client, token, "roster").headers["ETag"]
    post(client, token, item(code))
    same = get(client, token, "roster", version)
    office.lan.seat = "A1"
    session.commit()

    assert same.status_code == 304
    assert get(client, token, "roster", version).status_code == 200


@pytest.fixture
def opened(session: Session, office: Office) -> OpenDoor:
    made = doors.open_door(session, KEEPER, office.meeting.id, NewDoor("Cửa chính"), EIGHT)
    session.commit()
    return made


@pytest.mark.parametrize("way", ["token", "code"])
def test_a_device_is_paired_once(client: FlaskClient, opened: OpenDoor, way: str) -> None:
    secret = opened.pairing.link_token if way == "token" else opened.pairing.code
    body = {way: secret, "label": "Máy 2"}

    first, second = (client.post("/api/v1/pair", json=body) for _ in range(2))

    assert (first.status_code, second.status_code) == (201, 404)
    assert (second.json or {})["error"]["code"] == "pairing_unknown"
    assert get(client, (first.json or {})["token"], "door").status_code == 200
    assert (first.json or {})["door"] == {"id": opened.door.id, "name": "Cửa chính"}


def test_looking_at_a_pairing_link_does_not_spend_it(client: FlaskClient, opened: OpenDoor) -> None:
    body = {"token": opened.pairing.link_token}

    looks = [client.get("/api/v1/pair", json=body), client.head("/api/v1/pair", json=body)]

    assert [look.status_code for look in looks] == [405, 405]
    assert client.post("/api/v1/pair", json=body).status_code == 201


@pytest.mark.parametrize("body", [{}, {"token": 5}, {"code": ""}, {"code": "1", "label": 5}, []])
def test_what_is_no_pairing_is_400(client: FlaskClient, body: object) -> None:
    assert client.post("/api/v1/pair", json=body).status_code == 400


def test_guessing_a_pairing_code_is_429(client: FlaskClient, opened: OpenDoor) -> None:
    tries = [client.post("/api/v1/pair", json={"code": f"{n:08}"}).status_code for n in range(9)]

    assert tries == [404] * 8 + [429]
    assert client.post("/api/v1/pair", json={"code": opened.pairing.code}).status_code == 429


@pytest.mark.parametrize("path", ["/v/{}", "/V/{}", "/api/v1/scans"])
def test_looking_never_checks_in(
    client: FlaskClient, session: Session, code: str, token: str, path: str
) -> None:
    for look in (client.get, client.head):
        look(path.format(code), headers=bearer(token))

    assert session.query(Scan).count() == 0


def test_a_device_that_only_looks_is_seen(
    client: FlaskClient, session: Session, office: Office, token: str
) -> None:
    seen: list[datetime | None] = []
    for _ in range(2):
        get(client, token, "counts")
        session.expire_all()
        seen += [device.seen_at for device, _token in devices_of(session, office.meeting.id)]

    assert seen == [EIGHT, EIGHT]


def test_every_answer_has_words() -> None:
    assert VERDICTS.keys() == set(Verdict)
    assert STATES.keys() == set(State)
    assert DEVICE_RIGHTS.keys() == set(DeviceRight)

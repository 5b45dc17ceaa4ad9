"""Pages of doors and attendance, and what devices at the door may call."""

import re
from collections.abc import Iterator
from io import BytesIO

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from python_calamine import CalamineWorkbook
from sqlalchemy.orm import Session

from planner.domain.rights import KEEPER, Role
from planner.services import paper
from planner.services.attendance import door as doors
from planner.services.attendance.device import device_behind
from planner.store.attendance import Device, Door, Scan
from planner.store.attendance.door import holder_of_device
from planner.store.attendance.office import setting_of
from tests.doors import EIGHT, give_code, item, open_door, send
from tests.factories import Office, at, make_account, make_delegate, make_meeting
from tests.queries import counted
from tests.web.browser import sign_in

LATER = at("18:00")


@pytest.fixture(autouse=True)
def _that_morning() -> Iterator[None]:
    with time_machine.travel(EIGHT, tick=False):
        yield


@pytest.fixture
def ha(app: Flask, office: Office) -> FlaskClient:
    app.config["WTF_CSRF_ENABLED"] = False
    return sign_in(app, office.ha)


@pytest.fixture
def base(office: Office) -> str:
    return f"/meetings/{office.meeting.id}"


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def test_a_revoked_device_is_told_to_bring_its_queue(
    app: Flask, session: Session, office: Office, ha: FlaskClient, base: str
) -> None:
    client, token = app.test_client(), open_door(session, office.meeting)
    scan = item(give_code(session, office.lan), "07:45")
    device_id = device_behind(session, token, EIGHT).device_id
    with time_machine.travel(EIGHT, tick=False):
        early = client.post("/api/v1/quarantine", json={"scans": [scan]}, headers=bearer(token))
        ha.post(f"{base}/devices/{device_id}/revoke")
        gone = client.post("/api/v1/scans", json={"scans": [scan]}, headers=bearer(token))
        kept = client.post("/api/v1/quarantine", json={"scans": [scan]}, headers=bearer(token))
        shown = ha.get(f"{base}/review").get_data(as_text=True)
        ha.post(f"{base}/quarantine", data={"deed": "accept", "all": "1"})

    assert (early.status_code, gone.status_code) == (409, 401)
    assert gone.get_json()["error"]["code"] == "revoked"
    assert kept.get_json()["results"] == [{"id": scan["id"], "state": "kept"}]
    assert "Lê Ngọc Lan" in shown
    assert [row.verdict for row in session.query(Scan)] == ["ok"]


def test_a_device_past_its_end_is_told_so(app: Flask, session: Session, office: Office) -> None:
    token = open_door(session, office.meeting)
    with time_machine.travel(at("06:00", 6), tick=False):
        answer = app.test_client().get("/api/v1/counts", headers=bearer(token))

    assert (answer.status_code, answer.get_json()["error"]["code"]) == (401, "ended")


def test_a_device_tells_its_queue_and_takes_its_roster(
    app: Flask, session: Session, office: Office
) -> None:
    client, token = app.test_client(), open_door(session, office.meeting)
    with time_machine.travel(EIGHT, tick=False):
        client.get("/api/v1/counts", headers={**bearer(token), "X-Queue": "7"})
        client.get("/api/v1/roster", headers={**bearer(token), "X-Queue": "x"})

    session.expire_all()
    device = session.query(Device).order_by(Device.id.desc()).first()
    assert device is not None
    assert (device.queue_length, device.seen_at, device.roster_at) == (7, EIGHT, EIGHT)


def test_a_badge_is_printed_at_a_door_that_may(
    app: Flask, session: Session, office: Office
) -> None:
    client = app.test_client()
    printer, scanner = (
        open_door(session, office.meeting, rights=rights) for rights in (("print",), ("scan",))
    )
    asked = {"delegate_id": office.lan.id}
    with time_machine.travel(EIGHT, tick=False):
        answers = [
            client.post("/api/v1/badges", json=body, headers=bearer(token))
            for token, body in [
                (printer, asked),
                (printer, asked),
                (scanner, asked),
                (printer, {"delegate_id": 0}),
                (printer, {"delegate_id": 2**31 - 1}),
            ]
        ]

    assert [answer.status_code for answer in answers] == [200, 200, 404, 400, 404]
    assert answers[0].data.startswith(b"%PDF")
    assert [answer.headers["X-Printed-Before"] for answer in answers[:2]] == ["0", "1"]
    assert session.query(Scan).count() == 0


def test_a_kiosk_reaches_no_names(app: Flask, session: Session, office: Office) -> None:
    client, token = app.test_client(), open_door(session, office.meeting, rights=("kiosk",))
    with time_machine.travel(EIGHT, tick=False):
        people = client.get("/api/v1/people?q=lan", headers=bearer(token))
        badge = client.post(
            "/api/v1/badges", json={"delegate_id": office.lan.id}, headers=bearer(token)
        )
        roster = client.get("/api/v1/roster", headers=bearer(token))

    assert (people.status_code, badge.status_code) == (404, 404)
    assert office.lan.name not in roster.get_data(as_text=True)


def test_the_rights_of_a_device_are_set_and_hold_at_once(
    session: Session, office: Office, ha: FlaskClient, base: str
) -> None:
    token = open_door(session, office.meeting)
    device_id = device_behind(session, token, EIGHT).device_id
    with time_machine.travel(EIGHT, tick=False):
        none = ha.post(f"{base}/devices/{device_id}/rights", data={})
        ha.post(f"{base}/devices/{device_id}/rights", data={"rights": ["scan", "names"]})

    session.expire_all()
    assert "Chọn ít nhất một quyền" in none.get_data(as_text=True)
    assert holder_of_device(session, device_id).rights == {"scan", "names"}


def pair_by(app: Flask, page: str) -> frozenset[str]:
    """The rights of the device that takes its place with the code on the page."""
    digits = "".join(re.findall(r"\b(\d{4}) (\d{4})\b", page)[0])
    answer = app.test_client().post("/api/v1/pair", json={"code": digits}).get_json()
    return frozenset(answer["rights"])


def test_a_door_waits_for_its_first_device_and_every_further_one_may_the_same(
    app: Flask, session: Session, ha: FlaskClient, base: str
) -> None:
    opened = ha.post(f"{base}/doors", data={"name": "Máy tự quét", "rights": ["kiosk"]})
    door = session.query(Door).filter_by(name="Máy tự quét").one()
    assert session.query(Device).filter_by(door_id=door.id).count() == 0
    assert pair_by(app, opened.text) == {"kiosk"}

    further = ha.post(f"{base}/doors/{door.id}/invite")

    assert pair_by(app, further.text) == {"kiosk"}


def test_the_board_is_sent_again_only_after_a_deed(
    session: Session, office: Office, ha: FlaskClient, base: str
) -> None:
    token = open_door(session, office.meeting)
    with time_machine.travel(EIGHT, tick=False):
        first = ha.get(f"{base}/board/numbers")
        asked = {"If-None-Match": first.headers["ETag"]}
        with counted(session) as sent:
            same = ha.get(f"{base}/board/numbers", headers=asked)
        send(session, token, [item(give_code(session, office.lan))])
        after = ha.get(f"{base}/board/numbers", headers=asked)

    assert (first.status_code, same.status_code, after.status_code) == (200, 304, 200)
    assert same.data == b""
    assert len([one for one in sent if one.startswith("SELECT")]) <= 3
    assert office.lan.name not in after.get_data(as_text=True)


def test_the_wall_names_people_only_when_chosen(
    session: Session, office: Office, ha: FlaskClient, base: str
) -> None:
    token = open_door(session, office.meeting)
    send(session, token, [item(give_code(session, office.lan))])
    wanted = {"grace_minutes": "15", "quorum_percent": "0", "quorum_body": "", "shows_names": "y"}
    with time_machine.travel(EIGHT, tick=False):
        before = ha.get(f"{base}/board").get_data(as_text=True)
        ha.post(f"{base}/attendance/settings", data=wanted)
        after = ha.get(f"{base}/board").get_data(as_text=True)

    assert (office.lan.name in before, office.lan.name in after) == (False, True)
    assert setting_of(session, office.meeting.id).shows_names


def test_a_setting_that_cannot_be_stands_at_its_field(ha: FlaskClient, base: str) -> None:
    wrong = {"grace_minutes": "999", "quorum_percent": "x", "quorum_body": ""}
    page = ha.post(f"{base}/attendance/settings", data={**wrong, "quorum_percent": "0"})

    assert "Ghi số phút từ 0 đến 240" in page.get_data(as_text=True)
    assert ha.post(f"{base}/attendance/settings", data=wrong).status_code == 200


def test_the_ledger_is_a_workbook(
    session: Session, office: Office, ha: FlaskClient, base: str
) -> None:
    token = open_door(session, office.meeting)
    send(session, token, [item(give_code(session, office.lan), "07:35", offline=True)])
    with time_machine.travel(LATER, tick=False):
        answer = ha.get(f"{base}/attendance.xlsx")

    sheet = CalamineWorkbook.from_filelike(BytesIO(answer.data)).get_sheet_by_index(0).to_python()
    assert sheet[0][:5] == ["Họ và tên", "Chức vụ", "Đơn vị", "Thành phần", "Điểm danh"]
    assert sheet[1][0] == "Lê Ngọc Lan"
    assert sheet[1][4:6] == ["Có mặt", "05/01/2026 07:35"]


def test_badges_are_offered_once_there_is_somebody(
    session: Session, office: Office, ha: FlaskClient, base: str
) -> None:
    nobody = make_meeting(session, office.province, code="HN-2026-7")

    assert "badges.pdf" in ha.get(f"{base}/attendance").text
    assert "badges.pdf" not in ha.get(f"/meetings/{nobody.id}/attendance").text


def test_an_excuse_is_written_in_the_ledger(office: Office, ha: FlaskClient, base: str) -> None:
    with time_machine.travel(LATER, tick=False):
        empty = ha.post(f"{base}/attendance/{office.lan.id}/excuse", data={"reason": " "})
        refused = ha.get(empty.location).get_data(as_text=True)
        ha.post(f"{base}/attendance/{office.lan.id}/excuse", data={"reason": "Đi học"})
        page = ha.get(f"{base}/attendance?state=excused").get_data(as_text=True)

    assert "Ghi lý do vắng mặt" in refused
    assert "Đi học" in page
    assert "Vắng có lý do: 1" in page


def test_a_delegate_of_another_meeting_is_not_excused_here(
    session: Session, office: Office, ha: FlaskClient, base: str
) -> None:
    assert ha.post(f"{base}/attendance/{2**31 - 1}/excuse", data={}).status_code == 404


def test_a_signed_sheet_is_looked_at_before_it_is_kept(
    session: Session, office: Office, ha: FlaskClient, base: str
) -> None:
    paper.printed_sheet(session, KEEPER, office.meeting.id, EIGHT)
    session.commit()
    given = {
        "code": "gb-2026-1/1",
        "sitting": "2026-01-05",
        "meaning": "present",
        "numbers": "1",
        "deed": "look",
    }
    with time_machine.travel(LATER, tick=False):
        look = ha.post(f"{base}/paper-return", data=given).get_data(as_text=True)
        before = session.query(Scan).count()
        kept = ha.post(f"{base}/paper-return", data={**given, "deed": "keep"})
        wrong = [
            ha.post(f"{base}/paper-return", data={**given, **field}).get_data(as_text=True)
            for field in ({"code": "KHAC/1"}, {"code": "GB-2026-1/9"}, {"numbers": "99"})
        ]

    assert "Ghi 1 người có mặt" in look
    assert (before, kept.status_code) == (0, 303)
    assert [(scan.method, scan.verdict) for scan in session.query(Scan)] == [("paper", "ok")]
    assert ["Không có bảng mang mã này" in page for page in wrong] == [True, True, False]
    assert "Trên bảng này không có số 99" in wrong[2]


def test_seats_are_typed_and_pasted(
    session: Session, office: Office, ha: FlaskClient, base: str
) -> None:
    ha.post(f"{base}/seats", data={f"seat-{office.lan.id}": " A1\0 ", "seat-x": "B", "seat-9": "C"})
    session.expire_all()
    typed = office.lan.seat
    pasted = ha.post(f"{base}/seats", data={"pasted": "Lê Ngọc Lan; B2\nAi đó; C3"})
    page = ha.get(pasted.location).get_data(as_text=True)
    session.expire_all()

    assert (typed, office.lan.seat) == ("A1", "B2")
    assert "Dòng không khớp với ai, hoặc với nhiều người: 2." in page


def test_a_case_is_decided_by_one_tap(
    session: Session, office: Office, ha: FlaskClient, base: str
) -> None:
    token = open_door(session, office.meeting)
    send(session, token, [item(give_code(session, office.lan), "03:00", offline=True)])
    (scan,) = session.query(Scan).all()
    page = ha.get(f"{base}/review").get_data(as_text=True)
    done = [
        ha.post(f"{base}/review/{scan.id}", data={"decision": said}).status_code
        for said in ("accept", "refuse", "nonsense")
    ]

    assert "Đã vào khi mất mạng" in page
    assert done == [303, 303, 404]
    assert session.query(Scan).count() == 1


@pytest.mark.parametrize("path", ["/attendance", "/review", "/seats", "/board", "/doors"])
def test_pages_ask_as_much_for_one_as_for_thirty(
    session: Session, office: Office, ha: FlaskClient, base: str, path: str
) -> None:
    token = open_door(session, office.meeting)

    def asked() -> int:
        with time_machine.travel(EIGHT, tick=False), counted(session) as sent:
            assert ha.get(f"{base}{path}").status_code == 200
        return len(sent)

    send(session, token, [item(give_code(session, office.lan), "03:00", offline=True)])
    asked()
    few = asked()
    for number in range(30):
        guest = make_delegate(session, office.meeting, office.called, f"Khách {number:02}")
        send(session, token, [item(give_code(session, guest), "03:00", offline=True)])

    assert asked() == few


def test_years_are_shown_of_units_and_of_their_people(
    session: Session, office: Office, ha: FlaskClient
) -> None:
    with time_machine.travel(at("08:00", 6), tick=False):
        units = ha.get("/attendance").get_data(as_text=True)
        people = ha.get(f"/attendance/units/{office.called.id}?read=today").get_data(as_text=True)

    assert office.called.name in units
    assert office.lan.name in people


def test_a_host_reads_years_of_what_it_hosts_alone(
    app: Flask, session: Session, office: Office
) -> None:
    stranger = sign_in(app, make_account(session, Role.HOST, office.stranger, "Xa Lạ"))
    with time_machine.travel(at("08:00", 6), tick=False):
        page = stranger.get("/attendance").get_data(as_text=True)
        people = stranger.get(f"/attendance/units/{office.called.id}").get_data(as_text=True)

    assert office.called.name not in page
    assert office.lan.name not in people


def test_no_answer_of_the_door_repeats_a_token(
    app: Flask, session: Session, office: Office
) -> None:
    client, token = app.test_client(), open_door(session, office.meeting)
    doors.revoke_device(session, KEEPER, device_behind(session, token, EIGHT).device_id, EIGHT)
    session.commit()
    answers = [
        client.get(f"/api/v1/{path}", headers=bearer(token))
        for path in ("counts", "roster", "door", "people?q=lan", "nothing")
    ]

    assert not any(re.search(re.escape(token), one.get_data(as_text=True)) for one in answers)


def test_the_kiosk_page_leads_nowhere(app: Flask) -> None:
    page = app.test_client().get("/kiosk")

    assert page.status_code == 200
    assert re.findall(r'<a href="([^"]+)"', page.get_data(as_text=True)) == []
    assert "wasm-unsafe-eval" in page.headers["Content-Security-Policy"]

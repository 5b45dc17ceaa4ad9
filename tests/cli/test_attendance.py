"""`door` and `attendance`, as an office types them."""

import json
import re
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from planner.services.attendance.device import device_behind
from planner.store.attendance import Attendance
from tests.doors import EIGHT, give_code, item, open_door, send
from tests.factories import Office, at


@pytest.fixture(autouse=True)
def _eight() -> Iterator[None]:
    with time_machine.travel(EIGHT, tick=False):
        yield


@pytest.fixture
def _lan_is_in(session: Session, office: Office) -> None:
    send(session, open_door(session, office.meeting), [item(give_code(session, office.lan))])


@pytest.mark.parametrize("by_id", [False, True])
def test_a_door_is_opened(app: Flask, session: Session, office: Office, by_id: bool) -> None:
    meeting = str(office.meeting.id) if by_id else office.meeting.code

    done = app.test_cli_runner().invoke(
        args=["door", "open", meeting, "--name", "Cửa chính", "--json"]
    )

    assert done.exit_code == 0, done.output
    made = json.loads(done.stdout)
    assert made.keys() == {"link", "pairing_code", "token", "expires_at"}
    assert re.fullmatch(r"http://localhost/door#[\w-]{32}", made["link"])
    assert re.fullmatch(r"\d{8}", made["pairing_code"])
    assert made["expires_at"] == "2026-01-06T05:00:00+07:00"
    assert device_behind(session, made["token"], EIGHT).door_name == "Cửa chính"


def test_doors_are_opened_now(app: Flask, session: Session, office: Office) -> None:
    with time_machine.travel(at("08:00", 3), tick=False):
        done = app.test_cli_runner().invoke(
            args=["door", "open", office.meeting.code, "--name", "Cửa", "--now"]
        )

    assert (done.exit_code, len(done.stdout.split())) == (0, 3)
    session.refresh(office.meeting)
    assert office.meeting.opens_at == at("08:00", 3)


@pytest.mark.parametrize(
    "args", [["door", "open", "KHONG-CO", "--name", "Cửa"], ["attendance", "list", "KHONG-CO"]]
)
def test_a_meeting_that_is_not_there_is_one_line(app: Flask, args: list[str]) -> None:
    done = app.test_cli_runner().invoke(args=args)

    assert (done.exit_code, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


def test_a_door_without_a_name_is_one_line(app: Flask, office: Office) -> None:
    done = app.test_cli_runner().invoke(args=["door", "open", office.meeting.code, "--name", " "])

    assert (done.exit_code, done.stderr) == (2, "planner: Đặt tên cho cửa, ví dụ: Cửa chính.\n")


@pytest.mark.usefixtures("_lan_is_in")
def test_the_ledger_is_printed(app: Flask, office: Office) -> None:
    runner = app.test_cli_runner()

    as_json = runner.invoke(args=["attendance", "list", office.meeting.code, "--json"])
    as_text = runner.invoke(args=["attendance", "list", office.meeting.code])

    assert json.loads(as_json.stdout) == [
        {
            "delegate_id": office.lan.id,
            "name": "Lê Ngọc Lan",
            "unit": "Huyện đoàn Càng Long",
            "state": "late",
            "first_in": "2026-01-05T08:00:00+07:00",
            "door": "Cửa chính",
            "substitute": None,
        }
    ]
    assert as_text.stdout == "Lê Ngọc Lan\tHuyện đoàn Càng Long\tĐến muộn\n"


@pytest.mark.usefixtures("_lan_is_in")
def test_a_rebuild_says_whether_it_was_equal(app: Flask, session: Session, office: Office) -> None:
    runner = app.test_cli_runner()
    command = ["attendance", "rebuild", office.meeting.code]
    equal = runner.invoke(args=command)
    session.query(Attendance).delete()
    session.commit()

    mended = runner.invoke(args=command)

    assert (equal.exit_code, equal.stderr) == (0, "")
    said = "planner: 1 dòng khác với nhật ký quét, đã dựng lại\n"
    assert (mended.exit_code, mended.stderr) == (1, said)
    assert runner.invoke(args=command).exit_code == 0

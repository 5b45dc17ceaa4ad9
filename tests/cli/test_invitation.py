import json
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from planner.domain.account import is_well_formed
from planner.domain.invitation import read_answer
from planner.domain.rights import KEEPER
from planner.services.invitation import replies
from tests.factories import NOW, Office


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["invite", *words])


def printed(app: Flask, *words: str) -> Any:
    result = run(app, *words, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize("by", ["code", "id"])
def test_the_list_says_who_as_what_and_why(app: Flask, office: Office, by: str) -> None:
    meeting = office.meeting.code if by == "code" else str(office.meeting.id)

    assert printed(app, "list", meeting) == [
        {
            "id": office.lan.id,
            "name": "Lê Ngọc Lan",
            "position": "Bí thư",
            "unit": "Huyện đoàn Càng Long",
            "group": "",
            "mode": "invited",
            "reply": "none",
            "why": "",
            "substitute_for": None,
        }
    ]


def test_whom_somebody_sent_stands_beside_them(
    app: Flask, session: Session, office: Office
) -> None:
    given = read_answer("substitute", "", "Phạm Anh Tuấn", "Phó Bí thư")
    replies.answer_for(session, KEEPER, office.lan.id, given, "k" * 32, NOW)
    session.commit()

    found = printed(app, "list", office.meeting.code)

    assert [(one["name"], one["reply"], one["why"], one["substitute_for"]) for one in found] == [
        ("Lê Ngọc Lan", "substituted", "", None),
        ("Phạm Anh Tuấn", "yes", "dự thay Lê Ngọc Lan", office.lan.id),
    ]


def test_codes_are_the_same_until_they_are_renewed(app: Flask, office: Office) -> None:
    first = printed(app, "codes", office.meeting.code)

    assert [(one["delegate_id"], one["name"], one["unit"]) for one in first] == [
        (office.lan.id, "Lê Ngọc Lan", "Huyện đoàn Càng Long")
    ]
    assert is_well_formed(first[0]["code"])
    assert printed(app, "codes", office.meeting.code) == first
    renewed = printed(app, "codes", office.meeting.code, "--renew")
    assert renewed[0]["code"] != first[0]["code"]
    assert printed(app, "codes", office.meeting.code) == renewed


def test_for_people_codes_come_in_groups_of_four(app: Flask, office: Office) -> None:
    code, name, unit = run(app, "codes", office.meeting.code).stdout.strip().split("\t")

    assert ([len(part) for part in code.split()], name, unit) == (
        [4] * 7,
        "Lê Ngọc Lan",
        "Huyện đoàn Càng Long",
    )
    assert "Lê Ngọc Lan\tBí thư" in run(app, "list", office.meeting.code).stdout


def test_sending_queues_what_is_missing(app: Flask, session: Session, office: Office) -> None:
    office.lan.email = "lan@a.vn"
    session.commit()

    first = printed(app, "send", office.meeting.code)

    assert first == {"queued": 1, "already": 0, "without_address": 0}
    assert printed(app, "send", office.meeting.code) == {
        "queued": 0,
        "already": 1,
        "without_address": 0,
    }
    assert "0 thư; 1 đã có từ trước" in run(app, "send", office.meeting.code).stdout


def test_nothing_is_sent_about_a_cancelled_meeting(
    app: Flask, session: Session, office: Office
) -> None:
    office.meeting.status = "cancelled"
    session.commit()

    result = run(app, "send", office.meeting.code, "--json")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "planner: Cuộc họp đã huỷ nên không gửi giấy mời.\n"


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("command", ["list", "codes", "send"])
@pytest.mark.parametrize("meeting", ["KHONG-CO", "99999999999999999999"])
def test_a_meeting_that_is_not_there_is_one_line(app: Flask, command: str, meeting: str) -> None:
    result = run(app, command, meeting)

    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1

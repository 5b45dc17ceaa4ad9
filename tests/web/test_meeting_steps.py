"""Chốt, đã họp, hoãn, huỷ: the buttons of a meeting and what the record says of them."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from planner.domain.timespan import HANOI
from planner.store.meeting import Meeting
from planner.store.venue import HallHold
from tests.factories import Office, make_meeting
from tests.web.browser import send, sign_in


def page_of(office: Office) -> str:
    return f"/meetings/{office.meeting.id}"


def kept(session: Session, office: Office) -> Meeting:
    session.expire_all()
    meeting = session.get(Meeting, office.meeting.id)
    assert meeting is not None
    return meeting


@pytest.fixture
def tentative(session: Session, office: Office) -> Meeting:
    """The meeting far in the future, nothing settled, with a hall and a headcount."""
    meeting = kept(session, office)
    meeting.status, meeting.date_sure, meeting.headcount = "tentative", False, 80
    meeting.hall_id = office.hall.id
    meeting.starts_at = meeting.starts_at.replace(year=2032) if meeting.starts_at else None
    meeting.ends_at = meeting.ends_at.replace(year=2032) if meeting.ends_at else None
    session.commit()
    return meeting


@pytest.mark.usefixtures("tentative")
@pytest.mark.parametrize(
    ("what", "column"),
    [("date", "date_sure"), ("venue", "venue_sure"), ("headcount", "headcount_sure")],
)
def test_one_thing_is_settled_by_itself(
    app: Flask, session: Session, office: Office, what: str, column: str
) -> None:
    response = _press(app, office, "settle", what=what)

    assert (response.status_code, response.location) == (303, page_of(office))
    sure = ("date_sure", "venue_sure", "headcount_sure")
    assert [name for name in sure if getattr(kept(session, office), name)] == [column]


def test_what_is_not_there_is_not_settled(app: Flask, session: Session, office: Office) -> None:
    client = sign_in(app, office.ha)
    send(client, f"{page_of(office)}/settle", {"what": "headcount"}, page=page_of(office))

    assert "Chưa có gì để chốt" in client.get(page_of(office)).text


@pytest.mark.parametrize("what", ["", "everything", "\0"])
def test_nothing_else_can_be_settled(app: Flask, office: Office, what: str) -> None:
    assert _press(app, office, "settle", what=what).status_code == 404


@pytest.mark.usefixtures("tentative")
def test_the_next_right_action_is_the_one_filled_button(
    app: Flask, session: Session, office: Office
) -> None:
    client, labels = sign_in(app, office.ha), []
    for _step in range(4):
        page = client.get(page_of(office)).text
        assert page.count("btn-primary") <= 1
        found = re.search(r'btn-primary"[^>]*>([^<]+)<', page)
        labels.append(found[1] if found else "")
        what = {"Chốt ngày": "date", "Chốt nơi họp": "venue"}.get(labels[-1])
        step = "settle" if what else "confirm"
        send(client, f"{page_of(office)}/{step}", {"what": what or ""}, page=page_of(office))

    assert labels == ["Chốt ngày", "Chốt nơi họp", "Chốt cuộc họp", ""]
    assert kept(session, office).status == "confirmed"


def test_a_meeting_that_has_begun_can_be_held(app: Flask, session: Session, office: Office) -> None:
    assert "Ghi là đã họp" in sign_in(app, office.ha).get(page_of(office)).text

    assert _press(app, office, "held").status_code == 303
    assert kept(session, office).status == "held"


@pytest.mark.usefixtures("tentative")
def test_a_meeting_that_is_not_confirmed_is_not_held(app: Flask, office: Office) -> None:
    client = sign_in(app, office.ha)
    send(client, f"{page_of(office)}/held", {}, page=page_of(office))

    assert "không chuyển sang trạng thái này được" in client.get(page_of(office)).text


@pytest.mark.parametrize(
    ("form", "status", "deed"),
    [
        ({"step": "postpone"}, "postponed", "Nguyễn Thu Hà hoãn cuộc họp; lý do: Bão số 5"),
        ({"step": "cancel"}, "cancelled", "Nguyễn Thu Hà huỷ cuộc họp; lý do: Bão số 5"),
    ],
)
def test_calling_off_frees_the_hall_and_says_why(
    app: Flask,
    session: Session,
    office: Office,
    tentative: Meeting,
    form: dict[str, str],
    status: str,
    deed: str,
) -> None:
    client = sign_in(app, office.ha)
    _hold(session, office, tentative)

    address = f"{page_of(office)}/call-off"
    response = send(client, address, form | {"reason": "Bão số 5"})

    assert response.status_code == 303
    assert kept(session, office).status == status
    assert session.query(HallHold).count() == 0
    assert deed in _plain(client.get(page_of(office)).text)


@pytest.mark.usefixtures("tentative")
def test_postponing_to_another_time_shows_the_old_time_struck(
    app: Flask, session: Session, office: Office
) -> None:
    client = sign_in(app, office.ha)
    moved = {"step": "move", "time_kind": "part", "day": "2032-02-05", "part": "sáng"}

    response = send(client, f"{page_of(office)}/call-off", moved | {"reason": "Bão số 5"})

    assert response.status_code == 303
    assert kept(session, office).status == "tentative"
    page = client.get(page_of(office)).text
    assert "<s>thứ Hai 5/1/2032, 07g30</s> thành sáng thứ Năm 5/2/2032" in " ".join(page.split())


@pytest.mark.usefixtures("tentative")
@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"step": "cancel", "reason": ""}, "Hãy ghi lý do"),
        ({"step": "move", "reason": "Bão", "day": ""}, "Hãy điền ô này."),
        ({"step": "move", "reason": "", "day": "2032-02-05", "part": "sáng"}, "Hãy ghi lý do"),
        ({"step": "burn", "reason": "Bão"}, "Hãy chọn một mục trong danh sách."),
        ({"step": "postpone", "reason": "x" * 1001}, "Không quá 1000 ký tự."),
    ],
)
def test_calling_off_is_refused_without_what_it_needs(
    app: Flask, session: Session, office: Office, form: dict[str, str], sentence: str
) -> None:
    address = f"{page_of(office)}/call-off"
    response = send(sign_in(app, office.ha), address, {"time_kind": "part"} | form)

    assert response.status_code == 200
    assert sentence in response.text
    assert kept(session, office).status == "tentative"


@pytest.mark.usefixtures("tentative")
def test_a_new_time_brings_a_postponed_meeting_back(
    app: Flask, session: Session, office: Office
) -> None:
    client, edit = sign_in(app, office.ha), f"{page_of(office)}/edit"
    send(client, f"{page_of(office)}/call-off", {"step": "postpone", "reason": "Bão"})
    assert "Ghi ngày mới" in client.get(page_of(office)).text
    seen = re.search(r'name="seen"[^>]*value="(\d+)"', client.get(edit).text)
    assert seen is not None

    response = send(
        client,
        edit,
        {
            "seen": seen[1],
            "title": "Giao ban quý I",
            "kind": "briefing",
            "convenor": "TINH",
            "host": "CN",
            "time_kind": "part",
            "day": "2032-03-04",
            "part": "chiều",
            "status": "postponed",
        },
    )

    assert response.status_code == 303
    assert kept(session, office).status == "tentative"


def test_a_settled_line_says_so_in_the_record(app: Flask, office: Office) -> None:
    client = sign_in(app, office.ha)
    send(client, f"{page_of(office)}/held", {}, page=page_of(office))

    assert "Nguyễn Thu Hà ghi đã họp" in _plain(client.get(page_of(office)).text)


@pytest.mark.parametrize("number", [0, 2**31 - 1, 2**31, 10**30])
@pytest.mark.parametrize("tail", ["", "/edit", "/call-off"])
def test_no_such_meeting_is_one_404(app: Flask, office: Office, number: int, tail: str) -> None:
    assert sign_in(app, office.ha).get(f"/meetings/{number}{tail}").status_code == 404


def test_another_office_cannot_touch_it(app: Flask, session: Session, office: Office) -> None:
    mine = make_meeting(session, office.stranger, code="HN-2026-9")
    client = sign_in(app, office.tuan)

    for deed in ("settle", "confirm", "held", "call-off", "edit"):
        data = {"what": "date", "reason": "x"}
        response = send(client, f"{page_of(office)}/{deed}", data, page=f"/meetings/{mine.id}")
        assert response.status_code == 404


def _press(app: Flask, office: Office, deed: str, **data: str) -> TestResponse:
    return send(sign_in(app, office.ha), f"{page_of(office)}/{deed}", data, page=page_of(office))


def _hold(session: Session, office: Office, meeting: Meeting) -> None:
    assert meeting.span is not None
    session.add(
        HallHold(
            hall_id=office.hall.id,
            meeting_id=meeting.id,
            starts_at=meeting.span.start.astimezone(HANOI),
            ends_at=meeting.span.end.astimezone(HANOI),
        )
    )
    session.commit()


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())

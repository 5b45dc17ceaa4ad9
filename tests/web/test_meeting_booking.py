"""Booking and changing by form: every way to say a time, refusals with ways out, two tabs."""

import re
from html import unescape

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from planner.store.meeting import Meeting
from planner.store.topic import Topic
from planner.web.moments import moment_of
from planner.web.timemarks import mark_of
from tests.factories import Office, make_hall
from tests.web.browser import send, sign_in

NEW = "/meetings/new"


def filled(office: Office, **others: object) -> dict[str, object]:
    """The form of a new meeting, by the words that people type."""
    return {
        "title": "Hội nghị tổng kết",
        "kind": "conference",
        "convenor": "Tỉnh đoàn Trà Vinh (TINH)",
        "host": "cau ngang",
        "time_kind": "part",
        "day": "2030-08-16",
        "part": "sáng",
        "status": "tentative",
        **others,
    }


def only(session: Session, title: str = "Hội nghị tổng kết") -> Meeting | None:
    session.expire_all()
    return session.query(Meeting).filter_by(title=title).one_or_none()


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (
            {"time_kind": "hours", "day": "2030-08-16", "start": "08:00", "end": "10:30"},
            "thứ Sáu 16/8/2030, 08g00",
        ),
        (
            {"time_kind": "hours", "day": "2030-08-16", "start": "08:00"},
            "thứ Sáu 16/8/2030, 08g00",
        ),
        (
            {"time_kind": "hours", "day": "16/8/2030", "start": "2 giờ chiều", "end": "16h30’"},
            "thứ Sáu 16/8/2030, 14g00",
        ),
        ({"time_kind": "part", "day": "2030-08-16", "part": "chiều"}, "chiều thứ Sáu 16/8/2030"),
        ({"time_kind": "day", "day": "2030-08-16"}, "thứ Sáu 16/8/2030"),
        (
            {"time_kind": "day", "day": "2030-08-15", "last_day": "2030-08-16"},
            "từ 15/8 đến 16/8/2030",
        ),
        ({"time_kind": "stretch", "stretch": "m6", "stretch_year": "2026"}, "tháng 6/2026"),
        (
            {"time_kind": "stretch", "stretch": "b6", "stretch_year": "2026"},
            "nửa cuối tháng 6/2026",
        ),
        ({"time_kind": "stretch", "stretch": "q3", "stretch_year": "2026"}, "quý III/2026"),
        (
            {"time_kind": "range", "day": "2026-06-03", "last_day": "2026-06-09"},
            "từ 3/6 đến 9/6/2026",
        ),
        (
            {"time_kind": "deadline", "day": "2026-07-15", "strictness": "before"},
            "trước ngày 15/7/2026",
        ),
        (
            {"time_kind": "deadline", "day": "2026-07-15", "strictness": "by"},
            "chậm nhất ngày 15/7/2026",
        ),
        ({"time_kind": "words", "words": "nửa cuối tháng 6/2027"}, "nửa cuối tháng 6/2027"),
        ({"time_kind": "awaiting", "awaiting": "Thường trực Tỉnh uỷ"}, "chờ Thường trực Tỉnh uỷ"),
    ],
)
def test_it_books_however_exactly_the_time_is_known(
    app: Flask, session: Session, office: Office, time: dict[str, str], words: str
) -> None:
    unread = {"day": "rác", "start": "rác", "stretch_year": "rác"} | time
    response = send(sign_in(app, office.ha), NEW, filled(office, **unread))

    kept = only(session)
    assert response.status_code == 303, _refusals(response)
    assert kept is not None
    assert mark_of(moment_of(kept)).words == words
    assert response.location == f"/meetings/{kept.id}"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Hãy điền ô này."),
        ({"convenor": "không đâu"}, "Không có đơn vị này"),
        ({"host": "huyện đoàn"}, "Không có đơn vị này"),  # three of them
        ({"day": ""}, "Hãy điền ô này."),
        ({"day": "32/13/2026"}, "Hãy ghi đủ ngày, tháng, năm."),
        ({"day": "1066-10-14"}, "Năm phải từ 1990 đến 2099."),
        ({"time_kind": "hours", "start": "09:00", "end": "08:00"}, "Giờ kết thúc phải sau giờ"),
        ({"time_kind": "range", "last_day": "2030-08-01"}, "Ngày cuối phải từ ngày đầu"),
        ({"time_kind": "stretch", "stretch": "m6", "stretch_year": "12"}, "Năm phải từ 1990"),
        ({"time_kind": "stretch", "stretch": "m6", "stretch_year": "0"}, "Năm phải từ 1990"),
        ({"time_kind": "words", "words": "hôm nào rảnh"}, "Chưa hiểu thời gian này"),
        ({"time_kind": "awaiting"}, "Hãy điền ô này."),
        ({"headcount": "-3"}, "Hãy ghi một số từ 1"),
        ({"headcount": "9" * 30}, "Hãy ghi một số từ 1"),
        ({"hall_id": "9" * 30}, "Hãy chọn một mục trong danh sách."),
        ({"hall_id": "2147483647"}, "Không có hội trường này"),
        ({"status": "held"}, "Hãy chọn một mục trong danh sách."),
        ({"kind": "party"}, "Hãy chọn một mục trong danh sách."),
        ({"topic": "…"}, "chuyên đề"),
    ],
)
def test_it_refuses_beside_the_field_and_keeps_nothing(
    app: Flask, session: Session, office: Office, wrong: dict[str, str], sentence: str
) -> None:
    response = send(sign_in(app, office.ha), NEW, filled(office, **wrong))

    assert response.status_code == 200
    assert any(sentence in refusal for refusal in _refusals(response)), _refusals(response)
    assert only(session) is None


def test_a_topic_is_kept_once_however_it_is_spelt(
    app: Flask, session: Session, office: Office
) -> None:
    client = sign_in(app, office.ha)
    send(client, NEW, filled(office, topic="Thanh niên khởi nghiệp"))
    send(client, NEW, filled(office, topic="thanh nien khoi nghiep", title="Cuộc sau"))

    assert session.query(Topic).filter(Topic.title.ilike("%nghi%")).count() == 1


def test_a_taken_hall_is_refused_with_ways_that_fill_in_the_form(
    app: Flask, session: Session, office: Office
) -> None:
    client = sign_in(app, office.ha)
    make_hall(session, office.venue, "HT-B", capacity=200)
    taken = filled(office, hall_id=office.hall.id)
    send(client, NEW, {**taken, "title": "Đến trước"})

    refused = send(client, NEW, taken)

    assert "đã được giữ cho" in refused.text
    assert "Đến trước" in refused.text
    ways = _ways(refused)
    assert len(ways) >= 2
    for way in ways:
        form = _fields(client.get(way))
        assert send(client, NEW, form | {"title": f"Qua {ways.index(way)}"}).status_code == 303


def test_the_address_fills_in_the_form(app: Flask, office: Office) -> None:
    client = sign_in(app, office.ha)

    page = client.get(f"{NEW}?kind=training&day=2030-08-16&hall_id={office.hall.id}&title=\0Tập")

    assert page.status_code == 200
    assert _fields(page)["title"] == "Tập"
    assert _fields(page)["kind"] == "training"


@pytest.mark.parametrize("body", ["5", '{"title": "x"}', "[]", "null"])
def test_a_body_of_json_is_an_empty_form(app: Flask, office: Office, body: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    client = sign_in(app, office.ha)

    for address in (NEW, f"/meetings/{office.meeting.id}/edit"):
        response = client.post(address, data=body, content_type="application/json")
        assert response.status_code == 200


def test_nul_bytes_are_dropped(app: Flask, session: Session, office: Office) -> None:
    response = send(sign_in(app, office.ha), NEW, filled(office, title="Hội nghị\0 tổng kết"))

    assert response.status_code == 303
    assert only(session) is not None


def test_it_changes_only_what_was_changed(app: Flask, session: Session, office: Office) -> None:
    client = sign_in(app, office.ha)
    edit = f"/meetings/{office.meeting.id}/edit"
    form = _fields(client.get(edit))

    response = send(client, edit, form | {"place": "Nhà thiếu nhi"})

    assert response.status_code == 303, _refusals(response)
    page = client.get(f"/meetings/{office.meeting.id}").text
    assert "Nguyễn Thu Hà đổi địa điểm: Nhà thiếu nhi" in _plain(page)


def test_the_words_of_the_plan_survive_a_change_of_something_else(
    app: Flask, session: Session, office: Office
) -> None:
    client = sign_in(app, office.ha)
    send(client, NEW, filled(office, time_kind="words", words="khoảng giữa tháng 6/2026"))
    kept = only(session)
    assert kept is not None
    edit = f"/meetings/{kept.id}/edit"

    send(client, edit, _fields(client.get(edit)) | {"title": "Tên mới"})

    changed = only(session, "Tên mới")
    assert changed is not None
    assert changed.time_words == "khoảng giữa tháng 6/2026"


def test_a_second_tab_is_told_what_changed_meanwhile(
    app: Flask, session: Session, office: Office
) -> None:
    client = sign_in(app, office.ha)
    edit = f"/meetings/{office.meeting.id}/edit"
    first, second = _fields(client.get(edit)), _fields(client.get(edit))
    send(client, edit, first | {"place": "Nhà thiếu nhi"})

    refused = send(client, edit, second | {"title": "Tên của thẻ thứ hai"})

    assert refused.status_code == 200
    assert "vừa được người khác sửa" in refused.text
    assert "đổi địa điểm: Nhà thiếu nhi" in _plain(refused.text)
    assert only(session, "Tên của thẻ thứ hai") is None
    again = _fields(refused)
    assert again["title"] == "Tên của thẻ thứ hai"
    assert send(client, edit, again).status_code == 303


def test_words_of_time_are_read_at_once(app: Flask, office: Office) -> None:
    client = sign_in(app, office.ha)

    understood = client.get("/meetings/time?words=nửa cuối tháng 6/2027").json
    unknown = client.get("/meetings/time?words=hôm nào\0").json

    assert understood == {"understood": True, "words": "Hiểu là: nửa cuối tháng 6/2027"}
    assert unknown is not None
    assert unknown["understood"] is False


@pytest.mark.parametrize(
    ("one", "words", "told"),
    [
        ("day", "trước ngày 15/7/2027", "Hiểu là: thứ Tư 14/7/2027"),
        ("day", "2027-07-15", "Hiểu là: thứ Năm 15/7/2027"),
        ("hour", "2 giờ chiều", "Hiểu là: 14g00"),
        ("hour", "7h30’", "Hiểu là: 07g30"),
    ],
)
def test_a_field_of_one_day_or_hour_says_which(
    app: Flask, office: Office, one: str, words: str, told: str
) -> None:
    client = sign_in(app, office.ha)

    answer = client.get("/meetings/time", query_string={"one": one, "words": words}).json

    assert answer == {"understood": True, "words": told}


@pytest.mark.parametrize(
    ("one", "words"),
    [("day", "nửa cuối tháng 6/2027"), ("hour", "ngày 15/4"), ("hour", "7h đến 9h")],
)
def test_a_field_of_one_day_or_hour_says_at_once_what_it_does_not_take(
    app: Flask, office: Office, one: str, words: str
) -> None:
    client = sign_in(app, office.ha)

    answer = client.get("/meetings/time", query_string={"one": one, "words": words}).json

    assert answer is not None
    assert answer["understood"] is False


def test_the_hours_of_a_meeting_are_asked_for_in_words(app: Flask, office: Office) -> None:
    page = sign_in(app, office.ha).get("/meetings/new").text

    for name, one in (("day", "day"), ("start", "hour"), ("end", "hour")):
        tag = re.search(f'<input[^>]*name="{name}"[^>]*>', page)
        assert tag is not None
        assert f"one={one}" in tag[0]
        assert f'id="{name}-understood"' in page


def _refusals(page: TestResponse) -> list[str]:
    return [_plain(found) for found in re.findall(r'class="refusal".*?</p>', page.text, re.DOTALL)]


def _ways(page: TestResponse) -> list[str]:
    block = page.text.split('id="hall_id-finding"')[1].split("</ul>")[0]
    return [unescape(href) for href in re.findall(r'<a href="([^"]+)"', block)]


def _fields(page: TestResponse) -> dict[str, object]:
    """What the form on the page would send."""
    main = page.text.split('<form method="post" action="/meetings')[1].split("</form>")[0]
    sent: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", main):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        ticked = attributes.get("type") not in ("checkbox", "radio") or " checked" in tag
        if ticked and "name" in attributes:
            sent[attributes["name"]] = unescape(attributes.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', main, re.S):
        chosen = re.search(r'<option selected value="([^"]*)"', options)
        first = re.search(r'<option[^>]*value="([^"]*)"', options)
        picked = chosen or first
        sent[name] = unescape(picked[1]) if picked else ""
    sent.pop("csrf_token", None)
    return sent


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())

"""Meetings for programs, on the words of the contract."""

import json
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from planner.domain.rights import Role
from planner.store.audit import AuditEntry
from planner.store.base import LAST_ID
from planner.store.meeting import Meeting
from planner.store.topic import Topic
from planner.store.venue import HallHold
from tests.factories import Office, keep, make_account, make_hall
from tests.web.browser import api_token

URL = "/api/v1/meetings"
CONFERENCE = {
    "title": "Hội nghị tổng kết",
    "kind": "conference",
    "convenor": "TINH",
    "host": "CN",
    "venue": "HT-A",
    "start": "2075-01-07T08:00:00+07:00",
    "end": "2075-01-07T10:00:00+07:00",
    "status": "tentative",
}


class Program:
    """A program with the token of an account."""

    def __init__(self, app: Flask, office: Office) -> None:
        self.client, self.headers = app.test_client(), api_token(app, office.ha)

    def post(self, body: object) -> TestResponse:
        return self.client.post(URL, json=body, headers=self.headers)

    def patch(self, meeting_id: int, body: object) -> TestResponse:
        return self.client.patch(f"{URL}/{meeting_id}", json=body, headers=self.headers)

    def get(self, path: str = "") -> TestResponse:
        return self.client.get(f"{URL}{path}", headers=self.headers)


@pytest.fixture
def program(app: Flask, office: Office) -> Program:
    return Program(app, office)


def without(*names: str, **others: object) -> dict[str, object]:
    kept: dict[str, object] = {name: CONFERENCE[name] for name in CONFERENCE if name not in names}
    return kept | others


def booked(program: Program, **others: object) -> dict[str, Any]:
    answer: dict[str, Any] = program.post(CONFERENCE | others).get_json()
    return answer


def test_a_meeting_is_booked(program: Program, session: Session) -> None:
    response = program.post(CONFERENCE)

    meeting = session.query(Meeting).filter_by(kind="conference").one()
    assert response.status_code == 201
    assert response.get_json() == {
        "id": meeting.id,
        "code": "HN-2075-001",
        "url": f"http://localhost/meetings/{meeting.id}",
        "title": "Hội nghị tổng kết",
        "kind": "conference",
        "status": "tentative",
        "start": "2075-01-07T08:00:00+07:00",
        "end": "2075-01-07T10:00:00+07:00",
        "window": None,
        "venue": {"code": "HT-A", "name": "Hội trường HT-A"},
        "host": {"code": "CN", "name": "Huyện đoàn Cầu Ngang"},
        "convenor": {"code": "TINH", "name": "Tỉnh đoàn Trà Vinh"},
        "topic": None,
        "series": None,
        "standing_office": None,
        "place": "",
        "precision": "minute",
        "session": None,
        "strict_before": None,
        "date_sure": False,
        "venue_sure": False,
        "headcount": None,
        "headcount_sure": False,
        "reason": "",
        "findings": [],
    }
    assert meeting.uid.endswith("@localhost")


def test_times_go_out_on_the_clock_of_the_office(program: Program) -> None:
    body = {"start": "2075-01-07T01:00:00Z", "end": "2075-01-07T12:00:00.5+09:00"}

    answer = booked(program, **body)

    assert (answer["start"], answer["end"]) == (
        "2075-01-07T08:00:00+07:00",
        "2075-01-07T10:00:00.500000+07:00",
    )


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ("tháng 6/2075", ("2075-06-01", "2075-06-30")),
        ("nửa cuối tháng 6/2075", ("2075-06-16", "2075-06-30")),
        ("trước ngày 5/6/2075", (None, "2075-06-05")),
        ("sau khi có ý kiến Tỉnh ủy", (None, None)),
    ],
)
def test_a_window_is_told_in_words(
    program: Program, words: str, window: tuple[str | None, str | None]
) -> None:
    response = program.post(without("start", "end", "venue", window=words))

    answer = response.get_json()
    assert response.status_code == 201
    assert (answer["start"], answer["end"]) == (None, None)
    assert answer["window"] == {"start": window[0], "end": window[1], "words": words}


def test_findings_are_told_and_the_meeting_is_saved(program: Program) -> None:
    response = program.post(
        CONFERENCE
        | {"start": "2075-01-06T17:00:00+07:00", "end": "2075-01-06T18:00:00+07:00"}
        | {"headcount": 400}
    )

    assert response.status_code == 201
    assert response.get_json()["findings"] == [
        {
            "code": "on_weekend",
            "message": "06/01/2075 là ngày nghỉ cuối tuần. Ngày làm việc gần nhất: 07/01/2075.",
        },
        {
            "code": "outside_hours",
            "message": "Ngoài giờ họp thường lệ (07:30–17:00): "
            "chọn giờ khác, hoặc báo trước cho người dự.",
        },
        {
            "code": "too_small",
            "message": "Hội trường HT-A có 100 chỗ, dự kiến 400 người. Đủ chỗ và còn trống: —.",
        },
    ]


def test_a_taken_hall_is_a_conflict_with_ways_out(
    program: Program, session: Session, office: Office
) -> None:
    make_hall(session, office.venue, "HT-B", 120)
    booked(program)

    response = program.post(CONFERENCE | {"title": "Khác"})

    answer = response.get_json()
    message = answer.pop("message")
    assert response.status_code == 409
    assert message.startswith(
        "Hội trường HT-A đã được giữ cho HN-2075-001 «Hội nghị tổng kết» trong khung giờ này."
    )
    assert answer == {
        "error": {"code": "hall_taken", "message": message},
        "code": "hall_taken",
        "held_by": {"code": "HN-2075-001", "title": "Hội nghị tổng kết"},
        "alternatives": [
            way("2075-01-07", "13:30", "15:30", "HT-A"),
            way("2075-01-08", "07:30", "09:30", "HT-A"),
            way("2075-01-04", "15:00", "17:00", "HT-A"),
            way("2075-01-07", "08:00", "10:00", "HT-B"),
        ],
    }
    assert session.query(HallHold).count() == 1
    assert session.query(Meeting).count() == 2


def way(day: str, start: str, end: str, hall: str) -> dict[str, str]:
    return {"start": f"{day}T{start}:00+07:00", "end": f"{day}T{end}:00+07:00", "venue": hall}


def test_every_alternative_can_be_booked(
    program: Program, session: Session, office: Office
) -> None:
    make_hall(session, office.venue, "HT-B", 120)
    booked(program)
    ways = program.post(CONFERENCE).get_json()["alternatives"]

    assert [program.post(CONFERENCE | way).status_code for way in ways] == [201] * len(ways)


WRONG: list[tuple[dict[str, object], str, str]] = [
    (without("title"), "title", "Hãy điền mục này."),
    (without("title", title=None), "title", "Mục này không để trống được."),
    (without(title="  "), "title", "Hãy ghi tên cuộc họp."),
    (without(title=7), "title", "Hãy ghi một đoạn chữ."),
    (without(title="a\0b"), "title", "Có ký tự không dùng được."),
    (without(title="\ud800"), "title", "Có ký tự không dùng được."),
    (without(title="a" * 301), "title", "Tên cuộc họp không quá 300 ký tự."),
    (without(title="a" * 5_001), "title", "Không quá 5000 ký tự."),
    (without("convenor"), "convenor", "Hãy điền mục này."),
    (without(convenor="XX"), "convenor", "Không có đơn vị này, hãy chọn trong danh sách đơn vị."),
    (without(convenor=["TINH"]), "convenor", "Hãy ghi một đoạn chữ."),
    (without(host="\0"), "host", "Có ký tự không dùng được."),
    (without(venue="XX"), "venue",
     "Không có hội trường này, hãy chọn trong danh sách hội trường."),
    (without(venue={"code": "HT-A"}), "venue", "Hãy ghi một đoạn chữ."),
    (without(topic="không có"), "topic",
     "Không có chuyên đề này, hãy chọn trong danh sách chuyên đề."),
    (without(kind="party"), "kind",
     "Hãy chọn một trong: conference, briefing, committee, enlarged_committee, congress, "
     "training, seminar, working_session, ceremony, other."),
    (without(kind=[]), "kind",
     "Hãy chọn một trong: conference, briefing, committee, enlarged_committee, congress, "
     "training, seminar, working_session, ceremony, other."),
    (without(status="held"), "status", "Cuộc họp mới chỉ có thể là dự kiến hoặc chốt."),
    (without("start", "end"), "start", "Hãy điền mục này."),
    (without("end"), "end", "Hãy ghi cả giờ bắt đầu và giờ kết thúc."),
    (without(start="2075-01-07T08:00:00"), "start",
     "Hãy ghi ngày giờ kèm múi giờ, ví dụ 2026-06-05T08:00:00+07:00."),
    (without(start="2075-02-30T08:00:00+07:00"), "start",
     "Hãy ghi ngày giờ kèm múi giờ, ví dụ 2026-06-05T08:00:00+07:00."),
    (without(start="0001-01-01T00:00:00+07:00"), "start",
     "Hãy ghi ngày giờ kèm múi giờ, ví dụ 2026-06-05T08:00:00+07:00."),
    (without(start=1767574800), "start",
     "Hãy ghi ngày giờ kèm múi giờ, ví dụ 2026-06-05T08:00:00+07:00."),
    (without(end="2075-01-07T08:00:00+07:00"), "end", "Giờ kết thúc phải sau giờ bắt đầu."),
    (without(end="2076-01-07T08:00:00+07:00"), "end", "Một cuộc họp không quá 31 ngày."),
    (without("start", "end", window="vui vẻ"), "window",
     "Chưa hiểu thời gian này. Ví dụ: sáng 5/6/2026, nửa cuối tháng 6/2026, quý III, "
     "trước ngày 15/7, chờ ý kiến Thường trực."),
    (without("start", "end", window=6), "window", "Hãy ghi một đoạn chữ."),
    (without(window="tháng 6/2075"), "window", "Chỉ ghi start và end, hoặc window."),
    (without(headcount="120"), "headcount", "Hãy ghi một số nguyên."),
    (without(headcount=True), "headcount", "Hãy ghi một số nguyên."),
    (without(headcount=1.5), "headcount", "Hãy ghi một số nguyên."),
    (without(headcount=10**40), "headcount", "Số người là một số từ 1 đến 100000."),
    (without(date_sure="yes"), "date_sure", "Hãy ghi true hoặc false."),
    (without(code="GB-2026-1"), "code", "Mã này đã có cuộc họp khác dùng, xin chọn mã khác."),
    (without(code="mã"), "code",
     "Mã gồm chữ không dấu, số, gạch ngang, gạch dưới hoặc dấu chấm, không quá 40 ký tự."),
    (without(id=7), "id", "Không có mục này."),
    (without(**{"\0": 7}), "\0", "Không có mục này."),
]  # fmt: skip


@pytest.mark.parametrize(("body", "field", "sentence"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_is_told_at_its_field(
    program: Program, session: Session, body: dict[str, object], field: str, sentence: str
) -> None:
    response = program.post(body)

    assert (response.status_code, response.get_json()) == (
        422,
        {
            "error": {"code": "invalid", "message": "Có mục cần ghi lại."},
            "fields": {field: [sentence]},
        },
    )
    assert session.query(Meeting).count() == 1


def test_all_that_is_wrong_is_told_at_once(program: Program) -> None:
    fields = program.post({"kind": 1, "start": 2, "x": 3}).get_json()["fields"]

    assert set(fields) == {"kind", "start", "x", "title", "convenor"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"7",
        b"null",
        b'"a"',
        b"[" * 100_000,
        b'{"title": "\0"}',
        b'{"headcount": ' + b"9" * 5_000 + b"}",
        b'{"title": "\xff"}',
    ],
)
def test_a_body_that_is_no_json_object_is_refused(program: Program, body: bytes) -> None:
    response = program.client.post(
        URL, data=body, headers=program.headers, content_type="application/json"
    )

    assert response.status_code == 400
    assert response.get_json()["error"]["code"] == "bad_request"


def test_a_form_is_no_json(program: Program) -> None:
    response = program.client.post(URL, data=CONFERENCE, headers=program.headers)

    assert (response.status_code, response.get_json()["error"]["code"]) == (415, "not_json")


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer sai"}])
def test_a_program_needs_a_live_token(app: Flask, office: Office, headers: dict[str, str]) -> None:
    for send in (app.test_client().get, app.test_client().post):
        assert send(URL, headers=headers).status_code == 401


def test_a_meeting_is_read_back(program: Program) -> None:
    made = booked(program)

    assert program.get(f"/{made['id']}").get_json() == made


@pytest.mark.parametrize("number", [str(LAST_ID), "99999999999999999999", "abc", "-1"])
def test_a_meeting_that_is_not_there_is_not_found(program: Program, number: str) -> None:
    response = program.get(f"/{number}")

    assert (response.status_code, response.get_json()["error"]["code"]) == (404, "not_found")


def test_the_list_holds_what_the_account_may_see(
    app: Flask, program: Program, session: Session, office: Office
) -> None:
    booked(program)
    tuan = api_token(app, office.tuan)
    lan = api_token(app, make_account(session, Role.UNIT, office.called))

    for headers, codes in (
        (program.headers, ["GB-2026-1", "HN-2075-001"]),
        (lan, ["GB-2026-1"]),
        (tuan, []),
    ):
        listed = program.client.get(URL, headers=headers).get_json()
        assert [meeting["code"] for meeting in listed] == codes
    series = {"code": "GB-2026", "name": "Giao ban chuyên đề năm 2026"}
    assert program.get().get_json()[0]["series"] == series


def test_any_field_is_changed_by_itself(program: Program, session: Session, office: Office) -> None:
    made = booked(program)
    topic = keep(session, Topic(title="Khởi nghiệp", search_key="khoi nghiep"))
    other = make_hall(session, office.venue, "HT-B")
    changes: list[tuple[dict[str, object], dict[str, object]]] = [
        ({"title": " Mới "}, {"title": "Mới"}),
        ({"kind": "training"}, {"kind": "training"}),
        ({"host": None}, {"host": None}),
        ({"venue": other.code}, {"venue": {"code": "HT-B", "name": "Hội trường HT-B"}}),
        ({"topic": "Khởi nghiệp"}, {"topic": {"code": f"CD-{topic.id}", "name": "Khởi nghiệp"}}),
        ({"topic": None}, {"topic": None}),
        ({"topic": f"CD-{topic.id}"}, {"topic": {"code": f"CD-{topic.id}", "name": "Khởi nghiệp"}}),
        ({"standing_office": "VP"}, {"standing_office": {"code": "VP", "name": "Văn phòng"}}),
        ({"place": "Sân vận động"}, {"place": "Sân vận động"}),
        ({"place": None}, {"place": ""}),
        ({"headcount": 50, "headcount_sure": True}, {"headcount": 50, "headcount_sure": True}),
        ({"start": "2075-01-07T09:00:00+07:00"},
         {"start": "2075-01-07T09:00:00+07:00", "end": "2075-01-07T11:00:00+07:00"}),
        ({"end": "2075-01-07T11:30:00+07:00"}, {"end": "2075-01-07T11:30:00+07:00"}),
        ({"status": "confirmed"}, {"status": "confirmed", "date_sure": True}),
        ({"venue": None}, {"venue": None}),
        ({"window": "tháng 2/2075"},
         {"start": None, "end": None, "precision": "window",
          "window": {"start": "2075-02-01", "end": "2075-02-28", "words": "tháng 2/2075"}}),
    ]  # fmt: skip
    for body, differs in changes:
        response = program.patch(made["id"], body)
        assert response.status_code == 200, body
        answer = response.get_json()
        answer.pop("findings")
        made.pop("findings", None)
        assert answer == made | differs, body
        made = answer


def test_hoan_and_huy_need_a_reason_and_free_the_hall(program: Program, session: Session) -> None:
    made = booked(program)

    for status in ("postponed", "cancelled"):
        refused = program.patch(made["id"], {"status": status})
        assert (refused.status_code, refused.get_json()["fields"]) == (
            422,
            {"reason": ["Hãy ghi lý do, để người sau còn hiểu."]},
        )
        done = program.patch(made["id"], {"status": status, "reason": "bão số 3"})
        assert done.status_code == 200
        assert (done.get_json()["status"], done.get_json()["reason"]) == (status, "bão số 3")
        assert session.query(HallHold).count() == 0
    assert program.post(CONFERENCE).status_code == 201


def test_a_change_into_a_taken_hall_changes_nothing(program: Program, session: Session) -> None:
    booked(program)
    late = booked(program, start="2075-01-07T14:00:00+07:00", end="2075-01-07T16:00:00+07:00")

    response = program.patch(late["id"], {"title": "Đổi", "start": "2075-01-07T09:00:00+07:00"})

    assert (response.status_code, response.get_json()["code"]) == (409, "hall_taken")
    assert program.get(f"/{late['id']}").get_json() == late
    assert session.query(AuditEntry).count() == 2


def test_a_window_gets_its_hours_with_both_ends(program: Program) -> None:
    made = program.post(without("start", "end", window="tháng 6/2075")).get_json()

    refused = program.patch(made["id"], {"start": "2075-06-05T08:00:00+07:00"})
    assert refused.get_json()["fields"] == {"end": ["Hãy ghi cả giờ bắt đầu và giờ kết thúc."]}
    body = {"start": "2075-06-05T08:00:00+07:00", "end": "2075-06-05T10:00:00+07:00"}
    assert program.patch(made["id"], body).get_json()["window"] is None


def test_a_host_may_look_but_not_change(app: Flask, program: Program, office: Office) -> None:
    minh = api_token(app, office.minh)
    one = f"{URL}/{office.meeting.id}"

    assert program.client.get(one, headers=minh).status_code == 200
    assert program.client.patch(one, json={"title": "x"}, headers=minh).status_code == 404


def test_a_unit_out_of_reach_looks_missing(app: Flask, program: Program, office: Office) -> None:
    tuan = api_token(app, office.tuan)

    assert program.client.post(URL, json=CONFERENCE, headers=tuan).status_code == 404


def test_a_change_of_nothing_is_done_at_once(program: Program, session: Session) -> None:
    made = booked(program)

    assert program.patch(made["id"], {}).get_json() == made
    assert json.dumps(made, ensure_ascii=False)
    assert session.query(AuditEntry).count() == 1

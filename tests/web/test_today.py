from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planner.domain.rights import Role
from planner.domain.timespan import Precision
from planner.store.directory import Unit
from planner.store.meeting import Meeting
from tests.factories import (
    NOW,
    Office,
    make_account,
    make_meeting,
    make_person,
    make_post,
    make_unit,
    span,
)
from tests.queries import counted
from tests.web.browser import sign_in


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    """Friday 2 January 2026, eight o'clock."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ha(app: Flask, office: Office) -> FlaskClient:
    return sign_in(app, office.ha)


def change(session: Session, meeting: Meeting, **values: Any) -> None:
    for name, value in values.items():
        setattr(meeting, name, value)
    session.commit()


def test_the_day_is_said_in_one_sentence(session: Session, office: Office, ha: FlaskClient) -> None:
    sure = {"venue_sure": True, "place": "Hội trường tỉnh"}
    change(session, office.meeting, **sure)

    page = ha.get("/").text

    assert "<h1>Thứ Sáu, 2 tháng 1</h1>" in page
    assert "tuần 1, năm 2026" in page
    assert "Không có việc nào chờ. Tuần này không có cuộc nào. Giao ban quý I: còn ba ngày." in page


def test_what_a_near_meeting_leaves_open_is_to_do(
    session: Session, office: Office, ha: FlaskClient
) -> None:
    change(session, office.meeting, status="tentative", date_sure=False)

    page = ha.get("/").text

    assert "Hai việc cần làm." in page
    assert "Ngày giờ còn dự kiến: Giao ban quý I" in page
    assert "Chưa có nơi họp: Giao ban quý I" in page
    assert "thứ Hai 5/1" in page
    assert page.count("btn-primary") == 1


def test_a_place_that_is_not_sure_is_to_do(
    session: Session, office: Office, ha: FlaskClient
) -> None:
    change(session, office.meeting, hall_id=office.hall.id)

    page = ha.get("/").text

    assert "Nơi họp còn dự kiến: Giao ban quý I" in page
    assert "Hội trường HT-A, Nhà văn hoá" in page


@pytest.mark.parametrize(
    ("values", "name"),
    [
        (
            {
                "precision": Precision.WINDOW,
                "window_start": date(2026, 1, 20),
                "window_end": date(2026, 1, 31),
            },
            "Chưa có ngày họp: Giao ban quý I",
        ),
        (
            {
                "precision": Precision.DAY,
                "window_start": date(2026, 1, 9),
                "window_end": date(2026, 1, 9),
            },
            "Chưa rõ giờ họp: Giao ban quý I",
        ),
        (
            {
                "precision": Precision.WINDOW,
                "window_start": date(2025, 12, 1),
                "window_end": date(2025, 12, 31),
            },
            "Đã qua thời gian dự kiến: Giao ban quý I",
        ),
        (
            {"precision": Precision.UNKNOWN, "awaiting": "Huyện uỷ Châu Thành"},
            "chờ Huyện uỷ Châu Thành",
        ),
        ({"status": "postponed", "status_reason": "trùng bầu cử"}, "Hoãn, chưa có ngày mới"),
    ],
)
def test_a_meeting_without_its_hours_is_to_do(
    session: Session, office: Office, ha: FlaskClient, values: dict[str, Any], name: str
) -> None:
    change(session, office.meeting, status="tentative", starts_at=None, ends_at=None)
    change(session, office.meeting, **values)

    page = ha.get("/").text

    assert name in page
    assert "Một việc cần làm" in page


def test_a_meeting_that_is_over_waits_to_be_closed(
    session: Session, office: Office, ha: FlaskClient
) -> None:
    over = span("07:30", "11:30", day=1)
    change(session, office.meeting, starts_at=over.start, ends_at=over.end)

    page = ha.get("/").text

    assert "Đã họp chưa: Giao ban quý I" in page
    assert "Một việc cần làm, một việc quá hạn." in page
    assert "quá 1 ngày" in page


@pytest.mark.parametrize(
    "values",
    [
        {"status": "cancelled"},
        {"status": "held"},
        {"starts_at": NOW + timedelta(days=40), "ends_at": NOW + timedelta(days=41)},
        {"starts_at": NOW - timedelta(days=90), "ends_at": NOW - timedelta(days=89)},
    ],
)
def test_what_is_settled_far_or_long_past_is_left_alone(
    session: Session, office: Office, ha: FlaskClient, values: dict[str, Any]
) -> None:
    change(session, office.meeting, **values)

    assert "Không có việc nào chờ." in ha.get("/").text


def test_only_who_may_change_a_meeting_is_told_what_to_do(app: Flask, office: Office) -> None:
    host, stranger = (sign_in(app, one).get("/").text for one in (office.minh, office.tuan))

    assert ("Giao ban quý I" in host, "Chưa có nơi họp" in host) == (True, False)
    assert "Giao ban quý I" not in stranger


def test_the_week_has_mornings_and_afternoons(
    session: Session, office: Office, ha: FlaskClient
) -> None:
    for code, hours, status in [
        ("SANG", span("07:30", "11:30", day=6), "confirmed"),
        ("CHIEU", span("14:00", "17:00", day=6), "tentative"),
        ("HOAN", span("08:00", "11:00", day=7), "postponed"),
    ]:
        make_meeting(
            session, office.province, code=code, when=hours, status=status, title=f"Họp {code}"
        )
    window = make_meeting(session, office.province, code="KHOANG", title="Họp KHOANG")
    change(
        session,
        window,
        starts_at=None,
        ends_at=None,
        precision=Precision.WINDOW,
        window_start=date(2026, 1, 1),
        window_end=date(2026, 1, 31),
    )

    page = ha.get("/?week=2026-01-08").text

    tuesday = page.split("Thứ\N{NO-BREAK SPACE}Ba", 1)[1].split("</tr>", 1)[0]
    morning, later = tuesday.split('data-label="Chiều, tối"')
    assert ("Họp SANG" in morning, "07g30" in morning, "Họp CHIEU" in morning) == (
        True,
        True,
        False,
    )
    assert ("Họp CHIEU" in later, "14g00" in later, "dự kiến" in later) == (True, True, True)
    assert "hoãn" in page.split("Thứ\N{NO-BREAK SPACE}Tư", 1)[1].split("</tr>", 1)[0]
    assert "Họp KHOANG" in page.split("Có thể rơi vào tuần này")[1]
    assert "5/1 đến 11/1/2026" in page


@pytest.mark.parametrize("week", ["x", "0001-01-01", "9999-12-31", "2026-13-01"])
def test_an_odd_week_is_this_week(ha: FlaskClient, week: str) -> None:
    assert "29/12 đến 4/1/2026" in ha.get(f"/?week={week}").text


def test_the_search_finds_meetings_people_and_units(
    session: Session, office: Office, ha: FlaskClient
) -> None:
    meetings = ha.get("/search?q=quy+giao").text
    people = ha.get("/search?q=tqm").text
    units = ha.get("/search?q=ngang").text
    coded = ha.get("/search?q=TC").text

    assert "Giao ban quý I" in meetings
    assert "Trần Quang Minh" in people
    assert "Huyện đoàn Cầu Ngang" in units
    assert "Huyện đoàn Trà Cú" in coded


def test_the_search_keeps_within_the_rights(app: Flask, session: Session, office: Office) -> None:
    stranger = sign_in(app, office.tuan)
    door = sign_in(app, make_account(session, Role.DOOR, office.host, "Người gác"))

    for text in ("quy+giao", "tqm"):
        page = stranger.get(f"/search?q={text}").text
        assert "Không tìm thấy gì" in page
    assert "Trần Quang Minh" not in door.get("/search?q=tqm").text


@pytest.mark.parametrize("text", ["", "%25", "%20", "%00"])
def test_a_search_for_nothing_finds_nothing(ha: FlaskClient, text: str) -> None:
    page = ha.get(f"/search?q={text}")

    assert page.status_code == 200
    assert "<table" not in page.text


def test_the_first_page_costs_the_same_for_many_meetings(
    session: Session, office: Office, ha: FlaskClient
) -> None:
    def queries() -> int:
        session.expunge_all()
        with counted(session) as sent:
            assert ha.get("/").status_code == 200
            assert ha.get("/search?q=hop").status_code == 200
        return len(sent)

    def more(numbers: range) -> None:
        province = session.get_one(Unit, office.province.id)
        for number in numbers:
            hours, title = span("07:30", "11:30", day=3 + number % 2), f"Họp {number}"
            make_meeting(session, province, province, code=title, when=hours, title=title)
            make_post(session, make_person(session, title), province)
            make_unit(session, f"HOP-{number}", title, parent=province)

    more(range(1))
    few = queries()
    more(range(1, 15))

    assert queries() == few


def test_a_new_office_is_shown_where_to_begin(
    app: Flask, session: Session, office: Office, ha: FlaskClient
) -> None:
    fresh = make_unit(session, "MOI", "Tỉnh đoàn Mới", kind="tỉnh đoàn", level=2)
    begun, new = ha, sign_in(app, make_account(session, Role.ORGANISER, fresh, "Lê Mới"))

    assert "Văn phòng mới" not in begun.get("/").text
    assert "Nhập đơn vị trực thuộc từ tệp" in new.get("/").text
    for address in ("/series", "/campaigns"):
        assert "Ghi đơn vị trực thuộc</a>" in new.get(address).text

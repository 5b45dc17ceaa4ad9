from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planner.domain.timespan import TimeSpan
from planner.store import venue as venues
from planner.store.directory import Unit
from planner.store.venue import Hall, HallHold
from tests.factories import Office, keep, make_hall, make_venue, span
from tests.queries import counted
from tests.web.browser import send, sign_in

HALL = {"code": "HT-Z", "name": "Hội trường Z", "capacity": "120"}
HOUSE = {"name": "Nhà thiếu nhi", "unit": "CN", "address": "12 đường 30/4"}


@pytest.fixture
def ha(app: Flask, office: Office) -> FlaskClient:
    return sign_in(app, office.ha)


@pytest.fixture
def _on_the_day() -> Iterator[None]:
    with time_machine.travel(span("06:00", "07:00").start, tick=False):
        yield


def hold(session: Session, office: Office, hours: TimeSpan) -> None:
    taken = HallHold(hall_id=office.hall.id, meeting_id=office.meeting.id)
    taken.starts_at, taken.ends_at = hours.start, hours.end
    office.meeting.hall_id = office.hall.id
    keep(session, taken)


@pytest.mark.usefixtures("_on_the_day")
@pytest.mark.parametrize(
    ("hours", "words"),
    [
        (span("07:30", "11:30"), "sáng 5/1"),
        (span("11:00", "13:30"), "sáng 5/1, chiều 5/1"),
        (span("19:00", "21:00", day=11), "tối 11/1"),
        (span("07:30", "11:30", day=12), "trống cả tuần"),
        (span("07:30", "11:30", day=4), "trống cả tuần"),
    ],
)
def test_the_list_says_what_of_the_week_is_taken(
    session: Session, office: Office, ha: FlaskClient, hours: TimeSpan, words: str
) -> None:
    hold(session, office, hours)

    page = ha.get("/venues/").text

    assert f">{words}</td>" in page
    assert "Hội trường HT-A" in page


@pytest.mark.usefixtures("_on_the_day")
def test_a_house_shows_its_year_and_hides_what_is_not_the_viewers(
    app: Flask, session: Session, office: Office, ha: FlaskClient
) -> None:
    hold(session, office, span("07:30", "11:30"))
    address = f"/venues/{office.venue.id}"

    mine, strangers = ha.get(address).text, sign_in(app, office.tuan).get(address).text

    assert ("Giao ban quý I" in mine, "đã giữ</b>" in mine) == (True, False)
    assert ("Giao ban quý I" in strangers, "đã giữ</b>" in strangers) == (False, True)


def test_a_house_and_a_hall_are_added(session: Session, ha: FlaskClient) -> None:
    made = send(ha, "/venues/new", HOUSE)
    assert made.status_code == 303

    added = send(ha, f"{made.location}/halls/new", HALL)

    assert added.location == made.location
    page = ha.get(made.location).text
    for shown in ("Nhà thiếu nhi", "12 đường 30/4", "Huyện đoàn Cầu Ngang", "Hội trường Z", "120"):
        assert shown in page
    assert venues.find_hall_by_code(session, "HT-Z") is not None


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"code": "HT-A"}, "Mã hội trường này đã có"),
        ({"code": "a b"}, "không cách"),
        ({"name": ""}, "Hãy điền ô này."),
        ({"capacity": "0"}, "Hãy ghi một số từ 1 đến 100000."),
        ({"capacity": "9" * 40}, "Hãy ghi một số từ 1 đến 100000."),
        ({"capacity": "trăm"}, "Hãy ghi một số nguyên."),
    ],
)
def test_a_hall_is_refused_beside_the_field(
    session: Session, office: Office, ha: FlaskClient, changed: dict[str, str], sentence: str
) -> None:
    response = send(ha, f"/venues/{office.venue.id}/halls/new", HALL | changed)

    assert sentence in response.text
    assert session.query(Hall).count() == 1


def test_a_house_is_refused_beside_the_field(ha: FlaskClient) -> None:
    response = send(ha, "/venues/new", HOUSE | {"unit": "KHONG"})
    link = send(ha, "/venues/new", HOUSE | {"map_url": "bản đồ"})

    assert "Không có đơn vị mang mã này." in response.text
    assert "Ghi đủ đường dẫn bản đồ" in link.text


def test_house_and_hall_get_other_facts(ha: FlaskClient, office: Office) -> None:
    house = f"/venues/{office.venue.id}"

    assert send(ha, f"{house}/edit", HOUSE | {"unit": "TINH"}).location == house
    assert send(ha, f"/venues/halls/{office.hall.id}/edit", HALL).location == house

    page = ha.get(house).text
    assert ("Nhà thiếu nhi" in page, "Hội trường Z" in page, "HT-A" in page) == (True, True, False)
    assert ha.get("/venues/halls/999/edit").status_code == 404


def test_houses_are_found_without_marks(session: Session, office: Office, ha: FlaskClient) -> None:
    make_venue(session, office.called, "Trung tâm Bồi dưỡng chính trị")

    page = ha.get("/venues/?q=boi+duong").text

    assert ("Trung tâm Bồi dưỡng" in page, "Nhà văn hoá" in page) == (True, False)
    assert "Không có nơi nào như thế" in ha.get("/venues/?q=zzz").text


def test_a_list_costs_the_same_for_many_rows(
    session: Session, office: Office, ha: FlaskClient
) -> None:
    def queries(address: str) -> int:
        session.expunge_all()
        with counted(session) as sent:
            assert ha.get(address).status_code == 200
        return len(sent)

    house = f"/venues/{office.venue.id}"
    few = queries("/venues/"), queries(house)
    called = session.get_one(Unit, office.called.id)
    for number in range(20):
        make_hall(session, make_venue(session, called, f"Nhà {number}"), f"N-{number}")
        make_hall(session, session.get_one(venues.Venue, office.venue.id), f"M-{number}")

    assert (queries("/venues/"), queries(house)) == few

"""The calendar that a delegate follows by their code, without an account."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from planner.domain.rights import KEEPER
from planner.services.invitation import codes
from planner.store.feed import Feed
from tests.conftest import CONFIG
from tests.factories import NOW, Office, make_delegate, make_meeting, make_person, span


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def code(session: Session, office: Office) -> str:
    """Lan's, who is in the books and called to a second meeting, too."""
    person = make_person(session, "Lê Ngọc Lan")
    office.lan.person_id = person.id
    when = span("08:00", "09:00", day=20)
    second = make_meeting(session, office.stranger, code="HN-2", title="Tập huấn", when=when)
    make_delegate(session, second, office.called).person_id = person.id
    make_meeting(session, office.province, code="HN-3", title="Không mời")
    (one,) = codes.codes_of(session, KEEPER, office.meeting.id, CONFIG.code_key, NOW)
    session.commit()
    return one.code


def taken(app: Flask, code: str, do: str = "") -> str:
    response = app.test_client().post(f"/v/{code}/feed", data={"do": do})
    assert (response.status_code, response.location) == (303, f"/v/{code}/feed")
    page = app.test_client().get(response.location)
    assert "Set-Cookie" not in page.headers
    assert page.headers["Referrer-Policy"] == "no-referrer"
    found = re.search(r'value="http://localhost(/lich/[^"]+\.ics)"', page.text)
    return found[1] if found else ""


def titles(app: Flask, url: str) -> list[str]:
    whole = Calendar.from_ical(app.test_client().get(url).data)
    return [str(one["SUMMARY"]) for one in whole.walk("VEVENT")]


def status(app: Flask, url: str) -> int:
    return app.test_client().get(url).status_code


def test_it_holds_all_that_the_person_is_called_to(app: Flask, code: str) -> None:
    url = taken(app, code)

    assert titles(app, url) == ["Giao ban quý I", "Tập huấn"]
    text = app.test_client().get(url).text
    assert not re.search(r"Lan|/v/|/meetings/", text)
    assert code not in text


def test_one_is_taken_once_and_looking_takes_none(app: Flask, session: Session, code: str) -> None:
    assert "Tạo địa chỉ lịch" in app.test_client().get(f"/v/{code}/feed").text
    assert session.query(Feed).count() == 0

    assert taken(app, code) == taken(app, code)
    assert session.query(Feed).count() == 1
    assert f"/v/{code}/feed" in app.test_client().get(f"/v/{code}").text


def test_somebody_outside_the_books_follows_their_one_meeting(
    app: Flask, session: Session, office: Office
) -> None:
    guest = make_delegate(session, office.meeting, None, "Khách")
    found = codes.codes_of(session, KEEPER, office.meeting.id, CONFIG.code_key, NOW)
    session.commit()
    (own,) = [one.code for one in found if one.delegate.id == guest.id]

    assert titles(app, taken(app, own)) == ["Giao ban quý I"]


def test_it_is_renewed_and_ended_at_a_tap(app: Flask, code: str) -> None:
    first = taken(app, code)
    second = taken(app, code, "renew")

    assert (status(app, first), status(app, second)) == (404, 200)
    assert taken(app, code, "end") == ""
    assert status(app, second) == 404


def test_it_ends_with_the_code(
    app: Flask, session: Session, office: Office, code: str, clock: time_machine.Traveller
) -> None:
    url = taken(app, code)
    clock.move_to(NOW + timedelta(minutes=1))
    new = codes.renew_for(
        session, KEEPER, office.lan.id, CONFIG.code_key, NOW + timedelta(minutes=1)
    )
    session.commit()

    assert status(app, url) == 404
    assert app.test_client().post(f"/v/{code}/feed").status_code == 404
    assert status(app, taken(app, new)) == 200


def test_it_ends_when_the_person_is_no_longer_called(
    app: Flask, session: Session, office: Office, code: str
) -> None:
    url = taken(app, code)
    office.lan.state = "cancelled"
    session.commit()

    assert status(app, url) == 404


def test_it_ends_30_days_after_the_last_meeting(
    app: Flask, code: str, clock: time_machine.Traveller
) -> None:
    url = taken(app, code)

    clock.move_to(datetime(2026, 2, 18, tzinfo=UTC))
    assert titles(app, url) == ["Giao ban quý I", "Tập huấn"]
    clock.move_to(datetime(2026, 2, 20, tzinfo=UTC))
    assert status(app, url) == 404


def test_what_was_accepted_may_be_left_out(
    app: Flask, session: Session, office: Office, code: str
) -> None:
    url = taken(app, code)
    office.lan.reply = "yes"
    session.commit()

    assert titles(app, f"{url}?tru-da-moi=1") == ["Tập huấn"]

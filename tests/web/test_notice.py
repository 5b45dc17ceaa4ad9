from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import Connection, event
from sqlalchemy.orm import Session

from planner.services import notice
from planner.services.notice import MeetingFacts
from tests.conftest import CONFIG
from tests.factories import NOW, Office, make_letter, who
from tests.web.browser import send, sign_in


def test_it_shows_what_needs_a_person_first_in_words(app: Flask, office: Office) -> None:
    page = sign_in(app, office.ha).get("/outbox")

    assert "1 thư cần đồng chí xem" in page.text
    assert "Giấy mời họp" in page.text
    assert "chưa gửi ra ngoài" in page.text


def test_with_a_mail_server_it_promises_no_such_thing(
    app: Flask, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = replace(CONFIG, mail_url="smtp://localhost")
    monkeypatch.setitem(app.extensions, "planner.config", config)

    assert "chưa gửi ra ngoài" not in sign_in(app, office.ha).get("/outbox").text


def test_it_is_filtered_by_state(app: Flask, session: Session, office: Office) -> None:
    sent = make_letter(session, office.meeting, "sent", "invite:2")
    client = sign_in(app, office.ha)

    page = client.get("/outbox?state=sent").text

    assert f'href="/outbox/{sent.id}"' in page
    assert f'href="/outbox/{office.letter.id}"' not in page
    assert client.get("/outbox?state=odd&before=0").status_code == 200


def test_it_pages_by_fifty_without_more_queries(
    app: Flask, session: Session, connection: Connection, office: Office
) -> None:
    client = sign_in(app, office.ha)
    few = _queries(connection, lambda: client.get("/outbox"))
    for number in range(60):
        make_letter(session, office.meeting, "sent", f"n{number}")

    many = _queries(connection, lambda: client.get("/outbox"))

    page = client.get("/outbox").text
    older = client.get(page.partition('rel="next"')[0].rpartition('href="')[2].partition('"')[0])
    assert many == few
    assert page.count("<tr") == 51
    assert older.text.count("<tr") == 12


def test_a_doubtful_letter_is_sent_again(app: Flask, session: Session, office: Office) -> None:
    client = sign_in(app, office.ha)

    response = send(client, f"/outbox/{office.letter.id}/again", {}, page="/outbox")

    session.refresh(office.letter)
    assert (response.status_code, office.letter.state) == (303, "waiting")
    assert "Đã đặt lại vào hàng đợi gửi." in client.get("/outbox").text


def test_a_decision_that_was_taken_is_not_taken_twice(
    app: Flask, session: Session, office: Office
) -> None:
    client = sign_in(app, office.ha)
    for _time in range(2):
        send(client, f"/outbox/{office.letter.id}/sent", {}, page="/outbox")

    session.refresh(office.letter)
    assert office.letter.state == "sent"
    assert "Thư này không còn chờ quyết định" in client.get("/outbox").text


def test_a_letter_to_the_host_is_read_as_it_leaves(
    app: Flask, session: Session, office: Office
) -> None:
    facts = MeetingFacts(office.meeting.id, "GB-2026-1", "Giao ban <quý I>", "confirmed")
    notice.tell_host(session, who(session, office.ha), office.host.id, facts, "booked", NOW)
    session.commit()
    letter_id = office.letter.id + 1

    page = sign_in(app, office.ha).get(f"/outbox/{letter_id}").text

    assert "Mời đăng cai: Giao ban &lt;quý I&gt;" in page
    assert "được giao đăng cai" in page


def test_a_letter_that_cannot_be_read_still_stands_in_the_list(
    app: Flask, session: Session, office: Office
) -> None:
    letter = make_letter(session, office.meeting, "failed", "odd")
    letter.subject = ""
    session.commit()

    page = sign_in(app, office.ha).get("/outbox")

    assert page.status_code == 200
    assert f'href="/outbox/{letter.id}">invitation</a>' in page.text


def _queries(connection: Connection, deed: object) -> int:
    seen: list[str] = []

    def count(*args: object) -> None:
        seen.append(str(args[2]))

    event.listen(connection, "before_cursor_execute", count)
    assert callable(deed)
    deed()
    event.remove(connection, "before_cursor_execute", count)
    return len([statement for statement in seen if statement.startswith("SELECT")])

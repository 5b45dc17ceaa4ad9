"""Calendars as programs fetch them, and the pages where people take their addresses."""

import gzip
import re
from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy import Connection, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from planner.domain.feed import Scope
from planner.domain.rights import KEEPER
from planner.services import feed
from planner.services.feed.entries import FEW
from planner.store.account import Account, Credential
from planner.store.feed import FeedEntry
from planner.store.meeting import Meeting
from planner.web.feed import Shelf
from tests.conftest import CONFIG
from tests.factories import NOW, Office, make_delegate, make_meeting, span, who
from tests.web.browser import send, sign_in

OF_EVERY_ANSWER = (
    "Content-Security-Policy",
    "Permissions-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
)
pytestmark = pytest.mark.usefixtures("today")


@pytest.fixture
def today() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def address(session: Session, scope: Scope, code: str = "", by: Account | None = None) -> str:
    viewer = who(session, by) if by else KEEPER
    token = feed.issue(session, viewer, (scope, code), label="", code_key=CONFIG.code_key, now=NOW)
    session.commit()
    return f"/lich/{token}.ics"


def titles(client: FlaskClient, url: str) -> list[str]:
    events = Calendar.from_ical(client.get(url).data).walk("VEVENT")
    return [str(one["SUMMARY"]) for one in events]


@pytest.mark.parametrize(
    ("scope", "code"),
    [(Scope.ALL, ""), (Scope.SERIES, "GB-2026"), (Scope.UNIT, "CN"), (Scope.UNIT, "CL")],
)
def test_a_feed_holds_the_meetings_of_its_target(
    app: Flask, session: Session, office: Office, scope: Scope, code: str
) -> None:
    url = address(session, scope, code)

    assert titles(app.test_client(), url) == [office.meeting.title]


@pytest.mark.parametrize("code", ["TC", "TH"])
def test_a_feed_holds_nothing_of_others(
    app: Flask, session: Session, office: Office, code: str
) -> None:
    assert titles(app.test_client(), address(session, Scope.UNIT, code)) == []


def test_a_feed_of_an_account_shows_what_it_may_see(
    app: Flask, session: Session, office: Office
) -> None:
    make_meeting(session, office.stranger, code="HN-X", title="Của tỉnh khác")

    assert titles(app.test_client(), address(session, Scope.ALL, by=office.ha)) == [
        office.meeting.title
    ]
    assert titles(app.test_client(), address(session, Scope.ALL, by=office.tuan)) == [
        "Của tỉnh khác"
    ]


def test_leaving_a_unit_ends_what_its_feed_shows(
    app: Flask, session: Session, office: Office
) -> None:
    url = address(session, Scope.ME, office.minh.email, office.minh)
    assert titles(app.test_client(), url) == [office.meeting.title]

    office.minh.unit_id = office.other.id
    session.commit()

    assert titles(app.test_client(), url) == []


def test_an_account_that_is_closed_has_no_feed(
    app: Flask, session: Session, office: Office
) -> None:
    url = address(session, Scope.ALL, by=office.ha)
    office.ha.is_active = False
    session.commit()

    assert app.test_client().get(url).status_code == 404


def test_a_person_who_is_called_finds_the_meeting_by_mail(
    app: Flask, session: Session, office: Office
) -> None:
    meeting = make_meeting(session, office.stranger, code="HN-X", title="Tập huấn")
    make_delegate(session, meeting, office.called).email = office.minh.email.upper()
    session.commit()

    assert "Tập huấn" not in titles(
        app.test_client(), address(session, Scope.ME, office.minh.email, office.minh)
    )  # what the account may not see, no feed shows


def test_a_known_version_is_not_sent_again(app: Flask, session: Session, office: Office) -> None:
    client, url = app.test_client(), address(session, Scope.ALL)
    first = client.get(url)

    again = client.get(url, headers={"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]


def test_any_change_makes_a_new_version(app: Flask, session: Session, office: Office) -> None:
    client, url = app.test_client(), address(session, Scope.ALL)
    known = client.get(url).headers["ETag"]
    meeting = session.get_one(Meeting, office.meeting.id)
    meeting.title, meeting.changed_at = "Tên mới", NOW + timedelta(minutes=1)
    session.commit()

    assert client.get(url, headers={"If-None-Match": known}).status_code == 200
    assert titles(client, url) == ["Tên mới"]


def test_the_packed_form_has_a_version_of_its_own(
    app: Flask, session: Session, office: Office
) -> None:
    client, url = app.test_client(), address(session, Scope.ALL)
    plain = client.get(url)

    packed = client.get(url, headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["ETag"] != plain.headers["ETag"]
    known = {"Accept-Encoding": "gzip", "If-None-Match": packed.headers["ETag"]}
    assert client.get(url, headers=known).status_code == 304


def test_head_says_what_get_says(app: Flask, session: Session, office: Office) -> None:
    client, url = app.test_client(), address(session, Scope.ALL)

    got, asked = client.get(url), client.head(url)

    assert (asked.status_code, asked.data) == (200, b"")
    assert asked.headers["ETag"] == got.headers["ETag"]
    assert asked.headers["Content-Type"] == "text/calendar; charset=utf-8"


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "PROPFIND", "REPORT"])
def test_other_ways_to_ask_are_refused(
    app: Flask, session: Session, office: Office, method: str
) -> None:
    url = address(session, Scope.ALL)

    refused = app.test_client().open(url, method=method)

    assert refused.status_code == 405
    assert set(refused.headers["Allow"].split(", ")) == {"GET", "HEAD"}
    assert "Set-Cookie" not in refused.headers


@pytest.mark.parametrize("packing", [{}, {"Accept-Encoding": "gzip"}])
def test_an_address_says_all_that_programs_need_and_nothing_of_cookies(
    app: Flask, session: Session, office: Office, packing: dict[str, str]
) -> None:
    client, url = app.test_client(), address(session, Scope.ALL)

    response = client.get(url, headers=packing)
    said = {name: value for name, value in response.headers if name not in OF_EVERY_ANSWER}

    assert said.pop("Content-Length") == str(len(response.data))
    assert said.pop("ETag") in (f'"{kept}"' for kept in versions(app, packed=bool(packing)))
    assert said == {
        "Content-Type": "text/calendar; charset=utf-8",
        "Content-Disposition": 'inline; filename="so-hop.ics"',
        "Cache-Control": "private, max-age=300",
        "Vary": "Accept-Encoding",
        "X-Robots-Tag": "noindex",
        **({"Content-Encoding": "gzip"} if packing else {}),
    }


@pytest.mark.parametrize("known", [{}, {"If-None-Match": "*"}])
def test_no_question_makes_a_calendar_bring_a_cookie(
    app: Flask, session: Session, office: Office, known: dict[str, str]
) -> None:
    """What is public is kept by proxies, with all that it brings."""
    url = address(session, Scope.ALL)

    assert "Set-Cookie" not in app.test_client().get(f"{url}?lang=en", headers=known).headers


def versions(app: Flask, *, packed: bool) -> list[str]:
    shelf: Shelf = app.extensions["planner.calendars"]
    return [f"{etag}-gzip" if packed else etag for etag in shelf.bodies]


def test_an_address_is_short_enough_and_ends_as_programs_expect(
    app: Flask, session: Session, office: Office
) -> None:
    url = address(session, Scope.ALL)

    assert re.fullmatch(r"/lich/[A-Za-z0-9_-]{43}\.ics", url)
    assert len(f"https://so-hop.tinhdoan.travinh.gov.vn{url}?du-kien=0&han=0&tru-da-moi=1") <= 200


@pytest.mark.parametrize("known", ["*", '"khác", {etag}', "W/{etag}"])
def test_a_version_is_known_however_the_client_says_so(
    app: Flask, session: Session, office: Office, known: str
) -> None:
    client, url = app.test_client(), address(session, Scope.ALL)
    etag = client.get(url).headers["ETag"]

    said = {"If-None-Match": known.replace("{etag}", etag)}
    assert client.get(url, headers=said).status_code == 304


def test_a_date_alone_is_no_version(app: Flask, session: Session, office: Office) -> None:
    """What was taken out raises no date: such a client would keep it for ever."""
    client, url = app.test_client(), address(session, Scope.ALL)
    client.get(url)

    later = {"If-Modified-Since": "Fri, 31 Dec 2027 00:00:00 GMT"}
    assert client.get(url, headers=later).status_code == 200


def test_another_name_of_the_server_changes_no_link(
    app: Flask, session: Session, office: Office
) -> None:
    client, url = app.test_client(), address(session, Scope.ALL)

    strange = client.get(url, headers={"Host": "xau.example"})

    assert strange.data == client.get(url).data
    assert b"xau" not in strange.data


def test_unknown_and_ended_addresses_look_alike(
    app: Flask, session: Session, office: Office
) -> None:
    client, url = app.test_client(), address(session, Scope.ALL)
    feed.revoke_token(session, KEEPER, url[6:-4], NOW)
    session.commit()

    ended, unknown = client.get(url), client.get(f"/lich/{'x' * 43}.ics")

    assert (ended.status_code, unknown.status_code) == (404, 404)
    assert ended.data == unknown.data


@pytest.mark.parametrize("trouble", [RuntimeError("lich"), OperationalError("lich", {}, OSError())])
def test_trouble_is_503_and_never_an_empty_calendar(
    app: Flask,
    session: Session,
    office: Office,
    caplog: pytest.LogCaptureFixture,
    trouble: Exception,
) -> None:
    url = address(session, Scope.ALL)

    def broken() -> Session:
        raise trouble

    app.extensions["planner.readers"] = broken
    response = app.test_client().get(url)

    assert (response.status_code, response.data) == (503, b"")
    assert response.headers["Retry-After"] == "300"
    assert "a calendar was not drawn" in caplog.text
    assert url[6:-4] not in caplog.text


def test_a_fetch_that_cannot_be_written_down_is_answered(
    app: Flask, session: Session, office: Office
) -> None:
    url = address(session, Scope.ALL)

    def broken() -> Session:
        raise OperationalError("lich", {}, OSError())

    app.extensions["planner.writers"] = SimpleNamespace(begin=broken)

    assert app.test_client().get(url).status_code == 200


def test_a_fetch_is_written_down_once_an_hour(app: Flask, session: Session, office: Office) -> None:
    url = address(session, Scope.ALL)
    app.test_client().get(url, headers={"User-Agent": "Google-Calendar-Importer"})
    app.test_client().get(url, headers={"User-Agent": "khác"})

    session.expire_all()
    (credential,) = session.query(Credential).filter_by(kind="feed")
    assert (credential.used_at, credential.used_by) == (NOW, "Google-Calendar-Importer")


def test_after_an_hour_the_next_fetch_is_written_down(
    app: Flask, session: Session, office: Office, today: time_machine.Traveller
) -> None:
    client, url, written = app.test_client(), address(session, Scope.ALL), []
    for minutes in (0, 59, 60, 61):
        today.move_to(NOW + timedelta(minutes=minutes))
        etag = client.get(url, headers={"User-Agent": f"khal/{minutes}"}).headers["ETag"]
        client.get(url, headers={"User-Agent": "x", "If-None-Match": etag})
        session.expire_all()
        (credential,) = session.query(Credential).filter_by(kind="feed")
        written.append(credential.used_by)

    assert written == ["khal/0", "khal/0", "khal/60", "khal/60"]


def test_a_feed_names_nobody(app: Flask, session: Session, office: Office) -> None:
    text = app.test_client().get(address(session, Scope.ALL)).text

    assert office.lan.name not in text
    assert not re.search(r"ATTENDEE|ORGANIZER|METHOD|VALARM", text)


@pytest.mark.parametrize(("few", "many"), [(1, FEW - 2), (2 * FEW, 4 * FEW)])
def test_a_feed_costs_the_same_queries_for_few_and_for_many(
    app: Flask, session: Session, office: Office, connection: Connection, few: int, many: int
) -> None:
    url, sent = address(session, Scope.ALL), []
    event.listen(connection, "before_cursor_execute", lambda *call: sent.append(call))
    app.test_client().get(url)  # the first one is written down, too
    costs = []
    for number in (few, many):
        add_days(session, office, number, code=f"HN-{number}")
        app.extensions["planner.calendars"] = Shelf()
        sent.clear()
        assert app.test_client().get(url).status_code == 200
        costs.append(len(sent))
        session.query(FeedEntry).delete()

    assert costs[0] == costs[1]


def test_a_new_process_finds_what_another_has_drawn(
    app: Flask, session: Session, office: Office
) -> None:
    url = address(session, Scope.ALL)
    add_days(session, office, FEW + 1)
    with app.test_client().get(url) as answer:  # what it writes it writes at the end
        drawn = answer.data
    for entry in session.query(FeedEntry):
        assert entry.text is not None
        entry.text = entry.text.replace("SUMMARY:", "SUMMARY:(sẵn) ")
    session.commit()

    app.extensions["planner.calendars"] = Shelf()

    assert app.test_client().get(url).data == drawn.replace(b"SUMMARY:", "SUMMARY:(sẵn) ".encode())


def test_who_asks_need_not_wait_until_entries_are_kept(
    app: Flask, session: Session, office: Office
) -> None:
    add_days(session, office, FEW + 1)

    with app.test_client().get(address(session, Scope.ALL)) as answer:
        assert answer.data
        before = session.query(FeedEntry).count()

    assert (before, session.query(FeedEntry).count()) == (0, FEW + 2)


def test_what_has_changed_since_is_drawn_anew(app: Flask, session: Session, office: Office) -> None:
    url = address(session, Scope.ALL)
    add_days(session, office, FEW + 1)
    app.test_client().get(url).close()
    office.meeting.title, office.meeting.changed_at = "Đổi tên", NOW + timedelta(seconds=1)
    session.commit()

    app.extensions["planner.calendars"] = Shelf()

    assert "Đổi tên" in app.test_client().get(url).text


def add_days(session: Session, office: Office, number: int, code: str = "HN") -> None:
    for day in range(number):
        make_meeting(
            session,
            office.province,
            office.host,
            code=f"{code}-{day}",
            when=span("08:00", "09:00", day=6 + day % 20),
        )
    session.commit()


def test_a_person_takes_changes_and_ends_an_address(app: Flask, office: Office) -> None:
    client = sign_in(app, office.ha)

    made = send(client, "/feeds/new", {"for": "series:GB-2026", "label": "máy tôi"}, page="/feeds")
    listed = client.get("/feeds").text
    number = re.search(r'href="/feeds/(\d+)"', listed)
    assert made.status_code == 303
    assert number is not None
    page = f"/feeds/{number[1]}"
    old = re.search(r'value="(http[^"]+\.ics)"', client.get(page).text)
    send(client, f"{page}/renew", {}, page=page)
    new = re.search(r'value="(http[^"]+\.ics)"', client.get(page).text)
    assert old
    assert new

    assert client.get(old[1]).status_code == 404
    assert titles(client, new[1]) == [office.meeting.title]
    send(client, f"{page}/revoke", {}, page="/feeds")
    assert client.get(new[1]).status_code == 404
    assert "Chưa có địa chỉ nào." in client.get("/feeds").text


@pytest.mark.parametrize("target", ["", "series:NO", "me:ai@example.vn", "unit:"])
def test_an_unknown_target_is_refused_in_words(app: Flask, office: Office, target: str) -> None:
    client = sign_in(app, office.ha)

    send(client, "/feeds/new", {"for": target}, page="/feeds")

    assert "Chưa rõ lịch của ai" in client.get("/feeds").text


def test_nobody_changes_another_ones_address(app: Flask, session: Session, office: Office) -> None:
    address(session, Scope.ALL, by=office.ha)
    client = sign_in(app, office.tuan)
    app.config["WTF_CSRF_ENABLED"] = False

    assert {client.post(f"/feeds/1/{verb}").status_code for verb in ("renew", "revoke")} == {404}


def test_a_series_is_shown_whole_however_long_ago(
    app: Flask, session: Session, office: Office
) -> None:
    long_ago = span("07:30", "11:00").start - timedelta(days=700)
    office.meeting.starts_at, office.meeting.ends_at = long_ago, long_ago + timedelta(hours=3)
    office.meeting.status = "held"
    session.commit()

    assert titles(app.test_client(), address(session, Scope.SERIES, "GB-2026")) == [
        office.meeting.title
    ]
    assert titles(app.test_client(), address(session, Scope.ALL)) == []

"""Clumsy and hostile hands: every route takes rubbish without a trace of an error of ours."""

from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from random import Random
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from planner.domain.rights import Role
from tests.factories import Office, make_account
from tests.web.browser import api_token, sign_in
from tests.web.cases import Case
from tests.web.test_rights import CASES, guarded

RUBBISH = (
    *("", " ", "\0", "-1", "0", "1.5", "1e9", "NaN", "²", "٣", "½", "9" * 5000),
    *(str(number) for number in (2**31, 10 * 2**30, 2**63, 10**30)),
    *("\ud800", "Nguye\u0302\u0303n", "\u202eabc\u200b", "\ufeff", "\x1b[31m", "👍" * 100),
    *("{{7*7}}", "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>'),
    *('#panic("x")', "=1+1", "%", "_", "'", "\\", "../../etc/passwd", "//evil.vn", "[]", "null"),
    *("a\r\nBcc: x@evil.vn", "a@b\r\nx", "ă" * 10_000, "w" * 300, "a " * 2_000),
    *("0001-01-01", "9999-12-31", "2026-02-31", "99999-01-01", "9999-W53", "31/02/2026"),
    *("24:00", "99:99", "sáng 31/12/9999", "năm 0", "tháng 13", "trước 1/1/0001", "quý 4/9999"),
    *("từ 9/1/2026 đến 5/1/2026", "1.000.000.000.000", "1_000", "+5"),
)
ASKED = (
    *("page", "q", "year", "week", "day", "month", "sort", "status", "state", "kind", "unit"),
    *("from", "to", "text", "on", "when", "title", "above", "convenor", "hall", "venue", "host"),
    *("series", "group", "reply", "rows", "role", "date", "before", "for", "start", "end"),
)
FORM = "application/x-www-form-urlencoded"
# A body that is not what the route takes.
BODIES: tuple[Mapping[str, Any], ...] = (
    {"data": b""},
    {"json": 5},
    {"data": b"{", "content_type": "application/json"},
    {"data": b'{"title": NaN}', "content_type": "application/json"},
    {"data": b"[" * 100_000, "content_type": "application/json"},
    {"data": b"--x\r\nz", "content_type": "multipart/form-data; boundary=x"},
    {"data": b"name=%ff\xfe&title=%ed%a0%80", "content_type": FORM},
    {"data": b"name=x", "content_type": "text/plain; charset=utf-99"},
    {"data": b"title=" + b"a" * 3_000_000, "content_type": FORM},
    {"data": {f"field-{number}": "x" for number in range(2_000)}},
)
Send = Callable[..., str]


@pytest.fixture
def send(app: Flask, session: Session, connection: Connection, office: Office) -> Send:
    """Opens a route as who keeps the office; nothing of it stays. Says what went wrong."""
    app.config["WTF_CSRF_ENABLED"] = False
    keeper = make_account(session, Role.ORGANISER, office.province, "Người giữ")
    admin = make_account(session, Role.ADMIN, office.province, "Người quản")
    hands = [(sign_in(app, one), api_token(app, one)) for one in (keeper, admin)]

    def send(rule: Rule, method: str, **request: Any) -> str:
        session.rollback()
        undone = connection.begin_nested()
        try:
            values = CASES[rule.endpoint].values(office)
            asked = request.pop("query_string", {})
            url = app.url_map.bind("localhost").build(rule.endpoint, {**asked, **values}, method)
            for browser, token in hands:
                headers = token if rule.rule.startswith("/api/") else {}
                page = browser.open(url, method=method, headers=headers, **request)
                if page.status_code != 404:
                    break
            return _wrong(page.status_code, page.get_data())
        except Exception as error:  # all of them, told together
            return f"{type(error).__name__}: {error}"[:200]
        finally:
            session.rollback()
            if undone.is_active:
                undone.rollback()

    return send


def _wrong(status: int, page: bytes) -> str:
    if status >= 500:
        return str(status)
    alive = (b"<script>alert", b"><img src=x")
    return "not escaped" if any(mark in page for mark in alive) else ""


def _posts(app: Flask) -> Iterator[tuple[Rule, str, Case]]:
    for rule in guarded(app):
        for method in sorted((rule.methods or set()) & {"POST", "PATCH"}):
            yield rule, method, CASES[rule.endpoint]


def _encoded(fields: Mapping[str, Any]) -> dict[str, Any]:
    """A form as a browser sends it, with what no browser would send, too."""
    pairs = {name: _bytes(str(value)) for name, value in fields.items()}
    return {"data": urlencode(pairs), "content_type": FORM}


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def test_pages_take_any_question(app: Flask, send: Send) -> None:
    dice = Random(1)  # noqa: S311 (the same each time)
    wrong = []
    for rule in guarded(app):
        if "GET" not in (rule.methods or set()):
            continue
        for _try in range(2):
            asked = {name: _bytes(dice.choice(RUBBISH)) for name in ASKED}
            said = send(rule, "GET", query_string=asked)
            if said:
                wrong.append((rule.endpoint, asked, said))
    assert wrong == []


def test_forms_take_any_value(app: Flask, office: Office, send: Send) -> None:
    dice = Random(2)  # noqa: S311 (as above)
    wrong = []
    for rule, method, case in _posts(app):
        form = case.form(office)
        for _try in range(3 if form else 0):
            spoilt = {**form, dice.choice(sorted(form)): dice.choice(RUBBISH)}
            said = send(rule, method, **({"json": spoilt} if case.json else _encoded(spoilt)))
            if said:
                wrong.append((rule.endpoint, spoilt, said))
    assert wrong == []


def test_forms_take_any_body(app: Flask, send: Send) -> None:
    bodies = cycle(BODIES)
    wrong = []
    for rule, method, _case in _posts(app):
        for _try in range(2):
            body = next(bodies)
            said = send(rule, method, **body)
            if said:
                wrong.append((rule.endpoint, str(body)[:80], said))
        next(bodies)  # so that each route meets others
    assert wrong == []


@pytest.mark.parametrize("number", ["0", "-1", str(2**31), "9" * 30, "abc", "%00", "%C2%B2", "1.5"])
def test_a_number_that_no_row_has_is_missing(app: Flask, office: Office, number: str) -> None:
    browser = sign_in(app, office.ha)

    pages = [
        browser.get(f"/{name}/{number}")
        for name in ("meetings", "series", "units", "people", "venues", "outbox", "feeds")
    ]

    assert {page.status_code for page in pages} == {404}


@pytest.mark.parametrize("number", [str(2**31), "9" * 5000, "²", "abc", "-1"])
def test_a_number_in_a_question_that_no_row_has_narrows_nothing(
    app: Flask, office: Office, number: str
) -> None:
    page = sign_in(app, office.ha).get(f"/meetings/{office.meeting.id}/delegates?group={number}")

    assert page.status_code == 200
    assert office.lan.name in page.text


@pytest.mark.parametrize("host", ["a" * 64, "a..b"])
def test_a_host_that_is_none_is_a_bad_request(app: Flask, host: str) -> None:
    page = app.test_client().get("/login", headers={"Host": host})

    assert page.status_code == 400


@pytest.mark.parametrize("path", ["/venues", "/venues/", "/audit", "//venues", "/meetings/"])
def test_no_address_leads_to_the_host_that_a_request_names(
    app: Flask, office: Office, path: str
) -> None:
    page = sign_in(app, office.ha).get(path, headers={"Host": "evil.vn"})

    assert "evil.vn" not in page.headers.get("Location", "")
    assert "evil.vn" not in page.text

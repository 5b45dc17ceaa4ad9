"""Calendars that are asked for again: answered from memory, never a moment too long."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from planner.app import create_app
from planner.config import Config
from planner.domain.account import token_hash
from planner.domain.feed import Scope
from planner.domain.rights import KEEPER
from planner.services import feed
from planner.store.account import Credential, find_credential
from tests.conftest import CONFIG
from tests.databases import ENGINES, fresh
from tests.factories import NOW, make_meeting, make_unit

Ask = Callable[..., TestResponse]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(params=ENGINES)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An app on a database of its own, which counts how often a view was asked."""
    with fresh(request.param, tmp_path, request) as engine:
        url = engine.url.render_as_string(hide_password=False)
        app = create_app(Config(CONFIG.secret_key, CONFIG.code_key, url, instance=tmp_path))
        app.config["asked"] = 0
        app.before_request(lambda: app.config.update(asked=app.config["asked"] + 1))
        yield app
        app.extensions["planner.memory"].close()
        app.extensions["planner.engine"].dispose()


@pytest.fixture
def session(house: Flask) -> Iterator[Session]:
    with house.extensions["planner.writers"]() as session:
        yield session


@pytest.fixture
def token(session: Session) -> str:
    unit = make_unit(session, "TINH", "Tỉnh đoàn Trà Vinh", kind="tỉnh đoàn", level=2)
    make_meeting(session, unit)
    issued = feed.issue(
        session, KEEPER, (Scope.UNIT, "TINH"), label="", code_key=CONFIG.code_key, now=NOW
    )
    session.commit()
    return issued


@pytest.fixture
def client(house: Flask) -> FlaskClient:
    return house.test_client()


@pytest.fixture
def ask(client: FlaskClient, token: str) -> Ask:
    """A calendar whose first visit today is written down already."""
    client.get(f"/lich/{token}.ics")
    client.get(f"/lich/{token}.ics")
    return lambda path="", **said: client.get(f"/lich/{token}.ics{path}", headers=said)


def views(house: Flask) -> int:
    count: int = house.config["asked"]
    return count


def test_the_same_question_asks_no_view_again(house: Flask, ask: Ask) -> None:
    before, asked = ask(), views(house)

    after = ask()

    assert views(house) == asked
    assert (after.status, after.data, list(after.headers)) == (
        before.status,
        before.data,
        list(before.headers),
    )


def test_a_known_version_asks_no_view_again(house: Flask, ask: Ask) -> None:
    known = {"If-None-Match": ask().headers["ETag"]}
    before, asked = ask(**known), views(house)

    after = ask(**known)

    assert (before.status_code, after.status_code, after.data) == (304, 304, b"")
    assert list(after.headers) == list(before.headers)
    assert views(house) == asked


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("?huy=0", {}),
        ("", {"Accept-Encoding": "gzip"}),
        ("", {"If-None-Match": '"khác"'}),
    ],
)
def test_another_question_asks_the_view(
    house: Flask, ask: Ask, path: str, said: dict[str, str]
) -> None:
    ask()
    asked = views(house)

    ask(path, **said)

    assert views(house) == asked + 1


def test_head_is_answered_as_head(client: FlaskClient, ask: Ask, token: str) -> None:
    got = ask()
    for _time in range(2):
        head = client.head(f"/lich/{token}.ics")
        assert (head.data, head.headers["Content-Length"]) == (b"", got.headers["Content-Length"])


def test_any_write_ends_what_was_kept(house: Flask, session: Session, ask: Ask, token: str) -> None:
    assert ask().status_code == 200

    feed.revoke_token(session, KEEPER, token, NOW)
    session.commit()

    assert ask().status_code == 404


@pytest.mark.parametrize("later", [timedelta(hours=1), timedelta(days=1)])
def test_a_use_that_is_to_be_written_down_asks_the_view(
    session: Session, ask: Ask, token: str, clock: time_machine.Traveller, later: timedelta
) -> None:
    ask()
    clock.move_to(NOW + later)

    ask()

    assert credential(session, token).used_at == NOW + later


def test_an_address_ends_on_time(
    session: Session, ask: Ask, token: str, clock: time_machine.Traveller
) -> None:
    credential(session, token).expires_at = NOW + timedelta(minutes=20)
    session.commit()
    ask()
    assert ask().status_code == 200

    clock.move_to(NOW + timedelta(minutes=20))

    assert ask().status_code == 404


def test_without_a_database_the_view_says_so(house: Flask, ask: Ask) -> None:
    ask()

    def broken() -> object:
        raise OSError("không có cơ sở dữ liệu")

    house.extensions["planner.memory"].version = broken

    assert ask().status_code == 503


def test_a_large_answer_is_not_kept(
    house: Flask, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.web.kept.LARGEST", 100)
    ask("?nam=2026")
    asked = views(house)

    assert ask("?nam=2026").data
    assert views(house) == asked + 1


def credential(session: Session, token: str) -> Credential:
    session.expire_all()
    found = find_credential(session, "feed", token_hash(token))
    assert found is not None
    return found

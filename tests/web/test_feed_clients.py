"""Programs that people follow calendars with, on a served house: vdirsyncer fetches, khal shows."""

import logging
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from planner.app import create_app
from planner.config import Config
from planner.domain.feed import Scope
from planner.domain.meeting import When
from planner.domain.rights import KEEPER
from planner.domain.timespan import HANOI, TimeSpan
from planner.services import feed, meeting
from planner.store.account import Credential
from planner.store.meeting import Meeting
from planner.store.schema import upgrade
from tests.factories import make_meeting, make_unit
from tests.needs import lacking

TODAY = datetime.now(HANOI).date()
NOW = datetime.now(UTC)

FETCHES = """
[general]
status_path = "{folder}/status/"

[pair lich]
a = "theirs"
b = "ours"
collections = null

[storage theirs]
type = "http"
url = "{url}"

[storage ours]
type = "filesystem"
path = "{folder}/calendar/"
fileext = ".ics"
"""
SHOWS = """
[calendars]
[[lich]]
path = {folder}/calendar/
readonly = True

[locale]
local_timezone = Asia/Ho_Chi_Minh
default_timezone = Asia/Ho_Chi_Minh
timeformat = %H:%M
dateformat = %Y-%m-%d
longdateformat = %Y-%m-%d
datetimeformat = %Y-%m-%d %H:%M
longdatetimeformat = %Y-%m-%d %H:%M

[sqlite]
path = {folder}/khal.sqlite
"""


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Flask]:
    """A served house on a database of its own."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server("127.0.0.1", 0, Flask("waiting"), threaded=True)
    config = Config(
        secret_key="k" * 32,
        code_key="c" * 32,
        database_url=f"sqlite:///{tmp_path / 'planner.sqlite'}",
        base_url=f"http://127.0.0.1:{server.server_port}",
        instance=tmp_path,
    )
    app = create_app(config)
    upgrade(app.extensions["planner.engine"])
    server.app = app
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield app
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["planner.engine"].dispose()


@pytest.fixture
def session(house: Flask) -> Iterator[Session]:
    with house.extensions["planner.writers"]() as session:
        yield session


@pytest.fixture
def url(house: Flask, session: Session) -> str:
    """A calendar of a unit's three meetings, next month."""
    unit = make_unit(session, "TINH", "Tỉnh đoàn Trà Vinh", kind="tỉnh đoàn", level=2)
    for number in (1, 2, 3):
        title = f"Giao ban cụm {number}; quý I, đợt {number}"
        make_meeting(session, unit, code=f"M-{number}", title=title, when=hours(30 + number))
    key = house.extensions["planner.config"].code_key
    token = feed.issue(session, KEEPER, (Scope.UNIT, "TINH"), label="", code_key=key, now=NOW)
    session.commit()
    return f"{house.extensions['planner.config'].base_url}/lich/{token}.ics"


@pytest.fixture
def synced(url: str, tmp_path: Path) -> Callable[[], list[str]]:
    """Fetches, and says what the calendar shows then."""
    (tmp_path / "calendar").mkdir()
    (tmp_path / "fetches").write_text(FETCHES.format(folder=tmp_path, url=url))
    (tmp_path / "shows").write_text(SHOWS.format(folder=tmp_path))
    _run(tmp_path, "vdirsyncer", "-c", "fetches", "discover", "lich")
    form = "{start} {end} {status}{title}"

    def sync() -> list[str]:
        _run(tmp_path, "vdirsyncer", "-c", "fetches", "sync")
        wanted = ["list", "--once", "--day-format", "", "--format", form, f"{TODAY}", "90d"]
        return _run(tmp_path, "khal", "-c", "shows", *wanted).splitlines()

    return sync


def test_a_subscriber_sees_a_move_a_cancellation_and_a_removal(
    session: Session, synced: Callable[[], list[str]]
) -> None:
    assert synced() == [line(1), line(2), line(3)]

    moved = When.exact(hours(40))
    meeting.change(session, KEEPER, of(session, 1).id, {"when": moved}, NOW + timedelta(seconds=1))
    session.commit()
    assert synced() == [line(2), line(3), line(1, 40)]

    later = NOW + timedelta(seconds=2)
    meeting.cancel(session, KEEPER, of(session, 2).id, reason="trùng lịch", now=later)
    session.commit()
    assert synced() == [line(2, status="CANCELLED", mark="[ĐÃ HUỶ] "), line(3), line(1, 40)]

    of(session, 3).convenor_id = make_unit(session, "KHAC", "Huyện đoàn khác").id
    session.commit()
    assert synced() == [line(2, status="CANCELLED", mark="[ĐÃ HUỶ] "), line(1, 40)]
    (credential,) = session.query(Credential).filter_by(kind="feed")
    session.refresh(credential)
    assert credential.used_by.startswith("vdirsyncer/")


def of(session: Session, number: int) -> Meeting:
    return session.query(Meeting).filter_by(code=f"M-{number}").one()


def line(number: int, day: int = 0, status: str = "CONFIRMED", mark: str = "") -> str:
    on = day_after(day or 30 + number)
    title = f"{mark}Giao ban cụm {number}; quý I, đợt {number}"
    return f"{on} 08:00 {on} 11:30 {status} {title}"


def day_after(days: int) -> date:
    return TODAY + timedelta(days=days)


def hours(days: int) -> TimeSpan:
    on = day_after(days)
    start = datetime(on.year, on.month, on.day, 8, tzinfo=HANOI)
    return TimeSpan(start, start + timedelta(hours=3, minutes=30))


def _run(folder: Path, program: str, *arguments: str) -> str:
    """On nothing but its own folder and loopback."""
    path = shutil.which(program, path=str(Path(sys.executable).parent))
    if path is None:
        lacking(f"no {program}: make test")
    env = {"PATH": os.defpath, "HOME": str(folder), "LC_ALL": "C.UTF-8", "TZ": "Asia/Ho_Chi_Minh"}
    said = subprocess.run(  # noqa: S603 -- our own programs
        [path, *arguments], cwd=folder, env=env, capture_output=True, text=True, timeout=60
    )
    assert said.returncode == 0, said.stderr
    return said.stdout

"""The server dies in the middle of a rush: what it acknowledged is kept, nothing is kept twice."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.client import HTTPException
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy.orm import Session, sessionmaker

from planner.config import ROOT
from planner.domain.account import delegate_code, token_hash
from planner.domain.rights import KEEPER
from planner.domain.timespan import TimeSpan
from planner.services.attendance import ledger
from planner.store.account import Credential
from planner.store.attendance import Attendance, Scan
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.session import make_engine, make_writers
from tests.doors import KEY, item, open_door
from tests.factories import make_meeting, make_unit

PEOPLE, DOORS, BATCH = 10_000, 8, 100
EACH_AT = 2  # doors that see the same person
SCANS = PEOPLE * EACH_AT
PATIENCE = 30  # seconds for a server to answer


@pytest.fixture
def database(tmp_path: Path, blank_sqlite: Path) -> str:
    return f"sqlite:///{copy(blank_sqlite, tmp_path / 'planner.sqlite')}"


@pytest.fixture
def writers(database: str) -> Iterator[sessionmaker[Session]]:
    engine = make_engine(database)
    yield make_writers(engine)
    engine.dispose()


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(database: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A real server with threads, in a group of its own; killed at the end if it still lives."""
    settings = {
        "PLANNER_DATABASE_URL": database,
        "PLANNER_SECRET_KEY": "k" * 32,
        "PLANNER_CODE_KEY": KEY.decode(),
        "PORT": str(port),
        "PATH": os.defpath,
    }
    options = ["--preload", "--threads", str(DOORS), "--bind", f"127.0.0.1:{port}"]
    server = subprocess.Popen(  # noqa: S603 -- our own server
        [sys.executable, "-m", "gunicorn", *options, "--log-level", "critical", "wsgi:app"],
        cwd=ROOT,
        env=settings,
        start_new_session=True,
    )
    try:
        wait_for(port)
        yield server
    finally:
        kill(server, port)


def kill(server: subprocess.Popen[bytes], port: int) -> None:
    """At once, with its workers, as when the power goes."""
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait(timeout=PATIENCE)
        wait_until_gone(port)


def wait_until_gone(port: int) -> None:
    """A killed worker may hold the port, and its last write, a little longer than its master."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return
        time.sleep(0.05)
    raise TimeoutError(port)


def wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise TimeoutError(port)


def post(port: int, token: str, batch: list[dict[str, object]]) -> list[dict[str, object]]:
    """The results of a batch; OSError or HTTPException where no whole answer came."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/scans",
        data=json.dumps({"scans": batch}).encode(),
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:  # noqa: S310 -- as above
        results: list[dict[str, object]] = json.load(answer)["results"]
        return results


def rush(port: int, token: str, queue: list[dict[str, object]]) -> list[dict[str, object]]:
    """What was acknowledged before the server was gone."""
    acknowledged: list[dict[str, object]] = []
    for start in range(0, len(queue), BATCH):
        try:
            acknowledged += post(port, token, queue[start : start + BATCH])
        except (OSError, HTTPException):  # no answer, or half of one
            break
    return acknowledged


def a_meeting_of_now(session: Session) -> tuple[Meeting, list[str]]:
    """A meeting that goes on for long yet, and the codes of its delegates."""
    now, day = datetime.now(UTC), timedelta(days=1)
    when = TimeSpan(now - day, now + day)
    meeting = make_meeting(session, make_unit(session, "TINH", level=2), when=when)
    names = [f"Khách {n:05}" for n in range(PEOPLE)]
    session.bulk_insert_mappings(
        Delegate.__mapper__,
        [{"meeting_id": meeting.id, "name": n, "search_key": n, "sort_key": n} for n in names],
    )
    ids = [row.id for row in session.query(Delegate.id).order_by(Delegate.id)]
    codes = [delegate_code(KEY, "delegate", one, 1) for one in ids]
    session.bulk_insert_mappings(
        Credential.__mapper__,
        [
            {"kind": "delegate", "owner_id": one, "hash": token_hash(code), "created_at": now}
            for one, code in zip(ids, codes, strict=True)
        ],
    )
    session.commit()
    return meeting, codes


def queues_of(codes: list[str], now: datetime) -> list[list[dict[str, object]]]:
    """One for each door; every code stands in those of two doors."""
    parts = DOORS // EACH_AT
    return [
        [item(code, now, offline=True) for code in codes[door % parts :: parts]]
        for door in range(DOORS)
    ]


def test_nothing_acknowledged_is_lost_and_nothing_is_kept_twice(
    database: str, writers: sessionmaker[Session]
) -> None:
    now = datetime.now(UTC)
    with writers() as session:
        meeting, codes = a_meeting_of_now(session)
        tokens = [open_door(session, meeting, f"Cửa {n}", now=now) for n in range(DOORS)]
    queues = queues_of(codes, now)
    work = list(zip(tokens, queues, strict=True))
    port = free_port()

    with ThreadPoolExecutor(DOORS) as pool, serving(database, port) as server:
        doors = [pool.submit(rush, port, token, queue) for token, queue in work]
        wait_until_busy(writers)
        kill(server, port)
        acknowledged = [result for door in doors for result in door.result()]
    kept = ids_in_log(writers)
    with serving(database, port), ThreadPoolExecutor(DOORS) as pool:
        doors = [pool.submit(rush, port, token, queue) for token, queue in work]
        again = [result for door in doors for result in door.result()]

    assert 0 < len(acknowledged) < SCANS
    assert {str(result["id"]) for result in acknowledged} <= kept
    assert {str(result["id"]) for result in again if result["replayed"]} == kept
    said = Counter(result["verdict"] for result in again)
    assert said == {"ok": PEOPLE, "already": SCANS - PEOPLE}
    with writers() as session:
        assert session.query(Scan).count() == SCANS
        assert session.query(Attendance).count() == PEOPLE
        assert ledger.rebuild(session, KEEPER, meeting.id, now) == 0


def wait_until_busy(writers: sessionmaker[Session]) -> None:
    """Until some of the scans are in the log, and many are on their way."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with writers() as session:
            if session.query(Scan).count() >= SCANS // 10:
                return
        time.sleep(0.02)


def ids_in_log(writers: sessionmaker[Session]) -> set[str]:
    with writers() as session:
        return {row.client_id for row in session.query(Scan.client_id)}

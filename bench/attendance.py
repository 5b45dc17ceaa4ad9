"""Check-ins a second, one by one and in batches, beside a bare Flask handler with one commit."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planner.app import create_app
from planner.config import Config
from planner.domain.account import delegate_code, token_hash
from planner.domain.rights import KEEPER
from planner.services.attendance.door import NewDoor, open_door
from planner.store.account import Credential
from planner.store.directory import Unit
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.schema import upgrade

PEOPLE = 2_000
SINGLES, BATCH = 500, 100
KEY = "c" * 32

Entry = dict[str, float | str]


def measure() -> dict[str, Entry]:
    """Scans a second of one client, everybody for the first time; SQLite, synchronous FULL."""
    with TemporaryDirectory() as folder:
        app = create_app(
            Config(
                secret_key="k" * 32,
                code_key=KEY,
                database_url=f"sqlite:///{folder}/planner.sqlite",
                instance=Path(folder),
            )
        )
        upgrade(app.extensions["planner.engine"])
        with app.extensions["planner.writers"].begin() as session:
            token, codes = a_rush(session)
        headers = {"Authorization": f"Bearer {token}"}
        client = app.test_client()
        bare = rate(SINGLES, one_commit(Path(folder) / "bare.sqlite"))
        single = rate(SINGLES, sender(client, headers, codes[:SINGLES], 1))
        batched = rate(
            PEOPLE - SINGLES, sender(client, headers, codes[SINGLES:], BATCH), step=BATCH
        )
        app.extensions["planner.engine"].dispose()
    return {
        "attendance.single": _entry(single, bare),
        "attendance.batch_of_100": _entry(batched, bare),
    }


def a_rush(session: Session) -> tuple[str, list[str]]:
    """A meeting that is going on, a door, and the codes of its delegates."""
    now = datetime.now(UTC)
    unit = Unit(code="DOAN", name="Đoàn", kind="tỉnh đoàn", level=2, search_key="", sort_key="")
    session.add(unit)
    session.flush()
    hours = {"starts_at": now - timedelta(hours=1), "ends_at": now + timedelta(hours=8)}
    stamps = {"changed_at": now, "created_at": now}
    meeting = Meeting(
        code="HOP",
        kind="conference",
        title="Họp",
        search_key="hop",
        convenor_id=unit.id,
        precision="minute",
        uid="hop",
        **hours,
        **stamps,
    )
    session.add(meeting)
    session.flush()
    names = [f"Người {number}" for number in range(PEOPLE)]
    guests = [Delegate(meeting_id=meeting.id, name=n, search_key=n, sort_key=n) for n in names]
    session.add_all(guests)
    session.flush()
    codes = {one.id: delegate_code(KEY.encode(), "delegate", one.id, 1) for one in guests}
    session.add_all(
        Credential(kind="delegate", owner_id=number, hash=token_hash(code), created_at=now)
        for number, code in codes.items()
    )
    return open_door(session, KEEPER, meeting.id, NewDoor("Cửa"), now).token, list(codes.values())


def sender(
    client: FlaskClient, headers: dict[str, str], codes: list[str], size: int
) -> Callable[[int], None]:
    """Sends `size` scans from a place in the list; every one must be let in."""
    at = datetime.now(UTC).isoformat()
    items = [{"id": str(uuid4()), "code": code, "kind": "in", "at": at} for code in codes]

    def send(start: int) -> None:
        body = {"scans": items[start : start + size]}
        answer = client.post("/api/v1/scans", json=body, headers=headers).get_json()
        if {one["verdict"] for one in answer["results"]} != {"ok"}:
            raise AssertionError(answer)

    return send


def one_commit(path: Path) -> Callable[[int], None]:
    """A Flask handler that reads JSON, writes one row and commits; nothing else."""
    bare = Flask("bare")
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE scan (id TEXT PRIMARY KEY)")

    @bare.post("/")
    def keep() -> dict[str, bool]:
        connection.execute("INSERT INTO scan VALUES (?)", (str(uuid4()),))
        connection.commit()
        return {"kept": True}

    client = bare.test_client()
    return lambda _start: _ensure_done(client.post("/", json={"scans": []}).status_code)


def rate(number: int, send: Callable[[int], None], step: int = 1) -> float:
    """How many a second."""
    began = perf_counter()
    for start in range(0, number, step):
        send(start)
    return number / (perf_counter() - began)


def _ensure_done(status: int) -> None:
    if status != 200:
        raise AssertionError(status)


def _entry(value: float, baseline: float) -> Entry:
    return {
        "value": round(value),
        "unit": "/s",
        "baseline": round(baseline),
        "ratio": round(value / baseline, 2),
    }

"""Calendars of 500 meetings a second: drawn, from memory, unchanged; and beside a growing office.

Packed bodies, as calendar programs ask for. What is in memory is asked for by eight clients; what
must be drawn by one, and before each request something is changed: one meeting (its lines are
made anew, the others are kept) or all 500 (nothing is kept anywhere). A new process knows nothing
but finds in the database what others have drawn: such an app answers in this process, without a
socket, beside the bare one likewise.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from flask import Flask

from bench.bare import create_app as bare_app
from bench.clients import END_OF_HEAD, Clients, Volley, ask, clients, request
from bench.entries import Entry, beside, best_in_turn
from bench.offices import Office, add_feed, add_meetings, add_unit, open_office
from bench.serving import serving
from planner.app import create_app
from planner.config import Config
from planner.store.meeting import Meeting
from planner.store.memory import Memory
from planner.web.feed import Shelf

MEETINGS = 500
OTHERS = (0, 5_000, 50_000)  # meetings of other units in the same days
MANY, DRAWN = 800, 12  # requests a round
PACKED = {"Accept-Encoding": "gzip"}
BARE = "bench.bare:create_app()"


def measure() -> dict[str, Entry]:
    """Feeds a second, each beside a bare Flask handler that sends the same bytes, or a bare 304."""
    with TemporaryDirectory() as name, clients() as eight, _office(name) as (office, path):
        body = Path(name) / "body"
        with serving("wsgi:app", office.settings) as house:
            head, _end, packed = ask(house, request(path, headers=PACKED)).partition(END_OF_HEAD)
            body.write_bytes(packed)
            with serving(BARE, {"BARE_BODY": str(body)}) as bare:
                found = _kept(eight, (house, path, _etag(head)), bare)
                found |= _drawn(office, path, (house, bare))
        found |= _drawn_anew(office, path, body)
        return found | _grown(eight, office, path)


@contextmanager
def _office(folder: str) -> Iterator[tuple[Office, str]]:
    """An office with one unit of 500 meetings, and the path of that unit's calendar."""
    office = open_office(f"sqlite:///{folder}/planner.sqlite")
    with office.writer() as session:
        unit = add_unit(session, "DOAN", "Tỉnh đoàn")
        add_meetings(session, unit, MEETINGS, datetime.now(UTC))
        session.commit()
    yield office, add_feed(office, unit)
    office.engine.dispose()


def _etag(head: bytes) -> str:
    lines = head.decode("latin-1").split("\r\n")
    return next(line.partition(": ")[2] for line in lines if line.lower().startswith("etag:"))


def _kept(eight: Clients, feed: tuple[int, str, str], bare: int) -> dict[str, Entry]:
    house, path, etag = feed
    kept, sent, known, same = best_in_turn(
        lambda _turn: _rate(eight, house, path, MANY),
        lambda _turn: _rate(eight, bare, "/feed", MANY),
        lambda _turn: _rate_of_304(eight, house, path, etag),
        lambda _turn: _rate_of_304(eight, bare, "/same", etag),
    )
    return {"feed.from_memory": beside(kept, sent), "feed.not_modified": beside(known, same)}


def _drawn(office: Office, path: str, ports: tuple[int, int]) -> dict[str, Entry]:
    house, bare = ports
    sent = _drawing(bare, "/feed", lambda: None)
    anew = _drawing(house, path, lambda: _touch(office, 1))
    from_nothing = _drawing(house, path, lambda: _touch(office, MEETINGS))
    return {
        "feed.drawn_after_a_change": beside(anew, sent),
        "feed.drawn_from_nothing": beside(from_nothing, sent),
    }


def _drawing(port: int, path: str, change: Callable[[], None]) -> float:
    """Answers a second for one client, the changes between them not counted."""
    asked, spent = request(path, headers=PACKED), 0.0
    for _turn in range(DRAWN):
        change()
        began = monotonic()
        ask(port, asked)
        spent += monotonic() - began
    return DRAWN / spent


def _drawn_anew(office: Office, path: str, body: Path) -> dict[str, Entry]:
    """Nothing in memory, all entries in the database."""
    settings = office.settings
    config = Config(
        secret_key=settings["PLANNER_SECRET_KEY"],
        code_key=settings["PLANNER_CODE_KEY"],
        database_url=office.url,
        base_url=settings["PLANNER_BASE_URL"],
        instance=body.parent,
    )
    house, bare = create_app(config), bare_app(str(body))
    made, sent = best_in_turn(
        lambda _turn: _answers(house, path, lambda: _forget(house)),
        lambda _turn: _answers(bare, "/feed", lambda: None),
    )
    house.extensions["planner.memory"].close()
    house.extensions["planner.engine"].dispose()
    return {"feed.drawn_by_a_new_process": beside(made, sent)}


def _forget(house: Flask) -> None:
    """As a process that has just begun."""
    house.extensions["planner.memory"].close()
    house.extensions["planner.calendars"] = Shelf()
    house.extensions["planner.memory"] = Memory(house.extensions["planner.engine"])


def _answers(app: Flask, path: str, before: Callable[[], None]) -> float:
    """Answers a second of an app asked in this process; the first one warms it up."""
    client, spent = app.test_client(), 0.0
    client.get(path, headers=PACKED).close()  # what it writes it writes at the end
    for _turn in range(DRAWN):
        before()
        began = monotonic()
        answer = client.get(path, headers=PACKED)
        spent += monotonic() - began
        answer.close()
    return DRAWN / spent


def _touch(office: Office, number: int) -> None:
    """So many of the unit's meetings have changed this moment, their names, too."""
    with office.writer() as session:
        ours = session.query(Meeting).filter(Meeting.code.startswith("DOAN-"))
        for meeting in ours.order_by(Meeting.id).limit(number):
            meeting.sequence, meeting.changed_at = meeting.sequence + 1, datetime.now(UTC)
            meeting.title = f"{meeting.title.partition(' lần ')[0]} lần {meeting.sequence}"
        session.commit()


def _grown(eight: Clients, office: Office, path: str) -> dict[str, Entry]:
    """Unchanged and drawn after a change, beside the same among no other meetings."""
    found: dict[str, Entry] = {}
    alone: tuple[float, float] | None = None
    with serving("wsgi:app", office.settings) as house:
        for others in OTHERS:
            _add_others(office, others)
            now = _known_and_drawn(eight, house, office, path)
            alone = alone or now
            if others:
                found[f"feed.not_modified.among_{others}"] = beside(now[0], alone[0])
                found[f"feed.drawn_after_a_change.among_{others}"] = beside(now[1], alone[1])
    return found


def _add_others(office: Office, number: int) -> None:
    with office.writer() as session:
        for index in range(10):
            unit = add_unit(session, f"U{number}-{index}", f"Huyện đoàn {index}")
            if number:
                add_meetings(session, unit, number // 10, datetime.now(UTC))
        session.commit()


def _known_and_drawn(eight: Clients, house: int, office: Office, path: str) -> tuple[float, float]:
    drawn = _drawing(house, path, lambda: _touch(office, 1))
    head, _end, _body = ask(house, request(path, headers=PACKED)).partition(END_OF_HEAD)
    etag = _etag(head)
    (known,) = best_in_turn(lambda _turn: _rate_of_304(eight, house, path, etag))
    return known, drawn


def _rate(eight: Clients, port: int, path: str, number: int) -> float:
    return eight.rate(port, Volley([request(path, headers=PACKED)] * number))


def _rate_of_304(eight: Clients, port: int, path: str, etag: str, number: int = MANY) -> float:
    asked = request(path, headers={**PACKED, "If-None-Match": etag})
    return eight.rate(port, Volley([asked] * MANY, 304))

"""Calendars of 500 meetings a second: drawn, from memory, unchanged; and beside a growing office.

Eight clients, packed bodies as calendar programs ask for. Drawn from nothing: no meeting's lines
are kept, as after a start; drawn anew: only the file is gone, as after a change in it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.clients import END_OF_HEAD, Clients, Volley, ask, clients, request
from bench.entries import Entry, beside, best_in_turn
from bench.offices import Office, add_feed, add_meetings, add_unit, open_office
from bench.serving import serving

MEETINGS = 500
OTHERS = (0, 5_000, 50_000)  # meetings of other units in the same days
FEW, SOME, MANY = 16, 80, 800  # requests a round, by what one costs
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
                sent = _rate(eight, bare, "/feed", MANY)
                found |= _drawn(eight, office, path, sent)
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


def _drawn(eight: Clients, office: Office, path: str, sent: float) -> dict[str, Entry]:
    found = {}
    for name, forgets, number in (("from_nothing", "all", FEW), ("anew", "bodies", SOME)):
        settings = {**office.settings, "FORGETS": forgets}
        with serving("bench.forgetful:app", settings) as house:
            rate = max(_rate(eight, house, path, number) for _turn in range(2))
        found[f"feed.drawn_{name}"] = beside(rate, sent)
    return found


def _grown(eight: Clients, office: Office, path: str) -> dict[str, Entry]:
    """304 and drawing anew, each beside the same in an office of these 500 meetings alone."""
    found: dict[str, Entry] = {}
    before: tuple[float, float] | None = None
    for others in OTHERS:
        _add_others(office, others)
        now = _known_and_drawn(eight, office, path)
        if before is not None:
            found[f"feed.not_modified.of_{others}"] = beside(now[0], before[0])
            found[f"feed.drawn_anew.of_{others}"] = beside(now[1], before[1])
        before = before or now
    return found


def _add_others(office: Office, number: int) -> None:
    with office.writer() as session:
        for index in range(10):
            unit = add_unit(session, f"U{number}-{index}", f"Huyện đoàn {index}")
            if number:
                add_meetings(session, unit, number // 10, datetime.now(UTC))
        session.commit()


def _known_and_drawn(eight: Clients, office: Office, path: str) -> tuple[float, float]:
    with serving("bench.forgetful:app", {**office.settings, "FORGETS": "bodies"}) as house:
        head, _end, _body = ask(house, request(path, headers=PACKED)).partition(END_OF_HEAD)
        known = _rate_of_304(eight, house, path, _etag(head), SOME)
        return known, _rate(eight, house, path, SOME)


def _rate(eight: Clients, port: int, path: str, number: int) -> float:
    return eight.rate(port, Volley([request(path, headers=PACKED)] * number))


def _rate_of_304(eight: Clients, port: int, path: str, etag: str, number: int = MANY) -> float:
    asked = request(path, headers={**PACKED, "If-None-Match": etag})
    return eight.rate(port, Volley([asked] * number, 304))

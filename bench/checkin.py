"""Check-ins a second, one by one and in batches, beside a bare Flask handler with one commit.

Eight devices at one door, everybody for the first time. SQLite as in production (WAL, synchronous
FULL); PostgreSQL, where the tests find one, without waiting for the disk, for both sides alike.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from bench.clients import Clients, Volley, clients, request
from bench.entries import ROUNDS, Entry, beside, best_in_turn
from bench.offices import Office, add_rush, open_office
from bench.serving import serving
from tests.conftest import new_postgres_database
from tests.postgres import NoPostgres, server_url

SINGLES = 480  # a round
BATCH, BATCHES = 100, 16
PEOPLE = ROUNDS * (SINGLES + BATCH * BATCHES)


def measure() -> dict[str, Entry]:
    """Scans a second on each engine that is there."""
    found: dict[str, Entry] = {}
    with clients() as eight:
        for engine, opened in (("sqlite", _on_sqlite), ("postgresql", _on_postgres)):
            with opened() as office:
                if office is not None:
                    single, batched, bare = _rates(eight, *office)
                    found[f"checkin.single.{engine}"] = beside(single, bare)
                    found[f"checkin.batch_of_100.{engine}"] = beside(batched, bare)
    return found


Opened = tuple[Office, str]  # the house's database and the baseline's


@contextmanager
def _on_sqlite() -> Iterator[Opened | None]:
    with TemporaryDirectory() as folder:
        office = open_office(f"sqlite:///{folder}/planner.sqlite")
        yield office, str(Path(folder) / "bare.sqlite")
        office.engine.dispose()


@contextmanager
def _on_postgres() -> Iterator[Opened | None]:
    with ExitStack() as stack:
        try:
            server = stack.enter_context(server_url())
        except NoPostgres:
            yield None
            return
        engine = stack.enter_context(contextmanager(new_postgres_database)(server))
        url = engine.url.render_as_string(hide_password=False)
        yield Office(url, engine), url


def _rates(eight: Clients, office: Office, bare_database: str) -> list[float]:
    """Single scans, scans in batches, rows of the bare handler: each a second."""
    rush = add_rush(office, PEOPLE)
    singles, crowd = rush.codes[: ROUNDS * SINGLES], rush.codes[ROUNDS * SINGLES :]
    headers = {"Authorization": f"Bearer {rush.token}", "Content-Type": "application/json"}
    with (
        serving("wsgi:app", office.settings) as house,
        serving("bench.bare:create_app()", {"BARE_DATABASE": bare_database}) as bare,
    ):
        return best_in_turn(
            lambda turn: eight.rate(house, _volley(singles[turn::ROUNDS], 1, headers)),
            lambda turn: BATCH * eight.rate(house, _volley(crowd[turn::ROUNDS], BATCH, headers)),
            lambda turn: eight.rate(bare, _bare_volley(singles[turn::ROUNDS], headers)),
        )


def _volley(codes: Sequence[str], size: int, headers: dict[str, str]) -> Volley:
    """Each code once, so many a request; every one must be let in."""
    return Volley(_requests(codes, size, "/api/v1/scans", headers), 200, b'"verdict":"ok"', size)


def _bare_volley(codes: Sequence[str], headers: dict[str, str]) -> Volley:
    return Volley(_requests(codes, 1, "/scans", headers), 200, b'"kept":true')


def _requests(codes: Sequence[str], size: int, path: str, headers: dict[str, str]) -> list[bytes]:
    at = datetime.now(UTC).isoformat()
    items = [{"id": str(uuid4()), "code": code, "kind": "in", "at": at} for code in codes]
    bodies = [items[start : start + size] for start in range(0, len(items), size)]
    return [
        request(path, method="POST", body=json.dumps({"scans": body}).encode(), headers=headers)
        for body in bodies
    ]

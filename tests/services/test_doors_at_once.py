"""Eight doors see the same people at once, and many a message is lost and repeated."""

import random
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from planner.domain.rights import KEEPER
from planner.services.attendance import door as doors
from planner.services.attendance import ledger
from planner.services.attendance.door import NewDoor, PairingTry
from planner.services.attendance.scan import Batch, Desk, take_scans
from planner.services.attendance.work import Result
from planner.store.attendance import Attendance, Device, Scan
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.session import make_writers
from tests.databases import ENGINES, fresh
from tests.doors import EIGHT, HOSTS, KEY, give_code, item, open_door
from tests.factories import make_meeting, make_unit

DOORS, PEOPLE, RETRIES = 8, 300, 0.4
DESK = Desk(KEY, HOSTS, EIGHT)


@pytest.fixture(params=ENGINES)
def own_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database that threads may fill."""
    with fresh(request.param, tmp_path, request, wait_seconds=60) as engine:
        yield engine


@pytest.fixture
def writers(own_engine: Engine) -> sessionmaker[Session]:
    return make_writers(own_engine)


@pytest.fixture
def meeting(writers: sessionmaker[Session]) -> Meeting:
    with writers() as session:
        unit = make_unit(session, "TINH", kind="tỉnh đoàn", level=2)
        return make_meeting(session, unit)


def people(session: Session, meeting: Meeting, number: int) -> list[str]:
    """Codes of as many delegates."""
    names = [f"Khách {n:03}" for n in range(number)]
    guests = [
        Delegate(meeting_id=meeting.id, name=name, search_key=name, sort_key=name) for name in names
    ]
    session.add_all(guests)
    session.flush()
    return [give_code(session, guest) for guest in guests]


def at_one_door(
    writers: sessionmaker[Session], token: str, queue: list[dict[str, object]], seed: int
) -> list[Result]:
    """All of a queue in small batches, some of them sent again as if no answer had come."""
    dice = random.Random(seed)  # noqa: S311 -- any dice will do
    results: list[Result] = []
    while queue:
        batch, queue = queue[:5], queue[5:]
        for _ in range(1 + (dice.random() < RETRIES)):
            with writers.begin() as session:
                results += take_scans(session, token, Batch(batch), DESK).results
    return results


def test_everybody_is_counted_once(writers: sessionmaker[Session], meeting: Meeting) -> None:
    with writers() as session:
        codes = people(session, meeting, PEOPLE)
        tokens = [open_door(session, meeting, f"Cửa {n}") for n in range(DOORS)]
    queues = [[item(code, offline=True) for code in codes] for _ in tokens]
    for seed, queue in enumerate(queues):
        random.Random(seed).shuffle(queue)  # noqa: S311 -- as above

    with ThreadPoolExecutor(DOORS) as pool:
        done = [
            pool.submit(at_one_door, writers, token, queue, seed)
            for seed, (token, queue) in enumerate(zip(tokens, queues, strict=True))
        ]
    results = [result for door in done for result in door.result()]

    said = Counter(str(result.verdict) for result in results if not result.replayed)
    assert said == {"ok": PEOPLE, "already": PEOPLE * (DOORS - 1)}
    assert any(result.replayed for result in results)
    with writers() as session:
        assert session.query(Attendance).count() == PEOPLE
        assert session.query(Scan).count() == PEOPLE * DOORS
        assert ledger.rebuild(session, KEEPER, meeting.id, EIGHT) == 0


def test_one_message_by_many_ways_is_kept_once(
    writers: sessionmaker[Session], meeting: Meeting
) -> None:
    with writers() as session:
        code = people(session, meeting, 1)[0]
        tokens = [open_door(session, meeting, f"Cửa {n}") for n in range(DOORS)]
    queue = [
        item(code, id="scan"),
        item("WIFI:S:x;;", id="wifi"),
        item(kind="walkin", person={"name": "Khách lạ"}, id="walk-in"),
        item(kind="void", void_of="scan", id="void"),
    ]

    with ThreadPoolExecutor(DOORS) as pool:
        done = [
            pool.submit(at_one_door, writers, token, queue[:2] if n % 2 else queue, n)
            for n, token in enumerate(tokens)
        ]
    results = [result for door in done for result in door.result()]

    fresh = sorted(str(result.verdict) for result in results if not result.replayed)
    assert fresh == ["not_ours", "ok", "voided", "walkin"]
    with writers() as session:
        assert session.query(Scan).count() == 4
        walk_in = session.query(Delegate).filter_by(name="Khách lạ").one()
        assert [row.delegate_id for row in session.query(Attendance)] == [walk_in.id]
        assert ledger.rebuild(session, KEEPER, meeting.id, EIGHT) == 0


def test_voids_and_scans_that_cross_end_as_the_log_says(
    writers: sessionmaker[Session], meeting: Meeting
) -> None:
    with writers() as session:
        codes = people(session, meeting, 40)
        tokens = [open_door(session, meeting, f"Cửa {n}") for n in range(DOORS)]
    scans = [item(code, offline=True) for code in codes]
    voids = [item(kind="void", void_of=scan["id"]) for scan in scans]
    queues = [scans, voids, scans[::-1], voids[::-1]] * 2

    with ThreadPoolExecutor(DOORS) as pool:
        done = [
            pool.submit(at_one_door, writers, token, queue, seed)
            for seed, (token, queue) in enumerate(zip(tokens, queues, strict=True))
        ]
    assert {result.verdict for door in done for result in door.result()} <= {"ok", "voided"}

    with writers() as session:
        assert session.query(Attendance).count() == 0
        assert session.query(Scan).count() == 80
        assert ledger.rebuild(session, KEEPER, meeting.id, EIGHT) == 0


def test_one_id_for_several_people_is_kept_for_one(
    writers: sessionmaker[Session], meeting: Meeting
) -> None:
    with writers() as session:
        codes = people(session, meeting, DOORS)
        tokens = [open_door(session, meeting, f"Cửa {n}") for n in range(DOORS)]

    with ThreadPoolExecutor(DOORS) as pool:
        done = [
            pool.submit(at_one_door, writers, token, [item(code, id="one")], 1)
            for token, code in zip(tokens, codes, strict=True)
        ]
    results = [result for door in done for result in door.result()]

    said = Counter(str(result.verdict) for result in results if not result.replayed)
    assert (said["ok"], set(said)) == (1, {"ok", "id_reused"})
    with writers() as session:
        assert (session.query(Attendance).count(), session.query(Scan).count()) == (1, 1)
        assert ledger.rebuild(session, KEEPER, meeting.id, EIGHT) == 0


@pytest.mark.parametrize("way", ["link", "code"])
def test_a_pairing_that_many_phones_spend_at_once_lets_one_in(
    writers: sessionmaker[Session], meeting: Meeting, way: str
) -> None:
    with writers.begin() as session:
        pairing = doors.prepare_door(session, KEEPER, meeting.id, NewDoor("Cửa"), EIGHT).pairing
    secret = pairing.link_token if way == "link" else pairing.code

    def spend(number: int) -> bool:
        asked = PairingTry(secret, f"Máy {number}", f"10.0.0.{number}")
        with writers.begin() as session:
            return doors.pair(session, asked, EIGHT) is not None

    with ThreadPoolExecutor(DOORS) as pool:
        let_in = list(pool.map(spend, range(DOORS)))

    assert sorted(let_in) == [False] * (DOORS - 1) + [True]
    with writers() as session:
        assert session.query(Device).count() == 1

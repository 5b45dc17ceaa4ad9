"""The worker takes in confirmed lists: whole or not at all, once, and tells how far it is."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from planner import jobs
from planner.domain.rights import Role
from planner.jobs import Worker
from planner.services.directory import sheets as lists
from planner.services.directory.sheets import SILENCE, SentFile
from planner.store.account import Account
from planner.store.directory import Person, sheets
from planner.store.directory.sheets import Sheet
from planner.store.session import make_writers
from tests.conftest import CONFIG
from tests.databases import ENGINES, fresh
from tests.factories import NOW, make_account, make_unit, who

Sessions = sessionmaker[Session]


@pytest.fixture(params=ENGINES)
def own_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of this test alone: what a worker commits is for all to see."""
    with fresh(request.param, tmp_path, request) as engine:
        yield engine


@pytest.fixture
def writers(own_engine: Engine) -> Sessions:
    writers = make_writers(own_engine)
    with writers() as session:
        province = make_unit(session, "TINH", "Tỉnh đoàn", kind="tỉnh đoàn", level=2)
        make_account(session, Role.ORGANISER, province, "Nguyễn Thu Hà")
    return writers


def worker(sessions: Sessions, name: str = "w", late: timedelta = timedelta()) -> Worker:
    return Worker(sessions, CONFIG, lambda: NOW + late, name)


def send_list(sessions: Sessions, rows: int = 3) -> int:
    """The number of a list that Hà has sent and confirmed."""
    people = "".join(f"Lê An {chr(97 + n % 26)}{n // 26},Ủy viên,TINH\n" for n in range(rows))
    with sessions.begin() as session:
        viewer = who(session, session.query(Account).one())
        file = SentFile("people", "danh sách.csv", f"Họ tên,Chức vụ,Đơn vị\n{people}".encode())
        sheet = lists.receive(session, viewer, file, NOW)
        lists.confirm(session, viewer, sheet.id, NOW)
        return sheet.id


def state(sessions: Sessions, sheet_id: int) -> tuple[str, int]:
    """(state of the list, people there are)."""
    with sessions() as session:
        return session.get_one(Sheet, sheet_id).state, session.query(Person).count()


def test_a_confirmed_list_is_taken_in_once(writers: Sessions) -> None:
    sheet_id = send_list(writers)
    assert state(writers, sheet_id) == ("waiting", 0)

    jobs.take_in_lists(worker(writers))
    jobs.take_in_lists(worker(writers))
    assert state(writers, sheet_id) == ("done", 3)


def test_rows_are_counted_while_it_goes_on(writers: Sessions) -> None:
    sheet_id = send_list(writers, 2500)
    told: list[int] = []
    keep = sheets.beat_sheet

    def note(session: Session, number: int, done: int, *rest: object) -> None:
        told.append(done)
        keep(session, number, done, *rest)  # type: ignore[arg-type]  # as they came

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sheets, "beat_sheet", note)
        jobs.take_in_lists(worker(writers))
    assert told == [2000, 2500]
    assert state(writers, sheet_id) == ("done", 2500)


def test_a_list_whose_worker_died_is_taken_by_another(writers: Sessions) -> None:
    sheet_id = send_list(writers)
    with writers.begin() as session:
        assert sheets.claim_sheet(session, "dead", NOW, NOW - SILENCE) == sheet_id

    jobs.take_in_lists(worker(writers, "w", SILENCE / 2))
    assert state(writers, sheet_id) == ("running", 0)
    jobs.take_in_lists(worker(writers, "w", SILENCE * 2))
    assert state(writers, sheet_id) == ("done", 3)


def test_a_list_of_somebody_who_may_no_more_fails_and_saves_nothing(writers: Sessions) -> None:
    sheet_id = send_list(writers)
    with writers.begin() as session:
        session.query(Account).one().is_active = False

    jobs.take_in_lists(worker(writers))
    assert state(writers, sheet_id) == ("failed", 0)
    with writers() as session:
        sheet = session.get_one(Sheet, sheet_id)
        assert (sheet.found["failed"], sheet.content) == ("sheet.not_taken", "")


def test_old_files_are_forgotten_with_the_dead(writers: Sessions) -> None:
    sheet_id = send_list(writers)
    jobs.take_in_lists(worker(writers))
    jobs.forget_the_dead(writers, NOW + timedelta(days=2))
    with writers() as session:
        assert session.get(Sheet, sheet_id) is None

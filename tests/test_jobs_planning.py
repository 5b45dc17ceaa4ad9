"""The worker plans years in a process of its own: progress, stop, a death in the middle."""

import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from planner import jobs
from planner.domain.timespan import DateWindow
from planner.domain.timetable.values import (
    Half,
    Instance,
    Measure,
    Preferences,
    Series,
    Venue,
)
from planner.domain.timetable.values import Session as Sitting
from planner.domain.timetable.values import Unit as Host
from planner.jobs import Worker
from planner.outputs.timetable import written
from planner.services.rotation.planning import runs
from planner.solver.process import Running
from planner.store.rotation.planning import PlanningRun
from planner.store.session import make_engine, make_writers
from tests.conftest import CONFIG
from tests.databases import ENGINES, fresh
from tests.factories import make_office
from tests.planned import make_year

Sessions = sessionmaker[Session]
PATIENCE = 60.0  # seconds
YEAR = DateWindow(date(2027, 1, 1), date(2027, 12, 31))


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with fresh(request.param, tmp_path, request) as engine:
        yield engine


@pytest.fixture
def writers(engine: Engine) -> Sessions:
    return make_writers(engine)


def worker(sessions: Sessions, name: str = "w", late: timedelta = timedelta()) -> Worker:
    return Worker(sessions, CONFIG, lambda: datetime.now(UTC) + late, name)


def ask(sessions: Sessions, *, hard: bool = False) -> int:
    """The number of a run that waits; a hard one takes longer than anybody waits."""
    with sessions() as session:
        year = make_year(session, make_office(session))
        run = runs.ask(session, year.ha, year.wish(), 300 if hard else 10, datetime.now(UTC))
        if hard:
            run.instance = written(endless())
        session.commit()
        return run.id


def endless() -> Instance:
    """Sixty sessions whose ways to their hosts are hard to make short, each way another length."""
    units = tuple(Host(f"u{n}") for n in range(40))
    return Instance(
        horizon=YEAR,
        units=units,
        venues=tuple(Venue(f"p{n}", unit=f"u{n}") for n in range(40)),
        series=tuple(Series(f"s{n}", ideal_gap_days=17 + n) for n in range(3)),
        sessions=tuple(
            Sitting(f"k{n}", f"s{n % 3}", n // 3 + 1, target=date(2027, 1 + n * 5 % 12, 1 + n % 28))
            for n in range(60)
        ),
        preferences=Preferences(frozenset({3}), frozenset({Half.AM})),
        distances={
            f"u{a}": {f"u{b}": (a * 7919 + b * 104729) % 997 for b in range(40)} for a in range(40)
        },
        objective=(Measure.SPACING, Measure.TARGET_DEV, Measure.TRAVEL),
    )


def look(sessions: Sessions, run_id: int) -> PlanningRun:
    with sessions() as session:
        return session.get_one(PlanningRun, run_id)


def until_progress(sessions: Sessions, run_id: int) -> PlanningRun:
    """The run once it has a plan to show."""
    end = time.monotonic() + PATIENCE
    while not (run := look(sessions, run_id)).progress and time.monotonic() < end:
        time.sleep(0.2)
    return run


def test_a_run_is_planned_once_and_its_plan_is_kept(writers: Sessions) -> None:
    run_id = ask(writers)

    assert jobs.plan_next(worker(writers))
    assert not jobs.plan_next(worker(writers))
    run = look(writers, run_id)
    assert (run.state, run.answer["status"], len(runs.plan_of(run))) == ("done", "optimal", 2)


def test_progress_is_told_and_a_stop_keeps_the_best(writers: Sessions) -> None:
    run_id = ask(writers, hard=True)
    planning = Thread(target=jobs.plan_next, args=(worker(writers),))
    planning.start()
    run = until_progress(writers, run_id)
    with writers.begin() as session:
        session.get_one(PlanningRun, run_id).is_stop_asked = True
    planning.join(PATIENCE)

    assert len(run.progress["assignments"]) == 60
    stopped = look(writers, run_id)
    assert (stopped.state, stopped.answer["status"]) == ("stopped", "feasible")
    assert len(runs.plan_of(stopped)) == 60


def test_a_worker_that_is_told_to_end_hands_its_run_back(writers: Sessions) -> None:
    run_id = ask(writers, hard=True)

    assert jobs.plan_next(replace(worker(writers), stop=lambda: True))
    run = look(writers, run_id)
    assert (run.state, run.tries, run.worker) == ("waiting", 0, "")


def plan_elsewhere(url: str) -> None:
    """A worker of its own process."""
    jobs.plan_next(worker(make_writers(make_engine(url)), "dead"))


def test_what_a_killed_worker_left_is_taken_up(engine: Engine, writers: Sessions) -> None:
    run_id = ask(writers, hard=True)
    url = engine.url.render_as_string(hide_password=False)
    killed = get_context("spawn").Process(target=plan_elsewhere, args=(url,))
    killed.start()
    until_progress(writers, run_id)
    assert killed.pid is not None
    os.kill(killed.pid, signal.SIGKILL)
    killed.join()

    assert look(writers, run_id).state == "running"
    assert not jobs.plan_next(worker(writers, "next"))  # it may still live
    with writers.begin() as session:
        session.get_one(PlanningRun, run_id).is_stop_asked = True
    assert jobs.plan_next(worker(writers, "next", runs.SILENCE * 2))
    run = look(writers, run_id)
    assert (run.state, run.tries, run.worker) == ("stopped", 2, "next")
    assert len(runs.plan_of(run)) == 60


def test_a_run_that_kills_its_workers_is_given_up(writers: Sessions) -> None:
    run_id = ask(writers)
    with writers.begin() as session:
        session.get_one(PlanningRun, run_id).tries = runs.MOST_TRIES

    assert jobs.plan_next(worker(writers))
    run = look(writers, run_id)
    assert (run.state, run.answer["failed"]) == ("failed", "planning.workers_died")


def test_a_planning_process_that_dies_is_told(
    writers: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = ask(writers, hard=True)
    planning = Thread(target=jobs.plan_next, args=(worker(writers),))
    started: list[Running] = []
    begin = Running.__init__

    def note(self: Running, *asked: object) -> None:
        begin(self, *asked)  # type: ignore[arg-type]  # as they came
        started.append(self)

    monkeypatch.setattr(Running, "__init__", note)
    planning.start()
    until_progress(writers, run_id)
    assert started[0].pid is not None
    os.kill(started[0].pid, signal.SIGKILL)
    planning.join(PATIENCE)

    run = look(writers, run_id)
    assert (run.state, run.answer["failed"]) == ("failed", "planning.process_died")


def test_the_process_does_not_outlive_who_asked() -> None:
    asked = get_context("spawn").Process(target=begin_and_wait, args=(str(os.getpid()),))
    asked.start()
    marker = Path(f"/tmp/planner-child-{os.getpid()}")  # noqa: S108 -- removed below
    end = time.monotonic() + PATIENCE
    while not marker.exists() and time.monotonic() < end:
        time.sleep(0.1)
    child = int(marker.read_text())
    marker.unlink()
    assert asked.pid is not None
    os.kill(asked.pid, signal.SIGKILL)
    asked.join()
    while _lives(child) and time.monotonic() < end:
        time.sleep(0.1)

    assert not _lives(child)


def begin_and_wait(parent: str) -> None:
    running = Running(endless(), 300.0)
    fresh_marker = Path(f"/tmp/planner-child-{parent}.new")  # noqa: S108 -- renamed at once
    fresh_marker.write_text(str(running.pid))
    fresh_marker.rename(f"/tmp/planner-child-{parent}")  # noqa: S108 -- the test removes it
    time.sleep(PATIENCE)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"

"""A worker that dies in the middle: nothing twice, nothing lost, at most one letter in doubt."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from planner import jobs
from planner.config import ROOT
from planner.jobs import Done, Worker
from planner.services import notice
from planner.services.notice import Letter
from planner.store.notice import OutboxMessage
from planner.store.session import make_writers
from tests.conftest import CONFIG
from tests.databases import ENGINES, fresh
from tests.mailbox import Mailbox, running_mailbox

LETTERS = 150
PATIENCE = 90  # seconds


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with fresh(request.param, tmp_path, request) as engine:
        yield engine


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with running_mailbox() as mailbox:
        yield mailbox


def started(engine: Engine, mailbox: Mailbox) -> subprocess.Popen[bytes]:
    """`work run` as `make run` starts it."""
    environment = {
        **os.environ,
        "PLANNER_DATABASE_URL": engine.url.render_as_string(hide_password=False),
        "PLANNER_SECRET_KEY": "s" * 32,
        "PLANNER_CODE_KEY": "c" * 32,
        "PLANNER_MAIL_URL": mailbox.url,
    }
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "work", "run"]
    return subprocess.Popen(  # noqa: S603 (our own command)
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
    )


def wait_until(mailbox: Mailbox, count: int) -> None:
    until = time.monotonic() + PATIENCE
    while len(mailbox.taken) < count and time.monotonic() < until:
        time.sleep(0.01)


def states(sessions: sessionmaker[Session]) -> Counter[str]:
    with sessions() as session:
        return Counter(state for (state,) in session.query(OutboxMessage.state))


def test_each_letter_is_sent_once_or_marked_uncertain(engine: Engine, mailbox: Mailbox) -> None:
    sessions, now = make_writers(engine), datetime.now(UTC)
    with sessions.begin() as session:
        for number in range(LETTERS):
            address = f"ai-{number}@a.vn"
            notice.queue(session, Letter(address, "invitation", address, "Mời", "Mời"), now)

    for share in (1, 2):  # of three: killed as often in the middle
        worker = started(engine, mailbox)
        wait_until(mailbox, share * LETTERS // 3)
        worker.kill()
        worker.wait()
    worker = started(engine, mailbox)
    until = time.monotonic() + PATIENCE
    while states(sessions)["waiting"] and time.monotonic() < until:
        time.sleep(0.1)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(15) == 0

    found = states(sessions)
    in_hand = found.pop("sending", 0)
    assert found == {"sent": LETTERS - in_hand}
    assert in_hand <= 2
    later = Worker(sessions, CONFIG, lambda: datetime.now(UTC) + timedelta(minutes=5), "later")
    assert jobs.run_due(later) == Done(uncertain=in_hand)
    assert max(Counter(mailbox.recipients).values()) == 1
    assert LETTERS - in_hand <= len(mailbox.recipients) <= LETTERS

"""A worker that dies in the middle: nothing twice, nothing lost, at most one letter in doubt."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from planner import jobs
from planner.config import ROOT
from planner.domain.rights import KEEPER
from planner.jobs import Done, Worker
from planner.services import notice
from planner.services.invitation import sending
from planner.services.notice import Letter
from planner.store.invitation import add_delegates
from planner.store.notice import OutboxMessage
from planner.store.session import make_writers
from tests.conftest import CONFIG
from tests.databases import ENGINES, fresh
from tests.factories import make_office
from tests.mailbox import Mailbox

LETTERS = int(os.environ.get("PLANNER_TEST_LETTERS", "90"))
PATIENCE = 90 + LETTERS // 5  # seconds


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    with fresh(request.param, tmp_path, request) as engine:
        yield engine


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


def ready_made(session: Session, now: datetime) -> None:
    """Letters that bring their words along."""
    for number in range(LETTERS):
        address = f"ai-{number}@a.vn"
        notice.queue(session, Letter(address, "invitation", address, "Mời", "Mời"), now)


def invitations(session: Session, now: datetime) -> None:
    """Letters that are made when they leave: of a meeting, with codes and calendars."""
    office = make_office(session)
    office.meeting.starts_at = now + timedelta(days=7)
    office.meeting.ends_at = now + timedelta(days=7, hours=2)
    row = {"meeting_id": office.meeting.id, "unit_name": "", "search_key": "x", "sort_key": "1"}
    people = [{**row, "name": "Người", "email": f"ai-{n}@a.vn"} for n in range(LETTERS)]
    add_delegates(session, people)
    sending.send(session, KEEPER, office.meeting.id, "c" * 32, now)
    session.delete(office.letter)
    session.commit()


@pytest.mark.parametrize("put", [ready_made, invitations])
def test_each_letter_is_sent_once_or_marked_uncertain(
    engine: Engine, mailbox: Mailbox, put: Callable[[Session, datetime], None]
) -> None:
    sessions, now = make_writers(engine), datetime.now(UTC)
    with sessions() as session:
        put(session, now)
        session.commit()

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

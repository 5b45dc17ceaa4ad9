"""Many at once: sending, telling, reminding and ten workers; nobody is written to twice."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session, sessionmaker

from planner import jobs
from planner.domain.notice import Anchor, Audience
from planner.domain.rights import KEEPER
from planner.jobs import Worker
from planner.services import meeting as meetings
from planner.services.invitation import reminding, sending, telling
from planner.services.invitation.reminding import Wanted
from planner.store.invitation import add_delegates
from planner.store.notice import OutboxMessage
from planner.store.session import make_writers
from tests.conftest import CONFIG
from tests.databases import ENGINES, fresh
from tests.factories import NOW, at, make_office
from tests.mailbox import Mailbox, running_mailbox

PEOPLE = 16
LATER = NOW + timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Served:
    """An office whose list has many addresses, on a database that commits."""

    writers: sessionmaker[Session]
    mailbox: Mailbox
    meeting_id: int

    def work(self, number: int, hours: float = 0) -> None:
        config = replace(CONFIG, mail_url=self.mailbox.url)
        now = NOW + timedelta(hours=hours)
        jobs.run_due(Worker(self.writers, config, lambda: now, f"w{number}"))

    def send(self, _number: int) -> int:
        with self.writers.begin() as session:
            key = CONFIG.code_key
            return sending.send(session, KEEPER, self.meeting_id, key, NOW).queued

    def work_ten(self, hours: float = 0) -> None:
        """Ten workers at once; a minute later one takes up what a busy mail server put off."""
        with ThreadPoolExecutor(10) as pool:
            list(pool.map(lambda number: self.work(number, hours), range(10)))
        self.work(0, hours + 1 / 30)

    def letters(self) -> Counter[tuple[str, str]]:
        """(kind, state) of letters to delegates."""
        with self.writers() as session:
            query = session.query(OutboxMessage.kind, OutboxMessage.state)
            found = query.filter(OutboxMessage.delegate_id.is_not(None))
            return Counter((kind, state) for kind, state in found)


@pytest.fixture(params=ENGINES)
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Served]:
    with fresh(request.param, tmp_path, request) as engine, running_mailbox() as mailbox:
        writers = make_writers(engine)
        with writers() as session:
            office = make_office(session)
            row = {"meeting_id": office.meeting.id, "search_key": "x", "sort_key": "1"}
            people = [{**row, "name": "Người", "email": f"ai-{n}@a.vn"} for n in range(PEOPLE)]
            add_delegates(session, people)
            session.delete(office.letter)
            session.commit()
            meeting_id = office.meeting.id
        yield Served(writers, mailbox, meeting_id)


def test_asked_many_times_at_once_each_is_written_to_once(served: Served) -> None:
    with ThreadPoolExecutor(8) as pool:
        queued = list(pool.map(served.send, range(8)))

    assert sum(queued) == PEOPLE
    assert served.letters() == {("invitation", "waiting"): PEOPLE}


def test_ten_workers_send_invitations_changes_and_reminders_once(served: Served) -> None:
    served.send(0)
    served.work_ten()
    assert served.letters() == {("invitation", "sent"): PEOPLE}

    with served.writers.begin() as session:
        meetings.change(session, KEEPER, served.meeting_id, {"place": "Sân trường"}, LATER)
        wanted = Wanted(Anchor.MEETING, 1, Audience.ALL)
        reminding.add_reminder(session, KEEPER, served.meeting_id, wanted, NOW)
    hours = int((at("08:00", 4) - NOW).total_seconds() // 3600)
    for hour in (1, 2, hours):
        served.work_ten(hour)

    assert served.letters() == {
        ("invitation", "sent"): PEOPLE,
        ("update", "sent"): PEOPLE,
        ("reminder", "sent"): PEOPLE,
    }
    of_delegates = [one for one in served.mailbox.recipients if one.endswith("@a.vn")]
    assert set(Counter(of_delegates).values()) == {3}


def test_a_change_beside_the_workers_reaches_everybody(served: Served) -> None:
    """Some have the old place, some get the new one at once; in the end all were told it."""
    served.send(0)

    def move(_number: int) -> None:
        with served.writers.begin() as session:
            meetings.change(session, KEEPER, served.meeting_id, {"place": "Sân trường"}, LATER)

    with ThreadPoolExecutor(5) as pool:
        works = [pool.submit(served.work, number) for number in range(4)]
        works.append(pool.submit(move, 0))
        for work in works:
            work.result()
    for hour in (1, 2):
        served.work(0, hour)

    with served.writers() as session:
        assert telling.unseen(session) == []
        query = session.query(OutboxMessage).filter(OutboxMessage.delegate_id.is_not(None))
        last = {one.delegate_id: one.parts["facts"]["place"] for one in query.order_by("id")}
    assert Counter(last.values()) == {"Sân trường": PEOPLE}

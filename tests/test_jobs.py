"""The worker on real databases and a real mail server: nothing twice, nothing lost."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session, sessionmaker

from planner import jobs
from planner.jobs import Done, Worker
from planner.services import account, notice
from planner.services.account import SignIn
from planner.services.notice import Letter, MeetingFacts
from planner.store.account import Attempt, Credential
from planner.store.notice import OutboxMessage
from planner.store.session import make_writers
from tests.conftest import CONFIG
from tests.factories import NOW, Office, at, who
from tests.mailbox import Mailbox

Sessions = sessionmaker[Session]


@pytest.fixture
def writers(engine: Engine) -> Iterator[Sessions]:
    """Sessions that commit for all to see; the outbox is emptied afterwards."""
    writers = make_writers(engine)
    yield writers
    with writers.begin() as session:
        session.query(OutboxMessage).delete()


def worker(sessions: Sessions, mailbox: Mailbox, name: str = "w") -> Worker:
    config = replace(CONFIG, mail_url=mailbox.url, mail_from="so-hop@tinhdoan.vn")
    return Worker(sessions, config, lambda: NOW, name)


def put(sessions: Sessions, *addresses: str) -> None:
    with sessions.begin() as session:
        for address in addresses:
            notice.queue(session, Letter(address, "invitation", address, "Mời", "Kính mời"), NOW)


def states(sessions: Sessions) -> Counter[str]:
    with sessions() as session:
        return Counter(state for (state,) in session.query(OutboxMessage.state))


def test_what_is_due_leaves_and_the_dead_block_nobody(sessions: Sessions, mailbox: Mailbox) -> None:
    put(sessions, "dead@a.vn", "busy@a.vn", "lost@a.vn", "not an address", "lan@a.vn", "ha@a.vn")

    done = jobs.run_due(worker(sessions, mailbox))

    assert done == Done(sent=2, delayed=1, failed=2, uncertain=1)
    assert mailbox.recipients == ["lost@a.vn", "lan@a.vn", "ha@a.vn"]
    assert states(sessions) == {"failed": 2, "waiting": 1, "uncertain": 1, "sent": 2}
    assert jobs.run_due(worker(sessions, mailbox)) == Done()


def test_without_a_mail_server_letters_stay(sessions: Sessions) -> None:
    put(sessions, "lan@a.vn")

    done = jobs.run_due(Worker(sessions, CONFIG, lambda: NOW, "w"))

    assert done == Done()
    assert states(sessions) == {"waiting": 1}


def test_a_server_that_is_away_ends_the_round(sessions: Sessions, mailbox: Mailbox) -> None:
    put(sessions, "lan@a.vn", "ha@a.vn")
    away = replace(worker(sessions, mailbox), config=replace(CONFIG, mail_url="smtp://[::1]:1"))

    assert jobs.run_due(away) == Done(is_cut_off=True)
    assert states(sessions) == {"waiting": 2}


def test_the_end_is_asked_for_between_letters(sessions: Sessions, mailbox: Mailbox) -> None:
    put(sessions, "lan@a.vn", "ha@a.vn")
    told = iter([False, True])

    done = jobs.deliver_letters(replace(worker(sessions, mailbox), stop=lambda: next(told)))

    assert done == Done(sent=1)
    assert states(sessions) == {"waiting": 1, "sent": 1}


def test_ten_workers_send_each_letter_once(writers: Sessions, mailbox: Mailbox) -> None:
    addresses = [f"{'dead' if n % 50 == 0 else 'ai'}-{n}@a.vn" for n in range(200)]
    put(writers, *addresses)
    workers = [worker(writers, mailbox, f"w{n}") for n in range(10)]

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(jobs.run_due, workers))

    assert states(writers) == {"sent": 196, "failed": 4}
    living = [address for address in addresses if not address.startswith("dead")]
    assert sorted(mailbox.recipients) == sorted(living)


def test_one_purpose_is_queued_once_by_many(writers: Sessions) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _n: put(writers, "lan@a.vn"), range(16)))

    assert states(writers) == {"waiting": 1}


def test_the_host_reads_what_was_done(
    sessions: Sessions, session: Session, office: Office, mailbox: Mailbox
) -> None:
    meeting = MeetingFacts(
        id=office.meeting.id,
        code="GB-2026-1",
        title="Giao ban quý I",
        status="postponed",
        starts_at=at("07:30"),
        ends_at=at("11:30"),
        place="Hội trường A, Cầu Ngang",
        reason="Bão số 3",
    )
    ha = who(session, office.ha)
    notice.tell_host(session, ha, office.host.id, meeting, "booked", NOW)
    notice.tell_host(session, ha, office.host.id, meeting, "postponed", NOW)
    session.commit()
    later = NOW + timedelta(minutes=3)

    jobs.run_due(replace(worker(sessions, mailbox), clock=lambda: later))

    (message,) = mailbox.messages
    assert message["To"] == office.minh.email
    assert message["Subject"] == "Hoãn: Giao ban quý I"
    assert message.get_content().replace("\r\n", "\n") == (
        "Đơn vị của đồng chí được giao đăng cai cuộc họp này.\nCuộc họp hoãn.\n\n"
        "Giao ban quý I\nThời gian: 07g30 đến 11g30, 5/1/2026\n"
        "Nơi họp: Hội trường A, Cầu Ngang\nLý do: Bão số 3\n\n"
        f"http://localhost/meetings/{office.meeting.id}\n"
    )


def test_a_letter_that_cannot_be_read_fails_alone(sessions: Sessions, mailbox: Mailbox) -> None:
    with sessions.begin() as session:
        notice.queue(session, Letter("odd", "host", "minh@a.vn", parts={"what": ["?"]}), NOW)
    put(sessions, "lan@a.vn")

    assert jobs.run_due(worker(sessions, mailbox)) == Done(sent=1, failed=1)


def test_dead_tries_and_sign_ins_are_forgotten(
    sessions: Sessions, session: Session, office: Office
) -> None:
    account.sign_in(session, SignIn("nobody@a.vn", "?", "here", "there"), NOW)
    for ended in (NOW - timedelta(days=60), NOW):
        session.add(
            Credential(
                kind="sign_in",
                owner_id=office.ha.id,
                generation=ended.toordinal(),
                hash=str(ended),
                created_at=ended,
                expires_at=ended,
            )
        )
    session.commit()

    jobs.forget_the_dead(sessions, NOW + timedelta(hours=1))

    assert session.query(Attempt).count() == 0
    assert session.query(Credential.expires_at).all() == [(NOW,)]

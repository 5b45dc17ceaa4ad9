"""What happens by the clock: letters leave, and what is dead is forgotten."""

import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from planner.config import Config
from planner.domain.account import TRY_WINDOW
from planner.domain.notice import Fate, Outcome
from planner.messages.notice import letter_words
from planner.outputs.mail import BadLetter, Mail, MailServer, message_of
from planner.services import notice
from planner.store import account as accounts
from planner.store.notice import OutboxMessage

Sessions = sessionmaker[Session]
Found = TypeVar("Found")
MOST_TRIES = 6  # at a busy database, each as long as it lets wait
KEPT_AFTER_END = timedelta(days=30)  # sign-ins that are over, before they are forgotten


@dataclass(frozen=True, slots=True)
class Done:
    """What one round did; `is_cut_off`: the mail server takes nothing at the moment."""

    sent: int = 0
    delayed: int = 0
    failed: int = 0
    uncertain: int = 0
    is_cut_off: bool = False


@dataclass(frozen=True, slots=True)
class Worker:
    """One worker on the outbox; any number may run, on any number of machines.

    `clock` tells the time, `stop` whether somebody asked for the end.
    """

    sessions: Sessions
    config: Config
    clock: Callable[[], datetime]
    name: str
    stop: Callable[[], bool] = lambda: False


def worker_name() -> str:
    """Says to people who has a letter in hand; no two are alike."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def run_due(worker: Worker) -> Done:
    """All that is due now, each letter in its own transactions; safe beside other workers."""
    with worker.sessions.begin() as session:
        lost = notice.give_up_silent(session, worker.clock())
    done = deliver_letters(worker)
    return replace(done, uncertain=done.uncertain + lost)


def deliver_letters(worker: Worker) -> Done:
    """Send until nothing is due, the end is asked for, or the server takes no letter.

    Without a mail server all letters stay where they are: the office reads them in its outbox.
    """
    if worker.config.mail_url is None:
        return Done()
    counts = dict.fromkeys(Fate, 0)
    with MailServer(worker.config.mail_url) as server:
        while not worker.stop() and not counts[Fate.UNREACHABLE]:
            outcome = _deliver_next(worker, server)
            if outcome is None:
                break
            counts[outcome.fate] += 1
    return Done(
        sent=counts[Fate.SENT],
        delayed=counts[Fate.DELAYED],
        failed=counts[Fate.REFUSED],
        uncertain=counts[Fate.UNCERTAIN],
        is_cut_off=bool(counts[Fate.UNREACHABLE]),
    )


def forget_the_dead(sessions: Sessions, now: datetime) -> None:
    """Drop tries that no longer count, and sign-ins that ended long ago."""
    with sessions.begin() as session:
        accounts.forget_attempts(session, now - TRY_WINDOW)
        accounts.forget_sign_ins(session, now - KEPT_AFTER_END)


def _deliver_next(worker: Worker, server: MailServer) -> Outcome | None:
    """None when nothing is due. The claim is kept before the first word to the server."""
    letter = _kept(worker, lambda session: notice.claim(session, worker.name, worker.clock()))
    if letter is None:
        return None
    outcome = _send(letter, worker, server)
    settled = partial(notice.settle, letter_id=letter.id, worker=worker.name, outcome=outcome)
    _kept(worker, lambda session: settled(session, now=worker.clock()))
    return outcome


def _kept(worker: Worker, deed: Callable[[Session], Found]) -> Found:
    """In a transaction of its own, tried again where the database is busy: what was sent must
    be written down."""
    for _try in range(MOST_TRIES - 1):
        with suppress(OperationalError), worker.sessions.begin() as session:
            return deed(session)
    with worker.sessions.begin() as session:
        return deed(session)


def _send(letter: OutboxMessage, worker: Worker, server: MailServer) -> Outcome:
    try:
        message = message_of(_mail(letter, worker.config, worker.clock()))
    except BadLetter as error:
        return Outcome(Fate.REFUSED, str(error))
    except (LookupError, TypeError, ValueError):  # its parts: one such letter must not end us
        return Outcome(Fate.REFUSED, "unreadable")
    return server.send(message)


def _mail(letter: OutboxMessage, config: Config, now: datetime) -> Mail:
    words = (letter.subject, letter.body)
    subject, text = words if letter.subject else letter_words(letter.parts, config.base_url)
    calendar = letter.parts.get("calendar")
    return Mail(
        sender=config.mail_from,
        recipient=letter.address,
        subject=subject,
        text=text,
        reference=f"so-hop-{letter.id}-{letter.created_at:%Y%m%d%H%M%S}",
        written_at=now,
        calendar=(calendar["method"], calendar["text"]) if calendar else None,
        reply_to=letter.parts.get("reply_to", ""),
    )

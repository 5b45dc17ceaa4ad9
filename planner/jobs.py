"""What happens by the clock: letters leave, and what is dead is forgotten."""

import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session, sessionmaker

from planner.config import Config
from planner.domain.account import TRY_WINDOW
from planner.domain.errors import NotFound, PlannerError, RuleBroken
from planner.domain.notice import Fate, Outcome, reference_of
from planner.domain.rights import Viewer
from planner.domain.timespan import local_day
from planner.inputs.answers import read
from planner.inputs.imap import Unreachable, opened
from planner.inputs.sheet import PEOPLE
from planner.messages.letters import mail_of
from planner.messages.notice import letter_words
from planner.outputs.mail import BadLetter, Mail, MailServer, wire_of
from planner.services import notice, succession
from planner.services.directory import sheets as lists
from planner.services.directory.sheets import SILENCE
from planner.services.invitation import composing, incoming, ledger, reminding, telling
from planner.services.invitation.composing import Composed
from planner.services.rotation.planning import runs
from planner.solver.process import Found, Message, Running
from planner.store import account as accounts
from planner.store import notice as outbox
from planner.store.directory import sheets
from planner.store.directory.sheets import Sheet
from planner.store.invitation.letters import TO_DELEGATES
from planner.store.notice import OutboxMessage
from planner.store.rotation import planning
from planner.store.rotation.planning import PlanningRun
from planner.store.session import make_readers

Sessions = sessionmaker[Session]
Kept = TypeVar("Kept")
MOST_TRIES = 6  # at a busy database, each as long as it lets wait
AFTERWARDS = timedelta(seconds=90)  # beyond a plan's own time, for reasons, ways out and others
MAILBOX_EVERY = timedelta(minutes=1)
MAILBOX_REACH = timedelta(days=14)  # answers that came before are left alone
KEPT_AFTER_END = timedelta(days=30)  # sign-ins that are over, before they are forgotten


@dataclass(frozen=True, slots=True)
class Done:
    """What one round did; `is_cut_off`: the mail server takes nothing at the moment."""

    sent: int = 0
    delayed: int = 0
    failed: int = 0
    uncertain: int = 0
    is_cut_off: bool = False


@dataclass(slots=True)
class Diary:
    """What a worker remembers from round to round."""

    mailbox_read_at: datetime | None = None


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
    diary: Diary = field(default_factory=Diary)


def worker_name() -> str:
    """Says to people who has a letter in hand; no two are alike."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass(frozen=True, slots=True)
class Ready:
    """A letter in hand as it is to leave, or why it cannot; `words` are kept of it."""

    letter_id: int
    mail: Mail | None
    words: tuple[str, str] | None = None


def run_due(worker: Worker) -> Done:
    """All that is due now, each letter in its own transactions; safe beside other workers."""
    with worker.sessions.begin() as session:
        lost = notice.give_up_silent(session, worker.clock())
    carry_units_on(worker)
    read_answers(worker)
    queue_what_is_new(worker)
    take_in_lists(worker)
    done = deliver_letters(worker)
    return replace(done, uncertain=done.uncertain + lost)


def carry_units_on(worker: Worker) -> None:
    """What was planned for units comes to be on its day."""
    with worker.sessions.begin() as session:
        succession.take_effect(session, worker.clock())


def read_answers(worker: Worker) -> None:
    """Read what came back by mail, where a mailbox is set; at most once a minute.

    A mailbox that does not answer is asked again later: letters leave all the same.
    """
    url, now, read_at = worker.config.imap_url, worker.clock(), worker.diary.mailbox_read_at
    if url is None or (read_at is not None and now - read_at < MAILBOX_EVERY):
        return
    worker.diary.mailbox_read_at = now
    with suppress(Unreachable), opened(url) as mailbox:
        listed = {mail.key: mail.uid for mail in mailbox.since(local_day(now - MAILBOX_REACH))}
        with worker.sessions() as session:
            new = outbox.unread(session, list(listed))
        for key in new:
            if worker.stop():
                return
            mail = read(mailbox.fetch(listed[key]))
            secret, now = worker.config.code_key, worker.clock()
            _kept(worker, partial(incoming.take, mail_key=key, mail=mail, key=secret, now=now))


def queue_what_is_new(worker: Worker) -> None:
    """Changes that invited people do not know of, and reminders whose moment has come.

    Each meeting and each reminder in its own transaction.
    """
    with worker.sessions() as session:
        changed = telling.unseen(session)
        due = reminding.due(session, worker.clock())
    for meeting_id in changed:
        _kept(worker, partial(telling.tell_changes, meeting_id=meeting_id, now=worker.clock()))
    for reminder_id in due:
        _kept(worker, partial(reminding.remind, reminder_id=reminder_id, now=worker.clock()))


def take_in_lists(worker: Worker) -> None:
    """Lists of people and units that somebody has confirmed, each saved whole or not at all.

    Rows are compared before anything is locked, so that others work on while progress is told.
    """
    while not worker.stop():
        now = worker.clock()
        with worker.sessions.begin() as session:
            sheet_id = sheets.claim_sheet(session, worker.name, now, now - SILENCE)
        if sheet_id is None:
            return
        try:
            _look_through(worker, sheet_id)
            with worker.sessions.begin() as session:
                sheet = sheets.get_claimed(session, sheet_id, worker.name)
                if sheet is not None:
                    lists.take_in(session, _sender(session, sheet), sheet, worker.clock())
        except (PlannerError, LookupError, TypeError, ValueError) as error:
            code = error.code if isinstance(error, RuleBroken) else "sheet.not_taken"
            with worker.sessions.begin() as session:
                sheet = sheets.get_claimed(session, sheet_id, worker.name)
                if sheet is not None:
                    lists.fail(sheet, code)


def _look_through(worker: Worker, sheet_id: int) -> None:
    def tell(done: int, whole: int) -> None:
        with worker.sessions.begin() as session:
            sheets.beat_sheet(session, sheet_id, done, whole, worker.clock())

    engine = worker.sessions.kw["bind"].execution_options(planner_begin="BEGIN")
    with make_readers(engine)() as session:
        sheet = session.get(Sheet, sheet_id)
        if sheet is not None and sheet.kind == PEOPLE:
            lists.look_through(session, _sender(session, sheet), sheet, worker.clock(), tell)


def _sender(session: Session, sheet: Sheet) -> Viewer:
    sender = accounts.viewer_by_id(session, sheet.account_id)
    if sender is None:
        raise NotFound("account")
    return sender


def plan_next(worker: Worker) -> bool:
    """Plan the year that has waited longest, in a process of its own; whether there was one.

    What a dead worker left is taken up; how far it is is written down every second.
    """
    now = worker.clock()
    with worker.sessions.begin() as session:
        run = planning.claim_run(session, worker.name, now, now - runs.SILENCE)
        if run is None:
            return False
        if run.tries > runs.MOST_TRIES:
            runs.fail(run, "planning.workers_died", "", now)
            return True
        run_id, instance, seconds = run.id, runs.instance_of(run), run.seconds
    running = Running(instance, seconds)
    end = now + timedelta(seconds=seconds) + AFTERWARDS
    try:
        while not worker.stop():
            heard = running.hear(1.0)
            is_dead = not heard and not running.is_alive
            written = partial(_write_down, worker, run_id, heard, is_dead or worker.clock() > end)
            if _kept(worker, written):
                return True
    finally:
        running.end()
    _kept(worker, partial(_hand_back, worker, run_id))
    return True


def _write_down(
    worker: Worker, run_id: int, heard: list[Message], is_lost: bool, session: Session
) -> bool:
    """Whether that was all."""
    run, now = planning.get_claimed(session, run_id, worker.name), worker.clock()
    if run is None:  # another worker thinks that we are dead
        return True
    run.beat_at = now
    for message in heard:
        _take_in(run, message, now)
    if run.is_at_work and run.is_stop_asked:
        runs.cut_short(run, now)
    elif run.is_at_work and is_lost:
        runs.fail(run, "planning.process_died", "", now)
    return not run.is_at_work


def _take_in(run: PlanningRun, message: Message, now: datetime) -> None:
    if isinstance(message, Found):
        runs.finish(run, message.answer, message.ways, message.others, now)
    elif isinstance(message, str):
        runs.fail(run, "planning.process_failed", message, now)
    else:
        run.progress = runs.told(runs.instance_of(run), message)


def _hand_back(worker: Worker, run_id: int, session: Session) -> None:
    """The worker ends before the plan does: the next one begins anew."""
    run = planning.get_claimed(session, run_id, worker.name)
    if run is not None:
        run.state, run.worker, run.tries = "waiting", "", run.tries - 1


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
        sheets.forget_sheets(session, now - lists.KEPT)
        planning.forget_runs(session, now - runs.KEPT)


def _deliver_next(worker: Worker, server: MailServer) -> Outcome | None:
    """None when nothing is due. The claim is kept before the first word to the server."""
    taken = _kept(worker, partial(_take, worker))
    if taken is None:
        return None
    ready = _made_ready(taken, worker)
    outcome = _send(ready, server)
    settled = partial(
        notice.settle,
        letter_id=ready.letter_id,
        worker=worker.name,
        outcome=outcome,
        words=ready.words,
    )
    _kept(worker, partial(_settle, settled, outcome, ready.letter_id, worker.clock()))
    return outcome


def _settle(
    settled: Callable[..., None],
    outcome: Outcome,
    letter_id: int,
    now: datetime,
    session: Session,
) -> None:
    """What became of a letter; one to a delegate that left stands in the ledger of answers, too."""
    settled(session, now=now)
    if outcome.fate is Fate.SENT:
        ledger.write_sent(session, letter_id, now)


def _take(worker: Worker, session: Session) -> tuple[OutboxMessage, Composed | None] | None:
    """The next letter and what it says; those that have nothing to say any more are withdrawn."""
    key = worker.config.code_key
    while (letter := notice.claim(session, worker.name, worker.clock())) is not None:
        if not _is_composed(letter):
            return letter, None
        made = composing.compose(session, letter, key, worker.clock())
        if made is not None:
            return letter, made
        notice.withdraw(session, letter)
    return None


def _is_composed(letter: OutboxMessage) -> bool:
    """Whether it is made of what stands when it leaves; others bring their words along."""
    return letter.delegate_id is not None and letter.kind in TO_DELEGATES


def _made_ready(taken: tuple[OutboxMessage, Composed | None], worker: Worker) -> Ready:
    letter, made = taken
    with suppress(LookupError, TypeError, ValueError):  # one such letter must not end us
        if made is None:
            return Ready(letter.id, _mail(letter, worker.config, worker.clock()))
        mail, words = mail_of(made, letter.id, worker.config, worker.clock())
        return Ready(letter.id, mail, words)
    return Ready(letter.id, None)


def _kept(worker: Worker, deed: Callable[[Session], Kept]) -> Kept:
    """In a transaction of its own, tried again where the database is busy: what was sent must
    be written down."""
    for _try in range(MOST_TRIES - 1):
        with suppress(OperationalError), worker.sessions.begin() as session:
            return deed(session)
    with worker.sessions.begin() as session:
        return deed(session)


def _send(ready: Ready, server: MailServer) -> Outcome:
    if ready.mail is None:
        return Outcome(Fate.REFUSED, "unreadable")
    try:
        letter = wire_of(ready.mail)
    except BadLetter as error:
        return Outcome(Fate.REFUSED, str(error))
    return server.send(letter)


def _mail(letter: OutboxMessage, config: Config, now: datetime) -> Mail:
    words = (letter.subject, letter.body)
    subject, text = words if letter.subject else letter_words(letter.parts, config.base_url)
    calendar = letter.parts.get("calendar")
    return Mail(
        sender=config.mail_from,
        recipient=letter.address,
        subject=subject,
        text=text,
        reference=reference_of(config.code_key, letter.id),
        written_at=now,
        calendar=(calendar["method"], calendar["text"]) if calendar else None,
        reply_to=letter.parts.get("reply_to", ""),
    )

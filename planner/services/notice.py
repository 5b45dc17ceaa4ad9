"""The outbox: what must leave is queued with its cause, and leaves once. The caller commits."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain import notice as rules
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.notice import Fate, Outcome
from planner.domain.rights import Action, Viewer
from planner.store import account as accounts
from planner.store import audit
from planner.store import notice as letters
from planner.store.notice import OutboxMessage

HOST_LETTER = "host"


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter to one address; `purpose` names it for ever, so that it is queued once.

    Without a subject its words are made from kind and parts when it leaves. `parts` holds plain
    JSON values; `calendar` in it is `{"method", "text"}`. `due_at` None = at once.
    """

    purpose: str
    kind: str
    address: str
    subject: str = ""
    body: str = ""
    meeting_id: int | None = None
    delegate_id: int | None = None
    parts: Mapping[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MeetingFacts:
    """What a letter says of a meeting, as it stands after the deed."""

    id: int
    code: str
    title: str
    status: str
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    window_start: date | None = None
    window_end: date | None = None
    time_words: str = ""
    place: str = ""
    reason: str = ""


def queue(session: Session, letter: Letter, now: datetime) -> OutboxMessage | None:
    """Put a letter in the outbox; None when one of its purpose was queued before."""
    return letters.add_once(session, _values(letter, now))


def queue_many(session: Session, made: Iterable[Letter], now: datetime) -> None:
    """Put ten thousand letters in the outbox in one go; those queued before stay as they are."""
    letters.add_many(session, [_values(letter, now) for letter in made])


def _values(letter: Letter, now: datetime) -> dict[str, Any]:
    return {
        "purpose": letter.purpose,
        "kind": letter.kind,
        "meeting_id": letter.meeting_id,
        "delegate_id": letter.delegate_id,
        "address": letter.address,
        "subject": letter.subject,
        "body": letter.body,
        "parts": dict(letter.parts),
        "due_at": letter.due_at or now,
        "created_at": now,
    }


def tell_host(
    session: Session,
    viewer: Viewer,
    host_id: int | None,
    meeting: MeetingFacts,
    what: str,
    now: datetime,
) -> None:
    """Tell the accounts of a host unit, but not the actor, what was done to a meeting.

    `what` is booked, changed, confirmed, held, postponed, cancelled or released (no longer host).
    Changes within minutes make one letter.
    """
    if host_id is None:
        return
    for account in accounts.accounts_of_unit(session, host_id):
        if account.id != viewer.account_id:
            _gather(session, account.email, meeting, what, now)


def _gather(
    session: Session, address: str, meeting: MeetingFacts, what: str, now: datetime
) -> None:
    """Into the letter that still waits, else into a new one, whoever else does the same."""
    facts = plain_facts(meeting)
    while True:
        waiting = letters.find_unsent(session, HOST_LETTER, meeting.id, address)
        if waiting is not None:
            said = [*waiting.parts["what"], what]
            waiting.parts = {"what": list(dict.fromkeys(said)), "meeting": facts}
            waiting.due_at = rules.gathered_due(waiting.created_at, now)
            return
        last = letters.last_of_kind(session, HOST_LETTER, meeting.id, address)
        letter = Letter(
            purpose=f"{HOST_LETTER}:{meeting.id}:{address}:after {last}",
            kind=HOST_LETTER,
            address=address,
            meeting_id=meeting.id,
            parts={"what": [what], "meeting": facts},
            due_at=rules.gathered_due(now, now),
        )
        if queue(session, letter, now) is not None:
            return


def plain_facts(meeting: MeetingFacts) -> dict[str, Any]:
    """JSON values; moments and days as ISO text."""
    moments = (meeting.starts_at, meeting.ends_at, meeting.window_start, meeting.window_end)
    starts_at, ends_at, window_start, window_end = (m.isoformat() if m else None for m in moments)
    return {
        "id": meeting.id,
        "code": meeting.code,
        "title": meeting.title,
        "status": meeting.status,
        "starts_at": starts_at,
        "ends_at": ends_at,
        "window_start": window_start,
        "window_end": window_end,
        "time_words": meeting.time_words,
        "place": meeting.place,
        "reason": meeting.reason,
    }


def claim(session: Session, worker: str, now: datetime) -> OutboxMessage | None:
    """Take the next due letter in hand; what has grown stale fails on the way, unsent."""
    while True:
        letter = letters.claim_next(session, worker, now)
        if letter is None or not rules.is_stale(letter.due_at, now):
            return letter
        _close(letter, letters.FAILED, "stale", now)
        session.flush()


def settle(
    session: Session,
    letter_id: int,
    worker: str,
    outcome: Outcome,
    now: datetime,
    words: tuple[str, str] | None = None,
) -> None:
    """Write down what became of a letter in this worker's hand, and the words that it said."""
    letter = letters.held_by(session, letter_id, worker)
    if letter is None:
        return
    if words is not None:
        letter.subject, letter.body = words
    wait = rules.wait_after(letter.attempts)
    if outcome.fate is Fate.SENT:
        _close(letter, letters.SENT, "", now)
    elif outcome.fate is Fate.UNCERTAIN:
        _close(letter, letters.UNCERTAIN, outcome.said, now)
    elif outcome.fate is Fate.UNREACHABLE:
        letter.attempts -= 1
        _put_back(letter, now + rules.OUTAGE_WAIT, outcome.said)
    elif outcome.fate is Fate.REFUSED or wait is None:
        _close(letter, letters.FAILED, outcome.said, now)
    else:
        _put_back(letter, now + wait, outcome.said)


def give_up_silent(session: Session, now: datetime) -> int:
    """Letters in the hand of a worker that died are uncertain; how many there were."""
    return letters.give_up_silent(session, now - rules.SILENCE, now)


def withdraw(session: Session, letter: OutboxMessage) -> None:
    """A letter in hand that has nothing to say any more never was."""
    session.delete(letter)
    session.flush()


def return_to_sender(session: Session, letter_id: int, said: str, now: datetime) -> bool:
    """A letter that a server took came back: it did not arrive. Whether it was one of those."""
    letter = session.get(OutboxMessage, letter_id, with_for_update=True)
    if letter is None or letter.state not in (letters.SENT, letters.UNCERTAIN):
        return False
    _close(letter, letters.FAILED, said, now)
    return True


def readdress(letter: OutboxMessage, address: str, now: datetime) -> None:
    """A letter that failed goes to an address that was mended since."""
    letter.address, letter.attempts, letter.settled_at = address, 0, None
    _put_back(letter, now, "")


def send_again(session: Session, viewer: Viewer, letter_id: int, now: datetime) -> None:
    """A person's decision on a letter that failed or is uncertain: queue it anew."""
    letter = _in_doubt(session, viewer, letter_id, letters.IN_DOUBT)
    before = letter.state
    letter.attempts, letter.settled_at = 0, None
    _put_back(letter, now, "")
    audit.record(session, viewer, now, "send_again", letter, {"state": [before, letter.state]})


def take_as_sent(session: Session, viewer: Viewer, letter_id: int, now: datetime) -> None:
    """A person's decision on an uncertain letter: it did arrive."""
    letter = _in_doubt(session, viewer, letter_id, (letters.UNCERTAIN,))
    _close(letter, letters.SENT, letter.last_error, now)
    changes = {"state": [letters.UNCERTAIN, letters.SENT]}
    audit.record(session, viewer, now, "take_as_sent", letter, changes)


def _in_doubt(
    session: Session, viewer: Viewer, letter_id: int, states: tuple[str, ...]
) -> OutboxMessage:
    if not viewer.may_ever(Action.SEND_LETTERS):
        raise NotFound("letter")
    letter = letters.get_letter(session, viewer, letter_id)
    if letter.state not in states:
        raise RuleBroken("notice.not_in_doubt")
    return letter


def _close(letter: OutboxMessage, state: str, said: str, now: datetime) -> None:
    letter.state, letter.last_error, letter.settled_at = state, said, now


def _put_back(letter: OutboxMessage, due_at: datetime, said: str) -> None:
    letter.state, letter.due_at, letter.last_error = letters.WAITING, due_at, said
    letter.claimed_by, letter.claimed_at = "", None

"""Batches of scans: every item gets its own answer, none stops another.

Batches that came together are judged and kept together, in one transaction; each still has its
own answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.account import Scanned, hash_of_code, read_code, token_hash
from planner.domain.attendance.hours import Contact
from planner.domain.attendance.item import Item, body_hash, client_id_of, read_item
from planner.domain.errors import RuleBroken
from planner.services.attendance.device import counts_at, is_seen_lately, refused
from planner.services.attendance.work import Post, Reading, Result, Sent, Work
from planner.store.attendance import door as doors
from planner.store.attendance import guest as guests
from planner.store.attendance.door import Holder
from planner.store.attendance.scan import Counts, Memory


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a batch is read: the key of body hashes, our host names in lower case, the hour."""

    key: bytes
    hosts: frozenset[str]
    now: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """What a device sent: parsed JSON values, its clock and its queue where it tells them."""

    items: Sequence[object]
    sent_at: datetime | None = None
    queue_length: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """A batch as it came from a device, read, not judged."""

    token: str | None
    readings: tuple[Reading, ...]
    now: datetime
    sent_at: datetime | None = None
    queue_length: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """The answers in the order of the items, and how many are called and in."""

    results: tuple[Result, ...]
    counts: Counts


_NOTHING = Scanned("not_ours")
_PICKED = Scanned("code")  # a name from the search is as good as its code


def read_batch(token: str | None, batch: Batch, desk: Desk) -> Call:
    """All that can be known without the database, before anybody waits for it."""
    readings = tuple(read(raw, desk) for raw in batch.items)
    return Call(token, readings, desk.now, batch.sent_at, batch.queue_length)


def take_scans(session: Session, token: str | None, batch: Batch, desk: Desk) -> Answer:
    """Judge and keep a batch. Refused as a whole only when the token is dead.

    What is refused at the door is kept as well, so nothing here is an exception.
    """
    (answer,) = take_together(session, [read_batch(token, batch, desk)])
    if isinstance(answer, RuleBroken):
        raise answer
    return answer


def take_together(
    session: Session, calls: Sequence[Call], memory: Memory | None = None
) -> list[Answer | RuleBroken]:
    """Judge and keep batches of several devices; a dead token gets its refusal as its answer.

    `memory` spares a busy process to count who is called, see the store.
    """
    answers: dict[int, Answer | RuleBroken] = {}
    by_meeting: dict[int, list[tuple[int, Call, Holder]]] = {}
    for at, (call, holder) in enumerate(_held(session, calls)):
        if holder is None or not holder.lives(call.now):
            answers[at] = refused(holder)
        else:
            by_meeting.setdefault(holder.meeting_id, []).append((at, call, holder))
    hashes = {one.code_hash for call in calls for one in call.readings if one.code_hash}
    by_code = guests.guests_by_code(session, hashes)
    for meeting_id, held in by_meeting.items():
        sent = [(_post(call, holder), call.readings) for _at, call, holder in held]
        found = judge(session, meeting_id, sent, by_code)
        counts = counts_at(session, held[-1][2], held[-1][1].now, memory)
        for (at, call, holder), results in zip(held, found, strict=True):
            _hear(session, call, holder)
            answers[at] = Answer(results, counts)
    return [answers[at] for at in range(len(calls))]


def judge(
    session: Session, meeting_id: int, sent: Sequence[Sent], by_code: Mapping[str, guests.Guest]
) -> list[tuple[Result, ...]]:
    """The answers to batches of one meeting, kept with all that they change."""
    work = Work(session, meeting_id, sent, by_code)
    found = [tuple(work.answer(post, one) for one in readings) for post, readings in sent]
    lost = work.keep()
    if not lost:
        return found
    return [
        work.said_first_elsewhere(lost, one, results)
        for one, results in zip(sent, found, strict=True)
    ]


def read(raw: object, desk: Desk) -> Reading:
    """One item; a text that is no code of ours leaves its length and a keyed hash."""
    item = read_item(raw)
    scanned, hashed = _NOTHING, ""
    if item is not None:
        hashed = body_hash(item, desk.key)
        if item.method == "code":
            scanned = read_code(item.code or "", desk.hosts)
        elif item.method == "search":
            scanned = _PICKED
    code_hash = hash_of_code(scanned.code) if scanned.code else None
    text_length = len(item.code or "") if item is not None and code_hash is None else 0
    return Reading(client_id_of(raw), item, scanned, code_hash, hashed, text_length)


def _held(session: Session, calls: Sequence[Call]) -> list[tuple[Call, Holder | None]]:
    """Each call with who holds its token, all of their meetings locked in one order."""
    hashes = {call.token: token_hash(call.token) for call in calls if call.token}
    alone = any(_moves_others(one.item) for call in calls for one in call.readings)
    found = doors.holders_of(session, set(hashes.values()), alone=alone)
    return [(call, found.get(hashes.get(call.token or "", ""))) for call in calls]


def _post(call: Call, holder: Holder) -> Post:
    return Post(holder, Contact(call.now, holder.seen_at or holder.paired_at, call.sent_at))


def _hear(session: Session, call: Call, holder: Holder) -> None:
    """Note that a device spoke, where that is news."""
    waits_otherwise = call.queue_length not in (None, holder.queue_length)
    if waits_otherwise or not is_seen_lately(holder, call.now):
        doors.heard_of(session, holder.device_id, call.now, call.queue_length)


def _moves_others(item: Item | None) -> bool:
    """Whether it touches people whom their codes have not locked."""
    return item is not None and item.method != "code"

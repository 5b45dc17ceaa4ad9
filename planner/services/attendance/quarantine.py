"""The queue of a device that was shut out: kept unjudged until an organiser has looked at it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.account import Scanned, token_hash
from planner.domain.attendance.hours import Contact
from planner.domain.attendance.item import Item, Kind, WalkIn
from planner.domain.errors import RuleBroken
from planner.domain.rights import Action, Viewer
from planner.services.attendance.scan import Batch, Desk, judge, read
from planner.services.attendance.work import Post, Reading
from planner.store import audit
from planner.store import meeting as meetings
from planner.store.attendance import QuarantinedScan, office
from planner.store.attendance import door as doors
from planner.store.attendance import guest as guests
from planner.store.attendance import ledger as ledgers

MOST_OF_A_DEVICE = 20_000  # so that a stolen phone cannot fill the disk
KEPT, MALFORMED = "kept", "malformed"


def bring(
    session: Session, token: str | None, batch: Batch, desk: Desk
) -> list[tuple[str | None, str]]:
    """Keep what a shut-out device still held; (client id, kept or malformed) for each item.

    Refused: a token that was never one of ours, one that still lives, and more than a shift's work.
    """
    hashed = token_hash(token) if token else ""
    holder = doors.holders_of(session, {hashed}).get(hashed)
    if holder is None:
        raise RuleBroken("attendance.dead_token")
    if holder.lives(desk.now):
        raise RuleBroken("attendance.still_alive")
    if office.count_quarantined(session, holder.device_id) + len(batch.items) > MOST_OF_A_DEVICE:
        raise RuleBroken("attendance.quarantine_full")
    readings = [read(raw, desk) for raw in batch.items]
    rows = {
        one.client_id: {
            "meeting_id": holder.meeting_id,
            "device_id": holder.device_id,
            "client_id": one.client_id,
            "reading": _written(one, one.item),
            "body_hash": one.body_hash,
            "scanned_at": one.item.at,
            "sent_at": batch.sent_at,
            "received_at": desk.now,
            "state": "waiting",
        }
        for one in readings
        if one.item is not None
    }
    if rows:
        office.keep_quarantined(session, list(rows.values()))
    doors.heard_of(session, holder.device_id, desk.now, batch.queue_length)
    return [(one.client_id, KEPT if one.item else MALFORMED) for one in readings]


def waiting(session: Session, viewer: Viewer, meeting_id: int) -> list[QuarantinedScan]:
    """What nobody has decided on, in the order in which it was scanned."""
    meeting = meetings.get(session, viewer, Action.KEEP_ATTENDANCE, meeting_id)
    return list(office.quarantined(session, meeting.id))


def settle(
    session: Session,
    viewer: Viewer,
    meeting_id: int,
    ids: Collection[int] | None,
    *,
    accepts: bool,
    now: datetime,
) -> int:
    """Accept or discard some, or all (None); how many. Accepted ones are judged as of their time.

    They happened: like every scan without the network they are kept, whatever the answer.
    """
    meeting = meetings.get(session, viewer, Action.KEEP_ATTENDANCE, meeting_id, lock=True)
    ledgers.keep_doors_out(session, meeting.id)
    rows = office.quarantined(session, meeting.id, ids)
    if accepts and rows:
        hashes = {row.reading["code_hash"] for row in rows if row.reading["code_hash"]}
        by_code = guests.guests_by_code(session, hashes)
        holders = {
            one: doors.holder_of_device(session, one) for one in {row.device_id for row in rows}
        }
        sent = [(_post(holders[row.device_id], row), [_read(row)]) for row in rows]
        judge(session, meeting.id, sent, by_code)
    for row in rows:
        row.state, row.decided_at = "accepted" if accepts else "discarded", now
    if rows:
        deed = "accept_quarantined" if accepts else "discard_quarantined"
        audit.record(session, viewer, now, deed, meeting, {"scans": [len(rows), 0]})
    session.flush()
    return len(rows)


def _post(holder: doors.Holder, row: QuarantinedScan) -> Post:
    return Post(holder, Contact(row.received_at, holder.paired_at, row.sent_at))


def _written(one: Reading, item: Item) -> dict[str, Any]:
    person = item.person
    return {
        "kind": item.kind.value,
        "text": one.scanned.kind,
        "code_hash": one.code_hash,
        "length": one.text_length,
        "is_code": item.code is not None,
        "delegate_id": item.delegate_id,
        "void_of": item.void_of,
        "person": [person.name, person.unit, person.position] if person else None,
        "substitute_for": item.substitute_for,
    }


def _read(row: QuarantinedScan) -> Reading:
    kept: Mapping[str, Any] = row.reading
    item = Item(
        client_id=row.client_id,
        kind=Kind(kept["kind"]),
        at=row.scanned_at,
        is_offline=True,
        code="" if kept["is_code"] else None,
        delegate_id=kept["delegate_id"],
        void_of=kept["void_of"],
        person=WalkIn(*kept["person"]) if kept["person"] else None,
        substitute_for=kept["substitute_for"],
    )
    scanned = Scanned(kept["text"])
    reading = Reading(row.client_id, item, scanned, kept["code_hash"], row.body_hash)
    return replace(reading, text_length=kept["length"])

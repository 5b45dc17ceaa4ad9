"""A batch of scans: every item gets its own answer, none stops another.

The projection of each delegate that a batch touches is read anew from the log, so that it is the
same in whatever order the batches came.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.account import Scanned, read_code, token_hash
from planner.domain.attendance.hours import Contact, sitting_of
from planner.domain.attendance.item import (
    Item,
    Kind,
    WalkIn,
    body_hash,
    client_id_of,
    is_usable_id,
    read_item,
)
from planner.domain.attendance.presence import Entry, Key, Log, Presence
from planner.domain.attendance.verdict import Place, Ruling, Sight, Subject, Verdict, rule
from planner.domain.text import search_key, sort_key
from planner.services.attendance.device import counts_at, device_behind, is_seen_lately
from planner.store.attendance import door as doors
from planner.store.attendance import scan as scans
from planner.store.attendance.door import Guest, Holder
from planner.store.attendance.scan import Counts
from planner.store.invitation import Delegate
from planner.store.session import flush


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
class First:
    """When and at which door a person was seen first."""

    at: datetime
    door: str


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one item."""

    client_id: str | None
    verdict: str
    replayed: bool = False
    guest: Guest | None = None
    first: First | None = None
    needs_review: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The answers in the order of the items, and how many are called and in."""

    results: tuple[Result, ...]
    counts: Counts


@dataclass(frozen=True, slots=True)
class _Reading:
    """An item as far as it can be read without the database."""

    client_id: str | None
    item: Item | None
    scanned: Scanned
    code_hash: str | None
    body_hash: str


_NOTHING = Scanned("not_ours")
_PICKED = Scanned("code")  # a name from the search is as good as its code


def take_scans(session: Session, token: str | None, batch: Batch, desk: Desk) -> Answer:
    """Judge and keep a batch. Refused as a whole only when the token is dead.

    What is refused at the door is kept as well, so nothing here is an exception.
    """
    readings = [_read(raw, desk) for raw in batch.items]
    alone = any(_moves_others(reading.item) for reading in readings)
    holder = device_behind(session, token, desk.now, alone=alone)
    contact = Contact(desk.now, holder.seen_at or holder.paired_at, batch.sent_at)
    work = _Work(session, holder, contact, readings)
    results = tuple(work.answer(reading) for reading in readings)
    results = work.keep(results, readings)
    if not is_seen_lately(holder, desk.now):
        doors.heard_of(session, holder.device_id, desk.now, batch.queue_length)
    return Answer(results, counts_at(session, holder, desk.now))


def _read(raw: object, desk: Desk) -> _Reading:
    item = read_item(raw)
    scanned, hashed = _NOTHING, ""
    if item is not None:
        hashed = body_hash(item, desk.key)
        if item.method == "code":
            scanned = read_code(item.code or "", desk.hosts)
        elif item.method == "search":
            scanned = _PICKED
    code_hash = token_hash(scanned.code) if scanned.code else None
    return _Reading(client_id_of(raw), item, scanned, code_hash, hashed)


def _moves_others(item: Item | None) -> bool:
    """Whether it touches people whom their codes have not locked."""
    return item is not None and item.method != "code"


class _Work:
    """One batch at work: what it loads in a few queries, and the log as it grows."""

    def __init__(
        self, session: Session, holder: Holder, contact: Contact, readings: Sequence[_Reading]
    ) -> None:
        self.session = session
        self.holder = holder
        self.contact = contact
        self.place = Place(holder.meeting_id, holder.schedule, holder.rights)
        self.fresh: dict[str, tuple[Entry, _Reading]] = {}
        self._load(readings)

    def _load(self, readings: Sequence[_Reading]) -> None:
        items = [reading.item for reading in readings if reading.item is not None]
        hashes = {hashed for reading in readings if (hashed := reading.code_hash)}
        self.by_code = doors.guests_by_code(self.session, hashes)
        self.by_id = {guest.id: guest for guest in self.by_code.values()}
        self._load_guests(item.delegate_id for item in items if item.method == "search")
        self._load_log(readings)
        self._load_guests(entry.delegate_id for entry in self.log)
        self.before = self.log.projection()
        self.door_names = {self.holder.door_id: self.holder.door_name}
        if any(entry.door_id not in self.door_names for entry in self.log):
            self.door_names = doors.door_names(self.session, self.holder.meeting_id)

    def _load_guests(self, delegate_ids: Iterable[int | None]) -> None:
        missing = {one for one in delegate_ids if one is not None} - self.by_id.keys()
        self.by_id |= doors.guests_by_id(self.session, missing)

    def _load_log(self, readings: Sequence[_Reading]) -> None:
        """All that the log says of the items and the people of the batch, voids to their ends."""
        self.log = Log()
        ids, keys = self._touched(readings)
        asked_ids: set[str] = set()
        asked_keys: set[Key] = set()
        while ids or keys:
            asked_ids |= ids
            asked_keys |= keys
            found = scans.entries_touched(self.session, self.holder.meeting_id, ids, keys)
            for entry in found:
                self.log.add(entry)
            ids = {one for entry in found for one in (entry.client_id, entry.void_of) if one}
            ids -= asked_ids
            keys = {entry.key for entry in found if entry.key} - asked_keys

    def _touched(self, readings: Sequence[_Reading]) -> tuple[set[str], set[Key]]:
        """The client ids that a batch names, and whom it concerns where."""
        ids: set[str] = set()
        keys: set[Key] = set()
        for reading in readings:
            named = (reading.client_id, reading.item.void_of if reading.item else None)
            ids |= {one for one in named if one is not None and is_usable_id(one)}
            guest = self._guest(reading)
            if reading.item and guest and guest.meeting_id == self.holder.meeting_id:
                keys.add((self._sitting(reading.item), guest.id))
        return ids, keys

    def answer(self, reading: _Reading) -> Result:
        """The answer to one item; what is new stands in the log afterwards."""
        client_id = reading.client_id if is_usable_id(reading.client_id) else None
        known = self.log.get(client_id) if client_id else None
        if known is not None:
            return self._replay(known, reading)
        if reading.item is None:
            return Result(reading.client_id, Verdict.MALFORMED)
        entry, guest = self._judge(reading, reading.item)
        self.log.add(entry)
        self.fresh[entry.client_id] = (entry, reading)
        return self._result(entry, guest)

    def _replay(self, known: Entry, reading: _Reading) -> Result:
        if known.body_hash != reading.body_hash:
            return Result(known.client_id, Verdict.ID_REUSED)
        told = known.verdict not in HIDES_GUEST
        guest = self.by_id.get(known.delegate_id or 0) if told else None
        return replace(self._result(known, guest), replayed=True)

    def _result(self, entry: Entry, guest: Guest | None) -> Result:
        now_in = self.log.presence(entry.key) if entry.key and guest else None
        return Result(
            client_id=entry.client_id,
            verdict=entry.verdict,
            guest=guest,
            first=self._first(now_in) if now_in else None,
            needs_review=entry.needs_review,
        )

    def _first(self, seen: Presence) -> First:
        return First(seen.first_in, self.door_names[seen.door_id])

    def _judge(self, reading: _Reading, item: Item) -> tuple[Entry, Guest | None]:
        guest = self._guest(reading)
        effective_at, sitting = self._moment(item), self._sitting(item)
        subject = _subject(guest) if guest else None
        now_in = self.log.presence((sitting, guest.id)) if guest else None
        sight = Sight(item, reading.scanned.kind, subject, effective_at)
        ruling = rule(self.place, sight, now_in)
        if ruling.verdict is Verdict.WALK_IN and item.person is not None:
            guest = self._welcome(item.person)
        elif ruling.verdict is Verdict.VOIDED:
            sitting, guest = self._voided(item, sitting)
        elif ruling.verdict in HIDES_GUEST or _is_foreign_pick(item, ruling):
            guest = None
        entry = self._entry(item, ruling, (sitting, guest), effective_at, reading.body_hash)
        return entry, guest

    def _entry(
        self,
        item: Item,
        ruling: Ruling,
        who: tuple[str, Guest | None],
        effective_at: datetime,
        hashed: str,
    ) -> Entry:
        sitting, guest = who
        return Entry(
            client_id=item.client_id,
            device_id=self.holder.device_id,
            door_id=self.holder.door_id,
            kind=item.kind,
            sitting=sitting,
            delegate_id=guest.id if guest else None,
            void_of=item.void_of,
            effective_at=effective_at,
            verdict=ruling.verdict.value,
            needs_review=ruling.needs_review,
            body_hash=hashed,
        )

    def _voided(self, item: Item, sitting: str) -> tuple[str, Guest | None]:
        """The sitting and the person that a void concerns, where its scan has come already."""
        root = self.log.root_of(item.void_of)
        if root is None or root.delegate_id is None:
            return sitting, None
        return root.sitting, self.by_id.get(root.delegate_id)

    def _welcome(self, person: WalkIn) -> Guest:
        """A row for somebody who was not called: without a group."""
        row = Delegate(
            meeting_id=self.holder.meeting_id,
            name=person.name,
            position=person.position,
            unit_name=person.unit,
            search_key=search_key(person.name),
            sort_key=sort_key(person.name),
        )
        self.session.add(row)
        flush(self.session)
        guest = Guest(
            row.id, row.meeting_id, row.name, row.position, row.unit_name, row.seat, row.state
        )
        self.by_id[guest.id] = guest
        return guest

    def _guest(self, reading: _Reading) -> Guest | None:
        if reading.item is not None and reading.item.method == "search":
            return self.by_id.get(reading.item.delegate_id or 0)
        return self.by_code.get(reading.code_hash or "")

    def _moment(self, item: Item) -> datetime:
        return self.contact.true_time(item.at, is_offline=item.is_offline)

    def _sitting(self, item: Item) -> str:
        return sitting_of(self.holder.schedule.span, self._moment(item))

    def keep(self, results: tuple[Result, ...], readings: Sequence[_Reading]) -> tuple[Result, ...]:
        """Write the new entries and what they change; then say what was written first elsewhere."""
        if not self.fresh:
            return results
        rows = [self._row(*self.fresh[client_id]) for client_id in sorted(self.fresh)]
        scan_ids = scans.add_scans(self.session, rows)
        lost = self.fresh.keys() - scan_ids.keys()
        log = self.log.without(lost) if lost else self.log
        self._project(log, scan_ids)
        if not lost:
            return results
        first = Log(scans.entries_touched(self.session, self.holder.meeting_id, lost, ()))
        return tuple(
            self._replay(known, reading) if known is not None else result
            for result, reading in zip(results, readings, strict=True)
            for known in [first.get(reading.client_id or "")]
        )

    def _row(self, entry: Entry, reading: _Reading) -> Mapping[str, object]:
        item = reading.item
        assert item is not None  # noqa: S101 -- only whole items are judged
        is_text = item.code is not None and reading.scanned.code is None
        kept = entry.verdict == Verdict.WALK_IN and item.person
        return {
            "meeting_id": self.holder.meeting_id,
            "client_id": entry.client_id,
            "device_id": entry.device_id,
            "sitting": entry.sitting,
            "kind": entry.kind.value,
            "method": item.method,
            "delegate_id": entry.delegate_id,
            "void_of": entry.void_of if item.kind is Kind.VOID else None,
            "person": _as_json(kept) if kept else None,
            "scanned_at": item.at,
            "effective_at": entry.effective_at,
            "received_at": self.contact.received_at,
            "is_offline": item.is_offline,
            "body_hash": entry.body_hash,
            "text_length": len(item.code or "") if is_text else 0,
            "verdict": entry.verdict,
            "needs_review": entry.needs_review,
        }

    def _project(self, log: Log, scan_ids: Mapping[str, int]) -> None:
        after = log.projection()
        gone = self.before.keys() - after.keys()
        changed = {key: one for key, one in after.items() if self.before.get(key) != one}
        keep_changes(self.session, self.holder.meeting_id, log, (changed, gone, scan_ids))


HIDES_GUEST = frozenset({Verdict.NOT_ALLOWED, Verdict.ID_REUSED})


def _subject(guest: Guest) -> Subject:
    return Subject(guest.id, guest.meeting_id, guest.state, guest.is_current)


def _is_foreign_pick(item: Item, ruling: Ruling) -> bool:
    """A number typed in must not show who is called elsewhere."""
    return item.method == "search" and ruling.verdict is Verdict.WRONG_MEETING


def _as_json(person: WalkIn) -> dict[str, str]:
    return {"name": person.name, "unit": person.unit, "position": person.position}


Changes = tuple[Mapping[Key, Presence], Iterable[Key], Mapping[str, int]]


def keep_changes(session: Session, meeting_id: int, log: Log, changes: Changes) -> None:
    """Write presences that changed, with the number of the scan that won each."""
    changed, gone, fresh_ids = changes
    numbered: dict[Key, tuple[Presence, int]] = {}
    for key, one in changed.items():
        known = log.get(one.won_by)
        numbered[key] = (one, fresh_ids.get(one.won_by) or (known.scan_id if known else 0))
    scans.keep_presence(session, meeting_id, numbered, gone)

"""What a meeting's log makes of the scans that came together, and what is written of it.

The projection of each delegate that they touch is read anew from the log, so that it is the same
in whatever order the batches came.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.account import Scanned
from planner.domain.attendance.hours import Contact, sitting_of
from planner.domain.attendance.item import Item, Kind, is_usable_id
from planner.domain.attendance.presence import Entry, Key, Log, Presence
from planner.domain.attendance.verdict import Place, Ruling, Sight, Subject, Verdict, rule
from planner.services.attendance.guest import Alike, as_kiosk_shows, stand_in_for, welcome
from planner.store.attendance import door as doors
from planner.store.attendance import guest as guests
from planner.store.attendance import scan as scans
from planner.store.attendance.door import Holder
from planner.store.attendance.guest import Guest, Theirs


@dataclass(frozen=True, slots=True)
class First:
    """When and at which door a person was seen first."""

    at: datetime
    door: str


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one item.

    `theirs` is the meeting that a code of another one belongs to; `alike` are people of this
    meeting whose names a walk-in's name resembles.
    """

    client_id: str | None
    verdict: str
    replayed: bool = False
    guest: Guest | None = None
    first: First | None = None
    needs_review: bool = False
    theirs: Theirs | None = None
    alike: tuple[Alike, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """An item as far as it can be read without the database."""

    client_id: str | None
    item: Item | None
    scanned: Scanned
    code_hash: str | None
    body_hash: str
    text_length: int = 0  # of a text that is not kept
    method: str = ""  # where it is not the item's own


@dataclass(frozen=True, slots=True)
class Post:
    """A device as it speaks now: who it is, what its clock is worth."""

    holder: Holder
    contact: Contact
    place: Place = field(init=False)

    def __post_init__(self) -> None:
        holder = self.holder
        place = Place(
            holder.meeting_id, holder.schedule, holder.rights, may_substitute=holder.may_substitute
        )
        object.__setattr__(self, "place", place)

    def moment(self, item: Item) -> datetime:
        """When it truly was."""
        return self.contact.true_time(item.at, is_offline=item.is_offline)

    def sitting(self, item: Item) -> str:
        return sitting_of(self.holder.schedule, self.moment(item))


Sent = tuple[Post, Sequence[Reading]]
Coded = Mapping[str, Guest]
HIDES_GUEST = frozenset({Verdict.NOT_ALLOWED, Verdict.ID_REUSED})


class Work:
    """Batches of one meeting at work: what they load in a few queries, and the log as it grows."""

    def __init__(
        self, session: Session, meeting_id: int, sent: Sequence[Sent], by_code: Coded
    ) -> None:
        self.session = session
        self.meeting_id = meeting_id
        self.sent = sent
        self.by_code = by_code
        self.fresh: dict[str, tuple[Entry, Reading, Post]] = {}
        self.alike: dict[str, tuple[Alike, ...]] = {}
        self._load()

    def _load(self) -> None:
        self.by_id = {guest.id: guest for guest in self.by_code.values()}
        self._load_guests(number for _post, one in self._all() for number in _named(one))
        self._load_log()
        self._load_guests(entry.delegate_id for entry in self.log)
        self.before = self.log.projection()
        self.door_names = {
            post.holder.door_id: post.holder.door_name for post, _readings in self.sent
        }
        if any(entry.door_id not in self.door_names for entry in self.log):
            self.door_names = doors.door_names(self.session, self.meeting_id)

    def _all(self) -> Iterator[tuple[Post, Reading]]:
        return ((post, reading) for post, readings in self.sent for reading in readings)

    def _load_guests(self, delegate_ids: Iterable[int | None]) -> None:
        missing = {one for one in delegate_ids if one is not None} - self.by_id.keys()
        if missing:
            self.by_id |= guests.guests_by_id(self.session, missing)

    def _load_log(self) -> None:
        """All that the log says of the items and the people of the batch, voids to their ends."""
        self.log = Log()
        ids, keys = self._touched()
        asked_ids: set[str] = set()
        asked_keys: set[Key] = set()
        while ids or keys:
            asked_ids |= ids
            asked_keys |= keys
            found = scans.entries_touched(self.session, self.meeting_id, ids, keys)
            for entry in found:
                self.log.add(entry)
            ids = {one for entry in found for one in (entry.client_id, entry.void_of) if one}
            ids -= asked_ids
            keys = {entry.key for entry in found if entry.key} - asked_keys

    def _touched(self) -> tuple[set[str], set[Key]]:
        """The client ids that the batches name, and whom they concern where."""
        ids: set[str] = set()
        keys: set[Key] = set()
        for post, reading in self._all():
            named = (reading.client_id, reading.item.void_of if reading.item else None)
            ids |= {one for one in named if one is not None and is_usable_id(one)}
            guest = self._guest(reading)
            if reading.item and guest and guest.meeting_id == self.meeting_id:
                keys.add((post.sitting(reading.item), guest.id))
        return ids, keys

    def answer(self, post: Post, reading: Reading) -> Result:
        """The answer to one item; what is new stands in the log afterwards."""
        client_id = reading.client_id if is_usable_id(reading.client_id) else None
        known = self.log.get(client_id) if client_id else None
        if known is not None:
            return self._replay(post, known, reading)
        if reading.item is None:
            return Result(reading.client_id, Verdict.MALFORMED)
        entry, guest = self._judge(post, reading, reading.item)
        self.log.add(entry)
        self.fresh[entry.client_id] = (entry, reading, post)
        return self._result(post, entry, guest)

    def _replay(self, post: Post, known: Entry, reading: Reading) -> Result:
        if known.body_hash != reading.body_hash:
            return Result(known.client_id, Verdict.ID_REUSED)
        told = known.verdict not in HIDES_GUEST
        guest = self.by_id.get(known.delegate_id or 0) if told else None
        return replace(self._result(post, known, guest), replayed=True)

    def _result(self, post: Post, entry: Entry, guest: Guest | None) -> Result:
        now_in = self.log.presence(entry.key) if entry.key and guest else None
        foreign = guest is not None and entry.verdict == Verdict.WRONG_MEETING
        return Result(
            client_id=entry.client_id,
            verdict=entry.verdict,
            guest=as_kiosk_shows(guest, post.holder.rights) if guest else None,
            first=self._first(now_in) if now_in else None,
            needs_review=entry.needs_review,
            theirs=guests.meeting_of(self.session, guest.meeting_id) if foreign and guest else None,
            alike=self.alike.get(entry.client_id, ()),
        )

    def _first(self, seen: Presence) -> First:
        return First(seen.first_in, self.door_names[seen.door_id])

    def _judge(self, post: Post, reading: Reading, item: Item) -> tuple[Entry, Guest | None]:
        guest = self._guest(reading)
        effective_at, sitting = post.moment(item), post.sitting(item)
        subject = _subject(guest) if guest else None
        now_in = self.log.presence((sitting, guest.id)) if guest else None
        sight = Sight(item, reading.scanned.kind, subject, effective_at)
        ruling = rule(post.place, sight, now_in)
        if ruling.verdict is Verdict.WALK_IN:
            guest = self._welcome(post, item, guest)
        elif ruling.verdict is Verdict.VOIDED:
            sitting, guest = self._voided(item, sitting)
        elif ruling.verdict in HIDES_GUEST or _is_foreign_pick(item, ruling):
            guest = None
        entry = _entry(post, reading, ruling, (sitting, guest, effective_at))
        return entry, guest

    def _welcome(self, post: Post, item: Item, absent: Guest | None) -> Guest:
        """A row for somebody who was not called, or who comes in place of a delegate."""
        assert item.person is not None  # noqa: S101 -- read_item saw to it
        if absent is not None:
            guest = stand_in_for(self.session, absent, item.person, post.moment(item))
            gone = replace(absent, state="replaced")
            self.by_id[absent.id] = gone
            self.by_code = {
                code: replace(gone, is_current=one.is_current) if one.id == gone.id else one
                for code, one in self.by_code.items()
            }
        else:
            guest, alike = welcome(self.session, post.holder, item.person)
            self.alike[item.client_id] = alike
        self.by_id[guest.id] = guest
        return guest

    def _voided(self, item: Item, sitting: str) -> tuple[str, Guest | None]:
        """The sitting and the person that a void concerns, where its scan has come already."""
        root = self.log.root_of(item.void_of)
        if root is None or root.delegate_id is None:
            return sitting, None
        return root.sitting, self.by_id.get(root.delegate_id)

    def _guest(self, reading: Reading) -> Guest | None:
        item = reading.item
        if item is not None and item.kind is Kind.WALK_IN:
            return self.by_id.get(item.substitute_for or 0)
        if item is not None and item.method == "search":
            return self.by_id.get(item.delegate_id or 0)
        return self.by_code.get(reading.code_hash or "")

    def keep(self) -> set[str]:
        """Write the new entries and what they change; the ids that another door wrote before."""
        if not self.fresh:
            return set()
        rows = [_row(*self.fresh[client_id]) for client_id in sorted(self.fresh)]
        scan_ids = scans.add_scans(self.session, rows)
        lost = self.fresh.keys() - scan_ids.keys()
        log = self.log.without(lost) if lost else self.log
        self._project(log, scan_ids)
        return set(lost)

    def said_first_elsewhere(
        self, lost: set[str], sent: Sent, results: Sequence[Result]
    ) -> tuple[Result, ...]:
        """The results, those of lost ids as the door answered that wrote them."""
        post, readings = sent
        first = Log(scans.entries_touched(self.session, self.meeting_id, lost, ()))
        return tuple(
            self._replay(post, known, reading) if known is not None else result
            for result, reading in zip(results, readings, strict=True)
            for known in [first.get(reading.client_id or "")]
        )

    def _project(self, log: Log, scan_ids: Mapping[str, int]) -> None:
        after = log.projection()
        gone = self.before.keys() - after.keys()
        changed = {key: one for key, one in after.items() if self.before.get(key) != one}
        keep_changes(self.session, self.meeting_id, log, (changed, gone, scan_ids))


def _named(reading: Reading) -> Iterator[int]:
    """The delegates that an item names by number."""
    item = reading.item
    if item is not None and item.method == "search" and item.delegate_id is not None:
        yield item.delegate_id
    if item is not None and item.substitute_for is not None:
        yield item.substitute_for


def _subject(guest: Guest) -> Subject:
    return Subject(guest.id, guest.meeting_id, guest.state, guest.is_current)


def _is_foreign_pick(item: Item, ruling: Ruling) -> bool:
    """A number typed in must not show who is called elsewhere."""
    return item.method != "code" and ruling.verdict is Verdict.WRONG_MEETING


Where = tuple[str, Guest | None, datetime]  # sitting, who, when


def _entry(post: Post, reading: Reading, ruling: Ruling, where: Where) -> Entry:
    item = reading.item
    assert item is not None  # noqa: S101 -- only whole items are judged
    sitting, guest, effective_at = where
    return Entry(
        client_id=item.client_id,
        device_id=post.holder.device_id,
        door_id=post.holder.door_id,
        kind=item.kind,
        sitting=sitting,
        delegate_id=guest.id if guest else None,
        void_of=item.void_of,
        effective_at=effective_at,
        verdict=ruling.verdict.value,
        needs_review=ruling.needs_review,
        body_hash=reading.body_hash,
    )


def _row(entry: Entry, reading: Reading, post: Post) -> Mapping[str, object]:
    item = reading.item
    assert item is not None  # noqa: S101 -- only whole items are judged
    kept = item.person if entry.verdict == Verdict.WALK_IN else None
    return {
        "meeting_id": post.holder.meeting_id,
        "client_id": entry.client_id,
        "device_id": entry.device_id,
        "sitting": entry.sitting,
        "kind": entry.kind.value,
        "method": reading.method or item.method,
        "delegate_id": entry.delegate_id,
        "void_of": entry.void_of if item.kind is Kind.VOID else None,
        "person": {"name": kept.name, "unit": kept.unit, "position": kept.position}
        if kept
        else None,
        "scanned_at": item.at,
        "effective_at": entry.effective_at,
        "received_at": post.contact.received_at,
        "is_offline": item.is_offline,
        "body_hash": entry.body_hash,
        "text_length": reading.text_length,
        "verdict": entry.verdict,
        "needs_review": entry.needs_review,
    }


Changes = tuple[Mapping[Key, Presence], Iterable[Key], Mapping[str, int]]


def keep_changes(session: Session, meeting_id: int, log: Log, changes: Changes) -> None:
    """Write presences that changed, with the number of the scan that won each."""
    changed, gone, fresh_ids = changes
    numbered: dict[Key, tuple[Presence, int]] = {}
    for key, one in changed.items():
        known = log.get(one.won_by)
        numbered[key] = (one, fresh_ids.get(one.won_by) or (known.scan_id if known else 0))
    scans.keep_presence(session, meeting_id, numbered, gone)

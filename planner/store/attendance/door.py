"""Who stands at a door: devices by their tokens, delegates by their codes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Row, func, literal, select, update
from sqlalchemy.orm import Session

from planner.domain.attendance.hours import Schedule, schedule_of
from planner.domain.errors import NotFound
from planner.domain.text import matches
from planner.domain.timespan import DateWindow, TimeSpan
from planner.store.account import Credential
from planner.store.attendance.rows import Attendance, Device, Door
from planner.store.directory import Unit
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.text import may_match


@dataclass(frozen=True, slots=True)
class Holder:
    """The device behind a live token, with its door and its meeting."""

    device_id: int
    door_id: int
    door_name: str
    meeting_id: int
    meeting_code: str
    meeting_title: str
    schedule: Schedule
    rights: frozenset[str]
    paired_at: datetime
    seen_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class Guest:
    """A delegate as a door may know them: no address, no telephone.

    `is_current` is False where an older code, renewed since, led here.
    """

    id: int
    meeting_id: int
    name: str
    position: str
    unit: str
    seat: str
    state: str
    is_current: bool = True


GUEST = (
    Delegate.id,
    Delegate.meeting_id,
    Delegate.name,
    Delegate.position,
    Delegate.unit_name,
    Delegate.seat,
    Delegate.state,
)


def holder_of(
    session: Session, token_hash: str, now: datetime, *, alone: bool | None = None
) -> Holder | None:
    """Who holds this device token, while it lives.

    With `alone` the meeting stays locked: False shares it with other doors, True keeps them out.
    (SQLite's one writer is alone always.)
    """
    query = (
        select(
            Credential.scopes,
            Credential.expires_at,
            Device.id.label("device_id"),
            Device.paired_at,
            Device.seen_at,
            Door.id.label("door_id"),
            Door.name,
            Meeting.id.label("meeting_id"),
            Meeting.code,
            Meeting.title,
            Meeting.opens_at,
            *TIME,
        )
        .join(Device, Device.id == Credential.owner_id)
        .join(Door, Door.id == Device.door_id)
        .join(Meeting, Meeting.id == Door.meeting_id)
        .where(Credential.kind == "device", Credential.hash == token_hash)
        .where(Credential.revoked_at.is_(None), Credential.expires_at > now)
    )
    if alone is not None:
        query = query.with_for_update(of=Meeting, read=not alone, key_share=not alone)
    found = session.execute(query).first()
    return None if found is None else _holder(found)


TIME = (Meeting.starts_at, Meeting.ends_at, Meeting.window_start, Meeting.window_end)


def _holder(found: Row[*tuple[Any, ...]]) -> Holder:
    span = TimeSpan(found.starts_at, found.ends_at) if found.starts_at else None
    window = DateWindow(found.window_start, found.window_end) if found.window_start else None
    return Holder(
        device_id=found.device_id,
        door_id=found.door_id,
        door_name=found.name,
        meeting_id=found.meeting_id,
        meeting_code=found.code,
        meeting_title=found.title,
        schedule=schedule_of(span, window, found.opens_at),
        rights=frozenset(found.scopes.split()),
        paired_at=found.paired_at,
        seen_at=found.seen_at,
        expires_at=found.expires_at,
    )


def guests_by_code(session: Session, hashes: Collection[str]) -> dict[str, Guest]:
    """By the hash of a code, of whatever meeting; locked, in one order, against other doors."""
    if not hashes:
        return {}
    query = (
        select(*GUEST, Credential.hash, Credential.revoked_at)
        .join(Credential, Credential.owner_id == Delegate.id)
        .where(Credential.kind == "delegate", Credential.hash.in_(hashes))
        .order_by(Delegate.id)
        .with_for_update(of=Delegate, key_share=True)
    )
    return {row.hash: Guest(*row[:7], row.revoked_at is None) for row in session.execute(query)}


def guests_by_id(session: Session, delegate_ids: Collection[int]) -> dict[int, Guest]:
    """By their numbers, of whatever meeting."""
    if not delegate_ids:
        return {}
    query = select(*GUEST).where(Delegate.id.in_(delegate_ids))
    return {row.id: Guest(*row) for row in session.execute(query)}


def door_names(session: Session, meeting_id: int) -> dict[int, str]:
    """The doors of a meeting."""
    query = select(Door.id, Door.name).where(Door.meeting_id == meeting_id)
    return {row.id: row.name for row in session.execute(query)}


def heard_of(session: Session, device_id: int, now: datetime, queue_length: int | None) -> None:
    """Note that a device spoke, and how many scans wait in it where it says so."""
    values: dict[str, Any] = {"seen_at": now}
    if queue_length is not None:
        values["queue_length"] = queue_length
    session.execute(update(Device).where(Device.id == device_id).values(**values))


def doors_of(session: Session, meeting_id: int) -> Sequence[Door]:
    """In the order in which they were opened; the caller may see them."""
    query = select(Door).where(Door.meeting_id == meeting_id)
    return session.scalars(query.order_by(Door.id)).all()


def devices_of(session: Session, meeting_id: int) -> Sequence[tuple[Device, Credential]]:
    """Every device of a meeting's doors with its token's row, alive or dead."""
    query = (
        select(Device, Credential)
        .join(Door, Door.id == Device.door_id)
        .join(Credential, Credential.owner_id == Device.id)
        .where(Credential.kind == "device", Door.meeting_id == meeting_id)
        .order_by(Door.id, Device.id)
    )
    return [(row.Device, row.Credential) for row in session.execute(query)]


def get_door(session: Session, door_id: int) -> Door:
    """By its number, with its meeting's, or NotFound; it stays as it is till the end."""
    query = select(Door).where(Door.id == door_id).with_for_update()
    door = session.scalar(query.execution_options(populate_existing=True))
    if door is None:
        raise NotFound("door")
    return door


def door_of_device(session: Session, device_id: int) -> Door:
    """The door at which a device stands, or NotFound."""
    query = select(Door).join(Device, Device.door_id == Door.id).where(Device.id == device_id)
    door = session.scalar(query)
    if door is None:
        raise NotFound("device")
    return door


def pairing_of(session: Session, token_hash: str) -> Credential | None:
    """What a link or a pairing code stands for, spent or not, as it is at this moment."""
    query = select(Credential).where(
        Credential.kind.in_(PAIRING_KINDS), Credential.hash == token_hash
    )
    return session.scalar(query.execution_options(populate_existing=True))


PAIRING_KINDS = ("door_link", "pairing")


def spend_pairing(session: Session, door_id: int, now: datetime) -> None:
    """A door's link and its pairing code let one device in between them."""
    unspent = Credential.used_at.is_(None)
    query = update(Credential).where(Credential.kind.in_(PAIRING_KINDS), unspent)
    session.execute(query.where(Credential.owner_id == door_id).values(used_at=now))


def is_hash_known(session: Session, token_hash: str) -> bool:
    """Whether anything was ever kept under it."""
    return session.scalar(select(Credential.id).where(Credential.hash == token_hash)) is not None


@dataclass(frozen=True, slots=True)
class Sought:
    """Somebody whom the name search found; `stands` is in, out, expected, replaced, cancelled."""

    id: int
    name: str
    position: str
    unit: str
    seat: str
    stands: str


def search_guests(
    session: Session, meeting_id: int, sitting: str, words: str, limit: int
) -> list[Sought]:
    """Delegates whose name and unit match the words, by name; see `text.matches`."""
    key = Delegate.search_key + literal(" ") + func.coalesce(Unit.search_key, "")
    here = (Attendance.delegate_id == Delegate.id) & (Attendance.sitting == sitting)
    query = (
        select(*GUEST, Attendance.is_in, key.label("key"))
        .join(Unit, Unit.id == Delegate.unit_id, isouter=True)
        .join(Attendance, here, isouter=True)
        .where(Delegate.meeting_id == meeting_id, may_match(key, words))
        .order_by(Delegate.sort_key, Delegate.id)
    )
    rows = (row for row in session.execute(query) if matches(words, row.key))
    return [
        Sought(row.id, row.name, row.position, row.unit_name, row.seat, _stands(row))
        for row in islice(rows, limit)
    ]


def _stands(row: Row[*tuple[Any, ...]]) -> str:
    if row.is_in is not None:
        return "in" if row.is_in else "out"
    return "expected" if row.state == "live" else str(row.state)


@dataclass(frozen=True, slots=True)
class Coded:
    """A code that was given out: whose it is, its number in the order of that person's codes."""

    guest: Guest
    generation: int


def codes_of(session: Session, meeting_id: int) -> list[Coded]:
    """Every code of a meeting's delegates, renewed ones too (their guest is not current)."""
    query = (
        select(*GUEST, Credential.revoked_at, Credential.generation)
        .join(Credential, Credential.owner_id == Delegate.id)
        .where(Credential.kind == "delegate", Delegate.meeting_id == meeting_id)
        .order_by(Delegate.id, Credential.generation)
    )
    return [
        Coded(Guest(*row[:7], row.revoked_at is None), row.generation)
        for row in session.execute(query)
    ]

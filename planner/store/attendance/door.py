"""Who stands at a door: devices by their tokens, delegates by their codes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Row, bindparam, func, literal, select, update
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


_credential, _device, _door = Credential.__table__.c, Device.__table__.c, Door.__table__.c
_delegate, _meeting = Delegate.__table__.c, Meeting.__table__.c
# The statements of the request path are built once: building costs more than running them.
_HOLDER = (
    select(
        _credential.scopes,
        _credential.expires_at,
        _device.id.label("device_id"),
        _device.paired_at,
        _device.seen_at,
        _door.id.label("door_id"),
        _door.name,
        _meeting.id.label("meeting_id"),
        _meeting.code,
        _meeting.title,
        _meeting.opens_at,
        _meeting.starts_at,
        _meeting.ends_at,
        _meeting.window_start,
        _meeting.window_end,
    )
    .select_from(Credential.__table__)
    .join(Device.__table__, _device.id == _credential.owner_id)
    .join(Door.__table__, _door.id == _device.door_id)
    .join(Meeting.__table__, _meeting.id == _door.meeting_id)
    .where(_credential.kind == "device", _credential.hash == bindparam("token_hash"))
    .where(_credential.revoked_at.is_(None), _credential.expires_at > bindparam("now"))
)
_HOLDERS = {
    None: _HOLDER,
    False: _HOLDER.with_for_update(of=Meeting.__table__, read=True, key_share=True),
    True: _HOLDER.with_for_update(of=Meeting.__table__),
}
_GUEST = (
    _delegate.id,
    _delegate.meeting_id,
    _delegate.name,
    _delegate.position,
    _delegate.unit_name,
    _delegate.seat,
    _delegate.state,
)
_CODED = (
    select(*_GUEST, _credential.hash, _credential.revoked_at)
    .select_from(Delegate.__table__)
    .join(Credential.__table__, _credential.owner_id == _delegate.id)
    .where(
        _credential.kind == "delegate",
        _credential.hash.in_(bindparam("hashes", expanding=True)),
    )
    .order_by(_delegate.id)
    .with_for_update(of=Delegate.__table__, key_share=True)
)


def holder_of(
    session: Session, token_hash: str, now: datetime, *, alone: bool | None = None
) -> Holder | None:
    """Who holds this device token, while it lives.

    With `alone` the meeting stays locked: False shares it with other doors, True keeps them out.
    (SQLite's one writer is alone always.)
    """
    values = {"token_hash": token_hash, "now": now}
    found = session.connection().execute(_HOLDERS[alone], values).first()
    return None if found is None else _holder(found)


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
    found = session.connection().execute(_CODED, {"hashes": list(hashes)})
    return {row.hash: _guest(row, is_current=row.revoked_at is None) for row in found}


def _guest(row: Row[*tuple[Any, ...]], *, is_current: bool = True) -> Guest:
    """From a row that has the columns of a guest."""
    return Guest(
        id=row.id,
        meeting_id=row.meeting_id,
        name=row.name,
        position=row.position,
        unit=row.unit_name,
        seat=row.seat,
        state=row.state,
        is_current=is_current,
    )


def guests_by_id(session: Session, delegate_ids: Collection[int]) -> dict[int, Guest]:
    """By their numbers, of whatever meeting."""
    if not delegate_ids:
        return {}
    query = select(*_GUEST).where(Delegate.id.in_(delegate_ids))
    return {row.id: _guest(row) for row in session.execute(query)}


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
        select(*_GUEST, Attendance.is_in, key.label("key"))
        .select_from(Delegate)
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
        select(*_GUEST, Credential.revoked_at, Credential.generation)
        .select_from(Delegate)
        .join(Credential, Credential.owner_id == Delegate.id)
        .where(Credential.kind == "delegate", Delegate.meeting_id == meeting_id)
        .order_by(Delegate.id, Credential.generation)
    )
    return [
        Coded(_guest(row, is_current=row.revoked_at is None), row.generation)
        for row in session.execute(query)
    ]

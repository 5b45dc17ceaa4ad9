"""Doors and their devices, which are known by their tokens."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, select, update
from sqlalchemy.orm import Session

from planner.domain.attendance.hours import Schedule, schedule_of
from planner.domain.errors import NotFound
from planner.domain.timespan import DateWindow, TimeSpan
from planner.store.account import Credential
from planner.store.attendance.desk import AttendanceSetting
from planner.store.attendance.rows import Device, Door
from planner.store.meeting import Meeting


@dataclass(frozen=True, slots=True)
class Holder:
    """The device behind a token, with its door and its meeting."""

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
    queue_length: int = 0
    roster_at: datetime | None = None
    revoked_at: datetime | None = None
    may_substitute: bool = True

    def lives(self, now: datetime) -> bool:
        """Whether its token may still be used."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


_credential, _device, _door = Credential.__table__.c, Device.__table__.c, Door.__table__.c
_meeting, _setting = Meeting.__table__.c, AttendanceSetting.__table__.c
# The statements of the request path are built once: building costs more than running them.
_HOLDER = (
    select(
        _credential.hash,
        _credential.scopes,
        _credential.expires_at,
        _credential.revoked_at,
        _device.id.label("device_id"),
        _device.paired_at,
        _device.seen_at,
        _device.queue_length,
        _device.roster_at,
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
        _setting.parts_apart,
        _setting.may_substitute,
    )
    .select_from(Credential.__table__)
    .join(Device.__table__, _device.id == _credential.owner_id)
    .join(Door.__table__, _door.id == _device.door_id)
    .join(Meeting.__table__, _meeting.id == _door.meeting_id)
    .join(AttendanceSetting.__table__, _setting.meeting_id == _meeting.id, isouter=True)
    .where(
        _credential.kind == "device",
        _credential.hash.in_(bindparam("token_hashes", expanding=True)),
    )
    .order_by(_meeting.id)
)
_HOLDERS = {
    None: _HOLDER,
    False: _HOLDER.with_for_update(of=Meeting.__table__, read=True, key_share=True),
    True: _HOLDER.with_for_update(of=Meeting.__table__),
}


def holders_of(
    session: Session, token_hashes: Collection[str], *, alone: bool | None = None
) -> dict[str, Holder]:
    """Who holds these device tokens, alive or dead, by the hash.

    With `alone` their meetings stay locked, in one order: False shares them with other doors, True
    keeps those out. (SQLite's one writer is alone always.)
    """
    if not token_hashes:
        return {}
    found = session.connection().execute(_HOLDERS[alone], {"token_hashes": list(token_hashes)})
    return {row.hash: _holder(row) for row in found}


def holder_of_device(session: Session, device_id: int) -> Holder:
    """A device by its number, whatever became of its token; NotFound without one."""
    query = _HOLDER_BY_DEVICE
    found = session.connection().execute(query, {"device_id": device_id}).first()
    if found is None:
        raise NotFound("device")
    return _holder(found)


_HOLDER_BY_DEVICE = (
    select(*_HOLDER.selected_columns)
    .select_from(Credential.__table__)
    .join(Device.__table__, _device.id == _credential.owner_id)
    .join(Door.__table__, _door.id == _device.door_id)
    .join(Meeting.__table__, _meeting.id == _door.meeting_id)
    .join(AttendanceSetting.__table__, _setting.meeting_id == _meeting.id, isouter=True)
    .where(_credential.kind == "device", _device.id == bindparam("device_id"))
)


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
        schedule=schedule_of(span, window, found.opens_at, parts_apart=bool(found.parts_apart)),
        rights=frozenset(found.scopes.split()),
        paired_at=found.paired_at,
        seen_at=found.seen_at,
        expires_at=found.expires_at,
        queue_length=found.queue_length,
        roster_at=found.roster_at,
        revoked_at=found.revoked_at,
        may_substitute=found.may_substitute is not False,
    )


def door_names(session: Session, meeting_id: int) -> dict[int, str]:
    """The doors of a meeting."""
    query = select(Door.id, Door.name).where(Door.meeting_id == meeting_id)
    return {row.id: row.name for row in session.execute(query)}


def heard_of(
    session: Session,
    device_id: int,
    now: datetime,
    queue_length: int | None = None,
    *,
    took_roster: bool = False,
) -> None:
    """Note that a device spoke, how many scans wait in it where it says so, and its roster."""
    values: dict[str, Any] = {"seen_at": now}
    if queue_length is not None:
        values["queue_length"] = queue_length
    if took_roster:
        values["roster_at"] = now
    session.execute(update(Device).where(Device.id == device_id).values(**values))


def doors_of(session: Session, meeting_id: int) -> Sequence[Door]:
    """In the order in which they were opened; the caller may see them."""
    query = select(Door).where(Door.meeting_id == meeting_id, Door.is_desk.is_(False))
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


def credential_of(session: Session, device_id: int) -> Credential:
    """The last token's row of a device, or NotFound."""
    query = select(Credential).where(Credential.kind == "device", Credential.owner_id == device_id)
    found = session.scalar(query.order_by(Credential.generation.desc()).limit(1))
    if found is None:
        raise NotFound("device")
    return found


def pairing_of(session: Session, token_hash: str) -> Credential | None:
    """What a link or a pairing code stands for, spent or not, as it is at this moment."""
    query = select(Credential).where(
        Credential.kind.in_(PAIRING_KINDS), Credential.hash == token_hash
    )
    return session.scalar(query.execution_options(populate_existing=True))


PAIRING_KINDS = ("door_link", "pairing")


def rights_offered(session: Session, door_id: int) -> frozenset[str]:
    """What the device may do for which a door's last pairing was made."""
    query = select(Credential.scopes).where(
        Credential.kind == PAIRING_KINDS[0], Credential.owner_id == door_id
    )
    found = session.scalar(query.order_by(Credential.generation.desc()).limit(1))
    return frozenset((found or "").split())


def spend_pairing(session: Session, door_id: int, now: datetime) -> None:
    """A door's link and its pairing code let one device in between them."""
    unspent = Credential.used_at.is_(None)
    query = update(Credential).where(Credential.kind.in_(PAIRING_KINDS), unspent)
    session.execute(query.where(Credential.owner_id == door_id).values(used_at=now))


def is_hash_known(session: Session, token_hash: str) -> bool:
    """Whether anything was ever kept under it."""
    return session.scalar(select(Credential.id).where(Credential.hash == token_hash)) is not None

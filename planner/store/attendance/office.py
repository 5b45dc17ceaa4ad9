"""What organisers read and write beside the log, and their own desk."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from planner.domain.attendance.setting import Setting
from planner.domain.errors import NotFound
from planner.store.account import Credential
from planner.store.attendance.desk import (
    AbsenceExcuse,
    AttendanceSetting,
    PrintedBadge,
    PrintedSheet,
    QuarantinedScan,
    ReviewDecision,
)
from planner.store.attendance.rows import Attendance, Device, Door, Scan
from planner.store.invitation import Delegate

SETTINGS = tuple(Setting.__dataclass_fields__)


def setting_of(session: Session, meeting_id: int) -> Setting:
    """A meeting's own, or the usual one."""
    row = _setting_row(session, meeting_id)
    return Setting(**{name: getattr(row, name) for name in SETTINGS}) if row else Setting()


def keep_setting(session: Session, meeting_id: int, setting: Setting) -> AttendanceSetting:
    """Write it; the row."""
    row = _setting_row(session, meeting_id) or AttendanceSetting(meeting_id=meeting_id)
    for name in SETTINGS:
        setattr(row, name, getattr(setting, name))
    session.add(row)
    session.flush()
    return row


def _setting_row(session: Session, meeting_id: int) -> AttendanceSetting | None:
    query = select(AttendanceSetting).where(AttendanceSetting.meeting_id == meeting_id)
    return session.scalar(query)


def has_scans(session: Session, meeting_id: int) -> bool:
    """Whether anything was scanned at the meeting."""
    query = select(Scan.id).where(Scan.meeting_id == meeting_id).limit(1)
    return session.scalar(query) is not None


def excuses_of(session: Session, meeting_id: int) -> Mapping[int, AbsenceExcuse]:
    """By delegate."""
    query = select(AbsenceExcuse).where(AbsenceExcuse.meeting_id == meeting_id)
    return {row.delegate_id: row for row in session.scalars(query)}


def excuse_of(session: Session, delegate_id: int) -> AbsenceExcuse | None:
    return session.scalar(select(AbsenceExcuse).where(AbsenceExcuse.delegate_id == delegate_id))


def desk_of(session: Session, meeting_id: int) -> Device | None:
    """The organiser's own device, which no token belongs to, once there is one."""
    query = select(Device).join(Door, Door.id == Device.door_id)
    return session.scalar(query.where(Door.meeting_id == meeting_id, Door.is_desk))


@dataclass(frozen=True, slots=True)
class Suspected:
    """A scan that may need a look, with its person and its door."""

    scan: Scan
    delegate: Delegate | None
    door: str
    device: str
    first_in: datetime | None
    first_device_id: int | None


def suspected(session: Session, meeting_id: int, limit: int) -> list[Suspected]:
    """Scans not yet decided on that were refused later, walked in, came twice or by a wrong clock.

    At most `limit`, oldest first.
    """
    winner = select(Scan.id, Scan.device_id).subquery()
    odd = (
        Scan.needs_review
        | (Scan.kind == "walkin")
        | (Scan.verdict == "already")
        | (Scan.scanned_at != Scan.effective_at)
    )
    here = (Attendance.delegate_id == Scan.delegate_id) & (Attendance.sitting == Scan.sitting)
    query = (
        select(
            Scan,
            Delegate,
            Door.name,
            Device.label,
            Attendance.first_in,
            winner.c.device_id.label("first_device_id"),
        )
        .join(Device, Device.id == Scan.device_id)
        .join(Door, Door.id == Device.door_id)
        .join(Delegate, Delegate.id == Scan.delegate_id, isouter=True)
        .join(Attendance, here, isouter=True)
        .join(winner, winner.c.id == Attendance.scan_id, isouter=True)
        .join(ReviewDecision, ReviewDecision.scan_id == Scan.id, isouter=True)
        .where(Scan.meeting_id == meeting_id, Scan.kind != "void", odd)
        .where(ReviewDecision.id.is_(None), Door.is_desk.is_(False))
        .order_by(Scan.id)
        .limit(limit)
    )
    return [Suspected(*row) for row in session.execute(query)]


def voids_of(session: Session, meeting_id: int) -> dict[str, str]:
    """{client id of a void: what it names} of a whole meeting."""
    query = select(Scan.client_id, Scan.void_of).where(
        Scan.meeting_id == meeting_id, Scan.kind == "void", Scan.verdict == "voided"
    )
    return {row.client_id: row.void_of or "" for row in session.execute(query)}


def namesakes(
    session: Session, meeting_id: int, keys: Collection[str]
) -> Mapping[str, Sequence[Delegate]]:
    """Live delegates of a meeting by their names without dấu, for those names."""
    query = select(Delegate).where(
        Delegate.meeting_id == meeting_id,
        Delegate.search_key.in_(keys),
        Delegate.state == "live",
    )
    found: dict[str, list[Delegate]] = {}
    for row in session.scalars(query.order_by(Delegate.id)) if keys else ():
        found.setdefault(row.search_key, []).append(row)
    return found


def scan_at(session: Session, meeting_id: int, scan_id: int) -> Scan:
    """A scan of this meeting, or NotFound."""
    scan = session.get(Scan, scan_id)
    if scan is None or scan.meeting_id != meeting_id:
        raise NotFound("scan")
    return scan


def is_decided(session: Session, scan_id: int) -> bool:
    """Whether somebody has settled a doubtful scan."""
    query = select(ReviewDecision.id).where(ReviewDecision.scan_id == scan_id)
    return session.scalar(query) is not None


_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def keep_quarantined(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add them; those that the device brought before stay as they were."""
    connection = session.connection()
    insert = _INSERT[connection.dialect.name](QuarantinedScan.__table__)
    targets = ["device_id", "client_id"]
    connection.execute(insert.on_conflict_do_nothing(index_elements=targets), rows)


def count_quarantined(session: Session, device_id: int) -> int:
    """How many scans a device ever brought without a right to, decided ones too."""
    query = select(func.count()).where(QuarantinedScan.device_id == device_id)
    return session.scalar(query) or 0


def quarantined(
    session: Session, meeting_id: int, ids: Collection[int] | None = None
) -> Sequence[QuarantinedScan]:
    """What waits for a word, in the order in which it was scanned; with `ids` only those."""
    query = select(QuarantinedScan).where(
        QuarantinedScan.meeting_id == meeting_id, QuarantinedScan.state == "waiting"
    )
    if ids is not None:
        query = query.where(QuarantinedScan.id.in_(ids))
    order = (QuarantinedScan.scanned_at, QuarantinedScan.id)
    return session.scalars(query.order_by(*order).with_for_update()).all()


def last_sheet(session: Session, meeting_id: int) -> PrintedSheet | None:
    """The sign-in list that was printed last, if any was."""
    query = select(PrintedSheet).where(PrintedSheet.meeting_id == meeting_id)
    return session.scalar(query.order_by(PrintedSheet.number.desc()).limit(1))


def sheet_numbered(session: Session, meeting_id: int, number: int) -> PrintedSheet:
    """A sheet as printed, or NotFound."""
    query = select(PrintedSheet).where(
        PrintedSheet.meeting_id == meeting_id, PrintedSheet.number == number
    )
    sheet = session.scalar(query)
    if sheet is None:
        raise NotFound("sheet")
    return sheet


def people_on(session: Session, delegate_ids: Collection[int]) -> dict[int, Delegate]:
    """Delegates by their numbers."""
    query = select(Delegate).where(Delegate.id.in_(delegate_ids))
    return {row.id: row for row in session.scalars(query)}


def present_at(session: Session, meeting_id: int, sitting: str) -> frozenset[int]:
    """The delegates who were seen at a sitting."""
    query = select(Attendance.delegate_id).where(
        Attendance.meeting_id == meeting_id, Attendance.sitting == sitting
    )
    return frozenset(session.scalars(query))


def count_printed(session: Session, delegate_ids: Collection[int], now: datetime) -> int:
    """Note that the badges of these are printed now; how many of them were before."""
    known = select(PrintedBadge.delegate_id).where(PrintedBadge.delegate_id.in_(delegate_ids))
    again = len(session.scalars(known).all())
    connection = session.connection()
    insert = _INSERT[connection.dialect.name](PrintedBadge.__table__)
    once_more = {"times": PrintedBadge.__table__.c.times + 1, "printed_at": now}
    connection.execute(
        insert.on_conflict_do_update(index_elements=["delegate_id"], set_=once_more),
        [{"delegate_id": one, "times": 1, "printed_at": now} for one in delegate_ids],
    )
    return again


def names_by_code(session: Session, hashes: Collection[str]) -> dict[str, str]:
    """Whose codes these are, by their hashes."""
    query = (
        select(Credential.hash, Delegate.name)
        .join(Delegate, Delegate.id == Credential.owner_id)
        .where(Credential.kind == "delegate", Credential.hash.in_(hashes))
    )
    return {row.hash: row.name for row in session.execute(query)} if hashes else {}


def device_names(session: Session, device_ids: Collection[int]) -> dict[int, str]:
    """Door and label of devices, by their numbers."""
    query = select(Device.id, Device.label, Door.name).join(Door, Door.id == Device.door_id)
    found = session.execute(query.where(Device.id.in_(device_ids)))
    return {row.id: f"{row.name}, {row.label}" if row.label else row.name for row in found}

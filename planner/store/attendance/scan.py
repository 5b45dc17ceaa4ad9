"""The log and its projection: parts of them read, entries added, who is in kept up to date."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, distinct, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from planner.domain.attendance.item import Kind
from planner.domain.attendance.presence import Entry, Key, Presence
from planner.store.attendance.rows import Attendance, Device, Scan
from planner.store.invitation import Delegate


@dataclass(frozen=True, slots=True)
class Counts:
    """Live delegates who were called; delegates who are in now, walk-ins among them."""

    invited: int
    present: int


ENTRY = (
    Scan.client_id,
    Scan.device_id,
    Device.door_id,
    Scan.kind,
    Scan.sitting,
    Scan.delegate_id,
    Scan.void_of,
    Scan.effective_at,
    Scan.verdict,
    Scan.needs_review,
    Scan.body_hash,
    Scan.id,
)


def entries_named(session: Session, meeting_id: int, client_ids: Collection[str]) -> list[Entry]:
    """What the log has under these client ids."""
    return _entries(session, meeting_id, Scan.client_id.in_(client_ids)) if client_ids else []


def entries_of(session: Session, meeting_id: int, keys: Collection[Key]) -> list[Entry]:
    """What the log has of these delegates at these sittings."""
    if not keys:
        return []
    sittings, delegates = {key[0] for key in keys}, {key[1] for key in keys}
    here = Scan.sitting.in_(sittings) & Scan.delegate_id.in_(delegates)
    return _entries(session, meeting_id, here)


def voids_naming(session: Session, meeting_id: int, client_ids: Collection[str]) -> list[Entry]:
    """The voids that name one of these."""
    return _entries(session, meeting_id, (Scan.kind == "void") & Scan.void_of.in_(client_ids))


def whole_log(session: Session, meeting_id: int) -> list[Entry]:
    """Every entry of a meeting."""
    return _entries(session, meeting_id, Scan.id > 0)


def _entries(session: Session, meeting_id: int, condition: ColumnElement[bool]) -> list[Entry]:
    query = select(*ENTRY).join(Device, Device.id == Scan.device_id)
    rows = session.execute(query.where(Scan.meeting_id == meeting_id, condition))
    return [
        Entry(client, device, door, Kind(kind), *rest) for client, device, door, kind, *rest in rows
    ]


def add_scans(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Their numbers by client id; one that another door wrote a moment ago is left out."""
    insert = _insert(session)(Scan.__table__)
    statement = insert.on_conflict_do_nothing(index_elements=["meeting_id", "client_id"])
    added = session.connection().execute(statement.returning(Scan.client_id, Scan.id), rows)
    return {row.client_id: row.id for row in added}


def keep_presence(
    session: Session,
    meeting_id: int,
    changed: Mapping[Key, tuple[Presence, int]],
    gone: Iterable[Key],
) -> None:
    """Bring the projection up to date; with each presence comes the number of its scan."""
    rows = [
        {
            "meeting_id": meeting_id,
            "sitting": sitting,
            "delegate_id": delegate_id,
            "scan_id": scan_id,
            "first_in": one.first_in,
            "last_out": one.last_out,
            "door_id": one.door_id,
            "is_in": one.is_in,
        }
        for (sitting, delegate_id), (one, scan_id) in changed.items()
    ]
    if rows:
        insert = _insert(session)(Attendance.__table__)
        renewed = {field: insert.excluded[field] for field in PROJECTED}
        upsert = insert.on_conflict_do_update(
            index_elements=["sitting", "delegate_id"], set_=renewed
        )
        session.connection().execute(upsert, rows)
    for sitting, delegate_id in gone:
        query = delete(Attendance).where(Attendance.sitting == sitting)
        session.execute(query.where(Attendance.delegate_id == delegate_id))


PROJECTED = ("scan_id", "first_in", "last_out", "door_id", "is_in")


def _insert(session: Session) -> Any:
    """Both engines know ON CONFLICT; SQLAlchemy has it with each of them."""
    return {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[
        session.get_bind().dialect.name
    ]


def counts_of(session: Session, meeting_id: int, sitting: str) -> Counts:
    """The two numbers of a door, in one query."""
    walk_ins = select(Scan.delegate_id).where(
        Scan.meeting_id == meeting_id, Scan.kind == "walkin", Scan.delegate_id.is_not(None)
    )
    invited = (
        select(func.count())
        .where(Delegate.meeting_id == meeting_id, Delegate.state == "live")
        .where(Delegate.id.not_in(walk_ins))
    )
    present = select(func.count(distinct(Attendance.delegate_id))).where(
        Attendance.meeting_id == meeting_id, Attendance.sitting == sitting, Attendance.is_in
    )
    row = session.execute(select(invited.scalar_subquery(), present.scalar_subquery())).one()
    return Counts(*row)

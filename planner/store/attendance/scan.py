"""The log and its projection: parts of them read, entries added, who is in kept up to date."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, delete, func, literal_column, select, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from planner.domain.attendance.item import Kind
from planner.domain.attendance.presence import Entry, Key, Presence
from planner.store.attendance.rows import Attendance, Device, Scan
from planner.store.audit import AuditEntry
from planner.store.invitation import Delegate

COUNT_AGAIN = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Counts:
    """Live delegates who were called; delegates who are in now, walk-ins among them."""

    invited: int
    present: int


# The statements of the request path are built once: building costs more than running them.
_scan = Scan.__table__.c
_device = Device.__table__.c
_delegate = Delegate.__table__.c
_attendance = Attendance.__table__.c
_OF_MEETING = _scan.meeting_id == bindparam("meeting_id")
_ENTRIES = select(
    _scan.client_id,
    _scan.device_id,
    _device.door_id,
    _scan.kind,
    _scan.sitting,
    _scan.delegate_id,
    _scan.void_of,
    _scan.effective_at,
    _scan.verdict,
    _scan.needs_review,
    _scan.body_hash,
    _scan.id,
).join_from(Scan.__table__, Device.__table__, _device.id == _scan.device_id)
_NAMED = _scan.client_id.in_(bindparam("client_ids", expanding=True))
_VOIDING = (_scan.kind == literal_column("'void'")) & _scan.void_of.in_(
    bindparam("client_ids", expanding=True)
)
_OF_PEOPLE = _scan.sitting.in_(bindparam("sittings", expanding=True)) & _scan.delegate_id.in_(
    bindparam("delegate_ids", expanding=True)
)
# Three narrow reads, each by an index of its own; OR would use none.
_TOUCHED = union_all(
    *(_ENTRIES.where(_OF_MEETING, condition) for condition in (_NAMED, _VOIDING, _OF_PEOPLE))
)
_WHOLE = _ENTRIES.where(_OF_MEETING)


def entries_touched(
    session: Session, meeting_id: int, client_ids: Collection[str], keys: Collection[Key]
) -> list[Entry]:
    """What the log has under these client ids, what voids them, and all of these people."""
    found = session.connection().execute(
        _TOUCHED,
        {
            "meeting_id": meeting_id,
            "client_ids": list(client_ids),
            "sittings": list({sitting for sitting, _delegate in keys}),
            "delegate_ids": list({delegate for _sitting, delegate in keys}),
        },
    )
    return _entries(found)


def whole_log(session: Session, meeting_id: int) -> list[Entry]:
    """Every entry of a meeting."""
    return _entries(session.connection().execute(_WHOLE, {"meeting_id": meeting_id}))


def _entries(rows: Iterable[Row[*tuple[Any, ...]]]) -> list[Entry]:
    return [Entry(row[0], row[1], row[2], Kind(row[3]), *row[4:]) for row in rows]


# Both engines know ON CONFLICT; SQLAlchemy has it with each of them.
_INSERT: Mapping[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_ADD = {
    engine: insert(Scan.__table__)
    .on_conflict_do_nothing(index_elements=["meeting_id", "client_id"])
    .returning(_scan.client_id, _scan.id)
    for engine, insert in _INSERT.items()
}
_PROJECTED = ("scan_id", "first_in", "last_out", "door_id", "is_in")


def _upsert(insert: Any) -> Any:
    """`insert` into the projection; who has a row there gets it renewed."""
    renewed = {field: insert.excluded[field] for field in _PROJECTED}
    return insert.on_conflict_do_update(index_elements=["sitting", "delegate_id"], set_=renewed)


_PROJECT = {engine: _upsert(insert(Attendance.__table__)) for engine, insert in _INSERT.items()}


def add_scans(session: Session, rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Their numbers by client id; one that another door wrote a moment ago is left out."""
    connection = session.connection()
    added = connection.execute(_ADD[connection.dialect.name], rows)
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
    connection = session.connection()
    if rows:
        connection.execute(_PROJECT[connection.dialect.name], rows)
    for sitting, delegate_id in gone:
        query = delete(Attendance).where(Attendance.sitting == sitting)
        connection.execute(query.where(Attendance.delegate_id == delegate_id))


_WALKED_IN = _scan.kind == literal_column("'walkin'")
_LIVE = _delegate.state == literal_column("'live'")  # as a value it would not find its index
_CALLED = select(func.count()).where(_delegate.meeting_id == bindparam("meeting_id"), _LIVE)
_UNCALLED = (
    select(func.count())
    .join_from(Scan.__table__, Delegate.__table__, _delegate.id == _scan.delegate_id)
    .where(_OF_MEETING, _WALKED_IN, _LIVE, _delegate.substitute_for_id.is_(None))
)
_PRESENT = select(func.count()).where(
    _attendance.meeting_id == bindparam("meeting_id"),
    _attendance.sitting == bindparam("sitting"),
    _attendance.is_in,
)
_COUNTS = select(select(func.max(AuditEntry.id)).scalar_subquery(), _PRESENT.scalar_subquery())
_INVITED = select(_CALLED.scalar_subquery() - _UNCALLED.scalar_subquery())


# What a process remembers of a meeting: (last deed in the record, when counted, how many called).
Memory = dict[int, tuple[int | None, datetime, int]]


def counts_of(
    session: Session, meeting_id: int, sitting: str, now: datetime, memory: Memory | None = None
) -> Counts:
    """The two numbers of a door; a sitting has one row a delegate.

    Thousands are called and few deeds are done while a door is busy: with a `memory` they are
    counted anew after each deed in the record, and every few seconds. Walk-ins change nothing.
    """
    connection = session.connection()
    values = {"meeting_id": meeting_id, "sitting": sitting}
    last_deed, present = connection.execute(_COUNTS, values).one()
    memory = {} if memory is None else memory
    deed, counted_at, invited = memory.get(meeting_id, (None, now, 0))
    if last_deed is None or deed != last_deed or not now - COUNT_AGAIN < counted_at <= now:
        invited = connection.execute(_INVITED, {"meeting_id": meeting_id}).scalar_one()
        memory[meeting_id] = last_deed, now, invited
    return Counts(invited, present)

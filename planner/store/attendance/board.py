"""What the live board reads: everybody who is expected, and who was seen last."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.store.attendance.desk import AttendanceSetting
from planner.store.attendance.rows import Attendance, Door, Scan
from planner.store.audit import AuditEntry
from planner.store.invitation import Delegate


@dataclass(frozen=True, slots=True)
class Seat:
    """A live delegate as the board counts them. A walk-in `is_called` by nobody."""

    delegate_id: int
    name: str
    unit: str
    group: str
    bodies: frozenset[str]
    is_substitute: bool
    is_called: bool
    first_in: datetime | None
    is_in: bool
    door: str


def stamp_of(session: Session, meeting_id: int) -> tuple[int, int, int]:
    """Moves with each scan of the meeting and each deed in the record; three short look-ups."""
    last_scan = select(func.max(Scan.id)).where(Scan.meeting_id == meeting_id)
    setting = select(func.max(AttendanceSetting.id)).where(
        AttendanceSetting.meeting_id == meeting_id
    )
    deed = select(func.max(AuditEntry.id))
    found = session.execute(
        select(last_scan.scalar_subquery(), setting.scalar_subquery(), deed.scalar_subquery())
    ).one()
    return (found[0] or 0, found[1] or 0, found[2] or 0)


def seats_of(session: Session, meeting_id: int, sitting: str) -> list[Seat]:
    """Live delegates in the order of the printed list, and whether they are in."""
    walked_in = select(Scan.delegate_id).where(Scan.meeting_id == meeting_id, Scan.kind == "walkin")
    here = (Attendance.delegate_id == Delegate.id) & (Attendance.sitting == sitting)
    query = (
        select(
            Delegate.id,
            Delegate.name,
            Delegate.unit_name,
            Delegate.group_name,
            Delegate.why,
            Delegate.substitute_for_id,
            Delegate.id.in_(walked_in).label("walked_in"),
            Attendance.first_in,
            Attendance.is_in,
            Door.name.label("door"),
        )
        .join(Attendance, here, isouter=True)
        .join(Door, Door.id == Attendance.door_id, isouter=True)
        .where(Delegate.meeting_id == meeting_id, Delegate.state == "live")
        .order_by(Delegate.place, Delegate.sort_key, Delegate.id)
    )
    return [
        Seat(
            delegate_id=row.id,
            name=row.name,
            unit=row.unit_name,
            group=row.group_name,
            bodies=_bodies(row.why),
            is_substitute=row.substitute_for_id is not None,
            is_called=row.substitute_for_id is not None or not row.walked_in,
            first_in=row.first_in,
            is_in=bool(row.is_in),
            door=row.door or "",
        )
        for row in session.execute(query)
    ]


def bodies_replaced(session: Session, meeting_id: int) -> dict[int, frozenset[str]]:
    """The bodies of whoever is replaced, by the one who stands in for them."""
    absent = Delegate.__table__.alias()
    query = (
        select(Delegate.id, absent.c.why)
        .join(absent, absent.c.id == Delegate.substitute_for_id)
        .where(Delegate.meeting_id == meeting_id)
    )
    return {row.id: _bodies(row.why) for row in session.execute(query)}


def _bodies(why: list[dict[str, Any]]) -> frozenset[str]:
    return frozenset(one["body"] for one in why if one.get("body"))

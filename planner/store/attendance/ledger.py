"""The ledger's own reads: every delegate of a meeting, and when they were there."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.domain.attendance.ledger import Stay
from planner.domain.attendance.presence import Key, Presence
from planner.store.attendance.rows import Attendance, Door, Scan
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting


@dataclass(frozen=True, slots=True)
class Seen:
    """A stay, and the door that saw its beginning."""

    stay: Stay
    door: str


def delegates_of(session: Session, meeting_id: int) -> Sequence[Delegate]:
    """All of a meeting, in the order of the printed list."""
    query = select(Delegate).where(Delegate.meeting_id == meeting_id)
    return session.scalars(query.order_by(Delegate.place, Delegate.sort_key, Delegate.id)).all()


def walk_ins_of(session: Session, meeting_id: int) -> frozenset[int]:
    """The delegates who came without being called."""
    query = select(Scan.delegate_id).where(Scan.meeting_id == meeting_id, Scan.kind == "walkin")
    return frozenset(one for one in session.scalars(query) if one is not None)


def stays_of(
    session: Session, meeting_id: int, sitting: str | None = None
) -> Mapping[int, list[Seen]]:
    """By delegate, in the order of sittings; of one sitting where it is named."""
    query = (
        select(Attendance, Door.name)
        .join(Door, Door.id == Attendance.door_id)
        .where(Attendance.meeting_id == meeting_id)
        .order_by(Attendance.sitting)
    )
    if sitting is not None:
        query = query.where(Attendance.sitting == sitting)
    found: dict[int, list[Seen]] = defaultdict(list)
    for row, door in session.execute(query):
        stay = Stay(row.sitting, row.first_in, row.last_out, row.is_in)
        found[row.delegate_id].append(Seen(stay, door))
    return found


def projection_of(session: Session, meeting_id: int) -> dict[Key, tuple[Presence, int]]:
    """The projection as it stands, with the number of each winning scan."""
    query = (
        select(Attendance, Scan.client_id)
        .join(Scan, Scan.id == Attendance.scan_id)
        .where(Attendance.meeting_id == meeting_id)
    )
    return {
        (row.sitting, row.delegate_id): (
            Presence(client_id, row.door_id, row.first_in, row.last_out, row.is_in),
            row.scan_id,
        )
        for row, client_id in session.execute(query)
    }


def keep_doors_out(session: Session, meeting_id: int) -> None:
    """No door of this meeting writes until the transaction ends."""
    session.execute(select(Meeting.id).where(Meeting.id == meeting_id).with_for_update())

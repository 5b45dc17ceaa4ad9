"""Where people sit: a short text beside each delegate, filled by hand or from a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.attendance.badge import LONGEST_SEAT, SeatLine, read_seat_lines
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line, search_key
from planner.store import audit
from planner.store import meeting as meetings
from planner.store.attendance import ledger
from planner.store.invitation import Delegate


@dataclass(frozen=True, slots=True)
class Seated:
    """What a pasted list did: how many got a seat, and the lines (from 1) that fit nobody."""

    seated: int
    unfit: tuple[int, ...]


def keep_seats(
    session: Session, viewer: Viewer, meeting_id: int, seats: Mapping[int, str], now: datetime
) -> int:
    """Seats by delegate, of this meeting alone; how many changed."""
    meeting = meetings.get(session, viewer, Action.KEEP_ATTENDANCE, meeting_id, lock=True)
    changed = 0
    for delegate in ledger.delegates_of(session, meeting.id):
        seat = one_line(seats.get(delegate.id, delegate.seat))[:LONGEST_SEAT]
        if seat != delegate.seat:
            delegate.seat = seat
            changed += 1
    if changed:
        audit.record(session, viewer, now, "set_seats", meeting, {"seats": [None, changed]})
    return changed


def paste_seats(
    session: Session, viewer: Viewer, meeting_id: int, text: str, now: datetime
) -> Seated:
    """Seats from lines of name, unit and seat; a name that several bear needs its unit."""
    meeting = meetings.get(session, viewer, Action.KEEP_ATTENDANCE, meeting_id)
    known: dict[str, list[Delegate]] = {}
    for delegate in ledger.delegates_of(session, meeting.id):
        if delegate.state == "live":
            known.setdefault(delegate.search_key, []).append(delegate)
    seats: dict[int, str] = {}
    unfit = []
    for number, line in enumerate(read_seat_lines(text), start=1):
        found = _meant(line, known) if line else None
        if found is None or line is None:
            unfit.append(number)
        else:
            seats[found.id] = line.seat
    keep_seats(session, viewer, meeting_id, seats, now)
    return Seated(len(seats), tuple(unfit))


def _meant(line: SeatLine, known: Mapping[str, list[Delegate]]) -> Delegate | None:
    """The only one of that name, and of that unit where it is said."""
    found = [
        one
        for one in known.get(line.name_key, [])
        if not line.unit_key or search_key(one.unit_name) == line.unit_key
    ]
    return found[0] if len(found) == 1 else None

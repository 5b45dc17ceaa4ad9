"""The live board: how many are there, by group and unit, whether the quorum is reached."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from planner.domain.attendance.hours import schedule_of, sitting_of
from planner.domain.attendance.setting import Quorum, Setting
from planner.domain.rights import Action, Viewer
from planner.store import meeting as meetings
from planner.store.attendance import board, office
from planner.store.attendance.board import Seat
from planner.store.meeting import Meeting

LAST_SHOWN = 6
SECONDS_FRESH = 30  # after so long the board is drawn anew whatever the stamp says


@dataclass(frozen=True, slots=True)
class Share:
    """So many of those expected of a group or a unit are there."""

    name: str
    present: int
    expected: int


@dataclass(frozen=True, slots=True)
class Board:
    """A meeting's board at one moment, for one sitting."""

    meeting: Meeting
    sitting: str
    present: int
    expected: int
    walk_ins: int
    groups: tuple[Share, ...]
    units: tuple[Share, ...]
    last: tuple[Seat, ...]
    quorum: Quorum | None
    shows_names: bool

    @property
    def absent_units(self) -> tuple[str, ...]:
        """Units of which nobody is there yet."""
        return tuple(one.name for one in self.units if not one.present)


def version_of(session: Session, viewer: Viewer, meeting_id: int, now: datetime) -> str:
    """Equal while nothing that the board shows was done; cheap, asked every few seconds."""
    meeting = meetings.get(session, viewer, Action.SEE_ATTENDANCE, meeting_id)
    stamp = (
        meeting.id,
        *board.stamp_of(session, meeting.id),
        int(now.timestamp()) // SECONDS_FRESH,
    )
    return sha256(repr(stamp).encode()).hexdigest()[:24]


def board_of(session: Session, viewer: Viewer, meeting_id: int, now: datetime) -> Board:
    """What the board shows now, of the sitting of this hour."""
    meeting = meetings.get(session, viewer, Action.SEE_ATTENDANCE, meeting_id)
    setting = office.setting_of(session, meeting.id)
    schedule = schedule_of(
        meeting.span, meeting.window, meeting.opens_at, parts_apart=setting.parts_apart
    )
    sitting = sitting_of(schedule, now)
    seats = board.seats_of(session, meeting.id, sitting)
    called = [seat for seat in seats if seat.is_called]
    arrived = sorted(
        (seat for seat in seats if seat.first_in), key=lambda seat: str(seat.first_in), reverse=True
    )
    return Board(
        meeting=meeting,
        sitting=sitting,
        present=sum(seat.is_in for seat in called),
        expected=len(called),
        walk_ins=sum(seat.is_in for seat in seats if not seat.is_called),
        groups=_shares(called, lambda seat: seat.group),
        units=_shares(called, lambda seat: seat.unit),
        last=tuple(arrived[:LAST_SHOWN]),
        quorum=_quorum(session, meeting.id, setting, called),
        shows_names=setting.shows_names,
    )


def _shares(seats: Iterable[Seat], named: Callable[[Seat], str]) -> tuple[Share, ...]:
    counts: dict[str, list[int]] = {}
    for seat in seats:
        count = counts.setdefault(named(seat), [0, 0])
        count[0] += seat.is_in
        count[1] += 1
    return tuple(Share(name, *count) for name, count in counts.items())


def _quorum(
    session: Session, meeting_id: int, setting: Setting, seats: Sequence[Seat]
) -> Quorum | None:
    """Of everybody called, or of the members of one body; who stands in for one counts or not."""
    if not setting.quorum_percent:
        return None
    theirs = board.bodies_replaced(session, meeting_id) if setting.quorum_body else {}
    members = [
        seat
        for seat in seats
        if not setting.quorum_body
        or setting.quorum_body in seat.bodies | theirs.get(seat.delegate_id, frozenset())
    ]
    there = [
        seat
        for seat in members
        if seat.is_in and (setting.substitutes_count or not seat.is_substitute)
    ]
    return Quorum(len(members), len(there), setting.quorum_percent)

"""Taking back a succession that was entered by mistake, as long as nothing hangs on it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.meeting import Status
from planner.domain.rights import Action, Viewer
from planner.services import meeting
from planner.services.directory import history, keeps_unit
from planner.services.meeting import MeetingChanges
from planner.services.succession.moves import Move, moves_in
from planner.store import audit
from planner.store import directory as units
from planner.store import succession as store
from planner.store.directory import Succession, SuccessionPart, Unit
from planner.store.session import flush

_DAYS = {"to_on", "from_on"}


def undo(session: Session, viewer: Viewer, number: int, now: datetime) -> Succession:
    """Everything is as it was before; what was sent stays sent, and the entry stays to be seen.

    Refused: one that was undone, one on which later ones build, rows that were changed since.
    """
    units.lock_tree(session)
    succession = units.get_succession(session, viewer, Action.KEEP_UNITS, number)
    _ensure_its_units_are(viewer, succession)
    if succession.undone_at is not None:
        raise RuleBroken("succession.undone_already")
    if units.later_about(session, succession):
        raise RuleBroken("succession.later_ones")
    moves = moves_in(succession)
    for move in moves:
        _ensure_unchanged(session, move)
    succession.undone_at = now
    for part in succession.parts:
        _forget_made(part, moves)
    flush(session)
    for move in reversed(moves):
        _take_back(session, viewer, move, now)
    units.rebuild_paths(session)
    audit.record(session, viewer, now, "undo_succession", succession)
    return succession


def _ensure_its_units_are(viewer: Viewer, succession: Succession) -> None:
    """Who takes it back keeps every unit that it concerns, as who entered it did."""
    for part in succession.parts:
        if not keeps_unit(viewer, part.unit):
            raise NotFound("succession")


def _forget_made(part: SuccessionPart, moves: list[Move]) -> None:
    made = {move.id for move in moves if move.table == "unit" and not move.field}
    if part.heir_id in made:
        part.heir_id = None


def _ensure_unchanged(session: Session, move: Move) -> None:
    row = store.get_row(session, move.table, move.id)
    if row is None:
        raise RuleBroken("succession.changed_since", name=move.name)
    if move.table == "meeting" and row.status == Status.HELD:
        raise RuleBroken("succession.in_use", name=move.name)
    if move.field and _value(session, row, move) != move.new:
        raise RuleBroken("succession.changed_since", name=move.name)


def _value(session: Session, row: Any, move: Move) -> Any:
    if move.field == "periods":
        return history.plain(session, row)
    value = getattr(row, move.field)
    return value.isoformat() if isinstance(value, date) else value


def _take_back(session: Session, viewer: Viewer, move: Move, now: datetime) -> None:
    row = store.get_row(session, move.table, move.id)
    if not move.field:
        _delete(session, row, move)
    elif move.field == "periods":
        history.keep(session, row, history.from_plain(move.old), now)
    elif move.table == "meeting":
        is_host = move.field == "host_id"
        back = MeetingChanges(host_id=move.old) if is_host else MeetingChanges(convenor_id=move.old)
        meeting.change(session, viewer, row.id, back, now)
    else:
        is_day = move.field in _DAYS and move.old is not None
        setattr(row, move.field, date.fromisoformat(move.old) if is_day else move.old)
        flush(session)


def _delete(session: Session, row: Any, move: Move) -> None:
    """What the succession itself has made; nothing else may lean on it by now."""
    try:
        with session.begin_nested():
            if isinstance(row, Unit):
                units.keep_periods(session, row, [])
            session.delete(row)
            session.flush()
    except IntegrityError as error:
        raise RuleBroken("succession.in_use", name=move.name) from error

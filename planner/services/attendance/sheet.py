"""Signed sign-in sheets: numbered as printed, typed in when they come back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.attendance.hours import Sitting, schedule_of, sittings
from planner.domain.attendance.item import Item, Kind
from planner.domain.attendance.sheet import read_numbers, sheet_code
from planner.domain.errors import RuleBroken
from planner.domain.rights import Action, Viewer
from planner.services.attendance.desk import client_id, write_by_hand
from planner.store import audit
from planner.store import meeting as meetings
from planner.store.attendance import PrintedSheet, office
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.session import flush

METHOD = "paper"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a sheet as it was printed, and who stands there."""

    number: int
    delegate: Delegate


@dataclass(frozen=True, slots=True)
class Return:
    """What somebody typed of a sheet: `numbers` are the absent, or else the present."""

    number: int
    sitting: str
    numbers: str
    are_absent: bool = True


@dataclass(frozen=True, slots=True)
class Preview:
    """What typing it in would do. `seen` signed nothing and yet a door saw them: they stay."""

    code: str
    sitting: str
    coming: tuple[Row, ...]
    there: tuple[Row, ...]
    absent: tuple[Row, ...]
    seen: tuple[Row, ...]


def printed(
    session: Session,
    viewer: Viewer,
    meeting_id: int,
    rows: Sequence[tuple[int, int]],
    now: datetime,
) -> str:
    """Keep a sheet as it is printed now, rows of (number, delegate); its code.

    A sheet that is as it was printed last keeps its code; a renumbered one gets another.
    """
    meeting = meetings.get(session, viewer, Action.PRINT_PAPER, meeting_id)
    last = office.last_sheet(session, meeting.id)
    kept = [list(row) for row in rows]
    if last is None or last.rows != kept:
        names = [one.name for one in sittings_at(session, meeting)]
        number = last.number + 1 if last else 1
        last = PrintedSheet(
            meeting_id=meeting.id, number=number, sittings=names, rows=kept, printed_at=now
        )
        session.add(last)
        flush(session)
    return sheet_code(meeting.code, last.number)


def sittings_at(session: Session, meeting: Meeting) -> tuple[Sitting, ...]:
    """The meeting's sittings, as it counts them."""
    setting = office.setting_of(session, meeting.id)
    schedule = schedule_of(
        meeting.span, meeting.window, meeting.opens_at, parts_apart=setting.parts_apart
    )
    return sittings(schedule)


def preview(session: Session, viewer: Viewer, meeting_id: int, given: Return) -> Preview:
    """What the typed numbers mean. Refused: unknown sheets, sittings, numbers."""
    meeting = meetings.get(session, viewer, Action.KEEP_ATTENDANCE, meeting_id)
    sheet = office.sheet_numbered(session, meeting.id, given.number)
    rows = _rows(session, sheet)
    _hours_of(session, meeting, given.sitting)
    typed = read_numbers(given.numbers, [row.number for row in rows])
    absent = typed if given.are_absent else {row.number for row in rows} - typed
    there = office.present_at(session, meeting.id, given.sitting)

    def those(*, missing: bool, known: bool) -> tuple[Row, ...]:
        return tuple(
            row
            for row in rows
            if (row.number in absent) is missing and (row.delegate.id in there) is known
        )

    return Preview(
        code=sheet_code(meeting.code, sheet.number),
        sitting=given.sitting,
        coming=those(missing=False, known=False),
        there=those(missing=False, known=True),
        absent=those(missing=True, known=False),
        seen=those(missing=True, known=True),
    )


def enter(
    session: Session, viewer: Viewer, meeting_id: int, given: Return, now: datetime
) -> Preview:
    """Write who signed as scans of the kind paper, of the beginning of the sitting.

    Typing it in twice changes nothing more; who was seen at a door stays seen.
    """
    meeting = meetings.get(session, viewer, Action.KEEP_ATTENDANCE, meeting_id, lock=True)
    found = preview(session, viewer, meeting_id, given)
    at = min(_hours_of(session, meeting, given.sitting).hours.start, now)
    items = [_item(found.code, given.sitting, row, at) for row in found.coming]
    if items:
        write_by_hand(session, meeting, items, METHOD, now)
        change = {"sheet": [None, found.code], "present": [None, len(items)]}
        audit.record(session, viewer, now, "enter_sheet", meeting, change)
    return found


def _item(code: str, sitting: str, row: Row, at: datetime) -> Item:
    return Item(
        client_id=client_id(METHOD, code, sitting, row.delegate.id),
        kind=Kind.IN,
        at=at,
        is_offline=True,
        delegate_id=row.delegate.id,
    )


def _hours_of(session: Session, meeting: Meeting, name: str) -> Sitting:
    found = {one.name: one for one in sittings_at(session, meeting)}.get(name)
    if found is None:
        raise RuleBroken("attendance.no_such_sitting", field="sitting")
    return found


def _rows(session: Session, sheet: PrintedSheet) -> list[Row]:
    people = office.people_on(session, _ids(sheet.rows))
    return [Row(number, people[one]) for number, one in sheet.rows if one in people]


def _ids(rows: Iterable[Sequence[int]]) -> list[int]:
    return [delegate_id for _number, delegate_id in rows]

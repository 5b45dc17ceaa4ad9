"""The ledger of a meeting, and its projection read anew from the log."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.attendance.hours import span_of_sitting
from planner.domain.attendance.ledger import Claim, State, first_stay, state_of
from planner.domain.attendance.presence import Log
from planner.domain.rights import Action, Viewer
from planner.services.attendance.work import keep_changes
from planner.store import audit
from planner.store import meeting as meetings
from planner.store.attendance import ledger, office
from planner.store.attendance import scan as scans
from planner.store.attendance.ledger import Seen
from planner.store.invitation import Delegate


@dataclass(frozen=True, slots=True)
class Line:
    """A delegate in the ledger; `substitute` names who came in their place."""

    delegate_id: int
    name: str
    unit: str
    state: State
    first_in: datetime | None
    door: str | None
    substitute: str | None
    position: str = ""
    group: str = ""
    reason: str = ""
    last_out: datetime | None = None


def attendance_of(
    session: Session, viewer: Viewer, meeting_id: int, now: datetime, sitting: str | None = None
) -> list[Line]:
    """Every delegate, in the order of the printed list, with what the ledger says of them.

    Of one sitting, or of all together. Who is no longer called, or walked in and was taken back,
    stands here only if they came.
    """
    meeting = meetings.get(session, viewer, Action.SEE_ATTENDANCE, meeting_id)
    delegates = ledger.delegates_of(session, meeting.id)
    seen = ledger.stays_of(session, meeting.id, sitting)
    excuses = office.excuses_of(session, meeting.id)
    grace = office.setting_of(session, meeting.id).grace
    span = span_of_sitting(meeting.span, sitting) if meeting.span and sitting else meeting.span
    walk_ins = ledger.walk_ins_of(session, meeting.id)
    substitutes = {one.substitute_for_id: one for one in delegates if one.substitute_for_id}
    lines = []
    for delegate in delegates:
        if delegate.id not in seen and (delegate.state == "cancelled" or delegate.id in walk_ins):
            continue
        own = seen.get(delegate.id, [])
        stand_in = substitutes.get(delegate.id)
        theirs = seen.get(stand_in.id, []) if stand_in else []
        excuse = excuses.get(delegate.id)
        claim = _claim(delegate, own, theirs, is_excused=excuse is not None)
        line = _line(delegate, state_of(claim, span, now, grace), own or theirs, stand_in)
        lines.append(replace(line, reason=excuse.reason if excuse else delegate.reply_reason))
    return lines


def rebuild(session: Session, viewer: Viewer, meeting_id: int, now: datetime) -> int:
    """Read the projection anew from the log; the number of rows that were not as the log says."""
    meeting = meetings.get(session, viewer, Action.OPEN_DOOR, meeting_id)
    ledger.keep_doors_out(session, meeting.id)
    log = Log(scans.whole_log(session, meeting.id))
    right = log.projection()
    found = ledger.projection_of(session, meeting.id)
    stands = {key: one for key, (one, _scan_id) in found.items()}
    changed = {key: one for key, one in right.items() if stands.get(key) != one}
    gone = stands.keys() - right.keys()
    keep_changes(session, meeting.id, log, (changed, gone, {}))
    wrong = len(changed) + len(gone)
    if wrong:
        audit.record(session, viewer, now, "rebuild_attendance", meeting, {"rows": [wrong, 0]})
    return wrong


def _claim(delegate: Delegate, own: list[Seen], theirs: list[Seen], *, is_excused: bool) -> Claim:
    return Claim(
        stays=tuple(seen.stay for seen in own),
        substitute_stays=tuple(seen.stay for seen in theirs),
        reply=delegate.reply,
        reason=delegate.reply_reason,
        is_excused=is_excused,
    )


def _line(delegate: Delegate, state: State, seen: list[Seen], stand_in: Delegate | None) -> Line:
    first = first_stay(one.stay for one in seen)
    by_substitute = state is State.BY_SUBSTITUTE and stand_in is not None
    return Line(
        delegate_id=delegate.id,
        name=delegate.name,
        unit=delegate.unit_name,
        state=state,
        first_in=first.first_in if first else None,
        door=next((one.door for one in seen if one.stay == first), None),
        substitute=stand_in.name if by_substitute and stand_in else None,
        position=delegate.position,
        group=delegate.group_name,
        last_out=max((one.stay.last_out for one in seen if one.stay.last_out), default=None),
    )

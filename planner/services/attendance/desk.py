"""The organiser's own desk: settings, excuses, and scans that are written by hand."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from planner.domain.account import Scanned
from planner.domain.attendance.hours import Contact, schedule_of
from planner.domain.attendance.item import Item
from planner.domain.attendance.setting import Setting, ensure_usable
from planner.domain.attendance.verdict import DeviceRight
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.services.attendance.scan import judge
from planner.services.attendance.work import Post, Reading, Result
from planner.store import audit
from planner.store import meeting as meetings
from planner.store.attendance import AbsenceExcuse, Device, Door, office
from planner.store.attendance import ledger as ledgers
from planner.store.attendance.door import Holder
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.session import flush

NAME = "Ban tổ chức"
LONGEST_REASON = 200
_PICKED = Scanned("code")


def change_setting(
    session: Session, viewer: Viewer, meeting_id: int, wanted: Setting, now: datetime
) -> None:
    """How the meeting counts. Its sittings stay as they are once something was scanned."""
    meeting = meetings.get(session, viewer, Action.KEEP_ATTENDANCE, meeting_id, lock=True)
    ensure_usable(wanted)
    before = office.setting_of(session, meeting.id)
    if before.parts_apart != wanted.parts_apart and office.has_scans(session, meeting.id):
        raise RuleBroken("attendance.sittings_fixed", field="parts_apart")
    changes = audit.differences(asdict(before), asdict(wanted))
    if changes:
        row = office.keep_setting(session, meeting.id, wanted)
        audit.record(session, viewer, now, "set_attendance", row, changes)


def excuse(
    session: Session, viewer: Viewer, delegate_id: int, reason: str, now: datetime
) -> Delegate:
    """The organiser's word that a delegate may stay away. Refused: without a reason."""
    delegate = _delegate(session, viewer, delegate_id)
    said = one_line(reason)[:LONGEST_REASON]
    if not said:
        raise RuleBroken("attendance.excuse_without_reason", field="reason")
    row = office.excuse_of(session, delegate.id)
    before = row.reason if row else None
    row = row or AbsenceExcuse(meeting_id=delegate.meeting_id, delegate_id=delegate.id)
    row.reason, row.given_at = said, now
    session.add(row)
    flush(session)
    audit.record(session, viewer, now, "excuse_absence", delegate, {"reason": [before, said]})
    return delegate


def take_excuse_back(session: Session, viewer: Viewer, delegate_id: int, now: datetime) -> Delegate:
    """As if nobody had excused them; their own reply stays."""
    delegate = _delegate(session, viewer, delegate_id)
    row = office.excuse_of(session, delegate.id)
    if row is not None:
        change = {"reason": [row.reason, None]}
        session.delete(row)
        audit.record(session, viewer, now, "take_excuse_back", delegate, change)
    return delegate


def _delegate(session: Session, viewer: Viewer, delegate_id: int) -> Delegate:
    """A delegate of a meeting whose attendance the viewer keeps, or NotFound."""
    delegate = session.get(Delegate, delegate_id)
    if delegate is None:
        raise NotFound("delegate")
    meetings.get(session, viewer, Action.KEEP_ATTENDANCE, delegate.meeting_id)
    return delegate


def write_by_hand(
    session: Session, meeting: Meeting, items: Sequence[Item], method: str, now: datetime
) -> tuple[Result, ...]:
    """Scans of the organiser's desk, in the log like those of any door. They are facts."""
    ledgers.keep_doors_out(session, meeting.id)
    post = _post(session, meeting, now)
    readings = [
        Reading(one.client_id, one, _PICKED, None, body_of(one), method=method) for one in items
    ]
    (results,) = judge(session, meeting.id, [(post, readings)], {})
    return results


def body_of(item: Item) -> str:
    """What tells one body from another; nothing of it came from outside."""
    return sha256(repr(item).encode()).hexdigest()


def client_id(*parts: object) -> str:
    """The same for the same deed, so that doing it twice writes it once."""
    return "desk-" + sha256(repr(parts).encode()).hexdigest()[:40]


def _post(session: Session, meeting: Meeting, now: datetime) -> Post:
    device = office.desk_of(session, meeting.id) or _set_up(session, meeting, now)
    setting = office.setting_of(session, meeting.id)
    holder = Holder(
        device_id=device.id,
        door_id=device.door_id,
        door_name=NAME,
        meeting_id=meeting.id,
        meeting_code=meeting.code,
        meeting_title=meeting.title,
        schedule=schedule_of(
            meeting.span, meeting.window, meeting.opens_at, parts_apart=setting.parts_apart
        ),
        rights=frozenset(DeviceRight),
        paired_at=device.paired_at,
        seen_at=now,
        expires_at=None,
    )
    return Post(holder, Contact(now, now))


def _set_up(session: Session, meeting: Meeting, now: datetime) -> Device:
    door = Door(meeting_id=meeting.id, name=NAME, opened_at=now, expires_at=now, is_desk=True)
    session.add(door)
    flush(session)
    device = Device(door_id=door.id, label=NAME, paired_at=now)
    session.add(device)
    flush(session)
    return device

"""Booking, changing, postponing, cancelling. The caller commits.

Every verb names its own action: out of reach is NotFound, as missing. A taken hall is refused with
`venue.hall_taken`, see `services.venue`.
"""

import dataclasses
from collections.abc import Collection
from datetime import datetime
from typing import Any, cast

from sqlalchemy.orm import Session

from planner.domain import meeting as rules
from planner.domain.errors import RuleBroken
from planner.domain.meeting import Settled, Status, When
from planner.domain.rights import Action, Viewer
from planner.domain.text import search_key
from planner.domain.timespan import local_day
from planner.services import venue
from planner.services.meeting.findings import findings_of, wanted
from planner.services.meeting.holidays import fill_on_first_use
from planner.services.meeting.telling import tell_host
from planner.services.meeting.values import Booked, MeetingChanges, MeetingDraft, plain, values_of
from planner.store import audit
from planner.store import meeting as meetings
from planner.store.meeting import Meeting
from planner.store.session import flush

# What calendars must show anew, and how a step of status is written down.
_MOVES = frozenset(
    {"status", "precision", "start", "end", "window_start", "window_end", "strict_before"}
    | {"hall", "convenor", "host"}
)
_STEPS = {
    Status.TENTATIVE: "reopen_meeting",
    Status.CONFIRMED: "confirm_meeting",
    Status.HELD: "mark_meeting_held",
    Status.POSTPONED: "postpone_meeting",
    Status.CANCELLED: "cancel_meeting",
}


def book(
    session: Session, viewer: Viewer, draft: MeetingDraft, *, uid: str, now: datetime
) -> Booked:
    """Keep a new meeting; `uid` is made by `domain.meeting.uid_of`."""
    rules.ensure_can_start_as(draft.status)
    given = {each.name: getattr(draft, each.name) for each in dataclasses.fields(draft)}
    changes = cast(MeetingChanges, given)
    row = Meeting(uid=uid, sequence=0, status_reason="", created_at=now, changed_at=now)
    _write(row, values_of(session, viewer, changes))
    row.status = draft.status.value
    row.date_sure = draft.date_sure or (draft.status is Status.CONFIRMED and draft.when.has_day)
    row.code = _code(session, draft, now)
    row.search_key = _search_key(row)
    session.add(row)
    flush(session)
    if row.when.days:
        fill_on_first_use(session, row.when.days)
    _hold_hall(session, row, now)
    made = {name: [None, value] for name, value in plain(row).items() if value not in (None, "")}
    audit.record(session, viewer, now, "book_meeting", row, made)
    tell_host(session, viewer, row, "book_meeting", {}, now)
    return Booked(row, findings_of(session, viewer, row, now))


def change(
    session: Session, viewer: Viewer, meeting_id: int, changes: MeetingChanges, now: datetime
) -> Booked:
    """Change what is given, in one go: time, hall and status move together or not at all.

    A new time brings a postponed meeting back as tentative; hoãn, huỷ and undoing what is over
    need a `reason`.
    """
    row = meetings.get(session, viewer, Action.CHANGE_MEETING, meeting_id, lock=True)
    before, status, was = plain(row), Status(row.status), row.when
    _write(row, values_of(session, viewer, changes))
    row.opens_at = rules.opening_kept(row.opens_at, was, row.when)
    _take_step(row, changes, now)
    row.search_key = _search_key(row)
    flush(session)
    if "when" in changes and row.when.days:
        fill_on_first_use(session, row.when.days)
    _hold_hall(session, row, now)
    deed = "change_meeting" if row.status == status.value else _STEPS[Status(row.status)]
    _record(session, viewer, row, deed, before, now)
    return Booked(row, findings_of(session, viewer, row, now))


def settle(
    session: Session, viewer: Viewer, meeting_id: int, what: Settled, now: datetime
) -> Booked:
    """Say that the date, the venue or the headcount is sure (chốt)."""
    row = meetings.get(session, viewer, Action.CHANGE_MEETING, meeting_id, lock=True)
    there, blamed, changes = {
        Settled.DATE: (row.when.has_day, "starts_at", MeetingChanges(date_sure=True)),
        Settled.VENUE: (row.hall or row.place, "hall_id", MeetingChanges(venue_sure=True)),
        Settled.HEADCOUNT: (row.headcount, "headcount", MeetingChanges(headcount_sure=True)),
    }[what]
    if not there:
        raise RuleBroken("meeting.nothing_to_settle", field=blamed)
    return change(session, viewer, meeting_id, changes, now)


def confirm(session: Session, viewer: Viewer, meeting_id: int, now: datetime) -> Booked:
    """Dự kiến → chốt; the date is sure then, where there is one."""
    return change(session, viewer, meeting_id, {"status": Status.CONFIRMED}, now)


def mark_held(session: Session, viewer: Viewer, meeting_id: int, now: datetime) -> Booked:
    """Chốt → đã họp, once it has begun."""
    return change(session, viewer, meeting_id, {"status": Status.HELD}, now)


def postpone(
    session: Session,
    viewer: Viewer,
    meeting_id: int,
    *,
    reason: str,
    now: datetime,
    when: When | None = None,
) -> Booked:
    """Hoãn: the hall is free, the old time stays to be seen; with a new time it is tentative."""
    if when is None:
        changes = MeetingChanges(status=Status.POSTPONED, reason=reason)
    else:
        rules.ensure_reason(reason)
        changes = MeetingChanges(status=Status.TENTATIVE, reason=reason, when=when)
    return change(session, viewer, meeting_id, changes, now)


def cancel(
    session: Session, viewer: Viewer, meeting_id: int, *, reason: str, now: datetime
) -> Booked:
    """Huỷ: the hall is free again."""
    changes = MeetingChanges(status=Status.CANCELLED, reason=reason)
    return change(session, viewer, meeting_id, changes, now)


def touch(session: Session, meeting_ids: Collection[int], now: datetime) -> None:
    """Calendars fetch these meetings anew: something that they show was renamed."""
    meetings.mark_changed(session, meeting_ids, now)


def _write(row: Meeting, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value)


def _take_step(row: Meeting, changes: MeetingChanges, now: datetime) -> None:
    """Move the status as far as the rules allow, with what goes along."""
    before, reason = Status(row.status), rules.reason_of(changes.get("reason", ""))
    after = rules.step_to(before, changes.get("status"), new_time="when" in changes)
    rules.ensure_step(before, after, reason, new_time="when" in changes)
    if after is Status.HELD and before is not after:
        rules.ensure_begun(row.when, now)
    if before is not after and "date_sure" not in changes:
        row.date_sure = rules.date_sure_after(after, row.when, sure=row.date_sure)
    if before is not after or reason:
        row.status_reason = reason
    row.status = after.value


def _code(session: Session, draft: MeetingDraft, now: datetime) -> str:
    if draft.code is not None:
        return rules.code_of(draft.code)
    prefix = rules.code_prefix(draft.kind, draft.when, local_day(now))
    return rules.next_code(prefix, meetings.codes_in_use(session, prefix))


def _search_key(row: Meeting) -> str:
    return search_key(f"{row.title} {row.code}")


def _hold_hall(session: Session, row: Meeting, now: datetime) -> None:
    """Take, move or release the hall, as time and status say."""
    span = rules.holds_hall(Status(row.status), row.when)
    if row.hall is None or span is None:
        venue.release(session, row.id)
    else:
        venue.hold(session, wanted(session, row, row.hall, span), now)


def _record(
    session: Session,
    viewer: Viewer,
    row: Meeting,
    deed: str,
    before: dict[str, Any],
    now: datetime,
) -> None:
    """Write down what differs, if anything; calendars learn of it."""
    after = plain(row)
    differs = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if not differs:
        return
    row.changed_at = now
    if differs.keys() & _MOVES:
        row.sequence += 1
    flush(session)
    audit.record(session, viewer, now, deed, row, differs)
    tell_host(session, viewer, row, deed, differs, now)

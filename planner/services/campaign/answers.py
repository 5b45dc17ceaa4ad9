"""Answering: what a unit does about what it owes. The caller commits.

The unit answers for itself, whoever stands above it for it too; sending a report back and taking a
unit out of a campaign is for who leads it.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.campaign import orders
from planner.domain.campaign.time import ensure_not_after
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.meeting import MeetingKind, Status
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import local_day
from planner.services import meeting as meetings
from planner.services.campaign.values import OwnMeeting
from planner.services.meeting import Booked, MeetingDraft
from planner.store import audit
from planner.store import campaign as campaigns
from planner.store.campaign import Duty
from planner.store.meeting import Meeting
from planner.store.session import flush

# A meeting that was called off fulfils nothing.
_OFF = frozenset({Status.CANCELLED, Status.POSTPONED})


def plan_day(session: Session, viewer: Viewer, duty_id: int, day: date, now: datetime) -> Duty:
    """The unit says on which day it will meet, without booking anything here."""
    duty = _owing_meeting(session, viewer, duty_id)
    _ensure_no_meeting(duty)
    return _write(session, viewer, duty, "plan_duty", {"planned_on": day}, now)


def record_held(session: Session, viewer: Viewer, duty_id: int, day: date, now: datetime) -> Duty:
    """The unit says that it has met on a day; the meeting is none of ours."""
    duty = _owing_meeting(session, viewer, duty_id)
    _ensure_no_meeting(duty)
    ensure_not_after(day, local_day(now), "day")
    return _write(session, viewer, duty, "hold_duty", {"held_on": day, "planned_on": day}, now)


def merge_elsewhere(
    session: Session, viewer: Viewer, duty_id: int, words: str, day: date, now: datetime
) -> Duty:
    """Lồng ghép: the duty is met by a meeting of which only these words are known."""
    duty = _merging(session, viewer, duty_id)
    said = orders.words_of(words, "merged_words")
    if not said:
        raise RuleBroken("campaign.merged_into_what", field="merged_words")
    held_on = day if day <= local_day(now) else None
    values = {
        "merged_words": said,
        "is_merged": True,
        "meeting_id": None,
        "planned_on": day,
        "held_on": held_on,
    }
    return _write(session, viewer, duty, "merge_duty", values, now)


def link_meeting(
    session: Session, viewer: Viewer, duty_id: int, code: str, *, merged: bool, now: datetime
) -> Duty:
    """The meeting of ours with this code meets the duty, called for it or (`merged`) for else."""
    duty = (
        _merging(session, viewer, duty_id) if merged else _owing_meeting(session, viewer, duty_id)
    )
    meeting = campaigns.meeting_named(session, viewer, orders.words_of(code, "meeting"))
    if meeting is None:
        raise RuleBroken("campaign.no_such_meeting", field="meeting")
    if meeting.status in _OFF:
        raise RuleBroken("campaign.meeting_is_off", field="meeting")
    duty.meeting = meeting
    values = _met_by(meeting) | {"is_merged": merged}
    return _write(session, viewer, duty, "merge_duty" if merged else "link_duty", values, now)


def book_meeting(
    session: Session, viewer: Viewer, duty_id: int, own: OwnMeeting, *, uid: str, now: datetime
) -> Booked:
    """Book the unit's meeting: the unit convenes and hosts it, of the kind that was ordered.

    For who may book meetings of that unit; `uid` is made by `domain.meeting.uid_of`.
    """
    duty = _owing_meeting(session, viewer, duty_id)
    _ensure_no_meeting(duty)
    draft = MeetingDraft(
        title=orders.meeting_title(duty.campaign.title, duty.unit.name),
        kind=MeetingKind(duty.campaign.meeting_kind),
        convenor_id=duty.unit_id,
        host_id=duty.unit_id,
        when=own.when,
        place=own.place,
        headcount=own.headcount,
    )
    booked = meetings.book(session, viewer, draft, uid=uid, now=now)
    duty.meeting = booked.meeting
    values = _met_by(booked.meeting) | {"is_merged": False}
    _write(session, viewer, duty, "link_duty", values, now)
    return booked


def forget_meeting(session: Session, viewer: Viewer, duty_id: int, now: datetime) -> Duty:
    """Nothing is known of the meeting any more; one that was booked stays in the calendar."""
    duty = _owing_meeting(session, viewer, duty_id)
    duty.meeting = None
    values: dict[str, Any] = {
        "meeting_id": None,
        "is_merged": False,
        "merged_words": "",
        "planned_on": None,
        "held_on": None,
    }
    return _write(session, viewer, duty, "forget_duty", values, now)


def record_report(
    session: Session, viewer: Viewer, duty_id: int, day: date, link: str, now: datetime
) -> Duty:
    """A report came on a day; `link` is where it lies, or the number of its paper."""
    duty = _owing_report(session, viewer, duty_id)
    ensure_not_after(day, local_day(now), "received_on")
    values: dict[str, Any] = {
        "received_on": day,
        "received_by": viewer.name,
        "report_link": orders.link_of(link),
        "returned_on": None,
        "return_reason": "",
    }
    return _write(session, viewer, duty, "record_report", values, now)


def return_report(
    session: Session, viewer: Viewer, duty_id: int, reason: str, now: datetime
) -> Duty:
    """A report goes back for correction: it is owed again. For who leads the campaign."""
    duty = _led(session, viewer, duty_id)
    if duty.received_on is None or duty.returned_on is not None:
        raise RuleBroken("campaign.no_report", field="reason")
    values: dict[str, Any] = {
        "returned_on": local_day(now),
        "return_reason": orders.reason_of(reason),
    }
    return _write(session, viewer, duty, "return_report", values, now)


def exempt_unit(
    session: Session, viewer: Viewer, duty_id: int, reason: str, *, owes_report: bool, now: datetime
) -> Duty:
    """One unit need not meet, whatever the rules say; for who leads the campaign."""
    duty = _led(session, viewer, duty_id)
    values: dict[str, Any] = {
        "owes_meeting": False,
        "owes_report": owes_report and duty.level.owes_report,
        "is_exempt": True,
        "is_exempt_by_hand": True,
        "exempt_reason": orders.reason_of(reason),
    }
    return _write(session, viewer, duty, "exempt_unit", values, now)


def include_unit(session: Session, viewer: Viewer, duty_id: int, now: datetime) -> Duty:
    """One unit owes what its level says, whatever it was exempted for by hand."""
    duty = _led(session, viewer, duty_id)
    values: dict[str, Any] = {
        "owes_meeting": duty.level.owes_meeting,
        "owes_report": duty.level.owes_report,
        "is_exempt": False,
        "is_exempt_by_hand": False,
        "exempt_reason": "",
    }
    return _write(session, viewer, duty, "include_unit", values, now)


def set_limit(
    session: Session, viewer: Viewer, duty_id: int, day: date | None, now: datetime
) -> Duty:
    """The day of the outside event that the unit's meeting has to come before."""
    duty = _owing_meeting(session, viewer, duty_id)
    return _write(session, viewer, duty, "limit_duty", {"limit_on": day}, now)


def _answering(session: Session, viewer: Viewer, duty_id: int) -> Duty:
    duty = campaigns.get_duty(session, viewer, Action.ANSWER_DUTY, duty_id, lock=True)
    _ensure_goes_on(duty)
    return duty


def _owing_meeting(session: Session, viewer: Viewer, duty_id: int) -> Duty:
    duty = _answering(session, viewer, duty_id)
    if not duty.owes_meeting:
        raise RuleBroken("campaign.owes_no_meeting")
    return duty


def _owing_report(session: Session, viewer: Viewer, duty_id: int) -> Duty:
    duty = _answering(session, viewer, duty_id)
    if not duty.owes_report:
        raise RuleBroken("campaign.owes_no_report")
    return duty


def _merging(session: Session, viewer: Viewer, duty_id: int) -> Duty:
    duty = _owing_meeting(session, viewer, duty_id)
    if not duty.campaign.is_merge_allowed:
        raise RuleBroken("campaign.no_merging")
    return duty


def _led(session: Session, viewer: Viewer, duty_id: int) -> Duty:
    """The duty, for who leads its campaign."""
    duty = campaigns.get_duty(session, viewer, Action.SEE_DUTY, duty_id, lock=True)
    if campaigns.find(session, viewer, Action.LEAD_CAMPAIGN, duty.campaign_id) is None:
        raise NotFound("duty")
    _ensure_goes_on(duty)
    return duty


def _ensure_goes_on(duty: Duty) -> None:
    if duty.campaign.cancelled_at is not None:
        raise RuleBroken("campaign.is_cancelled")


def _ensure_no_meeting(duty: Duty) -> None:
    """A meeting of ours that is on says its days itself."""
    if duty.meeting is not None and duty.meeting.status not in _OFF:
        raise RuleBroken("campaign.has_meeting", meeting=duty.meeting.code)


def _met_by(meeting: Meeting) -> dict[str, Any]:
    return {
        "meeting_id": meeting.id,
        "merged_words": "",
        "planned_on": None,
        "held_on": None,
    }


def _write(
    session: Session,
    viewer: Viewer,
    duty: Duty,
    deed: str,
    values: dict[str, Any],
    now: datetime,
) -> Duty:
    """Put the values into the row and write down what differs; calendars learn of it."""
    differs = {
        name: [_plain(getattr(duty, name)), _plain(value)]
        for name, value in values.items()
        if getattr(duty, name) != value
    }
    for name, value in values.items():
        setattr(duty, name, value)
    if differs:
        duty.sequence, duty.changed_at = duty.sequence + 1, now
        flush(session)
        audit.record(session, viewer, now, deed, duty, differs)
    return duty


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value

"""The host proposes a day, the convenor fixes it; both are told. The caller commits."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain import rotation as rules
from planner.domain.errors import RuleBroken
from planner.domain.meeting import LIVE, Status, When, when_from_words
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.services import meeting as meetings
from planner.services import notice
from planner.services.meeting import Booked, MeetingChanges
from planner.services.meeting.telling import facts_of
from planner.store import audit
from planner.store import meeting as all_meetings
from planner.store import rotation as turns
from planner.store import venue as venues
from planner.store.meeting import Meeting
from planner.store.rotation import DayProposal
from planner.store.session import flush

LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class DayFacts:
    """A day in words, perhaps a hall or a place, and what the host has to say about it."""

    words: str
    hall_id: int | None = None
    place: str = ""
    note: str = ""


def propose_day(
    session: Session, viewer: Viewer, meeting_id: int, facts: DayFacts, now: datetime
) -> DayProposal:
    """The host names a day, and perhaps a hall; a later proposal takes the place of a waiting one.

    Refused: no day in the words, a day that is past, a meeting that is over or called off.
    """
    meeting = all_meetings.get(session, viewer, Action.PROPOSE_DAY, meeting_id, lock=True)
    _ensure_open(meeting)
    when = _when(meeting, facts.words, local_day(now))
    if when.days is None or not when.has_day:
        raise RuleBroken("rotation.proposal_without_day", field="when")
    if when.days.start < local_day(now):
        raise RuleBroken("rotation.proposal_past", field="when")
    if facts.hall_id is not None and venues.get_hall(session, facts.hall_id) is None:
        raise RuleBroken("venue.no_such_hall", field="hall_id")
    for text, field in ((facts.place, "place"), (facts.note, "note")):
        if len(one_line(text)) > LONGEST_WORDS:
            raise RuleBroken("rotation.words_too_long", field=field, longest=LONGEST_WORDS)
    _replace_waiting(session, meeting_id, now)
    row = DayProposal(
        meeting_id=meeting_id,
        unit_id=meeting.host_id,
        words=one_line(facts.words),
        hall_id=facts.hall_id,
        place=one_line(facts.place),
        note=one_line(facts.note),
        state="waiting",
        answer="",
        account_name=viewer.name,
        proposed_at=now,
    )
    session.add(row)
    flush(session)
    said: dict[str, object] = {"words": [None, row.words]}
    audit.record(session, viewer, now, "propose_day", meeting, said)
    told = facts_of(meeting)
    notice.tell_host(session, viewer, meeting.convenor_id, told, "day_proposed", now)
    return row


def accept_day(session: Session, viewer: Viewer, meeting_id: int, now: datetime) -> Booked:
    """The convenor fixes the day as it was proposed, with the hall if one was; the host is told.

    A hall that is taken meanwhile is refused as at any booking.
    """
    meeting, row = _waiting(session, viewer, meeting_id)
    when = proposed_when(meeting, row)
    changes: MeetingChanges = {"when": when, "date_sure": True}
    if row.hall_id is not None:
        changes["hall_id"] = row.hall_id
    if row.place:
        changes["place"] = row.place
    booked = meetings.change(session, viewer, meeting_id, changes, now)
    _answer(session, row, "accepted", "", now)
    audit.record(session, viewer, now, "accept_day", meeting, {"words": [None, row.words]})
    return booked


def decline_day(
    session: Session, viewer: Viewer, meeting_id: int, reason: str, now: datetime
) -> None:
    """The convenor says no, and why; the host is told and may propose again."""
    meeting, row = _waiting(session, viewer, meeting_id)
    why = rules.reason_of(reason)
    _answer(session, row, "declined", why, now)
    said: dict[str, object] = {"words": [row.words, None], "reason": [None, why]}
    audit.record(session, viewer, now, "decline_day", meeting, said)
    told = replace(facts_of(meeting), reason=why)
    notice.tell_host(session, viewer, row.unit_id, told, "day_declined", now)


def proposed_when(meeting: Meeting, row: DayProposal) -> When:
    """The time that a proposal means, whenever it is read."""
    return _when(meeting, row.words, local_day(row.proposed_at))


def _when(meeting: Meeting, words: str, today: date) -> When:
    """A year that is not written is that of the meeting's window, else the coming one."""
    days = meeting.when.days
    since = today
    if days is not None and days.start.year > today.year:
        since = date(days.start.year, 1, 1)
    if not one_line(words):
        raise RuleBroken("rotation.proposal_without_day", field="when")
    return when_from_words(words, since)


def _waiting(session: Session, viewer: Viewer, meeting_id: int) -> tuple[Meeting, DayProposal]:
    meeting = all_meetings.get(session, viewer, Action.CHANGE_MEETING, meeting_id, lock=True)
    row = turns.proposal_waiting(session, meeting_id)
    if row is None:
        raise RuleBroken("rotation.no_proposal", field="reason")
    return meeting, row


def _ensure_open(meeting: Meeting) -> None:
    if Status(meeting.status) not in LIVE | {Status.POSTPONED}:
        raise RuleBroken("rotation.meeting_is_over", field="when")


def _replace_waiting(session: Session, meeting_id: int, now: datetime) -> None:
    waiting = turns.proposal_waiting(session, meeting_id)
    if waiting is not None:
        _answer(session, waiting, "replaced", "", now)


def _answer(session: Session, row: DayProposal, state: str, answer: str, now: datetime) -> None:
    row.state, row.answer, row.answered_at = state, answer, now
    flush(session)

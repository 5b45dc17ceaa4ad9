"""Deadlines and reminders of a meeting: set by people, queued by the clock. The caller commits."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from planner.domain import notice as rules
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.notice import Anchor, Audience, is_meant
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import local_day
from planner.services import notice
from planner.services.invitation.composing import day_of, facts_of
from planner.services.invitation.drafting import draft_for
from planner.services.notice import Letter
from planner.store import audit
from planner.store import meeting as meetings
from planner.store.invitation import letters, units
from planner.store.invitation.letters import REMINDER, Told
from planner.store.meeting import Meeting
from planner.store.notice import LetterPlan, Reminder

NOMINATION = "nomination"  # the kind of a letter to a unit
LATE = timedelta(hours=12)  # a worker that stood still that long reminds nobody any more


@dataclass(frozen=True, slots=True)
class Wanted:
    """A reminder as people ask for it."""

    anchor: Anchor
    days_before: int | None
    audience: Audience = Audience.WAITING


@dataclass(frozen=True, slots=True)
class Scheduled:
    """A reminder, and when it leaves: None while its day is not known."""

    reminder: Reminder
    at: datetime | None


def set_deadlines(
    session: Session,
    viewer: Viewer,
    meeting_id: int,
    answer_by: date | None,
    nominate_by: date | None,
    now: datetime,
) -> None:
    """By when delegates answer and units name their people; not after the meeting."""
    meeting = meetings.get(session, viewer, Action.SEND_LETTERS, meeting_id, lock=True)
    days = meeting.when.days
    for field, day in (("answer_by", answer_by), ("nominate_by", nominate_by)):
        if day and days and day > days.end:
            raise RuleBroken("notice.deadline_after_meeting", field=field)
    plan = letters.plan_of(session, meeting_id, lock=True)
    names = "answer_by nominate_by"
    before = audit.values(plan, names)
    plan.answer_by, plan.nominate_by = answer_by, nominate_by
    session.flush()
    changes = audit.differences(before, audit.values(plan, names))
    if changes:
        audit.record(session, viewer, now, "set_deadlines", meeting, changes)


def schedule(session: Session, viewer: Viewer, meeting_id: int) -> list[Scheduled]:
    """The reminders of a meeting, those without a day last."""
    meeting = meetings.get(session, viewer, Action.SEND_LETTERS, meeting_id)
    plan = letters.plan_of(session, meeting_id)
    found = [
        Scheduled(one, _moment(one, meeting, plan))
        for one in letters.reminders_of(session, meeting_id)
    ]
    return sorted(found, key=lambda one: (one.at is None, one.at, one.reminder.id))


def add_reminder(
    session: Session,
    viewer: Viewer,
    meeting_id: int,
    wanted: Wanted,
    now: datetime,
) -> Reminder:
    """One more; what is before a deadline to answer is only for those who have not."""
    meeting = meetings.get(session, viewer, Action.SEND_LETTERS, meeting_id, lock=True)
    of_meeting = wanted.anchor is Anchor.MEETING
    made = Reminder(
        meeting_id=meeting_id,
        anchor=wanted.anchor.value,
        days_before=rules.days_before_of(wanted.days_before),
        audience=(wanted.audience if of_meeting else Audience.WAITING).value,
    )
    known = letters.reminders_of(session, meeting_id)
    if any(_same(one, made) for one in known):
        raise RuleBroken("notice.reminder_twice", field="days_before")
    if len(known) >= rules.MOST_REMINDERS:
        raise RuleBroken("notice.many_reminders", field="days_before", most=rules.MOST_REMINDERS)
    session.add(made)
    session.flush()
    changes = {"days_before": [None, made.days_before]}
    audit.record(session, viewer, now, "add_reminder", meeting, changes)
    return made


def drop_reminder(session: Session, viewer: Viewer, reminder_id: int, now: datetime) -> int:
    """Take a reminder away; the meeting's number. What it queued already leaves."""
    found = letters.get_reminder(session, reminder_id, lock=True)
    meeting = meetings.get(session, viewer, Action.SEND_LETTERS, found.meeting_id)
    changes = {"days_before": [found.days_before, None]}
    audit.record(session, viewer, now, "drop_reminder", meeting, changes)
    session.delete(found)
    session.flush()
    return meeting.id


def due(session: Session, now: datetime) -> list[int]:
    """Reminders whose moment has come, and is not long past."""
    return [
        one.id
        for one, meeting, plan in letters.reminders_to_come(session)
        if _is_due(one, meeting, plan, now)
    ]


def remind(session: Session, reminder_id: int, now: datetime) -> int:
    """Queue the letters of one reminder for the day that it counts from; how many, once."""
    try:
        found = letters.get_reminder(session, reminder_id, lock=True)
    except NotFound:
        return 0
    meeting, plan = letters.meeting_and_plan(session, found.meeting_id)
    occasion = day_of(Anchor(found.anchor), meeting, plan)
    if occasion is None or not _is_due(found, meeting, plan, now):
        return 0
    found.done_for = occasion
    if found.anchor == Anchor.NOMINATE_BY:
        made = _to_units(session, found, meeting, occasion, now)
    else:
        made = _letters_of(session, found, occasion)
    notice.queue_many(session, made, now)
    return len(made)


def remind_now(
    session: Session, viewer: Viewer, meeting_id: int, delegate_ids: Collection[int], now: datetime
) -> int:
    """Remind these delegates by hand, each at most once a day; how many letters were queued.

    Only those who were invited and have not answered.
    """
    meeting = meetings.get(session, viewer, Action.SEND_LETTERS, meeting_id, lock=True)
    chosen = set(delegate_ids)
    told = [
        one for one in letters.told_of_meeting(session, meeting_id) if one.delegate_id in chosen
    ]
    audience, today = Audience.WAITING, local_day(now).isoformat()
    made = [
        _letter(one, meeting_id, f"{REMINDER}:by hand:{one.delegate_id}:{today}", audience)
        for one in told
        if _is_meant(one, audience)
    ]
    before = len(letters.waiting_letters(session, meeting_id, (REMINDER,)))
    notice.queue_many(session, made, now)
    queued = len(letters.waiting_letters(session, meeting_id, (REMINDER,))) - before
    if queued:
        audit.record(session, viewer, now, "remind_delegates", meeting, {"letters": [None, queued]})
    return queued


def _letters_of(session: Session, reminder: Reminder, occasion: date) -> list[Letter]:
    audience = Audience(reminder.audience)
    return [
        _letter(
            one,
            reminder.meeting_id,
            f"{REMINDER}:{reminder.id}:{occasion}:{one.delegate_id}",
            audience,
            {"anchor": reminder.anchor, "occasion": occasion.isoformat()},
        )
        for one in letters.told_of_meeting(session, reminder.meeting_id)
        if _is_meant(one, audience)
    ]


def _to_units(
    session: Session, reminder: Reminder, meeting: Meeting, occasion: date, now: datetime
) -> list[Letter]:
    """To the accounts of units that have named too few people."""
    lacking: dict[int, int] = {}
    for seat in draft_for(session, meeting, now).seats:
        if seat.named < seat.count:
            lacking[seat.unit_id] = lacking.get(seat.unit_id, 0) + seat.count - seat.named
    units.add_pages(session, meeting.id, sorted(lacking))  # what the letters lead to
    facts = facts_of(meeting)
    return [
        Letter(
            purpose=f"{NOMINATION}:{reminder.id}:{occasion}:{account.id}",
            kind=NOMINATION,
            address=account.email,
            meeting_id=meeting.id,
            parts={
                "meeting": facts,
                "by": occasion.isoformat(),
                "lacking": lacking[account.unit_id],
                "unit_id": account.unit_id,
            },
        )
        for account in letters.accounts_of_units(session, list(lacking))
    ]


def _letter(
    told: Told,
    meeting_id: int,
    purpose: str,
    audience: Audience,
    parts: Iterable[tuple[str, str]] | dict[str, str] = (),
) -> Letter:
    return Letter(
        purpose=purpose,
        kind=REMINDER,
        address=told.email or told.address,
        meeting_id=meeting_id,
        delegate_id=told.delegate_id,
        parts={"audience": audience.value, **dict(parts)},
    )


def _is_meant(told: Told, audience: Audience) -> bool:
    return told.state == "live" and is_meant(audience, told.reply)


def _is_due(reminder: Reminder, meeting: Meeting, plan: LetterPlan | None, now: datetime) -> bool:
    moment = _moment(reminder, meeting, plan)
    if moment is None or not moment <= now < moment + LATE:
        return False
    return reminder.done_for != day_of(Anchor(reminder.anchor), meeting, plan)


def _moment(reminder: Reminder, meeting: Meeting, plan: LetterPlan | None) -> datetime | None:
    day = day_of(Anchor(reminder.anchor), meeting, plan)
    return rules.moment_of(day, reminder.days_before) if day else None


def _same(one: Reminder, other: Reminder) -> bool:
    return (one.anchor, one.days_before, one.audience) == (
        other.anchor,
        other.days_before,
        other.audience,
    )

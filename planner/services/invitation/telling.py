"""Who was told of a meeting learns what changed: found by comparing, not by being called.

A worker compares what each recipient was last told with what stands. The caller commits.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain import notice as rules
from planner.domain.meeting import LIVE, Status
from planner.domain.notice import News, differences
from planner.services import notice
from planner.services.invitation.composing import facts_of
from planner.services.notice import Letter
from planner.store import notice as outbox
from planner.store.invitation import letters
from planner.store.invitation.letters import (
    CANCELLATION,
    INVITATION,
    REMINDER,
    UPDATE,
    Told,
)
from planner.store.meeting import Meeting


def unseen(session: Session) -> list[int]:
    """Meetings whose recipients are to be compared again."""
    return list(letters.meetings_unseen(session))


def tell_changes(session: Session, meeting_id: int, now: datetime) -> int:
    """Queue what the recipients of one meeting do not know yet; how many letters.

    The letter leaves when a quiet time has passed, and says what stands then; letters that make
    no sense any more are withdrawn.
    """
    meeting, plan = letters.meeting_and_plan(session, meeting_id)
    if Status(meeting.status) not in LIVE:
        outbox.withdraw(
            session, letters.waiting_letters(session, meeting_id, (INVITATION, REMINDER))
        )
    plan.seen_at = meeting.changed_at
    due_to = [
        (told, news)
        for told in letters.told_of_meeting(session, meeting_id)
        if (news := differences(told.parts["facts"], facts_of(meeting, told.state)))
    ]
    notice.queue_many(session, [_letter(meeting, told, news, now) for told, news in due_to], now)
    _gather(session, meeting_id, now)
    session.flush()
    return len(due_to)


def _letter(meeting: Meeting, told: Told, news: tuple[News, ...], now: datetime) -> Letter:
    is_off = news[0] in (News.CANCELLED, News.WITHDRAWN)
    return Letter(
        purpose=f"change:{told.delegate_id}:{told.told_at}",
        kind=CANCELLATION if is_off else UPDATE,
        address=told.email or told.address,
        meeting_id=meeting.id,
        delegate_id=told.delegate_id,
        parts={"news": [str(each) for each in news]},
        due_at=rules.gathered_due(now, now),
    )


def _gather(session: Session, meeting_id: int, now: datetime) -> None:
    """Letters of change that still wait leave together with the last change."""
    waiting = letters.waiting_letters(session, meeting_id, (UPDATE, CANCELLATION))
    by_due: dict[datetime, list[int]] = {}
    for letter_id, created_at in letters.created_at(session, waiting):
        by_due.setdefault(rules.gathered_due(created_at, now), []).append(letter_id)
    for due_at, ids in by_due.items():
        outbox.put_off(session, ids, due_at)

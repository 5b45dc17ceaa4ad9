"""Invitations leave: one letter a delegate, queued once however often it is asked for.

The caller commits. What a letter says is made when it leaves, see `composing`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from planner.domain import meeting as rules
from planner.domain.errors import Finding, RuleBroken
from planner.domain.meeting import LIVE, Status
from planner.domain.notice import workdays_between
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import DateWindow, local_day
from planner.services import notice
from planner.services.invitation import codes
from planner.services.invitation.codes import Carried
from planner.services.notice import Letter
from planner.store import audit
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store.invitation import Delegate, letters
from planner.store.invitation.letters import INVITATION
from planner.store.meeting import Meeting
from planner.store.notice import FAILED, LetterText, OutboxMessage

LEAST_WORKDAYS = 3  # between today and the meeting
EVERY_GROUP = None


@dataclass(frozen=True, slots=True)
class Queued:
    """How many letters were queued now, stood there already, or have nowhere to go."""

    queued: int
    already: int
    without_address: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A group before or after it was written to; `missing` have an address and no letter."""

    group_id: int | None
    group: str
    mode: str
    missing: int = 0
    waiting: int = 0
    sent: int = 0
    in_doubt: int = 0
    without_address: int = 0

    @property
    def whole(self) -> int:
        return self.missing + self.waiting + self.sent + self.in_doubt + self.without_address


def send(
    session: Session,
    viewer: Viewer,
    meeting_id: int,
    key: str,
    now: datetime,
    *,
    groups: Collection[int | None] | None = EVERY_GROUP,
) -> Queued:
    """Queue the invitations that are missing, of all delegates or of those of some groups.

    A letter that failed is sent anew where the address was mended since.
    """
    meeting = meetings.get(session, viewer, Action.SEND_LETTERS, meeting_id, lock=True)
    ensure_sendable(meeting)
    codes.issue_missing(session, meeting_id, key, now)
    found = _called(session, viewer, meeting_id, groups)
    known = letters.invited(session, meeting_id)
    texts = letters.texts_of(session, meeting)
    reachable = [one for one in found if one.email]
    new = [one for one in reachable if one.id not in known]
    notice.queue_many(session, [_letter(one, texts) for one in new], now)
    mended = sum(_mend(known[one.id], one, now) for one in reachable if one.id in known)
    plan = letters.plan_of(session, meeting_id, lock=True)
    plan.seen_at = plan.seen_at or meeting.changed_at
    queued = len(new) + mended
    if queued:
        audit.record(session, viewer, now, "send_invitations", meeting, {"letters": [None, queued]})
    session.flush()
    return Queued(queued, len(reachable) - queued, len(found) - len(reachable))


def ensure_sendable(meeting: Meeting) -> None:
    """Refuse invitations to what does not take place, or did."""
    status = Status(meeting.status)
    if status not in LIVE:
        raise RuleBroken(f"notice.meeting_{status}")


def standing(session: Session, viewer: Viewer, meeting_id: int) -> list[Standing]:
    """How far each group of a meeting is, in printed order."""
    meetings.get(session, viewer, Action.SEND_LETTERS, meeting_id)
    counted: dict[tuple[int | None, str, str], dict[str, int]] = {}
    for name, group, mode, reachable, state, count in letters.states_of_invitations(
        session, meeting_id
    ):
        counts = counted.setdefault((group, name, mode), {})
        column = _column(state, reachable=reachable)
        counts[column] = counts.get(column, 0) + count
    return [
        Standing(group, name, mode, **counts) for (group, name, mode), counts in counted.items()
    ]


def findings(session: Session, meeting: Meeting, now: datetime) -> list[Finding]:
    """What is worth a second look before invitations leave."""
    found = []
    if not meeting.when.has_day:
        found.append(Finding("notice.no_day_yet"))
    left = workdays_left(session, meeting, local_day(now))
    if left is not None and left < LEAST_WORKDAYS:
        details = {"days": left, "least": LEAST_WORKDAYS}
        found.append(Finding("notice.short_notice", None, details))
    return found


def workdays_left(session: Session, meeting: Meeting, today: date) -> int | None:
    """Whole working days between today and the first day of a meeting, where that is known."""
    days = meeting.when.days
    if days is None or not meeting.when.has_day:
        return None
    if days.start <= today + timedelta(days=1):
        return 0
    between = DateWindow(today, min(days.start, today + timedelta(days=60)))
    rest = rules.rest_days(between, meetings.marked_days(session, between))
    return workdays_between(today, between.end, rest)


def to_hand_out(
    session: Session,
    viewer: Viewer,
    meeting_id: int,
    key: str,
    *,
    group_id: int | None = None,
    everyone: bool = False,
) -> tuple[Meeting, list[Carried]]:
    """Whom paper or a message must reach, with their codes, in printed order; makes no code.

    Those without an address, or `everyone`.
    """
    meeting = meetings.get(session, viewer, Action.SEND_LETTERS, meeting_id)
    found = codes.carried(session, meeting_id, key, group_id=group_id)
    return meeting, [one for one in found if everyone or not one.delegate.email]


def _called(
    session: Session, viewer: Viewer, meeting_id: int, groups: Collection[int | None] | None
) -> Sequence[Delegate]:
    found = invitations.delegates_of(session, viewer, meeting_id, action=Action.SEND_LETTERS)
    return [one for one in found if groups is None or one.group_id in groups]


def _letter(delegate: Delegate, texts: dict[str, LetterText]) -> Letter:
    text = texts.get(delegate.mode)
    return Letter(
        purpose=f"{INVITATION}:{delegate.id}",
        kind=INVITATION,
        address=delegate.email or "",
        meeting_id=delegate.meeting_id,
        delegate_id=delegate.id,
        parts={"text": text.id} if text else {},
    )


def _mend(letter: OutboxMessage, delegate: Delegate, now: datetime) -> bool:
    is_mended = letter.state == FAILED and letter.address != delegate.email
    if is_mended:
        notice.readdress(letter, delegate.email or "", now)
    return is_mended


def _column(state: str | None, *, reachable: bool) -> str:
    if state is None:
        return "missing" if reachable else "without_address"
    return {"waiting": "waiting", "sending": "waiting", "sent": "sent"}.get(state, "in_doubt")

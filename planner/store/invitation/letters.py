"""Letters to delegates: who was told what last, whom a letter still lacks, texts, reminders."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from planner.domain.errors import NotFound
from planner.domain.meeting import LIVE
from planner.store import meeting as meetings
from planner.store.account import Account
from planner.store.invitation.delegates import IN_ORDER
from planner.store.invitation.rows import Delegate
from planner.store.meeting import Meeting
from planner.store.notice import (
    SENDING,
    SENT,
    UNCERTAIN,
    WAITING,
    LetterPlan,
    LetterText,
    OutboxMessage,
    Reminder,
)

INVITATION, UPDATE, CANCELLATION, REMINDER = "invitation", "update", "cancellation", "reminder"
TELLING = (INVITATION, UPDATE, CANCELLATION)  # these say when and where
TO_DELEGATES = (*TELLING, REMINDER)
_TOLD = (SENDING, SENT, UNCERTAIN)
_AT_ONCE = 500  # ids in one IN
_ANEW = {"populate_existing": True}


@dataclass(frozen=True, slots=True)
class Told:
    """A delegate (number, state, address of now, answer) and what the last letter told."""

    delegate_id: int
    state: str
    email: str | None
    reply: str
    letter_id: int
    address: str
    parts: dict[str, Any]

    @property
    def told_at(self) -> str:
        """ISO, UTC: these compare as text."""
        return str(self.parts.get("told_at", ""))


def to_write_to(session: Session, delegate_id: int) -> Delegate:
    """A delegate with the meeting and its names; the meeting stays as it is until the commit.

    The meeting is held first, so that both are read as they stand now.
    """
    mine = select(Delegate.meeting_id).where(Delegate.id == delegate_id).scalar_subquery()
    query = select(Meeting).where(Meeting.id == mine).options(*meetings.WITH_NAMES)
    held = session.scalar(query.with_for_update(read=True, of=Meeting), execution_options=_ANEW)
    delegate = session.get(Delegate, delegate_id, execution_options=_ANEW)
    if held is None or delegate is None:
        raise NotFound("delegate")
    set_committed_value(delegate, "meeting", held)
    return delegate


def told_to(session: Session, delegate_id: int, *, but: int | None = None) -> list[OutboxMessage]:
    """The letters that told a delegate facts, earliest first, without the letter `but`."""
    query = select(OutboxMessage).where(
        OutboxMessage.delegate_id == delegate_id,
        OutboxMessage.kind.in_(TELLING),
        OutboxMessage.state.in_(_TOLD),
        OutboxMessage.id != (but or 0),
    )
    found = [letter for letter in session.scalars(query) if letter.parts.get("facts")]
    return sorted(found, key=lambda letter: str(letter.parts["told_at"]))


def told_of_meeting(session: Session, meeting_id: int) -> list[Told]:
    """Everybody who was told anything of a meeting, with the last that they were told."""
    letter = OutboxMessage
    query = (
        select(
            Delegate.id,
            Delegate.state,
            Delegate.email,
            Delegate.reply,
            letter.id,
            letter.address,
            letter.parts,
        )
        .join(letter, letter.delegate_id == Delegate.id)
        .where(letter.meeting_id == meeting_id, letter.kind.in_(TELLING), letter.state.in_(_TOLD))
        .order_by(letter.id)
    )
    last: dict[int, Told] = {}
    for row in session.execute(query):
        told = Told(*row)
        known = last.get(told.delegate_id)
        if told.parts.get("facts") and (known is None or known.told_at <= told.told_at):
            last[told.delegate_id] = told
    return list(last.values())


def invited(session: Session, meeting_id: int) -> dict[int, OutboxMessage]:
    """Delegate to the invitation that stands in the outbox, whatever became of it."""
    query = select(OutboxMessage).where(
        OutboxMessage.meeting_id == meeting_id, OutboxMessage.kind == INVITATION
    )
    found = session.scalars(query)
    return {letter.delegate_id: letter for letter in found if letter.delegate_id is not None}


def states_of_invitations(
    session: Session, meeting_id: int
) -> Sequence[tuple[str, int | None, str, bool, str | None, int]]:
    """(group, its id, mode, whether an address is known, state of the letter, how many), live."""
    has_address = func.coalesce(Delegate.email, "") != ""
    parts = (
        Delegate.group_name,
        Delegate.group_id,
        Delegate.mode,
        has_address,
        OutboxMessage.state,
    )
    letter = and_(OutboxMessage.delegate_id == Delegate.id, OutboxMessage.kind == INVITATION)
    query = (
        select(*parts, func.count())
        .outerjoin(OutboxMessage, letter)
        .where(Delegate.meeting_id == meeting_id, Delegate.state == "live")
        .group_by(*parts)
        .order_by(func.min(Delegate.place), Delegate.group_name, Delegate.mode)
    )
    return session.execute(query).all()


def first_called(session: Session, meeting_id: int, mode: str | None = None) -> Delegate | None:
    """Who stands first on the list, of those called in this way."""
    query = select(Delegate).where(Delegate.meeting_id == meeting_id, Delegate.state == "live")
    if mode is not None:
        query = query.where(Delegate.mode == mode)
    return session.scalar(query.order_by(*IN_ORDER).limit(1))


def count_without_address(session: Session, meeting_id: int) -> int:
    query = select(func.count()).select_from(Delegate).where(*_lacks_address(meeting_id))
    return session.scalar(query) or 0


def waiting_letters(
    session: Session, meeting_id: int, kinds: Collection[str] = TO_DELEGATES
) -> Sequence[int]:
    """Letters to delegates that have not left."""
    query = select(OutboxMessage.id).where(
        OutboxMessage.meeting_id == meeting_id,
        OutboxMessage.delegate_id.is_not(None),
        OutboxMessage.kind.in_(kinds),
        OutboxMessage.state == WAITING,
    )
    return session.scalars(query.with_for_update(skip_locked=True)).all()


def created_at(session: Session, letter_ids: Collection[int]) -> Sequence[tuple[int, datetime]]:
    """(letter, when it was queued), in any number."""
    found: list[tuple[int, datetime]] = []
    left = sorted(letter_ids)
    for start in range(0, len(left), _AT_ONCE):
        some = left[start : start + _AT_ONCE]
        query = select(OutboxMessage.id, OutboxMessage.created_at)
        found += session.execute(query.where(OutboxMessage.id.in_(some))).all()
    return found


def plan_of(session: Session, meeting_id: int, *, lock: bool = False) -> LetterPlan:
    """The correspondence of a meeting; made when there is none and it is to be changed."""
    query = select(LetterPlan).where(LetterPlan.meeting_id == meeting_id)
    if not lock:
        return session.scalar(query) or LetterPlan(meeting_id=meeting_id)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(
        insert(LetterPlan)
        .values(meeting_id=meeting_id)
        .on_conflict_do_nothing(index_elements=["meeting_id"])
    )
    return session.scalars(query.with_for_update()).one()


def meetings_unseen(session: Session) -> Sequence[int]:
    """Meetings with letters that changed since their recipients were compared, or whose list did.

    Live ones where somebody taken off was told to come, or somebody back on was told not to.
    """
    changed = LetterPlan.seen_at != Meeting.changed_at  # clocks of two nodes may differ
    query = select(Meeting.id).join(LetterPlan, LetterPlan.meeting_id == Meeting.id)
    query = query.where(LetterPlan.seen_at.is_not(None), or_(changed, _list_differs()))
    return session.scalars(query.order_by(Meeting.id)).all()


def meeting_and_plan(session: Session, meeting_id: int) -> tuple[Meeting, LetterPlan]:
    """Both for a worker; the plan is held against other workers, the meeting stays as it is."""
    plan = plan_of(session, meeting_id, lock=True)
    query = select(Meeting).where(Meeting.id == meeting_id).options(*meetings.WITH_NAMES)
    query = query.with_for_update(read=True, of=Meeting)
    return session.scalars(query.execution_options(populate_existing=True)).one(), plan


def texts_of(session: Session, meeting: Meeting) -> dict[str, LetterText]:
    """Mode to the newest words: the meeting's own, else the usual ones of its convenor."""
    query = select(LetterText).where(
        or_(LetterText.meeting_id == meeting.id, LetterText.unit_id == meeting.convenor_id)
    )
    found = session.scalars(query.order_by(LetterText.meeting_id.is_not(None), LetterText.id))
    return {text.mode: text for text in found}


def get_text(session: Session, text_id: int | None) -> LetterText | None:
    return None if text_id is None else session.get(LetterText, text_id)


def reminders_of(session: Session, meeting_id: int) -> Sequence[Reminder]:
    """Earliest first, as far as one can tell without their days."""
    query = select(Reminder).where(Reminder.meeting_id == meeting_id)
    return session.scalars(query.order_by(Reminder.anchor, Reminder.days_before.desc())).all()


def get_reminder(session: Session, reminder_id: int, *, lock: bool = False) -> Reminder:
    """NotFound where there is none."""
    query = select(Reminder).where(Reminder.id == reminder_id)
    found = session.scalar(query.with_for_update() if lock else query)
    if found is None:
        raise NotFound("reminder")
    return found


def reminders_to_come(session: Session) -> Sequence[tuple[Reminder, Meeting, LetterPlan | None]]:
    """Those of meetings that are still to be."""
    query = (
        select(Reminder, Meeting, LetterPlan)
        .join(Meeting, Meeting.id == Reminder.meeting_id)
        .outerjoin(LetterPlan, LetterPlan.meeting_id == Meeting.id)
        .where(Meeting.status.in_(LIVE))
        .order_by(Reminder.id)
    )
    return session.execute(query).all()


def accounts_of_units(session: Session, unit_ids: Collection[int]) -> Sequence[Account]:
    """Who signs in for these units."""
    query = select(Account).where(Account.unit_id.in_(unit_ids))
    return session.scalars(query.order_by(Account.id)).all()


def names_of_letters(session: Session, letter_ids: Collection[int]) -> dict[int, str]:
    """Letter to the name of the delegate it is for."""
    query = (
        select(OutboxMessage.id, Delegate.name)
        .join(Delegate, Delegate.id == OutboxMessage.delegate_id)
        .where(OutboxMessage.id.in_(letter_ids))
    )
    return dict(session.execute(query).all())


def _lacks_address(meeting_id: int) -> list[ColumnElement[bool]]:
    return [
        Delegate.meeting_id == meeting_id,
        Delegate.state == "live",
        func.coalesce(Delegate.email, "") == "",
    ]


def _list_differs() -> ColumnElement[bool]:
    """Of a live meeting: who is on the list, and who was last told that they are not."""
    letter, later = OutboxMessage, OutboxMessage.__table__.alias("later")
    is_last = ~(
        select(later.c.id)
        .where(
            later.c.delegate_id == letter.delegate_id,
            later.c.kind.in_(TELLING),
            later.c.id > letter.id,
        )
        .exists()
    )
    off = and_(Delegate.state == "cancelled", letter.kind != CANCELLATION)
    back = and_(Delegate.state == "live", letter.kind == CANCELLATION)
    odd = (
        select(Delegate.id)
        .join(letter, letter.delegate_id == Delegate.id)
        .where(
            Delegate.meeting_id == Meeting.id,
            letter.kind.in_(TELLING),
            letter.state.in_((SENT, UNCERTAIN)),
            or_(off, back),
            is_last,
        )
    )
    return and_(Meeting.status.in_(LIVE), odd.exists())

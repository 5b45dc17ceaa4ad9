"""What delegates answer, by their own code or through the organiser. The caller commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.account import is_well_formed, normalise_code, token_hash
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.invitation import (
    Answer,
    GivenAnswer,
    ensure_open_for_answers,
    page_lives,
)
from planner.domain.meeting import Status
from planner.domain.rights import Action, Role, Viewer
from planner.domain.text import search_key, sort_key
from planner.domain.timespan import local_day
from planner.services.invitation.codes import living_code, renew_one
from planner.services.invitation.drafting import SUBSTITUTE, plain_why
from planner.store import audit
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store.invitation import Delegate


def holder_of(session: Session, code: str, now: datetime, *, lock: bool = False) -> Delegate:
    """Who carries this code, with the meeting; one NotFound for wrong, dead and foreign codes."""
    plain = normalise_code(code)
    if not is_well_formed(plain):
        raise NotFound("code")
    delegate = invitations.delegate_of_code(session, token_hash(plain), lock=lock)
    if delegate is None or not page_lives(delegate.meeting.when, local_day(now)):
        raise NotFound("code")
    return delegate


def code_carried(session: Session, delegate: Delegate, key: str) -> str:
    """The living code of a delegate who was just found by a code, or given one."""
    code = living_code(session, delegate, key)
    if code is None:
        raise NotFound("code")
    return code


def instead_of(session: Session, delegate: Delegate) -> str | None:
    """The name of whom somebody stands in for."""
    if delegate.substitute_for_id is None:
        return None
    return session.get_one(Delegate, delegate.substitute_for_id).name


def may_answer(delegate: Delegate, now: datetime) -> bool:
    """Whether it is still of use."""
    try:
        _ensure_open(delegate, now)
    except RuleBroken:
        return False
    return True


def answer(session: Session, code: str, given: GivenAnswer, key: str, now: datetime) -> Delegate:
    """What the holder of a code says; whoever comes instead is another delegate, given back."""
    delegate = holder_of(session, code, now, lock=True)
    _ensure_open(delegate, now)
    name = f"{delegate.name}, {delegate.unit_name}" if delegate.unit_name else delegate.name
    self = Viewer(account_id=None, name=name, role=Role.VIEWER, unit_id=delegate.unit_id)
    return _keep(session, self, delegate, given, key, now)


def answer_for(
    session: Session, viewer: Viewer, delegate_id: int, given: GivenAnswer, key: str, now: datetime
) -> Delegate:
    """What somebody said by telephone, at any time before the meeting is called off."""
    delegate = _hold(session, viewer, delegate_id)
    if delegate.state != "live":
        raise RuleBroken("invitation.not_on_the_list", field="answer")
    meeting = meetings.get(session, viewer, Action.SET_INVITEES, delegate.meeting_id)
    if Status(meeting.status) is Status.CANCELLED:
        raise RuleBroken("invitation.meeting_cancelled", field="answer")
    return _keep(session, viewer, delegate, given, key, now)


def undo(session: Session, viewer: Viewer, delegate_id: int, now: datetime) -> Delegate:
    """As if nothing was answered; whoever was sent instead is taken off again."""
    delegate = _hold(session, viewer, delegate_id)
    if delegate.reply == "none" or delegate.state == "cancelled":
        raise RuleBroken("invitation.nothing_to_undo")
    if delegate.state == "replaced":
        _dismiss_stand_ins(session, viewer, delegate, now)
        delegate.state = "live"
    _write(session, viewer, delegate, "none", "", now)
    return delegate


def _hold(session: Session, viewer: Viewer, delegate_id: int) -> Delegate:
    return invitations.get_delegate(session, viewer, Action.SET_INVITEES, delegate_id, lock=True)


def _ensure_open(delegate: Delegate, now: datetime) -> None:
    meeting = delegate.meeting
    ensure_open_for_answers(Status(meeting.status), meeting.when, local_day(now))


def _keep(
    session: Session,
    viewer: Viewer,
    delegate: Delegate,
    given: GivenAnswer,
    key: str,
    now: datetime,
) -> Delegate:
    if given.answer is not Answer.SUBSTITUTE:
        _write(session, viewer, delegate, given.answer.value, given.reason, now)
        return delegate
    stand_in = stand_in_row(delegate, given.name, given.position, now)
    session.add(stand_in)
    delegate.state = "replaced"
    _write(session, viewer, delegate, "substituted", "", now)
    session.flush()
    renew_one(session, stand_in.id, key, now)
    audit.record(session, viewer, now, "add_substitute", stand_in, {"name": [None, stand_in.name]})
    return stand_in


def stand_in_row(delegate: Delegate, name: str, position: str, now: datetime) -> Delegate:
    """In the same place of the list, coming by the word of whom it replaces; not yet kept."""
    return Delegate(
        meeting_id=delegate.meeting_id,
        unit_id=delegate.unit_id,
        unit_name=delegate.unit_name,
        group_id=delegate.group_id,
        group_name=delegate.group_name,
        mode=delegate.mode,
        place=delegate.place,
        name=name,
        position=position,
        why=plain_why(SUBSTITUTE, group=delegate.group_name, instead_of=delegate.name),
        reply="yes",
        replied_at=now,
        substitute_for_id=delegate.id,
        search_key=search_key(name),
        sort_key=sort_key(name),
    )


def _write(
    session: Session, viewer: Viewer, delegate: Delegate, reply: str, reason: str, now: datetime
) -> None:
    before, after = [delegate.reply, delegate.reply_reason], [reply, reason]
    if before == after:
        return
    audit.record(session, viewer, now, "answer", delegate, {"reply": [before, after]})
    delegate.reply, delegate.reply_reason, delegate.replied_at = reply, reason, now
    session.flush()


def _dismiss_stand_ins(session: Session, viewer: Viewer, delegate: Delegate, now: datetime) -> None:
    """Whoever came instead, and whoever came instead of those."""
    for stand_in in invitations.stand_ins_of(session, delegate):
        if stand_in.state == "cancelled":
            continue
        _dismiss_stand_ins(session, viewer, stand_in, now)
        change = {"state": [stand_in.state, "cancelled"]}
        audit.record(session, viewer, now, "cancel_delegate", stand_in, change)
        stand_in.state = "cancelled"

"""What delegates answer, by their own code or through the organiser. The caller commits."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain.account import is_well_formed, normalise_code, token_hash
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.invitation import (
    AfterDeadline,
    Answer,
    Event,
    GivenAnswer,
    Way,
    ensure_in_time,
    ensure_open_for_answers,
    is_late,
    limited,
    page_lives,
)
from planner.domain.meeting import Status
from planner.domain.rights import Action, Role, Viewer
from planner.domain.text import search_key, sort_key
from planner.domain.timespan import local_day
from planner.services.invitation import ledger
from planner.services.invitation.codes import living_code, renew_one
from planner.services.invitation.drafting import SUBSTITUTE, plain_why
from planner.services.invitation.ledger import By, Said
from planner.store import audit
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store.invitation import Delegate, answers, letters
from planner.store.meeting import Meeting


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


@dataclass(frozen=True, slots=True)
class Asked:
    """By when an answer is asked for, and what becomes of one now; `why_not` is the refusal.

    `closes`: none is taken after that day.
    """

    answer_by: date | None
    is_late: bool
    closes: bool
    approves_substitutes: bool
    why_not: RuleBroken | None

    @property
    def may_answer(self) -> bool:
        return self.why_not is None


def asked(session: Session, delegate: Delegate, now: datetime) -> Asked:
    """How a delegate, given with the meeting, is asked at this moment."""
    return asked_of_meeting(session, delegate.meeting, now)


def asked_of_meeting(session: Session, meeting: Meeting, now: datetime) -> Asked:
    """How those who are called to a meeting are asked at this moment."""
    setting = answers.setting_of(session, meeting.id)
    by, today = letters.plan_of(session, meeting.id).answer_by, local_day(now)
    why_not = None
    try:
        ensure_open_for_answers(Status(meeting.status), meeting.when, today)
        ensure_in_time(by, AfterDeadline(setting.after_deadline), today)
    except RuleBroken as broken:
        why_not = broken
    closes = by is not None and setting.after_deadline == AfterDeadline.CLOSED
    return Asked(by, is_late(by, today), closes, setting.approves_substitutes, why_not)


def see(session: Session, code: str, now: datetime) -> None:
    """That the holder of a code has looked at the page; only the first time is kept."""
    delegate = holder_of(session, code, now, lock=True)
    if delegate.seen_at is None:
        ledger.write(session, delegate, Event.SEEN, By(Way.OWN_PAGE, now, delegate.name))


def answer(
    session: Session,
    code: str,
    given: GivenAnswer,
    key: str,
    now: datetime,
    *,
    way: Way = Way.OWN_PAGE,
) -> Delegate:
    """What the holder of a code says; whoever comes instead is another delegate, given back.

    Where substitutes need a yes, nobody comes instead yet.
    """
    delegate = holder_of(session, code, now, lock=True)
    how = asked(session, delegate, now)
    if how.why_not is not None:
        raise how.why_not
    name = f"{delegate.name}, {delegate.unit_name}" if delegate.unit_name else delegate.name
    self = Viewer(account_id=None, name=name, role=Role.VIEWER, unit_id=delegate.unit_id)
    if given.answer is Answer.SUBSTITUTE and how.approves_substitutes:
        propose(session, self, delegate, given, By(way, now, name))
        return delegate
    return keep(session, self, delegate, given, key, By(way, now, name))


def propose(
    session: Session, viewer: Viewer, delegate: Delegate, given: GivenAnswer, by: By
) -> None:
    """Whom a delegate wants to send, until the organiser says yes; the caller holds the row."""
    named = (given.name, given.position)
    if named == (delegate.proposed_name, delegate.proposed_position):
        return
    before = delegate.proposed_name or None
    changes = {"name": [before, given.name]}
    audit.record(session, viewer, by.at, "propose_substitute", delegate, changes)
    ledger.write(
        session, delegate, Event.PROPOSED, by, Said(name=given.name, position=given.position)
    )


def approve(
    session: Session, viewer: Viewer, delegate_id: int, key: str, now: datetime
) -> Delegate:
    """Whoever was proposed comes instead; the new delegate."""
    delegate = _hold_proposed(session, viewer, delegate_id)
    given = GivenAnswer(
        Answer.SUBSTITUTE, name=delegate.proposed_name, position=delegate.proposed_position
    )
    return keep(session, viewer, delegate, given, key, By(Way.OFFICE, now, viewer.name))


def decline(
    session: Session, viewer: Viewer, delegate_id: int, reason: str, now: datetime
) -> Delegate:
    """Whoever was proposed does not come instead; the delegate stays as they were."""
    delegate = _hold_proposed(session, viewer, delegate_id)
    words, by = limited(reason, "reason"), By(Way.OFFICE, now, viewer.name)
    changes = {"name": [delegate.proposed_name, None]}
    audit.record(session, viewer, now, "decline_substitute", delegate, changes)
    ledger.write(session, delegate, Event.DECLINED, by, Said(reason=words))
    return delegate


def answer_for(
    session: Session,
    viewer: Viewer,
    delegate_id: int,
    given: GivenAnswer,
    key: str,
    now: datetime,
) -> Delegate:
    """What somebody said by telephone, at any time before the meeting is called off."""
    delegate = _hold(session, viewer, delegate_id)
    if delegate.state != "live":
        raise RuleBroken("invitation.not_on_the_list", field="answer")
    meeting = meetings.get(session, viewer, Action.SET_INVITEES, delegate.meeting_id)
    if Status(meeting.status) is Status.CANCELLED:
        raise RuleBroken("invitation.meeting_cancelled", field="answer")
    by = By(Way.PHONE, now, viewer.name, limited(given.said_by, "said_by"))
    return keep(session, viewer, delegate, given, key, by)


def undo(session: Session, viewer: Viewer, delegate_id: int, now: datetime) -> Delegate:
    """As if nothing was answered; whoever was sent instead is taken off again."""
    delegate = _hold(session, viewer, delegate_id)
    if delegate.reply == "none" or delegate.state == "cancelled":
        raise RuleBroken("invitation.nothing_to_undo")
    if delegate.state == "replaced":
        _dismiss_stand_ins(session, viewer, delegate, now)
    changes = {"reply": [[delegate.reply, delegate.reply_reason], ["none", ""]]}
    audit.record(session, viewer, now, "answer", delegate, changes)
    ledger.write(session, delegate, Event.UNDONE, By(Way.OFFICE, now, viewer.name))
    return delegate


def _hold(session: Session, viewer: Viewer, delegate_id: int) -> Delegate:
    return invitations.get_delegate(session, viewer, Action.SET_INVITEES, delegate_id, lock=True)


def _hold_proposed(session: Session, viewer: Viewer, delegate_id: int) -> Delegate:
    delegate = _hold(session, viewer, delegate_id)
    if delegate.state != "live" or not delegate.proposed_name:
        raise RuleBroken("invitation.nobody_proposed")
    return delegate


def keep(
    session: Session,
    viewer: Viewer,
    delegate: Delegate,
    given: GivenAnswer,
    key: str,
    by: By,
) -> Delegate:
    """Write an answer down that is open to be given; the caller holds the row of the delegate."""
    if given.answer is not Answer.SUBSTITUTE:
        _write(session, viewer, delegate, given, by)
        return delegate
    stand_in = stand_in_row(delegate, given.name, given.position, by.at)
    session.add(stand_in)
    write_substituted(session, viewer, delegate, stand_in, by)
    renew_one(session, stand_in.id, key, by.at)
    return stand_in


def write_substituted(
    session: Session,
    viewer: Viewer,
    delegate: Delegate,
    stand_in: Delegate,
    by: By,
) -> None:
    """That somebody comes instead, in both ledgers and in the book; the new row is not yet kept."""
    changes = {"reply": [[delegate.reply, delegate.reply_reason], ["substituted", ""]]}
    audit.record(session, viewer, by.at, "answer", delegate, changes)
    said = Said(name=stand_in.name, position=stand_in.position)
    ledger.write(session, delegate, Event.SUBSTITUTED, by, said)
    ledger.write_called(session, [stand_in], by)
    added = {"name": [None, stand_in.name]}
    audit.record(session, viewer, by.at, "add_substitute", stand_in, added)


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
    session: Session,
    viewer: Viewer,
    delegate: Delegate,
    given: GivenAnswer,
    by: By,
) -> None:
    """A second tap changes nothing, unless somebody else was proposed meanwhile."""
    before = [delegate.reply, delegate.reply_reason]
    after = [given.answer.value, given.reason]
    if before == after and not delegate.proposed_name:
        return
    audit.record(session, viewer, by.at, "answer", delegate, {"reply": [before, after]})
    ledger.write(session, delegate, Event.ANSWERED, by, Said(*after))


def _dismiss_stand_ins(session: Session, viewer: Viewer, delegate: Delegate, now: datetime) -> None:
    """Whoever came instead, and whoever came instead of those."""
    for stand_in in invitations.stand_ins_of(session, delegate):
        if stand_in.state == "cancelled":
            continue
        _dismiss_stand_ins(session, viewer, stand_in, now)
        change = {"state": [stand_in.state, "cancelled"]}
        audit.record(session, viewer, now, "cancel_delegate", stand_in, change)
        ledger.write(session, stand_in, Event.TAKEN_OFF, By(Way.OFFICE, now, viewer.name))

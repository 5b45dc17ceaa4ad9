"""Answers and returned letters that came by mail, each taken once. The caller commits.

What is written in a mail can be forged: only our own derived addresses and names are believed.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.invitation import Answer, Way, read_answer
from planner.domain.notice import PartStat, read_plus_address, reference_token
from planner.inputs.answers import Incoming, Reply, Returned
from planner.services import notice
from planner.services.invitation import replies
from planner.services.invitation.codes import living_code
from planner.store import notice as outbox
from planner.store.invitation import Delegate, letters
from planner.store.notice import OutboxMessage

ANSWERED, OLDER, RETURNED, IGNORED = "answered", "older", "returned", "ignored"
_ANSWERS = {
    PartStat.ACCEPTED: Answer.YES,
    PartStat.DECLINED: Answer.NO,
    PartStat.DELEGATED: Answer.NO,  # whoever comes instead is named on the own page
}


def take(session: Session, mail_key: str, mail: Incoming, key: str, now: datetime) -> str:
    """Take one mail, and remember it; what it was: answered, older, returned or ignored."""
    what = IGNORED
    if outbox.remember_mail(session, mail_key, now):
        if mail.returned is not None:
            what = _take_back(session, mail.returned, key, now)
        elif mail.reply is not None:
            what = _take_reply(session, mail.reply, _whose(mail, key), key, now)
        outbox.name_mail(session, mail_key, what)
    return what


def _take_back(session: Session, returned: Returned, key: str, now: datetime) -> str:
    """Only a report that names one of our letters by its secret name, and its recipient."""
    letter_id = reference_token(returned.message_id, key)
    letter = session.get(OutboxMessage, letter_id) if letter_id else None
    if letter is None or letter.address.lower() != returned.recipient:
        return IGNORED
    said = f"returned: {returned.said}"
    return RETURNED if notice.return_to_sender(session, letter.id, said, now) else IGNORED


def _whose(mail: Incoming, key: str) -> int | None:
    """The delegate to whose personal address a mail was sent."""
    found = {read_plus_address(address, key) for address in mail.sent_to} - {None}
    return found.pop() if len(found) == 1 else None


def _take_reply(
    session: Session, reply: Reply, delegate_id: int | None, key: str, now: datetime
) -> str:
    """The event, the person and the personal address must agree."""
    if delegate_id is None or reply.answer not in _ANSWERS:
        return IGNORED
    try:
        delegate = letters.to_write_to(session, delegate_id)
    except NotFound:
        return IGNORED
    told = letters.told_to(session, delegate_id)
    known = {letter.address.lower() for letter in told} | {(delegate.email or "").lower()}
    if reply.uid != delegate.meeting.uid or reply.attendee not in known:
        return IGNORED
    if _is_older(reply, delegate, told):
        return OLDER
    return _answer(session, delegate, reply, key, now)


def _is_older(reply: Reply, delegate: Delegate, told: list[OutboxMessage]) -> bool:
    """An answer to an earlier version of the event, or said before the answer that we have."""
    sent = [letter.parts["itip"]["sequence"] for letter in told if letter.parts.get("itip")]
    if sent and reply.sequence < sent[-1]:
        return True
    said, known = reply.said_at, delegate.replied_at
    return said is not None and known is not None and said < known


def _answer(session: Session, delegate: Delegate, reply: Reply, key: str, now: datetime) -> str:
    code = living_code(session, delegate, key)
    if code is None:
        return IGNORED
    try:
        given = read_answer(_ANSWERS[PartStat(reply.answer)].value, reply.comment, "", "")
        replies.answer(session, code, given, key, now, way=Way.MAIL)
    except (NotFound, RuleBroken):  # over, called off, no more on the list
        return IGNORED
    return ANSWERED

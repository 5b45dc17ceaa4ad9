"""What a letter to a delegate says, as things stand when it leaves; the caller commits.

Nothing of it is fixed before: a letter that waited tells the newest, and one that has nothing
to tell any more is withdrawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Self

from sqlalchemy.orm import Session

from planner.domain.meeting import LIVE, Status
from planner.domain.notice import Anchor, Audience, News, differences, is_meant
from planner.services import notice
from planner.services.invitation.codes import Carried, living_code, renew_one
from planner.services.notice import MeetingFacts
from planner.store.invitation import Delegate, letters
from planner.store.invitation.letters import CANCELLATION, INVITATION, REMINDER, UPDATE
from planner.store.meeting import Meeting
from planner.store.notice import LetterPlan, OutboxMessage

WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Itip:
    """What a calendar is told: `whole` means the meeting, not only this person's part in it.

    `facts` are what the calendar knows of the time, where the event is to go.
    """

    method: str
    sequence: int
    is_whole: bool = True
    facts: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Composed:
    """One letter, to be put into words. `before` and `after` are plain facts.

    `wording` (subject, body) is the office's own text of an invitation; None = the usual one.
    """

    kind: str
    delegate: Delegate
    meeting: Meeting
    after: Mapping[str, Any]
    answer_by: date | None
    code: str | None
    news: tuple[News, ...] = ()
    before: Mapping[str, Any] | None = None
    itip: Itip | None = None
    wording: tuple[str, str] | None = None
    anchor: Anchor | None = None
    address: str = ""

    def with_itip(self, itip: Itip | None) -> Self:
        return replace(self, itip=itip)

    def with_code(self, code: str | None) -> Self:
        return replace(self, code=code)


def compose(session: Session, letter: OutboxMessage, key: str, now: datetime) -> Composed | None:
    """What a letter in a worker's hand says; None when nothing is left to be said.

    What it tells is noted in the letter itself, so that the outbox knows who knows what.
    """
    delegate = letters.to_write_to(session, letter.delegate_id or 0)
    made = _composed(session, letter, delegate, key, now)
    if made is None:
        return None
    letter.kind = made.kind
    if made.kind != REMINDER:
        letter.parts = {**letter.parts, **_noted(made, now)}
    session.flush()
    return made


def drafts(
    session: Session,
    meeting: Meeting,
    people: Sequence[Carried],
    wordings: Mapping[str, tuple[str, str]] | None = None,
) -> list[Composed]:
    """Invitations as these delegates would get them now, to be looked at or printed.

    `wordings` (by mode) are words that are not kept yet. Writes nothing.
    """
    plan, kept = letters.plan_of(session, meeting.id), letters.texts_of(session, meeting)
    words = {mode: (text.subject, text.body) for mode, text in kept.items()} | dict(wordings or {})
    facts = facts_of(meeting)
    return [
        _invitation(one.delegate, meeting, facts, plan, words.get(one.delegate.mode)).with_code(
            one.code
        )
        for one in people
    ]


def facts_of(meeting: Meeting, delegate_state: str = "live") -> dict[str, Any]:
    """What a delegate may be told of a meeting; somebody taken off the list sees it withdrawn."""
    span, window, hall = meeting.span, meeting.window, meeting.hall
    facts = MeetingFacts(
        id=meeting.id,
        code=meeting.code,
        title=meeting.title,
        status=WITHDRAWN if delegate_state == "cancelled" else meeting.status,
        starts_at=span.start if span else None,
        ends_at=span.end if span else None,
        window_start=window.start if window else None,
        window_end=window.end if window else None,
        time_words=meeting.time_words or meeting.awaiting,
        place=_place(meeting),
        reason=meeting.status_reason,
    )
    key = f"hall:{hall.id}" if hall else meeting.place
    return notice.plain_facts(facts) | {"place_key": key}


def _place(meeting: Meeting) -> str:
    if meeting.hall is None:
        return meeting.place
    venue = meeting.hall.venue
    parts = (meeting.hall.name, venue.name, venue.address)
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _composed(
    session: Session, letter: OutboxMessage, delegate: Delegate, key: str, now: datetime
) -> Composed | None:
    meeting, plan = delegate.meeting, letters.plan_of(session, delegate.meeting_id)
    told = letters.told_to(session, delegate.id, but=letter.id)
    facts = facts_of(meeting, delegate.state)
    made: Composed | None
    if letter.kind == REMINDER:
        made = _reminder(letter, delegate, facts, plan) if told else None
    elif letter.kind == INVITATION:
        text = letters.get_text(session, letter.parts.get("text"))
        wording = (text.subject, text.body) if text else None
        made = _invitation(delegate, meeting, facts, plan, wording) if _may_come(delegate) else None
    else:
        made = _change(delegate, facts, plan, told)
    if made is None:
        return None
    if made.kind != REMINDER:
        made = made.with_itip(_itip(made, told))
    made = replace(made, address=letter.address)
    return made.with_code(_code(session, delegate, key, now))


def _invitation(
    delegate: Delegate,
    meeting: Meeting,
    facts: Mapping[str, Any],
    plan: LetterPlan,
    wording: tuple[str, str] | None,
) -> Composed:
    made = Composed(
        kind=INVITATION,
        delegate=delegate,
        meeting=meeting,
        after=facts,
        answer_by=plan.answer_by,
        code=None,
        wording=wording,
    )
    return made.with_itip(_itip(made, []))


def _change(
    delegate: Delegate,
    facts: Mapping[str, Any],
    plan: LetterPlan,
    told: list[OutboxMessage],
) -> Composed | None:
    if not told:
        return None
    before = told[-1].parts["facts"]
    news = differences(before, facts)
    if not news:
        return None
    is_off = news[0] in (News.CANCELLED, News.WITHDRAWN)
    return Composed(
        kind=CANCELLATION if is_off else UPDATE,
        delegate=delegate,
        meeting=delegate.meeting,
        after=facts,
        answer_by=plan.answer_by,
        code=None,
        news=news,
        before=before,
    )


def _reminder(
    letter: OutboxMessage, delegate: Delegate, facts: Mapping[str, Any], plan: LetterPlan
) -> Composed | None:
    """None once it was answered, or its day is another one."""
    anchor = Anchor(letter.parts.get("anchor", Anchor.MEETING))
    occasion = date.fromisoformat(letter.parts["occasion"]) if "occasion" in letter.parts else None
    meant = is_meant(Audience(letter.parts["audience"]), delegate.reply)
    if not (_may_come(delegate) and meant):
        return None
    if occasion is not None and occasion != day_of(anchor, delegate.meeting, plan):
        return None
    return Composed(
        kind=REMINDER,
        delegate=delegate,
        meeting=delegate.meeting,
        after=facts,
        answer_by=plan.answer_by,
        code=None,
        anchor=anchor,
    )


def day_of(anchor: Anchor, meeting: Meeting, plan: LetterPlan | None) -> date | None:
    """The day from which a reminder counts back; a meeting without a day has none yet."""
    if anchor is Anchor.MEETING:
        days = meeting.when.days
        return days.start if days and meeting.when.has_day else None
    if plan is None:
        return None
    return plan.answer_by if anchor is Anchor.ANSWER_BY else plan.nominate_by


def _may_come(delegate: Delegate) -> bool:
    return delegate.state == "live" and Status(delegate.meeting.status) in LIVE


def _itip(made: Composed, told: list[OutboxMessage]) -> Itip | None:
    """A request while there is a day to come on; a cancellation of what a calendar holds.

    Never of a fortnight: people would accept it whole. The sequence never goes back.
    """
    meeting = made.meeting
    last = next((one.parts for one in reversed(told) if one.parts.get("itip")), None)
    sent = last["itip"] if last else None
    if (
        Status(meeting.status) in LIVE
        and meeting.when.has_day
        and made.after["status"] != WITHDRAWN
    ):
        again = sent is not None and sent["method"] == "CANCEL"
        least = sent["sequence"] + again if sent else 0
        return Itip("REQUEST", max(meeting.sequence, least))
    if last is None or sent is None or sent["method"] != "REQUEST":
        return None
    return Itip(
        "CANCEL",
        max(meeting.sequence, sent["sequence"] + 1),
        is_whole=made.after["status"] != WITHDRAWN,
        facts=last["facts"],
    )


def _noted(made: Composed, now: datetime) -> dict[str, Any]:
    itip = made.itip
    return {
        "facts": dict(made.after),
        "told_at": now.isoformat(),
        "news": [str(each) for each in made.news],
        "itip": {"method": itip.method, "sequence": itip.sequence} if itip else None,
    }


def _code(session: Session, delegate: Delegate, key: str, now: datetime) -> str | None:
    """Whoever may still come carries one; a missing one is made."""
    code = living_code(session, delegate, key)
    if code is None and delegate.state == "live":
        return renew_one(session, delegate.id, key, now)
    return code if delegate.state == "live" else None

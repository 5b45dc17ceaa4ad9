"""The page of a unit, for who holds its link, for its account, and for the organiser."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from flask import request
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.invitation import GivenFile, Needs, Speech, day_in_words, read_answer
from planner.domain.text import one_line
from planner.messages import refusal
from planner.messages.invitation import REPLIES
from planner.services.invitation import documents, nominations, replies
from planner.services.invitation.drafting import UnitSeats
from planner.services.invitation.nominations import Desk, Named, Seats
from planner.store.base import LAST_ID
from planner.store.invitation import Delegate, MeetingDocument, UnitPage, answers
from planner.store.invitation import documents as all_documents
from planner.store.invitation.answer_rows import AnswerSetting
from planner.web.context import clock, settings
from planner.web.moments import moment_of
from planner.web.timemarks import Mark, mark_of

VERBS = "any(name, answer, withdraw, needs, speech)"
REPLY_WORDS = REPLIES


@dataclass(frozen=True, slots=True)
class Person:
    """One of the unit's people, and what may be done for them."""

    delegate: Delegate
    may_answer: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows."""

    desk: Desk
    said: UnitPage
    setting: AnswerSetting
    seats: list[Seats]
    people: list[Person]
    speech: MeetingDocument | None
    is_open: bool
    by: str
    answer_by: str
    closed: str
    time: Mark

    @property
    def asks_needs(self) -> bool:
        setting = self.setting
        return setting.asks_vehicles or setting.asks_lodging or setting.asks_meals


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came back: which one, what was typed, what was refused."""

    form: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)

    def of(self, form: str, name: str, known: object = "") -> str:
        """What stands in a field: what was typed into this form, else what is known."""
        return self.typed.get(name, "") if self.form == form else str(known)

    def says(self, form: str, name: str) -> str:
        """The refusal beside a field of a form, or nothing."""
        return self.refused.get(name, "") if self.form == form else ""


def shown(session: Session, desk: Desk) -> Shown:
    """All that the page needs: a fixed number of queries."""
    now = clock()
    said = nominations.said_by(session, desk)
    by = nominations.deadline_of(session, desk)
    people = nominations.people_of(session, desk)
    how = replies.asked_of_meeting(session, desk.meeting, now)
    return Shown(
        desk=desk,
        said=said,
        setting=answers.setting_of(session, desk.meeting.id),
        seats=nominations.seats_of(session, desk, now),
        people=[_person(desk, one, may=desk.is_office or how.may_answer) for one in people],
        speech=all_documents.speech_of(session, said) if said.id else None,
        is_open=nominations.is_open(desk, by, now),
        by=day_in_words(by) if by else "",
        answer_by=day_in_words(how.answer_by) if how.answer_by else "",
        closed=refusal(how.why_not) if how.why_not else "",
        time=mark_of(moment_of(desk.meeting)),
    )


def missing_of(page: UnitPage, seats: Iterable[UnitSeats]) -> int:
    """For how many seats a unit has named nobody."""
    mine = (seat for seat in seats if seat.unit_id == page.unit_id)
    return sum(max(seat.count - seat.named, 0) for seat in mine)


def handle(session: Session, desk: Desk, verb: str) -> None:
    """Do what a form of the page asks for, or refuse it at its field."""
    _VERBS[verb](session, desk)


def sent_form(verb: str, broken: RuleBroken) -> Sent:
    """The form that is shown again, with what was typed and why not."""
    typed = {name: value for name, value in request.form.items() if name != "csrf_token"}
    which = {"name": f"name-{typed.get('group', '')}", "answer": f"answer-{typed.get('who', '')}"}
    return Sent(which.get(verb, verb), typed, {broken.field or "": refusal(broken)})


def _person(desk: Desk, delegate: Delegate, *, may: bool) -> Person:
    is_live = delegate.state == "live"
    return Person(delegate, is_live and may, is_live and nominations.is_named(delegate))


def _name(session: Session, desk: Desk) -> None:
    named = Named(_text("name"), _text("position"), _text("email"))
    nominations.name(session, desk, _row("group"), named, settings().code_key, clock())


def _answer(session: Session, desk: Desk) -> None:
    given = read_answer(_text("answer"), _text("reason"), _text("name"), _text("position"))
    nominations.answer(session, desk, _row("who"), given, settings().code_key, clock())


def _withdraw(session: Session, desk: Desk) -> None:
    nominations.withdraw(session, desk, _row("who"), clock())


def _needs(session: Session, desk: Desk) -> None:
    said = Needs(
        vehicles=_number("vehicles"),
        vehicle_plates=_text("vehicle_plates"),
        lodging=_number("lodging"),
        meals=_number("meals"),
        note=_text("note"),
    )
    nominations.say_needs(session, desk, said, clock())


def _speech(session: Session, desk: Desk) -> None:
    said = Speech(_text("title"), _text("speaker"))
    page = nominations.register_speech(session, desk, said, clock())
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        given = GivenFile(sent.filename, sent.read())
        documents.receive_speech(session, desk, page, given, clock())


_VERBS: dict[str, Callable[[Session, Desk], None]] = {
    "name": _name,
    "answer": _answer,
    "withdraw": _withdraw,
    "needs": _needs,
    "speech": _speech,
}


def _text(name: str) -> str:
    return one_line(request.form.get(name, ""))


def _number(name: str) -> int:
    text = _text(name) or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise RuleBroken("invitation.odd_number", field=name, most=999)
    return int(text)


def _row(name: str) -> int:
    text = _text(name)
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 11):
        raise NotFound(name)
    number = int(text)
    if number > LAST_ID:
        raise NotFound(name)
    return number

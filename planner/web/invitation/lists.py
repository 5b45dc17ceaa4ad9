"""The list of a meeting: who is called, what they answered, and what is done for one of them."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain.account import short_groups, short_of
from planner.domain.invitation import is_late
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.messages.invitation import EVENTS, MODES, REPLIES, WAYS, why_words
from planner.services.invitation import calling, codes, replies
from planner.services.invitation import delegates as service
from planner.services.invitation import groups as all_groups
from planner.services.invitation.groups import Owner
from planner.services.invitation.replies import Asked
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store.invitation import Delegate, DelegatesAsked, InviteeGroup, answers
from planner.web.context import clock, needs, reading, settings, writing
from planner.web.flashes import flashed_refusals
from planner.web.forms import row_id_or_none
from planner.web.invitation.blueprint import DELEGATE, MEETING, bp
from planner.web.invitation.forms import AnswerForm, DelegateForm
from planner.web.invitation.pictures import link_of, page_of_code, qr_picture
from planner.web.paging import page_asked, page_of
from planner.web.people import PeopleCounts
from planner.web.wording import counted, gettext

PAGE = 100  # delegates
LETTERS = 60  # codes on a page to be printed
STATES = ("live", "replaced", "cancelled")


@dataclass(frozen=True, slots=True)
class Line:
    """A delegate in a list, why they are called in words."""

    delegate: Delegate
    why: str


@dataclass(frozen=True, slots=True)
class Card:
    """A code to be cut out: the picture, the short code, the groups of four, and whose it is."""

    delegate: Delegate
    short: str
    groups: str
    picture: str


@bp.post(f"{MEETING}/call")
@needs(Action.SET_INVITEES)
def call(meeting_id: int) -> ResponseReturnValue:
    """Freeze the list by the rules, or add who is new; each gets a code at once."""
    with flashed_refusals():
        with writing() as (session, viewer):
            found = calling.call(session, viewer, meeting_id, clock())
            codes.issue_missing(session, meeting_id, settings().code_key, clock())
        flash(counted("Đã ghi thêm %(count)s người vào danh sách.", len(found.new)))
        if found.changed or found.gone:
            return redirect(url_for(".differences", meeting_id=meeting_id), 303)
        return redirect(url_for(".delegates", meeting_id=meeting_id), 303)
    return redirect(url_for(".of_meeting", meeting_id=meeting_id), 303)


@bp.get(f"{MEETING}/delegates")
@needs(Action.SEE_INVITEES)
def delegates(meeting_id: int) -> ResponseReturnValue:
    """Everybody who is called, to be searched, narrowed and paged."""
    asked = _asked()
    number = page_asked()
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.SEE_INVITEES, meeting_id)
        start = (number - 1) * PAGE
        found, whole = invitations.delegates_page(session, meeting, asked, start=start, limit=PAGE)
        counts = invitations.count_by_group(session, meeting)
        may_set = all_groups.may_set(session, viewer, Owner(meeting_id=meeting_id))
    return render_template(
        "invitation/delegates.html",
        meeting=meeting,
        lines=[_line(delegate) for delegate in found],
        groups=counted_by_group(counts),
        asked=asked,
        replies=REPLIES,
        modes=MODES,
        states=STATES,
        page=page_of(number, PAGE, len(found), whole=whole, more=start + PAGE < whole),
        whole=whole,
        may_set=may_set,
    )


@bp.route(f"{MEETING}/delegates/new", methods=["GET", "POST"])
@needs(Action.SET_INVITEES)
def add_delegate(meeting_id: int) -> ResponseReturnValue:
    """Somebody whom no rule calls, or whom a unit names for one of its seats."""
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.SET_INVITEES, meeting_id)
        groups = invitations.groups_for_meeting(session, meeting_id)
        positions = invitations.known_positions(session)
    form = _delegate_form(groups)
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                added = service.add(session, viewer, meeting_id, form.hand_made(), clock())
                codes.renew_one(session, added.id, settings().code_key, clock())
            flash(gettext("Đã thêm %(name)s.", name=added.name))
            return redirect(url_for(".delegate", delegate_id=added.id), 303)
    return render_template(
        "invitation/add_delegate.html", form=form, meeting=meeting, positions=positions
    )


@bp.route(f"{MEETING}/delegates/codes", methods=["GET", "POST"])
@needs(Action.SET_INVITEES)
def code_sheet(meeting_id: int) -> ResponseReturnValue:
    """The codes as pictures to be printed; sent, it makes those that are missing."""
    key = settings().code_key
    if request.method == "POST":
        with writing() as (session, viewer):
            codes.codes_of(session, viewer, meeting_id, key, clock())
        return redirect(url_for(".code_sheet", meeting_id=meeting_id), 303)
    number = page_asked()
    start = (number - 1) * LETTERS
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.SET_INVITEES, meeting_id)
        carried = codes.carried(session, meeting_id, key)
        missing = len(invitations.without_code(session, meeting_id))
    cards = [
        Card(
            delegate=one.delegate,
            short=short_of(one.code),
            groups=short_groups(one.code),
            picture=_picture(one.code, one.delegate.name),
        )
        for one in carried[start : start + LETTERS]
    ]
    return render_template(
        "invitation/codes.html",
        meeting=meeting,
        cards=cards,
        missing=missing,
        page=page_of(
            number, LETTERS, len(cards), whole=len(carried), more=start + LETTERS < len(carried)
        ),
    )


@bp.get(DELEGATE)
@needs(Action.SEE_INVITEES)
def delegate(delegate_id: int) -> ResponseReturnValue:
    """One delegate: why, what was answered; for who keeps the list, the code and the ways on."""
    return _delegate_page(delegate_id, AnswerForm())


@bp.post(f"{DELEGATE}/answer")
@needs(Action.SET_INVITEES)
def answer_for(delegate_id: int) -> ResponseReturnValue:
    """What somebody said by telephone."""
    form = AnswerForm()
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                given = form.given()
                key = settings().code_key
                shown = replies.answer_for(session, viewer, delegate_id, given, key, clock())
            flash(gettext("Đã ghi câu trả lời của %(name)s.", name=shown.name))
            return redirect(url_for(".delegate", delegate_id=shown.id), 303)
    return _delegate_page(delegate_id, form)


@bp.post(f"{DELEGATE}/<any(cancel, restore, undo, renew):verb>")
@needs(Action.SET_INVITEES)
def act(delegate_id: int, verb: str) -> ResponseReturnValue:
    """Taken off, put back, answer undone, given a new code."""
    with flashed_refusals():
        with writing() as (session, viewer):
            _VERBS[verb](session, viewer, delegate_id)
        flash(_done(verb))
    return redirect(url_for(".delegate", delegate_id=delegate_id), 303)


def _renew(session: Session, viewer: Viewer, delegate_id: int) -> None:
    codes.renew_for(session, viewer, delegate_id, settings().code_key, clock())


_VERBS: dict[str, Callable[[Session, Viewer, int], object]] = {
    "cancel": lambda session, viewer, one: service.cancel(session, viewer, one, clock()),
    "restore": lambda session, viewer, one: service.restore(session, viewer, one, clock()),
    "undo": lambda session, viewer, one: replies.undo(session, viewer, one, clock()),
    "renew": _renew,
}


def _done(verb: str) -> str:
    return {
        "cancel": gettext("Đã bỏ khỏi danh sách."),
        "restore": gettext("Đã đưa lại vào danh sách."),
        "undo": gettext("Đã rút câu trả lời."),
        "renew": gettext("Đã cấp mã mới; mã cũ thôi dùng được."),
    }[verb]


def _delegate_page(delegate_id: int, form: AnswerForm) -> str:
    with reading() as (session, viewer):
        delegate = invitations.get_delegate(session, viewer, Action.SEE_INVITEES, delegate_id)
        meeting = meetings.get(session, viewer, Action.SEE_INVITEES, delegate.meeting_id)
        may_set = all_groups.may_set(session, viewer, Owner(meeting_id=meeting.id))
        code = codes.living_code(session, delegate, settings().code_key) if may_set else None
        stand_ins = invitations.stand_ins_of(session, delegate)
        instead_of = replies.instead_of(session, delegate)
        ledger = answers.entries_of(session, delegate.id)
        asked = replies.asked_of_meeting(session, meeting, clock())
    shown = code if delegate.state == "live" else None
    return render_template(
        "invitation/delegate.html",
        delegate=delegate,
        meeting=meeting,
        why=why_words(delegate.why),
        may_set=may_set,
        code=shown,
        short=short_of(shown) if shown else "",
        groups=short_groups(shown) if shown else "",
        picture=_picture(shown, delegate.name) if shown else "",
        link=page_of_code(settings().base_url, shown) if shown else "",
        stand_ins=stand_ins,
        instead_of=instead_of,
        ledger=ledger,
        events=EVENTS,
        ways=WAYS,
        is_late=_is_late(delegate, asked),
        replies=REPLIES,
        modes=MODES,
        form=form,
    )


def _is_late(delegate: Delegate, asked: Asked) -> bool:
    at = delegate.replied_at
    answered = delegate.reply != "none" and at is not None
    return bool(answered and at and is_late(asked.answer_by, local_day(at)))


def _delegate_form(groups: Sequence[InviteeGroup]) -> DelegateForm:
    asked = {"unit": request.args.get("unit", ""), "group": _number(request.args.get("group"))}
    form = DelegateForm(data=asked)
    form.offer(list(groups))
    return form


def _asked() -> DelegatesAsked:
    state, reply = request.args.get("state", ""), request.args.get("reply", "")
    return DelegatesAsked(
        text=one_line(request.args.get("q", "")),
        group_id=_number(request.args.get("group")),
        reply=reply if reply in REPLIES else "",
        state=state if state in STATES else "",
    )


def _number(text: str | None) -> int | None:
    """A number of a row from an address; what is none narrows nothing."""
    with suppress(ValueError):
        return row_id_or_none(text)
    return None


def _line(delegate: Delegate) -> Line:
    return Line(delegate, why_words(delegate.why))


def counted_by_group(
    rows: Sequence[tuple[int | None, str, str, bool, int]],
) -> dict[tuple[int, str], PeopleCounts]:
    """How the live delegates of each group answered; 0 is no group."""
    groups: dict[tuple[int, str], list[tuple[str, bool, int]]] = {}
    for group_id, name, reply, stands_in, count in rows:
        groups.setdefault((group_id or 0, name), []).append((reply, stands_in, count))
    return {group: PeopleCounts.of(answers) for group, answers in groups.items()}


def _picture(code: str, name: str) -> str:
    return qr_picture(link_of(settings().base_url, code), name)

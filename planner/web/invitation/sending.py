"""Sending: how far it is, the words, the letter as one delegate gets it, and what goes by hand."""

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from markupsafe import Markup
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.invitation import Mode
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.messages import finding, refusal
from planner.messages import letters as words
from planner.messages.invitation import MODES
from planner.outputs import pdf, qr
from planner.services import paper
from planner.services.invitation import composing, reminding, sending, texts
from planner.services.invitation.codes import Carried, living_code
from planner.services.invitation.sending import Standing
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store.base import LAST_ID
from planner.store.invitation import Delegate, DelegatesAsked, letters
from planner.store.meeting import Meeting
from planner.web.asked import number_asked
from planner.web.context import clock, needs, reading, settings, writing
from planner.web.flashes import flashed_refusals
from planner.web.invitation.blueprint import MEETING, bp
from planner.web.invitation.letter_forms import DeadlinesForm, ReminderForm, SendForm, WordsForm
from planner.web.paging import page_asked, page_of
from planner.web.timemarks import day_words, hour_words
from planner.web.wording import counted, gettext

LETTERS = f"{MEETING}/letters"
NAMESAKES = 8  # whom a search for the preview offers
HANDED_OUT = 50  # messages on a page
PRINTED = 300  # letters in a file


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """A reminder in words; `at` is when it leaves, None while its day is not known."""

    id: int
    words: str
    at: str | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent by hand to one person."""

    delegate: Delegate
    text: str


@dataclass(frozen=True, slots=True)
class Sample:
    """An invitation as one delegate gets it."""

    delegate: Delegate
    subject: str
    page: Markup
    has_calendar: bool


@bp.get(LETTERS)
@needs(Action.SEND_LETTERS)
def letters_page(meeting_id: int) -> ResponseReturnValue:
    """How far each group is, deadlines, reminders, and who has no address."""
    return _overview(meeting_id)


@bp.post(f"{LETTERS}/deadlines")
@needs(Action.SEND_LETTERS)
def set_deadlines(meeting_id: int) -> ResponseReturnValue:
    """By when to answer, and to name people."""
    form = DeadlinesForm()
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                by = (form.answer_by.data, form.nominate_by.data)
                reminding.set_deadlines(session, viewer, meeting_id, *by, clock())
            flash(gettext("Đã ghi các hạn."))
            return redirect(url_for(".letters_page", meeting_id=meeting_id), 303)
    return _overview(meeting_id, deadlines=form)


@bp.post(f"{LETTERS}/reminders")
@needs(Action.SEND_LETTERS)
def add_reminder(meeting_id: int) -> ResponseReturnValue:
    """One more reminder."""
    form = ReminderForm()
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                reminding.add_reminder(session, viewer, meeting_id, form.wanted(), clock())
            flash(gettext("Đã thêm lời nhắc."))
            return redirect(url_for(".letters_page", meeting_id=meeting_id, _anchor="nhac"), 303)
    return _overview(meeting_id, reminder=form)


@bp.post(f"/letters/reminders/<int(max={LAST_ID}):reminder_id>/drop")
@needs(Action.SEND_LETTERS)
def drop_reminder(reminder_id: int) -> ResponseReturnValue:
    """Take a reminder away."""
    with writing() as (session, viewer):
        meeting_id = reminding.drop_reminder(session, viewer, reminder_id, clock())
    flash(gettext("Đã bỏ lời nhắc."))
    return redirect(url_for(".letters_page", meeting_id=meeting_id, _anchor="nhac"), 303)


@bp.route(f"{LETTERS}/words/<mode>", methods=["GET", "POST"])
@needs(Action.SEND_LETTERS)
def letter_words(meeting_id: int, mode: str) -> ResponseReturnValue:
    """The words of giấy mời or triệu tập, with a sample beside them."""
    if mode not in set(Mode):
        abort(404)
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.SEND_LETTERS, meeting_id)
        kept = letters.texts_of(session, meeting).get(mode)
    subject, body = (kept.subject, kept.body) if kept else words.USUAL[Mode(mode)]
    form = WordsForm(subject=subject, body=body)
    if form.validate_on_submit():
        with form.refusals():
            checked = form.words().checked()
            if "keep" in request.form:
                with writing() as (session, viewer):
                    texts.write(session, viewer, meeting_id, Mode(mode), form.words(), clock())
                flash(gettext("Đã ghi lời thư."))
                return redirect(url_for(".letters_page", meeting_id=meeting_id), 303)
            subject, body = checked
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.SEND_LETTERS, meeting_id)
        sample = _sample(session, viewer, meeting, Mode(mode), (subject, body))
    return render_template(
        "invitation/letter_words.html",
        meeting=meeting,
        form=form,
        mode=MODES[Mode(mode)],
        names=words.NAMES,
        sample=sample,
    )


@bp.route(f"{LETTERS}/send", methods=["GET", "POST"])
@needs(Action.SEND_LETTERS)
def send_letters(meeting_id: int) -> ResponseReturnValue:
    """The letter as one delegate gets it; sent after somebody has said that they saw it."""
    form, groups = SendForm(), _groups_asked()
    if form.validate_on_submit():
        if form.seen.data and groups != set():
            return _send(meeting_id, groups)
        what = "no_group" if form.seen.data else "not_previewed"
        form.refuse(RuleBroken(f"notice.{what}", field="seen"))
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.SEND_LETTERS, meeting_id)
        lines = sending.standing(session, viewer, meeting_id)
        odd = sending.findings(session, meeting, clock())
        sample = _sample(session, viewer, meeting)
        found = _namesakes(session, meeting)
    offered = [line for line in lines if line.missing or line.in_doubt] or lines
    chosen = [line for line in offered if groups is None or (line.group_id or 0) in groups]
    return render_template(
        "invitation/send_letters.html",
        meeting=meeting,
        form=form,
        lines=[(line, line in chosen) for line in offered],
        count=sum(line.missing for line in chosen),
        findings=[finding(one) for one in odd],
        sample=sample,
        found=found,
        asked=one_line(request.args.get("q")),
        modes=MODES,
        leaves=settings().mail_url is not None,
    )


@bp.get(f"{LETTERS}/messages")
@needs(Action.SEND_LETTERS)
def messages_to_copy(meeting_id: int) -> ResponseReturnValue:
    """A message for each who has no address, to be copied into Zalo or SMS."""
    group, number = number_asked("group"), page_asked()
    with reading() as (session, viewer):
        key = settings().code_key
        meeting, people = sending.to_hand_out(session, viewer, meeting_id, key, group_id=group)
        start = (number - 1) * HANDED_OUT
        some = people[start : start + HANDED_OUT]
        drafts = composing.drafts(session, meeting, some)
        whole = letters.count_without_address(session, meeting_id)
    base_url = settings().base_url
    with force_locale("vi"):  # a letter speaks as the office does
        lines = [Message(one.delegate, words.message_text(one, base_url)) for one in drafts]
    return render_template(
        "invitation/messages_to_copy.html",
        meeting=meeting,
        lines=lines,
        without_code=max(whole - len(people), 0) if group is None else 0,
        page=page_of(
            number, HANDED_OUT, len(some), whole=len(people), more=start + len(some) < len(people)
        ),
    )


@bp.get(f"{MEETING}/letters.pdf")
@needs(Action.SEND_LETTERS)
def printed_letters(meeting_id: int) -> ResponseReturnValue:
    """Letters on paper, a page each: for who has no address, or with `all` for everybody."""
    group, number, everyone = number_asked("group"), page_asked(), "all" in request.args
    with reading() as (session, viewer):
        meeting, people = sending.to_hand_out(
            session, viewer, meeting_id, settings().code_key, group_id=group, everyone=everyone
        )
        start = (number - 1) * PRINTED
        drafts = composing.drafts(session, meeting, people[start : start + PRINTED])
        head = replace(paper.letterhead_of(session, meeting), day=local_day(clock()))
    if not drafts:
        raise NotFound("letters")
    with force_locale("vi"):
        made = [words.printed(one, settings().base_url) for one in drafts]
    try:
        printed = pdf.letters(pdf.OFFICE_PRESS, head, meeting.code, made)
    except pdf.FontsMissing:
        return Response(refusal(RuleBroken("paper.no_fonts")), 503, mimetype="text/plain")
    response = Response(printed, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="giay-moi-{meeting.code}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _send(meeting_id: int, groups: set[int] | None) -> ResponseReturnValue:
    chosen = None if groups is None else [group or None for group in groups]
    with flashed_refusals():
        with writing() as (session, viewer):
            key = settings().code_key
            done = sending.send(session, viewer, meeting_id, key, clock(), groups=chosen)
        flash(counted("Đã xếp %(count)s thư vào hộp thư đi.", done.queued))
    return redirect(url_for(".letters_page", meeting_id=meeting_id), 303)


def _overview(
    meeting_id: int,
    *,
    deadlines: DeadlinesForm | None = None,
    reminder: ReminderForm | None = None,
) -> str:
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.SEND_LETTERS, meeting_id)
        lines = sending.standing(session, viewer, meeting_id)
        plan = letters.plan_of(session, meeting_id)
        reminders = reminding.schedule(session, viewer, meeting_id)
        odd = sending.findings(session, meeting, clock())
    total = _total(lines)
    return render_template(
        "invitation/letters.html",
        meeting=meeting,
        lines=lines,
        total=total,
        findings=[finding(one) for one in odd] if total.missing else [],
        deadlines=deadlines or DeadlinesForm(obj=plan),
        reminder=reminder or ReminderForm(),
        reminders=[_reminder_line(one) for one in reminders],
        modes=MODES,
        files=range(1, total.without_address // PRINTED + 2),
        leaves=settings().mail_url is not None,
    )


def _total(lines: Sequence[Standing]) -> Standing:
    names = ("missing", "waiting", "sent", "in_doubt", "without_address")
    sums = {name: sum(getattr(line, name) for line in lines) for name in names}
    return Standing(None, "", "", **sums)


def _reminder_line(one: reminding.Scheduled) -> ReminderLine:
    row = one.reminder
    anchor, audience = words.ANCHORS[row.anchor], words.AUDIENCES[row.audience]
    if row.days_before:
        said = counted("trước %(anchor)s %(count)s ngày", row.days_before, anchor=anchor)
    else:
        said = gettext("sáng %(anchor)s", anchor=anchor)
    is_over = one.at is not None and one.at <= clock()
    return ReminderLine(row.id, f"{said}: {audience}", _moment_words(one.at), is_over)


def _moment_words(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    day = day_words(local_day(moment))
    return gettext("%(hour)s ngày %(day)s", hour=hour_words(moment), day=day)


def _sample(
    session: Session,
    viewer: Viewer,
    meeting: Meeting,
    mode: Mode | None = None,
    wording: tuple[str, str] | None = None,
) -> Sample | None:
    """Of the delegate that is asked for, else of the first; None while nobody is called."""
    delegate = _delegate_asked(session, viewer, meeting, mode)
    if delegate is None:
        return None
    config = settings()
    code = living_code(session, delegate, config.code_key) or ""
    wordings = {mode.value: wording} if mode and wording else None
    (made,) = composing.drafts(session, meeting, [Carried(delegate, code)], wordings)
    with force_locale("vi"):
        said = words.written(made, config, clock())
        drawn = b64encode(qr.png(f"{config.base_url}/V/{code}".upper(), scale=4)).decode()
        page = words.shown(said, f"data:image/png;base64,{drawn}")
    shown = Markup(page)  # noqa: S704 -- our own template, which escapes every value
    return Sample(delegate, said.subject, shown, said.calendar is not None)


def _delegate_asked(
    session: Session, viewer: Viewer, meeting: Meeting, mode: Mode | None
) -> Delegate | None:
    number = number_asked("delegate")
    if number is not None:
        found = invitations.get_delegate(session, viewer, Action.SEND_LETTERS, number)
        if found.meeting_id != meeting.id or found.state != "live":
            raise NotFound("delegate")
        return found
    return letters.first_called(session, meeting.id, mode)


def _namesakes(session: Session, meeting: Meeting) -> Sequence[Delegate]:
    """Whose letter could be looked at, by the name that is asked for."""
    asked = DelegatesAsked(text=one_line(request.args.get("q")), state="live")
    if not asked.text:
        return ()
    return invitations.delegates_page(session, meeting, asked, start=0, limit=NAMESAKES)[0]


def _groups_asked() -> set[int] | None:
    """The chosen groups, 0 for who is in none; None = no choice was made: all."""
    if "chosen" not in request.values:
        return None
    given = request.values.getlist("group")
    return {int(one) for one in given if one.isascii() and one.isdigit() and len(one) < 10}

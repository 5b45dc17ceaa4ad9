"""What a unit does about its part of a campaign."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from planner.domain.campaign import meeting_state, report_state, state_of
from planner.domain.errors import NotFound
from planner.domain.meeting import MeetingKind
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import local_day
from planner.messages.audit import DEEDS
from planner.messages.campaign import MEETING_STATES, REPORT_STATES, STATES
from planner.messages.meeting import KINDS
from planner.services import campaign as service
from planner.services.campaign import OwnMeeting
from planner.services.meeting import Booked
from planner.store import audit
from planner.store import campaign as campaigns
from planner.store.campaign import Duty
from planner.web.campaign import view
from planner.web.campaign.blueprint import DUTY, bp
from planner.web.campaign.forms import (
    BookForm,
    DayForm,
    ExemptForm,
    LimitForm,
    MergeForm,
    ReasonForm,
    ReportForm,
    time_in,
)
from planner.web.context import clock, needs, new_uid, reading, writing
from planner.web.flashes import flash_findings, flashed_refusals
from planner.web.forms import BaseForm
from planner.web.moments import moment_of, moment_of_when
from planner.web.timemarks import day_words, mark_of
from planner.web.wording import gettext

DEEDS_SHOWN = 12


@bp.get(DUTY)
@needs(Action.SEE_DUTY)
def duty(duty_id: int) -> ResponseReturnValue:
    """What one unit owes, how far it is, and what it can do now."""
    with reading() as (session, viewer):
        row = campaigns.get_duty(session, viewer, Action.SEE_DUTY, duty_id)
        shown = _shown(session, viewer, row)
    return render_template("campaign/duty.html", duty=row, campaign=row.campaign, **shown)


@bp.route(f"{DUTY}/day", methods=["GET", "POST"])
@needs(Action.ANSWER_DUTY)
def say_day(duty_id: int) -> ResponseReturnValue:
    """On which day the unit meets, or has met."""
    row, form = _found(duty_id), DayForm()

    def keep(session: Session, viewer: Viewer) -> None:
        day = form.on(row.campaign.year)
        verb = service.record_held if form.step.data == "held" else service.plan_day
        verb(session, viewer, duty_id, day, clock())

    return _answer(row, form, "campaign/say_day.html", keep, gettext("Đã ghi ngày họp."))


@bp.route(f"{DUTY}/book", methods=["GET", "POST"])
@needs(Action.BOOK_MEETING)
def book_meeting(duty_id: int) -> ResponseReturnValue:
    """Book the unit's meeting; it stands in the calendars then."""
    row, form = _found(duty_id), BookForm()
    if form.validate_on_submit():
        with form.refusals():
            _say(_book(row, form))
            return _back(duty_id)
    return _page(row, form, "campaign/book.html")


@bp.route(f"{DUTY}/merge", methods=["GET", "POST"])
@needs(Action.ANSWER_DUTY)
def merge(duty_id: int) -> ResponseReturnValue:
    """Which meeting fulfils the duty: one that is in the book, or one that is told of."""
    row, form = _found(duty_id), MergeForm()

    def keep(session: Session, viewer: Viewer) -> None:
        if form.meeting.data:
            code, merged = form.meeting.data, form.merged.data
            service.link_meeting(session, viewer, duty_id, code, merged=merged, now=clock())
        else:
            day, words = form.on(row.campaign.year), form.merged_words.data
            service.merge_elsewhere(session, viewer, duty_id, words, day, clock())

    return _answer(row, form, "campaign/merge.html", keep, gettext("Đã ghi cuộc họp."))


@bp.post(f"{DUTY}/forget")
@needs(Action.ANSWER_DUTY)
def forget(duty_id: int) -> ResponseReturnValue:
    """Nothing is known of the meeting any more."""
    return _do(duty_id, service.forget_meeting, gettext("Đã bỏ ngày họp của đơn vị."))


@bp.route(f"{DUTY}/limit", methods=["GET", "POST"])
@needs(Action.ANSWER_DUTY)
def limit(duty_id: int) -> ResponseReturnValue:
    """The day of the event that the unit's meeting has to come before."""
    row, form = _found(duty_id), LimitForm()

    def keep(session: Session, viewer: Viewer) -> None:
        service.set_limit(session, viewer, duty_id, form.on(row.campaign.year), clock())

    return _answer(row, form, "campaign/limit.html", keep, gettext("Đã ghi."))


@bp.route(f"{DUTY}/report", methods=["GET", "POST"])
@needs(Action.ANSWER_DUTY)
def report(duty_id: int) -> ResponseReturnValue:
    """A report has come."""
    today = local_day(clock())
    row = _found(duty_id)
    form = ReportForm(data={"received_on": f"{today.day}/{today.month}/{today.year}"})

    def keep(session: Session, viewer: Viewer) -> None:
        day, link = form.on(row.campaign.year), form.report_link.data
        service.record_report(session, viewer, duty_id, day, link, clock())

    return _answer(row, form, "campaign/report.html", keep, gettext("Đã ghi báo cáo."))


@bp.route(f"{DUTY}/return", methods=["GET", "POST"])
@needs(Action.LEAD_CAMPAIGN)
def return_report(duty_id: int) -> ResponseReturnValue:
    """Send a report back for correction."""
    row, form = _found_led(duty_id), ReasonForm()

    def keep(session: Session, viewer: Viewer) -> None:
        service.return_report(session, viewer, duty_id, form.reason.data, clock())

    return _answer(row, form, "campaign/return.html", keep, gettext("Đã trả lại báo cáo."))


@bp.route(f"{DUTY}/exempt", methods=["GET", "POST"])
@needs(Action.LEAD_CAMPAIGN)
def exempt(duty_id: int) -> ResponseReturnValue:
    """One unit need not meet."""
    row, form = _found_led(duty_id), ExemptForm()

    def keep(session: Session, viewer: Viewer) -> None:
        reason, owes = form.reason.data, form.owes_report.data
        service.exempt_unit(session, viewer, duty_id, reason, owes_report=owes, now=clock())

    return _answer(
        row, form, "campaign/exempt.html", keep, gettext("Đơn vị không phải tổ chức nữa.")
    )


@bp.post(f"{DUTY}/include")
@needs(Action.LEAD_CAMPAIGN)
def include(duty_id: int) -> ResponseReturnValue:
    """One unit owes again what its level says."""
    _found_led(duty_id)
    return _do(duty_id, service.include_unit, gettext("Đơn vị làm như các đơn vị cùng cấp."))


def _shown(session: Session, viewer: Viewer, row: Duty) -> dict[str, Any]:
    today, facts = local_day(clock()), campaigns.facts_of(row)
    found = campaigns.find(session, viewer, Action.LEAD_CAMPAIGN, row.campaign_id)
    report_due = view.report_when(row.level)
    return {
        "state": STATES[state_of(facts, today)],
        "shape_name": view.shape_of(facts, today),
        "meeting_state": MEETING_STATES[meeting_state(facts, today)],
        "report_state": REPORT_STATES[report_state(facts, today)],
        "due": mark_of(moment_of_when(row.level.when, "confirmed")),
        "report_due": mark_of(moment_of_when(report_due, "confirmed")) if report_due else None,
        "meeting_mark": mark_of(moment_of(row.meeting)) if row.meeting else None,
        "meeting_kind": KINDS[MeetingKind(row.campaign.meeting_kind)],
        "planned": day_words(row.planned_on) if row.planned_on else "",
        "held": day_words(row.held_on) if row.held_on else "",
        "limit": day_words(row.limit_on) if row.limit_on else "",
        "received": day_words(row.received_on) if row.received_on else "",
        "returned": day_words(row.returned_on) if row.returned_on else "",
        "has_report": row.received_on is not None and row.returned_on is None,
        "is_link": row.report_link.startswith(("https://", "http://")),
        "may_answer": _may(session, viewer, row),
        "may_book": viewer.may_ever(Action.BOOK_MEETING),
        "may_lead": found is not None and row.campaign.cancelled_at is None,
        "sees_campaign": campaigns.find(session, viewer, Action.SEE_CAMPAIGN, row.campaign_id)
        is not None,
        "history": audit.history_of(session, row)[:DEEDS_SHOWN],
        "deeds": DEEDS,
    }


def _may(session: Session, viewer: Viewer, row: Duty) -> bool:
    """Whether the viewer may answer, and the campaign goes on."""
    try:
        campaigns.get_duty(session, viewer, Action.ANSWER_DUTY, row.id)
    except NotFound:
        return False
    return row.campaign.cancelled_at is None


def _found(duty_id: int) -> Duty:
    with reading() as (session, viewer):
        return campaigns.get_duty(session, viewer, Action.ANSWER_DUTY, duty_id)


def _found_led(duty_id: int) -> Duty:
    with reading() as (session, viewer):
        row = campaigns.get_duty(session, viewer, Action.SEE_DUTY, duty_id)
        campaigns.get(session, viewer, Action.LEAD_CAMPAIGN, row.campaign_id)
        return row


def _answer(
    row: Duty,
    form: BaseForm,
    template: str,
    keep: Callable[[Session, Viewer], None],
    done: str,
) -> ResponseReturnValue:
    """The form, and what `keep` does with it; a refusal stands beside its field."""
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                keep(session, viewer)
            flash(done)
            return _back(row.id)
    return _page(row, form, template)


def _page(row: Duty, form: BaseForm, template: str) -> str:
    return render_template(template, form=form, duty=row, campaign=row.campaign)


def _do(duty_id: int, verb: Callable[..., Duty], done: str) -> ResponseReturnValue:
    """A deed without a form."""
    with flashed_refusals():
        with writing() as (session, viewer):
            verb(session, viewer, duty_id, clock())
        flash(done)
    return _back(duty_id)


def _book(row: Duty, form: BookForm) -> Booked:
    with writing() as (session, viewer):
        own = OwnMeeting(
            when=time_in(form.when.data, row.campaign.year),
            place=form.place.data,
            headcount=form.headcount.data,
        )
        return service.book_meeting(session, viewer, row.id, own, uid=new_uid(), now=clock())


def _say(booked: Booked) -> None:
    words = mark_of(moment_of(booked.meeting)).words
    flash(gettext("Đã đặt %(code)s: %(when)s.", code=booked.meeting.code, when=words))
    flash_findings(booked.findings)


def _back(duty_id: int) -> Response:
    return redirect(url_for(".duty", duty_id=duty_id), 303)

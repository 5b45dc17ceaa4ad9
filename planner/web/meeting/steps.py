"""The steps of a meeting: settling, confirming, having met, hoãn and huỷ. Each is a button."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.domain.errors import NotFound
from planner.domain.meeting import Settled
from planner.domain.rights import Action
from planner.domain.timespan import local_day
from planner.services import meeting as service
from planner.services.meeting import Booked
from planner.store import meeting as meetings
from planner.web.context import clock, needs, reading, writing
from planner.web.flashes import flashed_refusals
from planner.web.meeting.blueprint import ONE, bp
from planner.web.meeting.forms import CallOffForm
from planner.web.moments import moment_of
from planner.web.timemarks import mark_of
from planner.web.wording import gettext


@bp.post(f"{ONE}/settle")
@needs(Action.CHANGE_MEETING)
def settle(meeting_id: int) -> ResponseReturnValue:
    """Chốt the date, the venue or the headcount."""
    what = next((one for one in Settled if one == request.form.get("what")), None)
    if what is None:
        raise NotFound("settled")
    with flashed_refusals():
        with writing() as (session, viewer):
            service.settle(session, viewer, meeting_id, what, clock())
        flash(_settled(what))
    return _back(meeting_id)


@bp.post(f"{ONE}/confirm")
@needs(Action.CHANGE_MEETING)
def confirm(meeting_id: int) -> ResponseReturnValue:
    """Dự kiến → chốt."""
    with flashed_refusals():
        with writing() as (session, viewer):
            service.confirm(session, viewer, meeting_id, clock())
        flash(gettext("Đã chốt cuộc họp."))
    return _back(meeting_id)


@bp.post(f"{ONE}/held")
@needs(Action.CHANGE_MEETING)
def held(meeting_id: int) -> ResponseReturnValue:
    """Chốt → đã họp."""
    with flashed_refusals():
        with writing() as (session, viewer):
            service.mark_held(session, viewer, meeting_id, clock())
        flash(gettext("Đã ghi là đã họp."))
    return _back(meeting_id)


@bp.route(f"{ONE}/call-off", methods=["GET", "POST"])
@needs(Action.CHANGE_MEETING)
def call_off(meeting_id: int) -> ResponseReturnValue:
    """Hoãn, with a new time where there is one, or huỷ; always with its reason."""
    form = CallOffForm()
    if form.validate_on_submit():
        with form.refusals():
            _call_off(form, meeting_id)
            flash(_called_off(form.step.data))
            return _back(meeting_id)
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.CHANGE_MEETING, meeting_id)
    mark = mark_of(moment_of(meeting))
    return render_template("meeting/call_off.html", form=form, meeting=meeting, mark=mark)


def _settled(what: Settled) -> str:
    return {
        Settled.DATE: gettext("Đã chốt ngày."),
        Settled.VENUE: gettext("Đã chốt nơi họp."),
        Settled.HEADCOUNT: gettext("Đã chốt số người."),
    }[what]


def _call_off(form: CallOffForm, meeting_id: int) -> Booked:
    now, reason = clock(), form.reason.data or ""
    when = form.when(local_day(now)) if form.step.data == "move" else None
    with writing() as (session, viewer):
        if form.step.data == "cancel":
            return service.cancel(session, viewer, meeting_id, reason=reason, now=now)
        return service.postpone(session, viewer, meeting_id, reason=reason, now=now, when=when)


def _called_off(step: str) -> str:
    return {
        "postpone": gettext("Đã hoãn, hội trường được trả lại."),
        "move": gettext("Đã dời sang thời gian mới, còn dự kiến."),
        "cancel": gettext("Đã huỷ, hội trường được trả lại."),
    }[step]


def _back(meeting_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show", meeting_id=meeting_id), 303)

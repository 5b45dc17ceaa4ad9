"""The steps of a meeting: settling, confirming, having met, hoãn and huỷ. Each is a button."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.meeting import Settled
from planner.domain.rights import Action
from planner.domain.timespan import local_day
from planner.messages import refusal
from planner.services import meeting as service
from planner.services.meeting import Booked
from planner.store import meeting as meetings
from planner.web.context import clock, needs, reading, writing
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
    try:
        with writing() as (session, viewer):
            service.settle(session, viewer, meeting_id, what, clock())
    except RuleBroken as broken:
        return _back(meeting_id, refused=broken)
    done = {
        Settled.DATE: gettext("Đã chốt ngày."),
        Settled.VENUE: gettext("Đã chốt nơi họp."),
        Settled.HEADCOUNT: gettext("Đã chốt số người."),
    }
    return _back(meeting_id, done[what])


@bp.post(f"{ONE}/confirm")
@needs(Action.CHANGE_MEETING)
def confirm(meeting_id: int) -> ResponseReturnValue:
    """Dự kiến → chốt."""
    try:
        with writing() as (session, viewer):
            service.confirm(session, viewer, meeting_id, clock())
    except RuleBroken as broken:
        return _back(meeting_id, refused=broken)
    return _back(meeting_id, gettext("Đã chốt cuộc họp."))


@bp.post(f"{ONE}/held")
@needs(Action.CHANGE_MEETING)
def held(meeting_id: int) -> ResponseReturnValue:
    """Chốt → đã họp."""
    try:
        with writing() as (session, viewer):
            service.mark_held(session, viewer, meeting_id, clock())
    except RuleBroken as broken:
        return _back(meeting_id, refused=broken)
    return _back(meeting_id, gettext("Đã ghi là đã họp."))


@bp.route(f"{ONE}/call-off", methods=["GET", "POST"])
@needs(Action.CHANGE_MEETING)
def call_off(meeting_id: int) -> ResponseReturnValue:
    """Hoãn, with a new time where there is one, or huỷ; always with its reason."""
    form = CallOffForm()
    if form.validate_on_submit():
        try:
            _call_off(form, meeting_id)
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            return _back(meeting_id, _called_off(form.step.data))
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.CHANGE_MEETING, meeting_id)
    mark = mark_of(moment_of(meeting))
    return render_template("meeting/call_off.html", form=form, meeting=meeting, mark=mark)


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


def _back(
    meeting_id: int, done: str | None = None, *, refused: RuleBroken | None = None
) -> ResponseReturnValue:
    """To the meeting, with what was done, or why it was not."""
    if refused is not None:
        flash(refusal(refused), "refusal")
    elif done:
        flash(done)
    return redirect(url_for(".show", meeting_id=meeting_id), 303)

"""The host proposes a day; the convenor fixes it or says why not."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain.meeting import LIVE, Status
from planner.domain.rights import Action
from planner.domain.timespan import local_day
from planner.messages.rotation import STATES
from planner.services.rotation import days as service
from planner.services.rotation.days import DayFacts
from planner.store import meeting as meetings
from planner.store import rotation as turns
from planner.store import venue as venues
from planner.store.meeting import Meeting
from planner.store.rotation import DayProposal
from planner.web.context import clock, needs, reading, writing
from planner.web.flashes import flash_errors, flash_findings, flashed_refusals
from planner.web.moments import moment_of_when
from planner.web.rotation.blueprint import MEETING, bp
from planner.web.rotation.forms import DayForm, DeclineForm
from planner.web.timemarks import Mark, mark_of
from planner.web.wording import gettext

OPEN = LIVE | {Status.POSTPONED}


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal in words."""

    mark: Mark
    place: str
    note: str
    who: str
    state: str
    answer: str
    is_waiting: bool


@bp.route(f"{MEETING}/day", methods=["GET", "POST"])
@needs(Action.PROPOSE_DAY)
def propose_day(meeting_id: int) -> ResponseReturnValue:
    """The host names a day, and perhaps a hall; the convenor is told."""
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.PROPOSE_DAY, meeting_id)
        proposals = proposals_of(session, meeting)
        form = DayForm()
        form.offer(venues.halls(session))
    if form.validate_on_submit():
        facts = DayFacts(
            form.when.data, form.hall_id.data, form.place.data or "", form.note.data or ""
        )
        with form.refusals():
            with writing() as (session, viewer):
                service.propose_day(session, viewer, meeting_id, facts, clock())
            flash(gettext("Đã gửi đề nghị; đơn vị triệu tập được báo."))
            return redirect(url_for(".propose_day", meeting_id=meeting_id), 303)
    return render_template(
        "rotation/day.html",
        form=form,
        meeting=meeting,
        proposals=proposals,
        is_open=meeting.status in OPEN,
        year=_year(meeting),
    )


@bp.get(f"{MEETING}/days")
@needs(Action.CHANGE_MEETING)
def days(meeting_id: int) -> ResponseReturnValue:
    """What was proposed, for who may fix it."""
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.CHANGE_MEETING, meeting_id)
        proposals = proposals_of(session, meeting)
    return render_template(
        "rotation/days.html", meeting=meeting, proposals=proposals, form=DeclineForm()
    )


@bp.post(f"{MEETING}/days/accept")
@needs(Action.CHANGE_MEETING)
def accept_day(meeting_id: int) -> ResponseReturnValue:
    """Fix the day as it was proposed; the host is told."""
    with flashed_refusals():
        with writing() as (session, viewer):
            booked = service.accept_day(session, viewer, meeting_id, clock())
        flash(gettext("Đã chốt ngày; đơn vị đăng cai được báo."))
        flash_findings(booked.findings)
        return redirect(url_for("meeting.show", meeting_id=meeting_id), 303)
    return redirect(url_for(".days", meeting_id=meeting_id), 303)


@bp.post(f"{MEETING}/days/decline")
@needs(Action.CHANGE_MEETING)
def decline_day(meeting_id: int) -> ResponseReturnValue:
    """Say why not; the host may propose again."""
    form = DeclineForm()
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                service.decline_day(session, viewer, meeting_id, form.reason.data, clock())
            flash(gettext("Đã báo đơn vị đăng cai đề nghị ngày khác."))
    flash_errors(form)
    return redirect(url_for(".days", meeting_id=meeting_id), 303)


def proposals_of(session: Session, meeting: Meeting) -> list[Proposed]:
    """What was proposed, the latest first, in words."""
    return [_proposed(meeting, row) for row in turns.proposals_of(session, meeting.id)]


def _proposed(meeting: Meeting, row: DayProposal) -> Proposed:
    when = service.proposed_when(meeting, row)
    hall = row.hall
    words = f"{hall.name}, {hall.venue.name}" if hall else row.place
    return Proposed(
        mark=mark_of(moment_of_when(when)),
        place=words,
        note=row.note,
        who=f"{row.unit.name} ({row.account_name})",
        state=str(STATES[row.state]),
        answer=row.answer,
        is_waiting=row.state == "waiting",
    )


def _year(meeting: Meeting) -> int | None:
    """The year in which words without one are read, where it is a later one."""
    days = meeting.when.days
    return days.start.year if days and days.start.year > local_day(clock()).year else None

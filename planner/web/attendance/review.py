"""Scans to be looked at, and the queues of devices that were shut out."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from planner.domain.attendance.review import Decision
from planner.domain.errors import NotFound
from planner.domain.rights import Action
from planner.messages.attendance import DOUBTS, SCAN_KINDS, VERDICTS
from planner.services.attendance import quarantine, review
from planner.services.attendance.review import Settled
from planner.store import meeting as meetings
from planner.store.attendance import office
from planner.store.base import LAST_ID
from planner.web.attendance.blueprint import bp
from planner.web.context import clock, needs, reading, writing
from planner.web.flashes import flashed_refusals
from planner.web.forms import row_id_or_none
from planner.web.paging import page_asked, page_of

PAGE = 50


@bp.get("/review")
@needs(Action.KEEP_ATTENDANCE)
def review_page(meeting_id: int) -> ResponseReturnValue:
    """What waits for a decision, oldest first."""
    number = page_asked()
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.KEEP_ATTENDANCE, meeting_id)
        cases = review.cases_of(session, viewer, meeting_id)
        held = quarantine.waiting(session, viewer, meeting_id)
        hashes = {row.reading["code_hash"] for row in held if row.reading["code_hash"]}
        names = office.names_by_code(session, hashes)
        devices = office.device_names(session, {row.device_id for row in held})
    shown = cases[(number - 1) * PAGE : number * PAGE]
    return render_template(
        "attendance/review.html",
        meeting=meeting,
        cases=shown,
        page=page_of(number, PAGE, len(shown), whole=len(cases), more=len(cases) > number * PAGE),
        held=held[:PAGE],
        held_count=len(held),
        names=names,
        devices=devices,
        verdicts=VERDICTS,
        doubts=DOUBTS,
        kinds=SCAN_KINDS,
    )


@bp.post(f"/review/<int(max={LAST_ID}):scan_id>")
@needs(Action.KEEP_ATTENDANCE)
def decide(meeting_id: int, scan_id: int) -> ResponseReturnValue:
    """One tap: accept, refuse, or the same as somebody of the list."""
    try:
        decision = Decision(request.form.get("decision", ""))
        same_as = row_id_or_none(request.form.get("same_as"))
    except ValueError:
        raise NotFound("decision") from None
    with flashed_refusals():
        with writing() as (session, viewer):
            settled = Settled(scan_id, decision, same_as)
            review.decide(session, viewer, meeting_id, settled, clock())
        flash(gettext("Đã ghi quyết định."))
    return redirect(url_for(".review_page", meeting_id=meeting_id), 303)


@bp.post("/quarantine")
@needs(Action.KEEP_ATTENDANCE)
def settle(meeting_id: int) -> ResponseReturnValue:
    """Accept or discard quarantined scans: those that are named, or all."""
    accepts = request.form.get("deed") == "accept"
    try:
        named = [row_id_or_none(one) for one in request.form.getlist("scan")]
    except ValueError:
        raise NotFound("scan") from None
    wanted = None if request.form.get("all") else {one for one in named if one is not None}
    with writing() as (session, viewer):
        done = quarantine.settle(session, viewer, meeting_id, wanted, accepts=accepts, now=clock())
    words = gettext("Đã nhận %(count)s lượt.") if accepts else gettext("Đã bỏ %(count)s lượt.")
    flash(words % {"count": done})
    return redirect(url_for(".review_page", meeting_id=meeting_id), 303)

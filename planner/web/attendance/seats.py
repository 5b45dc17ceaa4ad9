"""Where people sit: a field beside each, or a pasted list."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from planner.domain.attendance.badge import LONGEST_SEAT
from planner.domain.rights import Action
from planner.domain.text import matches, search_key
from planner.services.attendance import seat as service
from planner.store import meeting as meetings
from planner.store.attendance import ledger
from planner.web.attendance.blueprint import bp
from planner.web.context import clock, needs, reading, writing
from planner.web.paging import page_asked, page_of

PAGE = 100
LONGEST_PASTE = 200_000  # characters
FIELD = "seat-"  # of a delegate's number


@bp.route("/seats", methods=["GET", "POST"])
@needs(Action.KEEP_ATTENDANCE)
def seats_page(meeting_id: int) -> ResponseReturnValue:
    """Live delegates with their seats, a page at a time."""
    if request.method == "POST":
        return _keep(meeting_id)
    text, number = request.args.get("q", ""), page_asked()
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.KEEP_ATTENDANCE, meeting_id)
        found = [
            one
            for one in ledger.delegates_of(session, meeting.id)
            if one.state == "live"
            and (not text.strip() or matches(text, search_key(f"{one.name} {one.unit_name}")))
        ]
    shown = found[(number - 1) * PAGE : number * PAGE]
    return render_template(
        "attendance/seats.html",
        meeting=meeting,
        delegates=shown,
        page=page_of(number, PAGE, len(shown), whole=len(found), more=len(found) > number * PAGE),
        text=text,
        longest=LONGEST_SEAT,
    )


def _keep(meeting_id: int) -> ResponseReturnValue:
    pasted = request.form.get("pasted", "")[:LONGEST_PASTE].replace("\0", "")
    with writing() as (session, viewer):
        if pasted.strip():
            done = service.paste_seats(session, viewer, meeting_id, pasted, clock())
            seated, unfit = done.seated, done.unfit
        else:
            seated = service.keep_seats(session, viewer, meeting_id, _typed(), clock())
            unfit = ()
    flash(gettext("Đã ghi chỗ ngồi của %(count)s người.", count=seated))
    if unfit:
        lines = ", ".join(map(str, unfit[:20]))
        flash(
            gettext("Dòng không khớp với ai, hoặc với nhiều người: %(lines)s.", lines=lines),
            "refusal",
        )
    return redirect(url_for(".seats_page", meeting_id=meeting_id), 303)


def _typed() -> dict[int, str]:
    return {
        int(name.removeprefix(FIELD)): value.replace("\0", "")
        for name, value in request.form.items()
        if name.startswith(FIELD) and name.removeprefix(FIELD).isdecimal() and len(name) < 20
    }

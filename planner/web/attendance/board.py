"""The live board: for the organiser's screen and for the wall."""

from flask import make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.domain.rights import Action
from planner.services.attendance import board as service
from planner.store import meeting as meetings
from planner.web.attendance.blueprint import bp
from planner.web.attendance.pages import sitting_words
from planner.web.context import clock, needs, reading
from planner.web.versions import tagged, unchanged

MOST_UNITS = 24  # on the wall; all of them on the organiser's page


@bp.get("/board")
@needs(Action.SEE_ATTENDANCE)
def board_page(meeting_id: int) -> ResponseReturnValue:
    """The whole screen, drawn once; its numbers come anew every three seconds."""
    with reading() as (session, viewer):
        meetings.get(session, viewer, Action.SEE_ATTENDANCE, meeting_id)
        board = service.board_of(session, viewer, meeting_id, clock())
    return render_template(
        "attendance/board.html",
        board=board,
        meeting=board.meeting,
        sitting=sitting_words(board.sitting),
        most=MOST_UNITS,
        numbers=url_for(".board_numbers", meeting_id=meeting_id),
    )


@bp.get("/board/numbers")
@needs(Action.SEE_ATTENDANCE)
def board_numbers(meeting_id: int) -> ResponseReturnValue:
    """The part that changes, with its version as ETag: 304 while nothing was done."""
    now = clock()
    with reading() as (session, viewer):
        version = service.version_of(session, viewer, meeting_id, now)
        if same := unchanged(version):
            return same
        board = service.board_of(session, viewer, meeting_id, now)
    page = render_template(
        "attendance/_board.html", board=board, sitting=sitting_words(board.sitting), most=MOST_UNITS
    )
    return tagged(make_response(page), version)

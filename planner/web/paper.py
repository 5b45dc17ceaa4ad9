"""Papers to print: as a page of the browser, and as PDF."""

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue
from flask_babel import force_locale

from planner.domain.errors import RuleBroken
from planner.domain.rights import Action
from planner.messages import refusal
from planner.outputs import pdf
from planner.services import paper
from planner.store.base import LAST_ID
from planner.web.context import clock, needs, writing

bp = Blueprint("paper", __name__, url_prefix=f"/meetings/<int(max={LAST_ID}):meeting_id>")


@bp.get("/sign-in-list")
@needs(Action.PRINT_PAPER)
def sign_in_sheet(meeting_id: int) -> ResponseReturnValue:
    """Danh sách điểm danh, to be printed from the browser."""
    with writing() as (session, viewer):
        sheet = paper.printed_sheet(session, viewer, meeting_id, clock())
    with force_locale("vi"):  # a paper speaks as the office does, whoever prints it
        return render_template("print/sign_in_list.html", sheet=sheet)


@bp.get("/sign-in-list.pdf")
@needs(Action.PRINT_PAPER)
def sign_in_list(meeting_id: int) -> ResponseReturnValue:
    """The same as PDF, shown in the browser."""
    with writing() as (session, viewer):
        sheet = paper.printed_sheet(session, viewer, meeting_id, clock())
    try:
        printed = pdf.sign_in_list(pdf.OFFICE_PRESS, sheet)
    except pdf.FontsMissing:
        return Response(refusal(RuleBroken("paper.no_fonts")), 503, mimetype="text/plain")
    response = Response(printed, mimetype="application/pdf")
    name = sheet.code.replace("/", "-")
    response.headers["Content-Disposition"] = f'inline; filename="diem-danh-{name}.pdf"'
    response.headers["Cache-Control"] = "private, no-store"
    return response

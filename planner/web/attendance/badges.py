"""Badges of a meeting as PDF: all, or one."""

from flask import Response
from flask.typing import ResponseReturnValue

from planner.domain.errors import RuleBroken
from planner.domain.rights import Action
from planner.messages import refusal
from planner.outputs import badges as printer
from planner.outputs import pdf
from planner.services.attendance import badge as service
from planner.services.attendance.badge import Stamp
from planner.web.asked import number_asked
from planner.web.attendance.blueprint import bp
from planner.web.attendance.pages import ascii_name
from planner.web.context import clock, needs, settings, writing


@bp.get("/badges.pdf")
@needs(Action.PRINT_PAPER)
def badges(meeting_id: int) -> ResponseReturnValue:
    """Eight on a sheet; `delegate` names one. Printing checks nobody in."""
    one = number_asked("delegate")
    config = settings()
    with writing() as (session, viewer):
        made = service.for_office(
            session,
            viewer,
            meeting_id,
            Stamp(config.code_key, config.base_url),
            clock(),
            None if one is None else {one},
        )
    try:
        printed = printer.badges(pdf.OFFICE_PRESS, made.title, made.badges)
    except pdf.FontsMissing:
        return Response(refusal(RuleBroken("paper.no_fonts")), 503, mimetype="text/plain")
    response = Response(printed, mimetype="application/pdf")
    name = ascii_name(f"the-{made.code}.pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response

"""Today: what is on, what waits."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from planner.domain.rights import Action
from planner.web.context import needs, reading

bp = Blueprint("today", __name__)


@bp.get("/")
@needs(Action.USE_OFFICE)
def show() -> ResponseReturnValue:
    """The first page of a signed-in person."""
    with reading():
        return render_template("today/show.html")

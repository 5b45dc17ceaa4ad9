"""Whether the process lives, and whether it can work."""

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue

from planner.store import schema
from planner.web.context import open_to

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@open_to("anybody")
def live() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@bp.get("/readyz")
@open_to("anybody")
def ready() -> ResponseReturnValue:
    """The database answers and has its newest form."""
    trouble = schema.trouble(current_app.extensions["planner.engine"])
    if trouble is None:
        return jsonify(status="ok")
    return jsonify(status="unready", reason=trouble), 503

"""Locking a session against every plan, and unlocking it."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from planner.domain.rights import Action
from planner.services.rotation.planning import locks as service
from planner.web.context import clock, needs, writing
from planner.web.flashes import flashed_refusals
from planner.web.planning.blueprint import SESSION, bp
from planner.web.wording import gettext


@bp.post(f"{SESSION}/lock")
@needs(Action.PLAN_SERIES)
def lock(series_id: int, meeting_id: int) -> ResponseReturnValue:
    """No plan touches it from now on."""
    reason = request.form.get("reason", "")
    with flashed_refusals():
        with writing() as (session, viewer):
            service.lock(session, viewer, series_id, meeting_id, reason, clock())
        flash(gettext("Đã khoá: không phương án nào dời kỳ này."))
    return redirect(url_for("series.show", series_id=series_id), 303)


@bp.post(f"{SESSION}/unlock")
@needs(Action.PLAN_SERIES)
def unlock(series_id: int, meeting_id: int) -> ResponseReturnValue:
    """Plans may move it again."""
    with writing() as (session, viewer):
        service.unlock(session, viewer, series_id, meeting_id, clock())
    flash(gettext("Đã mở khoá."))
    return redirect(url_for("series.show", series_id=series_id), 303)

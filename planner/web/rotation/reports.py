"""The report and the conclusion of a session."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.domain.rights import Action
from planner.services.rotation import reports as service
from planner.services.rotation.reports import ReportFacts
from planner.store import rotation as turns
from planner.store import series as all_series
from planner.web.context import clock, needs, reading, writing
from planner.web.rotation.blueprint import SESSION, bp
from planner.web.rotation.forms import ReportForm
from planner.web.wording import gettext


@bp.route(f"{SESSION}/report", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def report(series_id: int, meeting_id: int) -> ResponseReturnValue:
    """What the session left behind; it stands in the library of topics."""
    with reading() as (session, viewer):
        series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id)
        turn = all_series.get_turn(session, series, meeting_id)
        kept = turns.report_of(session, meeting_id)
    form = ReportForm(obj=kept)
    if form.validate_on_submit():
        facts = ReportFacts(
            form.report.data or "", form.report_url.data or "", form.conclusion.data or ""
        )
        with form.refusals():
            with writing() as (session, viewer):
                service.write_report(session, viewer, series_id, meeting_id, facts, clock())
            flash(gettext("Đã ghi báo cáo, kết luận kỳ %(ordinal)s.", ordinal=turn.ordinal))
            return redirect(url_for("series.show", series_id=series_id), 303)
    return render_template("rotation/report.html", form=form, series=series, turn=turn)

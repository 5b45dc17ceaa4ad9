"""Turns from before the product: one by one, or a whole list."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.domain.errors import RuleBroken
from planner.domain.rights import Action
from planner.domain.timespan import local_day
from planner.inputs.hostings import read_hostings
from planner.messages import refusal
from planner.services.rotation import history as service
from planner.services.rotation.history import EarlierFacts, RowFault
from planner.store import rotation as turns
from planner.store import series as all_series
from planner.store.base import LAST_ID
from planner.web.context import clock, needs, reading, writing
from planner.web.paging import page_asked, page_of
from planner.web.rotation.blueprint import SERIES, bp
from planner.web.rotation.forms import EarlierForm, ImportForm
from planner.web.wording import counted, gettext

PAGE = 50
FAULTS_SHOWN = 20


@bp.route(f"{SERIES}/rotation/history", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def history(series_id: int) -> ResponseReturnValue:
    """The earlier turns, and one more."""
    form, number = EarlierForm(), page_asked()
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                service.add_earlier(session, viewer, series_id, _facts(form), clock())
            flash(gettext("Đã ghi một lượt trước đây."))
            return redirect(url_for(".history", series_id=series_id), 303)
    with reading() as (session, viewer):
        series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id)
        rows = turns.earlier_of(session, series.convenor_id)
        hosts = all_series.possible_hosts(session, series.convenor, date(series.year, 12, 31))
    part = rows[(number - 1) * PAGE : number * PAGE]
    page = page_of(number, PAGE, len(part), whole=len(rows), more=number * PAGE < len(rows))
    return render_template(
        "rotation/history.html",
        form=form,
        series=series,
        rows=part,
        page=page,
        hosts=hosts,
        this_year=local_day(clock()).year,
    )


@bp.route(f"{SERIES}/rotation/import", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def import_history(series_id: int) -> ResponseReturnValue:
    """A list of earlier turns: kept whole, or nothing of it and what is wrong."""
    form = ImportForm()
    faults: list[tuple[int, str]] = []
    with reading() as (session, viewer):
        series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id)
    if form.validate_on_submit():
        try:
            added, known = _import(form, series_id)
        except _Faulty as faulty:
            faults = [(one.row, refusal(one.broken)) for one in faulty.faults[:FAULTS_SHOWN]]
        except RuleBroken as broken:
            form.refuse(broken)
        else:
            flash(counted("Đã nhập %(count)s lượt; %(known)s lượt có sẵn.", added, known=known))
            return redirect(url_for(".history", series_id=series_id), 303)
    return render_template("rotation/import.html", form=form, series=series, faults=faults)


@bp.post(f"{SERIES}/rotation/history/<int(max={LAST_ID}):earlier_id>/remove")
@needs(Action.PLAN_SERIES)
def remove_earlier(series_id: int, earlier_id: int) -> ResponseReturnValue:
    """Take out a turn that was written down wrongly."""
    with writing() as (session, viewer):
        service.remove_earlier(session, viewer, series_id, earlier_id, clock())
    flash(gettext("Đã bỏ một lượt ghi sai."))
    return redirect(url_for(".history", series_id=series_id), 303)


class _Faulty(Exception):
    """Something is wrong in a list, so that nothing of it is kept."""

    def __init__(self, faults: list[RowFault]) -> None:
        super().__init__(len(faults))
        self.faults = faults


def _import(form: ImportForm, series_id: int) -> tuple[int, int]:
    """How many turns are new, and how many were known."""
    data = _data(form)
    rows = read_hostings(data) if data.strip() else []
    if not rows:
        raise RuleBroken("rotation.no_rows", field="rows")
    facts = [
        (one.row, EarlierFacts(one.unit, one.when, one.topic, one.report, one.conclusion))
        for one in rows
    ]
    with writing() as (session, viewer):
        added, known, faults = service.import_rows(session, viewer, series_id, facts, clock())
        if faults:
            raise _Faulty(faults)
    return added, known


def _data(form: ImportForm) -> bytes:
    """The file where one was chosen, else what was pasted."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return bytes(file.read())
    return str(form.rows.data or "").encode()


def _facts(form: EarlierForm) -> EarlierFacts:
    return EarlierFacts(
        unit=form.unit.data,
        when=form.when.data,
        topic=form.topic.data or "",
        report=form.report.data or "",
        conclusion=form.conclusion.data or "",
    )

"""The agenda that the sessions of a series share: adding, changing, moving, removing steps."""

from collections.abc import Callable, Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from planner.domain import agenda as rules
from planner.domain.agenda import Step
from planner.domain.rights import Action, Viewer
from planner.services import agenda
from planner.store import agenda as items
from planner.store import series as all_series
from planner.store.agenda import AgendaItem
from planner.store.base import LAST_ID
from planner.store.series import Series
from planner.web.context import clock, needs, reading, writing
from planner.web.flashes import flashed_refusals
from planner.web.forms import BaseForm
from planner.web.wording import gettext

bp = Blueprint("agenda", __name__, url_prefix=f"/series/<int(max={LAST_ID}):series_id>/agenda")
STEP = f"/<int(max={LAST_ID}):item_id>"


class StepForm(BaseForm):
    title = StringField(_("Nội dung"), [DataRequired(), Length(max=rules.LONGEST_STEP)])
    is_optional = BooleanField(_("Nếu có"))

    def step(self) -> Step:
        return Step(self.title.data, self.is_optional.data)


@bp.route("", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def index(series_id: int) -> ResponseReturnValue:
    """The steps, each with what can be done to it, and a form for one more."""
    form = StepForm()
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                agenda.add_step(session, viewer, series_id, form.step(), clock())
            return _back(series_id)
    with reading() as (session, viewer):
        series, steps = _steps(session, viewer, series_id)
    usual = rules.USUAL_STEPS
    return render_template("agenda/index.html", form=form, series=series, steps=steps, usual=usual)


@bp.route(f"{STEP}/edit", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def change(series_id: int, item_id: int) -> ResponseReturnValue:
    """Other words for a step."""
    with reading() as (session, viewer):
        series, _all = _steps(session, viewer, series_id)
        form = StepForm(obj=items.get_item(session, series, item_id))
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                agenda.change_step(session, viewer, series_id, item_id, form.step(), clock())
            return _back(series_id)
    return render_template("agenda/edit.html", form=form, series=series)


@bp.post("/usual")
@needs(Action.PLAN_SERIES)
def use_usual(series_id: int) -> ResponseReturnValue:
    """Begin with the steps of a usual giao ban."""
    return _done(
        series_id,
        lambda session, viewer: agenda.use_usual_steps(session, viewer, series_id, clock()),
    )


@bp.post(f"{STEP}/move")
@needs(Action.PLAN_SERIES)
def move(series_id: int, item_id: int) -> ResponseReturnValue:
    """One place up (`by` is `up`), else one place down."""
    by = -1 if request.form.get("by") == "up" else 1
    return _done(
        series_id,
        lambda session, viewer: agenda.move_step(session, viewer, series_id, item_id, by, clock()),
    )


@bp.post(f"{STEP}/remove")
@needs(Action.PLAN_SERIES)
def remove(series_id: int, item_id: int) -> ResponseReturnValue:
    """Take a step out; adding it again undoes it."""
    return _done(
        series_id,
        lambda session, viewer: agenda.remove_step(session, viewer, series_id, item_id, clock()),
    )


def _steps(session: Session, viewer: Viewer, series_id: int) -> tuple[Series, Sequence[AgendaItem]]:
    series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id)
    return series, items.items_of_series(session, series)


def _done(series_id: int, deed: Callable[[Session, Viewer], None]) -> ResponseReturnValue:
    """Do it in one transaction; a refusal is said on the page that follows."""
    with flashed_refusals():
        with writing() as (session, viewer):
            deed(session, viewer)
        return _back(series_id)
    return redirect(url_for(".index", series_id=series_id), 303)


def _back(series_id: int) -> ResponseReturnValue:
    flash(gettext("Đã đổi chương trình dùng chung cho mọi kỳ."))
    return redirect(url_for(".index", series_id=series_id), 303)

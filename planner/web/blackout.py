"""Who cannot take part when: the list, one more, changing and removing."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from wtforms import RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from planner.domain.blackout import (
    BEGINS,
    ENDS,
    LONGEST_REASON,
    Kind,
    day_words,
    halves_of,
    typed,
)
from planner.domain.directory import reaches
from planner.domain.errors import RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.domain.timespan import TimeSpan, local_day, start_of_day
from planner.messages.blackout import KINDS
from planner.services import blackout as service
from planner.services.blackout import BlackoutFacts
from planner.store import blackout as blackouts
from planner.store import directory as units
from planner.store import venue as venues
from planner.store.base import LAST_ID
from planner.store.blackout import Blackout
from planner.web.asked import number_asked
from planner.web.context import clock, needs, reading, writing
from planner.web.forms import TimedForm, row_id_or_none
from planner.web.meeting.filling import (
    people_to_type,
    person_named,
    unit_named,
    unit_words,
    units_to_type,
)
from planner.web.paging import page_asked, page_of
from planner.web.rotation.forms import hall_choices
from planner.web.wording import gettext

bp = Blueprint("blackout", __name__, url_prefix="/blackouts")
ONE = f"/<int(max={LAST_ID}):blackout_id>"
PAGE = 50


class BlackoutForm(TimedForm):
    """Who, when and why; only the field of the chosen kind is read."""

    kind = RadioField(
        _("Ai bận"), choices=[SelectChoice(kind, KINDS[kind]) for kind in Kind], default=Kind.UNIT
    )
    unit = StringField(_("Đơn vị"), [DataRequired(), Length(max=200)], filters=[one_line])
    person = StringField(_("Người"), [Length(max=200)], filters=[one_line])
    hall_id = SelectField(_("Hội trường"), coerce=row_id_or_none)
    when = StringField(
        _("Từ bao giờ đến bao giờ"), [DataRequired(), Length(max=200)], filters=[one_line]
    )
    reason = StringField(_("Lý do"), [DataRequired(), Length(max=LONGEST_REASON)], [one_line])


@dataclass(frozen=True, slots=True)
class Line:
    """A busy time in words."""

    id: int
    who: str
    kind: str
    when: str
    reason: str
    may_change: bool


@bp.get("")
@needs(Action.SEE_BLACKOUTS)
def index() -> ResponseReturnValue:
    """What is not over yet, within reach."""
    number, since = page_asked(), start_of_day(local_day(clock()))
    with reading() as (session, viewer):
        found = blackouts.listed(session, viewer, since, limit=PAGE + 1, offset=(number - 1) * PAGE)
        lines = [_line(one, viewer) for one in found[:PAGE]]
    page = page_of(number, PAGE, len(lines), more=len(found) > PAGE)
    may_add = viewer.may_ever(Action.KEEP_BLACKOUTS)
    may_plan = viewer.may_ever(Action.PLAN_SERIES)
    return render_template(
        "blackout/index.html", lines=lines, page=page, may_add=may_add, may_plan=may_plan
    )


@bp.route("/new", methods=["GET", "POST"])
@needs(Action.KEEP_BLACKOUTS)
def add() -> ResponseReturnValue:
    """One more; of the viewer's own unit unless another is named."""
    with reading() as (session, viewer):
        form = BlackoutForm(data={"unit": _own(session, viewer)})
        _offer(session, form)
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                service.add_blackout(session, viewer, _facts(session, viewer, form), clock())
            flash(gettext("Đã ghi lịch bận; lúc đặt họp sẽ nhắc."))
            return redirect(url_for(".index"), 303)
    return _form_page(form, None)


@bp.route(f"{ONE}/edit", methods=["GET", "POST"])
@needs(Action.KEEP_BLACKOUTS)
def change(blackout_id: int) -> ResponseReturnValue:
    """Other days, another reason."""
    with reading() as (session, viewer):
        row = blackouts.get(session, viewer, Action.KEEP_BLACKOUTS, blackout_id)
        form = BlackoutForm(data=_data_of(row))
        _offer(session, form)
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                facts = _facts(session, viewer, form, row)
                service.change_blackout(session, viewer, blackout_id, facts, clock())
            flash(gettext("Đã lưu lịch bận."))
            return redirect(url_for(".index"), 303)
    return _form_page(form, row)


@bp.post(f"{ONE}/remove")
@needs(Action.KEEP_BLACKOUTS)
def remove(blackout_id: int) -> ResponseReturnValue:
    """Take one away."""
    with writing() as (session, viewer):
        service.remove_blackout(session, viewer, blackout_id, clock())
    flash(gettext("Đã bỏ lịch bận."))
    return redirect(url_for(".index"), 303)


def _form_page(form: BlackoutForm, row: Blackout | None) -> ResponseReturnValue:
    with reading() as (session, viewer):
        offered = units_to_type(session, local_day(clock()))
        people = people_to_type(session, viewer, local_day(clock()))
    return render_template(
        "blackout/form.html",
        form=form,
        row=row,
        units=offered,
        people=people,
    )


def _offer(session: Session, form: BlackoutForm) -> None:
    form.hall_id.choices = hall_choices(venues.halls(session))


def _own(session: Session, viewer: Viewer) -> str:
    """The unit that the address names by number, else the viewer's own."""
    number = number_asked("unit") or viewer.seat_id
    if number is None:
        return ""
    return unit_words(units.get_unit(session, viewer, Action.KEEP_BLACKOUTS, number))


def _facts(
    session: Session, viewer: Viewer, form: BlackoutForm, row: Blackout | None = None
) -> BlackoutFacts:
    """What the form says; the person is found by name among those within sight."""
    kind = Kind(form.kind.data)
    unit = unit_named(session, form.unit.data, "unit", local_day(clock()))
    if not reaches(viewer, Action.KEEP_BLACKOUTS, unit.id, unit.path):
        raise RuleBroken("blackout.no_such_unit", field="unit")
    return BlackoutFacts(
        kind=kind,
        unit_id=unit.id,
        when=form.when.data,
        reason=form.reason.data,
        person_id=_person_id(session, viewer, form.person.data or "", row)
        if kind is Kind.PERSON
        else None,
        hall_id=form.hall_id.data if kind is Kind.HALL else None,
    )


def _person_id(session: Session, viewer: Viewer, words: str, row: Blackout | None) -> int | None:
    """Who is meant; the person of the row stays, in sight or not."""
    if row is not None and row.person is not None and row.person.name == words:
        return row.person_id
    return person_named(session, viewer, words, local_day(clock()))


def _data_of(row: Blackout) -> dict[str, object]:
    return {
        "kind": row.kind,
        "unit": unit_words(row.unit),
        "person": row.person.name if row.person else "",
        "hall_id": row.hall_id,
        "when": typed(row.span),
        "reason": row.reason,
    }


def _line(row: Blackout, viewer: Viewer) -> Line:
    return Line(
        row.id,
        blackouts.name_of(row),
        str(KINDS[row.kind]),
        span_words(row.span),
        row.reason,
        reaches(viewer, Action.KEEP_BLACKOUTS, row.unit_id, row.unit.path),
    )


def span_words(span: TimeSpan) -> str:
    """Days and halves of days, in words."""
    first, from_noon, last, till_noon = halves_of(span)
    start, end = day_words(first), day_words(last)
    if first == last:
        part = gettext("chiều ") if from_noon else (gettext("sáng ") if till_noon else "")
        return f"{part}{start}"
    if not from_noon and not till_noon:
        return gettext("từ %(first)s đến %(last)s", first=start, last=end)
    hours = {"from": BEGINS[from_noon], "to": ENDS[till_noon]}
    return gettext(
        "từ %(from)s ngày %(first)s đến %(to)s ngày %(last)s", first=start, last=end, **hours
    )

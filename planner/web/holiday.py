"""The days of rest of a year, and days worked in their place."""

from dataclasses import dataclass
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.meeting import MarkedDay, when_from_words
from planner.domain.meeting.when import YEARS
from planner.domain.rights import Action
from planner.domain.text import one_line
from planner.domain.timespan import DateWindow, local_day
from planner.services.meeting import holidays as service
from planner.web.asked import year_asked
from planner.web.context import clock, needs, reading, writing
from planner.web.forms import TimedForm, iso_day
from planner.web.timemarks import weekday_words
from planner.web.wording import gettext

bp = Blueprint("holiday", __name__, url_prefix="/holidays")


class HolidayForm(TimedForm):
    """A day off, or one worked instead."""

    when = StringField(_("Ngày"), [DataRequired(), Length(max=100)], filters=[one_line])
    name = StringField(_("Tên"), [DataRequired(), Length(max=200)], filters=[one_line])
    is_off = RadioField(
        _("Hôm ấy"),
        choices=[
            SelectChoice("off", _("nghỉ, nghỉ bù, hoán đổi")),
            SelectChoice("work", _("làm việc, làm bù")),
        ],
        default="off",
    )


@dataclass(frozen=True, slots=True)
class Line:
    """A marked day in words."""

    day: date
    weekday: str
    name: str
    is_off: bool


@bp.get("")
@needs(Action.USE_OFFICE)
def index() -> ResponseReturnValue:
    """A year of them; who keeps the table adds and changes below."""
    today = local_day(clock())
    asked = year_asked()
    year = asked if asked is not None and asked in YEARS else today.year
    with reading() as (session, viewer):
        days = DateWindow(date(year, 1, 1), date(year, 12, 31))
        marked = service.marked_days(session, days)
        may_keep = viewer.may_anywhere(Action.KEEP_HOLIDAYS)
    return render_template(
        "holiday/index.html",
        year=year,
        years=[one for one in (year - 1, year + 1) if one in YEARS],
        lines=[_line(day, marked[day]) for day in sorted(marked)],
        may_keep=may_keep,
    )


@bp.route("/edit", methods=["GET", "POST"])
@needs(Action.KEEP_HOLIDAYS)
def edit() -> ResponseReturnValue:
    """Mark a day; one that is marked already changes. The address may name it."""
    with reading() as (session, _viewer):  # the right is checked before the form is shown
        form = HolidayForm(data=_marked(session, iso_day(request.args.get("day", ""))))
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                day = _day(form.when.data)
                is_off = form.is_off.data == "off"
                service.keep_day(session, viewer, day, form.name.data, is_off=is_off, now=clock())
            flash(gettext("Đã ghi ngày %(day)s.", day=f"{day:%d/%m/%Y}"))
            return redirect(url_for(".index", year=day.year), 303)
    this_year = local_day(clock()).year
    return render_template("holiday/edit.html", form=form, this_year=this_year)


@bp.post("/<day>/remove")
@needs(Action.KEEP_HOLIDAYS)
def remove(day: str) -> ResponseReturnValue:
    """Take a mark away."""
    try:
        marked = date.fromisoformat(day)
    except ValueError:
        raise NotFound("holiday") from None
    with writing() as (session, viewer):
        service.remove_day(session, viewer, marked, clock())
    flash(gettext("Đã bỏ ngày %(day)s.", day=f"{marked:%d/%m/%Y}"))
    return redirect(url_for(".index", year=marked.year), 303)


def _marked(session: Session, day: date | None) -> dict[str, str]:
    """A day as it is marked, for the form."""
    if day is None or day.year not in YEARS:
        return {}
    told = {"when": f"{day.day}/{day.month}/{day.year}"}
    mark = service.marked_days(session, DateWindow(day, day)).get(day)
    return told | {"name": mark.name, "is_off": "off" if mark.is_off else "work"} if mark else told


def _line(day: date, mark: MarkedDay) -> Line:
    return Line(day, weekday_words(day), mark.name, mark.is_off)


def _day(words: str) -> date:
    days = when_from_words(words, date(local_day(clock()).year, 1, 1)).days
    if days is None or days.days > 1:
        raise RuleBroken("holiday.no_day", field="when")
    return days.start

"""The tree of units, and one unit: who is there, what belongs to it, its year."""

from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from planner.domain.directory import UNIT_KINDS, reaches
from planner.domain.errors import NotFound
from planner.domain.meeting.when import YEARS
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.messages.directory import BODIES, KINDS, LEVELS
from planner.messages.succession import SUCCESSIONS
from planner.services import directory
from planner.store import directory as units
from planner.store import meeting as meetings
from planner.store import venue as venues
from planner.store.base import LAST_ID
from planner.store.directory import TreeLine, Unit, UnitsAsked, state_of
from planner.store.meeting import MeetingFilter
from planner.web.context import clock, needs, reading, writing
from planner.web.directory.blueprint import bp
from planner.web.directory.forms import ChangeUnitForm, UnitForm, unit_values
from planner.web.directory.history import history_of
from planner.web.forms import day_of
from planner.web.lineage import reading_asked
from planner.web.moments import entry_of
from planner.web.paging import page_asked, page_of
from planner.web.ribbon import Ribbon, ribbon_of

ONE = f"/units/<int(max={LAST_ID}):unit_id>"
ROWS = 100  # of a page of the tree
MOST_OFFERED = 500  # units that a form offers; others are typed
MOST_BELOW = 50  # rows of what belongs to a unit; the tree has all


@bp.get("/units")
@needs(Action.SEE_UNITS)
def index() -> ResponseReturnValue:
    """The tree of units, of today or of any day, narrowed by words, kind and place."""
    number, told = page_asked(), one_line(request.args.get("on"))
    day = _day_told(told)
    under = one_line(request.args.get("under"))
    with reading() as (session, viewer):
        asked = _asked(session)
        if day is None:
            rows, whole = _lines_now(session, asked, number)
        else:
            rows, whole = _lines_on(session, asked, day, number)
        return render_template(
            "directory/units.html",
            rows=rows,
            page=page_of(number, ROWS, len(rows), whole=whole, more=whole > number * ROWS),
            whole=whole,
            asked=asked,
            day=day,
            told=told,
            under=under,
            levels=LEVELS,
            kinds=list(UNIT_KINDS),
            kind_words=KINDS,
            may_add=viewer.may_ever(Action.KEEP_UNITS),
        )


def _day_told(words: str) -> date | None:
    day = day_of(words, local_day(clock())) if words else None
    return day if day is not None and day.year in YEARS else None


def _lines_now(session: Session, asked: UnitsAsked, number: int) -> tuple[list[TreeLine], int]:
    """The lines of one page of today's tree, and how many there are."""
    tree = units.outline(session, asked)
    part = tree[(number - 1) * ROWS : number * ROWS]
    depths = dict(part)
    lines = [
        TreeLine(unit.id, state_of(unit), depths[unit.id], _name_above(unit), unit.to_on)
        for unit in units.units_in_order(session, depths)
    ]
    return lines, len(tree)


def _lines_on(
    session: Session, asked: UnitsAsked, day: date, number: int
) -> tuple[list[TreeLine], int]:
    """The lines of one page of the tree of a day, and how many there are."""
    under = units.find_unit_by_code(session, one_line(request.args.get("under")))
    lines = units.tree_on(session, asked, day, under.id if under else None)
    return lines[(number - 1) * ROWS : number * ROWS], len(lines)


def _name_above(unit: Unit) -> str:
    above = unit.parent or unit.territory
    return above.name if above else ""


@bp.get(ONE)
@needs(Action.SEE_UNITS)
def show(unit_id: int) -> ResponseReturnValue:
    """One unit, its history as then or rolled up to today, its people of today or of any day."""
    today, asked = local_day(clock()), reading_asked()
    told = one_line(request.args.get("on"))
    day = _day_told(told)
    with reading() as (session, viewer):
        unit = units.get_unit(session, viewer, Action.SEE_UNITS, unit_id)
        below = units.units_under(session, unit, today)
        sees_people = reaches(viewer, Action.SEE_PEOPLE, unit.id, unit.path)
        return render_template(
            "directory/unit.html",
            unit=unit,
            way=units.way_to(session, unit),
            own=[one for one in below if not one.is_outside],
            outside=[one for one in below if one.is_outside],
            most=MOST_BELOW,
            posts=units.posts_in(session, unit, day or today) if sees_people else None,
            on_day=day,
            told=told,
            name_then=units.names_on(session, day, [unit])[unit.id] if day else unit.name,
            halls=venues.halls_kept_by(session, unit),
            history=history_of(session, viewer, unit, today, rolled_up=asked.is_rolled_up),
            asked=asked,
            succession_words=SUCCESSIONS,
            ribbon=_year_of(session, viewer, unit, today),
            levels=LEVELS,
            kind_words=KINDS,
            bodies=BODIES,
            may_keep=reaches(viewer, Action.KEEP_UNITS, unit.id, unit.path),
            may_keep_people=reaches(viewer, Action.KEEP_PEOPLE, unit.id, unit.path),
        )


@bp.route("/units/new", methods=["GET", "POST"])
@needs(Action.KEEP_UNITS)
def add_unit() -> ResponseReturnValue:
    """A new unit; the address may say under which."""
    form = UnitForm(data={"above": one_line(request.args.get("above"))})
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                unit = directory.add_unit(session, viewer, form.facts(), clock())
            flash(gettext("Đã thêm đơn vị %(name)s.", name=unit.name))
            return redirect(url_for(".show", unit_id=unit.id), 303)
    with reading() as (session, viewer):
        unit_in_reach(session, viewer, Action.KEEP_UNITS, form.above.data)
        offered = offered_units(session, viewer, Action.KEEP_UNITS)
    return render_template("directory/unit_form.html", form=form, unit=None, offered=offered)


@bp.route(f"{ONE}/edit", methods=["GET", "POST"])
@needs(Action.KEEP_UNITS)
def change_unit(unit_id: int) -> ResponseReturnValue:
    """Other facts for a unit, or another place in the tree."""
    with reading() as (session, viewer):
        unit = units.get_unit(session, viewer, Action.KEEP_UNITS, unit_id)
        offered = offered_units(session, viewer, Action.KEEP_UNITS)
        above = unit.parent or unit.territory
        form = ChangeUnitForm(data=unit_values(unit, above.code if above else ""))
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                facts, since = form.facts(), form.since_day()
                directory.change_unit(session, viewer, unit_id, facts, clock(), since)
            flash(gettext("Đã ghi đơn vị."))
            return redirect(url_for(".show", unit_id=unit_id), 303)
    return render_template("directory/unit_form.html", form=form, unit=unit, offered=offered)


def unit_in_reach(
    session: Session, viewer: Viewer, action: Action, code: str | None
) -> Unit | None:
    """The unit of this code, or NotFound where it is out of reach; an unknown one is none."""
    unit = units.find_unit_by_code(session, one_line(code))
    if unit is not None and not reaches(viewer, action, unit.id, unit.path):
        raise NotFound("unit")
    return unit


def offered_units(session: Session, viewer: Viewer, action: Action) -> list[Unit]:
    """Units of which a form may name one, in the order of the tree."""
    asked = UnitsAsked(day=local_day(clock()), path=_reach(viewer, action))
    tree = units.outline(session, asked)[:MOST_OFFERED]
    return units.units_in_order(session, (unit for unit, _depth in tree))


def _reach(viewer: Viewer, action: Action) -> str:
    """The path below which the viewer keeps things: all, for who keeps the whole office."""
    return "/" if viewer.may_anywhere(action) else viewer.seat_path


def _asked(session: Session) -> UnitsAsked:
    args = request.args
    under = units.find_unit_by_code(session, one_line(args.get("under")))
    return UnitsAsked(
        text=one_line(args.get("q")),
        kind=one_line(args.get("kind")),
        path=under.path if under else "/",
        day=None if args.get("ended") else local_day(clock()),
    )


def _year_of(session: Session, viewer: Viewer, unit: Unit, today: date) -> Ribbon:
    """What the unit convenes, hosts or prepares this year, as far as the viewer may see it."""
    first, last = date(today.year, 1, 1), date(today.year, 12, 31)
    wanted = MeetingFilter(first=first, last=last, unit_id=unit.id)
    found = meetings.listed(session, viewer, wanted)
    return ribbon_of(today.year, today, [entry_of(meeting) for meeting in found])

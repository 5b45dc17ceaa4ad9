"""Pages of successions: the list, the wizard with its preview, and one as it was entered."""

from collections.abc import Sequence
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from sqlalchemy.orm import Session

from planner.domain.directory import SuccessionKind, codes_in, reaches
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.messages.succession import MOVES, SUCCESSIONS, UNDECIDED
from planner.services import succession as service
from planner.services.succession import Move
from planner.store import directory as units
from planner.store.base import LAST_ID
from planner.store.directory import Succession, Unit
from planner.web.context import clock, needs, reading, writing
from planner.web.directory.blueprint import bp
from planner.web.directory.succession_forms import SuccessionForm
from planner.web.directory.units import offered_units, unit_in_reach
from planner.web.flashes import flashed_refusals
from planner.web.forms import day_of
from planner.web.paging import page_asked, page_of

ONE = f"/successions/<int(max={LAST_ID}):succession_id>"
ROWS = 50
KINDS_ASKED = {kind.value for kind in SuccessionKind}
MOST_LINES = 200  # of a preview, of one thing; more are counted


@bp.get("/successions")
@needs(Action.SEE_UNITS)
def successions() -> ResponseReturnValue:
    """What became of units: the latest day first."""
    number = page_asked()
    with reading() as (session, viewer):
        whole = units.count_successions(session, viewer)
        rows = units.successions_for(session, viewer, limit=ROWS, offset=(number - 1) * ROWS)
        return render_template(
            "directory/successions.html",
            rows=rows,
            page=page_of(number, ROWS, len(rows), whole=whole, more=whole > number * ROWS),
            whole=whole,
            words=SUCCESSIONS,
            today=local_day(clock()),
            may_add=viewer.may_ever(Action.KEEP_UNITS),
        )


@bp.get(ONE)
@needs(Action.SEE_UNITS)
def succession(succession_id: int) -> ResponseReturnValue:
    """One as it was entered; what it has moved is for those who keep its units."""
    with reading() as (session, viewer):
        one = units.get_succession(session, viewer, Action.SEE_UNITS, succession_id)
        keeps = _keeps(viewer, one)
        return render_template(
            "directory/succession.html",
            one=one,
            words=SUCCESSIONS,
            moves=_grouped(service.moves_in(one)) if keeps else [],
            undecided=service.undecided_in(one) if keeps else [],
            undecided_words=UNDECIDED,
            most=MOST_LINES,
            may_undo=keeps and one.undone_at is None,
        )


@bp.route("/successions/new", methods=["GET", "POST"])
@needs(Action.KEEP_UNITS)
def add_succession() -> ResponseReturnValue:
    """The wizard: which units and when, who carries on, what will move, then it is done."""
    form = _begun()
    if form.validate_on_submit() and form.go.data != "back":
        with form.refusals():
            return _enter(form) if form.go.data == "confirm" else _show(form)
    return _ask(form)


@bp.post(f"{ONE}/undo")
@needs(Action.KEEP_UNITS)
def undo_succession(succession_id: int) -> ResponseReturnValue:
    """Take back what was entered by mistake."""
    with flashed_refusals():
        with writing() as (session, viewer):
            service.undo(session, viewer, succession_id, clock())
        flash(gettext("Đã bỏ: mọi thứ lại như trước."))
    return redirect(url_for(".succession", succession_id=succession_id), 303)


def _begun() -> SuccessionForm:
    """With what the first step has said, in the address; how offices and accounts usually go."""
    words = one_line(request.args.get("day"))
    day = day_of(words, local_day(clock()))
    begun = {
        "kind": request.args.get("kind", ""),
        "units": "\n".join(codes_in(request.args.get("units", ""))),
        "day": day,
        "offices_end": True,
        "accounts_move": True,
    }
    form = SuccessionForm(data=begun)
    if words and day is None and not form.is_submitted():
        form.day.raw_data = [words]
        form.day.errors = [form.day.gettext("Not a valid date value.")]
    return form


def _first_step(form: SuccessionForm) -> ResponseReturnValue:
    with reading() as (session, viewer):
        offered = offered_units(session, viewer, Action.KEEP_UNITS)
        _named(session, viewer, form)
    return render_template(
        "directory/succession_begin.html", form=form, words=SUCCESSIONS, offered=offered
    )


def _ask(form: SuccessionForm) -> ResponseReturnValue:
    """The second step: who carries on, and what becomes of the rest."""
    is_begun = form.kind.data in KINDS_ASKED
    if not is_begun or (form.day.errors and not form.is_submitted()):
        return _first_step(form)
    with reading() as (session, viewer):
        offered = offered_units(session, viewer, Action.KEEP_UNITS)
        named = _named(session, viewer, form)
    if not form.is_submitted() and form.kind.data == SuccessionKind.RENAME and named:
        form.name.data = named[0].name
    return render_template(
        "directory/succession_form.html",
        form=form,
        kind=form.kind.data,
        words=SUCCESSIONS,
        named=named,
        offered=offered,
    )


def _named(session: Session, viewer: Viewer, form: SuccessionForm) -> list[Unit]:
    """The units that the form names, or NotFound where one is not the viewer's to keep."""
    codes = codes_in(form.units.data or "")
    found = (unit_in_reach(session, viewer, Action.KEEP_UNITS, code) for code in codes)
    return [unit for unit in found if unit is not None]


def _show(form: SuccessionForm) -> ResponseReturnValue:
    """The third step: all that will move."""
    with writing() as (session, viewer):
        found = service.preview(session, viewer, form.facts(), clock())
    return render_template(
        "directory/succession_preview.html",
        form=form,
        words=SUCCESSIONS,
        moves=_grouped(found.moves),
        undecided=found.undecided,
        undecided_words=UNDECIDED,
        is_planned=found.is_planned,
        most=MOST_LINES,
    )


def _enter(form: SuccessionForm) -> ResponseReturnValue:
    with writing() as (session, viewer):
        made = service.enter(session, viewer, form.facts(), clock())
    flash(gettext("Đã ghi thay đổi tổ chức."))
    return redirect(url_for(".succession", succession_id=made.id), 303)


def _grouped(moves: Sequence[Move]) -> list[tuple[object, list[Move]]]:
    """By what is moved, each under its words."""
    order = list(MOVES)
    known = sorted(moves, key=lambda move: order.index(move.table))
    return [(MOVES[table], list(lines)) for table, lines in groupby(known, lambda move: move.table)]


def _keeps(viewer: Viewer, one: Succession) -> bool:
    return all(
        reaches(viewer, Action.KEEP_UNITS, part.unit.id, part.unit.path) for part in one.parts
    )

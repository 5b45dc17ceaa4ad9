"""Attendance over the years, of units and of the people of one."""

from collections.abc import Sequence

from flask import render_template, request
from flask.typing import ResponseReturnValue

from planner.domain.directory import ReadAs
from planner.domain.rights import Action
from planner.domain.text import matches, search_key
from planner.services.attendance import years as service
from planner.services.attendance.years import History
from planner.store.base import LAST_ID
from planner.store.directory import Unit
from planner.web.attendance.blueprint import over_years as bp
from planner.web.context import clock, needs, reading
from planner.web.paging import page_asked, page_of

PAGE = 50


@bp.get("")
@needs(Action.SEE_ATTENDANCE)
def units_page() -> ResponseReturnValue:
    """Each unit's years, as then or rolled up to who carries its history on."""
    with reading() as (session, viewer):
        found = service.of_units(session, viewer, clock(), _read_as())
    return _page(found, None)


@bp.get(f"/units/<int(max={LAST_ID}):unit_id>")
@needs(Action.SEE_ATTENDANCE)
def people_page(unit_id: int) -> ResponseReturnValue:
    """The years of each person who was called from a unit, at meetings that the viewer sees."""
    with reading() as (session, viewer):
        found = service.of_people(session, viewer, unit_id, clock(), _read_as())
        unit = session.get(Unit, unit_id)
    return _page(found, unit)


def _read_as() -> ReadAs:
    asked = request.args.get("read", "")
    return ReadAs(asked) if asked in tuple(ReadAs) else ReadAs.THEN


def _page(found: Sequence[History], unit: Unit | None) -> ResponseReturnValue:
    text, number = request.args.get("q", ""), page_asked()
    wanted = [one for one in found if not text.strip() or matches(text, search_key(one.name))]
    shown = wanted[(number - 1) * PAGE : number * PAGE]
    return render_template(
        "attendance/years.html",
        unit=unit,
        histories=shown,
        page=page_of(number, PAGE, len(shown), whole=len(wanted), more=len(wanted) > number * PAGE),
        text=text,
        read=_read_as().value,
    )

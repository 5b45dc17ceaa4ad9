"""Entries that may be one person: the pairs, making one of two, taking it back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from planner.domain.errors import NotFound
from planner.domain.rights import Action
from planner.domain.timespan import local_day
from planner.messages.directory import LIKENESSES
from planner.services import directory
from planner.store.base import LAST_ID
from planner.store.directory.merges import get_merge
from planner.store.directory.people import lines_of
from planner.web.context import clock, needs, reading, writing
from planner.web.directory.blueprint import bp
from planner.web.flashes import flashed_refusals
from planner.web.forms import row_id
from planner.web.paging import page_asked, page_of

PAIRS = 25  # of a page


@bp.get("/people/doubles")
@needs(Action.KEEP_PEOPLE)
def doubles() -> ResponseReturnValue:
    """Pairs that may be one person, each side with its post and unit."""
    number = page_asked()
    with reading() as (session, viewer):
        pairs = directory.suggestions(session, viewer)
        shown = pairs[(number - 1) * PAIRS : number * PAIRS]
        ids = {one.id for pair in shown for one in (pair.first, pair.second)}
        lines = lines_of(session, sorted(ids), local_day(clock()))
        page = page_of(
            number, PAIRS, len(shown), whole=len(pairs), more=len(pairs) > number * PAIRS
        )
        return render_template(
            "directory/doubles.html",
            pairs=shown,
            lines={line.person.id: line for line in lines},
            page=page,
            likenesses=LIKENESSES,
        )


@bp.post("/people/merge")
@needs(Action.KEEP_PEOPLE)
def merge() -> ResponseReturnValue:
    """Make one of two: who is kept stands in the form."""
    kept, gone = _number("kept"), _number("gone")
    with flashed_refusals():
        with writing() as (session, viewer):
            directory.merge_people(session, viewer, kept, gone, clock())
        flash(gettext("Đã gộp; hoàn tác được ở trang này."))
        return redirect(url_for(".person", person_id=kept), 303)
    return redirect(url_for(".doubles"), 303)


@bp.post(f"/people/merges/<int(max={LAST_ID}):merge_id>/undo")
@needs(Action.KEEP_PEOPLE)
def undo_merge(merge_id: int) -> ResponseReturnValue:
    """Two again."""
    with reading() as (session, _viewer):
        kept = get_merge(session, merge_id).kept_id
    with flashed_refusals():
        with writing() as (session, viewer):
            directory.undo_merge(session, viewer, merge_id, clock())
        flash(gettext("Đã hoàn tác: lại là hai người."))
    return redirect(url_for(".person", person_id=kept), 303)


def _number(name: str) -> int:
    try:
        return row_id(request.form.get(name, ""))
    except ValueError as error:
        raise NotFound("person") from error

"""The record of deeds: who did what, when, newest first."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.domain.rights import Action
from planner.messages.audit import DEEDS, NOUNS
from planner.store import audit
from planner.store.audit import AuditEntry
from planner.web.asked import number_asked
from planner.web.context import needs, reading
from planner.web.recorded import changes_in

bp = Blueprint("audit", __name__, url_prefix="/audit")
ROWS = 100  # of a page
# Where a thing has a page of its own: its endpoint, and what the address calls the number.
PAGES = {
    "unit": ("directory.show", "unit_id"),
    "person": ("directory.person", "person_id"),
    "venue": ("venue.show", "venue_id"),
    "meeting": ("meeting.show", "meeting_id"),
    "series": ("series.show", "series_id"),
    "campaign": ("campaign.show", "campaign_id"),
    "cluster": ("directory.cluster", "cluster_id"),
    "succession": ("directory.succession", "succession_id"),
    "planning_run": ("planning.run", "run_id"),
}


@bp.get("/")
@needs(Action.SEE_AUDIT)
def index() -> ResponseReturnValue:
    """What everybody did, a page at a time; `before` is the number of an entry."""
    before = number_asked("before")
    with reading() as (session, viewer):
        found = audit.entries(session, viewer, before, limit=ROWS + 1)
        changes = changes_in(session, found[:ROWS])
    return render_template(
        "audit/index.html",
        entries=found[:ROWS],
        next_before=found[ROWS - 1].id if len(found) > ROWS else None,
        is_first=before is None,
        deeds=DEEDS,
        nouns=NOUNS,
        changes=changes,
        page_of=_page_of,
    )


def _page_of(entry: AuditEntry) -> str | None:
    """The address of the thing, where it has a page."""
    endpoint, name = PAGES.get(entry.noun, ("", ""))
    known: dict[str, Callable[..., Any]] = current_app.view_functions
    values: dict[str, Any] = {name: entry.noun_id}
    return url_for(endpoint, **values) if endpoint in known else None

"""Which unit a new series or campaign is for, where somebody may plan for several."""

from flask import request
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound
from planner.domain.rights import Action, Viewer
from planner.store import directory as units
from planner.store.directory import Unit
from planner.web.asked import number_asked


def convenor_asked(session: Session, viewer: Viewer, action: Action) -> Unit:
    """The unit that the address names by number, else the viewer's own seat, else the first."""
    if request.args.get("convenor"):
        return units.get_convenor(session, viewer, action, number_asked("convenor"))
    convenors = units.convenors_for(session, viewer, action)
    own = [unit for unit in convenors if unit.id == viewer.seat_id]
    if not convenors:
        raise NotFound("convenor")
    return (own or convenors)[0]

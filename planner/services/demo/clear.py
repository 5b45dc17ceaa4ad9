"""Taking the demo office away again. The caller commits."""

from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import Action, Viewer
from planner.store import demo as store
from planner.store.demo import Hanging


def clear(session: Session, viewer: Viewer) -> list[Hanging]:
    """Remove the whole demo with all that was done in it; what is not of it stays.

    Where rows of somebody's own refer to it nothing is removed: they come back.
    Refused: no demo is loaded. Only for who keeps all accounts.
    """
    if not viewer.may_anywhere(Action.KEEP_ACCOUNTS):
        raise NotFound("demo")
    store.keep_others_out(session)
    last = store.last_numbers(session)
    if last is None:
        raise RuleBroken("demo.not_loaded")
    hanging = store.hanging_on(session, last)
    if not hanging:
        store.remove(session, last)
    return hanging

"""Sessions that no plan may touch. The caller commits."""

from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.meeting import Status
from planner.domain.rights import Action, Viewer
from planner.domain.rotation import reason_of
from planner.services.rotation.planning.ground import OPEN
from planner.store import audit
from planner.store import series as all_series
from planner.store.rotation import planning as store
from planner.store.rotation.planning import TurnLock
from planner.store.session import flush


def lock(
    session: Session, viewer: Viewer, series_id: int, meeting_id: int, reason: str, now: datetime
) -> None:
    """Keep a session as it is, whatever is planned; refused for what is over or called off."""
    series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id, lock=True)
    turn = all_series.get_turn(session, series, meeting_id)
    if Status(turn.meeting.status) not in OPEN:
        raise RuleBroken("planning.session_over")
    if store.locks_of(session, [meeting_id]):
        return
    why = reason_of(reason) if reason.strip() else ""
    session.add(TurnLock(meeting_id=meeting_id, reason=why, account_name=viewer.name, at=now))
    flush(session)
    audit.record(session, viewer, now, "lock_session", turn.meeting, {"reason": [None, why]})


def unlock(
    session: Session, viewer: Viewer, series_id: int, meeting_id: int, now: datetime
) -> None:
    """Let plans move it again."""
    series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id, lock=True)
    turn = all_series.get_turn(session, series, meeting_id)
    found = store.locks_of(session, [meeting_id]).get(meeting_id)
    if found is not None:
        session.delete(found)
        flush(session)
        audit.record(session, viewer, now, "unlock_session", turn.meeting)

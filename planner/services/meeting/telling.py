"""The host unit learns by letter what was done to its meeting."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.rights import Viewer
from planner.services import notice
from planner.services.notice import MeetingFacts
from planner.store import directory as units
from planner.store.meeting import Meeting

_NEWS = {
    "book_meeting": "booked",
    "confirm_meeting": "confirmed",
    "mark_meeting_held": "held",
    "postpone_meeting": "postponed",
    "cancel_meeting": "cancelled",
}


def tell_host(
    session: Session,
    viewer: Viewer,
    row: Meeting,
    deed: str,
    differs: dict[str, Any],
    now: datetime,
) -> None:
    """Whoever hosts it now learns of the deed; whoever did, that it no longer does."""
    facts, news = facts_of(row), _NEWS.get(deed, "changed")
    was = differs["host"][0] if "host" in differs else None
    if was is not None:
        earlier = units.find_unit_by_code(session, was)
        released = earlier.id if earlier else None
        notice.tell_host(session, viewer, released, facts, "released", now)
    if "host" in differs and news == "changed":
        news = "booked"
    notice.tell_host(session, viewer, row.host_id, facts, news, now)


def facts_of(row: Meeting) -> MeetingFacts:
    """What a letter says of a meeting; hall loaded."""
    span, window = row.span, row.window
    return MeetingFacts(
        id=row.id,
        code=row.code,
        title=row.title,
        status=row.status,
        starts_at=span.start if span else None,
        ends_at=span.end if span else None,
        window_start=window.start if window else None,
        window_end=window.end if window else None,
        time_words=row.time_words or row.awaiting,
        place=", ".join(filter(None, (row.hall.name if row.hall else "", row.place))),
        reason=row.status_reason,
    )

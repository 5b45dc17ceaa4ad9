"""A meeting as other programs read it: the form of the contract, for the API and the commands."""

from datetime import datetime
from typing import Any

from planner.domain.timespan import HANOI, Precision
from planner.store.directory import Unit
from planner.store.meeting import Meeting, SeriesName


def record_of(meeting: Meeting, series: SeriesName | None) -> dict[str, Any]:
    """Plain values, all names loaded; a window without days says whose word is awaited."""
    span, hall, topic = meeting.span, meeting.hall, meeting.topic
    return {
        "id": meeting.id,
        "code": meeting.code,
        "title": meeting.title,
        "kind": meeting.kind,
        "status": meeting.status,
        "start": _local(span.start) if span else None,
        "end": _local(span.end) if span else None,
        "window": None if span else _window(meeting),
        "venue": {"code": hall.code, "name": hall.name} if hall else None,
        "host": _unit(meeting.host),
        "convenor": _unit(meeting.convenor),
        "topic": {"code": f"CD-{topic.id}", "name": topic.title} if topic else None,
        "series": {"code": series.code, "name": series.title} if series else None,
        "standing_office": _unit(meeting.standing_office),
        "place": meeting.place,
        "precision": meeting.precision,
        "session": meeting.day_part,
        "strict_before": meeting.strict_before,
        "date_sure": meeting.date_sure,
        "venue_sure": meeting.venue_sure,
        "headcount": meeting.headcount,
        "headcount_sure": meeting.headcount_sure,
        "reason": meeting.status_reason,
    }


def _window(meeting: Meeting) -> dict[str, str | None]:
    """Of a deadline the end alone."""
    window = meeting.window
    from_day = window is not None and meeting.exactness is not Precision.DEADLINE
    return {
        "start": window.start.isoformat() if window and from_day else None,
        "end": window.end.isoformat() if window else None,
        "words": meeting.time_words or meeting.awaiting,
    }


def _unit(unit: Unit | None) -> dict[str, str] | None:
    return {"code": unit.code, "name": unit.name} if unit else None


def _local(moment: datetime) -> str:
    return moment.astimezone(HANOI).isoformat()

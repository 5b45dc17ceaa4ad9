"""What a meeting is made of, given and written down."""

from dataclasses import dataclass, field
from typing import Any, TypedDict

from sqlalchemy.orm import Session

from planner.domain import meeting as rules
from planner.domain.errors import Finding, RuleBroken
from planner.domain.meeting import MeetingKind, Status, When
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import HANOI
from planner.store import directory as units
from planner.store import venue as venues
from planner.store.directory import Unit
from planner.store.meeting import Meeting
from planner.store.topic import Topic
from planner.store.venue import Hall


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDraft:
    """What a meeting is made of. `code`: None makes the next one of its kind and year."""

    title: str
    kind: MeetingKind
    convenor_id: int
    when: When
    host_id: int | None = None
    standing_office_id: int | None = None
    hall_id: int | None = None
    place: str = ""
    topic_id: int | None = None
    date_sure: bool = False
    venue_sure: bool = False
    headcount: int | None = None
    headcount_sure: bool = False
    status: Status = Status.TENTATIVE
    code: str | None = None


class MeetingChanges(TypedDict, total=False):
    """Only what changes; None empties what may be empty. `reason` goes with a step of status."""

    title: str
    kind: MeetingKind
    convenor_id: int
    when: When
    host_id: int | None
    standing_office_id: int | None
    hall_id: int | None
    place: str
    topic_id: int | None
    date_sure: bool
    venue_sure: bool
    headcount: int | None
    headcount_sure: bool
    status: Status
    reason: str


@dataclass(frozen=True, slots=True)
class Booked:
    """A meeting as it was saved, and what is worth a second look."""

    meeting: Meeting
    findings: list[Finding] = field(default_factory=list)


def plain(row: Meeting) -> dict[str, Any]:
    """The meeting as it is written down: codes of what it refers to, times at the office."""
    when = row.when
    return {
        "title": row.title,
        "kind": row.kind,
        "convenor": row.convenor.code,
        "host": row.host.code if row.host else None,
        "standing_office": row.standing_office.code if row.standing_office else None,
        "hall": row.hall.code if row.hall else None,
        "place": row.place,
        "topic": row.topic.title if row.topic else None,
        "precision": row.precision,
        "start": when.span.start.astimezone(HANOI).isoformat() if when.span else None,
        "end": when.span.end.astimezone(HANOI).isoformat() if when.span else None,
        "part": row.day_part,
        "window_start": when.window.start.isoformat() if when.window else None,
        "window_end": when.window.end.isoformat() if when.window else None,
        "strict_before": row.strict_before,
        "words": row.time_words,
        "awaiting": row.awaiting,
        "date_sure": row.date_sure,
        "venue_sure": row.venue_sure,
        "headcount": row.headcount,
        "headcount_sure": row.headcount_sure,
        "status": row.status,
        "reason": row.status_reason,
    }


def values_of(session: Session, viewer: Viewer, changes: MeetingChanges) -> dict[str, Any]:
    """What stands in the row for what was given; all is looked up before anything is written."""
    values: dict[str, Any] = {}
    if "convenor_id" in changes:
        values["convenor"] = units.get_unit(
            session, viewer, Action.BOOK_MEETING, changes["convenor_id"]
        )
    if "host_id" in changes:
        values["host"] = _unit(session, changes["host_id"], "host_id")
    if "standing_office_id" in changes:
        office_id = changes["standing_office_id"]
        values["standing_office"] = _unit(session, office_id, "standing_office_id")
    if "hall_id" in changes:
        values["hall"] = _hall(session, changes["hall_id"])
    if "topic_id" in changes:
        values["topic"] = _topic(session, changes["topic_id"])
    if "when" in changes:
        values |= _time_values(changes["when"])
    return values | _own_values(changes)


def _own_values(changes: MeetingChanges) -> dict[str, Any]:
    """What needs no look into other tables."""
    values: dict[str, Any] = {}
    if "title" in changes:
        values["title"] = rules.title_of(changes["title"])
    if "kind" in changes:
        values["kind"] = changes["kind"].value
    if "place" in changes:
        values["place"] = rules.place_of(changes["place"])
    if "headcount" in changes:
        values["headcount"] = rules.headcount_of(changes["headcount"])
    for sure in ("date_sure", "venue_sure", "headcount_sure"):
        if sure in changes:
            values[sure] = changes[sure]
    return values


def _time_values(when: When) -> dict[str, Any]:
    span, window = when.span, when.window
    return {
        "precision": when.precision.value,
        "starts_at": span.start if span else None,
        "ends_at": span.end if span else None,
        "day_part": when.part.value if when.part else None,
        "window_start": window.start if window else None,
        "window_end": window.end if window else None,
        "strict_before": when.strict_before,
        "time_words": when.words,
        "awaiting": when.awaiting,
    }


def _unit(session: Session, unit_id: int | None, blamed: str) -> Unit | None:
    """Any unit may host or prepare; that it exists is nobody's secret."""
    unit = None if unit_id is None else session.get(Unit, unit_id)
    if unit is None and unit_id is not None:
        raise RuleBroken("meeting.no_such_unit", field=blamed)
    return unit


def _hall(session: Session, hall_id: int | None) -> Hall | None:
    hall = None if hall_id is None else venues.get_hall(session, hall_id)
    if hall is None and hall_id is not None:
        raise RuleBroken("venue.no_such_hall", field="hall_id")
    return hall


def _topic(session: Session, topic_id: int | None) -> Topic | None:
    topic = None if topic_id is None else session.get(Topic, topic_id)
    if topic is None and topic_id is not None:
        raise RuleBroken("meeting.no_such_topic", field="topic_id")
    return topic

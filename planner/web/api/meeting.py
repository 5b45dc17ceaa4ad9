"""Meetings for programs: codes name units and halls, times carry their offset."""

import re
from datetime import date
from typing import Any, cast

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.meeting import (
    MeetingKind,
    Status,
    When,
    when_from_words,
)
from planner.domain.rights import Action
from planner.domain.timespan import HANOI, TimeSpan, local_day
from planner.domain.venue import Offer
from planner.messages import finding, refusal
from planner.services import meeting as service
from planner.services.meeting import Booked, MeetingChanges, MeetingDraft, record_of
from planner.store import directory as units
from planner.store import meeting as meetings
from planner.store import topic as topics
from planner.store import venue as venues
from planner.store.base import LAST_ID
from planner.store.meeting import Meeting, MeetingFilter
from planner.store.topic import Topic
from planner.web.api import body
from planner.web.api.body import Fields, WrongFields
from planner.web.context import clock, needs, new_uid, reading, settings, writing
from planner.web.wording import gettext

bp = Blueprint("api_meeting", __name__, url_prefix="/api/v1/meetings")
ONE = f"/<int(max={LAST_ID}):meeting_id>"

TEXTS = ("title", "place", "reason")
FLAGS = ("date_sure", "venue_sure", "headcount_sure")
UNITS = ("convenor", "host", "standing_office")
TIMES = ("start", "end", "window")
CHANGEABLE = frozenset({*TEXTS, *FLAGS, *UNITS, *TIMES, "kind", "status", "venue", "topic"}) | {
    "headcount"
}
NEVER_NULL = ("title", "kind", "convenor", "status", *FLAGS)
TOPIC_CODE = re.compile(r"CD-([0-9]{1,9})")
# What a rule blames, as this API calls it.
CALLED = {
    "convenor_id": "convenor",
    "host_id": "host",
    "standing_office_id": "standing_office",
    "hall_id": "venue",
    "topic_id": "topic",
    "starts_at": "start",
    "ends_at": "end",
    "window_end": "window",
    "awaiting": "window",
}


@bp.get("")
@needs(Action.SEE_MEETING)
def index() -> ResponseReturnValue:
    """Every meeting that the account may see, by time."""
    with reading() as (session, viewer):
        found = meetings.listed(session, viewer, MeetingFilter())
        series = meetings.series_of(session)
        records = [record_of(meeting, series.get(meeting.id)) for meeting in found]
    return jsonify(records)


@bp.post("")
@needs(Action.BOOK_MEETING)
def book() -> ResponseReturnValue:
    """Keep a new meeting."""
    request.get_data()  # all of it, before anybody waits for our transaction
    try:
        with writing() as (session, viewer):
            draft = _draft(session, body.json_object())
            booked = service.book(session, viewer, draft, uid=new_uid(), now=clock())
            answer = _answer(session, booked)
    except (WrongFields, RuleBroken) as broken:
        return _refused(broken)
    return jsonify(answer), 201


@bp.get(ONE)
@needs(Action.SEE_MEETING)
def show(meeting_id: int) -> ResponseReturnValue:
    """One meeting, with what is worth a second look."""
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.SEE_MEETING, meeting_id)
        findings = service.findings_of(session, viewer, meeting, clock())
        answer = _answer(session, Booked(meeting, findings))
    return jsonify(answer)


@bp.patch(ONE)
@needs(Action.CHANGE_MEETING)
def change(meeting_id: int) -> ResponseReturnValue:
    """Change the given fields, all or none."""
    request.get_data()
    try:
        with writing() as (session, viewer):
            known = meetings.get(session, viewer, Action.CHANGE_MEETING, meeting_id, lock=True)
            changes = _changes(session, body.json_object(), known)
            booked = service.change(session, viewer, meeting_id, changes, clock())
            answer = _answer(session, booked)
    except (WrongFields, RuleBroken) as broken:
        return _refused(broken)
    return jsonify(answer)


def _answer(session: Session, booked: Booked) -> dict[str, Any]:
    meeting = booked.meeting
    record = record_of(meeting, meetings.series_of(session, [meeting.id]).get(meeting.id))
    return record | {
        "url": f"{settings().base_url}/meetings/{meeting.id}",
        "findings": [
            {"code": found.code.partition(".")[2], "message": finding(found)}
            for found in booked.findings
        ],
    }


def _refused(broken: WrongFields | RuleBroken) -> ResponseReturnValue:
    if isinstance(broken, WrongFields):
        return _wrong(dict(broken.fields))
    if broken.code in ("venue.hall_taken", "venue.hall_just_taken"):
        return _taken(broken)
    blamed = broken.field or "title"
    return _wrong({CALLED.get(blamed, blamed): [refusal(broken)]})


def _wrong(fields: dict[str, list[str]]) -> ResponseReturnValue:
    error = {"code": "invalid", "message": gettext("Có mục cần ghi lại.")}
    return jsonify(error=error, fields=fields), 422


def _taken(broken: RuleBroken) -> ResponseReturnValue:
    details, sentence = broken.details, refusal(broken)
    offers = cast(list[Offer], details.get("offers", []))
    answer = {
        "error": {"code": "hall_taken", "message": sentence},
        "code": "hall_taken",
        "message": sentence,
        "held_by": {"code": details.get("held_code"), "title": details.get("held_title")},
        "alternatives": [_offer(offer) for offer in offers],
    }
    return jsonify(answer), 409


def _offer(offer: Offer) -> dict[str, str]:
    return {
        "start": offer.span.start.astimezone(HANOI).isoformat(),
        "end": offer.span.end.astimezone(HANOI).isoformat(),
        "venue": offer.hall.code,
    }


def _draft(session: Session, given: dict[str, Any]) -> MeetingDraft:
    fields = Fields(given, CHANGEABLE - {"reason"} | {"code"})
    changes: dict[str, Any] = {"kind": MeetingKind.CONFERENCE, **_read(session, fields, None)}
    missing = [name for name in ("title", "convenor") if name not in fields]
    if not any(map(fields.has, TIMES)):
        missing.append("start")
    for name in missing:
        fields.blame(name, gettext("Hãy điền mục này."))
    changes["code"] = fields.read("code", body.text)
    fields.finish()
    return MeetingDraft(**changes)


def _changes(session: Session, given: dict[str, Any], known: Meeting) -> MeetingChanges:
    fields = Fields(given, CHANGEABLE)
    changes = _read(session, fields, known)
    if fields.has("reason"):
        changes["reason"] = fields.read("reason", body.text) or ""
    fields.finish()
    return cast(MeetingChanges, changes)


def _read(session: Session, fields: Fields, known: Meeting | None) -> dict[str, Any]:
    """What the given fields change, by the names that the service has for them."""
    changes: dict[str, Any] = {}
    for name in NEVER_NULL:
        if name in fields and not fields.has(name):
            fields.blame(name, gettext("Mục này không để trống được."))
    readers = {
        "title": body.text,
        "kind": body.one_of(MeetingKind),
        "status": body.one_of(Status),
        **dict.fromkeys(FLAGS, body.flag),
    }
    for name, reader in readers.items():
        value = fields.read(name, reader)
        if value is not None:
            changes[name] = value
    if "headcount" in fields:
        changes["headcount"] = fields.read("headcount", body.whole_number)
    if "place" in fields:
        changes["place"] = fields.read("place", body.text) or ""
    when = _when(fields, known)
    return changes | _references(session, fields) | ({"when": when} if when else {})


def _references(session: Session, fields: Fields) -> dict[str, Any]:
    """Units and halls by their codes, a chuyên đề by code or title; null empties."""
    found: dict[str, Any] = {}
    for name in UNITS:
        if name in fields and (fields.has(name) or name != "convenor"):
            found[f"{name}_id"] = fields.read(name, lambda code: _unit_id(session, code))
    if "venue" in fields:
        found["hall_id"] = fields.read("venue", lambda code: _hall_id(session, code))
    if "topic" in fields:
        found["topic_id"] = fields.read("topic", lambda code: _topic_id(session, code))
    return found


def _unit_id(session: Session, code: Any) -> int:
    unit = units.find_unit_by_code(session, body.text(code))
    if unit is None:
        raise RuleBroken("meeting.no_such_unit")
    return unit.id


def _hall_id(session: Session, code: Any) -> int:
    hall = venues.find_hall_by_code(session, body.text(code))
    if hall is None:
        raise RuleBroken("venue.no_such_hall")
    return hall.id


def _topic_id(session: Session, code: Any) -> int:
    """By the code that `record_of` gives, or by its title."""
    name = body.text(code)
    number = TOPIC_CODE.fullmatch(name)
    topic = session.get(Topic, int(number[1])) if number else topics.find_topic(session, name)
    if topic is None:
        raise RuleBroken("meeting.no_such_topic")
    return topic.id


def _when(fields: Fields, known: Meeting | None) -> When | None:
    """Exact hours, or words; None where neither is given or something is wrong."""
    hours = fields.has("start") or fields.has("end")
    if fields.has("window"):
        if hours:
            fields.blame("window", gettext("Chỉ ghi start và end, hoặc window."))
            return None
        return fields.read("window", lambda words: when_from_words(body.text(words), _today()))
    return _exact(fields, known.span if known else None) if hours else None


def _exact(fields: Fields, before: TimeSpan | None) -> When | None:
    """A new start alone moves the meeting, a new end alone makes it longer or shorter."""
    start, end = fields.read("start", body.moment), fields.read("end", body.moment)
    if fields.wrong.keys() & {"start", "end"}:
        return None
    if before is not None:
        end = end or (start + (before.end - before.start) if start else None)
        start = start or before.start
    for name, moment in (("start", start), ("end", end)):
        if moment is None:
            fields.blame(name, gettext("Hãy ghi cả giờ bắt đầu và giờ kết thúc."))
    if start is None or end is None:
        return None
    return When.exact(TimeSpan(start, end))


def _today() -> date:
    return local_day(clock())

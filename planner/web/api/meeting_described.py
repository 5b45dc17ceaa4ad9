"""What the description of the API says of meetings."""

from typing import Any

from planner.domain.meeting import MeetingKind, Status
from planner.domain.timespan import DayPart, Precision
from planner.store.base import LAST_ID
from planner.web.api.body import LONGEST_TEXT
from planner.web.api.shapes import (
    FLAG,
    MOMENT,
    NUMBER,
    TEXT,
    Shape,
    answer,
    body,
    closed,
    listed,
    named,
    obj,
    one_of,
    or_null,
    refusals,
)

BY_TOKEN: list[Any] = [{"apiToken": []}]
LIMITED: Shape = {"type": "string", "maxLength": LONGEST_TEXT}
CODE_OR_NULL = or_null(LIMITED)
CODED = or_null(obj({"code": TEXT, "name": TEXT}))
MEETING_ID: Shape = {
    "name": "meeting_id",
    "in": "path",
    "required": True,
    "schema": {"type": "integer", "minimum": 0, "maximum": LAST_ID},
}


def paths() -> dict[str, Any]:
    return {"/api/v1/meetings": _all(), "/api/v1/meetings/{meeting_id}": _one()}


def schemas() -> dict[str, Shape]:
    return {
        "Meeting": _meeting(),
        "MeetingShown": {"allOf": [named("Meeting"), _beside()]},
        "NewMeeting": _draft(),
        "MeetingChanges": _changes(),
        "HallTaken": _hall_taken(),
        "WrongFields": obj(
            {
                "error": obj({"code": TEXT, "message": TEXT}),
                "fields": {"type": "object", "additionalProperties": listed(TEXT)},
            }
        ),
    }


def _all() -> dict[str, Any]:
    shown = answer("Đã ghi. / Kept.", named("MeetingShown"))
    return {
        "get": {
            "operationId": "listMeetings",
            "summary": "Mọi cuộc họp được xem / Every meeting in reach",
            "tags": ["meetings"],
            "security": BY_TOKEN,
            "responses": {
                "200": answer("Theo thời gian. / By time.", listed(named("Meeting"))),
                **refusals(401),
            },
        },
        "post": {
            "operationId": "bookMeeting",
            "summary": "Đặt một cuộc họp / Book a meeting",
            "description": "`start` và `end`, hoặc `window` bằng lời. / `start` and `end`, or"
            " `window` in words.",
            "tags": ["meetings"],
            "security": BY_TOKEN,
            "requestBody": body(named("NewMeeting")),
            "responses": {"201": shown, **refusals(400, 401, 404, 413, 415), **_rules()},
        },
    }


def _one() -> dict[str, Any]:
    shown = answer("Cuộc họp. / The meeting.", named("MeetingShown"))
    return {
        "parameters": [MEETING_ID],
        "get": {
            "operationId": "showMeeting",
            "summary": "Một cuộc họp và điều cần xem lại / One meeting, with findings",
            "tags": ["meetings"],
            "security": BY_TOKEN,
            "responses": {"200": shown, **refusals(401, 404, 405)},
        },
        "patch": {
            "operationId": "changeMeeting",
            "summary": "Đổi vài mục, tất cả hoặc không / Change some fields, all or none",
            "tags": ["meetings"],
            "security": BY_TOKEN,
            "requestBody": body(named("MeetingChanges")),
            "responses": {"200": shown, **refusals(400, 401, 404, 405, 413, 415), **_rules()},
        },
    }


def _rules() -> dict[str, Shape]:
    return {
        "409": answer("Hội trường đã có người giữ. / The hall is taken.", named("HallTaken")),
        "422": answer("Có mục cần ghi lại. / Some fields are wrong.", named("WrongFields")),
    }


def _meeting() -> Shape:
    day = or_null({"type": "string", "format": "date"})
    return obj(
        {
            "id": NUMBER,
            "code": TEXT,
            "title": TEXT,
            "kind": one_of(MeetingKind),
            "status": one_of(Status),
            "start": or_null(MOMENT),
            "end": or_null(MOMENT),
            "window": or_null(obj({"start": day, "end": day, "words": TEXT})),
            **dict.fromkeys(("venue", "host", "convenor", "topic", "series"), CODED),
            "standing_office": CODED,
            "place": TEXT,
            "precision": one_of(Precision),
            "session": or_null(one_of(DayPart)),
            "strict_before": or_null(FLAG),
            "date_sure": FLAG,
            "venue_sure": FLAG,
            "headcount": or_null(NUMBER),
            "headcount_sure": FLAG,
            "reason": TEXT,
        }
    )


def _beside() -> Shape:
    return obj({"url": TEXT, "findings": listed(obj({"code": TEXT, "message": TEXT}))})


def _fields() -> dict[str, Shape]:
    """What may be set, with null for what may be emptied."""
    return {
        "title": LIMITED,
        "kind": one_of(MeetingKind),
        "status": one_of(Status),
        "convenor": LIMITED,
        "host": CODE_OR_NULL,
        "standing_office": CODE_OR_NULL,
        "venue": CODE_OR_NULL,
        "topic": CODE_OR_NULL,
        "place": CODE_OR_NULL,
        "start": or_null(MOMENT),
        "end": or_null(MOMENT),
        "window": CODE_OR_NULL,
        "date_sure": FLAG,
        "venue_sure": FLAG,
        "headcount": or_null({"type": "integer", "minimum": 1}),
        "headcount_sure": FLAG,
    }


def _draft() -> Shape:
    when = {"anyOf": [{"required": ["start", "end"]}, {"required": ["window"]}]}
    fields = _fields() | {"code": CODE_OR_NULL}
    return closed({**obj(fields, only=("title", "convenor")), **when})


def _changes() -> Shape:
    return closed(obj(_fields() | {"reason": CODE_OR_NULL}, only=()))


def _hall_taken() -> Shape:
    offer = obj({"start": MOMENT, "end": MOMENT, "venue": TEXT})
    return obj(
        {
            "error": obj({"code": TEXT, "message": TEXT}),
            "code": TEXT,
            "message": TEXT,
            "held_by": obj({"code": or_null(TEXT), "title": or_null(TEXT)}),
            "alternatives": listed(offer),
        }
    )

"""Series, their sessions, the agenda that they share, and the topics that they study."""

from typing import Any

from tests.factories import Office
from tests.web.cases import Case


def _series(office: Office) -> dict[str, Any]:
    return {"series_id": office.series.id}


def _session(office: Office) -> dict[str, Any]:
    return {"series_id": office.series.id, "meeting_id": office.meeting.id}


def _step(office: Office) -> dict[str, Any]:
    return {"series_id": office.series.id, "item_id": office.step.id}


def _facts(_office: Office) -> dict[str, Any]:
    return {"title": "Giao ban năm 2027", "code": "GB-2027", "year": "2027"}


def _plan(office: Office) -> dict[str, Any]:
    return {"sessions-0-when": "tháng 5", "sessions-0-host_id": str(office.called.id)}


CASES = {
    "series.index": Case("list"),
    "series.show": Case("series", _series),
    "series.add": Case("series", lambda office: {"convenor": office.province.id}, _facts),
    "series.change": Case("series", _series, _facts),
    "series.plan": Case("series", _series, _plan),
    "series.sort_sessions": Case("series", _series),
    "series.change_session": Case("series", _session, lambda _office: {"when": "sáng 8/1"}),
    "series.remove_session": Case("series", _session, lambda _office: {"reason": "gộp kỳ"}),
    "agenda.index": Case("series", _series, lambda _office: {"title": "Thảo luận"}),
    "agenda.use_usual": Case("series", _series),
    "agenda.change": Case("series", _step, lambda _office: {"title": "Khai mạc kỳ họp"}),
    "agenda.move": Case("series", _step, lambda _office: {"by": "up"}),
    "agenda.remove": Case("series", _step),
    "topic.index": Case("list"),
}

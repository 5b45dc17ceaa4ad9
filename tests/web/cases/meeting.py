"""Pages of meetings."""

from typing import Any

from tests.factories import Office
from tests.web.cases import Case


def _one(office: Office) -> dict[str, Any]:
    return {"meeting_id": office.meeting.id}


def _by_host(office: Office) -> dict[str, Any]:
    """Convened by the host: the meeting belongs to that unit."""
    return {"convenor": office.host.code}


def _new(office: Office) -> dict[str, Any]:
    return {
        "title": "Hội nghị",
        "kind": "conference",
        "convenor": office.host.code,
        "time_kind": "words",
        "words": "tháng 6/2026",
        "status": "tentative",
    }


def _changed(office: Office) -> dict[str, Any]:
    """As it is but for its title, so that the convenor is nobody's new one."""
    return {
        "title": "Giao ban quý II",
        "kind": "briefing",
        "convenor": office.province.code,
        "time_kind": "hours",
        "day": "2026-01-05",
        "start": "07:30",
        "end": "17:00",
        "status": "confirmed",
    }


CASES = {
    "meeting.index": Case("list"),
    "meeting.year": Case("list"),
    "meeting.read_time": Case("list", is_part=True),
    "meeting.show": Case("meeting", _one),
    "meeting.book": Case("unit", _by_host, _new),
    "meeting.change": Case("meeting", _one, _changed),
    "meeting.settle": Case("meeting", _one, lambda _office: {"what": "date"}),
    "meeting.confirm": Case("meeting", _one),
    "meeting.held": Case("meeting", _one),
    "meeting.call_off": Case("meeting", _one, lambda _office: {"reason": "Bận việc tỉnh"}),
}

"""The API of meetings."""

from typing import Any

from tests.factories import Office
from tests.web.cases import Case


def _one(office: Office) -> dict[str, Any]:
    return {"meeting_id": office.meeting.id}


def _new(office: Office) -> dict[str, Any]:
    """Convened by the host: it belongs to that unit."""
    return {"title": "Hội nghị", "convenor": office.host.code, "window": "tháng 6/2026"}


CASES = {
    "api_meeting.index": Case("list"),
    "api_meeting.book": Case("unit", form=_new, json=True, done={"POST": 201}),
    "api_meeting.show": Case("meeting", _one),
    "api_meeting.change": Case("meeting", _one, lambda _office: {"title": "Mới"}, json=True),
}

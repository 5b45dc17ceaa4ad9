"""Doors and the ledger."""

from typing import Any

from tests.factories import Office
from tests.web.cases import Case


def _meeting(office: Office) -> dict[str, Any]:
    return {"meeting_id": office.meeting.id}


def _door(office: Office) -> dict[str, Any]:
    return {"meeting_id": office.meeting.id, "door_id": office.door.id}


def _device(office: Office) -> dict[str, Any]:
    return {"meeting_id": office.meeting.id, "device_id": office.device.id}


CASES = {
    "attendance.doors_page": Case(
        "meeting", _meeting, form=lambda _office: {"name": "Cửa chính"}, done={"POST": 200}
    ),
    "attendance.invite": Case("meeting", _door, done={"POST": 200}),
    "attendance.revoke": Case("meeting", _device),
    "attendance.ledger_page": Case("meeting", _meeting),
}

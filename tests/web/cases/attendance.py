"""Doors and the ledger."""

from typing import Any

from sqlalchemy.orm import object_session

from planner.store.account import Credential
from planner.store.attendance import Scan
from tests.factories import NOW, Office, keep
from tests.web.cases import Case


def _meeting(office: Office) -> dict[str, Any]:
    return {"meeting_id": office.meeting.id}


def _door(office: Office) -> dict[str, Any]:
    return {"meeting_id": office.meeting.id, "door_id": office.door.id}


def _device(office: Office) -> dict[str, Any]:
    return {"meeting_id": office.meeting.id, "device_id": office.device.id}


def _paired(office: Office) -> dict[str, Any]:
    """The device with a token of its own."""
    session = object_session(office.meeting)
    assert session is not None
    mine = {"kind": "device", "owner_id": office.device.id}
    if session.query(Credential).filter_by(**mine).first() is None:
        keep(session, Credential(**mine, generation=1, hash="h", scopes="scan", created_at=NOW))
    return _device(office)


def _delegate(office: Office) -> dict[str, Any]:
    return {"meeting_id": office.meeting.id, "delegate_id": office.lan.id}


def _scan(office: Office) -> dict[str, Any]:
    """One that a door let in without the network, though it should not have."""
    session = object_session(office.meeting)
    assert session is not None
    known = session.query(Scan).filter_by(client_id="doubtful").one_or_none()
    scan = known or Scan(
        meeting_id=office.meeting.id,
        client_id="doubtful",
        device_id=office.device.id,
        sitting="2026-01-05",
        kind="in",
        method="code",
        scanned_at=NOW,
        effective_at=NOW,
        received_at=NOW,
        is_offline=True,
        body_hash="",
        verdict="unknown",
        needs_review=True,
    )
    if known is None:
        keep(session, scan)
    return {"meeting_id": office.meeting.id, "scan_id": scan.id}


def _settings(_office: Office) -> dict[str, Any]:
    return {"grace_minutes": "20", "quorum_body": "", "quorum_percent": "67"}


def _sheet(office: Office) -> dict[str, Any]:
    return {
        "code": f"{office.meeting.code}/1",
        "sitting": "2026-01-05",
        "meaning": "absent",
        "numbers": "1",
        "deed": "look",
    }


CASES = {
    "attendance.doors_page": Case(
        "meeting", _meeting, form=lambda _office: {"name": "Cửa chính"}, done={"POST": 200}
    ),
    "attendance.invite": Case("meeting", _door, done={"POST": 200}),
    "attendance.revoke": Case("meeting", _device),
    "attendance.rights": Case("meeting", _paired, form=lambda _office: {"rights": ["scan"]}),
    "attendance.ledger_page": Case("meeting", _meeting),
    "attendance.ledger_sheet": Case("meeting", _meeting),
    "attendance.settings_page": Case("meeting", _meeting, form=_settings),
    "attendance.excuse": Case("meeting", _delegate, form=lambda _office: {"reason": "Ốm"}),
    "attendance.review_page": Case("meeting", _meeting),
    "attendance.decide": Case("meeting", _scan, form=lambda _office: {"decision": "accept"}),
    "attendance.settle": Case("meeting", _meeting, form=lambda _office: {"deed": "accept"}),
    "attendance.seats_page": Case("meeting", _meeting, form=lambda _office: {"pasted": ""}),
    "attendance.paper_return": Case("meeting", _meeting, form=_sheet, done={"POST": 200}),
    "attendance.board_page": Case("meeting", _meeting),
    "attendance.board_numbers": Case("meeting", _meeting, is_part=True),
    "attendance.badges": Case("meeting", _meeting),
    "attendance_years.units_page": Case("list"),
    "attendance_years.people_page": Case("list", lambda office: {"unit_id": office.host.id}),
}

"""Turns of hosts, the flag, reports, proposed days, busy days and days of rest."""

from typing import Any

from tests.factories import Office
from tests.web.cases import Case


def _series(office: Office) -> dict[str, Any]:
    return {"series_id": office.series.id}


def _session(office: Office) -> dict[str, Any]:
    return {"series_id": office.series.id, "meeting_id": office.meeting.id}


def _unit(office: Office) -> dict[str, Any]:
    return {"series_id": office.series.id, "unit_id": office.called.id}


def _earlier(office: Office) -> dict[str, Any]:
    return {"series_id": office.series.id, "earlier_id": office.earlier.id}


def _handover(office: Office) -> dict[str, Any]:
    return {"series_id": office.series.id, "handover_id": office.handover.id}


def _meeting(office: Office) -> dict[str, Any]:
    return {"meeting_id": office.meeting.id}


def _reason(_office: Office) -> dict[str, Any]:
    return {"reason": "bận đại hội"}


def _skipped(office: Office) -> dict[str, Any]:
    return {"unit_id": str(office.called.id), "debt": "kept", "reason": "bận đại hội"}


def _busy(office: Office) -> dict[str, Any]:
    return {"blackout_id": office.blackout.id}


def _busy_days(office: Office) -> dict[str, Any]:
    facts = {"kind": "unit", "unit": office.host.code, "when": "sáng 8/6", "reason": "đại hội"}
    return facts


CASES = {
    "blackout.index": Case("list"),
    "blackout.add": Case("unit", lambda office: {"unit": office.host.id}, _busy_days),
    "blackout.change": Case("unit", _busy, _busy_days),
    "blackout.remove": Case("unit", _busy),
    "meeting.find_slot": Case("list"),
    "holiday.index": Case("list"),
    "holiday.edit": Case("office", form=lambda _office: {"when": "31/8/2026", "name": "Nghỉ bù"}),
    "holiday.remove": Case("office", lambda _office: {"day": "2026-01-01"}),
    "rotation.index": Case("series", _series),
    "rotation.since": Case("series", _series, lambda _office: {"since": "1/1/2024"}),
    "rotation.start": Case(
        "series", _unit, lambda _office: {"way": "chosen", "turns": "1", "reason": "mới lập"}
    ),
    "rotation.swap": Case("series", _series, done={"POST": 200}),  # one session: nothing to swap
    "rotation.host": Case(
        "series",
        _session,
        lambda office: {"unit_id": str(office.called.id), "reason": "có hội trường"},
        done={"POST": 200},  # it was in 2026: over
    ),
    "rotation.skip": Case("series", _session, _skipped),
    "rotation.history": Case(
        "series", _series, lambda _office: {"unit": "TC", "when": "tháng 5/2019"}
    ),
    "rotation.import_history": Case("series", _series, lambda _office: {"rows": "TC\t16/5/2018"}),
    "rotation.remove_earlier": Case("series", _earlier),
    "rotation.hand_over": Case(
        "series",
        _series,
        lambda office: {
            "when": "6/1/2026",
            "from_id": str(office.called.id),
            "to_id": str(office.other.id),
        },
    ),
    "rotation.take_back": Case("series", _handover),
    "rotation.report": Case("series", _session, lambda _office: {"conclusion": "Nhân rộng."}),
    "rotation.sentence": Case("series", _series, lambda _office: {}, done={"POST": 200}),
    "rotation.propose_day": Case("meeting", _meeting, lambda _office: {"when": "sáng 12/1/2090"}),
    "rotation.days": Case("meeting", _meeting),
    "rotation.accept_day": Case("meeting", _meeting),
    "rotation.decline_day": Case("meeting", _meeting, _reason),
}

"""The year planner: asking, watching, accepting, planning anew, locks, the board."""

from typing import Any

from tests.factories import Office
from tests.web.cases import Case


def _run(office: Office) -> dict[str, Any]:
    return {"run_id": office.run.id}


def _session(office: Office) -> dict[str, Any]:
    return {"meeting_id": office.meeting.id}


def _why(office: Office) -> dict[str, Any]:
    return {"run_id": office.run.id, "meeting_id": office.meeting.id}


def _turn(office: Office) -> dict[str, Any]:
    return {"series_id": office.series.id, "meeting_id": office.meeting.id}


def _series(office: Office) -> dict[str, Any]:
    return {"series_id": str(office.series.id)}


def _busy(office: Office) -> dict[str, Any]:
    return {"blackout": office.blackout.id}


def _chosen(office: Office) -> dict[str, Any]:
    return {"sessions": str(office.meeting.id)}


CASES = {
    "planning.index": Case("list"),
    "planning.ask": Case("list", done={"POST": 200}),  # 2026 is over: no session is left
    "planning.replan": Case("series", _busy, form=_series),
    "planning.run": Case("series", _run),
    "planning.part": Case("series", _run, is_part=True),
    "planning.stop": Case("series", _run),
    "planning.again": Case("series", _run),
    "planning.accept": Case("series", _run, _chosen),
    "planning.why": Case("series", _why),
    "planning.lock": Case("series", _turn),
    "planning.unlock": Case("series", _turn),
    "planning.board": Case("list"),
    "planning.check": Case("series", _session, is_part=True),
    "planning.move": Case(
        "series",
        _session,
        lambda _office: {"month": "12", "half": "AM"},
        done={"POST": 200},  # it was in January
    ),
    "planning.undo": Case("list"),
}

"""Houses and halls; the province's."""

from typing import Any

from tests.factories import Office
from tests.web.cases import Case


def _venue(office: Office) -> dict[str, Any]:
    return {"venue_id": office.venue.id}


def _facts(_office: Office) -> dict[str, Any]:
    return {"name": "Nhà văn hoá tỉnh", "unit": "TINH"}


def _hall(_office: Office) -> dict[str, Any]:
    return {"code": "HT-Z", "name": "Hội trường Z", "capacity": "120"}


CASES = {
    "venue.index": Case("office"),
    "venue.show": Case("office", _venue),
    "venue.add_venue": Case("venue", lambda _office: {"unit": "TINH"}, _facts),
    "venue.change_venue": Case("venue", _venue, _facts),
    "venue.add_hall": Case("venue", _venue, _hall),
    "venue.change_hall": Case("venue", lambda office: {"hall_id": office.hall.id}, _hall),
}

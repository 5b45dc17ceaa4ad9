"""Units, people and posts; the host's unit, and Minh in it."""

from typing import Any

from tests.factories import Office
from tests.web.cases import Case


def _unit(office: Office) -> dict[str, Any]:
    return {"unit_id": office.host.id}


def _person(office: Office) -> dict[str, Any]:
    return {"person_id": office.secretary.person_id}


def _in_host(_office: Office) -> dict[str, Any]:
    return {"unit": "CN"}


def _new_unit(_office: Office) -> dict[str, Any]:
    return {"code": "CN-1", "name": "Đoàn xã Mỹ Hoà", "kind": "đoàn xã", "above": "CN"}


def _same_unit(office: Office) -> dict[str, Any]:
    host = office.host
    return {"code": host.code, "name": "Huyện đoàn", "kind": host.kind, "above": "TINH"}


def _new_post(_office: Office) -> dict[str, Any]:
    return {"unit": "CN", "position": "Phó Bí thư", "body": "BTV"}


def _new_person(office: Office) -> dict[str, Any]:
    return {"name": "Lý Thị Hoà", **_new_post(office)}


CASES = {
    "directory.index": Case("office"),
    "directory.show": Case("office", _unit),
    "directory.add_unit": Case("unit", lambda _office: {"above": "CN"}, _new_unit),
    "directory.change_unit": Case("unit", _unit, _same_unit),
    "directory.people": Case("unit", _in_host),
    "directory.person": Case("unit", _person),
    "directory.add_person": Case("unit", _in_host, _new_person),
    "directory.change_person": Case("unit", _person, lambda _office: {"name": "Trần Minh"}),
    "directory.add_post": Case("unit", _person, _new_post),
    "directory.end_post": Case(
        "unit",
        lambda office: {"post_id": office.secretary.id},
        lambda _office: {"to_on": "2026-01-02"},
    ),
}

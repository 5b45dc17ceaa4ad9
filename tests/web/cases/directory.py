"""Units, people and posts; the host's unit, and Minh in it."""

from base64 import b64encode
from io import BytesIO
from typing import Any

from sqlalchemy.orm import Session, object_session

from planner.domain.rights import KEEPER
from planner.services.directory import merge_people
from planner.store.directory.sheets import Sheet
from tests.factories import NOW, Office, keep, make_person, make_post
from tests.web.cases import Case

LIST = "Họ tên,Chức vụ,Đơn vị\nLê An,Bí thư,CN\nLê Bê,Bí thư,?\n"
FOUND = {
    "tables": [
        {
            "sheet": "",
            "head": 1,
            "heads": {"0": "Họ tên", "1": "Chức vụ", "2": "Đơn vị"},
            "fields": {"0": "name", "1": "position", "2": "unit"},
            "rows": 2,
            "passed_over": [4],
            "samples": {"0": ["Lê An"], "1": ["Bí thư"], "2": ["CN"]},
        }
    ],
    "created": 1,
    "updated": 0,
    "unchanged": 0,
    "wrong": 1,
    "errors": [
        {
            "row": 3,
            "column": "Đơn vị",
            "code": "directory.unit_unknown",
            "details": {"value": "?"},
            "sheet": "",
            "about": "unit",
        }
    ],
}


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


def _sheet(office: Office) -> dict[str, Any]:
    """A list that Minh has sent."""
    sent = Sheet(
        kind="people",
        file_name="Danh sách.csv",
        content=b64encode(LIST.encode()).decode(),
        found=FOUND,
        account_id=office.minh.id,
        unit_id=office.host.id,
        whole=2,
        created_at=NOW,
    )
    with _beside(office) as session:
        return {"sheet_id": keep(session, sent).id}


def _double(office: Office) -> int:
    """Minh once more, in the same unit."""
    with _beside(office) as session:
        twin = make_person(session, "Trần Quang Minh")
        make_post(session, twin, office.host, "Ủy viên")
        return twin.id


def _merge(office: Office) -> dict[str, Any]:
    minh, double = office.secretary.person_id, _double(office)
    with _beside(office) as session:
        made = merge_people(session, KEEPER, minh, double, NOW)
        session.commit()
        return {"merge_id": made.id}


def _beside(office: Office) -> Session:
    """A session of its own where the cast lives: what it keeps goes with the try."""
    theirs = object_session(office.host)
    assert theirs is not None
    bind = theirs.get_bind()
    return Session(bind, join_transaction_mode="create_savepoint", expire_on_commit=False)


def _two(office: Office) -> dict[str, Any]:
    return {"kept": office.secretary.person_id, "gone": _double(office)}


def _file(_office: Office) -> dict[str, Any]:
    content = "Họ tên,Chức vụ,Đơn vị\nLê An,Bí thư,CN\n".encode()
    return {"kind": "people", "file": (BytesIO(content), "Danh sách.csv")}


def _new_succession(_office: Office) -> dict[str, Any]:
    return {
        "kind": "rename",
        "units": "CN",
        "day": "2025-07-01",
        "name": "Đoàn xã Cầu Ngang",
        "posts": "end",
        "below": "heir",
        "go": "confirm",
    }


def _succession(office: Office) -> dict[str, Any]:
    return {"succession_id": office.succession.id}


def _cluster(office: Office) -> dict[str, Any]:
    return {"cluster_id": office.cluster_member.cluster_id}


def _new_cluster(_office: Office) -> dict[str, Any]:
    return {"name": "Cụm ven biển", "unit": "TINH"}


CASES = {
    "directory.successions": Case("office"),
    "directory.succession": Case("office", _succession),
    "directory.add_succession": Case("unit", lambda _office: {"units": "CN"}, _new_succession),
    "directory.undo_succession": Case("unit", _succession),
    "directory.clusters": Case("office"),
    "directory.cluster": Case("office", _cluster),
    "directory.add_cluster": Case("venue", lambda _office: {"unit": "TINH"}, _new_cluster),
    "directory.change_cluster": Case("venue", _cluster, _new_cluster),
    "directory.add_member": Case("venue", _cluster, lambda _office: {"unit": "CL"}),
    "directory.end_member": Case(
        "venue",
        lambda office: {"member_id": office.cluster_member.id},
        lambda _office: {"to_on": "2026-01-02"},
    ),
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
    "directory.change_post": Case(
        "unit", lambda office: {"post_id": office.secretary.id}, _new_post
    ),
    "directory.reopen_post": Case("unit", lambda office: {"post_id": office.secretary.id}),
    "directory.doubles": Case("list"),
    "directory.merge": Case("unit", form=_two),
    "directory.undo_merge": Case("unit", _merge),
    "directory.send_sheet": Case("list", form=_file),
    "directory.sheet": Case("unit", _sheet),
    "directory.sheet_progress": Case("unit", _sheet, is_part=True),
    "directory.choose_columns": Case("unit", _sheet, lambda _office: {"t0-c0": "name"}),
    "directory.confirm_sheet": Case("unit", _sheet),
    "directory.drop_sheet": Case("unit", _sheet),
    "directory.people_file": Case(
        "unit", lambda _office: {"unit": "CN", "form": "csv"}, is_part=True
    ),
    "directory.units_file": Case("office", lambda _office: {"form": "xlsx"}, is_part=True),
}

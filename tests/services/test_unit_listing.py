"""Whole lists of units: each hangs under the one above it, wherever that stands in the list."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.directory.listed import Change
from planner.domain.rights import KEEPER, Viewer
from planner.inputs.sheet import read_units
from planner.services.directory import Imported, import_units
from planner.store.directory import find_unit_by_code
from tests.factories import NOW, Office, who
from tests.inputs.sheets import Row, workbook

HEAD = ["Mã", "Tên đơn vị", "Loại", "Trực thuộc"]
COMMUNE = ["CN-1", "Đoàn xã Mỹ Hoà", "đoàn xã", "Huyện đoàn Cầu Ngang"]
CELL = ["CN-1-1", "Chi đoàn ấp Một", "chi đoàn", "CN-1"]


def take(
    session: Session, *rows: Sequence[Any], save: bool = True, viewer: Viewer = KEEPER
) -> tuple[int, int, int, list[tuple[int, str]]]:
    listing = read_units(workbook(HEAD, *rows))
    assert listing.errors == ()
    done: Imported = import_units(session, viewer, listing.entries, NOW, save=save)
    errors = [(error.row, error.code) for error in done.errors]
    return done.created, done.updated, done.unchanged, errors


def test_a_preview_saves_no_unit(session: Session, office: Office) -> None:
    assert take(session, COMMUNE, CELL, save=False) == (2, 0, 0, [])
    assert find_unit_by_code(session, "CN-1") is None


def test_units_hang_where_the_list_says_in_any_order(session: Session, office: Office) -> None:
    assert take(session, CELL, COMMUNE) == (2, 0, 0, [])

    commune, cell = (find_unit_by_code(session, code) for code in ("CN-1", "CN-1-1"))
    assert commune is not None
    assert cell is not None
    assert (commune.parent_id, cell.parent_id) == (office.host.id, commune.id)
    assert (cell.path, cell.level) == (f"{commune.path}{cell.id}/", 5)


def test_the_same_units_again_change_nothing(session: Session, office: Office) -> None:
    take(session, COMMUNE, CELL)
    assert take(session, CELL, COMMUNE) == (0, 0, 2, [])


def test_a_unit_is_changed_as_the_list_says(session: Session, office: Office) -> None:
    take(session, COMMUNE)

    assert take(session, ["CN-1", "Đoàn xã Mỹ Long", None, "TC"]) == (0, 1, 0, [])
    commune = find_unit_by_code(session, "CN-1")
    assert commune is not None
    assert (commune.name, commune.parent_id) == ("Đoàn xã Mỹ Long", office.other.id)


def test_what_units_would_become_is_told(session: Session, office: Office) -> None:
    take(session, COMMUNE)

    rows: list[Row] = [["CN-1", "Đoàn xã Mỹ Long", None, "TC"], CELL]
    entries = read_units(workbook(HEAD, *rows)).entries
    assert import_units(session, KEEPER, entries, NOW, save=False).changes == (
        Change(
            2,
            "Đoàn xã Mỹ Hoà",
            "Huyện đoàn Cầu Ngang",
            said={"above": ["CN", "TC"], "name": ["Đoàn xã Mỹ Hoà", "Đoàn xã Mỹ Long"]},
            sheet="Danh sách",
        ),
        Change(3, "Chi đoàn ấp Một", "Đoàn xã Mỹ Long", is_new=True, sheet="Danh sách"),
    )


def test_without_a_kind_the_name_says_it(session: Session, office: Office) -> None:
    assert take(session, [*COMMUNE[:2], None, "CN"]) == (1, 0, 0, [])
    commune = find_unit_by_code(session, "CN-1")
    assert commune is not None
    assert commune.kind == "đoàn xã"


def test_units_that_cannot_be_taken_are_told(session: Session, office: Office) -> None:
    take(session, COMMUNE)
    assert take(
        session,
        [None, "Đoàn xã Mới", "đoàn xã", "CN"],
        ["CN-9", "Đoàn xã Chín", "đoàn xã", "KHONG"],
        ["CN-8", "Câu lạc bộ", None, "CN"],
        COMMUNE,
        COMMUNE,
    )[3:] == (
        [
            (2, "directory.no_code_listed"),
            (3, "directory.unit_unknown"),
            (4, "directory.no_kind_listed"),
            (6, "directory.unit_listed_twice"),
        ],
    )  # fmt: skip


def test_who_keeps_some_units_changes_only_those(session: Session, office: Office) -> None:
    tuan = who(session, office.tuan)
    assert take(session, COMMUNE, viewer=tuan) == (0, 0, 0, [(2, "directory.unit_not_yours")])
    assert take(session, [*COMMUNE[:3], "TH"], viewer=tuan) == (1, 0, 0, [])

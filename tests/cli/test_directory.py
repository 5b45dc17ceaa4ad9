import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from planner.store.directory import Person
from tests.factories import Office, make_person, make_post
from tests.inputs.sheets import workbook


def printed(app: Flask, *words: str) -> Any:
    result = app.test_cli_runner().invoke(args=[*words, "--json"])
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def test_units_are_listed_in_the_order_of_the_tree(app: Flask, office: Office) -> None:
    listed = printed(app, "unit", "list")

    assert [one["code"] for one in listed] == ["TH", "TW", "TINH", "CL", "CN", "TC", "VP"]
    assert listed[4] == {
        "id": office.host.id,
        "code": "CN",
        "name": "Huyện đoàn Cầu Ngang",
        "kind": "huyện đoàn",
        "level": 3,
        "parent": "TINH",
        "outside": False,
        "territory": None,
    }


def test_halls_are_listed_with_their_unit(app: Flask, office: Office) -> None:
    assert printed(app, "venue", "list") == [
        {
            "id": office.hall.id,
            "code": "HT-A",
            "name": "Hội trường HT-A",
            "capacity": 100,
            "unit": "TINH",
            "venue": "Nhà văn hoá",
        }
    ]


def test_people_are_listed_by_name_with_unit_and_position(
    app: Flask, session: Session, office: Office
) -> None:
    minh = office.secretary.person_id
    make_post(session, session.get_one(Person, minh), office.province, "Ủy viên BCH").rank = 1
    session.commit()

    assert printed(app, "people", "list", "--unit", "CN") == [
        {
            "id": office.secretary.person_id,
            "name": "Trần Quang Minh",
            "unit": "Huyện đoàn Cầu Ngang",
            "position": "Bí thư",
            "unit_code": "CN",
        }
    ]
    assert printed(app, "people", "list", "--unit", "CL") == []
    assert [one["unit_code"] for one in printed(app, "people", "list")] == ["TINH"]


@pytest.mark.parametrize("text", ["minh tran", "tqm", "MINH", "Tran  Quang"])
def test_people_are_found_by_their_names(
    app: Flask, session: Session, office: Office, text: str
) -> None:
    make_post(session, make_person(session, "Lê Ngọc Lan"), office.called)

    assert [one["name"] for one in printed(app, "people", "search", text)] == ["Trần Quang Minh"]


@pytest.mark.usefixtures("office")
def test_without_json_it_prints_a_line_each(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["people", "list"])

    assert result.stdout == "Trần Quang Minh\tBí thư\tHuyện đoàn Cầu Ngang\n"


@pytest.mark.usefixtures("office")
def test_an_unknown_unit_ends_with_one_line(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["people", "list", "--unit", "KHONG", "--json"])

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "planner: không có đơn vị mang mã KHONG\n"


def test_a_list_of_people_is_tried_and_taken_in(app: Flask, office: Office, tmp_path: Path) -> None:
    file = tmp_path / "danh sách.xlsx"
    file.write_bytes(
        workbook(
            ["Danh sách"],
            ["Họ và tên", "Chức vụ", "Đơn vị", "Điện thoại"],
            ["Lê Ngọc Lan", "Bí thư", "CL", 912345678],
            ["Lê Văn Bình", "Bí thư", "Huyện đoàn Mới"],
            ["Lê Văn Cư", "Bí thư", "TC", "gọi sau"],
        )
    )
    errors = [
        {
            "row": 4,
            "column": "Đơn vị",
            "message": "Không có đơn vị nào mang mã hay tên «Huyện đoàn Mới».",
            "sheet": "Danh sách",
        },
        {
            "row": 5,
            "column": "Điện thoại",
            "message": "«gọi sau» không phải là số điện thoại.",
            "sheet": "Danh sách",
        },
    ]
    taken = {"created": 1, "updated": 0, "unchanged": 0, "errors": errors}

    assert printed(app, "people", "import", str(file)) == taken
    assert printed(app, "people", "search", "lan") == []
    assert printed(app, "people", "import", str(file), "--apply") == taken
    assert [one["unit_code"] for one in printed(app, "people", "search", "lan")] == ["CL"]
    assert printed(app, "people", "import", str(file), "--apply") == {
        "created": 0,
        "updated": 0,
        "unchanged": 1,
        "errors": errors,
    }


def test_without_json_a_list_says_shortly_what_it_would_change(
    app: Flask, session: Session, office: Office, tmp_path: Path
) -> None:
    session.get_one(Person, office.secretary.person_id).phone = "0911222333"
    session.commit()
    file = tmp_path / "a.csv"
    rows = "Trần Quang Minh,Bí thư,CN,0988777666\nLê An,Bí thư,CL,\nLê Bê,,Mới,gọi sau\n"
    file.write_text(f"Họ tên,Chức vụ,Đơn vị,SĐT\n{rows}")

    result = app.test_cli_runner().invoke(args=["people", "import", str(file)])
    assert result.stdout.splitlines() == [
        "mới 1, sửa 1, như cũ 0, lỗi 1 ở 1 dòng",
        "dòng 2, Trần Quang Minh, Bí thư, Huyện đoàn Cầu Ngang: "
        "Điện thoại: từ «0911222333» thành «0988777666»",
        "dòng 3, Lê An, Bí thư, Huyện đoàn Càng Long: mới",
    ]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", b"PK\x03\x04", b"xin chao", b"\x89PNG\r\n"])
def test_a_file_that_is_no_list_ends_with_one_line(
    app: Flask, office: Office, tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "tệp.xlsx"
    file.write_bytes(content)
    result = app.test_cli_runner().invoke(args=["people", "import", str(file), "--json"])

    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1


def test_a_file_that_is_not_there_ends_with_one_line(app: Flask, office: Office) -> None:
    result = app.test_cli_runner().invoke(args=["people", "import", "/no/such.xlsx"])
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize(("group", "whole"), [("people", 5), ("unit", 7)])
def test_what_is_exported_comes_back_unchanged(
    app: Flask, session: Session, office: Office, tmp_path: Path, form: str, group: str, whole: int
) -> None:
    minh = session.get_one(Person, office.secretary.person_id)
    minh.phone, minh.email = "+84 912 345 678", "minh@x.vn"
    make_post(session, minh, office.province, "=HYPERLINK(1)")
    post = make_post(session, minh, office.host, "Ủy viên")
    post.body, post.term, post.is_full_time = "BCH", "2022–2027", True
    post.from_on, post.to_on, post.decision_number = date(2022, 1, 5), date(2023, 1, 5), "5-QĐ"
    for _ in range(2):  # nothing but their number tells them apart
        make_post(session, make_person(session, "Lê Ngọc Lan"), office.called)
    session.commit()
    file = tmp_path / f"danh sách.{form}"

    result = app.test_cli_runner().invoke(args=[group, "export", str(file)])
    assert (result.exit_code, result.output) == (0, "")
    assert printed(app, group, "import", str(file), "--apply") == {
        "created": 0,
        "updated": 0,
        "unchanged": whole,
        "errors": [],
    }


def test_a_list_goes_out_in_known_forms_only(app: Flask, office: Office, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["people", "export", str(tmp_path / "a.pdf")])
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)

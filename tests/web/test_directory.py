from datetime import date

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planner.domain.rights import Role
from planner.store import directory as units
from planner.store.directory import Post, Unit
from tests.factories import NOW, Office, make_account, make_person, make_post, make_unit
from tests.queries import counted
from tests.web.browser import send, sign_in


@pytest.fixture
def ha(app: Flask, office: Office) -> FlaskClient:
    return sign_in(app, office.ha)


@pytest.fixture
def minh(app: Flask, office: Office) -> FlaskClient:
    return sign_in(app, office.minh)


def test_the_tree_shows_units_in_order_with_their_depth(ha: FlaskClient) -> None:
    page = ha.get("/units").text

    places = [page.index(name) for name in ("Trung ương Đoàn", "Huyện đoàn Càng", "Cầu Ngang")]
    assert places == sorted(places)
    assert 'class="depth-2"' in page


@pytest.mark.parametrize("address", ["/units?q=cau+ngang", "/units?q=hdcn", "/units?under=CN"])
def test_the_tree_is_narrowed(ha: FlaskClient, address: str) -> None:
    page = ha.get(address).text

    assert "Huyện đoàn Cầu Ngang" in page
    assert "Huyện đoàn Càng Long" not in page


def test_nothing_found_says_what_to_do(ha: FlaskClient) -> None:
    assert "Thử ít chữ hơn" in ha.get("/units?q=zzz").text
    assert "Thử ít chữ hơn" in ha.get("/people?q=zzz").text


@pytest.mark.parametrize("number", ["2", "0", "-1", "x", "9" * 30, "²"])
def test_a_long_tree_comes_page_by_page(
    session: Session, office: Office, ha: FlaskClient, number: str
) -> None:
    for unit in range(120):
        make_unit(session, f"X{unit:03}", f"Đoàn xã số {unit:03}", parent=office.called)

    page = ha.get(f"/units?kind=huyện+đoàn&page={number}")

    assert page.status_code == 200
    assert ("101–123 trên 123" if number == "2" else "1–100 trên 123") in page.text


def test_a_unit_shows_its_way_its_people_and_its_year(app: Flask, office: Office) -> None:
    with time_machine.travel(NOW, tick=False):
        page = sign_in(app, office.ha).get(f"/units/{office.host.id}").text

    for shown in ("Trung ương Đoàn</a> ›", "Trần Quang Minh", "Bí thư", "Giao ban quý I"):
        assert shown in page


def test_a_unit_shows_who_held_its_posts_on_a_day(
    session: Session, office: Office, ha: FlaskClient
) -> None:
    post = session.get_one(Post, office.secretary.id)
    post.from_on = date(2022, 10, 1)
    before = make_post(session, make_person(session, "Lý Người Trước"), office.host)
    before.to_on = date(2022, 10, 1)
    session.commit()
    at = f"/units/{office.host.id}"

    now, then = ha.get(at).text, ha.get(f"{at}?on=30/6/2019").text
    odd = ha.get(f"{at}?on=h%C3%B4m+n%C3%A0o")

    assert ("Trần Quang Minh" in now, "Lý Người Trước" in now) == (True, False)
    assert ("Trần Quang Minh" in then, "Lý Người Trước" in then) == (False, True)
    assert "của ngày 30/6/2019" in then
    assert "Xem hôm nay" in then
    assert odd.status_code == 200
    assert "Hãy ghi đủ ngày, tháng, năm." in odd.text


def test_a_stranger_sees_the_unit_but_not_its_people(app: Flask, office: Office) -> None:
    page = sign_in(app, office.tuan).get(f"/units/{office.host.id}").text

    assert "Huyện đoàn Cầu Ngang" in page
    for hidden in ("Trần Quang Minh", "Giao ban quý I", "Sửa đơn vị", "Thêm người"):
        assert hidden not in page


def test_a_unit_is_added_under_another(session: Session, office: Office, ha: FlaskClient) -> None:
    new = {"code": "MH", "name": "Đoàn xã Mỹ  Hoà", "kind": "đoàn xã", "above": "CN"}

    response = send(ha, "/units/new?above=CN", new)

    unit = units.find_unit_by_code(session, "MH")
    assert unit is not None
    assert (unit.name, unit.parent_id) == ("Đoàn xã Mỹ Hoà", office.host.id)
    assert (response.status_code, response.location) == (303, f"/units/{unit.id}")
    assert "Đã thêm đơn vị Đoàn xã Mỹ Hoà." in ha.get(response.location).text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"code": "CL"}, "Mã này đã có đơn vị khác dùng"),
        ({"code": "hai từ"}, "không cách"),
        ({"name": ""}, "Hãy điền ô này."),
        ({"name": "x" * 201}, "Không quá 200 ký tự."),
        ({"kind": "khác"}, "Hãy chọn một mục trong danh sách."),
        ({"above": "KHONG"}, "Không có đơn vị mang mã này."),
        ({"rank": "9" * 30}, "Hãy ghi một số từ 0 đến 9999."),
        ({"from_on": "2025-07-01", "to_on": "2025-06-30"}, "Ngày thôi phải sau ngày bắt đầu."),
        ({"from_on": "hôm nào"}, "Hãy ghi đủ ngày, tháng, năm."),
    ],
)
def test_a_unit_is_refused_beside_the_field(
    session: Session, ha: FlaskClient, changed: dict[str, str], sentence: str
) -> None:
    new = {"code": "MH", "name": "Đoàn xã Mỹ Hoà", "kind": "đoàn xã", "above": "CN"} | changed

    response = send(ha, "/units/new?above=CN", new)

    assert response.status_code == 200
    assert sentence in response.text
    assert session.query(Unit).filter(Unit.name == "Đoàn xã Mỹ Hoà").all() == []


def test_a_unit_moves_under_another(session: Session, office: Office, ha: FlaskClient) -> None:
    commune = make_unit(session, "MH", "Đoàn xã Mỹ Hoà", parent=office.host, kind="đoàn xã")
    edit = f"/units/{commune.id}/edit"
    assert 'value="CN"' in ha.get(edit).text

    moved = {"code": "MH", "name": commune.name, "kind": "đoàn xã", "above": "CL"}
    assert send(ha, edit, moved).status_code == 303
    refused = send(ha, edit, moved | {"above": "MH"})
    elsewhere = send(ha, edit, moved | {"above": "TH"})

    session.expire_all()
    assert commune.path == f"{office.called.path}{commune.id}/"
    assert "không thể thuộc chính nó" in refused.text
    assert "Chỉ chuyển được về dưới đơn vị mình giữ." in elsewhere.text


def test_people_are_found_within_reach(
    session: Session, office: Office, ha: FlaskClient, minh: FlaskClient
) -> None:
    make_post(session, make_person(session, "Lê Ngọc Lan"), office.called)

    assert "Lê Ngọc Lan" in ha.get("/people?q=lnl").text
    assert "Lê Ngọc Lan" not in minh.get("/people?q=lnl").text
    assert "Lê Ngọc Lan" in ha.get("/people?unit=TINH").text
    assert "Lê Ngọc Lan" not in ha.get("/people?unit=CN").text
    assert minh.get("/people?unit=TINH").status_code == 404


def test_many_people_come_page_by_page(session: Session, office: Office, ha: FlaskClient) -> None:
    for number in range(60):
        make_post(session, make_person(session, f"Nguyễn Văn {number:02}"), office.called)

    first, second = ha.get("/people?q=nguyen").text, ha.get("/people?q=nguyen&page=2").text

    assert "/people?q=nguyen&amp;page=2" in first
    assert ("Nguyễn Văn 49" in first, "Nguyễn Văn 50" in first) == (True, False)
    assert ("Nguyễn Văn 49" in second, "Nguyễn Văn 59" in second) == (False, True)


def test_a_person_is_added_and_told_apart_by_unit(ha: FlaskClient, office: Office) -> None:
    new = {"name": "Trần Quang Minh", "unit": "CL", "position": "Bí thư", "body": ""}

    response = send(ha, "/people/new?unit=CL", new)

    page = ha.get(response.location).text
    assert "Đã có một người tên Trần Quang Minh ở Huyện đoàn Cầu Ngang" in page
    assert "Bí thư, Huyện đoàn Cầu Ngang" in page
    assert office.called.name in page


def test_a_person_is_refused_beside_the_field(ha: FlaskClient) -> None:
    new = {"name": "Lan", "email": "lan", "unit": "KHONG", "position": "", "body": "HĐQT"}

    page = send(ha, "/people/new", new).text

    assert page.count('class="refusal"') == 2  # the form's own: position, body
    page = send(ha, "/people/new", new | {"position": "Bí thư", "body": "BCH"}).text
    assert "Ghi đủ địa chỉ thư" in page


def test_a_person_gets_another_name_and_post(ha: FlaskClient, office: Office) -> None:
    one = f"/people/{office.secretary.person_id}"

    assert send(ha, f"{one}/edit", {"name": "Trần Minh", "phone": "0912"}).location == one
    post = {"unit": "TINH", "position": "Ủy viên", "body": "BCH", "is_full_time": "y"}
    assert send(ha, f"{one}/posts/new", post).location == one

    page = ha.get(one).text
    for shown in ("Trần Minh", "0912", "Ủy viên", "Ban Chấp hành", "chuyên trách"):
        assert shown in page


def test_a_post_ends_and_stays_in_the_record(ha: FlaskClient, office: Office) -> None:
    end = f"/posts/{office.secretary.id}/end"

    response = send(ha, end, {"to_on": "2026-01-02"})
    again = send(ha, end, {"to_on": "2026-01-03"})

    page = ha.get(response.location).text
    assert "Không giữ chức vụ nào" in page
    assert "thôi từ 2/1/2026" in page
    assert "Chức vụ này đã thôi rồi." in again.text


def test_who_only_sees_is_offered_nothing_to_change(
    app: Flask, session: Session, office: Office
) -> None:
    clerk = sign_in(app, make_account(session, Role.VIEWER, office.province, "Người xem"))

    for address in ("/units", f"/units/{office.host.id}", "/people"):
        page = clerk.get(address).text
        assert "Thêm" not in page.replace(">Thêm</a>", "")  # the way to the foot on phones
    assert "Ghi thôi giữ" not in clerk.get(f"/people/{office.secretary.person_id}").text


@pytest.mark.parametrize("address", ["/units", "/people"])
def test_a_list_costs_the_same_for_many_rows(
    session: Session, office: Office, ha: FlaskClient, address: str
) -> None:
    def queries() -> int:
        session.expunge_all()
        with counted(session) as sent:
            assert ha.get(address).status_code == 200
        return len(sent)

    few = queries()
    for number in range(30):
        unit = make_unit(session, f"N{number}", parent=session.get_one(Unit, office.called.id))
        make_post(session, make_person(session, f"Người {number}"), unit)

    assert queries() == few

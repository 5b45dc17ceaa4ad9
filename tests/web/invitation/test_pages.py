import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select  # noqa: TID251  # a look past the services
from sqlalchemy.orm import Session

from planner.domain.rights import KEEPER
from planner.services.invitation import codes
from planner.store import invitation as invitations
from planner.store.invitation import Delegate, InviteRule
from tests.conftest import CONFIG
from tests.factories import NOW, Office, make_delegate, make_person, make_post
from tests.web.browser import send, sign_in
from tests.web.invitation.deeds import group_of, invitees, the_list, with_rule


@pytest.fixture(autouse=True)
def _clock() -> object:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def ha(app: Flask, office: Office) -> FlaskClient:
    return sign_in(app, office.ha)


def test_rules_are_written_and_read_as_sentences(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    with_rule(session, ha, office)

    page = ha.get(invitees(office)).text

    assert "Bí thư, Phó Bí thư của các đơn vị trực thuộc đơn vị triệu tập." in page
    assert "Trần Quang Minh" in page
    assert "Bí thư Huyện đoàn Cầu Ngang, đơn vị trực thuộc của đơn vị triệu tập" in page
    assert "Phó Bí thư Huyện đoàn Trà Cú" in page  # empty
    assert "Gọi thêm 1 người" in page


def test_a_rule_comes_back_into_its_form(ha: FlaskClient, session: Session, office: Office) -> None:
    group = with_rule(session, ha, office)
    data = {
        "relation": "named",
        "units": "CN\nHuyện đoàn Trà Cú",
        "unit_kinds": ["huyện đoàn"],
        "body": "BTV",
        "fallback_body": "BCH",
        "full_time": "y",
        "without_people": "tran quang minh",
        "without_positions": "Kế toán",
        "without_kinds": "sở",
        "only_units": "cn",
    }
    assert send(ha, f"/invitees/groups/{group.id}/rules/new", data).status_code == 303
    rule = session.scalars(select(InviteRule).order_by(InviteRule.id.desc()).limit(1)).one()

    page = ha.get(f"/invitees/rules/{rule.id}").text

    for words in (
        "CN · Huyện đoàn Cầu Ngang\nTC · Huyện đoàn Trà Cú</textarea>",
        "Trần Quang Minh · CN</textarea>",
        'value="Kế toán"',
        'value="sở"',
    ):
        assert words in page, words
    assert send(ha, f"/invitees/rules/{rule.id}", {**data, "body": "UBKT"}).status_code == 303
    assert "Ủy ban Kiểm tra" in ha.get(invitees(office)).text


def test_offices_are_children_of_their_kinds(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    make_post(session, make_person(session, "Lý Yên"), office.bureau, "Chánh Văn phòng")
    group = group_of(session, ha, invitees(office))
    url = f"/invitees/groups/{group.id}/rules/new"

    assert send(ha, url, {"relation": "convenor_offices"}).status_code == 303

    page = ha.get(invitees(office)).text
    assert "Mọi chức vụ của ban, văn phòng, trung tâm của đơn vị triệu tập" in page
    assert "Lý Yên" in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"relation": "named"}, "Ghi ít nhất một đơn vị"),
        ({"relation": "named", "units": "Không có"}, "Không có đơn vị nào mang mã hoặc tên «Không"),
        ({"relation": "people"}, "Ghi ít nhất một người"),
        ({"relation": "people", "people": "Không Ai"}, "Trong sổ người không có «Không Ai»."),
        ({"relation": "host", "without_kinds": "chợ"}, "Không có loại đơn vị «chợ»."),
        ({"relation": "elsewhere"}, "Hãy chọn một mục trong danh sách."),
        ({"relation": "host", "unit_kinds": "chợ"}, "Hãy chọn các mục trong danh sách."),
        ({"relation": "host", "positions": "x" * 20_001}, "Không quá 20000 ký tự."),
    ],
)
def test_a_rule_that_names_nobody_is_refused_at_its_field(
    ha: FlaskClient, session: Session, office: Office, data: dict[str, str], sentence: str
) -> None:
    group = group_of(session, ha, invitees(office))

    response = send(ha, f"/invitees/groups/{group.id}/rules/new", data)

    assert (response.status_code, sentence in response.text) == (200, True)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"name": ""}, "Ghi tên nhóm"),
        ({"quota": "0"}, "Số suất là một số từ 1 đến 999"),
        ({"precedence": "x"}, "Hãy ghi một số nguyên."),
        ({"mode": "ordered"}, "Hãy chọn một mục trong danh sách."),
        ({"expected": "-1"}, "Số dự kiến là một số từ 1 đến 100000"),
        ({"nominate_by": "2026-03-01"}, "Ghi ngày cử xong thì ghi cả số suất mỗi đơn vị."),
        ({"quota": "1", "nominate_by": "hôm nào"}, "Hãy ghi đủ ngày, tháng, năm."),
    ],
)
def test_a_group_is_refused_at_its_field(
    ha: FlaskClient, office: Office, data: dict[str, str], sentence: str
) -> None:
    whole = {"name": "Nhóm", "precedence": "1", "mode": "invited", **data}

    response = send(ha, f"{invitees(office)}/new", whole)

    assert (response.status_code, sentence in response.text) == (200, True)


def test_groups_are_changed_and_left_out(ha: FlaskClient, session: Session, office: Office) -> None:
    group = with_rule(session, ha, office)
    data = {"name": "Khách", "precedence": "7", "mode": "invited", "quota": "2"}

    assert send(ha, f"/invitees/groups/{group.id}", data).status_code == 303
    page = ha.get(invitees(office)).text
    assert "Khách" in page
    assert "0 trên 2" in page
    rule = session.scalars(select(InviteRule.id).where(InviteRule.group_id == group.id)).one()
    for url in (f"/invitees/rules/{rule}/delete", f"/invitees/groups/{group.id}/delete"):
        assert send(ha, url, {}, page=invitees(office)).status_code == 303
    assert "Chưa có nhóm nào." in ha.get(invitees(office)).text


def test_the_series_shares_its_groups_with_each_session(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    url = f"/series/{office.series.id}/invitees"
    group = group_of(session, ha, url)
    rule = {"relation": "host", "positions": "Bí thư"}
    send(ha, f"/invitees/groups/{group.id}/rules/new", rule)

    assert "Giao ban quý I" in ha.get(url).text
    page = ha.get(invitees(office)).text
    assert "chung của cả chuỗi" in page
    assert "Trần Quang Minh" in page


def test_calling_fills_the_list_and_gives_codes(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    with_rule(session, ha, office)

    response = send(ha, f"/meetings/{office.meeting.id}/call", {}, page=invitees(office))

    assert response.location == the_list(office)
    page = ha.get(the_list(office)).text
    assert "Trần Quang Minh" in page
    assert "Đã ghi thêm 1 người vào danh sách." in page
    assert invitations.without_code(session, office.meeting.id) == []


def test_calling_without_rules_says_why_not(ha: FlaskClient, office: Office) -> None:
    url = f"/meetings/{office.meeting.id}/call"

    response = send(ha, url, {}, page=invitees(office))

    page = ha.get(response.location).text
    assert "Thành phần chưa có điều nào" in page


def test_differences_are_shown_and_taken_only_when_told(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    with_rule(session, ha, office)
    send(ha, f"/meetings/{office.meeting.id}/call", {}, page=invitees(office))
    office.secretary.position = "Phó Bí thư"
    session.commit()

    page = ha.get(f"{the_list(office)}/differences").text
    assert "Phó Bí thư Huyện đoàn Cầu Ngang" in page
    assert "1 người đổi chức vụ hoặc đơn vị" in ha.get(invitees(office)).text
    minh = session.scalars(select(Delegate).where(Delegate.name == "Trần Quang Minh")).one()
    assert minh.position == "Bí thư"

    url = f"{the_list(office)}/accept"
    assert send(ha, url, {}, page=f"{the_list(office)}/differences").status_code == 303
    session.refresh(minh)
    assert minh.position == "Phó Bí thư"
    assert "Danh sách đúng như thành phần" in ha.get(f"{the_list(office)}/differences").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", True),
        ("?q=lan le", True),
        ("?q=tuan", False),
        ("?reply=yes", False),
        ("?reply=none&state=live&group=0", True),
        ("?group=99999999999999999999&page=x", True),
        ("?page=2", False),
        ("?state=cancelled", False),
        ("?q=%00", True),
    ],
)
def test_the_list_is_narrowed(ha: FlaskClient, office: Office, query: str, found: bool) -> None:
    response = ha.get(the_list(office) + query)

    assert (response.status_code, "Lê Ngọc Lan" in response.text) == (200, found)


def test_a_long_list_comes_in_pages(ha: FlaskClient, session: Session, office: Office) -> None:
    for number in range(100):
        make_delegate(session, office.meeting, office.other, f"Người {number}")

    assert "1–100 trên 101" in ha.get(the_list(office)).text
    assert "101–101 trên 101" in ha.get(f"{the_list(office)}?page=2").text


def test_somebody_is_added_by_hand(ha: FlaskClient, session: Session, office: Office) -> None:
    data = {"name": "Vũ Khách", "position": "Phóng viên", "unit": "Báo Tỉnh", "mode": "invited"}

    response = send(ha, f"{the_list(office)}/new", data)

    page = ha.get(response.location).text
    assert "Nguyễn Thu Hà thêm vào danh sách" in page
    assert "data:image/svg+xml" in page
    refused = send(ha, f"{the_list(office)}/new", {"name": " ", "mode": "invited"})
    assert (refused.status_code, "Ghi họ và tên." in refused.text) == (200, True)


def test_the_organiser_answers_cancels_and_takes_back(
    ha: FlaskClient, session: Session, office: Office
) -> None:
    url = f"/delegates/{office.lan.id}"

    refused = send(ha, f"{url}/answer", {"answer": "substitute", "name": "An"}, page=url)
    assert "Ghi chức vụ của người dự thay" in refused.text
    data = {"answer": "substitute", "name": "Trần An", "position": "Uỷ viên"}
    assert "Trần An" in ha.get(send(ha, f"{url}/answer", data, page=url).location).text
    assert "cử người thay" in ha.get(url).text
    for verb, words in (
        ("undo", "Đã rút câu trả lời."),
        ("cancel", "Đã bỏ khỏi danh sách."),
        ("cancel", "Người này không còn trong danh sách."),
        ("restore", "Đã đưa lại vào danh sách."),
        ("renew", "Đã cấp mã mới"),
    ):
        response = send(ha, f"{url}/{verb}", {}, page=url)
        assert response.status_code == 303
        assert words in ha.get(url).text, verb
    assert ha.post(f"{url}/explode").status_code == 404


def test_codes_are_printed_and_missing_ones_made(ha: FlaskClient, office: Office) -> None:
    url = f"{the_list(office)}/codes"
    assert "Cấp mã cho 1 người" in ha.get(url).text

    assert send(ha, url, {}).status_code == 303

    page = ha.get(url).text
    assert page.count("data:image/svg+xml") == 1
    assert "Cấp mã cho" not in page


def test_the_host_reads_the_list_but_no_codes(app: Flask, session: Session, office: Office) -> None:
    codes.codes_of(session, KEEPER, office.meeting.id, CONFIG.code_key, NOW)
    session.commit()
    minh = sign_in(app, office.minh)

    assert "Lê Ngọc Lan" in minh.get(the_list(office)).text
    page = minh.get(f"/delegates/{office.lan.id}").text
    assert "Bí thư Huyện đoàn Càng Long" in page
    assert "data:image" not in page
    assert "Trả lời thay" not in page
    assert minh.get(f"{the_list(office)}/codes").status_code == 404


def test_names_are_only_text(ha: FlaskClient, session: Session, office: Office) -> None:
    make_delegate(session, office.meeting, office.other, "<script>alert(1)</script>{{ 7*7 }}")

    page = ha.get(the_list(office)).text

    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page

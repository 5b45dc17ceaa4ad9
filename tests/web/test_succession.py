import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planner.domain.directory import HeirFacts, SuccessionFacts, SuccessionKind
from planner.domain.rights import KEEPER
from planner.services import succession as service
from planner.store import directory as units
from planner.store.directory import Post, Succession, Unit
from tests.factories import NOW, Office, make_meeting, make_unit, span
from tests.queries import counted
from tests.web.browser import send, sign_in

REFORM = date(2025, 7, 1)
NEW = "/successions/new"
MERGE = {
    "kind": "merge",
    "units": "CN\nCL",
    "day": "2025-07-01",
    "heir": "CNL",
    "name": "Đoàn khu vực Cầu Ngang",
    "unit_kind": "",
    "posts": "move",
    "below": "heir",
    "offices_end": "y",
    "decision_number": "12-QĐ/TĐTN",
    "go": "confirm",
}


@pytest.fixture
def ha(app: Flask, office: Office) -> FlaskClient:
    return sign_in(app, office.ha)


def test_the_first_step_asks_what_which_and_when(ha: FlaskClient) -> None:
    page = ha.get(f"{NEW}?units=CN").text

    for shown in ("Bước 1 trên 3", "Sáp nhập", "Giải thể", "CN</textarea>"):
        assert shown in page


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("merge", "Mã của đơn vị còn lại"),
        ("split", "Đơn vị cũ vẫn còn"),
        ("rename", 'value="Huyện đoàn Cầu Ngang"'),
        ("dissolve", "Có thể để trống"),
        ("move", "Đơn vị cấp trên mới."),
    ],
)
def test_the_second_step_asks_what_the_kind_needs(ha: FlaskClient, kind: str, shown: str) -> None:
    page = ha.get(f"{NEW}?kind={kind}&units=CN&day=2025-07-01").text

    assert "Bước 2 trên 3" in page
    assert shown in page
    assert 'value="1/7/2025"' in page


def test_the_second_step_reads_the_day_as_people_write_it(ha: FlaskClient) -> None:
    page = ha.get(f"{NEW}?kind=merge&units=CN&day=1/7/2025").text

    assert 'value="1/7/2025"' in page


def test_a_day_that_cannot_be_read_is_asked_again(ha: FlaskClient) -> None:
    page = ha.get(f"{NEW}?kind=split&units=CN&day=31/2/2025").text

    assert "Bước 1 trên 3" in page
    assert 'value="31/2/2025"' in page
    assert "Hãy ghi đủ ngày, tháng, năm." in page
    assert 'value="split" checked' in page
    assert "CN</textarea>" in page


def test_the_third_step_lists_what_will_move_and_keeps_nothing(
    session: Session, office: Office, ha: FlaskClient
) -> None:
    page = send(ha, NEW, MERGE | {"go": "preview"}, page=f"{NEW}?kind=merge").text

    for shown in (
        "Bước 3 trên 3",
        "Huyện đoàn Cầu Ngang",
        "Trần Quang Minh, Bí thư",
        "giữ tiếp ở Đoàn khu vực Cầu Ngang",
        "GB-2026-1 Giao ban quý I",
        "người quản trị chuyển sau",
        'name="decision_number" value="12-QĐ/TĐTN"',
    ):
        assert shown in page
    session.expire_all()
    assert units.find_unit_by_code(session, "CNL") is None
    assert (office.host.to_on, office.meeting.sequence) == (None, 0)


def test_going_back_keeps_what_was_written(ha: FlaskClient) -> None:
    page = send(ha, NEW, MERGE | {"go": "back"}, page=f"{NEW}?kind=merge").text

    assert "Bước 2 trên 3" in page
    assert 'value="Đoàn khu vực Cầu Ngang"' in page


def test_of_several_heirs_it_is_chosen_who_takes_what(
    session: Session, office: Office, ha: FlaskClient
) -> None:
    split = MERGE | {"kind": "split", "units": "CN", "heirs": "CN1 · Bắc\nCN2 · Nam"}
    start, post = f"{NEW}?kind=split", f"goes-post-{office.secretary.id}"

    page = send(ha, NEW, split | {"go": "preview"}, page=start).text
    assert f'name="{post}"' in page
    assert '<option value="CN1" selected>CN1 · Bắc</option>' in page
    page = send(ha, NEW, split | {"go": "preview", post: "CN2"}, page=start).text
    assert '<option value="CN2" selected>CN2 · Nam</option>' in page
    assert "giữ tiếp ở Nam" in page
    page = send(ha, NEW, split | {"go": "back", post: "CN2"}, page=start).text
    assert f'<input type="hidden" name="{post}" value="CN2">' in page

    send(ha, NEW, split | {post: "CN2", "goes-post-x": "CN1", "goes-unit-1": "GONE"}, page=start)
    session.expire_all()
    (held,) = session.query(Post).filter_by(person_id=office.secretary.person_id, to_on=None)
    heir = units.find_unit_by_code(session, "CN2")
    assert heir is not None
    assert held.unit_id == heir.id


def test_agreed_it_is_done_and_shown(session: Session, office: Office, ha: FlaskClient) -> None:
    response = send(ha, NEW, MERGE, page=f"{NEW}?kind=merge")

    assert response.status_code == 303
    page = ha.get(response.location).text
    for shown in ("Đã ghi thay đổi tổ chức.", "12-QĐ/TĐTN", "nhận cả lịch sử", "Nguyễn Thu Hà"):
        assert shown in page
    session.expire_all()
    assert office.host.to_on == REFORM
    listed = ha.get("/successions").text
    assert "Huyện đoàn Cầu Ngang, Huyện đoàn Càng Long → Đoàn khu vực Cầu Ngang" in listed


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ({"kind": "move", "above": "TC"}, "Huyện đoàn Trà Cú"),
        ({"kind": "rename", "name": "Đoàn xã Cầu Ngang", "code": "XCN"}, "Đoàn xã Cầu Ngang"),
        ({"kind": "split", "heirs": "CN1 · Bắc\nCN2 · Nam", "keeps": "y"}, "Còn"),
        ({"kind": "dissolve", "heirs": "CL"}, "Huyện đoàn Càng Long"),
    ],
)
def test_each_kind_needs_only_what_its_form_shows(
    ha: FlaskClient, said: dict[str, str], shown: str
) -> None:
    asked = {"units": "CN", "day": "2025-07-01", "posts": "end", "below": "heir"} | said
    form = f"{NEW}?kind={said['kind']}"

    looked = send(ha, NEW, asked | {"go": "preview"}, page=form)
    done = send(ha, NEW, asked | {"go": "confirm"}, page=form)

    assert "Bước 3 trên 3" in looked.text
    assert done.status_code == 303
    assert shown in ha.get(done.location).text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"units": "CN, KHONG"}, "Không có đơn vị mang mã KHONG."),
        ({"units": ""}, "Hãy điền ô này."),
        ({"day": ""}, "Hãy điền ô này."),
        ({"day": "0001-01-01"}, "Ngày này đơn vị chưa có."),
        ({"units": "CN\0, CL\0\0, \0X"}, "Không có đơn vị mang mã X."),
        ({"heir": "M" * 31}, "Không quá 30 ký tự."),
        ({"day": "2025-13-01"}, "Hãy ghi đủ ngày, tháng, năm."),
        ({"name": ""}, "Hãy điền ô này."),
        ({"heir": ""}, "Số đơn vị kế thừa không hợp"),
        ({"heir": "hai từ"}, "không cách"),
        ({"kind": "mượn"}, "Hãy chọn một mục trong danh sách."),
        ({"below": "đâu đó"}, "Hãy chọn một mục trong danh sách."),
        ({"units": "x" * 10_001}, "Không quá 10000 ký tự."),
    ],
)
@pytest.mark.parametrize("go", ["preview", "confirm"])
def test_it_is_refused_beside_the_field(
    session: Session, ha: FlaskClient, changed: dict[str, str], sentence: str, go: str
) -> None:
    response = send(ha, NEW, MERGE | {"go": go} | changed, page=f"{NEW}?kind=merge")

    assert response.status_code == 200
    assert sentence in response.text
    assert units.find_unit_by_code(session, "CNL") is None


def test_what_is_out_of_reach_is_missing(ha: FlaskClient) -> None:
    response = send(ha, NEW, MERGE | {"units": "CN\nTH"}, page=f"{NEW}?kind=merge")

    assert response.status_code == 404


def test_a_mistake_is_taken_back(session: Session, office: Office, ha: FlaskClient) -> None:
    one = send(ha, NEW, MERGE, page=f"{NEW}?kind=merge").location

    response = send(ha, f"{one}/undo", {}, page=one)

    assert (response.status_code, response.location) == (303, one)
    page = ha.get(one).text
    assert "Việc này ghi nhầm và đã bỏ." in page
    assert "Bỏ thay đổi này" not in page
    session.expire_all()
    assert office.host.to_on is None


def test_what_is_in_use_says_why_it_stays(
    session: Session, office: Office, ha: FlaskClient
) -> None:
    one = send(ha, NEW, MERGE, page=f"{NEW}?kind=merge").location
    new = units.find_unit_by_code(session, "CNL")
    make_unit(session, "CNL-1", parent=new)

    page = ha.get(send(ha, f"{one}/undo", {}, page=one).location).text

    assert "đã được dùng nên không bỏ được nữa" in page
    session.expire_all()
    assert office.host.to_on == REFORM


def test_a_stranger_sees_who_became_what_but_not_what_moved(
    app: Flask, office: Office, ha: FlaskClient
) -> None:
    one = send(ha, NEW, MERGE, page=f"{NEW}?kind=merge").location

    page = sign_in(app, office.tuan).get(one).text

    assert "Đoàn khu vực Cầu Ngang" in page
    for hidden in ("Trần Quang Minh", "GB-2026-1", "Bỏ thay đổi này"):
        assert hidden not in page


def _merged(session: Session, office: Office) -> Unit:
    before = span("07:30", "11:00", 2)
    make_meeting(session, office.province, office.host, code="GB-0", when=before, status="held")
    facts = SuccessionFacts(
        SuccessionKind.MERGE, date(2026, 1, 4), ("CN", "CL"), (HeirFacts("CNL", "Khu vực mới"),)
    )
    service.enter(session, KEEPER, facts, NOW)
    session.commit()
    new = units.find_unit_by_code(session, "CNL")
    assert new is not None
    return new


def test_history_is_read_as_then_or_rolled_up(
    session: Session, office: Office, ha: FlaskClient
) -> None:
    new = _merged(session, office)

    rolled, then = ha.get(f"/units/{new.id}").text, ha.get(f"/units/{new.id}?as=then").text
    old = ha.get(f"/units/{office.host.id}?as=then").text
    gone = ha.get(f"/units/{office.host.id}").text

    held = 'data-label="Đăng cai">Huyện đoàn Cầu Ngang<'
    assert [held in page for page in (rolled, then, old, gone)] == [True, False, True, False]
    assert "Huyện đoàn Cầu Ngang, Huyện đoàn Càng Long → Khu vực mới" in rolled


def test_a_unit_shows_its_names_of_all_times(office: Office, ha: FlaskClient) -> None:
    edit = f"/units/{office.host.id}/edit"
    new = {"code": "CN", "name": "Đoàn xã Cầu Ngang", "kind": "đoàn xã", "above": "TINH"}

    dated = send(ha, edit, new | {"how": "from", "since": "2025-07-01"})
    page = ha.get(f"/units/{office.host.id}").text

    assert dated.status_code == 303
    for shown in ("Theo thời gian", "thôi từ 1/7/2025", "từ 1/7/2025", "Huyện đoàn Cầu Ngang"):
        assert shown in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"how": "from", "since": ""}, "Hãy điền ô này."),
        ({"how": "khác"}, "Hãy chọn một mục trong danh sách."),
        ({"how": "from", "since": "2025-07-01", "above": "CN"}, "không thể thuộc chính nó"),
    ],
)
def test_a_change_says_from_when(
    office: Office, ha: FlaskClient, said: dict[str, str], sentence: str
) -> None:
    new = {"code": "CN", "name": "Đoàn xã Cầu Ngang", "kind": "đoàn xã", "above": "TINH"}

    page = send(ha, f"/units/{office.host.id}/edit", new | said)

    assert (page.status_code, sentence in page.text) == (200, True)


def test_the_tree_is_that_of_the_day(session: Session, office: Office, ha: FlaskClient) -> None:
    _merged(session, office)

    before, after = ha.get("/units?on=2026-01-03").text, ha.get("/units?on=2026-01-04").text

    names = ("Huyện đoàn Cầu Ngang", "Khu vực mới")
    assert [name in before for name in names] == [True, False]
    assert [name in after for name in names] == [False, True]
    assert "của ngày 3/1/2026" in before


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("under=TINH", ["TINH", "CL", "CN", "TC", "VP"]),
        ("q=ngang", ["CN"]),
        ("kind=tỉnh+đoàn", ["TH", "TINH"]),
        ("under=KHONG", ["TH", "TW", "TINH", "CL", "CN", "TC", "VP"]),
    ],
)
def test_the_tree_of_a_day_is_narrowed(ha: FlaskClient, asked: str, expected: list[str]) -> None:
    page = ha.get(f"/units?on=2026-01-03&{asked}").text

    codes = [part.partition("<")[0] for part in page.split('data-label="Mã">')[1:]]
    assert codes == expected


@pytest.mark.parametrize("asked", ["2026-13-01", "hôm nào", "0001-01-01", "9" * 40, "20260103T"])
def test_an_odd_day_is_not_asked(ha: FlaskClient, asked: str) -> None:
    assert "<br>của ngày" not in ha.get(f"/units?on={asked}").text


def test_clusters_are_kept_and_seen(office: Office, ha: FlaskClient) -> None:
    made = send(ha, "/clusters/new", {"name": "Cụm biển", "unit": "TINH", "rank": "3"})
    send(ha, f"{made.location}/units/new", {"unit": "CN", "from_on": "2025-01-01"})
    again = send(ha, f"{made.location}/units/new", {"unit": "CN"})
    nowhere = send(ha, f"{made.location}/units/new", {"unit": "TH"})

    page = ha.get(made.location).text
    assert "Huyện đoàn Cầu Ngang" in page
    assert "từ 1/1/2025" in page
    assert "đang ở một cụm" in again.text
    assert "Chỉ đưa vào cụm đơn vị trực thuộc" in nowhere.text
    assert "Cụm biển" in ha.get(f"/units/{office.host.id}").text
    assert "Cụm biển" in ha.get("/clusters").text


def test_a_unit_leaves_its_cluster_on_a_day(office: Office, ha: FlaskClient) -> None:
    made = send(ha, "/clusters/new", {"name": "Cụm biển", "unit": "TINH"})
    page = send(ha, f"{made.location}/units/new", {"unit": "CN"}, page=None)
    ending = re.search(r"/cluster-units/\d+/end", ha.get(page.location).text)
    assert ending is not None

    for nothing in ("", " ", "\0"):
        assert "Hãy điền ô này." in send(ha, ending[0], {"to_on": nothing}).text


def test_the_day_of_the_tree_is_said_in_words(app: Flask, office: Office) -> None:
    ha = sign_in(app, office.ha)

    told, unread = ha.get("/units?on=ngày 3/1/2026").text, ha.get("/units?on=nửa cuối năm").text

    assert 'value="ngày 3/1/2026"' in told
    assert "<br>của ngày" in told
    assert "<br>của ngày" not in unread
    assert 'aria-invalid="true"' in unread
    assert "Hãy ghi đủ ngày, tháng, năm." in unread


@pytest.mark.parametrize("address", ["/successions", "/clusters", "/units?on=2026-01-03"])
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
        make_unit(session, f"N{number}", parent=session.get_one(Unit, office.province.id))
        facts = SuccessionFacts(
            SuccessionKind.RENAME, REFORM, (f"N{number}",), (HeirFacts(f"N{number}", "Mới"),)
        )
        service.enter(session, KEEPER, facts, NOW)
    session.add_all(units.Cluster(name="Cụm", unit_id=office.province.id) for _ in range(30))
    session.commit()

    assert queries() == few
    assert session.query(Succession).count() == 31

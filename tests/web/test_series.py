import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planner.domain.rights import Role
from planner.store import agenda as items
from planner.store.series import HostTurn, Series
from tests.factories import NOW, Office, at, keep, make_account, make_meeting, make_unit
from tests.queries import counted
from tests.web.browser import send, sign_in


@pytest.fixture
def client(app: Flask, office: Office) -> FlaskClient:
    """Hà's browser."""
    return sign_in(app, office.ha)


def text_of(page: str) -> str:
    """What a reader reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def home(office: Office) -> str:
    return f"/series/{office.series.id}"


def test_a_year_is_made_planned_and_shown(
    client: FlaskClient, session: Session, office: Office
) -> None:
    made = send(
        client,
        "/series/new",
        {
            "title": "Giao ban chuyên đề năm 2027",
            "code": "GB-2027",
            "year": "2027",
            "standing_office_id": str(office.bureau.id),
            "flag_from_id": str(office.other.id),
        },
    )
    rows = {
        "sessions-0-when": "tháng 5",
        "sessions-0-host_id": str(office.host.id),
        "sessions-0-topic": "Ứng xử văn minh trên không gian mạng",
        "sessions-0-place": "Thị xã Duyên Hải",
        "sessions-2-when": "sáng 12/8",
        "sessions-2-host_id": str(office.called.id),
        "sessions-2-topic": "Chất lượng sinh hoạt chi đoàn",
        "sessions-2-place": "Huyện Càng Long",
    }
    planned = send(client, made.location, rows)
    page = text_of(client.get(planned.location).text)

    assert (made.status_code, planned.status_code) == (303, 303)
    assert "Đã ghi 2 kỳ." in page
    assert "tháng 5/2027" in page
    assert "sáng thứ Năm 12/8/2027" in page
    assert "Tỉnh đoàn Trà Vinh giao ban với 3 đơn vị trực thuộc , hai kỳ trong năm" in page
    assert "vào tháng 5 và 8" in page
    assert "Huyện đoàn Trà Cú đang giữ" in page
    assert "chưa xác định" in page


def test_a_refusal_stands_in_its_cell_and_nothing_is_kept(
    client: FlaskClient, session: Session, office: Office
) -> None:
    rows = {
        "sessions-0-when": "tháng 5",
        "sessions-1-when": "khi nào rảnh",
        "sessions-2-topic": "Chuyên đề chưa có ngày",
    }

    page = send(client, f"{home(office)}/sessions/new", rows)

    assert page.status_code == 200
    assert 'id="sessions-1-when-refusal"' in page.text
    assert 'id="sessions-2-when-refusal"' in page.text
    assert 'id="sessions-0-when-refusal"' not in page.text
    assert 'value="khi nào rảnh"' in page.text
    assert session.query(HostTurn).count() == 1


def test_a_refusal_of_the_rules_stands_in_its_cell(
    client: FlaskClient, session: Session, office: Office
) -> None:
    rows = {"sessions-0-when": "tháng 5", "sessions-1-when": "tháng 6", "sessions-1-topic": "…"}

    page = send(client, f"{home(office)}/sessions/new", rows)

    assert 'id="sessions-1-topic-refusal"' in page.text
    assert session.query(HostTurn).count() == 1


def test_rows_with_odd_numbers_are_passed_over(client: FlaskClient, office: Office) -> None:
    odd = {"sessions-²-when": "tháng 5", f"sessions-{'9' * 5000}-when": "tháng 5"}

    page = send(client, f"{home(office)}/sessions/new", odd)

    assert "Ghi ít nhất một kỳ." in page.text


def test_an_empty_table_is_refused_and_grows_by_rows(client: FlaskClient, office: Office) -> None:
    empty = send(client, f"{home(office)}/sessions/new", {})
    wider = send(
        client, f"{home(office)}/sessions/new", {"sessions-0-when": "tháng 5", "more": "1"}
    )

    assert "Ghi ít nhất một kỳ." in empty.text
    assert 'name="sessions-3-when"' in empty.text
    assert 'name="sessions-4-when"' in wider.text
    assert 'value="tháng 5"' in wider.text


def test_a_session_is_changed_and_its_time_stays_where_it_was_not_touched(
    client: FlaskClient, session: Session, office: Office
) -> None:
    address = f"{home(office)}/sessions/{office.meeting.id}/edit"
    words = re.search(r'name="when"[^>]*value="([^"]*)"', client.get(address).text)
    assert words

    kept = send(client, address, {"when": words[1], "host_id": str(office.other.id)})
    session.expire_all()
    untouched = (office.meeting.host_id, office.meeting.starts_at)
    data = {"when": "chiều 20/1", "host_id": "", "headcount": "84", "date_sure": "y"}
    moved = send(client, address, data)
    session.expire_all()

    assert (kept.status_code, moved.status_code) == (303, 303)
    assert untouched == (office.other.id, at("07:30"))
    meeting = office.meeting
    assert (meeting.day_part, meeting.starts_at, meeting.host_id, meeting.headcount) == (
        "chiều",
        at("13:30", 20),
        None,
        84,
    )


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"when": "khi nào rảnh"}, "Chưa hiểu thời gian này"),
        ({"when": "tháng 5", "topic": "…"}, "Ghi tên chuyên đề bằng chữ."),
        ({"when": "tháng 5", "headcount": "0"}, "Hãy ghi một số"),
    ],
)
def test_a_session_refuses_odd_words(
    client: FlaskClient, office: Office, data: dict[str, str], words: str
) -> None:
    page = send(client, f"{home(office)}/sessions/{office.meeting.id}/edit", data)

    assert page.status_code == 200
    assert words in page.text


def test_a_session_is_taken_out_with_a_reason(
    client: FlaskClient, session: Session, office: Office
) -> None:
    address = f"{home(office)}/sessions/{office.meeting.id}/remove"

    assert "Hãy điền ô này." in send(client, address, {}).text
    assert send(client, address, {"reason": "gộp với hội nghị"}).status_code == 303
    assert session.query(HostTurn).count() == 0


def test_findings_stand_below_the_table_with_a_way_out(client: FlaskClient, office: Office) -> None:
    rows = {
        "sessions-0-when": "tháng 8",
        "sessions-0-host_id": str(office.host.id),
        "sessions-1-when": "tháng 5",
    }
    send(client, f"{home(office)}/sessions/new", rows)

    before = client.get(home(office)).text
    send(client, f"{home(office)}/sessions/sort", {}, page=home(office))
    after = client.get(home(office)).text

    assert "Huyện đoàn Cầu Ngang đăng cai nhiều kỳ: 1, 2." in before
    assert "Kỳ 3 diễn ra trước kỳ 2." in before
    assert "Xếp lại số kỳ theo thời gian" in before
    assert "diễn ra trước" not in after


def test_a_series_that_is_refused_is_shown_again(client: FlaskClient, office: Office) -> None:
    data = {"title": "Giao ban", "code": "GB-2026", "year": "2026"}
    page = send(client, "/series/new", data)

    assert "Đã có chuỗi mang mã này" in page.text
    data = {"title": "Giao ban", "code": "GB 26", "year": "2026"}
    assert "không có dấu cách" in send(client, f"{home(office)}/edit", data).text


def test_the_agenda_is_edited(client: FlaskClient, session: Session, office: Office) -> None:
    address = f"{home(office)}/agenda"
    send(client, address, {"title": "Trao cờ", "is_optional": "y"})
    added = items.items_of_series(session, office.series)[1]

    send(client, f"{address}/{added.id}/move", {"by": "up"}, page=address)
    send(client, f"{address}/{office.step.id}/edit", {"title": "Bế mạc"})
    refused = send(client, f"{address}/{office.step.id}/edit", {"title": " "})
    usual = send(client, f"{address}/usual", {}, page=address)

    assert "Hãy điền ô này." in refused.text
    assert "Chuỗi đã có chương trình" in client.get(usual.location).text
    session.expire_all()
    steps = [item.title for item in items.items_of_series(session, office.series)]
    assert steps == ["Trao cờ", "Bế mạc"]
    assert "Trao cờ (nếu có)" in client.get(home(office)).text


def test_an_empty_agenda_begins_with_the_usual_steps(
    client: FlaskClient, session: Session, office: Office
) -> None:
    address = f"{home(office)}/agenda"
    send(client, f"{address}/{office.step.id}/remove", {}, page=address)

    assert "Dùng chương trình này" in client.get(address).text
    send(client, f"{address}/usual", {}, page=address)
    assert len(items.items_of_series(session, office.series)) == 8


def test_topics_tell_where_they_were_studied(
    client: FlaskClient, app: Flask, office: Office
) -> None:
    rows = {"sessions-0-when": "tháng 5", "sessions-0-topic": "Ứng xử văn minh"}
    send(client, f"{home(office)}/sessions/new", rows)

    assert "kỳ 2, Giao ban chuyên đề năm 2026" in client.get("/topics?q=van minh").text
    assert "Không có chuyên đề nào khớp." in client.get("/topics?q=kinh te").text
    assert "Ứng xử văn minh" not in sign_in(app, office.tuan).get("/topics").text


def test_the_list_shows_what_is_in_reach(client: FlaskClient, app: Flask, office: Office) -> None:
    assert "GB-2026" in client.get("/series").text
    assert "GB-2026" not in client.get("/series?year=2020").text
    assert "GB-2026" in sign_in(app, office.minh).get("/series").text
    assert "GB-2026" not in sign_in(app, office.tuan).get("/series").text


def test_who_may_not_plan_sees_no_way_to(app: Flask, session: Session, office: Office) -> None:
    page = sign_in(app, office.minh).get(home(office)).text

    assert "Giao ban chuyên đề năm 2026" in page
    assert "/edit" not in page
    assert "/agenda" not in page


def test_another_convenor_may_be_chosen(app: Flask, session: Session, office: Office) -> None:
    admin = sign_in(app, make_account(session, Role.ADMIN, office.province))

    page = admin.get(f"/series/new?convenor={office.province.id}").text

    assert f'value="GB-{office.province.code}-' in page
    assert "Đổi đơn vị" in page
    assert admin.get(f"/series/new?convenor={office.host.id}").status_code == 404
    assert admin.get("/series/new?convenor=1e9").status_code == 404


def test_a_page_asks_the_same_for_one_session_and_for_thirty(
    client: FlaskClient, app: Flask, session: Session, office: Office
) -> None:
    with counted(session) as one:
        client.get(home(office))
    for number in range(2, 31):
        meeting = make_meeting(session, office.province, office.other, code=f"GB-{number}")
        keep(session, HostTurn(series_id=office.series.id, ordinal=number, meeting_id=meeting.id))
    with counted(session) as thirty:
        client.get(home(office))

    assert 0 < len(thirty) == len(one)


def test_lists_ask_the_same_for_one_and_for_thirty(
    client: FlaskClient, session: Session, office: Office
) -> None:
    send(
        client,
        f"{home(office)}/sessions/new",
        {"sessions-0-when": "tháng 5", "sessions-0-topic": "Chuyên đề 0"},
    )
    with counted(session) as one:
        client.get("/series")
        client.get("/topics")
    for number in range(1, 30):
        keep(
            session,
            Series(
                code=f"S-{number}",
                title=f"Giao ban {number}",
                year=2000 + number,
                convenor_id=office.province.id,
                changed_at=NOW,
            ),
        )
    rows = {f"sessions-{n}-when": "tháng 6" for n in range(29)}
    rows |= {f"sessions-{n}-topic": f"Chuyên đề {n + 1}" for n in range(29)}
    send(client, f"{home(office)}/sessions/new", rows)
    with counted(session) as thirty:
        client.get("/series")
        page = client.get("/topics").text

    assert page.count("Chuyên đề 2") > 10
    assert 0 < len(thirty) == len(one)


def test_the_ledger_begins_with_who_never_hosted(
    client: FlaskClient, session: Session, office: Office
) -> None:
    make_unit(session, "DH", "Thị đoàn Duyên Hải", parent=office.province, kind="thị đoàn")

    page = text_of(client.get(home(office)).text)

    assert "chưa lần nào" in page
    assert page.index("Thị đoàn Duyên Hải") < page.rindex("Huyện đoàn Cầu Ngang")

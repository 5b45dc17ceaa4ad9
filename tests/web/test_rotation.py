import json
import re
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from planner.domain.rights import Role
from planner.store import rotation as kept
from planner.store.series import HostTurn
from tests.factories import (
    Office,
    keep,
    make_account,
    make_earlier,
    make_hall,
    make_meeting,
    make_unit,
)
from tests.queries import counted
from tests.web.browser import form_token, send, sign_in


@pytest.fixture
def client(app: Flask, office: Office) -> FlaskClient:
    """Hà's browser."""
    return sign_in(app, office.ha)


def text_of(page: str) -> str:
    """What a reader reads."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def home(office: Office) -> str:
    return f"/series/{office.series.id}/rotation"


def test_the_ledger_says_whose_turn_it_is_and_who_has_the_flag(
    client: FlaskClient, office: Office
) -> None:
    page = text_of(client.get(home(office)).text)

    assert "nhiều nhất 1 lượt, ít nhất 0, chênh 1" in page
    names = re.findall(r"Huyện đoàn (Càng Long|Trà Cú|Cầu Ngang)", page)
    assert names[:3] == ["Càng Long", "Trà Cú", "Cầu Ngang"]
    assert "Theo cụm: Cụm phía nam 1" in page
    assert "hiện nay Huyện đoàn Cầu Ngang theo các kỳ của năm, chưa ghi trao cờ" in page
    assert "nhận 16/5/2019 Huyện đoàn Càng Long" in page


def test_the_ledger_says_of_the_flag_what_the_page_of_the_year_says(
    client: FlaskClient, session: Session, office: Office
) -> None:
    meeting = make_meeting(session, office.province, office.other, code="GB-2", status="tentative")
    keep(session, HostTurn(series_id=office.series.id, ordinal=2, meeting_id=meeting.id))
    office.meeting.status = "held"
    session.commit()
    page = text_of(client.get(home(office)).text)
    year = text_of(client.get(f"/series/{office.series.id}").text)

    told = re.findall(r"từ 5/1/2026 đến nay (.*?) theo các kỳ của năm, chưa ghi trao cờ", page)
    assert told == ["Huyện đoàn Trà Cú"]
    assert re.search(r"Cờ luân lưu Huyện đoàn Trà Cú giữ \d+ ngày", year)
    assert "đến nay" not in page.split("chưa ghi trao cờ")[1].split("Đổi, qua lượt")[0]


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("nửa cuối tháng 12/2026", "nửa cuối tháng 12/2026"),
        ("sáng 16/12/2026", "16/12/2026"),
        ("chờ ý kiến Tỉnh uỷ", "2026"),
    ],
)
def test_the_ledger_is_no_surer_of_a_session_than_is_known(
    client: FlaskClient, office: Office, when: str, words: str
) -> None:
    new = f"/series/{office.series.id}/sessions/new"
    said = {"sessions-0-when": when, "sessions-0-host_id": str(office.other.id), "save": "1"}
    assert send(client, new, said).status_code == 303

    page = client.get(home(office)).text

    line = page[page.index("Huyện đoàn Trà Cú") :]
    assert re.findall(r'data-label="Lần cuối">([^<]*)<', line)[0] == words


def test_two_sessions_stand_ready_to_be_swapped(client: FlaskClient, office: Office) -> None:
    new = f"/series/{office.series.id}/sessions/new"
    rows = {
        "sessions-0-when": "tháng 12/2026",
        "sessions-0-host_id": str(office.other.id),
        "save": "1",
    }
    assert send(client, new, rows).status_code == 303

    page = client.get(f"{home(office)}/swap").text

    chosen = re.findall(r'<option selected value="(\d+)"', page)
    assert len(chosen) == len(set(chosen)) == 2


def test_the_ledger_is_read_as_then_too(client: FlaskClient, office: Office) -> None:
    page = client.get(f"{home(office)}?as=then")

    assert page.status_code == 200
    assert re.search(r'as=then" aria-current="page"', page.text)


def test_the_day_from_which_turns_count_is_typed_in_words(
    client: FlaskClient, office: Office
) -> None:
    done = send(client, f"{home(office)}/since", {"since": "tháng 1/2020"}, page=home(office))

    page = text_of(client.get(done.location).text)
    assert "nhiều nhất 1 lượt, ít nhất 0" in page
    assert 'value="1/1/2020"' in client.get(done.location).text
    wrong = send(client, f"{home(office)}/since", {"since": "hôm nào"}, page=home(office))
    assert "Chưa hiểu thời gian này" in client.get(wrong.location).text


def test_the_page_takes_the_same_queries_for_one_unit_and_for_thirty(
    client: FlaskClient, session: Session, office: Office
) -> None:
    with counted(session) as few:
        client.get(home(office))
    for number in range(30):
        unit = make_unit(session, f"U{number}", parent=office.province)
        keep(session, make_earlier(office.province, unit))
    with counted(session) as many:
        client.get(home(office))

    assert len(few) == len(many)


def test_earlier_turns_come_in_as_a_table_or_not_at_all(
    client: FlaskClient, session: Session, office: Office
) -> None:
    address = f"{home(office)}/import"
    wrong = send(client, address, {"rows": "TC\t16/5/2018\nXã Không Có\t2017"})
    assert "Dòng" in wrong.text
    assert "Không tìm ra đơn vị «Xã Không Có»" in wrong.text
    assert len(kept.earlier_of(session, office.province.id)) == 1

    done = send(client, address, {"rows": "TC\t16/5/2018\nCL\ttháng 8/2017\tỨng xử"})
    assert done.status_code == 303
    assert "Đã nhập 2 lượt" in client.get(done.location).text
    assert "Ứng xử" in client.get("/topics").text


@pytest.mark.parametrize("data", [b"\x00\x01\x02", b"PK\x03\x04nonsense", b""])
def test_a_file_that_is_no_table_is_refused_in_words(
    client: FlaskClient, office: Office, data: bytes
) -> None:
    address = f"{home(office)}/import"
    token = form_token(client.get(address))
    page = client.post(
        address, data={"csrf_token": token, "rows": "", "file": (BytesIO(data), "so.xlsx")}
    )

    assert page.status_code == 200
    assert 'class="refusal"' in page.text


def test_a_host_proposes_a_day_and_the_convenor_sees_and_fixes_it(
    app: Flask, session: Session, office: Office
) -> None:
    address = f"/meetings/{office.meeting.id}/day"
    sent = send(sign_in(app, office.minh), address, {"when": "sáng 14/5/2090"})
    assert sent.status_code == 303
    ha = sign_in(app, office.ha)
    assert "Huyện đoàn Cầu Ngang đề nghị: sáng 14/5/2090." in text_of(
        ha.get(f"/meetings/{office.meeting.id}").text
    )

    days = f"/meetings/{office.meeting.id}/days"
    done = send(ha, f"{days}/accept", {}, page=days)

    assert "14/5/2090" in text_of(ha.get(done.location).text)


def test_a_day_in_words_that_name_none_is_refused(app: Flask, office: Office) -> None:
    page = send(sign_in(app, office.minh), f"/meetings/{office.meeting.id}/day", {"when": "sớm"})

    assert "Chưa hiểu thời gian này" in page.text


def test_a_sentence_becomes_a_preview_that_is_mended_and_saved(
    client: FlaskClient, session: Session, office: Office
) -> None:
    series = send(
        client, "/series/new", {"title": "Giao ban 2091", "code": "GB-2091", "year": "2091"}
    ).location.split("/")[2]
    address = f"/series/{series}/sentence"
    preview = client.get(address, query_string={"sentence": "mỗi năm hai kỳ, sáng thứ Năm"}).text
    days = re.findall(r'id="sessions-\d-when"[^>]*value="([^"]+)"', preview)
    assert len(days) == 2

    rows = {f"sessions-{at}-when": day for at, day in enumerate(days)}
    rows["sessions-0-when"] = "sáng 1/1/2091"
    looked = send(client, address, {**rows, "check": "1"})
    assert "01/01/2091 là ngày nghỉ" in text_of(looked.text)
    way = re.search(r'name="mend" value="(0:day:[^"]+)"', looked.text)
    assert way is not None
    assert 'value="0:hall' not in looked.text
    mended = send(client, address, {**rows, "mend": way[1]})
    assert "là ngày nghỉ" not in text_of(mended.text)

    fixed = {f"sessions-{at}-when": day for at, day in enumerate(days)}
    saved = send(client, address, {**fixed, "save": "1"})

    assert saved.status_code == 303
    assert session.query(HostTurn).filter_by(series_id=int(series)).count() == 2


def test_only_the_clashing_session_is_offered_another_hall(
    client: FlaskClient, session: Session, office: Office
) -> None:
    rows = {
        "sessions-0-when": "sáng 10/1/2091",
        "sessions-0-hall_id": str(office.hall.id),
        "sessions-1-when": "sáng 11/1/2091",
        "sessions-1-hall_id": str(office.hall.id),
    }
    book = {
        "title": "Hội nghị", "kind": "conference", "convenor": "TINH", "time_kind": "part",
        "day": "10/1/2091", "part": "sáng", "hall_id": str(office.hall.id), "status": "tentative",
    }  # fmt: skip
    assert send(client, "/meetings/new", book).status_code == 303
    other = {**book, "hall_id": ""}
    assert send(client, "/meetings/new", other).status_code == 303
    hall = make_hall(session, office.venue, "HT-C", 120)

    made = send(
        client, "/series/new", {"title": "Giao ban 2091", "code": "GB-2091", "year": "2091"}
    )
    series = made.location.split("/")[2]
    page = send(client, f"/series/{series}/sentence", {**rows, "check": "1"}).text

    assert f'value="0:hall:{hall.id}"' in page
    assert 'value="1:hall:' not in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"window": "hôm nào"}, "Chưa hiểu thời gian này"),
        ({"window": "năm 2091"}, "Tìm trong không quá 93 ngày"),
        ({"required": "Ai Đó Không Có"}, "Chưa rõ là ai: Ai Đó Không Có"),
        ({"required": "\n".join(["CN"] * 3 + [f"x{n}" for n in range(70)])}, "Chưa rõ là ai"),
        ({"headcount": "nhiều"}, "Hãy"),
    ],
)
def test_odd_wishes_for_a_time_are_refused_in_words(
    client: FlaskClient, office: Office, asked: dict[str, str], words: str
) -> None:
    page = client.get("/meetings/slot", query_string=asked)

    assert page.status_code == 200
    assert words in page.text


def test_a_found_time_fills_the_booking_form(client: FlaskClient, office: Office) -> None:
    asked = {
        "required": "CN\nTrần Quang Minh",
        "window": "8/6/2090 đến 9/6/2090",
        "headcount": "50",
    }
    page = client.get("/meetings/slot", query_string=asked).text
    assert "đủ cả 2, Hội trường HT-A" in text_of(page)
    link = re.search(r'href="(/meetings/new\?[^"]+)"', page)
    assert link is not None

    form = client.get(link[1].replace("&amp;", "&")).text

    assert 'value="2090-06-08"' in form
    assert f'<option selected value="{office.hall.id}">' in form


def test_the_title_of_a_meeting_that_makes_somebody_busy_stays_hidden(
    app: Flask, session: Session, office: Office
) -> None:
    make_meeting(session, office.province, office.host, code="MAT-1", title="Việc kín")
    account = make_account(session, Role.ORGANISER, office.host, "Người thử")

    page = sign_in(app, account).get(
        "/meetings/slot", query_string={"required": "TINH", "window": "tháng 1/2026"}
    )

    assert "Việc kín" not in page.text


def test_the_report_of_a_session_stands_in_the_library_of_topics(
    client: FlaskClient, session: Session, office: Office
) -> None:
    edit = f"/series/{office.series.id}/sessions/{office.meeting.id}"
    send(client, f"{edit}/edit", {"when": "sáng 14/5", "topic": "Ứng xử văn minh"})
    done = send(client, f"{edit}/report", {"report": "12-BC/ĐTN", "conclusion": "Nhân rộng."})

    assert done.status_code == 303
    page = text_of(client.get("/topics").text)
    assert "12-BC/ĐTN Nhân rộng." in page
    assert "Nhân rộng." in client.get(f"/meetings/{office.meeting.id}").text


def test_times_of_forms_are_read_in_words(client: FlaskClient, office: Office) -> None:
    def answer(words: str, **more: str) -> dict[str, object]:
        said = client.get("/meetings/time", query_string={"words": words, **more})
        found: dict[str, object] = json.loads(said.text)
        return found

    assert answer("sáng 14/5", year="2091") == {
        "understood": True,
        "words": "Hiểu là: sáng thứ Hai 14/5/2091",
    }
    assert answer("2090-05-14")["understood"]
    assert not answer("hôm nào")["understood"]


def test_a_day_is_typed_in_words_where_a_form_wants_a_day(
    client: FlaskClient, office: Office
) -> None:
    book = {
        "title": "Hội nghị", "kind": "conference", "convenor": "TINH", "time_kind": "hours",
        "day": "thứ Hai, 14/5/2091", "start": "7g30", "end": "11 giờ", "status": "tentative",
    }  # fmt: skip
    done = send(client, "/meetings/new", book)

    assert done.status_code == 303
    assert "14/5/2091" in text_of(client.get(done.location).text)
    wrong = send(client, "/meetings/new", {**book, "day": "hôm nào", "start": "77"})
    assert "Hãy ghi đủ ngày, tháng, năm." in wrong.text
    assert "Hãy ghi giờ và phút" in wrong.text


def test_the_days_of_rest_are_kept_by_who_keeps_the_table(
    app: Flask, session: Session, office: Office
) -> None:
    admin = sign_in(app, make_account(session, Role.ADMIN, office.province, "Quản trị"))
    page = admin.get("/holidays?year=2027").text
    assert "Tết Nguyên Đán" in page
    assert 'href="/holidays/edit?day=2027-02-06"' in page
    known = admin.get("/holidays/edit?day=2027-02-06").text
    assert 'value="6/2/2027"' in known
    assert 'value="Tết Nguyên Đán"' in known
    assert 'value="sai"' not in admin.get("/holidays/edit?day=sai").text
    done = send(
        admin, "/holidays/edit", {"when": "26/3/2027", "name": "Nghỉ lễ Đoàn", "is_off": "off"}
    )
    assert "Nghỉ lễ Đoàn" in admin.get(done.location).text
    assert "Bỏ" not in text_of(sign_in(app, office.ha).get("/holidays").text).replace("Bỏ qua", "")
    missing = admin.post(
        "/holidays/hôm-nào/remove",
        data={"csrf_token": form_token(admin.get("/holidays/edit"))},
    )
    assert missing.status_code == 404


def test_a_busy_day_is_kept_shown_and_changed(client: FlaskClient, office: Office) -> None:
    done = send(
        client,
        "/blackouts/new",
        {"kind": "unit", "unit": "CN", "when": "từ 3/6/2091 đến 5/6/2091", "reason": "đại hội"},
    )
    assert "từ 3/6/2091 đến 5/6/2091" in text_of(client.get(done.location).text)

    refused = send(
        client, "/blackouts/new", {"kind": "unit", "unit": "TH", "when": "8/6", "reason": "bận"}
    )
    assert "Không có đơn vị này" in refused.text
    edit = f"/blackouts/{office.blackout.id}/edit"
    assert 'value="20/1/2026"' in client.get(edit).text


def test_words_of_the_past_are_read_in_the_year_that_the_form_tells(
    client: FlaskClient, office: Office
) -> None:
    page = client.get(f"{home(office)}/history").text

    assert re.search(r'id="when"[^>]*', page)
    assert re.search(r'data-read="/meetings/time\?year=20\d\d"', page)

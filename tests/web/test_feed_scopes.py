"""What each kind of address holds, and who may open one to everybody."""

import re
from collections.abc import Iterator

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.feed import Scope
from planner.domain.rights import KEEPER
from planner.services import feed
from planner.store.account import Account
from tests.conftest import CONFIG
from tests.factories import NOW, Office, make_delegate, make_meeting, span, who
from tests.web.browser import send, sign_in


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def address(session: Session, scope: Scope, code: str, by: Account | None = None) -> str:
    viewer = who(session, by) if by else KEEPER
    token = feed.issue(session, viewer, (scope, code), label="", code_key=CONFIG.code_key, now=NOW)
    session.commit()
    return f"/lich/{token}.ics"


def opened(session: Session, scope: Scope, code: str, by: Account) -> str:
    token = feed.open_to_all(
        session, who(session, by), (scope, code), code_key=CONFIG.code_key, now=NOW
    )
    session.commit()
    return f"/lich/{token}.ics"


def titles(app: Flask, url: str) -> set[str]:
    whole = Calendar.from_ical(app.test_client().get(url).data)
    return {str(one["SUMMARY"]) for one in whole.walk("VEVENT")}


def test_a_tree_holds_what_units_below_do(app: Flask, session: Session, office: Office) -> None:
    make_meeting(session, office.other, code="HN-1", title="Của huyện")

    assert titles(app, address(session, Scope.UNIT, "TINH")) == {"Giao ban quý I"}
    assert titles(app, address(session, Scope.TREE, "TINH")) == {"Giao ban quý I", "Của huyện"}
    assert titles(app, address(session, Scope.TREE, "TH")) == set()


def test_a_hall_has_a_feed_of_what_is_held_in_it(
    app: Flask, session: Session, office: Office
) -> None:
    url = address(session, Scope.VENUE, office.hall.code, office.ha)
    assert titles(app, url) == set()

    office.meeting.hall_id = office.hall.id
    session.commit()

    assert titles(app, url) == {"Giao ban quý I"}


def test_the_week_holds_this_and_the_next_with_its_columns(
    app: Flask, session: Session, office: Office
) -> None:
    office.meeting.hall_id, office.meeting.standing_office_id = office.hall.id, office.bureau.id
    for day, code in ((11, "HN-1"), (12, "HN-2")):
        when = span("08:00", "09:00", day=day)
        make_meeting(session, office.province, code=code, title=f"Ngày {day}", when=when)
    url = address(session, Scope.WEEK, "TINH", office.ha)

    whole = Calendar.from_ical(app.test_client().get(url).data)
    first, last = sorted(whole.walk("VEVENT"), key=lambda one: one.decoded("DTSTART"))
    assert whole["X-WR-CALNAME"] == "Lịch công tác tuần Tỉnh đoàn Trà Vinh"
    assert (first["SUMMARY"], last["SUMMARY"]) == ("Giao ban quý I", "Ngày 11")
    assert str(first["DESCRIPTION"]).splitlines() == [
        "Nội dung: Giao ban quý I",
        "Giao ban chuyên đề năm 2026, kỳ 1.",
        "Địa điểm: Hội trường HT-A, Nhà văn hoá",
        "Triệu tập: Tỉnh đoàn Trà Vinh",
        "Đăng cai: Huyện đoàn Cầu Ngang",
        "Chuẩn bị: Văn phòng",
        f"http://localhost/meetings/{office.meeting.id}",
    ]


def test_what_was_accepted_may_be_left_out(app: Flask, session: Session, office: Office) -> None:
    mine = make_delegate(session, office.meeting, office.host, "Trần Quang Minh")
    mine.email, mine.reply = office.minh.email, "yes"
    session.commit()
    url = address(session, Scope.ME, office.minh.email, office.minh)

    assert titles(app, url) == {"Giao ban quý I"}
    assert titles(app, f"{url}?tru-da-moi=1") == set()


def test_a_public_feed_tells_no_names_and_no_secrets(
    app: Flask, session: Session, office: Office
) -> None:
    office.meeting.status, office.meeting.status_reason = "cancelled", "Lan ốm"
    session.commit()

    response = app.test_client().get(opened(session, Scope.SERIES, "GB-2026", office.ha))

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert "X-Robots-Tag" not in response.headers
    text = response.text.replace("\r\n ", "")
    assert "SUMMARY:[ĐÃ HUỶ] Giao ban quý I" in text
    assert "SOURCE;VALUE=URI:http://localhost/lich/" in text
    assert not re.search(r"Lan|Lý do|/meetings/|ATTENDEE|ORGANIZER", text)


def test_a_public_feed_of_a_unit_holds_what_it_convenes(
    app: Flask, session: Session, office: Office
) -> None:
    make_meeting(session, office.other, code="HN-1", title="Của huyện")

    assert titles(app, opened(session, Scope.UNIT, "CN", office.ha)) == set()
    assert titles(app, opened(session, Scope.UNIT, "TINH", office.ha)) == {"Giao ban quý I"}
    assert titles(app, opened(session, Scope.TREE, "TINH", office.ha)) == {
        "Giao ban quý I",
        "Của huyện",
    }


def test_a_public_feed_is_opened_once(session: Session, office: Office) -> None:
    first = opened(session, Scope.SERIES, "GB-2026", office.ha)

    assert opened(session, Scope.SERIES, "GB-2026", office.ha) == first


@pytest.mark.parametrize(
    ("scope", "code", "refusal"),
    [
        (Scope.ALL, "", "feed.not_for_everybody"),
        (Scope.ME, "ha@vn", "feed.not_for_everybody"),
        (Scope.VENUE, "HT-A", "feed.not_for_everybody"),
        (Scope.SERIES, "KHONG", "feed.no_such_target"),
        (Scope.SERIES, "GB-2026", "feed.not_yours_to_open"),
        (Scope.UNIT, "TINH", "feed.not_yours_to_open"),
    ],
)
def test_who_keeps_nothing_of_it_opens_nothing(
    session: Session, office: Office, scope: Scope, code: str, refusal: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        opened(session, scope, code, office.tuan)

    assert (broken.value.code, broken.value.field) == (refusal, "for")


def test_everybody_finds_a_public_feed_until_an_organiser_closes_it(
    app: Flask, session: Session, office: Office
) -> None:
    anybody, ha = app.test_client(), sign_in(app, office.ha)
    assert "Chưa có lịch nào mở cho mọi người." in anybody.get("/lich").text

    send(ha, "/feeds/new", {"for": "series:GB-2026", "public": "1"}, page="/feeds")
    page = anybody.get("/lich").text
    found = re.search(r'value="http://localhost(/lich/[^"]+\.ics)"', page)
    assert found is not None
    assert "Giao ban chuyên đề năm 2026" in page
    assert titles(app, found[1]) == {"Giao ban quý I"}
    number = re.search(r'action="/feeds/(\d+)/revoke"', ha.get("/feeds").text)
    assert number is not None

    app.config["WTF_CSRF_ENABLED"] = False
    assert sign_in(app, office.tuan).post(f"/feeds/{number[1]}/revoke").status_code == 404
    app.config["WTF_CSRF_ENABLED"] = True
    send(ha, f"/feeds/{number[1]}/revoke", {}, page="/feeds")
    assert anybody.get(found[1]).status_code == 404
    assert "Chưa có lịch nào mở cho mọi người." in anybody.get("/lich").text


def test_the_address_of_a_page_leaves_out_what_was_chosen(app: Flask, office: Office) -> None:
    ha = sign_in(app, office.ha)
    send(ha, "/feeds/new", {"for": "tree:TINH"}, page="/feeds")
    found = re.search(r'href="(/feeds/\d+)"', ha.get("/feeds").text)
    assert found is not None

    page = ha.get(f"{found[1]}?du-kien=0&tru-da-moi=1&khac=1").text

    assert '.ics?du-kien=0&amp;tru-da-moi=1"' in page
    assert "chưa ai đọc" in page


@pytest.mark.parametrize(
    ("target", "form", "choices"),
    [
        ("unit:TINH", {}, ["du-kien", "dai", "han", "huy", "tru-da-moi", "tien-do=1"]),
        ("campaign:DOT-2026", {}, ["du-kien", "dai", "han", "huy", "tru-da-moi", "tien-do=0"]),
        ("unit:TINH", {"public": "1"}, ["du-kien", "dai", "han", "huy"]),
    ],
)
def test_a_page_offers_what_its_calendar_can_leave_out_or_add(
    app: Flask, office: Office, target: str, form: dict[str, str], choices: list[str]
) -> None:
    ha = sign_in(app, office.ha)
    send(ha, "/feeds/new", {"for": target, **form}, page="/feeds")
    found = re.search(r'href="(/feeds/\d+)"', ha.get("/feeds").text)
    assert found is not None

    ticks = re.findall(r'type="checkbox" id="([^"]+)" name="\1" value="(.)"', ha.get(found[1]).text)

    offered = [f"{name}={value}" if name == "tien-do" else name for name, value in ticks]
    assert offered == choices

"""The register of meetings, the year, and one meeting."""

import re
from datetime import datetime

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from planner.domain.timespan import HANOI, TimeSpan
from planner.store.series import HostTurn
from tests.factories import Office, at, make_hall, make_meeting, span
from tests.queries import counted
from tests.web.browser import sign_in


def test_the_register_finds_without_dau(app: Flask, session: Session, office: Office) -> None:
    make_meeting(session, office.province, code="HN-2026-1", title="Tổng kết năm")

    page = sign_in(app, office.ha).get("/meetings?q=tong+ket").text

    assert "Tổng kết năm" in page
    assert "Giao ban quý I" not in page


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ("year=2026", True),
        ("year=2025", False),
        ("status=confirmed", True),
        ("status=cancelled", False),
        ("kind=briefing", True),
        ("kind=congress", False),
        ("year=99999999999999&status=x&kind=%00&page=-3", True),
    ],
)
def test_the_register_is_narrowed(app: Flask, office: Office, asked: str, shown: bool) -> None:
    page = sign_in(app, office.ha).get(f"/meetings?{asked}")

    assert page.status_code == 200
    assert ("Giao ban quý I" in page.text) is shown


def test_the_register_shows_nobody_the_meetings_of_others(app: Flask, office: Office) -> None:
    page = sign_in(app, office.tuan).get("/meetings").text

    assert "Sổ chưa có cuộc họp nào" in page


def test_the_register_shows_a_page_at_a_time(app: Flask, session: Session, office: Office) -> None:
    for number in range(55):
        make_meeting(session, office.province, code=f"HN-2026-{number}", title=f"Số {number}")
    client = sign_in(app, office.ha)

    assert "1–50 trên 56" in client.get("/meetings").text
    assert "51–56 trên 56" in client.get("/meetings?page=2").text


@pytest.mark.parametrize("address", ["/meetings", "/year?year=2026"])
def test_a_list_costs_the_same_for_one_and_for_thirty(
    app: Flask, session: Session, office: Office, address: str
) -> None:
    client = sign_in(app, office.ha)
    with counted(session) as for_one:
        client.get(address)
    for number in range(30):
        make_meeting(session, office.province, office.host, code=f"HN-2026-{number}")

    with counted(session) as for_thirty:
        page = client.get(address)

    assert page.status_code == 200
    assert len(for_thirty) == len(for_one)


def test_the_year_has_a_row_for_the_series_and_for_each_kind(
    app: Flask, session: Session, office: Office
) -> None:
    meeting = make_meeting(session, office.province, code="HN-2026-1", title="Tổng kết năm")
    meeting.kind = "conference"
    session.commit()

    page = sign_in(app, office.ha).get("/year?year=2026").text

    assert "Giao ban chuyên đề năm 2026" in page
    assert "Hội nghị" in page
    assert "2 cuộc: 2 chốt" in page


def test_what_has_no_day_stands_in_the_pocket(app: Flask, session: Session, office: Office) -> None:
    meeting = make_meeting(session, office.province, code="HN-2026-1", title="Góp ý văn kiện")
    meeting.starts_at = meeting.ends_at = None
    meeting.precision, meeting.awaiting, meeting.status = "unknown", "Tỉnh uỷ", "tentative"
    session.commit()

    page = sign_in(app, office.ha).get("/year?year=2026").text

    assert "chờ Tỉnh uỷ" in page


@pytest.mark.parametrize("rows", ["series", "host", "convenor", "nonsense"])
def test_the_year_is_put_in_rows_as_asked(app: Flask, office: Office, rows: str) -> None:
    page = sign_in(app, office.ha).get(f"/year?year=2026&rows={rows}")

    assert page.status_code == 200
    name = {"host": office.host.name, "convenor": office.province.name}.get(rows, "Giao ban")
    assert name in page.text


@pytest.mark.parametrize("year", ["0", "9999", "99999999999999999999", "%00", "mười"])
def test_a_year_that_cannot_be_is_this_year(app: Flask, office: Office, year: str) -> None:
    assert sign_in(app, office.ha).get(f"/year?year={year}").status_code == 200


def test_a_meeting_shows_each_line_with_how_sure_it_is(
    app: Flask, session: Session, office: Office
) -> None:
    office.meeting.hall_id = office.hall.id
    session.commit()

    page = sign_in(app, office.ha).get(f"/meetings/{office.meeting.id}").text

    assert "thứ Hai 5/1/2026" in page
    assert "07g30 đến 17g00" in page
    assert "Hội trường HT-A, Nhà văn hoá" in page
    assert "Chốt nơi này" in page
    assert "Giao ban chuyên đề năm 2026" in page
    assert "Huyện đoàn Cầu Ngang" in page


def test_a_meeting_that_was_held_has_no_planned_day_or_place_any_more(
    app: Flask, session: Session, office: Office
) -> None:
    office.meeting.hall_id = office.hall.id
    office.meeting.status = "held"
    session.commit()

    page = sign_in(app, office.ha).get(f"/meetings/{office.meeting.id}").text
    lines = {
        anchor: re.search(rf'<div id="{anchor}">.*?<span class="sure is-(\w+)">', page, re.DOTALL)
        for anchor in ("ngay", "noi-hop")
    }

    assert {name: line and line[1] for name, line in lines.items()} == {
        "ngay": "confirmed",
        "noi-hop": "confirmed",
    }


def test_each_place_of_a_meeting_is_named_once(app: Flask, office: Office) -> None:
    page = sign_in(app, office.ha).get(f"/meetings/{office.meeting.id}").text
    named = re.findall(r' id="([^"]+)"', page)

    assert [name for name in named if named.count(name) > 1] == []


def test_the_host_sees_the_meeting_without_the_buttons(app: Flask, office: Office) -> None:
    page = sign_in(app, office.minh).get(f"/meetings/{office.meeting.id}").text

    assert "Giao ban quý I" in page
    assert "Hoãn hoặc huỷ" not in page
    assert "/settle" not in page


def test_a_meeting_counts_the_answers_by_group(
    app: Flask, session: Session, office: Office
) -> None:
    office.lan.reply = "yes"
    session.merge(office.lan)
    session.commit()

    page = sign_in(app, office.ha).get(f"/meetings/{office.meeting.id}").text

    assert "1 người, 0 chưa trả lời" in page


def test_a_weekend_is_shown_with_a_way_out(app: Flask, session: Session, office: Office) -> None:
    saturday = make_meeting(
        session, office.province, code="HN-2090-1", when=_saturday(), title="Thứ bảy"
    )

    page = sign_in(app, office.ha).get(f"/meetings/{saturday.id}").text

    assert "04/03/2090 là ngày nghỉ cuối tuần" in page
    assert f"/meetings/{saturday.id}/edit?day=2090-03-03" in page


def test_too_small_a_hall_leads_to_the_form_with_a_bigger_one(
    app: Flask, session: Session, office: Office
) -> None:
    bigger = make_hall(session, office.venue, "HT-B", capacity=300)
    when = _saturday()
    meeting = make_meeting(session, office.province, code="HN-2090-1", when=when)
    meeting.hall_id, meeting.headcount = office.hall.id, 250
    session.commit()
    client = sign_in(app, office.ha)

    page = client.get(f"/meetings/{meeting.id}").text
    way = f"/meetings/{meeting.id}/edit?hall_id={bigger.id}"

    assert f"{way}#o-dau" in page
    assert f'<option selected value="{bigger.id}">' in client.get(way).text


def test_a_settled_meeting_without_people_leads_to_its_thanh_phan(
    app: Flask, session: Session, office: Office
) -> None:
    meeting = make_meeting(session, office.province, code="HN-2090-1", when=_saturday())
    meeting.place, meeting.venue_sure = "Nhà thiếu nhi", True
    session.commit()

    page = sign_in(app, office.ha).get(f"/meetings/{meeting.id}").text

    assert f'btn-primary" href="/meetings/{meeting.id}/invitees"' in page


def test_the_whole_meeting_costs_the_same_for_one_and_thirty_sessions(
    app: Flask, session: Session, office: Office
) -> None:
    client = sign_in(app, office.ha)
    with counted(session) as for_one:
        client.get(f"/meetings/{office.meeting.id}")
    for number in range(30):
        sister = make_meeting(
            session, office.province, office.host, code=f"GB-{number}", status="held"
        )
        session.add(HostTurn(series_id=office.series.id, ordinal=number + 2, meeting_id=sister.id))
    session.commit()

    with counted(session) as for_thirty:
        client.get(f"/meetings/{office.meeting.id}")

    assert len(for_thirty) == len(for_one)


def _saturday() -> TimeSpan:
    return TimeSpan(
        datetime(2090, 3, 4, 7, 30, tzinfo=HANOI), datetime(2090, 3, 4, 11, 30, tzinfo=HANOI)
    )


def test_the_register_opens_at_what_is_still_to_be(
    app: Flask, session: Session, office: Office
) -> None:
    made = {
        day: make_meeting(
            session,
            office.province,
            code=f"HN-{day}",
            title=f"Họp ngày {day}",
            when=span("07:30", "11:30", day),
        )
        for day in (6, 7, 20, 21)
    }
    waiting = make_meeting(session, office.province, code="CHO", title="Họp chờ ý kiến")
    waiting.starts_at = waiting.ends_at = None
    waiting.precision = "unknown"
    made[21].status = "cancelled"
    session.commit()

    with time_machine.travel(at("12:00", 20), tick=False):
        ha = sign_in(app, office.ha)
        unasked, past, every = (
            re.findall(r">(Họp [^<]+|Giao ban quý I)</a>", ha.get(f"/meetings{asked}").text)
            for asked in ("", "?when=past", "?when=all")
        )

    assert unasked == ["Họp ngày 20", "Họp ngày 21", "Họp chờ ý kiến"]
    assert past == ["Họp ngày 7", "Họp ngày 6", "Giao ban quý I"]
    assert len(every) == 6


def test_a_narrowed_register_shows_past_and_coming_alike(app: Flask, office: Office) -> None:
    for day in (2, 20):
        with time_machine.travel(at("08:00", day), tick=False):
            ha = sign_in(app, office.ha)
            assert "Giao ban quý I" in ha.get("/meetings?q=giao").text

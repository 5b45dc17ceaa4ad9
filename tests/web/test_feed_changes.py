"""What subscribers see of changes: by the services that make them, as calendars read them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from sqlalchemy.orm import Session

from planner.domain.feed import Scope
from planner.domain.meeting import Status, When
from planner.domain.rights import KEEPER
from planner.domain.timespan import DateWindow, TimeSpan, local_day
from planner.services import directory, feed, meeting, series, venue
from planner.services.meeting import MeetingChanges
from planner.store.meeting import Meeting
from tests.conftest import CONFIG
from tests.factories import NOW, Office, span

LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def url(session: Session, office: Office) -> str:
    office.meeting.hall_id = office.hall.id
    token = feed.issue(
        session, KEEPER, (Scope.ALL, ""), label="", code_key=CONFIG.code_key, now=NOW
    )
    session.commit()
    return f"/lich/{token}.ics"


def events(client: FlaskClient, url: str) -> list[Any]:
    return list(Calendar.from_ical(client.get(url).data).walk("VEVENT"))


def the_event(app: Flask, url: str) -> Any:
    (event,) = events(app.test_client(), url)
    return event


def rename_hall(session: Session, office: Office) -> None:
    facts = venue.HallFacts(office.hall.code, "Hội trường Hoa Sen", office.hall.capacity)
    venue.change_hall(session, KEEPER, office.hall.id, facts, LATER)


def rename_house(session: Session, office: Office) -> None:
    facts = venue.VenueFacts("Nhà Hoa Sen", office.province.code)
    venue.change_venue(session, KEEPER, office.venue.id, facts, LATER)


def rename_unit(session: Session, office: Office) -> None:
    unit = office.host
    facts = directory.UnitFacts(unit.code, "Huyện đoàn Hoa Sen", unit.kind, office.province.code)
    directory.change_unit(session, KEEPER, unit.id, facts, LATER)


def rename_series(session: Session, office: Office) -> None:
    facts = series.SeriesFacts(code="GB-2026", title="Giao ban Hoa Sen", year=2026)
    series.change_series(session, KEEPER, office.series.id, facts, LATER)


def rename_unit_from_today(session: Session, office: Office) -> None:
    unit = office.host
    facts = directory.UnitFacts(unit.code, "Huyện đoàn Hoa Sen", unit.kind, office.province.code)
    directory.change_unit(session, KEEPER, unit.id, facts, LATER, since=local_day(LATER))


def move_house(session: Session, office: Office) -> None:
    facts = venue.VenueFacts(office.venue.name, office.province.code, address="12 phố Hoa Sen")
    venue.change_venue(session, KEEPER, office.venue.id, facts, LATER)


@pytest.mark.parametrize(
    "rename",
    [
        rename_hall,
        rename_house,
        move_house,
        rename_unit,
        rename_unit_from_today,
        rename_series,
    ],
)
def test_a_new_name_of_what_it_refers_to_reaches_the_calendar(
    app: Flask, session: Session, office: Office, url: str, rename: Any
) -> None:
    client, before = app.test_client(), the_event(app, url)
    etag = client.get(url).headers["ETag"]

    rename(session, office)
    session.commit()

    again = client.get(url, headers={"If-None-Match": etag})
    (after,) = Calendar.from_ical(again.data).walk("VEVENT")
    assert again.status_code == 200
    assert "Hoa Sen" in f"{after['LOCATION']} {after['DESCRIPTION']}"
    assert "Hoa Sen" not in f"{before['LOCATION']} {before['DESCRIPTION']}"
    assert after.decoded("LAST-MODIFIED") == LATER > before.decoded("LAST-MODIFIED")
    assert after.decoded("DTSTAMP") == after.decoded("LAST-MODIFIED")
    assert after["SEQUENCE"] == before["SEQUENCE"]


def test_a_name_that_is_planned_for_a_day_reaches_the_calendar_on_that_day(
    app: Flask, session: Session, office: Office, url: str, clock: time_machine.Traveller
) -> None:
    unit, day = office.host, NOW + timedelta(days=2)
    facts = directory.UnitFacts(unit.code, "Huyện đoàn Hoa Sen", unit.kind, office.province.code)
    directory.change_unit(session, KEEPER, unit.id, facts, NOW, since=local_day(day))
    session.commit()
    before = the_event(app, url)

    clock.move_to(day)
    directory.take_effect(session, day)
    session.commit()
    after = the_event(app, url)

    assert "Hoa Sen" not in before["DESCRIPTION"]
    assert "Đăng cai: Huyện đoàn Hoa Sen" in after["DESCRIPTION"]
    assert after.decoded("LAST-MODIFIED") == day > before.decoded("LAST-MODIFIED")


def test_a_window_that_is_fixed_keeps_its_uid(
    app: Flask, session: Session, office: Office, url: str
) -> None:
    window = When.within(DateWindow(date(2026, 6, 16), date(2026, 6, 30)), "nửa cuối tháng 6")
    meeting.change(
        session,
        KEEPER,
        office.meeting.id,
        {"when": window, "status": Status.TENTATIVE, "reason": "chưa chốt"},
        NOW,
    )
    session.commit()
    before = the_event(app, url)
    fixed = When.exact(span("07:30", "11:00", day=20))
    meeting.change(session, KEEPER, office.meeting.id, {"when": fixed}, LATER)
    meeting.confirm(session, KEEPER, office.meeting.id, LATER)
    session.commit()
    after = the_event(app, url)

    assert (before["STATUS"], before["TRANSP"], before.decoded("DTSTART")) == (
        "TENTATIVE",
        "TRANSPARENT",
        date(2026, 6, 16),
    )
    assert before["SUMMARY"] == "[Dự kiến] Giao ban quý I"
    assert (after["STATUS"], after["TRANSP"], after["SUMMARY"]) == (
        "CONFIRMED",
        "OPAQUE",
        "Giao ban quý I",
    )
    assert after.decoded("DTSTART") == datetime(2026, 1, 20, 0, 30, tzinfo=UTC)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_called_off_and_put_off_are_said_until_a_new_date_comes(
    app: Flask, session: Session, office: Office, url: str
) -> None:
    told = [the_event(app, url)]
    meeting.postpone(session, KEEPER, office.meeting.id, reason="bão", now=NOW)
    session.commit()
    told.append(the_event(app, url))
    new = When.exact(span("08:00", "11:00", day=22))
    meeting.change(session, KEEPER, office.meeting.id, {"when": new}, LATER)
    session.commit()
    told.append(the_event(app, url))
    meeting.cancel(session, KEEPER, office.meeting.id, reason="trùng", now=LATER)
    session.commit()
    told.append(the_event(app, url))

    assert [(str(one["STATUS"]), str(one["SUMMARY"])) for one in told] == [
        ("CONFIRMED", "Giao ban quý I"),
        ("CANCELLED", "[HOÃN] Giao ban quý I"),
        ("TENTATIVE", "[Dự kiến] Giao ban quý I"),
        ("CANCELLED", "[ĐÃ HUỶ] Giao ban quý I"),
    ]
    numbers = [one["SEQUENCE"] for one in told]
    assert numbers == sorted(set(numbers))
    assert len({str(one["UID"]) for one in told}) == 1


@pytest.mark.parametrize("is_off", [False, True])
def test_a_session_that_is_taken_out_is_called_off_in_the_calendar_of_its_series(
    app: Flask, session: Session, office: Office, *, is_off: bool
) -> None:
    token = feed.issue(
        session, KEEPER, (Scope.SERIES, "GB-2026"), label="", code_key=CONFIG.code_key, now=NOW
    )
    session.commit()
    if is_off:
        meeting.cancel(session, KEEPER, office.meeting.id, reason="trùng", now=NOW)
        session.commit()
    before = the_event(app, f"/lich/{token}.ics")
    series.remove_session(
        session, KEEPER, office.series.id, office.meeting.id, reason="gộp", now=LATER
    )
    session.commit()
    after = the_event(app, f"/lich/{token}.ics")

    assert (after["STATUS"], after["SUMMARY"]) == ("CANCELLED", "[ĐÃ HUỶ] Giao ban quý I")
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] == before["SEQUENCE"] + (0 if is_off else 1)
    assert after.decoded("LAST-MODIFIED") == LATER


@pytest.mark.parametrize("deed", [meeting.cancel, meeting.postpone])
def test_what_was_called_off_or_put_off_goes_30_days_after_its_end(
    app: Flask,
    session: Session,
    office: Office,
    url: str,
    clock: time_machine.Traveller,
    deed: Any,
) -> None:
    deed(session, KEEPER, office.meeting.id, reason="trùng", now=NOW)
    session.commit()

    clock.move_to(datetime(2026, 2, 4, 12, tzinfo=UTC))
    assert the_event(app, url)["STATUS"] == "CANCELLED"
    clock.move_to(datetime(2026, 2, 5, 12, tzinfo=UTC))
    assert events(app.test_client(), url) == []


def test_a_window_longer_than_a_month_stands_on_its_first_day_or_is_left_out(
    app: Flask, session: Session, office: Office, url: str
) -> None:
    quarter = When.within(DateWindow(date(2026, 4, 1), date(2026, 6, 30)), "quý II")
    open_again = MeetingChanges(when=quarter, status=Status.TENTATIVE, reason="chưa chốt")
    meeting.change(session, KEEPER, office.meeting.id, open_again, NOW)
    session.commit()

    shown = the_event(app, url)
    assert (shown.decoded("DTSTART"), shown.decoded("DTEND")) == (
        date(2026, 4, 1),
        date(2026, 4, 2),
    )
    assert "quý II, chưa chốt ngày" in shown["DESCRIPTION"]
    assert events(app.test_client(), f"{url}?dai=0") == []
    assert events(app.test_client(), f"{url}?du-kien=0") == []


def test_the_window_moves_by_whole_days(
    app: Flask, session: Session, office: Office, url: str, clock: time_machine.Traveller
) -> None:
    """Held on 5 January: 90 days later it is shown until the day ends in Hà Nội, then no more."""
    seen = []
    for day, hour in ((4, 17), (5, 0), (5, 16), (5, 17)):
        clock.move_to(datetime(2026, 4, day, hour, 30, tzinfo=UTC))
        seen.append(app.test_client().get(url).headers["ETag"])
        assert bool(events(app.test_client(), url)) is ((day, hour) != (5, 17))

    assert len(set(seen[:3])) == 1
    assert seen[3] != seen[0]


def test_a_deadline_is_a_day_that_may_be_left_out(
    app: Flask, session: Session, office: Office, url: str
) -> None:
    by_then = When.deadline(date(2026, 4, 15), strict=True)
    meeting.change(session, KEEPER, office.meeting.id, {"when": by_then}, NOW)
    session.commit()

    shown = the_event(app, url)
    assert shown["DTSTART"].params["VALUE"] == "DATE"
    assert "Trước 15/4" in shown["SUMMARY"]
    assert events(app.test_client(), f"{url}?han=0") == []


def test_a_thousand_meetings_are_sent_and_no_more(
    app: Flask, session: Session, office: Office, url: str
) -> None:
    title = "Hội nghị sơ kết công tác Đoàn và phong trào thanh thiếu nhi, triển khai nhiệm vụ"
    for number in range(1_010):
        when = span("08:00", "09:00", day=6) if number < 999 else span("08:00", "09:00", day=28)
        row = make_one(office, number, title, when)
        session.add(row)
    session.commit()

    body = app.test_client().get(url).data

    found = Calendar.from_ical(body).walk("VEVENT")
    assert len(found) == 1_000
    assert len(body) < 800_000
    assert body.split(b"\r\n").index(b"BEGIN:VEVENT") < 200
    last = {one.decoded("DTSTART").astimezone(UTC).day for one in found}
    assert last == {5, 6}


def test_a_feed_that_is_cut_has_a_version_for_each_day(
    app: Flask,
    session: Session,
    office: Office,
    url: str,
    clock: time_machine.Traveller,
) -> None:
    for number in range(700):
        row = make_one(office, number, "Rất dài " * 300, span("08:00", "09:00", day=6))
        session.add(row)
    session.commit()
    client = app.test_client()

    first = client.get(url)
    assert len(first.data) < 801_000
    assert 0 < len(Calendar.from_ical(first.data).walk("VEVENT")) < 700
    known = {"If-None-Match": first.headers["ETag"]}
    assert client.get(url, headers=known).status_code == 304
    clock.move_to(NOW + timedelta(days=1))
    assert client.get(url, headers=known).status_code == 200


def make_one(office: Office, number: int, title: str, when: TimeSpan) -> Meeting:
    return Meeting(
        code=f"M-{number}",
        kind="briefing",
        title=f"{title} {number}",
        search_key="",
        convenor_id=office.province.id,
        precision="minute",
        starts_at=when.start,
        ends_at=when.end,
        status="confirmed",
        uid=f"m-{number}@example.vn",
        changed_at=NOW,
        created_at=NOW,
    )

"""Campaigns as calendars tell them: deadlines and milestones, for whom, and what changes them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from icalendar import Calendar
from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.feed import Scope
from planner.domain.meeting import When
from planner.domain.rights import KEEPER
from planner.domain.timespan import DateWindow, Precision
from planner.services import campaign, directory, feed
from planner.services import meeting as meetings
from planner.services.invitation import codes
from planner.store.account import Account
from planner.store.campaign import Milestone, levels_of
from tests.conftest import CONFIG
from tests.factories import NOW, Office, keep, span, who
from tests.services.campaign.sample import COMMUNES, DISTRICTS, duty_of, ordered

LATER = NOW + timedelta(hours=1)
OF_LEVELS = {
    "Xin ý kiến cấp uỷ",
    "Cấp 1 tổ chức: Sơ kết giữa nhiệm kỳ",
    "Trước 5/5: Cấp 1 gửi báo cáo: Sơ kết giữa nhiệm kỳ",
}
OF_HOST = {
    "Huyện đoàn Cầu Ngang tổ chức: Sơ kết giữa nhiệm kỳ",
    "[Xong] Trước 5/5: Huyện đoàn Cầu Ngang gửi báo cáo: Sơ kết giữa nhiệm kỳ",
}


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def address(
    session: Session, scope: Scope, code: str, by: Account | None = None, choices: str = ""
) -> str:
    viewer = who(session, by) if by else KEEPER
    token = feed.issue(session, viewer, (scope, code), label="", code_key=CONFIG.code_key, now=NOW)
    session.commit()
    return f"/lich/{token}.ics{choices}"


def events(app: Flask, url: str) -> list[Any]:
    response = app.test_client().get(url)
    assert response.status_code == 200
    return list(Calendar.from_ical(response.data).walk("VEVENT"))


def titles(app: Flask, url: str) -> set[str]:
    return {str(one["SUMMARY"]) for one in events(app, url)}


def event_of(app: Flask, url: str, words: str) -> Any:
    (found,) = (one for one in events(app, url) if words in one["SUMMARY"])
    return found


@pytest.fixture
def met(session: Session, office: Office) -> Office:
    """The host fulfils its duty by the giao ban."""
    office.duty.meeting_id = office.meeting.id
    session.commit()
    return office


@pytest.mark.parametrize(
    ("choices", "shown"),
    [
        ("", {"Giao ban quý I", *OF_LEVELS}),
        ("?tien-do=0", {"Giao ban quý I"}),
        ("?han=0", {"Giao ban quý I", "Xin ý kiến cấp uỷ", "Cấp 1 tổ chức: Sơ kết giữa nhiệm kỳ"}),
        ("?du-kien=0&dai=0", {"Giao ban quý I", *OF_LEVELS}),
        ("?nam=2025", set()),
    ],
)
def test_a_campaign_holds_the_meetings_of_its_duties_its_deadlines_and_milestones(
    app: Flask, session: Session, met: Office, choices: str, shown: set[str]
) -> None:
    url = address(session, Scope.CAMPAIGN, met.campaign.code, met.ha, choices)

    assert titles(app, url) == shown


def test_a_campaign_holds_no_meeting_of_others(
    app: Flask, session: Session, office: Office
) -> None:
    assert titles(app, address(session, Scope.CAMPAIGN, "DOT-2026", office.ha)) == OF_LEVELS


def test_an_item_leads_to_its_campaign(app: Flask, session: Session, office: Office) -> None:
    shown = events(app, address(session, Scope.CAMPAIGN, "DOT-2026", office.ha))

    page = f"http://localhost/campaigns/{office.campaign.id}"
    assert {str(one["URL"]) for one in shown} == {page}
    assert {one["TRANSP"] for one in shown} == {"TRANSPARENT"}
    assert {one["DTSTART"].params["VALUE"] for one in shown} == {"DATE"}


def test_a_campaign_out_of_reach_looks_like_missing(session: Session, office: Office) -> None:
    refused = []
    for code in ("DOT-2026", "KHONG-CO"):
        with pytest.raises(RuleBroken) as broken:
            address(session, Scope.CAMPAIGN, code, office.tuan)
        refused.append((broken.value.code, broken.value.field, broken.value.details))

    assert refused == [("feed.no_such_target", "for", {})] * 2


def test_leaving_the_unit_ends_what_one_follows_of_its_campaigns(
    app: Flask, session: Session, met: Office
) -> None:
    url = address(session, Scope.CAMPAIGN, "DOT-2026", met.minh)
    assert titles(app, url) == {"Giao ban quý I", *OF_LEVELS}

    met.minh.unit_id = met.stranger.id
    session.commit()

    assert app.test_client().get(url).status_code == 404


@pytest.mark.parametrize(
    ("scope", "code", "shown"),
    [
        (Scope.UNIT, "CN", OF_HOST),
        (Scope.UNIT, "TINH", {"Xin ý kiến cấp uỷ"}),
        (Scope.TREE, "TINH", {"Xin ý kiến cấp uỷ", *OF_HOST}),
        (Scope.UNIT, "CL", set()),
        (Scope.ALL, "", OF_LEVELS),
        (Scope.SERIES, "GB-2026", set()),
    ],
)
def test_whoever_asks_sees_deadlines_and_milestones_among_meetings(
    app: Flask, session: Session, office: Office, scope: Scope, code: str, shown: set[str]
) -> None:
    url = address(session, scope, code, office.ha)

    assert titles(app, url) == {"Giao ban quý I"}
    assert titles(app, f"{url}?tien-do=1") == {"Giao ban quý I", *shown}


def test_my_own_calendar_has_what_my_unit_owes(
    app: Flask, session: Session, office: Office
) -> None:
    url = address(session, Scope.ME, office.minh.email, office.minh, "?tien-do=1")

    assert titles(app, url) == {"Giao ban quý I", *OF_HOST}


@pytest.mark.parametrize("scope", [Scope.UNIT, Scope.SERIES, Scope.ALL])
def test_the_steps_of_a_meeting_stand_beside_it(
    app: Flask, session: Session, office: Office, scope: Scope
) -> None:
    step = Milestone(
        meeting_id=office.meeting.id,
        what="Gửi tài liệu",
        precision="deadline",
        window_start=date(2026, 1, 4),
        window_end=date(2026, 1, 4),
        changed_at=NOW,
    )
    keep(session, step)
    code = {Scope.UNIT: "CN", Scope.SERIES: "GB-2026"}.get(scope, "")

    shown = event_of(app, address(session, scope, code, office.ha, "?tien-do=1"), "tài liệu")

    assert shown["SUMMARY"] == "Chậm nhất 4/1: Gửi tài liệu"
    assert shown["URL"] == f"http://localhost/meetings/{office.meeting.id}"


@pytest.mark.parametrize("scope", [Scope.UNIT, Scope.TREE])
def test_a_public_calendar_never_has_items(
    app: Flask, session: Session, office: Office, scope: Scope
) -> None:
    viewer = who(session, office.ha)
    token = feed.open_to_all(session, viewer, (scope, "TINH"), code_key=CONFIG.code_key, now=NOW)
    session.commit()

    assert titles(app, f"/lich/{token}.ics?tien-do=1") == {"Giao ban quý I"}


def test_the_calendar_of_a_delegate_never_has_items(
    app: Flask, session: Session, met: Office
) -> None:
    codes.codes_of(session, KEEPER, met.meeting.id, CONFIG.code_key, NOW)
    feed.take_as_delegate(session, met.lan, CONFIG.code_key, NOW)
    token = feed.secret_of_delegate(session, met.lan, CONFIG.code_key, NOW)
    session.commit()

    assert titles(app, f"/lich/{token}.ics?tien-do=1") == {"Giao ban quý I"}


def test_a_campaign_that_is_called_off_says_so_for_30_days(
    app: Flask, session: Session, office: Office, clock: time_machine.Traveller
) -> None:
    url = address(session, Scope.CAMPAIGN, "DOT-2026", office.ha)
    before = event_of(app, url, "Xin ý kiến")
    campaign.cancel_campaign(
        session, KEEPER, office.campaign.id, reason="đã có kế hoạch mới", now=LATER
    )
    session.commit()
    after = event_of(app, url, "Xin ý kiến")

    assert (after["STATUS"], after["SUMMARY"]) == ("CANCELLED", "[ĐÃ HUỶ] Xin ý kiến cấp uỷ")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("LAST-MODIFIED") == LATER
    clock.move_to(datetime(2026, 4, 15, 1, tzinfo=UTC))
    assert "[ĐÃ HUỶ] Xin ý kiến cấp uỷ" in titles(app, url)
    clock.move_to(datetime(2026, 4, 16, 1, tzinfo=UTC))
    assert "[ĐÃ HUỶ] Xin ý kiến cấp uỷ" not in titles(app, url)


def test_a_step_that_is_done_says_so_and_stays(
    app: Flask, session: Session, office: Office
) -> None:
    url = address(session, Scope.CAMPAIGN, "DOT-2026", office.ha)
    before = event_of(app, url, "Xin ý kiến")
    done = (office.campaign.id, office.milestone.id, NOW.date())
    campaign.finish_milestone(session, KEEPER, *done, LATER)
    session.commit()
    after = event_of(app, url, "Xin ý kiến")

    assert (after["SUMMARY"], after["STATUS"]) == ("[Xong] Xin ý kiến cấp uỷ", "CONFIRMED")
    assert after["UID"] == before["UID"]
    assert after.decoded("LAST-MODIFIED") > before.decoded("LAST-MODIFIED")


@pytest.mark.parametrize(
    ("scope", "code", "choices"),
    [
        (Scope.CAMPAIGN, "DOT-2026", ""),
        (Scope.UNIT, "TINH", "?tien-do=1"),
        (Scope.ALL, "", "?tien-do=1"),
    ],
)
def test_a_step_that_is_taken_away_says_so_for_30_days(
    app: Flask,
    session: Session,
    office: Office,
    clock: time_machine.Traveller,
    scope: Scope,
    code: str,
    choices: str,
) -> None:
    code = office.province.code if scope is Scope.UNIT else code
    url = address(session, scope, code, office.ha if scope is Scope.CAMPAIGN else None, choices)
    before = event_of(app, url, "Xin ý kiến")
    campaign.remove_milestone(session, KEEPER, office.campaign.id, office.milestone.id, LATER)
    session.commit()
    after = event_of(app, url, "Xin ý kiến")

    assert (after["STATUS"], after["SUMMARY"]) == ("CANCELLED", "[ĐÃ HUỶ] Xin ý kiến cấp uỷ")
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after.decoded("LAST-MODIFIED") == LATER
    assert after.decoded("DTSTART") == before.decoded("DTSTART")
    clock.move_to(datetime(2026, 4, 15, 1, tzinfo=UTC))
    assert "[ĐÃ HUỶ] Xin ý kiến cấp uỷ" in titles(app, url)
    clock.move_to(datetime(2026, 4, 16, 1, tzinfo=UTC))
    assert "[ĐÃ HUỶ] Xin ý kiến cấp uỷ" not in titles(app, url)


def test_a_step_that_takes_the_number_of_one_that_is_gone_only_grows(
    app: Flask, session: Session, office: Office
) -> None:
    """SQLite gives the number of the last row again."""
    url = address(session, Scope.CAMPAIGN, "DOT-2026", office.ha)
    gone = event_of(app, url, "Xin ý kiến")
    campaign.remove_milestone(session, KEEPER, office.campaign.id, office.milestone.id, LATER)
    session.commit()
    off = event_of(app, url, "Xin ý kiến")
    when = When(precision=Precision.WINDOW, window=DateWindow(date(2026, 3, 9), date(2026, 3, 10)))
    facts = campaign.MilestoneFacts(what="Họp tổ biên tập", when=when)
    campaign.add_milestone(session, KEEPER, office.campaign.id, facts, LATER)
    session.commit()
    new = event_of(app, url, "Họp tổ biên tập")

    assert gone["SEQUENCE"] < off["SEQUENCE"] < new["SEQUENCE"]
    uids = [str(one["UID"]) for one in events(app, url)]
    assert len(uids) == len(set(uids))


def test_a_step_over_days_is_one_bar(app: Flask, session: Session, office: Office) -> None:
    office.milestone.window_end = date(2026, 3, 20)
    session.commit()

    shown = event_of(app, address(session, Scope.CAMPAIGN, "DOT-2026", office.ha), "Xin ý kiến")

    days = (shown.decoded("DTSTART"), shown.decoded("DTEND"))
    assert days == (date(2026, 3, 16), date(2026, 3, 21))


def test_an_item_grows_when_its_unit_is_renamed(
    app: Flask, session: Session, office: Office
) -> None:
    url = address(session, Scope.UNIT, "CN", office.ha, "?tien-do=1")
    unit = office.host
    facts = directory.UnitFacts(unit.code, "Huyện đoàn Hoa Sen", unit.kind, office.province.code)
    directory.change_unit(session, KEEPER, unit.id, facts, LATER)
    session.commit()

    shown = event_of(app, url, "Hoa Sen tổ chức")
    assert shown.decoded("LAST-MODIFIED") == LATER


def test_an_item_grows_when_its_meeting_gets_a_day(
    app: Flask, session: Session, met: Office
) -> None:
    waits = When.awaited("Thường trực Tỉnh đoàn")
    meetings.change(session, KEEPER, met.meeting.id, {"when": waits}, NOW)
    session.commit()
    url = address(session, Scope.UNIT, "CN", met.ha, "?tien-do=1")
    before = event_of(app, url, "Cầu Ngang tổ chức")
    fixed = When.exact(span("07:30", "11:00", day=20))
    meetings.change(session, KEEPER, met.meeting.id, {"when": fixed}, LATER)
    session.commit()
    after = event_of(app, url, "Cầu Ngang tổ chức")

    assert not before["SUMMARY"].startswith("[Xong] ")
    assert after["SUMMARY"].startswith("[Xong] ")
    assert after.decoded("LAST-MODIFIED") == LATER > before.decoded("LAST-MODIFIED")


def test_a_duty_that_moves_to_another_level_never_goes_back(
    app: Flask, session: Session, office: Office
) -> None:
    made = ordered(session, office, COMMUNES, DISTRICTS)
    communes, districts = (level.id for level in levels_of(session, made))
    for day in (6, 7, 8):
        facts = replace(DISTRICTS, report_on=date(2026, 5, day))
        campaign.change_level(session, KEEPER, made.id, districts, facts, NOW)
    duty_of(session, made, office.host).planned_on = date(2026, 3, 2)  # answered: it stays
    session.commit()
    url = address(session, Scope.UNIT, "CN", office.ha, f"?tien-do=1&nam={made.year}")
    owed = f"{duty_of(session, made, office.host).id}-{made.uid}"
    before = next(one for one in events(app, url) if "duty" in one["UID"] and owed in one["UID"])

    for level, facts, kinds in (
        (districts, DISTRICTS, ("đoàn trực thuộc",)),
        (communes, COMMUNES, (*COMMUNES.unit_kinds, "huyện đoàn")),
    ):
        moved = replace(facts, unit_kinds=kinds)
        campaign.change_level(session, KEEPER, made.id, level, moved, LATER)
    session.commit()

    (after,) = (one for one in events(app, url) if one["UID"] == before["UID"])
    assert after.decoded("DTSTART") == date(2026, 1, 1)  # of the communes
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_who_need_not_meet_after_all_hears_that_it_is_off(
    app: Flask, session: Session, office: Office
) -> None:
    url = address(session, Scope.UNIT, "CN", office.ha, "?tien-do=1")
    before = event_of(app, url, "Cầu Ngang tổ chức")
    campaign.exempt_unit(session, KEEPER, office.duty.id, "sáp nhập", owes_report=True, now=LATER)
    session.commit()
    after = event_of(app, url, "Cầu Ngang tổ chức")

    assert (after["STATUS"], after["UID"]) == ("CANCELLED", before["UID"])
    assert after["SUMMARY"] == f"[ĐÃ HUỶ] {before['SUMMARY']}"
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert event_of(app, url, "gửi báo cáo")["STATUS"] == "CONFIRMED"


def test_who_never_had_to_meet_hears_of_nothing(
    app: Flask, session: Session, office: Office
) -> None:
    duty = office.duty
    duty.owes_meeting, duty.is_exempt, duty.sequence = False, True, 0
    session.commit()

    shown = titles(app, address(session, Scope.UNIT, "CN", office.ha, "?tien-do=1"))

    assert not any("tổ chức" in title for title in shown)

"""Deadlines and milestones as the lines of a calendar; `tests/outputs` reads them back."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar

from planner.domain.campaign import CalendarItem, ItemKind
from planner.domain.timespan import DateWindow, Precision
from planner.outputs import ics
from planner.outputs.ics import CalendarHead
from planner.services.feed import Pages
from planner.services.feed.told import entry_of_item
from tests.outputs.test_ics import GOLDEN

PAGES = Pages("https://so-hop.example/meetings/", "https://so-hop.example/campaigns/")
HEAD = CalendarHead("Sơ kết giữa nhiệm kỳ 2026–2031")
STEP = CalendarItem(
    kind=ItemKind.MILESTONE,
    id=1,
    uid="milestone-1-dot@so-hop.example",
    sequence=1,
    changed_at=datetime(2026, 3, 5, 2, 15, 30, tzinfo=UTC),
    days=DateWindow(date(2026, 3, 16), date(2026, 3, 20)),
    precision=Precision.WINDOW,
    strict_before=False,
    words="từ 16 đến 20/3/2026",
    what="Xin ý kiến cấp uỷ; báo cáo Trung ương Đoàn",
    owner="Sơ kết giữa nhiệm kỳ 2026–2031",
    who="",
    is_done=False,
    is_off=False,
    campaign_id=7,
)
BEFORE = replace(
    STEP,
    kind=ItemKind.LEVEL_REPORT,
    id=2,
    uid="level_report-2-dot@so-hop.example",
    days=DateWindow(date(2026, 5, 5), date(2026, 5, 5)),
    precision=Precision.DEADLINE,
    strict_before=True,
    words="trước ngày 5/5/2026",
    what="",
    who="Cấp huyện",
)
AT_LATEST = replace(
    BEFORE,
    kind=ItemKind.DUTY_MEETING,
    id=3,
    uid="duty_meeting-3-dot@so-hop.example",
    days=DateWindow(date(2026, 4, 30), date(2026, 4, 30)),
    strict_before=False,
    words="chậm nhất 30/4/2026",
    who="Huyện đoàn Cầu Ngang",
)
DONE = replace(
    BEFORE,
    kind=ItemKind.DUTY_REPORT,
    id=3,
    uid="duty_report-3-dot@so-hop.example",
    sequence=4,
    who="Huyện đoàn Cầu Ngang",
    is_done=True,
)
OFF = replace(
    STEP, id=4, uid="milestone-4-dot@so-hop.example", sequence=5, is_done=True, is_off=True
)
QUARTER = replace(
    STEP,
    kind=ItemKind.LEVEL_MEETING,
    id=5,
    uid="level_meeting-5-dot@so-hop.example",
    days=DateWindow(date(2026, 1, 1), date(2026, 3, 31)),
    words="quý I/2026",
    what="",
    who="Cấp xã",
)
OF_A_MEETING = replace(
    STEP,
    id=6,
    uid="milestone-6-gb@so-hop.example",
    days=DateWindow(date(2026, 6, 12), date(2026, 6, 12)),
    precision=Precision.DAY,
    words="12/6/2026",
    what="Gửi tài liệu",
    owner="Giao ban quý II",
    campaign_id=None,
    meeting_id=9,
)
EVERY_KIND = [STEP, BEFORE, AT_LATEST, DONE, OFF, QUARTER, OF_A_MEETING]


def test_items_are_the_golden_file_byte_for_byte() -> None:
    made = ics.calendar(HEAD, [entry_of_item(item, PAGES) for item in EVERY_KIND])

    assert made == (GOLDEN / "campaign.ics").read_bytes()


@pytest.mark.parametrize(
    ("item", "first", "last", "status", "summary"),
    [
        (
            STEP,
            date(2026, 3, 16),
            date(2026, 3, 21),
            "CONFIRMED",
            "Xin ý kiến cấp uỷ; báo cáo Trung ương Đoàn",
        ),
        (
            BEFORE,
            date(2026, 5, 5),
            date(2026, 5, 6),
            "CONFIRMED",
            "Trước 5/5: Cấp huyện gửi báo cáo: Sơ kết giữa nhiệm kỳ 2026–2031",
        ),
        (
            AT_LATEST,
            date(2026, 4, 30),
            date(2026, 5, 1),
            "CONFIRMED",
            "Chậm nhất 30/4: Huyện đoàn Cầu Ngang tổ chức: Sơ kết giữa nhiệm kỳ 2026–2031",
        ),
        (
            DONE,
            date(2026, 5, 5),
            date(2026, 5, 6),
            "CONFIRMED",
            "[Xong] Trước 5/5: Huyện đoàn Cầu Ngang gửi báo cáo: Sơ kết giữa nhiệm kỳ 2026–2031",
        ),
        (
            OFF,
            date(2026, 3, 16),
            date(2026, 3, 21),
            "CANCELLED",
            "[ĐÃ HUỶ] Xin ý kiến cấp uỷ; báo cáo Trung ương Đoàn",
        ),
        (
            QUARTER,
            date(2026, 1, 1),
            date(2026, 1, 2),
            "CONFIRMED",
            "Cấp xã tổ chức: Sơ kết giữa nhiệm kỳ 2026–2031",
        ),
        (OF_A_MEETING, date(2026, 6, 12), date(2026, 6, 13), "CONFIRMED", "Gửi tài liệu"),
    ],
)
def test_an_item_takes_days_and_nobodys_time(
    item: CalendarItem, first: date, last: date, status: str, summary: str
) -> None:
    whole = Calendar.from_ical(ics.calendar(HEAD, [entry_of_item(item, PAGES)]))
    (made,) = whole.walk("VEVENT")

    assert (made.decoded("DTSTART"), made.decoded("DTEND")) == (first, last)
    assert (made["STATUS"], made["SUMMARY"]) == (status, summary)
    assert (made["TRANSP"], made["X-MICROSOFT-CDO-BUSYSTATUS"]) == ("TRANSPARENT", "FREE")


def test_an_item_leads_to_where_it_was_ordered() -> None:
    pages = [entry_of_item(item, PAGES).url for item in (STEP, OF_A_MEETING)]

    assert pages == ["https://so-hop.example/campaigns/7", "https://so-hop.example/meetings/9"]

"""A clerk plans a year, takes it over, meets an incident and plans anew: at two widths."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from planner import jobs
from planner.domain.timespan import DayPart, span_of_part
from planner.jobs import Worker
from planner.store.blackout import Blackout
from planner.store.meeting import Meeting
from tests.browser.conftest import NARROW, WIDE, House
from tests.factories import Office, keep


@pytest.fixture(params=[WIDE, NARROW], ids=["desk", "phone"])
def clerk(
    request: pytest.FixtureRequest, browser: Browser, house: House, sample: Office
) -> Iterator[Page]:
    """Hà's browser; nothing on its pages is wider than the screen."""
    size: ViewportSize = request.param
    context = browser.new_context(viewport=size, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    house.sign_in(context, sample.ha)
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    yield page
    context.close()
    assert broken == []


def nothing_sideways(page: Page) -> None:
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert width <= 0, page.url


def planned(house: House, clerk: Page) -> None:
    """The worker takes what waits; the open page reads itself anew."""
    writers = house.app.extensions["planner.writers"]
    config = house.app.extensions["planner.config"]
    assert jobs.plan_next(Worker(writers, config, lambda: datetime.now(UTC), "browser"))
    expect(clerk.get_by_role("heading", name="Kết quả")).to_be_visible(timeout=20_000)
    nothing_sideways(clerk)


def new_year(clerk: Page, house: House) -> int:
    """A series with sessions in March and June of a year of this width's own."""
    year = 2080 + (clerk.viewport_size or WIDE)["width"] // 1000
    clerk.goto(f"{house.url}/series/new")
    clerk.get_by_label("Tên chuỗi").fill(f"Giao ban năm {year}")
    clerk.get_by_label("Mã").fill(f"GB-{year}")
    clerk.get_by_label("Năm", exact=True).fill(str(year))
    clerk.get_by_role("button", name="Lập chuỗi").click()
    clerk.locator("#sessions-0-when").fill("tháng 3")
    clerk.locator("#sessions-1-when").fill("tháng 6")
    clerk.locator("main form .btn-primary").first.click()
    return year


def hosts_busy(house: House, year: int) -> None:
    """Whoever hosts in March cannot that day."""
    with house.session() as session:
        first = session.query(Meeting).filter(Meeting.title == f"Giao ban năm {year}, kỳ 1").one()
        assert first.starts_at is not None
        assert first.host_id is not None
        day = span_of_part(date(year, 3, first.starts_at.day), DayPart.WHOLE_DAY)
        keep(
            session,
            Blackout(
                kind="unit",
                unit_id=first.host_id,
                starts_at=day.start,
                ends_at=day.end,
                reason="đại hội cấp mình",
                created_at=datetime.now(UTC),
            ),
        )


def test_a_year_is_planned_taken_over_and_planned_anew(clerk: Page, house: House) -> None:
    year = new_year(clerk, house)
    clerk.goto(f"{house.url}/planning/new?year={year}")
    nothing_sideways(clerk)
    clerk.get_by_label("thứ Năm").check()
    clerk.get_by_role("button", name="Tính thử").click()
    expect(clerk.get_by_role("button", name="Dừng, lấy phương án đang có")).to_be_visible()
    planned(house, clerk)

    expect(clerk.get_by_text("đã chứng minh ở mọi mục")).to_be_visible()
    expect(clerk.get_by_text("sáng thứ Năm").first).to_be_visible()
    clerk.get_by_role("link", name="Vì sao").first.click()
    expect(clerk.get_by_text("chưa đến lượt").first).to_be_visible()
    nothing_sideways(clerk)
    clerk.go_back()
    clerk.get_by_role("button", name="Nhận các kỳ đã chọn").click()
    expect(clerk.get_by_text("Đã ghi 2 kỳ theo phương án này.")).to_be_visible()

    _plan_anew(clerk, house, year)
    _move_on_the_board(clerk, house, year)


def _plan_anew(clerk: Page, house: House, year: int) -> None:
    hosts_busy(house, year)
    clerk.get_by_role("link", name=f"Giao ban năm {year}").click()
    nothing_sideways(clerk)
    clerk.get_by_role("button", name="Khoá kỳ 2").click()
    clerk.get_by_role("button", name="Sắp lại sau sự cố").click()
    planned(house, clerk)
    expect(clerk.get_by_text("1 kỳ đã báo phải đổi.")).to_be_visible()
    clerk.get_by_role("link", name="Phương án 2").click()
    expect(clerk.get_by_text("cũng tốt như phương án đầu")).to_be_visible()
    clerk.get_by_role("button", name="Nhận các kỳ đã chọn").click()
    expect(clerk.get_by_text("Đã ghi 1 kỳ theo phương án này.")).to_be_visible()
    nothing_sideways(clerk)


def _move_on_the_board(clerk: Page, house: House, year: int) -> None:
    clerk.goto(f"{house.url}/planning/board?year={year}")
    nothing_sideways(clerk)
    chips = clerk.locator(".chip:visible", has_text="Kỳ 1")
    if clerk.locator("[data-board]").is_visible():
        chip, april = (
            chips.bounding_box(),
            clerk.locator(f"[data-month='{year}-04']").bounding_box(),
        )
        assert chip is not None
        assert april is not None
        clerk.mouse.move(chip["x"] + 10, chip["y"] + 10)
        clerk.mouse.down()
        clerk.mouse.move(april["x"] + 20, april["y"] + 20, steps=6)
        expect(clerk.locator("[data-said]")).to_contain_text(re.compile(rf"/4/{year}: không vướng"))
        clerk.mouse.up()
    else:
        chips.click()
        clerk.get_by_label("Chuyển sang tháng").select_option("4")
        clerk.get_by_role("button", name="Xem vướng gì").click()
        expect(clerk.get_by_text("Không vướng gì.")).to_be_visible()
        nothing_sideways(clerk)
        clerk.get_by_role("button", name="Chuyển", exact=True).click()
    expect(clerk.get_by_text("Đã chuyển sang")).to_be_visible()
    clerk.get_by_role("button", name="Hoàn tác").click()
    expect(clerk.get_by_text("Đã hoàn tác")).to_be_visible()

"""A clerk plans a year in a sentence, reads whose turn it is, and finds a time: at two widths."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.browser.conftest import NARROW, WIDE, House
from tests.factories import Office


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


def new_series(clerk: Page, house: House) -> int:
    """Made by its form; its page is open. The year is one of its own for each width."""
    year = 2090 + (clerk.viewport_size or WIDE)["width"] // 1000
    clerk.goto(f"{house.url}/series/new")
    clerk.get_by_label("Tên chuỗi").fill(f"Giao ban năm {year}")
    clerk.get_by_label("Mã").fill(f"GB-{year}")
    clerk.get_by_label("Năm", exact=True).fill(str(year))
    clerk.get_by_role("button", name="Lập chuỗi").click()
    clerk.goto(clerk.url.replace("/sessions/new", ""))
    return year


def test_a_year_is_planned_in_a_sentence(clerk: Page, house: House) -> None:
    year = new_series(clerk, house)
    clerk.get_by_role("link", name="Lập cả năm bằng một câu").click()
    clerk.get_by_label("Quy tắc của năm").fill("mỗi năm hai kỳ, sáng thứ Năm")
    clerk.get_by_role("button", name="Xem thử").click()
    nothing_sideways(clerk)

    first = clerk.get_by_label("Thời gian").first
    first.fill("sáng 1/1")
    expect(clerk.locator("#sessions-0-when-understood")).to_contain_text(f"1/1/{year}")
    clerk.get_by_role("button", name="Xem lại").last.click()
    expect(clerk.get_by_text("là ngày nghỉ")).to_be_visible()
    clerk.get_by_role("button", name="Chuyển sang").first.click()
    expect(clerk.get_by_text("là ngày nghỉ")).to_have_count(0)
    nothing_sideways(clerk)
    clerk.get_by_role("button", name="Lưu các kỳ").click()

    expect(clerk.get_by_text("Đã ghi 2 kỳ.")).to_be_visible()
    nothing_sideways(clerk)
    clerk.get_by_role("link", name="Đổi lượt", exact=True).click()
    clerk.get_by_label("Đổi với kỳ").select_option(index=1)
    clerk.get_by_label("Vì sao đổi").fill("đại hội cấp mình")
    clerk.get_by_role("button", name="Đổi lượt").click()

    expect(clerk.get_by_text("Đã đổi lượt")).to_be_visible()
    clerk.get_by_role("link", name="Sổ luân phiên").first.click()
    expect(clerk.get_by_text("đại hội cấp mình").first).to_be_visible()
    nothing_sideways(clerk)


def test_a_time_is_found_and_fills_the_form(clerk: Page, house: House) -> None:
    clerk.goto(f"{house.url}/meetings/new")
    clerk.get_by_role("link", name="Tìm giờ họp").click()
    clerk.get_by_label("Phải có mặt").fill("CN\nTrần Quang Minh")
    clerk.get_by_label("Trong khoảng").fill("8/6/2090 đến 9/6/2090")
    expect(clerk.locator("#window-understood")).to_contain_text("2090")
    clerk.get_by_role("button", name="Tìm giờ").click()
    nothing_sideways(clerk)

    clerk.get_by_role("link", name="sáng thứ Năm 8/6/2090").first.click()

    expect(clerk.get_by_label("Ngày", exact=True)).to_have_value("2090-06-08")
    expect(clerk.locator("#day-understood")).to_contain_text("8/6/2090")
    nothing_sideways(clerk)


def test_a_busy_day_is_typed_in_words(clerk: Page, house: House) -> None:
    clerk.goto(f"{house.url}/blackouts/new")
    clerk.get_by_label("Từ bao giờ đến bao giờ").fill("sáng 8/6/2090")
    expect(clerk.locator("#when-understood")).to_contain_text("sáng thứ Năm 8/6/2090")
    clerk.get_by_label("Lý do").fill("đại hội")
    clerk.get_by_role("button", name="Lưu").click()

    expect(clerk.get_by_text("sáng 8/6/2090").first).to_be_visible()
    nothing_sideways(clerk)

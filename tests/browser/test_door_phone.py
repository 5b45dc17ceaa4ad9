"""What phones do by themselves: a wrong clock, a screen that sleeps, a page that is hidden."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from planner.config import ROOT
from planner.store.attendance import Attendance
from planner.web.attendance import shell
from tests.browser import chromium
from tests.browser.conftest import NARROW, House
from tests.browser.door import (
    HOA,
    NAMES,
    SA_RI,
    Opened,
    card,
    code_url,
    open_now,
    present,
    say_code,
    shut_out,
    take_device,
    take_place,
    tally,
)
from tests.browser.films import camera_arguments, film_of
from tests.factories import Office

pytestmark = pytest.mark.usefixtures("sample")
MINUTE = timedelta(minutes=1)
WRONG_CLOCK = """
  const Right = Date, off = %d * 3600 * 1000;
  globalThis.Date = class extends Right {
    constructor(...given) { given.length ? super(...given) : super(Right.now() + off); }
    static now() { return Right.now() + off; }
  };
"""
NIGHT_WATCH = """
  window.asked = 0;
  navigator.wakeLock.request = async () => { window.asked += 1; };
"""
HIDE = """(isHidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => isHidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
LIVES = "document.querySelector('video').srcObject?.active ?? false"


@pytest.fixture
def opened(house: House, sample: Office) -> Opened:
    return open_now(house, sample)


def until(page: Page, words: str) -> None:
    """Till the script says yes; Playwright's own way needs eval, which the page forbids."""
    for _ in range(100):
        if page.evaluate(words):
            return
        page.wait_for_timeout(100)
    raise AssertionError(words)


def came_at(house: House, opened: Opened) -> list[datetime]:
    with house.session() as session:
        rows = session.query(Attendance).filter_by(meeting_id=opened.meeting_id)
        return [row.first_in for row in rows]


def said_hours() -> str:
    """«Đã vào lúc» with the hour of now or of the minute before."""
    here = datetime.now(UTC) + timedelta(hours=7)
    hours = "|".join(moment.strftime("%Hg%M") for moment in (here, here - MINUTE))
    return f"^Đã vào lúc ({hours})$"


@pytest.mark.parametrize("hours", [-6, 26])
def test_a_wrong_clock_lets_nobody_wait_and_writes_no_wrong_hour(
    page: Page, house: House, opened: Opened, hours: int
) -> None:
    page.add_init_script(WRONG_CLOCK % hours)
    take_place(page, opened.link)
    page.context.set_offline(True)
    say_code(page, opened.codes[HOA])
    expect(card(page).get_by_role("heading")).to_have_text("Mời vào")

    page.reload()
    expect(page.get_by_role("heading", name="Cửa 1")).to_be_visible()
    say_code(page, opened.codes[SA_RI])
    expect(card(page).get_by_role("heading")).to_have_text("Mời vào")
    say_code(page, opened.codes[HOA])
    expect(card(page).get_by_role("heading")).to_have_text(re.compile(said_hours()))

    page.context.set_offline(False)
    expect(tally(page)).to_contain_text("0 chờ gửi", timeout=20_000)
    assert present(house, opened) == {HOA, SA_RI}
    assert all(abs(datetime.now(UTC) - moment) < MINUTE for moment in came_at(house, opened))


def test_the_screen_stays_awake_and_again_after_the_page_was_hidden(
    page: Page, opened: Opened
) -> None:
    page.add_init_script(NIGHT_WATCH)
    take_device(page, opened.link)
    until(page, "window.asked === 1")

    page.evaluate(HIDE, True)
    page.evaluate(HIDE, False)

    until(page, "window.asked === 2")


@pytest.fixture
def filmed(
    chrome: Callable[..., Browser], house: House, opened: Opened, tmp_path: Path
) -> Iterator[Page]:
    """A phone before whose camera all codes pass, again and again."""
    film = film_of(tmp_path, ["", *(code_url(house, code) for code in opened.codes.values())])
    browser = chrome(*camera_arguments(film))
    yield browser.new_context(
        viewport=NARROW, permissions=["camera"], service_workers="block"
    ).new_page()
    browser.close()


def begin(page: Page) -> None:
    page.get_by_role("button", name="Bắt đầu quét").click()
    until(page, LIVES)


def test_a_hidden_page_leaves_the_camera_and_takes_it_again(
    filmed: Page, house: House, opened: Opened
) -> None:
    take_device(filmed, opened.link)
    begin(filmed)
    filmed.evaluate(HIDE, True)
    assert filmed.evaluate(LIVES) is False

    filmed.evaluate(HIDE, False)

    until(filmed, LIVES)
    expect(tally(filmed)).to_contain_text("3 trên 3 có mặt", timeout=30_000)
    assert present(house, opened) == set(NAMES)


def test_a_device_that_is_shut_out_does_not_look_any_more(
    filmed: Page, house: House, opened: Opened
) -> None:
    take_device(filmed, opened.link)
    begin(filmed)
    shut_out(house, opened)
    expect(filmed.get_by_text("không còn quyền ở cửa")).to_be_visible(timeout=10_000)

    filmed.evaluate(HIDE, True)
    filmed.evaluate(HIDE, False)
    filmed.wait_for_timeout(300)

    assert filmed.evaluate(LIVES) is False


def test_a_decoder_of_the_wrong_kind_reads_all_the_same(
    filmed: Page, house: House, opened: Opened
) -> None:
    wasm = (ROOT / "static/vendor/zxing-wasm/dist/reader/zxing_reader.wasm").read_bytes()
    filmed.route(
        "**/*.wasm", lambda route: route.fulfill(body=wasm, content_type="application/octet-stream")
    )
    take_device(filmed, opened.link)
    begin(filmed)

    expect(tally(filmed)).to_contain_text("3 trên 3 có mặt", timeout=30_000)


def phone(browser: Browser, folder: Path) -> BrowserContext:
    """A browser that keeps what it is told, also when it is closed."""
    return browser.browser_type.launch_persistent_context(
        str(folder),
        executable_path=str(chromium.require()),
        args=chromium.arguments(),
        viewport=NARROW,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
    )


def test_a_phone_that_was_switched_off_has_its_queue(
    browser: Browser, house: House, opened: Opened, tmp_path: Path
) -> None:
    first = phone(browser, tmp_path)
    take_place(first.pages[0], opened.link)
    first.set_offline(True)
    for name in NAMES:
        say_code(first.pages[0], opened.codes[name])
        expect(card(first.pages[0])).to_contain_text(name)
    first.close()
    assert present(house, opened) == set()

    again = phone(browser, tmp_path)
    again.set_offline(True)
    page = again.pages[0]
    page.goto(f"{house.url}/door")
    expect(page.get_by_role("heading", name="Cửa 1")).to_be_visible()
    expect(tally(page)).to_contain_text("3 chờ gửi")
    again.set_offline(False)

    expect(tally(page)).to_contain_text("3 trên 3 có mặt", timeout=20_000)
    assert present(house, opened) == set(NAMES)
    again.close()


def test_a_newer_page_waits_for_the_queue(
    page: Page, house: House, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_place(page, opened.link)
    page.reload()
    expect(page.get_by_role("heading", name="Cửa 1")).to_be_visible()
    page.route("**/api/v1/**", lambda route: route.abort())
    say_code(page, opened.codes[HOA])
    expect(card(page)).to_contain_text("Đã ghi trong máy")
    monkeypatch.setattr(shell, "version", lambda _page: "another")
    page.evaluate("navigator.serviceWorker.getRegistration('/door').then((one) => one.update())")
    expect(page.get_by_text("Có bản mới của trang")).to_be_visible()

    page.get_by_role("button", name="Dùng bản mới").click()
    page.wait_for_timeout(500)
    expect(card(page)).to_contain_text("Đã ghi trong máy")  # the page is still the old one

    page.unroute("**/api/v1/**")
    expect(tally(page)).to_contain_text("0 chờ gửi", timeout=20_000)
    with page.expect_event("framenavigated"):
        page.get_by_role("button", name="Dùng bản mới").click()
    assert present(house, opened) == {HOA}

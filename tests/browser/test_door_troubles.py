"""What can go wrong at a door: said loudly, and nothing is lost by it."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from planner.store.account import Credential
from planner.store.attendance import QuarantinedScan
from planner.web.attendance import shell
from tests.browser.conftest import House
from tests.browser.door import (
    HOA,
    SA_RI,
    SO_PHIA,
    Opened,
    card,
    further_link,
    new_context,
    open_now,
    present,
    say_code,
    shut_out,
    take_device,
    take_place,
    tally,
)
from tests.factories import Office

pytestmark = pytest.mark.usefixtures("sample")
FULL = """() => { window.add = IDBObjectStore.prototype.add; IDBObjectStore.prototype.add = () => {
  throw new DOMException("", "QuotaExceededError"); }; }"""
REFUSED = "IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); }"


@pytest.fixture
def opened(house: House, sample: Office) -> Opened:
    return open_now(house, sample)


def kept(page: Page) -> list[str]:
    """The names of what the device keeps beside its queue."""
    names: list[str] = page.evaluate(
        "new Promise((r) => { indexedDB.open('door').onsuccess = (e) => {"
        " const q = e.target.result.transaction('kept').objectStore('kept').getAllKeys();"
        " q.onsuccess = () => { e.target.result.close(); r(q.result); }; } })"
    )
    return names


def quarantined(house: House, opened: Opened) -> list[str]:
    with house.session() as session:
        rows = session.query(QuarantinedScan).filter_by(meeting_id=opened.meeting_id)
        return [row.state for row in rows]


def test_a_device_that_is_shut_out_loses_the_list_and_brings_its_queue(
    page: Page, house: House, opened: Opened
) -> None:
    take_place(page, opened.link)
    page.context.set_offline(True)
    for name in (HOA, SA_RI):
        say_code(page, opened.codes[name])
        expect(card(page)).to_contain_text(name)
    shut_out(house, opened)
    page.context.set_offline(False)

    expect(page.get_by_text("không còn quyền ở cửa")).to_be_visible(timeout=10_000)
    expect(page.get_by_text("Đã gửi hết lượt còn giữ")).to_be_visible(timeout=10_000)
    expect(page.get_by_text(HOA)).to_have_count(0)
    assert kept(page) == []
    assert quarantined(house, opened) == ["waiting", "waiting"]
    assert present(house, opened) == set()


def test_a_server_restored_from_before_the_device_gets_the_queue_after_pairing_anew(
    page: Page, house: House, opened: Opened
) -> None:
    take_place(page, opened.link)
    page.context.set_offline(True)
    say_code(page, opened.codes[HOA])
    expect(card(page)).to_contain_text("Mời vào")
    with house.session() as session:
        session.query(Credential).filter_by(kind="device").update({"hash": Credential.id})
        session.commit()
    page.context.set_offline(False)
    expect(page.get_by_text("Còn 1 lượt trong máy; nhận lại cửa")).to_be_visible(timeout=10_000)

    take_device(page, further_link(house, opened))

    expect(tally(page)).to_contain_text("1 trên 3 có mặt", timeout=10_000)
    expect(tally(page)).to_contain_text("0 chờ gửi")
    assert present(house, opened) == {HOA}


def test_a_full_device_says_so_and_works_on_with_the_network(
    page: Page, house: House, opened: Opened
) -> None:
    take_place(page, opened.link)
    page.evaluate(FULL)
    say_code(page, opened.codes[HOA])
    expect(card(page)).to_contain_text("Mời vào")
    expect(page.get_by_text("Máy hết chỗ lưu")).to_be_visible()

    page.context.set_offline(True)
    say_code(page, opened.codes[SA_RI])
    expect(card(page)).to_contain_text("Không giữ được lượt này")
    expect(card(page)).to_contain_text("ra giấy")
    page.context.set_offline(False)
    expect(tally(page)).to_contain_text("2 trên 3 có mặt", timeout=10_000)  # it waited in the page

    page.evaluate("() => { IDBObjectStore.prototype.add = window.add; }")  # there is room again
    say_code(page, opened.codes[SO_PHIA])
    expect(card(page)).to_contain_text(SO_PHIA)
    expect(page.get_by_text("Máy hết chỗ lưu")).to_be_hidden()


def test_a_browser_that_keeps_nothing_says_so_and_works_with_the_network(
    page: Page, house: House, opened: Opened
) -> None:
    page.add_init_script(REFUSED)
    take_device(page, opened.link)
    expect(page.get_by_text("Trình duyệt không cho lưu")).to_be_visible()
    say_code(page, opened.codes[HOA])
    expect(card(page)).to_contain_text("Mời vào")
    assert present(house, opened) == {HOA}


@pytest.fixture
def http_page(chrome: Callable[..., Browser]) -> Iterator[Page]:
    """A phone that opens the page by another name than this machine's own: no secure context."""
    browser = chrome("--host-resolver-rules=MAP hoi-truong.test 127.0.0.1")
    yield new_context(browser).new_page()
    browser.close()


def test_plain_http_says_what_is_lost_and_lets_codes_be_typed(
    http_page: Page, house: House, opened: Opened
) -> None:
    page, there = http_page, house.url.replace("127.0.0.1", "hoi-truong.test")
    take_device(page, opened.link.replace(house.url, there))
    assert page.evaluate("isSecureContext") is False
    expect(page.get_by_text("Trang mở bằng http: không có máy ảnh")).to_be_visible()
    expect(page.get_by_role("button", name="Bắt đầu quét")).to_be_hidden()

    page.get_by_role("button", name="Gõ mã").click()
    page.get_by_label("Mã trên giấy mời").fill(opened.codes[HOA])
    page.get_by_label("Mã trên giấy mời").press("Enter")
    expect(card(page)).to_contain_text("Mời vào")
    page.context.set_offline(True)
    say_code(page, "x")
    page.get_by_label("Mã trên giấy mời").fill(opened.codes[SA_RI])
    page.get_by_label("Mã trên giấy mời").press("Enter")
    expect(card(page)).to_contain_text("Đã ghi, chưa kiểm được")
    page.context.set_offline(False)
    expect(tally(page)).to_contain_text("2 trên 3 có mặt", timeout=10_000)

    page.get_by_role("link", name="Cách mở bằng https").click()
    expect(page.get_by_text("https://hoi-truong.test {")).to_be_visible()


def test_an_older_page_understands_what_it_can_of_a_newer_server(
    page: Page, house: House, opened: Opened
) -> None:
    take_device(page, opened.link)

    def newer(route: Route) -> None:
        answer = route.fetch()
        body = answer.json()
        body["results"][0] |= {"verdict": "blessed", "mood": {"of": ["the", "day"]}}
        route.fulfill(response=answer, json={**body, "weather": "rain"})

    page.route("**/api/v1/scans", newer)
    say_code(page, opened.codes[HOA])

    expect(card(page)).to_contain_text(HOA)
    expect(tally(page)).to_contain_text("0 chờ gửi")


def test_a_clock_that_is_wrong_is_said(page: Page, house: House, opened: Opened) -> None:
    take_device(page, opened.link)

    def later(route: Route) -> None:
        answer = route.fetch()
        moment = (datetime.now(UTC) + timedelta(hours=2)).isoformat()
        route.fulfill(response=answer, json={**answer.json(), "server_time": moment})

    page.route("**/api/v1/scans", later)
    say_code(page, opened.codes[HOA])

    expect(page.get_by_text("Đồng hồ của máy lệch 120 phút")).to_be_visible()


def test_a_newer_page_is_taken_when_nothing_waits(
    page: Page, house: House, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_place(page, opened.link)
    page.reload()
    expect(page.get_by_role("heading", name="Cửa 1")).to_be_visible()
    page.wait_for_timeout(1500)  # one that is found while the page opens is taken at once
    monkeypatch.setattr(shell, "version", lambda _page: "another")
    page.evaluate("navigator.serviceWorker.getRegistration('/door').then((one) => one.update())")
    expect(page.get_by_text("Có bản mới của trang")).to_be_visible()

    with page.expect_event("framenavigated"):
        page.get_by_role("button", name="Dùng bản mới").click()
    expect(page.get_by_role("heading", name="Cửa 1")).to_be_visible()
    assert page.evaluate("caches.keys()") == ["door-another"]


def test_no_name_and_no_answer_is_ever_in_the_cache(
    page: Page, house: House, opened: Opened
) -> None:
    take_place(page, opened.link)
    say_code(page, opened.codes[HOA])
    expect(card(page)).to_contain_text(HOA)

    paths: list[str] = page.evaluate(
        "caches.keys().then(async ([name]) => (await (await caches.open(name)).keys())"
        ".map((one) => new URL(one.url).pathname))"
    )
    assert [path for path in paths if path != "/door" and not path.startswith("/static/")] == []
    assert "/door" in paths


@pytest.fixture
def camera_page(chrome: Callable[..., Browser]) -> Iterator[Page]:
    browser = chrome("--use-fake-device-for-media-stream")
    context = browser.new_context(locale="vi-VN", service_workers="block")
    yield context.new_page()
    browser.close()


def test_a_camera_that_is_refused_leaves_typing(camera_page: Page, opened: Opened) -> None:
    take_device(camera_page, opened.link)
    camera_page.get_by_role("button", name="Bắt đầu quét").click()
    expect(camera_page.get_by_text("Không mở được máy ảnh")).to_be_visible()
    expect(camera_page.get_by_role("button", name="Bắt đầu quét")).to_be_visible()


def test_a_decoder_that_does_not_load_is_said(camera_page: Page, opened: Opened) -> None:
    camera_page.context.grant_permissions(["camera"])
    camera_page.route("**/*.wasm", lambda route: route.fulfill(status=404))
    take_device(camera_page, opened.link)
    camera_page.get_by_role("button", name="Bắt đầu quét").click()
    expect(camera_page.get_by_text("Không nạp được bộ đọc mã")).to_be_visible(timeout=10_000)


def test_a_camera_that_goes_away_can_be_started_again(camera_page: Page, opened: Opened) -> None:
    camera_page.context.grant_permissions(["camera"])
    take_device(camera_page, opened.link)
    camera_page.get_by_role("button", name="Bắt đầu quét").click()
    expect(camera_page.get_by_role("button", name="Bắt đầu quét")).to_be_hidden()
    camera_page.evaluate(
        "document.querySelector('video').srcObject.getTracks()[0].dispatchEvent(new Event('ended'))"
    )
    camera_page.get_by_role("button", name="Bắt đầu quét").click()
    expect(camera_page.get_by_role("button", name="Bắt đầu quét")).to_be_hidden()

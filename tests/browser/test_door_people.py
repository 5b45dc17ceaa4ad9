"""People at the door: by name, not called, in another's place, taken back, with a badge."""

import pytest
from playwright.sync_api import Browser, Page, expect

from planner.domain.attendance.verdict import DeviceRight
from planner.services.attendance.door import USUAL_RIGHTS
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
    scans_at,
    take_device,
    take_place,
    tally,
)
from tests.factories import Office

pytestmark = pytest.mark.usefixtures("sample")
WITH_NAMES = USUAL_RIGHTS | {DeviceRight.NAMES}


@pytest.fixture
def opened(house: House, sample: Office) -> Opened:
    return open_now(house, sample)


def all_sent(page: Page) -> None:
    page.context.set_offline(False)
    expect(tally(page)).to_contain_text("0 chờ gửi", timeout=20_000)


def write_down(page: Page, name: str) -> None:
    page.get_by_label("Họ và tên").fill(name)
    page.get_by_role("button", name="Ghi người này vào").click()


def test_a_guest_is_written_down_without_the_network(
    page: Page, house: House, opened: Opened
) -> None:
    take_place(page, opened.link)
    page.context.set_offline(True)
    page.get_by_role("button", name="Ngoài danh sách").click()
    write_down(page, "Lý Văn Khách")
    expect(card(page)).to_contain_text("Lý Văn Khách")
    expect(card(page)).to_contain_text("Đã ghi khách ngoài danh sách")

    all_sent(page)
    assert present(house, opened) == {"Lý Văn Khách"}


def test_somebody_of_the_same_name_is_named_before_a_guest_is_written_down(
    page: Page, house: House, opened: Opened
) -> None:
    take_device(page, opened.link)
    page.get_by_role("button", name="Ngoài danh sách").click()
    write_down(page, "dang thi hoa")
    expect(page.get_by_text("Có người tên giống")).to_be_visible()
    assert scans_at(house, opened) == []

    page.get_by_role("button", name="Đặng Thị Hoà").click()
    expect(card(page)).to_contain_text("Mời vào")
    write_down(page, "Thach Sa Ri")
    expect(page.get_by_text("Có người tên giống")).to_be_visible()
    page.get_by_role("button", name="Ghi người này vào").click()
    expect(card(page)).to_contain_text("Giống tên: Thạch Sa Ri")

    assert present(house, opened) == {HOA, "Thach Sa Ri"}


@pytest.mark.parametrize("words", ["dang hoa", "hoà", "Đặng Thị Hoà", "dth"])
def test_a_device_with_that_right_finds_names_without_the_network(
    page: Page, house: House, opened: Opened, words: str
) -> None:
    take_place(page, further_link(house, opened, WITH_NAMES))
    page.context.set_offline(True)
    page.get_by_role("button", name="Tìm tên").click()
    page.get_by_label("Tên hoặc đơn vị").fill(words)
    page.get_by_role("button", name=HOA).click()
    expect(card(page)).to_contain_text("Mời vào")
    expect(card(page)).to_contain_text(HOA)

    all_sent(page)
    assert present(house, opened) == {HOA}


def test_a_device_without_that_right_says_that_it_keeps_no_names(
    page: Page, opened: Opened
) -> None:
    take_place(page, opened.link)
    page.context.set_offline(True)
    page.get_by_role("button", name="Tìm tên").click()
    page.get_by_label("Tên hoặc đơn vị").fill("hoa")
    expect(page.get_by_text("máy này không giữ tên")).to_be_visible()


@pytest.mark.parametrize("is_offline", [False, True], ids=["online", "offline"])
def test_a_deputy_comes_in_place_of_who_was_called(
    page: Page, house: House, opened: Opened, *, is_offline: bool
) -> None:
    take_place(page, opened.link)
    page.context.set_offline(is_offline)
    say_code(page, opened.codes[HOA])
    card(page).get_by_role("button", name="Dự thay").click()
    expect(page.get_by_role("heading", name="Dự thay Đặng Thị Hoà")).to_be_visible()
    write_down(page, "Lý Văn Thay")
    expect(card(page)).to_contain_text("Lý Văn Thay")

    all_sent(page)
    assert present(house, opened) == {"Lý Văn Thay"}
    say_code(page, opened.codes[HOA])
    expect(card(page)).to_contain_text("Mã cũ")


def test_a_scan_is_taken_back_and_put_in_again_before_it_arrived(
    page: Page, house: House, opened: Opened
) -> None:
    take_place(page, opened.link)
    page.context.set_offline(True)
    for name in (HOA, SA_RI):
        say_code(page, opened.codes[name])
        page.get_by_role("button", name="Rút lại lượt này").click()
        expect(card(page)).to_contain_text("Đã bỏ lượt quét")
    page.get_by_role("button", name="Ghi lại lượt vừa rút").click()
    expect(card(page)).to_contain_text("Đã ghi lại lượt vừa rút")
    expect(tally(page)).to_contain_text("5 chờ gửi")
    say_code(page, opened.codes[HOA])
    expect(card(page)).to_contain_text("Mời vào")  # taken back: this device lets them in anew

    all_sent(page)
    assert present(house, opened) == {HOA, SA_RI}


def test_the_last_five_show_their_cards_again(page: Page, house: House, opened: Opened) -> None:
    take_device(page, opened.link)
    for name in (HOA, SA_RI):
        say_code(page, opened.codes[name])
        expect(card(page)).to_contain_text(name)
    page.get_by_role("list").get_by_role("button", name=HOA).click()
    expect(card(page)).to_contain_text(HOA)
    page.get_by_role("button", name="Rút lại lượt này").click()

    expect(tally(page)).to_contain_text("1 trên 3 có mặt")
    assert present(house, opened) == {SA_RI}


def test_a_code_of_another_meeting_says_which_one_is_theirs(
    page: Page, house: House, sample: Office, opened: Opened
) -> None:
    other = open_now(house, sample)
    take_device(page, opened.link)
    say_code(page, other.codes[SO_PHIA])

    expect(card(page)).to_contain_text("Mã của cuộc họp khác")
    expect(card(page)).to_contain_text("Giao ban quý I")


def test_a_badge_is_printed_and_the_second_time_says_so(
    page: Page, house: House, opened: Opened
) -> None:
    take_device(page, further_link(house, opened, USUAL_RIGHTS | {DeviceRight.PRINT}))
    say_code(page, opened.codes[HOA])
    card(page).get_by_role("button", name="In thẻ").click()
    expect(card(page).get_by_role("link", name="Mở thẻ để in", exact=True)).to_be_visible()

    say_code(page, opened.codes[HOA])
    card(page).get_by_role("button", name="In thẻ").click()
    expect(card(page).get_by_role("link", name="đã in 1 lần")).to_be_visible()
    assert [one[:2] for one in scans_at(house, opened)] == [("in", "already"), ("in", "ok")]


def test_a_screen_in_the_open_takes_codes_and_shows_little(
    page: Page, house: House, opened: Opened
) -> None:
    take_place(page, further_link(house, opened, frozenset({DeviceRight.KIOSK})))
    expect(page.get_by_role("navigation")).to_be_hidden()
    for is_offline, name in ((False, HOA), (True, SA_RI)):
        page.context.set_offline(is_offline)
        say_code(page, opened.codes[name])
        expect(card(page)).to_contain_text(name)
        expect(card(page)).not_to_contain_text("Huyện đoàn")
        expect(card(page).get_by_role("button")).to_have_count(0)
    expect(card(page)).to_be_hidden(timeout=8000)  # ready for the next one

    all_sent(page)
    assert present(house, opened) == {HOA, SA_RI}


def test_the_same_guest_at_two_doors_without_the_network_is_two_lines_to_be_looked_at(
    page: Page, browser: Browser, house: House, opened: Opened
) -> None:
    take_place(page, opened.link)
    phone = new_context(browser)
    other = phone.new_page()
    take_place(other, further_link(house, opened))
    for one in (page, other):
        one.context.set_offline(True)
        one.get_by_role("button", name="Ngoài danh sách").click()
        write_down(one, "Lý Văn Khách")
        expect(card(one)).to_contain_text("Lý Văn Khách")
    all_sent(page)
    all_sent(other)

    assert [one[:2] for one in scans_at(house, opened)] == [("walkin", "walkin")] * 2
    phone.close()

"""A volunteer at the door: the device is taken, codes are read by camera, by hand and by name."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import House
from tests.browser.door import NAMES, Opened, code_url, open_now, present, take_device
from tests.factories import Office

pytestmark = pytest.mark.usefixtures("sample")


@pytest.fixture
def opened(house: House, sample: Office) -> Opened:
    return open_now(house, sample)


def test_a_link_takes_one_device_and_no_more(page: Page, opened: Opened) -> None:
    take_device(page, opened.link)
    page.goto("about:blank")
    page.goto(opened.link)
    assert "#" not in page.url  # the secret does not stay in the address
    page.get_by_role("button", name="Nhận thiết bị").click()

    expect(page.get_by_role("alert").first).to_contain_text("đã dùng")


def test_a_pairing_code_does_as_well(page: Page, house: House, opened: Opened) -> None:
    page.goto(f"{house.url}/door")
    page.get_by_label("Mã ghép").fill(f"{opened.pairing[:4]} {opened.pairing[4:]}")
    page.get_by_role("button", name="Nhận thiết bị").click()

    expect(page.get_by_role("button", name="Bắt đầu quét")).to_be_visible()


def test_a_typed_code_lets_in_once(page: Page, house: House, opened: Opened) -> None:
    take_device(page, opened.link)
    page.get_by_role("button", name="Gõ mã").click()
    typed = page.get_by_label("Mã trên giấy mời")

    typed.fill(opened.codes["Thạch Sa Ri"].lower())
    typed.press("Enter")
    card = page.get_by_label("Kết quả")
    expect(card).to_contain_text("Mời vào")
    expect(card).to_contain_text("Thạch Sa Ri")
    expect(page.get_by_label("Số người")).to_contain_text("1 trên 3 có mặt")

    typed.fill("hỏng")
    typed.press("Enter")
    expect(card).to_contain_text("Không phải mã")
    typed.fill(opened.codes["Kim Sô Phia"])
    typed.press("Enter")
    expect(card).to_contain_text("Kim Sô Phia")  # a wrong code blocks nobody
    assert present(house, opened) == {"Thạch Sa Ri", "Kim Sô Phia"}


def test_a_name_is_found_without_dau(page: Page, house: House, opened: Opened) -> None:
    take_device(page, opened.link)
    page.get_by_role("button", name="Tìm tên").click()
    page.get_by_label("Tên hoặc đơn vị").fill("hoa dang")
    page.get_by_role("button", name="Đặng Thị Hoà").click()

    expect(page.get_by_label("Kết quả")).to_contain_text("Mời vào")
    assert present(house, opened) == {"Đặng Thị Hoà"}


def test_a_guest_is_written_down_and_taken_back(page: Page, house: House, opened: Opened) -> None:
    take_device(page, opened.link)
    page.get_by_role("button", name="Ngoài danh sách").click()
    page.get_by_role("button", name="Ghi người này vào").click()
    expect(page.get_by_text("Ghi họ và tên của khách.")).to_be_visible()
    page.get_by_label("Họ và tên").fill("Lý Văn Khách")
    page.get_by_role("button", name="Ghi người này vào").click()

    expect(page.get_by_label("Kết quả")).to_contain_text("Lý Văn Khách")
    assert present(house, opened) == {"Lý Văn Khách"}
    page.get_by_role("button", name="Rút lại lượt này").click()
    expect(page.get_by_label("Kết quả")).to_contain_text("Đã bỏ lượt quét")
    assert present(house, opened) == set()


def test_a_usb_scanner_types_into_the_page(page: Page, house: House, opened: Opened) -> None:
    take_device(page, opened.link)
    page.get_by_role("button", name="Tìm tên").dblclick()  # opened, closed; the button has the keys
    page.keyboard.type(code_url(house, opened.codes["Kim Sô Phia"]))
    page.keyboard.press("Enter")

    expect(page.get_by_label("Kết quả")).to_contain_text("Kim Sô Phia")


def test_a_scanner_may_type_as_it_likes(page: Page, house: House, opened: Opened) -> None:
    take_device(page, opened.link)
    card = page.get_by_label("Kết quả")
    hoa, sa_ri, so_phia = (opened.codes[name] for name in NAMES)

    page.keyboard.type(hoa.lower())  # no Enter at all
    expect(card).to_contain_text(NAMES[0])
    page.keyboard.type(f"{sa_ri[:9]}X")
    page.keyboard.press("Backspace")  # so does a Vietnamese keyboard mend what it mistook
    page.keyboard.type(sa_ri[9:])
    page.keyboard.press("Tab")
    expect(card).to_contain_text(NAMES[1])
    page.get_by_role("button", name="Ngoài danh sách").click()  # the cursor stands in a field
    page.keyboard.type(code_url(house, so_phia).replace("/", "-").replace(":", "?"))
    page.keyboard.press("Enter")
    expect(card).to_contain_text(NAMES[2])

    assert present(house, opened) == set(NAMES)


def test_a_scanner_types_behind_a_name_that_was_searched(
    page: Page, house: House, opened: Opened
) -> None:
    take_device(page, opened.link)
    page.get_by_role("button", name="Tìm tên").click()
    page.get_by_label("Tên hoặc đơn vị").fill("nguyen")
    page.keyboard.type(opened.codes["Kim Sô Phia"].lower())
    page.keyboard.press("Enter")

    expect(page.get_by_label("Kết quả")).to_contain_text("Kim Sô Phia")
    expect(page.get_by_label("Tên hoặc đơn vị")).to_have_value("nguyen")
    assert present(house, opened) == {"Kim Sô Phia"}

"""The main job on the demo office, as its people do it, from booking to the sign-in list."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from urllib.request import urlopen

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pypdf import PdfReader

from planner.domain.rights import KEEPER
from planner.domain.timespan import HANOI, local_day
from planner.services import demo
from tests.browser.conftest import NARROW, WIDE, House
from tests.browser.films import camera_arguments, film_of

TITLE = "Hội nghị trực tuyến thử máy"


@pytest.fixture(scope="module")
def password(house: House) -> str:
    """The organiser's, in a house that holds the demo office."""
    now = datetime.now(UTC)
    key = house.app.extensions["planner.config"].code_key
    with house.session() as session:
        made = demo.load(session, KEEPER, local_day(now), now, code_key=key)
        session.commit()
    return next(one.password for one in made.accounts if one.email == "organiser@demo.local")


@pytest.fixture
def desk(browser: Browser, house: House, password: str) -> Iterator[Page]:
    """The organiser's desk, signed in by hand."""
    context = browser.new_context(
        viewport=WIDE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", base_url=house.url
    )
    page = context.new_page()
    page.goto("/login")
    page.get_by_label("Thư điện tử").fill("organiser@demo.local")
    page.get_by_label("Mật khẩu").fill(password)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("link", name="Tạo cuộc họp")).to_be_visible()
    yield page
    context.close()


def hours_around(now: datetime) -> tuple[str, str]:
    """An hour ago and in an hour, within today."""
    midnight, last = now.replace(hour=0, minute=0), now.replace(hour=23, minute=59)
    start, end = max(midnight, now - timedelta(hours=1)), min(last, now + timedelta(hours=1))
    return f"{start:%H:%M}", f"{end:%H:%M}"


def test_from_booking_to_the_sign_in_list(
    desk: Page,
    house: House,
    browser: Browser,
    chrome: Callable[..., Browser],
    tmp_path: Path,
) -> None:
    book(desk)
    call(desk)
    codes = read_codes(desk)
    subscribe(desk)
    name = answer(browser, house, codes[0])
    scan(desk, house, chrome, tmp_path, codes[:2])
    print_list(desk, house, name)


def book(page: Page) -> None:
    now = datetime.now(HANOI)
    start, end = hours_around(now)
    page.get_by_role("link", name="Tạo cuộc họp").click()
    page.get_by_label("Tên cuộc họp").fill(TITLE)
    page.get_by_label("Đơn vị đăng cai").fill("huyen doan cau ngang")
    page.get_by_label("Giờ chính xác").check()
    page.get_by_label("Ngày", exact=True).fill(f"{now:%Y-%m-%d}")
    page.get_by_label("Từ giờ").fill(start)
    page.get_by_label("Đến giờ").fill(end)
    page.get_by_label("Hoặc nơi họp bằng lời").fill("Trực tuyến")
    page.get_by_label("Cả cuộc họp").select_option(label="Chốt")
    page.get_by_role("button", name="Ghi vào sổ").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()


def call(page: Page) -> None:
    """One rule: the secretaries of the districts and towns; then the list is frozen."""
    page.goto(f"{page.url.split('?')[0]}/invitees")
    page.get_by_role("link", name="Thêm nhóm").first.click()
    page.get_by_label("Tên nhóm").fill("Bí thư các đơn vị")
    page.get_by_role("button", name="Lưu nhóm").click()
    page.get_by_label("Chức vụ, cách nhau bằng dấu phẩy").fill("bí thư")
    page.locator("[name=relation]").select_option(label="các đơn vị trực thuộc đơn vị triệu tập")
    page.get_by_role("button", name="Lưu điều này").click()
    expect(page.locator(".sentence")).to_contain_text("Bí thư của các đơn vị trực thuộc")
    page.get_by_role("button", name="Gọi thêm").click()
    expect(page.get_by_role("heading", name="Danh sách đại biểu")).to_be_visible()


def read_codes(page: Page) -> list[str]:
    page.get_by_role("link", name="In mã").first.click()
    cards = page.locator(".code-cards code")
    expect(cards.first).to_be_visible()
    return ["".join(text.split()) for text in cards.all_inner_texts()]


def subscribe(page: Page) -> None:
    """What a calendar program then reads holds the meeting."""
    page.goto("/feeds")
    page.get_by_role("button", name="Tạo địa chỉ lịch").click()
    page.locator("table a").first.click()
    address = page.get_by_label("Địa chỉ lịch").input_value()
    with urlopen(address) as response:  # noqa: S310 -- our own server
        events = Calendar.from_ical(response.read()).walk("VEVENT")
    assert TITLE in {str(one["SUMMARY"]) for one in events}


def answer(browser: Browser, house: House, code: str) -> str:
    """A delegate opens the letter's link on a phone and says yes."""
    context: BrowserContext = browser.new_context(viewport=NARROW, base_url=house.url)
    phone = context.new_page()
    phone.goto(f"/v/{code}")
    expect(phone.get_by_role("heading", name=TITLE)).to_be_visible()
    name = phone.locator(".mine-to b").inner_text()
    phone.get_by_role("button", name="Tôi dự").click()
    expect(phone.get_by_text("Đã ghi: dự họp.")).to_be_visible()
    context.close()
    return name


def scan(
    page: Page, house: House, chrome: Callable[..., Browser], folder: Path, codes: list[str]
) -> None:
    """Two codes before the camera of a phone that was let in by the link."""
    page.goto("/meetings")
    page.get_by_role("link", name=TITLE).first.click()
    page.goto(f"{page.url}/doors")
    page.get_by_label("Tên cửa").fill("Cửa chính")
    page.get_by_role("button", name="Mở cửa").click()
    link = page.get_by_label("Đường dẫn").input_value()
    film = film_of(folder, ["", *(f"{house.url}/V/{code}".upper() for code in codes)])
    camera = chrome(*camera_arguments(film))
    phone = camera.new_context(viewport=NARROW, permissions=["camera"]).new_page()
    phone.goto(link)
    phone.get_by_role("button", name="Nhận thiết bị").click()
    phone.get_by_role("button", name="Bắt đầu quét").click()
    expect(phone.get_by_label("Số người")).to_contain_text("2 trên", timeout=30_000)
    camera.close()
    page.goto(page.url.replace("/doors", "/attendance"))
    expect(page.get_by_text("2 trên")).to_be_visible()


def print_list(page: Page, house: House, name: str) -> None:
    address = page.url.split("?")[0].replace("/attendance", "/sign-in-list")
    page.goto(address)
    expect(page.get_by_text(name).first).to_be_visible()
    printed = page.request.get(f"{address}.pdf")
    text = PdfReader(BytesIO(printed.body())).pages[0].extract_text()
    assert printed.headers["content-type"] == "application/pdf"
    assert "DANH SÁCH ĐIỂM DANH" in text
    assert name in text


def test_a_year_of_giao_ban_is_planned(desk: Page) -> None:
    year = datetime.now(HANOI).year + 2
    desk.goto("/series/new")
    desk.get_by_label("Tên chuỗi").fill(f"Giao ban chuyên đề năm {year}")
    desk.get_by_label("Năm").fill(str(year))
    desk.get_by_role("button", name="Lập chuỗi").click()
    expect(desk.get_by_role("heading", name="Lập các kỳ")).to_be_visible()
    for row, (when, host) in enumerate(
        [(f"tháng 5/{year}", "Huyện đoàn Trà Cú"), (f"sáng 16/8/{year}", "Thị đoàn Duyên Hải")]
    ):
        desk.locator(f"[name=sessions-{row}-when]").fill(when)
        desk.locator(f"[name=sessions-{row}-host_id]").select_option(label=host)
        desk.locator(f"[name=sessions-{row}-topic]").fill(f"Chuyên đề thử {row + 1}")
    desk.get_by_role("button", name="Lưu các kỳ").click()

    expect(desk.get_by_role("heading", name=f"Giao ban chuyên đề năm {year}")).to_be_visible()
    table = desk.get_by_role("table").first
    expect(table).to_contain_text("Huyện đoàn Trà Cú")
    expect(table).to_contain_text("tháng 5")
    expect(table).to_contain_text("Chuyên đề thử 2")

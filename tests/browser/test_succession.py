"""Two units merge: the wizard, step by step, at a desk and on a phone."""

import re

import pytest
from playwright.sync_api import Page, expect

from planner.domain.rights import Role
from planner.store import directory as units
from planner.store.directory import Unit
from tests.browser.conftest import NARROW, WIDE, House
from tests.factories import Office, make_account, make_person, make_post, make_unit

PLACES = {"desk": (WIDE, "MOT"), "phone": (NARROW, "HAI")}


@pytest.mark.parametrize("place", PLACES)
def test_two_units_merge(page: Page, house: House, sample: Office, place: str) -> None:
    size, word = PLACES[place]
    page.set_viewport_size(size)
    _two_units(page, house, sample, word)

    _say_which(page, house, word)
    _say_who_carries_on(page, word)
    with house.session() as session:
        assert units.find_unit_by_code(session, f"{word}M") is None
    page.get_by_role("button", name="Đồng ý và ghi").click()

    expect(page.get_by_text("Đã ghi thay đổi tổ chức.")).to_be_visible()
    _stays_within(page)
    _look_at_the_heir(page, word)


def _two_units(page: Page, house: House, sample: Office, word: str) -> None:
    """Two districts with a secretary each, and the clerk of the province at the desk."""
    with house.session() as session:
        province = session.get_one(Unit, sample.province.id)
        for code in (f"{word}1", f"{word}2"):
            unit = make_unit(session, code, f"Huyện đoàn {code}", parent=province)
            make_post(session, make_person(session, f"Lê Văn {code}"), unit)
        clerk = make_account(session, Role.ORGANISER, province, f"Thư ký {word}")
        house.sign_in(page.context, clerk)


def _say_which(page: Page, house: House, word: str) -> None:
    page.goto(f"{house.url}/successions")
    page.get_by_role("link", name="Ghi thay đổi").click()
    page.get_by_label("Sáp nhập", exact=True).check()
    page.get_by_label("Đơn vị (mã)").fill(f"{word}1\n{word}2")
    page.get_by_label("Từ ngày").fill("2025-07-01")
    _stays_within(page)
    page.get_by_role("button", name="Tiếp").click()


def _say_who_carries_on(page: Page, word: str) -> None:
    """A name is forgotten at first."""
    expect(page.get_by_text("Bước 2 trên 3")).to_be_visible()
    page.get_by_label("Đơn vị kế thừa (mã)").fill(f"{word}M")
    page.get_by_label("giữ tiếp ở đơn vị kế thừa").check()
    _stays_within(page)
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("Hãy điền ô này.")).to_be_visible()
    page.get_by_label("Tên mới").fill(f"Đoàn khu vực {word}")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_text("Bước 3 trên 3")).to_be_visible()
    expect(page.get_by_text(f"Lê Văn {word}1, Bí thư").first).to_be_visible()
    _stays_within(page)


def _look_at_the_heir(page: Page, word: str) -> None:
    page.get_by_role("link", name=f"Đoàn khu vực {word}").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Đoàn khu vực {word}")
    expect(page.get_by_role("link", name=f"Lê Văn {word}1")).to_be_visible()
    page.get_by_role("link", name="như lúc ấy").click()
    expect(page).to_have_url(re.compile("as=then"))
    _stays_within(page)


def _stays_within(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

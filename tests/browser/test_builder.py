"""The builder of thành phần in a browser: the count follows the form, on a desk and on a phone."""

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect
from sqlalchemy.orm import Session

from planner.domain.invitation import Mode
from planner.domain.rights import KEEPER
from planner.services.invitation import groups
from planner.services.invitation.groups import GroupFacts, Owner
from tests.browser.conftest import NARROW, WIDE, House
from tests.factories import NOW, Office, make_person, make_post

SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def _lan_is_secretary(house: House, sample: Office) -> None:
    with house.session() as session:
        make_post(session, make_person(session, "Lê Ngọc Lan"), sample.called)


def new_group(session: Session, office: Office, name: str, quota: int | None = None) -> int:
    facts = GroupFacts(name, 1, Mode.SUMMONED, quota)
    made = groups.add_group(session, KEEPER, Owner(meeting_id=office.meeting.id), facts, NOW)
    session.commit()
    return made.id


def opened(page: Page, house: House, office: Office, group: int) -> Page:
    house.sign_in(page.context, office.ha)
    page.goto(f"{house.url}/invitees/groups/{group}/rules/new")
    return page


@pytest.mark.usefixtures("_lan_is_secretary")
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["desk", "phone"])
def test_the_count_follows_the_form_and_the_rule_calls_whom_it_showed(
    page: Page, house: House, sample: Office, size: ViewportSize
) -> None:
    page.set_viewport_size(size)
    name = f"Lãnh đạo các đơn vị, {size['width']}"
    with house.session() as session:
        group = new_group(session, sample, name)
    opened(page, house, sample, group)
    trial = page.locator("#tinh-thu")
    expect(page.get_by_label("Những người, mỗi dòng một họ tên")).to_be_hidden()

    page.get_by_label("Của", exact=True).select_option("convenor_children")
    page.get_by_label("Chức vụ, cách nhau bằng dấu phẩy").fill("Bí thư")

    expect(trial.get_by_text("2 người", exact=True)).to_be_visible()
    expect(page.locator("#dem")).to_have_text("2 người")  # beside the button, on a phone too
    expect(trial.get_by_text("Lê Ngọc Lan").first).to_be_visible()
    expect(trial.get_by_text("Bí thư Huyện đoàn Cầu Ngang").first).to_be_visible()
    page.get_by_text("Ghi ngoại lệ").click()
    page.get_by_label("Trừ các đơn vị").fill(sample.called.code)
    expect(trial.get_by_text("1 người", exact=True)).to_be_visible()
    expect(trial.get_by_text("trừ Huyện đoàn Càng Long")).to_be_visible()
    _names_no_unit(page, trial)
    expect(trial.get_by_text("2 người", exact=True)).to_be_visible()
    assert page.evaluate(SIDEWAYS) == 0

    page.get_by_role("button", name="Lưu điều này").click()

    expect(page.get_by_role("heading", name=name)).to_be_visible()
    expect(
        page.get_by_text("Bí thư của các đơn vị trực thuộc đơn vị triệu tập.").first
    ).to_be_visible()
    assert page.evaluate(SIDEWAYS) == 0


def _names_no_unit(page: Page, trial: Locator) -> None:
    """What is not understood is said, and taken back."""
    page.get_by_label("Trừ các đơn vị").fill("Không có")
    expect(trial.get_by_text("Không có đơn vị nào mang mã hoặc tên «Không có».")).to_be_visible()
    page.get_by_label("Trừ các đơn vị").fill("")


@pytest.mark.usefixtures("_lan_is_secretary")
def test_without_scripts_a_button_shows_whom_a_rule_would_call(
    page: Page, house: House, sample: Office
) -> None:
    with house.session() as session:
        group = new_group(session, sample, "Không có mã lệnh")
    assert page.context.browser is not None
    plain = page.context.browser.new_context(java_script_enabled=False, locale="vi-VN")
    page = opened(plain.new_page(), house, sample, group)

    page.get_by_label("Của", exact=True).select_option("people")
    page.get_by_label("Những người, mỗi dòng một họ tên").fill("Lê Ngọc Lan")
    page.get_by_role("button", name="Tính thử").click()

    trial = page.locator("#tinh-thu")
    expect(trial.get_by_text("Đích danh: Lê Ngọc Lan.")).to_be_visible()
    expect(trial.get_by_text("1 người", exact=True)).to_be_visible()
    expect(page.get_by_label("Những người, mỗi dòng một họ tên")).to_have_value("Lê Ngọc Lan")
    plain.close()


def test_a_group_with_a_quota_shows_the_units_that_name_people(
    page: Page, house: House, sample: Office
) -> None:
    with house.session() as session:
        group = new_group(session, sample, "Tiêu biểu", quota=2)
    opened(page, house, sample, group)

    page.get_by_label("Của", exact=True).select_option("convenor_children")
    page.get_by_text("Chỉ một số loại đơn vị").click()
    page.get_by_label("huyện đoàn").check()

    trial = page.locator("#tinh-thu")
    expect(trial.get_by_text("6 suất", exact=True)).to_be_visible()
    expect(trial.get_by_text("3 đơn vị cử người")).to_be_visible()

"""A delegate on a phone: opens the page of the letter, answers, sends somebody, shows the code."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page

from planner.services.invitation.codes import issue_missing, living_code
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from tests.browser.conftest import NARROW, House
from tests.factories import Office


@pytest.fixture
def code(house: House, sample: Office) -> str:
    now, key = datetime.now(UTC), house.app.extensions["planner.config"].code_key
    with house.session() as session:
        meeting = session.get_one(Meeting, sample.meeting.id)
        meeting.starts_at, meeting.ends_at = now + timedelta(days=3), now + timedelta(days=3.2)
        issue_missing(session, meeting.id, key, now)
        lan = session.get_one(Delegate, sample.lan.id)
        lan.state, lan.reply = "live", "none"
        code = living_code(session, lan, key)
        session.commit()
    assert code is not None
    return code


def test_a_delegate_answers_and_sends_somebody(page: Page, house: House, code: str) -> None:
    page.goto(f"{house.url}/v/{code}")
    page.get_by_role("button", name="Tôi dự").click()
    assert page.get_by_text("Đã ghi: dự họp.").is_visible()

    page.get_by_text("Cử người dự thay").click()
    page.get_by_label("Họ và tên người dự thay").fill("Phạm Anh Tuấn")
    page.get_by_role("button", name="Gửi tên người dự thay").click()
    assert page.get_by_text("Ghi chức vụ của người dự thay").is_visible()
    assert page.get_by_label("Họ và tên người dự thay").input_value() == "Phạm Anh Tuấn"

    page.get_by_label("Chức vụ").fill("Phó Bí thư")
    page.get_by_role("button", name="Gửi tên người dự thay").click()
    assert page.get_by_text("dự thay Lê Ngọc Lan").is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.context.cookies() == []


def test_it_works_without_script_and_the_code_is_read_off_the_screen(
    browser: Browser, house: House, code: str
) -> None:
    context = browser.new_context(viewport=NARROW, java_script_enabled=False, locale="vi-VN")
    page = context.new_page()
    page.goto(f"{house.url}/v/{code}")

    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(page.screenshot(full_page=True))))
    page.get_by_text("Tôi vắng").click()
    page.get_by_label("Lý do").fill("Đi học")
    page.get_by_role("button", name="Gửi báo vắng").click()

    assert found.text == f"{house.url}/V/{code}".upper()
    assert page.get_by_text("Đã ghi: vắng. Đi học").is_visible()
    context.close()

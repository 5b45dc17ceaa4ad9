"""Giấy mời from the first look to the mailbox, on a phone and on a desk."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from planner import jobs
from planner.jobs import Worker
from planner.services.invitation.codes import issue_missing
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.notice import OutboxMessage
from tests.browser.conftest import NARROW, WIDE, House
from tests.factories import Office, make_delegate
from tests.mailbox import Mailbox

SIZES = {"phone": NARROW, "desk": WIDE}


@pytest.fixture(params=SIZES)
def page(
    request: pytest.FixtureRequest, browser: Browser, house: House, sample: Office
) -> Iterator[Page]:
    context = browser.new_context(
        viewport=SIZES[request.param], locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
    )
    house.sign_in(context, sample.ha)
    yield context.new_page()
    context.close()


@pytest.fixture
def called(house: House, sample: Office) -> str:
    """Lan has an address, somebody else has none, no letter has left yet; the meeting's page."""
    now, key = datetime.now(UTC), house.app.extensions["planner.config"].code_key
    with house.session() as session:
        session.query(OutboxMessage).delete()
        meeting = session.get_one(Meeting, sample.meeting.id)
        meeting.starts_at, meeting.ends_at = now + timedelta(days=1), now + timedelta(days=1.2)
        session.get_one(Delegate, sample.lan.id).email = "lan@a.vn"
        if not session.query(Delegate).filter_by(name="Trần Vũ").count():
            make_delegate(session, meeting, None, "Trần Vũ")
        issue_missing(session, meeting.id, key, now)
        session.commit()
    return f"{house.url}/meetings/{sample.meeting.id}"


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def write_words(page: Page) -> None:
    """Odd words are refused; good ones are tried, then kept."""
    page.get_by_role("link", name="Lời giấy mời").click()
    page.get_by_label("Tiêu đề thư").fill("Mời {{ ho_ten.__class__ }}")
    page.get_by_role("button", name="Ghi lời thư").click()
    assert page.get_by_text("Trong {{ }} chỉ ghi một tên có trong bảng").is_visible()
    page.get_by_label("Tiêu đề thư").fill("Mời {{ ho_ten }} dự họp")
    page.get_by_role("button", name="Xem thử bên dưới").click()
    expect(page.get_by_role("heading", name="Mời Lê Ngọc Lan dự họp")).to_be_visible()
    assert fits(page)
    page.get_by_role("button", name="Ghi lời thư").click()


def test_a_letter_is_written_seen_sent_and_arrives(
    page: Page, house: House, called: str, mailbox: Mailbox
) -> None:
    page.goto(called)
    page.get_by_role("link", name="Giấy mời, triệu tập").click()
    assert fits(page)
    write_words(page)

    page.get_by_role("link", name="Xem thư và gửi").click()
    assert page.get_by_text("ngày làm việc đến ngày họp").is_visible()
    assert fits(page)
    page.get_by_role("button", name="Gửi thư").click()
    assert page.get_by_text("Xem trước thư rồi đánh dấu đã xem").is_visible()
    page.get_by_label("Tôi đã xem thư mẫu trên đây").check()
    page.get_by_role("button", name="Gửi thư").click()
    assert page.get_by_text("Đã xếp 1 thư vào hộp thư đi.").is_visible()

    config = replace(house.app.extensions["planner.config"], mail_url=mailbox.url)
    writers = house.app.extensions["planner.writers"]
    jobs.run_due(Worker(writers, config, lambda: datetime.now(UTC), "w"))
    assert [(m["To"], m["Subject"]) for m in mailbox.messages] == [
        ("lan@a.vn", "Mời Lê Ngọc Lan dự họp")
    ]
    page.get_by_role("link", name="Sổ thư đã gửi").click()
    assert page.get_by_text("đã gửi").first.is_visible()
    assert fits(page)


def test_a_message_is_copied_for_who_has_no_address(page: Page, called: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{called}/letters/messages")

    page.get_by_role("button", name="Chép tin").first.click()

    expect(page.get_by_text("Đã chép.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("Kính gửi đồng chí Trần Vũ, Bí thư: Giao ban quý I.")
    assert fits(page)

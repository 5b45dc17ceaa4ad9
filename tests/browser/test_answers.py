"""Answers on a phone: a delegate, a unit by its link, and the organiser who sees and mends them."""

import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page, expect
from python_calamine import CalamineWorkbook

from planner.domain.rights import KEEPER
from planner.services.invitation import asking
from planner.services.invitation.asking import Asking
from planner.services.invitation.codes import issue_missing, living_code
from planner.store.invitation import Delegate, InviteeGroup, InviteRule, units
from planner.store.meeting import Meeting
from tests.browser.conftest import NARROW, House
from tests.factories import Office, keep

SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"


@pytest.fixture(scope="module")
def soon(house: House, sample: Office) -> Office:
    """The sample meeting is in ten days; each unit below names two people."""
    now = datetime.now(UTC)
    with house.session() as session:
        meeting = session.get_one(Meeting, sample.meeting.id)
        meeting.starts_at = now + timedelta(days=10)
        meeting.ends_at = now + timedelta(days=10, hours=4)
        rule = InviteRule(place=1, relation="convenor_children", exceptions={})
        group = InviteeGroup(
            meeting_id=meeting.id,
            place=1,
            name="Đoàn viên tiêu biểu",
            precedence=1,
            mode="invited",
            quota=2,
            rules=[rule],
        )
        keep(session, group)
        key = house.app.extensions["planner.config"].code_key
        issue_missing(session, meeting.id, key, now)
        asked = Asking(asks_vehicles=True, asks_lodging=True, asks_meals=True, asks_speeches=True)
        asking.set_asking(session, KEEPER, meeting.id, asked, now)
        asking.open_pages(session, KEEPER, meeting.id, key, now)
        session.commit()
    return sample


def own_page(house: House, office: Office) -> str:
    key = house.app.extensions["planner.config"].code_key
    with house.session() as session:
        code = living_code(session, session.get_one(Delegate, office.lan.id), key)
    return f"{house.url}/v/{code}"


def unit_link(house: House, office: Office) -> str:
    key = house.app.extensions["planner.config"].code_key
    with house.session() as session:
        page = units.page_of_unit(session, office.meeting.id, office.called.id)
        assert page is not None
        code = asking.code_of_page(session, page, key)
    return f"{house.url}/u/{code}"


def test_only_somebody_who_looks_has_seen_the_page(house: House, soon: Office, page: Page) -> None:
    with page.expect_response(re.compile("/seen$")) as told:
        page.goto(own_page(house, soon))

    assert told.value.status == 204
    with house.session() as session:
        assert session.get_one(Delegate, soon.lan.id).seen_at is not None


def test_a_unit_names_people_and_says_its_needs_by_its_link(
    house: House, soon: Office, page: Page
) -> None:
    page.goto(unit_link(house, soon))
    expect(page.get_by_text("Chưa cử 2 trên 2 suất")).to_be_visible()

    page.get_by_label("Họ và tên").first.fill("Trần An")
    page.get_by_role("button", name="Cử người này").click()
    expect(page.get_by_text("Ghi chức vụ, ví dụ: Phó Bí thư.")).to_be_visible()
    expect(page.get_by_label("Họ và tên").first).to_have_value("Trần An")
    page.get_by_label("Chức vụ").first.fill("Phó Bí thư")
    page.get_by_role("button", name="Cử người này").click()

    expect(page.get_by_text("Chưa cử 1 trên 2 suất")).to_be_visible()
    page.get_by_label("Số xe").fill("1")
    page.get_by_label("Số suất ăn").fill("3")
    page.get_by_role("button", name="Ghi các nhu cầu").click()
    expect(page.get_by_label("Số suất ăn")).to_have_value("3")
    page.get_by_label("Tên tham luận").fill("Về nguồn")
    page.get_by_label("Người trình bày").fill("Trần An, Phó Bí thư")
    page.get_by_label(re.compile("Bài viết")).set_input_files(
        {"name": "bài.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    page.get_by_role("button", name="Ghi tham luận").click()
    expect(page.get_by_text("đã nhận bài bài.pdf")).to_be_visible()
    assert not page.evaluate(SIDEWAYS)


def test_a_delegate_sends_somebody_and_the_organiser_puts_it_right(
    house: House, soon: Office, page: Page, browser: Browser
) -> None:
    page.goto(own_page(house, soon))
    page.get_by_role("button", name="Tôi dự").click()
    expect(page.get_by_text("Đã ghi: dự họp.")).to_be_visible()
    page.get_by_text("Cử người dự thay", exact=True).click()
    page.get_by_label("Họ và tên người dự thay").fill("Phạm Anh Tuấn")
    page.get_by_label("Chức vụ").fill("Phó Bí thư")
    page.get_by_role("button", name="Gửi tên người dự thay").click()
    expect(page.get_by_text("dự thay Lê Ngọc Lan")).to_be_visible()
    assert not page.evaluate(SIDEWAYS)

    context = browser.new_context(viewport=NARROW, locale="vi-VN")
    house.sign_in(context, soon.ha)
    office = context.new_page()
    _put_right(house, soon, office)
    context.close()
    gone = page.reload()
    assert gone is not None
    assert gone.status == 404


def _put_right(house: House, soon: Office, page: Page) -> None:
    """See the substitute, undo it, write down a telephone call, take the list along."""
    page.goto(f"{house.url}/meetings/{soon.meeting.id}/answers?q=tuan")
    expect(page.get_by_role("link", name="dự thay")).to_be_visible()
    assert not page.evaluate(SIDEWAYS)

    page.goto(f"{house.url}/delegates/{soon.lan.id}")
    page.get_by_role("button", name="Rút việc cử thay, trả mã cũ").click()
    page.get_by_label("vắng", exact=True).check()
    page.get_by_label("Lý do vắng").fill("đi học")
    page.get_by_label("Ai báo").fill("Chị Bảy")
    page.get_by_role("button", name="Ghi câu trả lời").click()
    expect(page.get_by_text("Chị Bảy báo")).to_be_visible()
    ledger = page.get_by_role("table", name="Sổ trả lời").get_by_role("row")
    assert ledger.count() == 6  # the head, seen, yes, substituted, undone, no
    assert not page.evaluate(SIDEWAYS)

    page.goto(f"{house.url}/meetings/{soon.meeting.id}/answers")
    with page.expect_download() as loading:
        page.get_by_role("link", name="Tệp Excel").click()
    book = CalamineWorkbook.from_filelike(BytesIO(loading.value.path().read_bytes()))
    rows = book.get_sheet_by_index(0).to_python()
    assert {row[0]: (row[5], row[6]) for row in rows[1:]} == {
        "Lê Ngọc Lan": ("vắng", "đi học"),
        "Trần An": ("dự", ""),
    }

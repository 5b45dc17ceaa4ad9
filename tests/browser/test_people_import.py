"""A list of people, from the file to the directory, on a desk and on a phone."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from planner import jobs
from planner.domain.rights import Role
from planner.jobs import Worker
from tests.browser.conftest import NARROW, WIDE, House
from tests.factories import Office, make_account
from tests.inputs.sheets import workbook

HEAD = ["STT", "Họ và tên", "Chức danh", "Nơi sinh hoạt", "SĐT"]


@pytest.fixture(params=[WIDE, NARROW], ids=["desk", "phone"])
def desk(
    request: pytest.FixtureRequest, browser: Browser, house: House, sample: Office
) -> Iterator[Page]:
    context = browser.new_context(
        viewport=request.param, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", base_url=house.url
    )
    with house.session() as session:
        name, address = "Quản trị", f"{request.param['width']}@vn"
        house.sign_in(context, make_account(session, Role.ADMIN, sample.province, name, address))
    yield context.new_page()
    context.close()


def test_a_list_is_looked_at_mended_confirmed_and_taken_in(
    desk: Page, house: House, tmp_path: Path
) -> None:
    desk_name = "Hẹp" if desk.viewport_size == NARROW else "Rộng"
    file = tmp_path / "Danh sách cán bộ.xlsx"
    file.write_bytes(
        workbook(
            ["DANH SÁCH CÁN BỘ"],
            [],
            HEAD,
            [1, f"Lê Ngọc An {desk_name}", "Bí thư", "Huyện đoàn Càng Long", 912345678],
            [2, f"Trần Bình {desk_name}", "Phó Bí thư", "Huyện đoàn Mới", 912345679],
        )
    )
    desk.goto("/people")
    desk.get_by_role("link", name="Nhập từ tệp").click()
    desk.get_by_label("Tệp .xlsx hoặc .csv").set_input_files(file)
    desk.get_by_role("button", name="Xem trước").click()

    expect(desk.get_by_text("Thiếu đơn vị.").first).to_be_visible()
    desk.get_by_label("Nơi sinh hoạt").select_option(label="Đơn vị")
    desk.get_by_role("button", name="Xem lại theo cột đã chọn").click()
    expect(
        desk.get_by_text("Không có đơn vị nào mang mã hay tên «Huyện đoàn Mới».")
    ).to_be_visible()
    added = desk.get_by_role("region", name="Sẽ thêm")
    expect(added.get_by_text(f"Lê Ngọc An {desk_name}")).to_be_visible()
    assert not desk.evaluate("document.documentElement.scrollWidth > innerWidth")

    desk.get_by_role("button", name="Nhập các dòng không lỗi").click()
    expect(desk.get_by_role("heading", name="Đang nhập")).to_be_visible()
    _work(house)
    expect(desk.get_by_role("heading", name="Đã nhập")).to_be_visible()
    desk.get_by_role("link", name="Xem danh sách").click()
    expect(desk.get_by_role("link", name=f"Lê Ngọc An {desk_name}", exact=True)).to_be_visible()


def _work(house: House) -> None:
    """What the worker beside the web does."""
    writers = house.app.extensions["planner.writers"]
    config = house.app.extensions["planner.config"]
    worker = Worker(writers, config, lambda: datetime.now(UTC), "w")
    jobs.take_in_lists(worker)

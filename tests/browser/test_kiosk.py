"""Self check-in: a name and a seat, then by itself back to the beginning."""

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Page, expect

from planner.domain.attendance.verdict import DeviceRight
from planner.domain.rights import KEEPER
from planner.domain.timespan import TimeSpan
from planner.services.attendance.door import NewDoor, open_door
from planner.store.meeting import Meeting
from tests.browser.conftest import House
from tests.doors import give_code
from tests.factories import Office, make_delegate, make_meeting


def test_a_kiosk_takes_a_code_and_forgets_it(page: Page, house: House, sample: Office) -> None:
    now, hour = datetime.now(UTC), timedelta(hours=1)
    with house.session() as session:
        meeting: Meeting = make_meeting(
            session, sample.province, code="HN-KIOSK", when=TimeSpan(now - hour, now + hour)
        )
        guest = make_delegate(session, meeting, sample.called, "Trần Thị Mai")
        guest.seat = "Bàn 7"
        code = give_code(session, guest)
        rights = frozenset({DeviceRight.KIOSK})
        opened = open_door(session, KEEPER, meeting.id, NewDoor("Sảnh", rights=rights), now)
        session.commit()

    page.goto(f"{house.url}/kiosk")
    page.get_by_label("Mã ghép, 8 chữ số").fill(opened.pairing.code)
    page.get_by_role("button", name="Nhận thiết bị").click()
    page.get_by_label("Mã trên giấy mời").fill(code.lower())
    page.get_by_label("Mã trên giấy mời").press("Enter")

    answer = page.get_by_role("status")
    expect(answer).to_contain_text("Trần Thị Mai")
    expect(answer).to_contain_text("Bàn 7")
    expect(answer).not_to_contain_text(sample.called.name)
    expect(answer).to_be_hidden(timeout=10_000)
    expect(page.get_by_label("Mã trên giấy mời")).to_have_value("")
    expect(page.locator("body")).not_to_contain_text("Trần Thị Mai")

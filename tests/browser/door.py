"""A meeting that goes on now with its door, and what a volunteer does there."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from planner.domain.attendance.verdict import DeviceRight
from planner.domain.rights import KEEPER
from planner.domain.timespan import TimeSpan
from planner.services.attendance.door import USUAL_RIGHTS, NewDoor, invite_device, open_door
from planner.services.invitation.codes import issue_missing, living_code
from planner.store.account import revoke_all
from planner.store.attendance.door import devices_of
from planner.store.attendance.rows import Attendance, Scan
from planner.store.invitation import Delegate
from tests.browser.conftest import NARROW, House
from tests.factories import Office, make_delegate, make_meeting

NAMES = ("Đặng Thị Hoà", "Thạch Sa Ri", "Kim Sô Phia")
HOA, SA_RI, SO_PHIA = NAMES
ANSWER = """(code) => new Promise((done) => {
  const began = performance.now();
  const seen = (_changes, observer) => { observer.disconnect(); done(performance.now() - began); };
  const card = document.querySelector("[data-part=card]");
  new MutationObserver(seen).observe(card, { childList: true });
  for (const key of [...code, "Enter"]) {
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  }
})"""


@dataclass(frozen=True, slots=True)
class Opened:
    """Its door's link and pairing code, its delegates' codes and numbers by name."""

    meeting_id: int
    door_id: int
    link: str
    pairing: str
    codes: dict[str, str]
    ids: dict[str, int]


def open_now(
    house: House,
    office: Office,
    *,
    rights: frozenset[DeviceRight] = USUAL_RIGHTS,
    names: tuple[str, ...] = NAMES,
) -> Opened:
    """A meeting that began an hour ago."""
    now = datetime.now(UTC)
    key = house.app.extensions["planner.config"].code_key
    with house.session() as session:
        when = TimeSpan(now - timedelta(hours=1), now + timedelta(hours=2))
        meeting = make_meeting(session, office.province, code=f"CUA-{now.timestamp()}", when=when)
        people = [make_delegate(session, meeting, office.called, name) for name in names]
        issue_missing(session, meeting.id, key, now)
        opened = open_door(session, KEEPER, meeting.id, NewDoor("Cửa 1", rights=rights), now)
        session.commit()
        return Opened(
            meeting.id,
            opened.door.id,
            opened.pairing.link(house.url),
            opened.pairing.code,
            {one.name: living_code(session, one, key) or "" for one in people},
            {one.name: one.id for one in people},
        )


def further_link(
    house: House, opened: Opened, rights: frozenset[DeviceRight] = USUAL_RIGHTS
) -> str:
    """For one device more at the same door."""
    with house.session() as session:
        made = invite_device(session, KEEPER, opened.door_id, now=datetime.now(UTC), rights=rights)
        session.commit()
        return made.link(house.url)


def shut_out(house: House, opened: Opened) -> None:
    """All devices of the meeting lose their places."""
    with house.session() as session:
        for device, _credential in devices_of(session, opened.meeting_id):
            revoke_all(session, "device", device.id, datetime.now(UTC))
        session.commit()


def cancel(house: House, opened: Opened, name: str) -> None:
    """Somebody is not called any more."""
    with house.session() as session:
        session.get_one(Delegate, opened.ids[name]).state = "cancelled"
        session.commit()


def present(house: House, opened: Opened) -> set[str]:
    with house.session() as session:
        rows = session.query(Delegate.name).join(Attendance, Attendance.delegate_id == Delegate.id)
        here = rows.filter(Attendance.meeting_id == opened.meeting_id, Attendance.is_in)
        return {name for (name,) in here}


def scans_at(house: House, opened: Opened) -> list[tuple[str, str, bool]]:
    """Kind, verdict, whether without the network; in the order of these words."""
    with house.session() as session:
        rows = session.query(Scan).filter_by(meeting_id=opened.meeting_id)
        return sorted((row.kind, row.verdict, row.is_offline) for row in rows)


def new_context(browser: Browser) -> BrowserContext:
    """Another phone."""
    return browser.new_context(viewport=NARROW, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")


def code_url(house: House, code: str) -> str:
    return f"{house.url}/V/{code}".upper()


def take_device(page: Page, link: str, door: str = "Cửa 1") -> None:
    page.goto(link)
    page.get_by_label("Tên người trực").fill("Máy của Minh")
    page.get_by_role("button", name="Nhận thiết bị").click()
    expect(page.get_by_role("heading", name=door)).to_be_visible()
    expect(page.locator("[data-part=roster-at]")).to_contain_text("g")


def take_place(page: Page, link: str, door: str = "Cửa 1") -> None:
    """Like `take_device`, and kept so that it opens without the network."""
    take_device(page, link, door)
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    page.evaluate(
        "new Promise((r) => { const look = () => indexedDB.open('door').onsuccess = (e) => {"
        " const q = e.target.result.transaction('kept').objectStore('kept').get('roster');"
        " q.onsuccess = () => { e.target.result.close(); q.result ? r() : setTimeout(look, 50); };"
        " }; look(); })"
    )


def say_code(page: Page, code: str) -> None:
    """As a USB scanner types it."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")


def ms_to_answer(page: Page, code: str) -> float:
    """From a scanner's last key to the card."""
    waited: float = page.evaluate(ANSWER, code)
    return waited


def slow_down(page: Page, times: int) -> None:
    """As a weak phone is."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": times})


def card(page: Page) -> Locator:
    return page.get_by_label("Kết quả")


def tally(page: Page) -> Locator:
    return page.get_by_label("Số người")

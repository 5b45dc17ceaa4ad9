"""Without the network: kept before it is shown, judged by the sealed list, sent once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, Request, Response, Route, expect

from planner.config import ROOT
from planner.domain.account import delegate_code
from tests.browser.conftest import House
from tests.browser.door import (
    HOA,
    NAMES,
    SA_RI,
    SO_PHIA,
    Opened,
    cancel,
    card,
    further_link,
    new_context,
    open_now,
    present,
    say_code,
    scans_at,
    take_place,
    tally,
)
from tests.factories import Office

pytestmark = pytest.mark.usefixtures("sample")
STRANGER = delegate_code(b"another office", "delegate", 1, 1)


@pytest.fixture
def opened(house: House, sample: Office) -> Opened:
    return open_now(house, sample)


def all_sent(page: Page) -> None:
    expect(tally(page)).to_contain_text("0 chờ gửi", timeout=20_000)


def reopen(page: Page, url: str = "") -> None:
    page.goto(url) if url else page.reload()
    expect(page.get_by_role("heading", name="Cửa 1")).to_be_visible()
    expect(page.locator("[data-part=roster-at]")).to_contain_text("g")


def test_scan_reload_and_restart_without_the_network_then_all_is_there(
    page: Page, house: House, opened: Opened
) -> None:
    take_place(page, opened.link)
    page.context.set_offline(True)
    say_code(page, opened.codes[HOA])
    expect(card(page)).to_contain_text("Mời vào")
    expect(card(page)).to_contain_text(HOA)
    expect(card(page)).to_contain_text("Đã ghi trong máy")
    expect(page.get_by_text("mất mạng", exact=True)).to_be_visible()

    reopen(page)
    expect(tally(page)).to_contain_text("1 chờ gửi")
    say_code(page, opened.codes[HOA])
    expect(card(page)).to_contain_text("Đã vào lúc")  # this device remembers by itself
    further = page.context.new_page()
    page.close(run_before_unload=False)
    reopen(further, f"{house.url}/door")
    say_code(further, opened.codes[SA_RI])
    expect(card(further)).to_contain_text(SA_RI)
    expect(tally(further)).to_contain_text("3 chờ gửi")
    assert present(house, opened) == set()

    further.context.set_offline(False)
    all_sent(further)
    assert present(house, opened) == {HOA, SA_RI}
    assert scans_at(house, opened) == [
        ("in", "already", True),
        ("in", "ok", True),
        ("in", "ok", True),
    ]


def test_each_text_has_its_answer_without_the_network(
    page: Page, house: House, opened: Opened
) -> None:
    cancel(house, opened, SO_PHIA)
    take_place(page, opened.link)
    page.context.set_offline(True)
    said = {
        opened.codes[HOA]: "Mời vào",
        opened.codes[SO_PHIA]: "Không còn trong thành phần",
        STRANGER: "Mã chưa từng được cấp",
        opened.codes[HOA][:-1] + ("0" if opened.codes[HOA][-1] != "0" else "1"): "quét lại",
        "079123456789|Nguyen Van A|01011990|Nam|Tra Vinh|01012021": "Không phải mã",
        f"{house.url}/V/{opened.codes[SA_RI]}".upper(): "Mời vào",
    }
    for text, words in said.items():
        say_code(page, text)
        expect(card(page)).to_contain_text(words)
    expect(tally(page)).to_contain_text("4 chờ gửi")  # what is no code of ours is not kept

    kept = page.evaluate(
        "new Promise((r) => { indexedDB.open('door').onsuccess = (e) => {"
        " const db = e.target.result, all = {}; let left = 3;"
        " for (const name of ['outbox', 'kept', 'seen']) {"
        "  const q = db.transaction(name).objectStore(name).getAll();"
        "  q.onsuccess = () => { all[name] = q.result;"
        "   if (!--left) r(JSON.stringify(all)); }; } } })"
    )
    assert opened.codes[HOA] in kept
    assert [name for name in (*NAMES, "Nguyen Van A") if name in kept] == []


def test_the_list_names_nobody_without_a_code(page: Page, house: House, opened: Opened) -> None:
    answers: list[Response] = []
    page.on("response", lambda got: answers.append(got) if "/roster" in got.url else None)
    take_place(page, opened.link)

    body = answers[0].text()
    words = ("people", *NAMES, "Bí thư", *opened.codes.values())
    assert [word for word in words if word in body] == ["people"]


def test_an_answer_that_was_lost_is_asked_for_again(
    page: Page, house: House, opened: Opened
) -> None:
    take_place(page, opened.link)
    lost: list[str] = []

    def lose(route: Route) -> None:
        route.fetch()  # the server saw it
        lost.append(route.request.post_data or "")
        route.abort() if len(lost) < 2 else route.continue_()

    page.route("**/api/v1/scans", lose)
    say_code(page, opened.codes[HOA])
    expect(card(page)).to_contain_text("Mời vào")
    all_sent(page)

    assert present(house, opened) == {HOA}
    assert scans_at(house, opened) == [("in", "ok", False)]


def test_nobody_waits_for_an_answer_longer_than_two_and_a_half_seconds(
    page: Page, house: House, opened: Opened
) -> None:
    take_place(page, opened.link)
    held: list[Route] = []
    page.route("**/api/v1/scans", lambda route: held.append(route))
    say_code(page, opened.codes[HOA])
    began = time.monotonic()
    expect(card(page)).to_contain_text("Đã ghi trong máy")
    assert 2 < time.monotonic() - began < 4.5

    say_code(page, opened.codes[SA_RI])
    expect(card(page)).to_contain_text(SA_RI, timeout=1000)  # the next one does not wait at all
    held[0].continue_()
    page.unroute("**/api/v1/scans")

    all_sent(page)
    assert present(house, opened) == {HOA, SA_RI}
    expect(card(page)).not_to_contain_text("Đã ghi trong máy")  # the late answer is shown


def test_the_login_page_of_a_foreign_network_is_no_answer(
    page: Page, house: House, opened: Opened
) -> None:
    take_place(page, opened.link)
    page.route(
        "**/api/v1/**",
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Wi-Fi</h1>"),
    )
    say_code(page, opened.codes[HOA])
    expect(card(page)).to_contain_text("Đã ghi trong máy")

    page.unroute("**/api/v1/**")
    all_sent(page)
    assert present(house, opened) == {HOA}


def test_two_devices_without_the_network_give_one_result_in_any_order(
    browser: Browser, house: House, opened: Opened
) -> None:
    phones = [new_context(browser) for _ in range(2)]
    pages = [phone.new_page() for phone in phones]
    for at, one in enumerate(pages):
        take_place(one, further_link(house, opened) if at else opened.link)
        one.context.set_offline(True)
    for one, names in zip(pages, ((HOA, SA_RI), (HOA, SO_PHIA)), strict=True):
        for name in names:
            say_code(one, opened.codes[name])
            expect(card(one)).to_contain_text(name)
            expect(card(one)).to_contain_text("Mời vào")  # neither can know of the other

    for one in reversed(pages):
        one.context.set_offline(False)
        all_sent(one)
    expect(tally(pages[0])).to_contain_text("3 trên 3 có mặt")
    assert present(house, opened) == set(NAMES)
    assert [verdict for _kind, verdict, _offline in scans_at(house, opened)] == [
        "already",
        "ok",
        "ok",
        "ok",
    ]
    for phone in phones:
        phone.close()


def test_who_was_let_in_and_should_not_have_been_is_to_be_looked_at(
    page: Page, house: House, opened: Opened
) -> None:
    take_place(page, opened.link)
    page.context.set_offline(True)
    cancel(house, opened, HOA)
    say_code(page, opened.codes[HOA])
    expect(card(page)).to_contain_text("Mời vào")  # the old list knows nothing of it

    page.context.set_offline(False)
    all_sent(page)

    expect(page.get_by_role("region", name="Cần xem lại")).to_contain_text(HOA)
    assert scans_at(house, opened) == [("in", "cancelled", True)]


def test_two_tabs_of_one_device_send_each_scan_once(
    page: Page, house: House, opened: Opened
) -> None:
    take_place(page, opened.link)
    other = page.context.new_page()
    reopen(other, f"{house.url}/door")
    page.context.set_offline(True)
    for one, name in ((page, HOA), (other, SA_RI), (page, SO_PHIA)):
        one.bring_to_front()
        say_code(one, opened.codes[name])
        expect(card(one)).to_contain_text("Mời vào")
    sent: list[str] = []
    for one in (page, other):
        one.on(
            "request",
            lambda asked: sent.append(asked.post_data or "") if "/scans" in asked.url else None,
        )

    page.context.set_offline(False)
    all_sent(page)
    all_sent(other)

    assert present(house, opened) == set(NAMES)
    assert all(sum(code in body for body in sent) <= 1 for code in opened.codes.values())
    assert len(scans_at(house, opened)) == 3


def test_a_queue_of_hundreds_goes_in_batches_each_with_its_own_answer(
    page: Page, house: House, sample: Office
) -> None:
    names = tuple(f"Người Thứ {number}" for number in range(230))
    opened = open_now(house, sample, names=names)
    take_place(page, opened.link)
    page.context.set_offline(True)
    reopen(page)
    page.evaluate(
        """(codes) => new Promise((done) => { indexedDB.open("door").onsuccess = (opened) => {
          const db = opened.target.result;
          const read = db.transaction("kept").objectStore("kept").get("device");
          read.onsuccess = () => {
            const work = db.transaction("outbox", "readwrite");
            codes.forEach((code, at) => work.objectStore("outbox").add({
              token: read.result.token, meeting: read.result.place.meeting.id, told: "ok",
              scan: { id: `scan-${at}`, code, kind: at === 7 ? "nonsense" : "in",
                at: new Date().toISOString(), offline: true, void_of: null },
            }));
            work.oncomplete = () => { db.close(); done(); };
          };
        }; })""",
        list(opened.codes.values()),
    )
    sizes: list[int] = []
    page.on("requestfinished", lambda asked: sizes.append(scans_in(asked)))
    page.context.set_offline(False)
    expect(tally(page)).to_contain_text("229 trên 230", timeout=20_000)
    all_sent(page)

    assert [size for size in sizes if size] == [200, 30]
    assert present(house, opened) == set(names) - {"Người Thứ 7"}


def scans_in(asked: Request) -> int:
    return (asked.post_data or "").count('"void_of"') if asked.url.endswith("/scans") else 0


@pytest.fixture
def killable(house: House, tmp_path: Path) -> Iterator["Killable"]:
    """The same database behind a process that can be killed for real."""
    server = Killable(house)
    server.start()
    yield server
    server.kill()


class Killable:
    def __init__(self, house: House) -> None:
        self.config = house.app.extensions["planner.config"]
        self.port = int(house.url.rpartition(":")[2]) + 1
        self.url = f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        env = os.environ | {
            "PLANNER_DATABASE_URL": self.config.database_url,
            "PLANNER_SECRET_KEY": self.config.secret_key,
            "PLANNER_CODE_KEY": self.config.code_key,
            "PLANNER_BASE_URL": self.url,
        }
        command = [sys.executable, "-m", "flask", "--app", "wsgi", "run", "-p", str(self.port)]
        self.process = subprocess.Popen(  # noqa: S603 (our own words only)
            command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for _ in range(200):
            try:
                urlopen(f"{self.url}/door", timeout=1).close()  # noqa: S310 (our own)
            except (URLError, OSError):
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the server does not start")

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()


def test_a_server_that_is_killed_costs_no_scan(
    page: Page, house: House, opened: Opened, killable: Killable
) -> None:
    take_place(page, opened.link.replace(house.url, killable.url))
    say_code(page, opened.codes[HOA])
    expect(card(page)).to_contain_text("Mời vào")
    killable.kill()
    say_code(page, opened.codes[SA_RI])
    expect(card(page)).to_contain_text("Đã ghi trong máy")

    reopen(page)  # without its server
    say_code(page, opened.codes[SO_PHIA])
    expect(card(page)).to_contain_text(SO_PHIA)
    expect(tally(page)).to_contain_text("2 chờ gửi")
    killable.start()

    all_sent(page)
    assert present(house, opened) == set(NAMES)
    assert [verdict for _kind, verdict, _offline in scans_at(house, opened)] == ["ok", "ok", "ok"]

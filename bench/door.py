"""How long a guest waits for an answer of a door without the network, on a weak phone.

A page that is slowed down four times, with a sealed list of ten thousand; a tenth of a second is
what people do not feel, so that is the baseline. The first scan is the one that finds the network
gone.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from statistics import median
from tempfile import TemporaryDirectory

from playwright.sync_api import Page, sync_playwright

from bench.entries import Entry, beside
from bench.offices import Office, add_rush, open_office
from bench.serving import serving
from planner.domain.attendance.verdict import DeviceRight
from planner.domain.rights import KEEPER
from planner.services.attendance.door import USUAL_RIGHTS, invite_device
from planner.store.attendance import Door
from tests.browser import chromium
from tests.browser.conftest import NARROW
from tests.browser.door import ms_to_answer, slow_down, take_place

PEOPLE, SCANS = 10_000, 20
DOOR = "Cửa chính"  # as the rush has it
SLOWER = 4  # times
STEP = 200  # ms from an answer to the next guest's code
UNFELT = 100  # ms
RIGHTS = USUAL_RIGHTS | {DeviceRight.NAMES}
QUERIES = ("nguoi 0", "nhd", "999", "khong ai")
SEARCH = """async ([number, queries]) => {
  const { finder, searchKey } = await import("/static/js/door/names.js");
  const keys = Array.from({ length: number }, (_, at) => searchKey(`Người ${at} Huyện đoàn`));
  const waits = queries.map((query) => {
    const began = performance.now();
    keys.filter(finder(query));
    return performance.now() - began;
  });
  return Math.max(...waits);
}"""


def measure() -> dict[str, Entry]:
    """Milliseconds of the first answer, of the usual one, of the slowest, of a search by name."""
    lacking = chromium.missing_packages()
    if lacking:
        sys.stdout.write(f"door: skipped, no {' and no '.join(lacking)} here\n")
        return {}
    with TemporaryDirectory() as folder:
        office = open_office(f"sqlite:///{folder}/planner.sqlite")
        codes = add_rush(office, PEOPLE).codes
        with serving("wsgi:app", office.settings) as port, _phone() as page:
            take_place(page, f"http://127.0.0.1:{port}/door#{_invitation(office)}", DOOR)
            page.context.set_offline(True)
            slow_down(page, SLOWER)
            waits = [_next_guest(page, code) for code in codes[:: PEOPLE // SCANS]]
            search = page.evaluate(SEARCH, [PEOPLE, QUERIES])
        office.engine.dispose()
    return {
        "door.offline.first": beside(waits[0], UNFELT, "ms"),
        "door.offline.median": beside(median(waits[1:]), UNFELT, "ms"),
        "door.offline.slowest": beside(max(waits[1:]), UNFELT, "ms"),
        "door.search_10000": beside(search, UNFELT, "ms"),
    }


def _invitation(office: Office) -> str:
    """A link's token for the one door there is."""
    with office.writer() as session:
        door = session.query(Door).one()
        made = invite_device(session, KEEPER, door.id, now=datetime.now(UTC), rights=RIGHTS)
        session.commit()
        return made.link_token


def _next_guest(page: Page, code: str) -> float:
    page.wait_for_timeout(STEP)
    return ms_to_answer(page, code)


@contextmanager
def _phone() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.find(), args=chromium.arguments()
        )
        yield browser.new_context(viewport=NARROW, locale="vi-VN").new_page()
        browser.close()

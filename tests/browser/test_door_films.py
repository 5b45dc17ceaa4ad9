"""What the camera sees, on films made here: good codes and bad, foreign ones, one held too long."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from planner.domain.account import delegate_code
from tests.browser.conftest import NARROW, House
from tests.browser.door import (
    HOA,
    NAMES,
    SA_RI,
    SO_PHIA,
    Opened,
    card,
    code_url,
    open_now,
    present,
    scans_at,
    take_device,
    take_place,
    tally,
)
from tests.browser.films import CLEAN, Shot, camera_arguments, film_of
from tests.factories import Office

pytestmark = pytest.mark.usefixtures("sample")
STRANGER = delegate_code(b"another office", "delegate", 1, 1)
CCCD = "079123456789|123456789|Nguyễn Văn A|01011990|Nam|Trà Vinh|01012021"
FOREIGN = (CCCD, "WIFI:T:WPA;S=hoi truong;P:12345678;;", "javascript:alert(1)")
LETTERS = "ABCDEFGHIJKL"

Film = Callable[..., Page]


@pytest.fixture
def opened(house: House, sample: Office) -> Opened:
    return open_now(house, sample)


@pytest.fixture
def filming(chrome: Callable[..., Browser], tmp_path: Path) -> Iterator[Film]:
    """A page whose camera shows a film of these texts."""
    browsers: list[Browser] = []

    def film(texts: Sequence[str], **how: object) -> Page:
        made = film_of(tmp_path, texts, **how)  # type: ignore[arg-type]  # as film_of takes them
        browsers.append(chrome(*camera_arguments(made)))
        context = browsers[-1].new_context(viewport=NARROW, permissions=["camera"])
        return context.new_page()

    yield film
    for browser in browsers:
        browser.close()


def begin(page: Page) -> None:
    page.get_by_role("button", name="Bắt đầu quét").click()


def test_the_camera_reads_each_code_once(filming: Film, house: House, opened: Opened) -> None:
    page = filming(["", *(code_url(house, code) for code in opened.codes.values())])
    elsewhere: list[str] = []
    page.on("request", lambda asked: elsewhere.append(asked.url))
    take_device(page, opened.link)

    begin(page)

    expect(tally(page)).to_contain_text("3 trên 3 có mặt", timeout=30_000)
    assert present(house, opened) == set(NAMES)
    assert [url for url in elsewhere if not url.startswith((house.url, "blob:"))] == []


def test_codes_are_read_small_tilted_blurred_and_in_a_moving_hand(
    filming: Film, house: House, sample: Office
) -> None:
    shots = (CLEAN, Shot(side=110), Shot(tilt=31), Shot(blur=2.2), Shot(smear=4))
    names = ("Một", "Hai", "Ba", "Bốn", "Năm")
    opened = open_now(house, sample, names=names)
    page = filming([code_url(house, opened.codes[name]) for name in names], shots=shots)
    take_device(page, opened.link)

    begin(page)

    expect(tally(page)).to_contain_text("5 trên 5 có mặt", timeout=30_000)


def test_foreign_codes_stop_nobody_and_leave_nothing(
    filming: Film, house: House, opened: Opened
) -> None:
    page = filming([*FOREIGN, STRANGER, code_url(house, opened.codes[HOA])], frames=20)
    take_device(page, opened.link)
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.post_data or ""))
    shown: list[str] = []
    page.expose_function("shown", lambda words: shown.append(words))
    page.evaluate(
        "() => { const card = document.querySelector('[data-part=card]');"
        " const tell = () => shown(card.querySelector('h2').textContent);"
        " new MutationObserver(tell).observe(card, { childList: true }); }"
    )

    begin(page)
    expect(tally(page)).to_contain_text("1 trên 3 có mặt", timeout=30_000)

    assert {"Không phải mã của Sổ họp", "Mã chưa từng được cấp", "Mời vào"} <= set(shown)
    assert not any("Nguy" in body or "WIFI" in body for body in sent)


def test_a_code_that_stays_in_view_is_one_scan_and_two_in_turn_are_two(
    filming: Film, house: House, opened: Opened
) -> None:
    hoa, sa_ri, so_phia = (code_url(house, opened.codes[name]) for name in NAMES)
    page = filming([hoa, sa_ri, hoa, *[so_phia] * 12], frames=15)  # half a second each, then six
    take_device(page, opened.link)

    begin(page)
    expect(tally(page)).to_contain_text("3 trên 3 có mặt", timeout=30_000)
    page.wait_for_timeout(1500)

    assert [one[:2] for one in scans_at(house, opened)] == [("in", "ok")] * 3


def test_the_camera_works_without_the_network(filming: Film, house: House, opened: Opened) -> None:
    page = filming([code_url(house, opened.codes[name]) for name in (SA_RI, SO_PHIA)])
    take_place(page, opened.link)
    page.context.set_offline(True)
    page.reload()

    begin(page)

    expect(tally(page)).to_contain_text("2 chờ gửi", timeout=30_000)
    expect(card(page)).to_contain_text("Mời vào")
    page.context.set_offline(False)
    expect(tally(page)).to_contain_text("2 trên 3 có mặt", timeout=20_000)


def test_a_row_of_guests_is_read_as_fast_as_they_come(
    filming: Film, house: House, sample: Office
) -> None:
    names = tuple(f"Người Thứ {letter}" for letter in LETTERS)
    opened = open_now(house, sample, names=names)
    page = filming([code_url(house, opened.codes[name]) for name in names], frames=51)
    take_device(page, opened.link)

    begin(page)
    page.wait_for_timeout(len(LETTERS) * 1700)

    verdicts = [verdict for _kind, verdict, _offline in scans_at(house, opened)]
    assert len(verdicts) == verdicts.count("ok") >= len(LETTERS) - 2

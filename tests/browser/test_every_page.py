"""Every page, on a phone and on a desk, by day and by night: readable by all, nothing sideways."""

import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from planner.config import ROOT
from planner.domain.feed import Scope
from planner.domain.rights import KEEPER, Role
from planner.services import feed
from planner.services.invitation import asking
from planner.services.invitation.codes import issue_missing, living_code
from planner.store.account import Account
from planner.store.invitation import Delegate, units
from tests.browser.conftest import NARROW, WIDE, House
from tests.factories import Office, make_account
from tests.needs import lacking
from tests.web import cases
from tests.web.cases import Case

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
ALL = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
# What another size or another light can change; the rest is said by the same markup at both.
SEEN = ["color-contrast", "target-size", "scrollable-region-focusable", "link-in-text-block"]
OPTIONS = {
    "resultTypes": ["violations"],  # what is right need not be described,
    "preload": False,  # nor style sheets fetched again: no rule here reads them
}
LOOKS: dict[str, tuple[ViewportSize, Literal["dark", "light"], list[str]]] = {
    "phone at night": (NARROW, "dark", ALL),
    "desk by day": (WIDE, "light", SEEN),
}
SHARES = 4  # tests, so that several browsers look at once
CASES: dict[str, Case] = {}
for found in pkgutil.iter_modules(cases.__path__):
    CASES |= import_module(f"tests.web.cases.{found.name}").CASES


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        lacking("no axe-core: make setup")
    return AXE.read_text()


@pytest.fixture(scope="module")
def addresses(house: House, sample: Office) -> list[str]:
    """Each page that a person may open, by the matrix of rights, and those open to anybody."""
    adapter = house.app.url_map.bind("localhost")
    guarded = [
        adapter.build(rule.endpoint, CASES[rule.endpoint].values(sample), "GET")
        for rule in house.app.url_map.iter_rules()
        if rule.endpoint in CASES
        and "GET" in (rule.methods or set())
        and CASES[rule.endpoint].done.get("GET", 200) == 200
        and not CASES[rule.endpoint].is_part
        and not rule.rule.startswith("/api/")
        and rule.rule.rpartition(".")[2] not in {"pdf", "ics", "png", "xlsx", "docx"}
    ]
    unguarded = ["/door", "/door/https", "/kiosk", "/no/such/page"]
    return [*guarded, *_open_pages(house, sample), *unguarded]


def _open_pages(house: House, sample: Office) -> Iterator[str]:
    now, key = datetime.now(UTC), house.app.extensions["planner.config"].code_key
    with house.session() as session:
        issue_missing(session, sample.meeting.id, key, now)
        code = living_code(session, session.get_one(Delegate, sample.lan.id), key)
        feed.issue(session, KEEPER, (Scope.ALL, ""), label="", code_key=key, now=now)
        asking.open_pages(session, KEEPER, sample.meeting.id, key, now)
        page = units.page_of_unit(session, sample.meeting.id, sample.called.id)
        link = asking.code_of_page(session, page, key) if page else ""
        session.commit()
    yield f"/u/{link}"
    yield f"/v/{code}"
    yield f"/v/{code}/feed"
    yield "/lich"


@pytest.fixture(scope="module")
def admin(house: House, sample: Office) -> Account:
    """Who sees every page, one for all shares."""
    with house.session() as session:
        return make_account(session, Role.ADMIN, sample.province, "Quản trị")


@pytest.mark.parametrize("share", range(SHARES))
def test_every_page_is_readable_by_all(
    browser: Browser, house: House, admin: Account, addresses: list[str], axe: str, share: int
) -> None:
    context = browser.new_context(locale="vi-VN")
    house.sign_in(context, admin)
    page = context.new_page()
    said: list[str] = []
    page.on(
        "console", lambda message: said.append(message.text) if message.type == "error" else None
    )

    looked = {address: _faults(page, house, address, axe) for address in addresses[share::SHARES]}
    context.close()

    assert {address: faults for address, faults in looked.items() if faults} == {}
    assert [text for text in said if "404" not in text] == []


def test_the_sign_in_is_readable_by_all(page: Page, house: House, axe: str) -> None:
    assert _faults(page, house, "/login", axe) == []


def _faults(page: Page, house: House, address: str, axe: str) -> list[str]:
    page.emulate_media(reduced_motion="reduce")  # no colour halfway to another
    page.goto(house.url + address)
    page.evaluate(axe)
    return [f"{look}: {fault}" for look in LOOKS for fault in _faults_in(page, look)]


def _faults_in(page: Page, look: str) -> Iterator[str]:
    """What is wrong with the page that is open, at this size, by this light."""
    size, ground, rules = LOOKS[look]
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=ground)
    if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        yield "scrolls sideways"
    found = page.evaluate("options => axe.run(document, options)", OPTIONS | {"runOnly": rules})
    for violation in found["violations"]:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['html'][:120]}"

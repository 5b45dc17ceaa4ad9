"""The short code at the door, on a phone: whom it lets in, and what is said where it cannot."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from planner.domain.account import token_hash
from planner.domain.attendance.verdict import DeviceRight
from planner.services.invitation.codes import code_of
from planner.store.account import Credential, revoke_all
from tests.browser.conftest import NARROW, House
from tests.browser.door import (
    HOA,
    SA_RI,
    SO_PHIA,
    Opened,
    card,
    open_now,
    present,
    scans_at,
    take_place,
)
from tests.doors import begun_alike
from tests.factories import Office

pytestmark = pytest.mark.usefixtures("sample")


@pytest.fixture
def opened(house: House, sample: Office) -> Opened:
    return open_now(house, sample, rights=frozenset({DeviceRight.SCAN}))


def type_code(page: Page, text: str) -> None:
    page.get_by_label("Mã trên giấy mời").fill(text)
    page.get_by_role("button", name="Kiểm mã").click()


def give_codes_that_begin_alike(house: House, opened: Opened, *names: str) -> str:
    """What they begin with."""
    key = house.app.extensions["planner.config"].code_key
    ids = [opened.ids[name] for name in names]
    now = datetime.now(UTC)
    with house.session() as session:
        for owner, generation in zip(ids, begun_alike(key.encode(), *ids), strict=True):
            revoke_all(session, "delegate", owner, now)
            code = code_of(key, owner, generation)
            session.add(
                Credential(
                    kind="delegate",
                    owner_id=owner,
                    generation=generation,
                    hash=token_hash(code),
                    created_at=now,
                )
            )
        session.commit()
    return code[:6]


def test_six_characters_let_in_with_the_network(page: Page, house: House, opened: Opened) -> None:
    page.set_viewport_size({**NARROW, "width": 360})
    take_place(page, opened.link)
    page.get_by_role("button", name="Gõ mã").click()
    short = opened.codes[HOA][:6]
    type_code(page, f"{short[:3]} {short[3:]}".lower())
    expect(card(page)).to_contain_text("Mời vào")
    expect(card(page)).to_contain_text(HOA)
    assert scans_at(house, opened) == [("in", "ok", False)]

    other = next(s for s in ("000000", "ZZZZZZ") if s not in {c[:6] for c in opened.codes.values()})
    type_code(page, other)
    expect(page.get_by_role("alert").filter(has_text=other)).to_contain_text("không ai")

    page.context.set_offline(True)
    type_code(page, opened.codes[SA_RI][:6])
    expect(page.get_by_role("alert").filter(has_text="Mã ngắn cần mạng")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    type_code(page, opened.codes[SA_RI])
    expect(card(page)).to_contain_text(SA_RI)
    assert present(house, opened) == {HOA}


def test_where_two_begin_alike_a_person_is_chosen(page: Page, house: House, opened: Opened) -> None:
    short = give_codes_that_begin_alike(house, opened, HOA, SO_PHIA)
    take_place(page, opened.link)
    page.get_by_role("button", name="Gõ mã").click()
    type_code(page, short)
    expect(page.get_by_role("alert").filter(has_text=short)).to_contain_text("Hỏi tên rồi chọn")
    assert scans_at(house, opened) == []

    page.get_by_role("button", name=SO_PHIA).click()
    expect(card(page)).to_contain_text("Mời vào")
    expect(page.get_by_role("button", name=HOA)).to_have_count(0)
    assert present(house, opened) == {SO_PHIA}

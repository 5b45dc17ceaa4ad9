"""A word longer than the page breaks; no page goes sideways on a phone."""

import pytest
from playwright.sync_api import Page

from planner.store.agenda import AgendaItem
from planner.store.directory import Unit
from planner.store.meeting import Meeting
from planner.store.series import Series
from tests.browser.conftest import House
from tests.factories import Office

WORD = "W" * 200


@pytest.fixture
def _long_words(house: House, sample: Office) -> None:
    with house.session() as session:
        session.get_one(Meeting, sample.meeting.id).title = WORD
        session.get_one(Series, sample.series.id).title = WORD
        session.get_one(AgendaItem, sample.step.id).title = WORD
        for unit in session.query(Unit):
            unit.name = WORD
        session.commit()


@pytest.mark.usefixtures("_long_words")
def test_a_word_longer_than_the_page_breaks(page: Page, house: House, sample: Office) -> None:
    meeting, series = f"/meetings/{sample.meeting.id}", f"/series/{sample.series.id}"
    paths = ("/", "/meetings", meeting, f"{meeting}/delegates", series, f"{series}/agenda")
    house.sign_in(page.context, sample.ha)

    sideways = []
    for path in paths:
        page.goto(f"{house.url}{path}")
        if not page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            sideways.append(path)

    assert sideways == []

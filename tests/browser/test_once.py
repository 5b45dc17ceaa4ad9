"""A hasty hand taps twice."""

from playwright.sync_api import Page

from tests.browser.conftest import House
from tests.factories import Office

TAP_TWICE = """() => {
  const form = document.querySelector("main form[method=post]");
  const tap = () => form.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true }));
  const taps = [tap(), tap()];
  dispatchEvent(new Event("pageshow"));
  return [...taps, tap()];
}"""


def test_a_form_leaves_once_and_again_after_coming_back(
    page: Page, house: House, sample: Office
) -> None:
    house.sign_in(page.context, sample.ha)
    page.goto(f"{house.url}/meetings/new")

    assert page.evaluate(TAP_TWICE) == [True, False, True]

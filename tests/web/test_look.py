"""The look as a browser gets it: the style guide and the error pages, without a database."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import Babel
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined

from planner.config import ROOT
from planner.web import styleguide

STYLES = "".join(sheet.read_text() for sheet in (ROOT / "static" / "css").glob("*.css"))
SYMBOLS = set(re.findall(r'symbol id="([^"]+)"', (ROOT / "static/img/sprite.svg").read_text()))


@dataclass(frozen=True)
class Viewer:
    name: str = "Thu Hà"
    unit_name: str = "Văn phòng"


class Page(HTMLParser):
    """The elements of a page, each with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, attribute: str) -> list[str]:
        return [attrs[attribute] for _tag, attrs in self.elements if attribute in attrs]

    def named(self, name: str) -> dict[str, str]:
        return next(attrs for _tag, attrs in self.elements if attrs.get("name") == name)


@pytest.fixture
def client() -> Iterator[FlaskClient]:
    app = Flask("look", template_folder=str(ROOT / "templates"), static_folder=None)
    app.secret_key = "look"
    app.jinja_options = {**app.jinja_options, "undefined": StrictUndefined}
    Babel(app, default_locale="vi")
    CSRFProtect(app)
    app.add_url_rule("/static/<path:filename>", endpoint="static", build_only=True)
    app.register_blueprint(styleguide.bp)
    app.context_processor(
        lambda: {
            "nonce": "abc",
            "viewer": Viewer(),
            "nav": [("/", "Hôm nay", True), ("/nam", "Kế hoạch năm", False)],
            "languages": {"vi": "Tiếng Việt", "en": "English"},
            "language": "vi",
        }
    )
    with app.test_client() as client:
        yield client


@pytest.fixture
def page(client: FlaskClient) -> Page:
    return Page(client.get("/styleguide").text)


def test_pages_have_no_inline_style_and_no_inline_handler(page: Page) -> None:
    names = {name for _tag, attrs in page.elements for name in attrs}

    assert {name for name in names if name == "style" or name.startswith("on")} == set()


def test_every_script_is_a_file_with_the_nonce(page: Page) -> None:
    scripts = [attrs for tag, attrs in page.elements if tag == "script"]

    assert [script["nonce"] for script in scripts] == ["abc"] * len(scripts)
    assert all(script["src"].startswith("/static/js/") for script in scripts)


def test_every_mark_and_icon_stands_in_the_sprite(page: Page) -> None:
    used = {href.partition("#")[2] for href in page.all("href") if "sprite.svg" in href}

    assert used - SYMBOLS == set()


def test_every_file_that_the_pages_ask_for_exists(page: Page) -> None:
    asked = [*page.all("href"), *page.all("src")]
    own = {url.partition("#")[0] for url in asked if url.startswith("/static/")}

    assert [u for u in own if "/vendor/" not in u and not (ROOT / u.lstrip("/")).is_file()] == []


def test_every_place_on_the_year_has_a_rule() -> None:
    places = [f"c{n}" for n in range(1, 13)] + [f"w{n}" for n in range(2, 13)]
    places += [f"m{n}" for n in range(28, 32)]
    places += [f"{kind}{n}" for kind in ("at", "n") for n in range(1, 32)]

    assert [place for place in places if f".{place} {{" not in STYLES] == []


def test_every_reference_between_elements_finds_its_element(page: Page) -> None:
    ids = page.all("id")
    spoken = [one for value in page.all("aria-describedby") for one in value.split()]

    assert len(ids) == len(set(ids))
    assert {*spoken, *page.all("for"), *page.all("aria-labelledby")} - set(ids) == set()


def test_refused_field_is_invalid_and_says_why_and_how(page: Page) -> None:
    host = page.named("host")

    assert (host["aria-invalid"], host["aria-describedby"]) == ("true", "host-refusal host-hint")
    assert "form-select is-invalid" in host["class"]


def test_field_with_a_finding_is_valid_and_says_what_is_odd(page: Page) -> None:
    hall = page.named("hall")

    assert "aria-invalid" not in hall
    assert hall["aria-describedby"] == "hall-finding"


def test_needed_field_says_so_without_stopping_the_form(page: Page) -> None:
    title = page.named("title")

    assert title["aria-required"] == "true"
    assert "required" not in title


@pytest.mark.parametrize("name", styleguide.ERRORS)
def test_error_pages_are_calm_and_whole(client: FlaskClient, name: str) -> None:
    answer = client.get(f"/styleguide/error/{name}")

    page = Page(answer.text)
    assert answer.status_code == 200
    assert [tag for tag, _attrs in page.elements if tag in ("h1", "main")] == ["main", "h1"]
    assert "Traceback" not in answer.text


def test_unknown_error_page_is_not_found(client: FlaskClient) -> None:
    answer = client.get("/styleguide/error/teapot")

    words = "Không có trang này, hoặc trang không dành cho đơn vị của đồng chí."
    assert (answer.status_code, words in answer.text) == (404, True)

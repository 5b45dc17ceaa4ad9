"""A served house with the sample office, and Chromium to walk through it."""

import logging
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from shutil import copy

import pytest
from flask import Flask
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    ViewportSize,
    sync_playwright,
)
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from planner.app import create_app
from planner.config import Config
from planner.store.account import Account
from tests.browser import chromium
from tests.factories import Office, make_office
from tests.web.browser import issue

WIDE: ViewportSize = {"width": 1280, "height": 900}
NARROW: ViewportSize = {"width": 360, "height": 740}


@dataclass(frozen=True, slots=True)
class House:
    """A server of our own: where it answers, its app, and a way to its database."""

    url: str
    app: Flask

    def session(self) -> Session:
        made: Session = self.app.extensions["planner.writers"]()
        return made

    def sign_in(self, context: BrowserContext, account: Account) -> None:
        """The cookie that the sign-in page would set."""
        token = issue(self.app, account, "sign_in")
        with self.app.test_request_context():
            serializer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]  # Flask's own
            value = serializer.dumps({"sign_in": token})
        context.add_cookies([{"name": "session", "value": value, "url": self.url}])


@pytest.fixture(scope="session")
def chrome() -> Iterator[Callable[..., Browser]]:
    """Launches Chromium with further arguments; every one of them is closed in the end."""
    path = chromium.require()
    with sync_playwright() as playwright:

        def launch(*arguments: str) -> Browser:
            return playwright.chromium.launch(
                executable_path=str(path), args=[*chromium.arguments(), *arguments]
            )

        yield launch


@pytest.fixture(scope="session")
def browser(chrome: Callable[..., Browser]) -> Iterator[Browser]:
    browser = chrome()
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, blank_sqlite: Path) -> Iterator[House]:
    """Served from its own SQLite file, by threads, until the module ends."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    folder: Path = tmp_path_factory.mktemp("house")
    server = make_server("127.0.0.1", 0, Flask("waiting"), threaded=True)
    url = f"http://127.0.0.1:{server.server_port}"
    config = Config(
        secret_key="k" * 32,
        code_key="c" * 32,
        database_url=f"sqlite:///{copy(blank_sqlite, folder / 'planner.sqlite')}",
        base_url=url,
        instance=folder,
    )
    app = create_app(config)
    server.app = app
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield House(url, app)
    server.shutdown()
    thread.join()
    server.server_close()
    app.extensions["planner.engine"].dispose()


@pytest.fixture(scope="module")
def sample(house: House) -> Iterator[Office]:
    """The sample office of the tests, in the served house; its rows stay in their session."""
    with house.session() as session:
        yield make_office(session)


# A refusal as an answer; a question that a later one took the place of.
NO_FAULTS = ("Failed to load resource", "htmx:afterRequest", "htmx:sendAbort")


def _is_ours(said: ConsoleMessage) -> bool:
    """An error of a script or a policy."""
    return said.type == "error" and not said.text.startswith(NO_FAULTS)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page whose scripts may not fail unseen."""
    context = browser.new_context(viewport=NARROW, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh")
    page = context.new_page()
    broken: list[str] = []
    page.on("pageerror", lambda error: broken.append(str(error)))
    page.on("console", lambda said: broken.append(said.text) if _is_ours(said) else None)
    yield page
    context.close()
    assert broken == []

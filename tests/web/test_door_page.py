"""The door's page, its service worker and its manifest, as a browser gets them."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from planner.config import ROOT
from planner.web.attendance import shell


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def shell_of(client: FlaskClient) -> dict[str, object]:
    """What the service worker was told to keep."""
    first = client.get("/door/worker.js").text.partition(";\n")[0]
    found: dict[str, object] = json.loads(first.removeprefix("const SHELL = "))
    return found


def test_only_the_door_may_run_its_decoder_and_use_the_camera(client: FlaskClient) -> None:
    door, login = client.get("/door"), client.get("/login")

    assert "'wasm-unsafe-eval'" in door.headers["Content-Security-Policy"]
    assert "unsafe" not in door.headers["Content-Security-Policy"].replace("wasm-unsafe-eval", "")
    assert "camera=(self)" in door.headers["Permissions-Policy"]
    assert "wasm" not in login.headers["Content-Security-Policy"]
    assert "camera=()" in login.headers["Permissions-Policy"]


def test_the_worker_keeps_the_page_and_nothing_of_people(client: FlaskClient) -> None:
    known = shell_of(client)
    response = client.get("/door/worker.js")
    files = known["files"]

    assert isinstance(files, list)
    assert (response.mimetype, response.headers["Service-Worker-Allowed"]) == (
        "text/javascript",
        "/door",
    )
    assert known["page"] == "/door"
    assert all(name.startswith("/static/") for name in files)
    wanted = {"door/main.js", "zxing_reader.wasm", "door.css", "idb/build/index.js", "sprite.svg"}
    assert wanted <= {one for one in wanted for name in files if name.endswith(one)}


def test_all_that_the_page_names_is_kept(client: FlaskClient) -> None:
    files = shell_of(client)["files"]
    assert isinstance(files, list)
    page = client.get("/door").text
    named = {part.split('"')[0].split("#")[0] for part in page.split('="')[1:]}

    assert {one for one in named if one.startswith("/static/")} - set(files) == set()


def test_the_worker_is_the_same_until_the_page_changes(client: FlaskClient) -> None:
    before = shell_of(client)["version"]

    assert shell_of(client)["version"] == before
    assert shell.version("another page") != shell.version("a page")


def test_the_page_can_be_installed(client: FlaskClient) -> None:
    response = client.get("/door/manifest.webmanifest")

    assert response.mimetype == "application/manifest+json"
    assert response.json is not None
    assert (response.json["start_url"], response.json["scope"], response.json["display"]) == (
        "/door",
        "/door",
        "standalone",
    )
    assert all((ROOT / one["src"].lstrip("/")).exists() for one in response.json["icons"])


def test_the_way_to_https_names_this_very_address(client: FlaskClient) -> None:
    page = client.get("/door/https", base_url="http://192.168.1.10:8000")

    assert "https://192.168.1.10 {" in page.text

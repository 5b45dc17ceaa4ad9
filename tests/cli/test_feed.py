import json

import pytest
from flask import Flask

from tests.factories import Office


def test_an_address_is_ended_by_its_words(app: Flask, office: Office) -> None:
    runner = app.test_cli_runner()
    made = runner.invoke(args=["feed", "issue", "--for", f"unit:{office.host.code}", "--json"])
    url = json.loads(made.stdout)["url"]

    assert app.test_client().get(url).status_code == 200
    assert runner.invoke(args=["feed", "revoke", f"{url}?han=0"]).exit_code == 0
    assert app.test_client().get(url).status_code == 404


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    "target",
    [
        "unit:TINH",
        "tree:TINH",
        "week:TINH",
        "series:GB-2026",
        "campaign:DOT-2026",
        "venue:HT-A",
        "all",
    ],
)
def test_an_address_is_added_for_every_target(app: Flask, target: str) -> None:
    made = app.test_cli_runner().invoke(args=["feed", "issue", "--for", target, "--json"])

    told = json.loads(made.stdout)
    assert made.exit_code == 0
    assert told["webcal_url"] == told["url"].replace("http://", "webcal://")
    found = app.test_client().get(told["url"])
    assert (found.status_code, found.data[:15]) == (200, b"BEGIN:VCALENDAR")


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("target", ["campaign:KHONG-CO", "campaign:", "campaign", "all:X", "x"])
def test_an_unknown_target_is_refused_in_one_line(app: Flask, target: str) -> None:
    result = app.test_cli_runner().invoke(args=["feed", "issue", "--for", target])

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("planner: Chưa rõ lịch của ai")
    assert "campaign:MÃ" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("url", ["x", "http://[", "/lich/.ics", "", "lịch"])
def test_an_address_that_is_none_is_not_found(app: Flask, url: str) -> None:
    result = app.test_cli_runner().invoke(args=["feed", "revoke", url])

    assert (result.exit_code, result.stderr) == (2, "planner: không tìm thấy: feed\n")

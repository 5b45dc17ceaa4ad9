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
@pytest.mark.parametrize("url", ["x", "http://[", "/lich/.ics", "", "lịch"])
def test_an_address_that_is_none_is_not_found(app: Flask, url: str) -> None:
    result = app.test_cli_runner().invoke(args=["feed", "revoke", url])

    assert (result.exit_code, result.stderr) == (2, "planner: không tìm thấy: feed\n")


@pytest.mark.usefixtures("office")
def test_half_a_letter_is_unusable(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["feed", "revoke", "\udcff"])

    assert (result.exit_code, result.stderr) == (2, "planner: chữ vào, chữ ra phải là UTF-8\n")


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize("target", ["unit:TINH", "tree:TINH", "week:TINH", "venue:HT-A", "all"])
def test_an_address_is_made_for_each_kind(app: Flask, target: str) -> None:
    made = app.test_cli_runner().invoke(args=["feed", "issue", "--for", target, "--json"])

    said = json.loads(made.stdout)
    assert app.test_client().get(said["url"]).status_code == 200
    assert said["webcal_url"] == said["url"].replace("http://", "webcal://")


@pytest.mark.usefixtures("office")
def test_a_campaign_is_refused_in_words(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["feed", "issue", "--for", "campaign:X"])

    said = "planner: Không có đợt hội nghị nào mang mã này.\n"
    assert (result.exit_code, result.stderr) == (2, said)

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

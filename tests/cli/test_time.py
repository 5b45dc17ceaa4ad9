import json

import pytest
from click.testing import CliRunner, Result

from planner.cli.time import time_cli


def run(*arguments: str) -> Result:
    return CliRunner().invoke(time_cli, ["read", *arguments])


def test_a_phrase_is_read() -> None:
    result = run("trước 17g00 ngày 25/2", "--on", "2026-11-21", "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == {
        "start": None,
        "end": "2027-02-25T17:00:00+07:00",
        "precision": "deadline",
        "session": None,
        "tentative": False,
        "strict_before": True,
    }


def test_a_phrase_without_time_is_all_null() -> None:
    result = run("nhiệm kỳ 2022-2027", "--on", "2026-11-21", "--json")
    assert result.exit_code == 0
    assert set(json.loads(result.stdout).values()) == {None}


def test_without_json_each_field_has_a_line() -> None:
    result = run("sáng mai", "--on", "2026-11-21")
    assert result.stdout.splitlines()[:4] == [
        "start: 2026-11-22",
        "end: ",
        "precision: session",
        "session: sáng",
    ]


@pytest.mark.parametrize("day", ["21/11/2026", "2026-02-30", "", "mai"])
def test_a_wrong_day_is_one_line(day: str) -> None:
    result = run("sáng mai", "--on", day, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.splitlines()) == 1

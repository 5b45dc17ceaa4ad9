import json
import re

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


def test_the_demo_is_loaded_shown_and_cleared(runner: FlaskCliRunner) -> None:
    loaded = runner.invoke(args=["demo", "load", "--delegates", "60", "--json"])
    listed = runner.invoke(args=["meeting", "list", "--json"])
    called = runner.invoke(args=["invite", "list", "LARGE", "--json"])
    cleared = runner.invoke(args=["demo", "clear"])
    again = runner.invoke(args=["demo", "load"])

    assert (loaded.exit_code, loaded.stderr) == (0, "")
    accounts = json.loads(loaded.stdout)["accounts"]
    assert [(one["email"], one["role"]) for one in accounts] == [
        ("admin@demo.local", "admin"),
        ("organiser@demo.local", "organiser"),
        ("host@demo.local", "host"),
        ("unit@demo.local", "unit"),
    ]
    assert all(len(one["password"]) >= 10 for one in accounts)
    assert "LARGE" in {one["code"] for one in json.loads(listed.stdout)}
    delegates = json.loads(called.stdout)
    assert len(delegates) == 60
    assert all(one["group"] and one["why"] for one in delegates)
    assert (cleared.exit_code, cleared.stdout) == (0, "Đã xoá văn phòng mẫu.\n")
    assert again.exit_code == 0
    assert re.fullmatch(r"(\w+\t\w+@demo\.local\t[a-z-]+-\d{4}\n){4}", again.stdout)


@pytest.mark.usefixtures("office")
def test_a_database_in_use_ends_with_one_line(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["demo", "load", "--json"])

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "planner: Cơ sở dữ liệu đã có nội dung: văn phòng mẫu chỉ nạp vào chỗ trống.\n"
    )


def test_what_hangs_on_the_demo_is_named_in_one_line(runner: FlaskCliRunner) -> None:
    runner.invoke(args=["demo", "load"])
    runner.invoke(
        args=["user", "add", "lan@that.vn", "--name", "L", "--role", "viewer", "--unit", "TV-CN"],
        input="mật khẩu dài\n",
    )

    result = runner.invoke(args=["demo", "clear"])

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == (
        "planner: Chưa xoá gì: còn dữ liệu khác gắn với văn phòng mẫu: tài khoản lan@that.vn.\n"
    )


@pytest.mark.usefixtures("office")
def test_without_a_demo_clearing_says_so(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["demo", "clear"])

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "planner: Không có văn phòng mẫu nào để xoá.\n"

import json
import os
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from planner.cli.schedule import schedule

Json = dict[str, Any]
FILES = Path(__file__).parent / "timetable"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(schedule, arguments)


def example(name: str) -> Json:
    read: Json = json.loads((FILES / f"{name}.json").read_text())
    return read


def asked(command: str, instance: object, folder: Path) -> Result:
    file = folder / "instance.json"
    file.write_text(json.dumps(instance))
    return run(command, str(file))


def test_the_worked_example_has_its_plan() -> None:
    result = run("solve", str(FILES / "worked.json"), "--seconds", "20")
    assert (result.exit_code, result.stderr) == (0, "")
    assert json.loads(result.stdout) == example("worked.answer") | {"reasons": []}


def test_an_impossible_plan_has_its_reasons_and_exit_code_0(tmp_path: Path) -> None:
    instance = example("worked")
    instance["sessions"][2]["headcount"] = 301
    result = asked("solve", instance, tmp_path)
    assert result.exit_code == 0
    assert json.loads(result.stdout) == {
        "status": "infeasible",
        "assignments": [],
        "reasons": [["capacity:s1"]],
    }


def test_every_reason_is_told_the_same_each_time(tmp_path: Path) -> None:
    instance = example("worked")
    last = instance["sessions"].pop()
    for number in range(1, 21):
        copy = {"id": f"s{number}", "index": number, "window": None, "headcount": 301}
        instance["sessions"].append(last | copy)
    instance["orders"] = []
    results = [asked("solve", instance, tmp_path) for _ in range(2)]
    assert results[0].stdout == results[1].stdout
    reasons = json.loads(results[0].stdout)["reasons"]
    assert sorted(reasons) == sorted([f"capacity:s{number}"] for number in range(1, 21))


def test_a_slot_is_found(tmp_path: Path) -> None:
    found = json.loads(run("slot", str(FILES / "slot.json")).stdout)
    best = {"start": "2026-03-02T09:00", "venue": "p1"}
    assert (found["status"], found["best"]) == ("found", best | {"required_missing": 0})
    assert found["options"][:2] == [best, {"start": "2026-03-02T09:30", "venue": "p1"}]


def test_no_slot_is_none(tmp_path: Path) -> None:
    result = asked("slot", example("slot") | {"headcount": 31}, tmp_path)
    assert json.loads(result.stdout) == {"status": "none", "best": None, "options": []}


def test_clashes_are_listed() -> None:
    result = run("conflicts", str(FILES / "clash.json"))
    assert json.loads(result.stdout) == {"conflicts": [["p", "venue", "h1", "a"]]}


def changed(name: str, path: str, value: object) -> Json:
    """An example with one value changed."""
    instance = example(name)
    *way, last = path.split(".")
    where: Any = instance
    for step in way:
        where = where[int(step) if step.isdigit() else step]
    where[int(last) if last.isdigit() else last] = value
    return instance


@pytest.mark.parametrize(
    ("path", "value", "line"),
    [
        ("format", "slot-1", "instance: format không phải “rotation-1”"),
        ("horizon", None, "instance: thiếu horizon"),
        (
            "horizon",
            {"from": "2026-09-30", "to": "2026-03-01"},
            "horizon: kết thúc trước khi bắt đầu",
        ),
        ("horizon.to", "9999-12-31", "instance: horizon dài hơn 36600 ngày"),
        ("units", {}, "instance: units không phải danh sách"),
        ("units.1.id", "a", "units a: có hai lần"),
        ("venues.0.unit", "z", "venues va: unit “z” không có trong danh sách"),
        ("venues.0.capacity", "80", "venues va: capacity không phải số nguyên"),
        ("venues.0.capacity", 10**12, "venues va: capacity quá lớn"),
        ("sessions.0", 7, "sessions #1: không phải đối tượng JSON"),
        ("sessions.0.series", "zz", "sessions g1: series “zz” không có trong danh sách"),
        ("sessions.0.index", None, "sessions g1: index không phải số nguyên"),
        ("sessions.1.index", 1, "sessions g2: index 1 có hai lần trong chuỗi"),
        (
            "sessions.0.halves",
            ["EVENING"],
            "sessions g1: halves “EVENING” không có trong danh sách",
        ),
        ("sessions.0.window", "May", "sessions g1 window: không phải đối tượng JSON"),
        (
            "sessions.0.target",
            "2026-02-30",
            "sessions g1: target “2026-02-30” không phải ngày có thật",
        ),
        ("weekdays", [7], "instance: weekdays phải là các số từ 0 đến 6"),
        ("blackouts.0.kind", "moon", "blackouts x1: kind “moon” không phải từ của mẫu"),
        ("blackouts.0.ref", "bt", "blackouts x1: ref “bt” không có trong danh sách"),
        ("announced.0.venue", None, "announced #1: venue không phải chữ"),
        ("orders.0.after", "g9", "orders o1: after “g9” không có trong danh sách"),
        ("distances", {"z": {}}, "instance distances: “z” không có trong danh sách"),
        ("objective", ["beauty"], "instance: objective “beauty” không có trong danh sách"),
        ("series.0.chain.first_holder", 3, "series gb chain: first_holder không phải chữ"),
    ],
)
def test_an_unreadable_plan_is_one_line(
    path: str, value: object, line: str, tmp_path: Path
) -> None:
    result = asked("solve", changed("worked", path, value), tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"planner: {line}\n"


@pytest.mark.parametrize(
    ("command", "path", "value", "line"),
    [
        ("slot", "minutes", 0, "instance: minutes không phải một độ dài"),
        ("slot", "grid_minutes", None, "instance: grid_minutes không phải số nguyên"),
        ("slot", "busy.0.from", "eight", "busy b1: from “eight” không phải giờ ngày có thật"),
        ("slot", "busy.0.kind", "car", "busy b1: kind “car” không có trong danh sách"),
        ("slot", "busy.0.to", "2026-03-01T09:00", "busy b1: kết thúc trước khi bắt đầu"),
        (
            "slot",
            "work_hours",
            [["11:30", "07:30"]],
            "instance: work_hours phải là các cặp giờ, giờ sớm đứng trước",
        ),
        (
            "slot",
            "window.to",
            "2099-01-01",
            "instance: window dài hơn 3660 ngày hoặc quá xa hiện nay",
        ),
        ("conflicts", "calendar.0.venue", "h9", "calendar a: venue “h9” không có trong danh sách"),
        ("conflicts", "proposals", "p", "instance: proposals không phải danh sách"),
        (
            "conflicts",
            "venue_buffer_minutes",
            -1,
            "instance: venue_buffer_minutes không phải một độ dài",
        ),
        ("conflicts", "holidays", ["Tết"], "instance holidays: day “Tết” không phải ngày có thật"),
    ],
)
def test_an_unreadable_question_is_one_line(
    command: str, path: str, value: object, line: str, tmp_path: Path
) -> None:
    name = {"slot": "slot", "conflicts": "clash"}[command]
    result = asked(command, changed(name, path, value), tmp_path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"planner: {line}\n"


@pytest.mark.parametrize("command", ["solve", "slot", "conflicts"])
@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"[" * 100_000, b"[]", b"NaN"])
def test_what_is_no_instance_is_one_line(command: str, content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "instance.json"
    file.write_bytes(content)
    result = run(command, str(file))
    assert (result.exit_code, result.stdout, result.stderr.count("\n")) == (2, "", 1)


def test_a_missing_file_and_senseless_seconds_are_one_line(tmp_path: Path) -> None:
    for arguments in (["solve", str(tmp_path / "none.json")], ["slot", os.devnull + "/x"]):
        result = run(*arguments)
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)
    for seconds in ("0", "-1", "nan", "inf", "soon"):
        result = run("solve", str(FILES / "worked.json"), "--seconds", seconds)
        assert (result.exit_code, result.stderr.count("\n")) == (2, 1)

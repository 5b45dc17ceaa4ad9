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
        ("format", "slot-1", "instance: format is not “rotation-1”"),
        ("horizon", None, "instance: horizon is missing"),
        ("horizon", {"from": "2026-09-30", "to": "2026-03-01"}, "horizon: ends before it starts"),
        ("horizon.to", "9999-12-31", "instance: horizon is longer than 36600 days"),
        ("units", {}, "instance: units is no list"),
        ("units.1.id", "a", "units a: stands there twice"),
        ("venues.0.unit", "z", "venues va: unit “z” is nowhere"),
        ("venues.0.capacity", "80", "venues va: capacity is no whole number"),
        ("venues.0.capacity", 10**12, "venues va: capacity is too large"),
        ("sessions.0", 7, "sessions #1: is no object"),
        ("sessions.0.series", "zz", "sessions g1: series “zz” is nowhere"),
        ("sessions.0.index", None, "sessions g1: index is no whole number"),
        ("sessions.1.index", 1, "sessions g2: index 1 stands in its series twice"),
        ("sessions.0.halves", ["EVENING"], "sessions g1: halves “EVENING” is nowhere"),
        ("sessions.0.window", "May", "sessions g1 window: is no object"),
        ("sessions.0.target", "2026-02-30", "sessions g1: target “2026-02-30” is no day"),
        ("weekdays", [7], "instance: weekdays are not numbers from 0 to 6"),
        ("blackouts.0.kind", "moon", "blackouts x1: kind “moon” is not known"),
        ("blackouts.0.ref", "bt", "blackouts x1: ref “bt” is nowhere"),
        ("announced.0.venue", None, "announced #1: venue is no text"),
        ("orders.0.after", "g9", "orders o1: after “g9” is nowhere"),
        ("distances", {"z": {}}, "instance distances: “z” is nowhere"),
        ("objective", ["beauty"], "instance: objective “beauty” is nowhere"),
        ("series.0.chain.first_holder", 3, "series gb chain: first_holder is no text"),
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
        ("slot", "minutes", 0, "instance: minutes is no length"),
        ("slot", "grid_minutes", None, "instance: grid_minutes is no whole number"),
        ("slot", "busy.0.from", "eight", "busy b1: from “eight” is no time"),
        ("slot", "busy.0.kind", "car", "busy b1: kind “car” is nowhere"),
        ("slot", "busy.0.to", "2026-03-01T09:00", "busy b1: ends before it starts"),
        (
            "slot",
            "work_hours",
            [["11:30", "07:30"]],
            "instance: work_hours are not pairs of times, the earlier one first",
        ),
        (
            "slot",
            "window.to",
            "2099-01-01",
            "instance: window is longer than 3660 days or far from now",
        ),
        ("conflicts", "calendar.0.venue", "h9", "calendar a: venue “h9” is nowhere"),
        ("conflicts", "proposals", "p", "instance: proposals is no list"),
        ("conflicts", "venue_buffer_minutes", -1, "instance: venue_buffer_minutes is no length"),
        ("conflicts", "holidays", ["Tết"], "instance holidays: day “Tết” is no day"),
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

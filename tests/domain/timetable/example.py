"""The worked example of the form as values, and its best plan."""

from datetime import date
from pathlib import Path

from planner.domain.timetable.values import Assignment, Half, Instance
from planner.inputs.timetable import read_instance

FILES = Path(__file__).parents[2] / "cli" / "timetable"


def worked() -> Instance:
    return read_instance((FILES / "worked.json").read_bytes())


def best_plan() -> dict[str, Assignment]:
    return {
        "g1": Assignment("g1", "b", date(2026, 5, 7), Half.AM, "vb", "t1"),
        "g2": Assignment("g2", "c", date(2026, 6, 30), Half.AM, "vt", "t2"),
        "s1": Assignment("s1", "a", date(2026, 7, 3), Half.PM, "vt", None),
    }

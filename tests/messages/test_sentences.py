"""Whatever a rule can answer has a sentence."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import planner
from planner.domain.errors import Finding, RuleBroken
from planner.messages import FINDINGS, REFUSALS, finding, refusal
from planner.store.session import HELD_BY_CONSTRAINT

HOUSE = Path(planner.__file__).parent


def raised(name: str) -> Iterator[str]:
    """The codes with which the house makes a RuleBroken or a Finding."""
    for path in HOUSE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name and node.args:
                code = node.args[0]
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value


def test_every_refusal_has_its_sentence() -> None:
    held = {code for code, _field in HELD_BY_CONSTRAINT.values()}

    assert {*raised("RuleBroken"), *held} - REFUSALS.keys() == set()


def test_every_finding_has_its_sentence() -> None:
    assert set(raised("Finding")) - FINDINGS.keys() == set()


def test_a_refusal_names_who_holds_the_hall() -> None:
    broken = RuleBroken(
        "venue.hall_taken", hall="HT-A", held_code="GB-1", held_title="Giao ban", free="—"
    )

    assert refusal(broken) == (
        "HT-A đã được giữ cho GB-1 «Giao ban» trong khung giờ này. Còn trống: —."
    )


@pytest.mark.parametrize("code", ["meeting.person_twice", "meeting.host_twice"])
def test_a_clash_has_a_sentence_with_and_without_the_other_meeting(code: str) -> None:
    details = {"count": 2, "names": "Lan, Minh"}

    assert "GB-1" in finding(Finding(code, details=details | {"code": "GB-1"}))
    assert "một cuộc họp khác" in finding(Finding(f"{code}_elsewhere", details=details))

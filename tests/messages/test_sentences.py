"""Whatever a rule can answer has a sentence."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import planner
from planner.domain.directory import UNIT_KINDS
from planner.domain.errors import Finding, RuleBroken
from planner.domain.feed import Client
from planner.messages import FINDINGS, REFUSALS, finding, refusal
from planner.messages.audit import DEEDS
from planner.messages.directory import KINDS
from planner.messages.feed import CLIENTS, client_words
from planner.store.session import HELD_BY_CONSTRAINT

HOUSE = Path(planner.__file__).parent
VERBS = {
    *("accept", "add", "book", "call", "cancel", "change", "confirm", "delete", "end", "invite"),
    *("issue", "mark", "move", "open", "plan", "postpone", "rebuild", "remove", "renew", "reopen"),
    *("restore", "revoke", "send", "sort", "take", "update", "use"),
}


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


def deeds() -> Iterator[str]:
    """The names under which services write down what was done: each begins with its verb."""
    for path in (HOUSE / "services").rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text())):
            if isinstance(call, ast.Call):
                yield from filter(_is_deed, map(_constant, ast.walk(call)))


def _constant(node: ast.AST) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else ""


def _is_deed(word: str) -> bool:
    verb, _line, rest = word.partition("_")
    return verb in VERBS and rest.replace("_", "").isalpha() and rest != "key"


def test_every_deed_has_its_words() -> None:
    found = set(deeds())

    assert "book_meeting" in found
    assert found - DEEDS.keys() == set()


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


def test_every_kind_of_unit_has_its_words() -> None:
    assert KINDS.keys() == UNIT_KINDS.keys()


def test_every_program_that_fetches_has_its_name() -> None:
    assert CLIENTS.keys() == set(Client)
    assert client_words("okapi/2.1") == "okapi"
    assert client_words("") == "máy không rõ tên"

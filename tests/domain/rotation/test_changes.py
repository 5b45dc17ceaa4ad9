from datetime import date

import pytest

from planner.domain.errors import RuleBroken
from planner.domain.meeting import Status
from planner.domain.rotation import ensure_can_swap, ensure_skip, reason_of
from planner.domain.series import Named, Turn

TODAY = date(2026, 6, 1)


def turn(ordinal: int, host: int | None = 1, status: Status = Status.TENTATIVE) -> Turn:
    return Turn(ordinal, status, host=Named(host, str(host)) if host else None)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (turn(1), turn(1), ("rotation.swap_with_itself", "other")),
        (turn(1), turn(2, 1), ("rotation.swap_same_host", "other")),
        (turn(1, None), turn(2, 2), ("rotation.swap_without_host", "one")),
        (turn(1, status=Status.HELD), turn(2, 2), ("rotation.turn_is_over", "one")),
        (turn(1), turn(2, 2, Status.CANCELLED), ("rotation.turn_is_over", "other")),
    ],
)
def test_a_swap_that_makes_no_sense_is_refused(
    one: Turn, other: Turn, expected: tuple[str, str]
) -> None:
    with pytest.raises(RuleBroken) as refused:
        ensure_can_swap(one, other, TODAY)

    assert (refused.value.code, refused.value.field) == expected


def test_two_open_sessions_with_two_hosts_may_swap() -> None:
    ensure_can_swap(turn(1), turn(2, 2), TODAY)


def test_nobody_is_passed_over_at_a_session_that_is_over() -> None:
    with pytest.raises(RuleBroken, match="turn_is_over"):
        ensure_skip(turn(1, status=Status.HELD), TODAY)


@pytest.mark.parametrize(
    ("text", "code"), [(" ", "rotation.no_reason"), ("x" * 501, "rotation.reason_too_long")]
)
def test_a_reason_is_there_and_short(text: str, code: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        reason_of(text)

    assert refused.value.code == code

"""Turns that are exchanged or passed over: what is refused."""

from datetime import date

from planner.domain.errors import RuleBroken
from planner.domain.meeting import LIVE
from planner.domain.series import Turn
from planner.domain.text import one_line

LONGEST_REASON = 500


def reason_of(text: str) -> str:
    """Why a turn was given away: without it the ledger would not be understood later."""
    reason = one_line(text)
    if not reason:
        raise RuleBroken("rotation.no_reason", field="reason")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("rotation.reason_too_long", field="reason", longest=LONGEST_REASON)
    return reason


def ensure_open(turn: Turn, today: date, blamed: str) -> None:
    """Refuse to change the host of a session that is over or called off."""
    if turn.is_over(today) or turn.status not in LIVE:
        raise RuleBroken("rotation.turn_is_over", field=blamed, ordinal=turn.ordinal)


def ensure_can_swap(one: Turn, other: Turn, today: date) -> None:
    """Two open sessions with two hosts."""
    if one.ordinal == other.ordinal:
        raise RuleBroken("rotation.swap_with_itself", field="other")
    for turn, blamed in ((one, "one"), (other, "other")):
        ensure_open(turn, today, blamed)
        if turn.host is None:
            raise RuleBroken("rotation.swap_without_host", field=blamed, ordinal=turn.ordinal)
    if one.host == other.host:
        raise RuleBroken("rotation.swap_same_host", field="other")


def ensure_skip(turn: Turn, today: date) -> None:
    """Only at a session that is still to come is a unit passed over."""
    ensure_open(turn, today, "unit_id")

"""How a meeting counts who is there."""

from dataclasses import dataclass
from datetime import timedelta

from planner.domain.errors import RuleBroken

MOST_GRACE = 240  # minutes
BODIES = ("", "BCH", "BTV", "TT", "UBKT")  # whose quorum counts; "" is everybody who is called


@dataclass(frozen=True, slots=True)
class Setting:
    """One meeting's own way; what it leaves alone is the office's usual.

    `quorum_percent` 0 asks for no quorum. `parts_apart` counts sáng, chiều, tối as sittings.
    `shows_names` lets the board on the wall name who came last.
    """

    grace_minutes: int = 15
    parts_apart: bool = False
    may_substitute: bool = True
    quorum_body: str = ""
    quorum_percent: int = 0
    substitutes_count: bool = True
    shows_names: bool = False

    @property
    def grace(self) -> timedelta:
        return timedelta(minutes=self.grace_minutes)


def ensure_usable(setting: Setting) -> None:
    """Refused: minutes or a share that cannot be, a body that nobody knows."""
    if not 0 <= setting.grace_minutes <= MOST_GRACE:
        raise RuleBroken("attendance.grace_out_of_range", field="grace_minutes", most=MOST_GRACE)
    if not 0 <= setting.quorum_percent <= 100:
        raise RuleBroken("attendance.quorum_out_of_range", field="quorum_percent")
    if setting.quorum_body not in BODIES:
        raise RuleBroken("attendance.no_such_body", field="quorum_body")


@dataclass(frozen=True, slots=True)
class Quorum:
    """Of `members` at least `needed` must be there; `present` are."""

    members: int
    present: int
    percent: int

    @property
    def needed(self) -> int:
        """Rounded up: two thirds of ten are seven."""
        return -(-self.members * self.percent // 100)

    @property
    def is_reached(self) -> bool:
        return self.members > 0 and self.present >= self.needed

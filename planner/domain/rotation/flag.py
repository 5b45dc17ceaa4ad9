"""The flag on its way: on any day it is with one unit, or with nobody that is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from planner.domain.errors import RuleBroken
from planner.domain.series import Turn


@dataclass(frozen=True, slots=True)
class Handover:
    """From whom to whom (None: not known) the flag went on a day."""

    day: date
    giver: int | None
    taker: int | None


@dataclass(frozen=True, slots=True)
class Holding:
    """Who had the flag from a day on, and up to which (that day it went on; None: has it still)."""

    unit_id: int
    from_on: date | None
    to_on: date | None


def ensure_handover(new: Handover, earlier: Sequence[Handover], today: date) -> None:
    """`earlier` in order of days. Who hands it over must have it, after it came, not in future."""
    if new.day > today:
        raise RuleBroken("rotation.flag_not_yet", field="day")
    if new.giver is not None and new.giver == new.taker:
        raise RuleBroken("rotation.flag_to_itself", field="to_id")
    if not earlier:
        return
    last = earlier[-1]
    if new.day == last.day:
        raise RuleBroken("rotation.flag_twice_a_day", field="day")
    if new.day < last.day:
        raise RuleBroken("rotation.flag_before_last", field="day", day=f"{last.day:%d/%m/%Y}")
    if new.giver != last.taker:
        raise RuleBroken("rotation.flag_is_elsewhere", field="from_id")


def holdings(handovers: Iterable[Handover]) -> list[Holding]:
    """Who had it when, the earliest first; the days of an unknown holder are left out."""
    course = sorted(handovers, key=lambda one: one.day)
    if not course:
        return []
    first = course[0]
    held = [Holding(first.giver, None, first.day)] if first.giver is not None else []
    for one, after in pairwise(course):
        if one.taker is not None:
            held.append(Holding(one.taker, one.day, after.day))
    last = course[-1]
    if last.taker is not None:
        held.append(Holding(last.taker, last.day, None))
    return held


def holder_on(handovers: Iterable[Handover], day: date) -> int | None:
    """Who has the flag at the end of a day, as far as it was written down."""
    for held in holdings(handovers):
        if (held.from_on is None or held.from_on <= day) and (
            held.to_on is None or day < held.to_on
        ):
            return held.unit_id
    return None


def next_holder(
    turn: Turn, turns: Sequence[Turn], goes_to: int | None, first_of_next: int | None
) -> int | None:
    """Whom a session hands the flag to: the next host; after the last one, the next series' first.

    Without a series of the next year it is who was named, else not known.
    """
    later = [one for one in turns if one.ordinal > turn.ordinal and not one.is_called_off]
    if later:
        return later[0].host.id if later[0].host else None
    return goes_to if goes_to is not None else first_of_next

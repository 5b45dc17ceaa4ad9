"""What the ledger says of a delegate, from their reply, their arrival and the hour."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from planner.domain.attendance.hours import span_of_sitting
from planner.domain.timespan import TimeSpan

GRACE = timedelta(minutes=15)  # after the start; who comes within it is not late


class State(StrEnum):
    """The values are what the contract writes."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    BY_SUBSTITUTE = "present_by_substitute"
    EXCUSED = "excused"
    ABSENT = "absent"
    EXPECTED = "expected"


@dataclass(frozen=True, slots=True)
class Stay:
    """A delegate at one sitting."""

    sitting: str
    first_in: datetime
    last_out: datetime | None
    is_in: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """What is known of a delegate: where they were, where their substitute was, the reply.

    `is_excused` is the organiser's word.
    """

    stays: tuple[Stay, ...]
    substitute_stays: tuple[Stay, ...] = ()
    reply: str = "none"
    reason: str = ""
    is_excused: bool = False


def state_of(claim: Claim, span: TimeSpan | None, now: datetime, grace: timedelta = GRACE) -> State:
    """Own coming counts first, then the substitute's, then the words of the reply.

    Nobody is absent before the meeting is over. A reply without a reason excuses nobody.
    """
    if claim.stays:
        return _manner(claim.stays, span, grace)
    if claim.substitute_stays:
        return State.BY_SUBSTITUTE
    if claim.is_excused or (claim.reply == "no" and claim.reason):
        return State.EXCUSED
    return State.ABSENT if span is not None and now >= span.end else State.EXPECTED


def first_stay(stays: Iterable[Stay]) -> Stay | None:
    """Of several sittings the one that was first."""
    return min(stays, key=lambda stay: stay.first_in, default=None)


def _manner(stays: tuple[Stay, ...], span: TimeSpan | None, grace: timedelta) -> State:
    """Leaving early weighs more than coming late; each sitting is judged by its own hours."""
    if span is None:
        return State.PRESENT
    judged = [(stay, span_of_sitting(span, stay.sitting)) for stay in stays]
    if any(_left_early(stay, hours) for stay, hours in judged):
        return State.LEFT_EARLY
    late = any(stay.first_in > hours.start + grace for stay, hours in judged)
    return State.LATE if late else State.PRESENT


def _left_early(stay: Stay, hours: TimeSpan) -> bool:
    return not stay.is_in and stay.last_out is not None and stay.last_out < hours.end

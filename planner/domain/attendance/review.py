"""Which scans somebody should look at, and what may be decided on them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from planner.domain.attendance.item import Kind

CLOCK_OFF = timedelta(minutes=2)  # a device's clock that is further away than this
ONE_PERSON_TWICE = timedelta(seconds=60)  # within which two doors may have seen one person


class Doubt(StrEnum):
    """Why a scan stands on the list."""

    REFUSED_LATER = "refused_later"  # let in without the network; the server would have refused
    ALIKE = "alike"  # a walk-in is named like somebody who is called
    TWO_PEOPLE = "two_people"  # one code at two doors
    CLOCK = "clock"


class Decision(StrEnum):
    ACCEPT = "accept"
    REFUSE = "refuse"  # the scan is taken back
    SAME = "same"  # a walk-in is somebody of the list


@dataclass(frozen=True, slots=True)
class Suspect:
    """What is known of a scan, as far as doubts ask."""

    kind: Kind
    verdict: str
    needs_review: bool
    device_id: int
    scanned_at: datetime
    effective_at: datetime
    first_in: datetime | None = None  # of its person
    first_device_id: int | None = None
    has_namesakes: bool = False


def doubts_about(one: Suspect) -> tuple[Doubt, ...]:
    """All that speak against it, in the order of the list; none where nothing does."""
    found = []
    if one.needs_review:
        found.append(Doubt.REFUSED_LATER)
    if one.kind is Kind.WALK_IN and one.has_namesakes:
        found.append(Doubt.ALIKE)
    if one.verdict == "already" and one.kind is Kind.IN and _by_another(one):
        found.append(Doubt.TWO_PEOPLE)
    if abs(one.scanned_at - one.effective_at) > CLOCK_OFF:
        found.append(Doubt.CLOCK)
    return tuple(found)


def _by_another(one: Suspect) -> bool:
    if one.first_in is None or one.first_device_id in (None, one.device_id):
        return False
    return abs(one.effective_at - one.first_in) > ONE_PERSON_TWICE

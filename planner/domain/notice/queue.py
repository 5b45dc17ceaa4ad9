"""The queue of letters: when to try again, and when to stop and ask a person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto

WAITS = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=12),
)
OUTAGE_WAIT = timedelta(minutes=1)  # the mail server is away: no letter's own fault
SILENCE = timedelta(minutes=2)  # a worker with a letter in hand is heard of sooner, or is dead
STALE = timedelta(days=7)  # old news is sent only by a person's decision
GATHERING = timedelta(minutes=2)  # changes that come within it make one letter
LONGEST_GATHERING = timedelta(minutes=10)


class Fate(StrEnum):
    """What became of one try to send a letter."""

    SENT = auto()
    DELAYED = auto()  # not now: try again
    REFUSED = auto()  # never at this address, or never this letter
    UNCERTAIN = auto()  # the text was given, the answer was lost
    UNREACHABLE = auto()  # the server takes no letter of ours at the moment


@dataclass(frozen=True, slots=True)
class Outcome:
    """A try, and what the server said of it in its own words."""

    fate: Fate
    said: str = ""


def wait_after(attempts: int) -> timedelta | None:
    """How long to wait after so many tries; None = give up."""
    return WAITS[attempts - 1] if 0 < attempts <= len(WAITS) else None


def is_stale(due_at: datetime, now: datetime) -> bool:
    """Whether a letter has waited so long that it may say what is no longer so."""
    return now - due_at > STALE


def gathered_due(first_at: datetime, now: datetime) -> datetime:
    """When a letter that gathers changes leaves: soon after the last, not long after the first."""
    return min(now + GATHERING, first_at + LONGEST_GATHERING)

"""The ledger of answers: what happened to each who is called, and how they stand by it.

Nothing in it is changed: what stands is read from all of it, in the order in which it was written.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum


class Event(StrEnum):
    """What happened. Presence is the attendance's own ledger."""

    CALLED = "called"
    SENT = "sent"
    SEEN = "seen"
    ANSWERED = "answered"
    PROPOSED = "proposed"  # somebody to come instead, who waits for a yes
    DECLINED = "declined"  # that proposal
    SUBSTITUTED = "substituted"
    UNDONE = "undone"
    TAKEN_OFF = "taken_off"
    RESTORED = "restored"


class Way(StrEnum):
    """By what way it came."""

    RULES = "rules"
    OFFICE = "office"
    PHONE = "phone"
    OWN_PAGE = "own_page"
    UNIT_PAGE = "unit_page"
    MAIL = "mail"
    DOOR = "door"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line; `reply` and `reason` go with an answer, `name` and `position` with a substitute."""

    event: Event
    at: datetime
    reply: str = ""
    reason: str = ""
    name: str = ""
    position: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands: as the columns of the list have it."""

    state: str = "live"
    reply: str = "none"
    reason: str = ""
    replied_at: datetime | None = None
    seen_at: datetime | None = None
    proposed: tuple[str, str] | None = None

    def after(self, entry: Entry) -> "Standing":
        """How they stand once this happened too."""
        if entry.event is Event.CALLED:
            return _called(self, entry)
        if entry.event is Event.SEEN:
            return replace(self, seen_at=self.seen_at or entry.at)
        if entry.event is Event.PROPOSED:
            return replace(self, proposed=(entry.name, entry.position))
        if entry.event is Event.DECLINED:
            return replace(self, proposed=None)
        if entry.event is Event.TAKEN_OFF:
            return replace(self, state="cancelled")
        if entry.event is Event.RESTORED:
            return replace(self, state="live")
        return self if entry.event is Event.SENT else self._answered(entry)

    def _answered(self, entry: Entry) -> "Standing":
        reply, state = entry.reply, self.state
        if entry.event is Event.SUBSTITUTED:
            reply, state = "substituted", "replaced"
        elif entry.event is Event.UNDONE:
            reply, state = "none", "live" if state == "replaced" else state
        return replace(
            self,
            state=state,
            reply=reply,
            reason=entry.reason,
            replied_at=entry.at,
            proposed=None,
        )


def standing(entries: Iterable[Entry]) -> Standing:
    """What all of these lines come to."""
    stands = Standing()
    for entry in entries:
        stands = stands.after(entry)
    return stands


def _called(stands: Standing, entry: Entry) -> Standing:
    """Whoever is sent instead of somebody comes with an answer."""
    return replace(stands, reply=entry.reply, replied_at=entry.at) if entry.reply else stands

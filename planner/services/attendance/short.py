"""The short code typed at a door: whose code of the meeting begins so. Nothing of it is stored."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.account import TRY_WINDOW, delegate_code, read_short, short_code, token_hash
from planner.domain.attendance.hours import sitting_of
from planner.domain.attendance.verdict import DeviceRight
from planner.domain.errors import NotFound, RuleBroken
from planner.store import account as accounts
from planner.store.account import Attempt
from planner.store.attendance import guest as guests
from planner.store.attendance.door import Holder
from planner.store.attendance.guest import Sought

MOST_MISSES = 40  # of one device within TRY_WINDOW: hands slip, a machine guesses
_KIND = "short_code"


@dataclass(frozen=True, slots=True)
class Meant:
    """Somebody whose code begins so, with the whole code: the device scans that."""

    who: Sought
    code: str


def meant_at(
    session: Session, holder: Holder, typed: str, code_key: bytes, now: datetime
) -> list[Meant] | None:
    """Whose living codes of this meeting begin so; None where the text is no short code.

    A device that may not scan finds no such place; one that guesses is refused for a while.
    """
    if DeviceRight.SCAN not in holder.rights:
        raise NotFound("short")
    short = read_short(typed)
    if short is None:
        return None
    since = now - TRY_WINDOW
    if accounts.failures_since(session, _KIND, _subject(holder), since) >= MOST_MISSES:
        raise RuleBroken("attendance.too_many_short")
    generations = {
        owner: generation
        for owner, generation in guests.living_codes(session, holder.meeting_id)
        if short_code(code_key, "delegate", owner, generation) == short
    }
    found = guests.sought_by_id(session, generations, sitting_of(holder.schedule, now))
    return [
        Meant(who, delegate_code(code_key, "delegate", who.id, generations[who.id]))
        for who in found
    ]


def note_miss(session: Session, holder: Holder, now: datetime) -> None:
    """Count a short code that nobody has."""
    session.add(Attempt(kind=_KIND, subject_hash=_subject(holder), at=now))


def _subject(holder: Holder) -> str:
    return token_hash(f"device:{holder.device_id}")

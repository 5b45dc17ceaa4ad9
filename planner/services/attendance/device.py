"""What the device that calls may read; its token is its authority."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from planner.domain.account import delegate_code, token_hash
from planner.domain.attendance.hours import sitting_of
from planner.domain.attendance.verdict import DeviceRight
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.text import search_key
from planner.outputs import roster
from planner.store.attendance import door as doors
from planner.store.attendance import guest as guests
from planner.store.attendance import scan as scans
from planner.store.attendance.door import Holder
from planner.store.attendance.guest import Coded, Guest, Sought
from planner.store.attendance.scan import Counts, Memory

SEEN_EVERY = timedelta(minutes=1)  # a device is noted as seen no more often
SHORTEST_SEARCH = 2  # letters
MOST_FOUND = 20


def device_behind(
    session: Session, token: str | None, now: datetime, *, alone: bool | None = None
) -> Holder:
    """The device of a live token, else refused. `alone` locks its meeting, see the store."""
    hashed = token_hash(token) if token else ""
    holder = doors.holders_of(session, {hashed}, alone=alone).get(hashed)
    if holder is None or not holder.lives(now):
        raise refused(holder)
    return holder


def refused(holder: Holder | None) -> RuleBroken:
    """Why a token opens nothing: unknown, shut out by the organiser, or past its end.

    A device that was one of ours keeps its queue and brings it to the quarantine.
    """
    if holder is None:
        return RuleBroken("attendance.dead_token")
    return RuleBroken("attendance.revoked" if holder.revoked_at else "attendance.ended")


def is_seen_lately(holder: Holder, now: datetime) -> bool:
    return holder.seen_at is not None and now - holder.seen_at < SEEN_EVERY


def counts_at(
    session: Session, holder: Holder, now: datetime, memory: Memory | None = None
) -> Counts:
    """How many are called, and how many are in at the sitting of this hour."""
    sitting = sitting_of(holder.schedule, now)
    return scans.counts_of(session, holder.meeting_id, sitting, now, memory)


def people_at(session: Session, holder: Holder, words: str, now: datetime) -> list[Sought]:
    """Whom the words may mean; a device without the right to search finds no such place."""
    if DeviceRight.SEARCH not in holder.rights:
        raise NotFound("search")
    if len(search_key(words).replace(" ", "")) < SHORTEST_SEARCH:
        return []
    sitting = sitting_of(holder.schedule, now)
    return guests.search_guests(session, holder.meeting_id, sitting, words, MOST_FOUND)


@dataclass(frozen=True, slots=True)
class RosterSource:
    """All that a roster is made of; `version` changes whenever a device should fetch it anew."""

    holder: Holder
    coded: tuple[Coded, ...]
    version: str


def roster_source(session: Session, holder: Holder) -> RosterSource:
    """The delegates as they stand, nothing sealed yet."""
    coded = tuple(guests.codes_of(session, holder.meeting_id))
    door = (holder.door_name, holder.may_substitute, sorted(holder.rights))
    known = (holder.meeting_id, holder.meeting_title, holder.schedule, door, coded)
    return RosterSource(holder, coded, sha256(repr(known).encode()).hexdigest()[:32])


def seal_roster(source: RosterSource, code_key: bytes) -> roster.Roster:
    """Each live code seals its own person; renewed and cancelled ones leave only their ids."""
    people: dict[str, str] = {}
    gone: dict[str, str] = {}
    for one in source.coded:
        code = delegate_code(code_key, "delegate", one.guest.id, one.generation)
        reason = _reason_gone(one.guest)
        if reason is None:
            people[roster.record_id(code)] = roster.seal(code, _card(one.guest))
        else:
            gone[roster.record_id(code)] = reason
    return roster.Roster(people, gone)


def clear_names(source: RosterSource) -> list[dict[str, object]] | None:
    """All who are called, readable, for a search without the network; None without that right."""
    if DeviceRight.NAMES not in source.holder.rights:
        return None
    called = {one.guest.id: one.guest for one in source.coded if one.guest.state == "live"}
    return [_card(guest) for guest in called.values()]


def _reason_gone(guest: Guest) -> str | None:
    if guest.state == "live":
        return None if guest.is_current else "replaced"
    return guest.state


def _card(guest: Guest) -> dict[str, object]:
    return {
        "id": guest.id,
        "name": guest.name,
        "position": guest.position,
        "unit": guest.unit,
        "seat": guest.seat,
    }

"""People whom a door writes down: walk-ins, and who comes in place of a delegate."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.attendance.item import WalkIn
from planner.domain.attendance.verdict import DeviceRight
from planner.domain.invitation import Way
from planner.domain.rights import Role, Viewer
from planner.domain.text import search_key, sort_key
from planner.services.invitation.ledger import By
from planner.services.invitation.replies import stand_in_row, write_substituted
from planner.store.attendance import guest as guests
from planner.store.attendance.door import Holder
from planner.store.attendance.guest import Guest
from planner.store.invitation import Delegate
from planner.store.session import flush

MOST_ALIKE = 5


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody of the meeting who is named like a walk-in."""

    id: int
    name: str
    unit: str


def welcome(session: Session, holder: Holder, person: WalkIn) -> tuple[Guest, tuple[Alike, ...]]:
    """A row for somebody who was not called, without a group; and who is named alike.

    A door that may not search names hears of nobody.
    """
    key = search_key(person.name)
    near = guests.named_alike(session, holder.meeting_id, key, MOST_ALIKE)
    told = near if DeviceRight.SEARCH in holder.rights else []
    row = Delegate(
        meeting_id=holder.meeting_id,
        name=person.name,
        position=person.position,
        unit_name=person.unit,
        search_key=key,
        sort_key=sort_key(person.name),
    )
    return _kept(session, row), tuple(Alike(one.id, one.name, one.unit) for one in told)


def stand_in_for(session: Session, absent: Guest, person: WalkIn, now: datetime) -> Guest:
    """Dự thay on the spot: in the same place of the list; whose place it was is replaced."""
    delegate = session.get_one(Delegate, absent.id)
    row = stand_in_row(delegate, person.name, person.position, now)
    session.add(row)
    door = Viewer(account_id=None, name="cửa điểm danh", role=Role.DOOR, unit_id=None)
    write_substituted(session, door, delegate, row, By(Way.DOOR, now, door.name))
    return _kept(session, row)


def as_kiosk_shows(guest: Guest, rights: frozenset[str]) -> Guest:
    """A screen that stands in the open shows a name and a seat, nothing more."""
    if DeviceRight.KIOSK in rights and DeviceRight.SCAN not in rights:
        return replace(guest, unit="", position="")
    return guest


def _kept(session: Session, row: Delegate) -> Guest:
    session.add(row)
    flush(session)
    return Guest(row.id, row.meeting_id, row.name, row.position, row.unit_name, row.seat, row.state)

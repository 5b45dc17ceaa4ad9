"""The list by hand: adding somebody, taking somebody off and on again. The caller commits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.account import email_address
from planner.domain.directory import reaches
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.invitation import Event, Mode, Way, limited, required
from planner.domain.rights import Action, Viewer
from planner.domain.text import search_key, sort_key
from planner.services.invitation import ledger
from planner.services.invitation.drafting import BY_HAND, plain_why
from planner.services.invitation.ledger import By
from planner.services.invitation.naming import find_unit
from planner.store import audit
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store.directory import Person, Unit
from planner.store.invitation import LAST_PLACE, Delegate, InviteeGroup
from planner.store.meeting import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class HandMade:
    """Somebody whom no rule calls. `unit` is a unit's code or name, or any words."""

    name: str
    position: str = ""
    unit: str = ""
    email: str = ""
    mode: Mode = Mode.INVITED
    group_id: int | None = None


def add(
    session: Session, viewer: Viewer, meeting_id: int, made: HandMade, now: datetime
) -> Delegate:
    """Put somebody on the list; a person of that unit in the register is recognised by the name.

    In a group the group's mode counts.
    """
    meeting = meetings.get(session, viewer, Action.SET_INVITEES, meeting_id, lock=True)
    name = required(made.name, "name", "invitation.no_name")
    unit = find_unit(session, made.unit)
    person = _person_of(session, viewer, unit, name)
    if person is not None:
        _ensure_not_called(session, meeting.id, person.id)
    delegate = _new(session, meeting, made, unit, person)
    delegate.why = plain_why(BY_HAND, by=viewer.name)
    session.add(delegate)
    session.flush()
    ledger.write_called(session, [delegate], By(Way.OFFICE, now, viewer.name))
    audit.record(session, viewer, now, "add_delegate", delegate, {"name": [None, delegate.name]})
    return delegate


def cancel(session: Session, viewer: Viewer, delegate_id: int, now: datetime) -> Delegate:
    """Take somebody off; the code stays known, so that a door can say why."""
    delegate = _hold(session, viewer, delegate_id)
    if delegate.state != "live":
        raise RuleBroken("invitation.not_on_the_list")
    _set_state(session, viewer, delegate, "cancelled", now)
    return delegate


def restore(session: Session, viewer: Viewer, delegate_id: int, now: datetime) -> Delegate:
    """Put somebody back who was taken off; the code is good again."""
    delegate = _hold(session, viewer, delegate_id)
    meetings.get(session, viewer, Action.SET_INVITEES, delegate.meeting_id, lock=True)
    if delegate.state != "cancelled":
        raise RuleBroken("invitation.not_taken_off")
    if delegate.substitute_for_id is not None:
        raise RuleBroken("invitation.stand_in_over")
    if delegate.person_id is not None:
        _ensure_not_called(session, delegate.meeting_id, delegate.person_id)
    _set_state(session, viewer, delegate, "live", now)
    return delegate


def _person_of(session: Session, viewer: Viewer, unit: Unit | None, name: str) -> Person | None:
    """Somebody of the register, as far as the viewer may look into it."""
    if unit is None or not reaches(viewer, Action.SEE_PEOPLE, unit.id, unit.path):
        return None
    return invitations.person_of_unit(session, unit.id, search_key(name))


def _new(
    session: Session, meeting: Meeting, made: HandMade, unit: Unit | None, person: Person | None
) -> Delegate:
    group, place = _group(session, meeting, made.group_id)
    name = person.name if person else required(made.name, "name", "invitation.no_name")
    email = email_address(made.email) if made.email.strip() else None
    return Delegate(
        meeting_id=meeting.id,
        person_id=person.id if person else None,
        unit_id=unit.id if unit else None,
        group_id=group.id if group else None,
        group_name=group.name if group else "",
        name=name,
        position=limited(made.position, "position"),
        unit_name=unit.name if unit else limited(made.unit, "unit"),
        email=email or (person.email if person else None),
        mode=group.mode if group else made.mode.value,
        place=place,
        search_key=search_key(name),
        sort_key=sort_key(name),
    )


def _group(
    session: Session, meeting: Meeting, group_id: int | None
) -> tuple[InviteeGroup | None, int]:
    if group_id is None:
        return None, LAST_PLACE
    for place, group in enumerate(invitations.groups_for_meeting(session, meeting.id)):
        if group.id == group_id:
            return group, place
    raise NotFound("group")


def _ensure_not_called(session: Session, meeting_id: int, person_id: int) -> None:
    known = invitations.known_people(session, meeting_id).get(person_id)
    if known is not None and known.state != "cancelled":
        raise RuleBroken("invitation.already_called", field="name", name=known.name)


def _hold(session: Session, viewer: Viewer, delegate_id: int) -> Delegate:
    return invitations.get_delegate(session, viewer, Action.SET_INVITEES, delegate_id, lock=True)


def _set_state(
    session: Session, viewer: Viewer, delegate: Delegate, state: str, now: datetime
) -> None:
    what = "restore_delegate" if state == "live" else "cancel_delegate"
    audit.record(session, viewer, now, what, delegate, {"state": [delegate.state, state]})
    event = Event.RESTORED if state == "live" else Event.TAKEN_OFF
    ledger.write(session, delegate, event, By(Way.OFFICE, now, viewer.name))

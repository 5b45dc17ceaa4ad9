"""Calling by the rules: the list that is frozen from them.

Once frozen it changes only by a person's word: the rules add, and propose the rest. What is
declined is not proposed again until it is something else. The caller commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.invitation import Event, Way
from planner.domain.meeting import Status
from planner.domain.rights import Action, Viewer
from planner.services.invitation import ledger
from planner.services.invitation.drafting import BY_HAND, Draft, Invitee, draft_for
from planner.services.invitation.ledger import By
from planner.store import audit
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting


@dataclass(frozen=True, slots=True)
class Differences:
    """What the rules would write otherwise than the frozen list has it."""

    new: Sequence[Invitee] = ()
    changed: Sequence[tuple[Delegate, Invitee]] = ()
    gone: Sequence[Delegate] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.gone)

    def __len__(self) -> int:
        return len(self.new) + len(self.changed) + len(self.gone)

    def proposals(self) -> dict[int, list[Any]]:
        """Person to what is proposed: as what they would stand there, or nothing at all."""
        written = [*self.new, *(new for _old, new in self.changed)]
        proposals = {one.person_id: _kept(one) for one in written}
        return proposals | {one.person_id: [] for one in self.gone if one.person_id is not None}

    def about(self, people: frozenset[int]) -> "Differences":
        """Those of these people."""
        return Differences(
            [one for one in self.new if one.person_id in people],
            [(old, new) for old, new in self.changed if new.person_id in people],
            [one for one in self.gone if one.person_id in people],
        )


@dataclass(frozen=True, slots=True)
class Compared:
    """What is proposed, and what was proposed and declined."""

    open: Differences
    declined: Differences


def compared(session: Session, meeting: Meeting, draft: Draft) -> Compared:
    """The draft beside the list as it was frozen."""
    found = _compared(draft, invitations.known_people(session, meeting.id))
    declined = invitations.declined_of(session, meeting.id)
    proposals = found.proposals()
    same = frozenset(
        person for person, proposal in proposals.items() if declined.get(person) == proposal
    )
    return Compared(found.about(frozenset(proposals) - same), found.about(same))


def differences(session: Session, meeting: Meeting, draft: Draft) -> Differences:
    """What is proposed of the draft: without what was declined."""
    return compared(session, meeting, draft).open


def call(session: Session, viewer: Viewer, meeting_id: int, now: datetime) -> Differences:
    """Freeze the rules into delegates: who is new is added, what else differs is only told.

    Calling again is safe: nobody is doubled, and who was taken off or declined stays off.
    """
    meeting = _hold(session, viewer, meeting_id)
    if Status(meeting.status) is Status.CANCELLED:
        raise RuleBroken("invitation.meeting_cancelled")
    draft = draft_for(session, meeting, now)
    if not any(group.rules for group in draft.groups):
        raise RuleBroken("invitation.no_rules")
    found = differences(session, meeting, draft)
    _add(session, viewer, meeting, draft, found.new, now)
    return found


def accept(session: Session, viewer: Viewer, meeting_id: int, person_id: int, now: datetime) -> str:
    """Write one person as the rules say now: added, as what, or taken off; the name comes back."""
    meeting = _hold(session, viewer, meeting_id)
    draft = draft_for(session, meeting, now)
    one = differences(session, meeting, draft).about(frozenset({person_id}))
    name = _name_in(one)
    _add(session, viewer, meeting, draft, one.new, now)
    _take_over(session, viewer, one, now)
    return name


def accept_all(session: Session, viewer: Viewer, meeting_id: int, now: datetime) -> Differences:
    """Write the whole list as the rules say now, those who are new included."""
    found = call(session, viewer, meeting_id, now)
    _take_over(session, viewer, found, now)
    return found


def decline(
    session: Session, viewer: Viewer, meeting_id: int, person_id: int, now: datetime
) -> str:
    """Leave one person as the list has them; the name comes back."""
    meeting = _hold(session, viewer, meeting_id)
    found = differences(session, meeting, draft_for(session, meeting, now))
    one = found.about(frozenset({person_id}))
    name = _name_in(one)
    _decline(session, viewer, meeting, one, now)
    return name


def decline_all(session: Session, viewer: Viewer, meeting_id: int, now: datetime) -> int:
    """Leave the list as it is; how many proposals that declines."""
    meeting = _hold(session, viewer, meeting_id)
    found = differences(session, meeting, draft_for(session, meeting, now))
    _decline(session, viewer, meeting, found, now)
    return len(found)


def propose_again(session: Session, viewer: Viewer, meeting_id: int, now: datetime) -> None:
    """Look anew at everything that was declined."""
    meeting = _hold(session, viewer, meeting_id)
    invitations.drop_declined(session, meeting.id)
    audit.record(session, viewer, now, "propose_again", meeting)


def _hold(session: Session, viewer: Viewer, meeting_id: int) -> Meeting:
    return meetings.get(session, viewer, Action.SET_INVITEES, meeting_id, lock=True)


def _name_in(found: Differences) -> str:
    """Whom the proposal about one person names; refused where there is none (any more)."""
    names = [one.name for one in found.new] + [new.name for _old, new in found.changed]
    names += [one.name for one in found.gone]
    if not names:
        raise RuleBroken("invitation.no_proposal")
    return names[0]


def _add(
    session: Session,
    viewer: Viewer,
    meeting: Meeting,
    draft: Draft,
    new: Sequence[Invitee],
    now: datetime,
) -> None:
    rows = [{**asdict(invitee), "meeting_id": meeting.id} for invitee in new]
    newest = invitations.newest_delegate(session)
    invitations.add_delegates(session, rows)
    if rows:
        added = invitations.delegates_after(session, meeting.id, newest)
        ledger.write_called(session, added, By(Way.RULES, now, viewer.name))
    order = [(group.id, group.name) for group in draft.groups]
    invitations.put_in_order(session, meeting.id, order)
    if new:
        changes = {"delegates": [None, len(new)]}
        audit.record(session, viewer, now, "call_delegates", meeting, changes)


def _decline(
    session: Session, viewer: Viewer, meeting: Meeting, found: Differences, now: datetime
) -> None:
    invitations.write_declined(session, meeting.id, found.proposals(), viewer.name, now)
    changes = {"proposals": [len(found), None]}
    audit.record(session, viewer, now, "decline_changes", meeting, changes)


def _take_over(session: Session, viewer: Viewer, found: Differences, now: datetime) -> None:
    for delegate, new in found.changed:
        before = [delegate.name, delegate.position, delegate.unit_name, delegate.group_name]
        after = [new.name, new.position, new.unit_name, new.group_name]
        for name, value in asdict(new).items():
            setattr(delegate, name, value)
        audit.record(session, viewer, now, "update_delegate", delegate, {"as": [before, after]})
    for delegate in found.gone:
        audit.record(
            session, viewer, now, "cancel_delegate", delegate, {"state": ["live", "cancelled"]}
        )
        ledger.write(session, delegate, Event.TAKEN_OFF, By(Way.RULES, now, viewer.name))
    session.flush()


def _compared(draft: Draft, known: Mapping[int, Delegate]) -> Differences:
    called = {invitee.person_id: invitee for invitee in draft.invitees}
    by_rule = {
        person: delegate
        for person, delegate in known.items()
        if delegate.state == "live" and delegate.why and delegate.why[0]["relation"] != BY_HAND
    }
    changed = [
        (delegate, called[person])
        for person, delegate in by_rule.items()
        if person in called and _kept(delegate) != _kept(called[person])
    ]
    return Differences(
        new=[invitee for invitee in draft.invitees if invitee.person_id not in known],
        changed=sorted(changed, key=lambda pair: (pair[1].place, pair[1].sort_key)),
        gone=sorted(
            (delegate for person, delegate in by_rule.items() if person not in called),
            key=lambda delegate: (delegate.place, delegate.sort_key),
        ),
    )


def _kept(line: Delegate | Invitee) -> list[Any]:
    """What must not change silently; the words of a group may."""
    return [line.name, line.position, line.unit_id, line.unit_name, line.group_id, line.mode]

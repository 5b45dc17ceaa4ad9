"""The codes that delegates carry: derived whenever they are needed, kept as hashes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.account import delegate_code, token_hash
from planner.domain.errors import RuleBroken
from planner.domain.rights import Action, Viewer
from planner.store import account as accounts
from planner.store import audit
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store.invitation import DELEGATE, Delegate


@dataclass(frozen=True, slots=True)
class Carried:
    """A delegate and the living code to be printed for them."""

    delegate: Delegate
    code: str


def codes_of(
    session: Session,
    viewer: Viewer,
    meeting_id: int,
    key: str,
    now: datetime,
    *,
    renew: bool = False,
) -> Sequence[Carried]:
    """Every live delegate's code, in printed order: missing ones are made, `renew` makes all anew.

    The same each time while nothing is renewed; older codes stay known as replaced.
    """
    meeting = meetings.get(session, viewer, Action.SET_INVITEES, meeting_id, lock=True)
    if renew:
        invitations.revoke_codes(session, meeting_id, now)
    made = issue_missing(session, meeting_id, key, now)
    if made:
        what = "renew_codes" if renew else "issue_codes"
        audit.record(session, viewer, now, what, meeting, {"codes": [None, made]})
    return carried(session, meeting_id, key)


def carried(
    session: Session, meeting_id: int, key: str, *, group_id: int | None = None
) -> list[Carried]:
    """The living codes of a meeting that the caller may read, in printed order; makes none."""
    found = invitations.delegates_with_code(session, meeting_id, group_id)
    return [Carried(who, code_of(key, who.id, generation)) for who, generation in found]


def issue_missing(session: Session, meeting_id: int, key: str, now: datetime) -> int:
    """Give the live delegates that have none a code; how many. The caller holds the meeting."""
    session.flush()
    last = invitations.last_generations(session, meeting_id)
    waiting = invitations.without_code(session, meeting_id)
    new = [(delegate_id, last.get(delegate_id, 0) + 1) for delegate_id in waiting]
    _keep(session, new, key, now)
    return len(new)


def renew_one(session: Session, delegate_id: int, key: str, now: datetime) -> str:
    """The next code of one delegate; those before it are dead. The caller holds the delegate."""
    accounts.revoke_all(session, DELEGATE, delegate_id, now)
    generation = accounts.next_generation(session, DELEGATE, delegate_id)
    _keep(session, [(delegate_id, generation)], key, now)
    return code_of(key, delegate_id, generation)


def renew_for(session: Session, viewer: Viewer, delegate_id: int, key: str, now: datetime) -> str:
    """A new code for one delegate whose old one was lost or seen by others."""
    delegate = invitations.get_delegate(
        session, viewer, Action.SET_INVITEES, delegate_id, lock=True
    )
    if delegate.state != "live":
        raise RuleBroken("invitation.not_on_the_list")
    audit.record(session, viewer, now, "renew_codes", delegate, {"codes": [None, 1]})
    return renew_one(session, delegate.id, key, now)


def living_code(session: Session, delegate: Delegate, key: str) -> str | None:
    """The code that a delegate carries, if any lives."""
    generation = invitations.living_generation(session, delegate.id)
    return None if generation is None else code_of(key, delegate.id, generation)


def code_of(key: str, delegate_id: int, generation: int) -> str:
    """The 28 characters."""
    return delegate_code(key.encode(), DELEGATE, delegate_id, generation)


def _keep(session: Session, new: Iterable[tuple[int, int]], key: str, now: datetime) -> None:
    hashed = [
        (delegate_id, generation, token_hash(code_of(key, delegate_id, generation)))
        for delegate_id, generation in new
    ]
    invitations.add_codes(session, hashed, now)

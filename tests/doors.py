"""Doors in tests: codes given out, devices paired, items sent, and the log behind it all."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import count
from uuid import UUID

from sqlalchemy.orm import Session

from planner.domain.account import delegate_code, short_code, token_hash
from planner.domain.rights import KEEPER
from planner.services.attendance import door as doors
from planner.services.attendance import ledger
from planner.services.attendance.door import USUAL_RIGHTS, NewDoor
from planner.services.attendance.scan import Answer, Batch, Desk, take_scans
from planner.store.account import Credential
from planner.store.attendance.ledger import projection_of
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from tests.factories import NOW, at

KEY = b"c" * 32
HOSTS = frozenset({"localhost"})
EIGHT = at("08:00")
_numbers = count(1)


def new_id() -> str:
    """A client id, as devices make them."""
    return str(UUID(int=next(_numbers)))


def give_code(session: Session, delegate: Delegate, generation: int = 1) -> str:
    """A code for a delegate; an earlier one ends."""
    code = delegate_code(KEY, "delegate", delegate.id, generation)
    for earlier in session.query(Credential).filter_by(kind="delegate", owner_id=delegate.id):
        earlier.revoked_at = NOW
    session.add(
        Credential(
            kind="delegate",
            owner_id=delegate.id,
            generation=generation,
            hash=token_hash(code),
            created_at=NOW,
        )
    )
    session.commit()
    return code


def begun_alike(key: bytes, one_id: int, other_id: int) -> tuple[int, int]:
    """A generation of each whose codes share their first six characters."""
    ones: dict[str, int] = {}
    others: dict[str, int] = {}
    for number in count(1):
        one, other = (short_code(key, "delegate", each, number) for each in (one_id, other_id))
        ones.setdefault(one, number)
        others.setdefault(other, number)
        for short in (one, other):
            if short in ones and short in others:
                return ones[short], others[short]
    raise AssertionError


def open_door(
    session: Session,
    meeting: Meeting,
    name: str = "Cửa chính",
    *,
    now: datetime = EIGHT,
    rights: Iterable[str] = USUAL_RIGHTS,
    at_once: bool = False,
) -> str:
    """The token of a new door's device."""
    made = doors.open_door(session, KEEPER, meeting.id, NewDoor(name, at_once), now)
    hashed = token_hash(made.token)
    credential = session.query(Credential).filter_by(kind="device", hash=hashed).one()
    credential.scopes = " ".join(rights)
    session.commit()
    return made.token


def item(
    code: str | None = None, when: datetime | str = "08:00", **more: object
) -> dict[str, object]:
    """One item of a batch: coming in, online, unless told."""
    moment = at(when) if isinstance(when, str) else when
    return {"id": new_id(), "code": code, "kind": "in", "at": moment.isoformat(), **more}


def send(
    session: Session,
    token: str,
    items: Sequence[object],
    now: datetime | None = None,
    sent_at: datetime | None = None,
) -> Answer:
    """Send a batch and keep it; received at eight unless told."""
    batch = Batch(items, sent_at)
    answer = take_scans(session, token, batch, Desk(KEY, HOSTS, now or EIGHT))
    session.commit()
    return answer


def verdicts(answer: Answer) -> list[str]:
    return [str(one.verdict) for one in answer.results]


def who_is_in(session: Session, meeting: Meeting) -> dict[int, tuple[datetime, bool]]:
    """By delegate: when they came, whether they are in. The log must say the same."""
    session.expire_all()
    found = projection_of(session, meeting.id)
    assert ledger.rebuild(session, KEEPER, meeting.id, EIGHT) == 0
    return {
        delegate_id: (presence.first_in, presence.is_in)
        for (_sitting, delegate_id), (presence, _scan) in found.items()
    }

"""What was declined of the changes that the rules proposed to a frozen list."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from planner.store.invitation.rows import DeclinedChange

Proposals = Mapping[int, list[Any]]


_AT_ONCE = 500  # ids in one IN: SQLite counts its parameters


def declined_of(session: Session, meeting_id: int) -> dict[int, list[Any]]:
    """Person to what was proposed about them and declined."""
    query = select(DeclinedChange.person_id, DeclinedChange.proposal)
    query = query.where(DeclinedChange.meeting_id == meeting_id).order_by(DeclinedChange.id)
    return dict(session.execute(query).all())


def write_declined(
    session: Session, meeting_id: int, proposals: Proposals, by: str, now: datetime
) -> None:
    """Keep these proposals as declined, in place of what was declined about the same people."""
    drop_declined(session, meeting_id, list(proposals))
    rows = [
        {
            "meeting_id": meeting_id,
            "person_id": person,
            "proposal": proposal,
            "declined_at": now,
            "declined_by": by,
        }
        for person, proposal in proposals.items()
    ]
    if rows:
        session.execute(insert(DeclinedChange), rows)


def drop_declined(session: Session, meeting_id: int, people: list[int] | None = None) -> None:
    """Propose again what was declined about these people, or about everybody."""
    query = delete(DeclinedChange).where(DeclinedChange.meeting_id == meeting_id)
    if people is None:
        session.execute(query)
        return
    for start in range(0, len(people), _AT_ONCE):
        session.execute(query.where(DeclinedChange.person_id.in_(people[start : start + _AT_ONCE])))

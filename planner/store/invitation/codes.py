"""The codes of delegates: which generation of each lives. Only hashes are stored."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import and_, func, insert, select, update
from sqlalchemy.orm import Session

from planner.store.account import Credential
from planner.store.invitation.delegates import IN_ORDER
from planner.store.invitation.rows import Delegate

DELEGATE = "delegate"  # the kind of credential; its owner is a row of this table
_LIVING_CODE = and_(
    Credential.kind == DELEGATE,
    Credential.owner_id == Delegate.id,
    Credential.revoked_at.is_(None),
)


def last_generations(session: Session, meeting_id: int) -> dict[int, int]:
    """Delegate to the newest code they were ever given, living or dead."""
    query = (
        select(Credential.owner_id, func.max(Credential.generation))
        .join(Delegate, Delegate.id == Credential.owner_id)
        .where(Credential.kind == DELEGATE, Delegate.meeting_id == meeting_id)
        .group_by(Credential.owner_id)
    )
    return dict(session.execute(query).all())


def without_code(session: Session, meeting_id: int) -> Sequence[int]:
    """The live delegates who have no living code."""
    query = select(Delegate.id).where(
        Delegate.meeting_id == meeting_id,
        Delegate.state == "live",
        ~select(Credential.id).where(_LIVING_CODE).exists(),
    )
    return session.scalars(query.order_by(*IN_ORDER)).all()


def living_generation(session: Session, delegate_id: int) -> int | None:
    """The generation of the living code of one delegate."""
    query = select(Credential.generation).where(
        Credential.kind == DELEGATE,
        Credential.owner_id == delegate_id,
        Credential.revoked_at.is_(None),
    )
    return session.scalar(query)


def add_codes(session: Session, codes: Iterable[tuple[int, int, str]], now: datetime) -> None:
    """Keep codes given as (delegate, generation, hash), ten thousand in one go."""
    rows = [
        {
            "kind": DELEGATE,
            "owner_id": delegate_id,
            "generation": generation,
            "hash": hashed,
            "created_at": now,
        }
        for delegate_id, generation, hashed in codes
    ]
    if rows:
        session.execute(insert(Credential), rows)


def revoke_codes(session: Session, meeting_id: int, now: datetime) -> None:
    """End the living codes of all delegates of a meeting; they stay known."""
    mine = select(Delegate.id).where(Delegate.meeting_id == meeting_id)
    living = update(Credential).where(
        Credential.kind == DELEGATE,
        Credential.owner_id.in_(mine),
        Credential.revoked_at.is_(None),
    )
    # Nobody holds these rows in memory.
    session.execute(living.values(revoked_at=now), execution_options={"synchronize_session": False})


def delegates_with_code(
    session: Session, meeting_id: int, group_id: int | None = None
) -> Sequence[tuple[Delegate, int]]:
    """Live delegates with the generation of their living code, in printed order."""
    query = (
        select(Delegate, Credential.generation)
        .join(Credential, _LIVING_CODE)
        .where(Delegate.meeting_id == meeting_id, Delegate.state == "live")
    )
    if group_id is not None:
        query = query.where(Delegate.group_id == group_id)
    return session.execute(query.order_by(*IN_ORDER)).all()

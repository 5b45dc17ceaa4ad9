"""The record of who did what: rows are added, never changed (a trigger refuses it)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from planner.domain.rights import Viewer
from planner.store.base import Base


class AuditEntry(Base):
    """`noun` and `noun_id` name the thing; `changes` is `{field: [before, after]}`."""

    __tablename__ = "audit_entry"
    __table_args__ = (Index(None, "noun", "noun_id"),)

    at: Mapped[datetime] = mapped_column(index=True)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # text: above us
    account_name: Mapped[str]  # as it was that day
    action: Mapped[str]
    noun: Mapped[str]
    noun_id: Mapped[int]
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)


def record(
    session: Session,
    viewer: Viewer,
    now: datetime,
    action: str,
    thing: Base,
    changes: dict[str, Any] | None = None,
) -> None:
    """Write down, in the transaction of the deed, what `viewer` did to `thing` (it has an id).

    `changes` holds plain JSON values; never a secret.
    """
    entry = AuditEntry(
        at=now,
        account_id=viewer.account_id,
        account_name=viewer.name,
        action=action,
        noun=thing.__tablename__,
        noun_id=thing.id,
        changes=changes or {},
    )
    session.add(entry)


def history_of(session: Session, thing: Base) -> Sequence[AuditEntry]:
    """What was done to a thing that the caller may see, newest first."""
    query = select(AuditEntry).where(
        AuditEntry.noun == thing.__tablename__, AuditEntry.noun_id == thing.id
    )
    return session.scalars(query.order_by(AuditEntry.id.desc())).all()

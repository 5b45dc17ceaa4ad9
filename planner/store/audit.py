"""The record of who did what: rows are added, never changed (a trigger refuses it)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from planner.domain.errors import NotFound
from planner.domain.rights import Action, Viewer
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


def entries(
    session: Session, viewer: Viewer, before: int | None = None, *, limit: int
) -> Sequence[AuditEntry]:
    """What everybody did, newest first, `before` an entry; only for who sees the record."""
    if not viewer.may_anywhere(Action.SEE_AUDIT):
        raise NotFound("audit")
    query = select(AuditEntry).order_by(AuditEntry.id.desc()).limit(limit)
    if before is not None:
        query = query.where(AuditEntry.id < before)
    return session.scalars(query).all()


def values(thing: Base, names: str) -> dict[str, Any]:
    """The columns of these names (spaces between), as the record keeps them."""
    kept = {name: getattr(thing, name) for name in names.split()}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in kept.items()
    }


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """`{field: [before, after]}` of what is not the same."""
    return {
        name: [before.get(name), value]
        for name, value in after.items()
        if before.get(name) != value
    }


def record_all(
    session: Session,
    viewer: Viewer,
    now: datetime,
    action: str,
    noun: str,
    told: Sequence[tuple[int | None, dict[str, Any]]],
) -> None:
    """As `record` for many things of one noun at once: (number, changes) of each."""
    rows = [
        {
            "at": now,
            "account_id": viewer.account_id,
            "account_name": viewer.name,
            "action": action,
            "noun": noun,
            "noun_id": number,
            "changes": changes,
        }
        for number, changes in told
    ]
    if rows:
        session.execute(insert(AuditEntry), rows)


def plain(changes: dict[str, Any]) -> dict[str, Any]:
    """Changes with days as the record keeps them."""
    return {
        name: [value.isoformat() if isinstance(value, date) else value for value in pair]
        for name, pair in changes.items()
    }

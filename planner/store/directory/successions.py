"""Successions: which unit carries on which, by what decision, since when."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ColumnElement, ForeignKey, func, or_, select
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship, selectinload

from planner.domain.directory import Inheritance, Lineage
from planner.domain.errors import NotFound
from planner.domain.rights import Action, Viewer
from planner.store.base import Base
from planner.store.directory.rows import Unit
from planner.store.directory.units import in_reach


class Succession(Base):
    """A merge, split, rename, end or move, as it was decided and entered.

    `choices` are the wizard's, `done` what was moved and how it was before: enough to undo it.
    `applied_at` is None while its day is still to come.
    """

    __tablename__ = "succession"

    kind: Mapped[str]
    day: Mapped[date] = mapped_column(index=True)
    decision_number: Mapped[str] = mapped_column(default="")
    decision_on: Mapped[date | None]
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    done: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # text: above us
    account_name: Mapped[str]
    created_at: Mapped[datetime]
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    parts: Mapped[list["SuccessionPart"]] = relationship(
        lazy="raise", order_by="SuccessionPart.id", back_populates="succession"
    )


class SuccessionPart(Base):
    """From a unit to an heir (None: nobody carries it on). `ends`: the unit is no more.

    At most one heir of a unit takes its history.
    """

    __tablename__ = "succession_part"

    succession_id: Mapped[int] = mapped_column(ForeignKey(Succession.id), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    heir_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id), index=True)
    takes_history: Mapped[bool] = mapped_column(default=True)
    ends: Mapped[bool] = mapped_column(default=True)
    succession: Mapped[Succession] = relationship(lazy="raise", back_populates="parts")
    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id], lazy="raise")
    heir: Mapped[Unit | None] = relationship(foreign_keys=[heir_id], lazy="raise")


_WITH_PARTS = selectinload(Succession.parts).options(
    joinedload(SuccessionPart.unit), joinedload(SuccessionPart.heir)
)


def lineage(session: Session) -> Lineage[int]:
    """How the histories of all units went on: one query, a row for each heir there ever was."""
    part = SuccessionPart
    query = (
        select(part.unit_id, part.heir_id, Succession.day, part.ends)
        .join(part.succession)
        .where(part.takes_history, part.heir_id.is_not(None), part.heir_id != part.unit_id)
        .where(Succession.undone_at.is_(None))
        .order_by(Succession.day, Succession.id, part.id)
    )
    return Lineage.of(
        Inheritance(unit, heir, day, ends)
        for unit, heir, day, ends in session.execute(query)
        if heir is not None
    )


def successions_for(
    session: Session, viewer: Viewer, *, limit: int, offset: int = 0
) -> Sequence[Succession]:
    """Those that concern a unit within sight, the latest day first, with units and heirs."""
    query = select(Succession).where(_concerns(viewer)).options(_WITH_PARTS)
    query = query.order_by(Succession.day.desc(), Succession.id.desc())
    return session.scalars(query.limit(limit).offset(offset)).all()


def count_successions(session: Session, viewer: Viewer) -> int:
    """How many `successions_for` would give without a limit."""
    query = select(func.count()).select_from(Succession).where(_concerns(viewer))
    return session.scalar(query) or 0


def get_succession(session: Session, viewer: Viewer, action: Action, number: int) -> Succession:
    """With units and heirs; NotFound where the viewer may not do this at one of its units."""
    query = select(Succession).where(Succession.id == number, _concerns(viewer, action))
    found = session.scalar(query.options(_WITH_PARTS))
    if found is None:
        raise NotFound("succession")
    return found


def successions_of(session: Session, unit: Unit) -> Sequence[Succession]:
    """Those in which a unit gave or took something, the latest first; none that was undone."""
    part = SuccessionPart
    ours = select(part.succession_id).where(or_(part.unit_id == unit.id, part.heir_id == unit.id))
    query = select(Succession).where(Succession.id.in_(ours), Succession.undone_at.is_(None))
    order = (Succession.day.desc(), Succession.id.desc())
    return session.scalars(query.options(_WITH_PARTS).order_by(*order)).all()


def planned_until(session: Session, today: date) -> Sequence[Succession]:
    """Those whose day has come and that were not carried out yet, in order."""
    query = select(Succession).where(
        Succession.applied_at.is_(None), Succession.undone_at.is_(None), Succession.day <= today
    )
    order = (Succession.day, Succession.id)
    return session.scalars(query.options(_WITH_PARTS).order_by(*order)).all()


def later_about(session: Session, succession: Succession) -> Sequence[Succession]:
    """Successions that were entered after this one and concern one of its units."""
    part = SuccessionPart
    units = {one for each in succession.parts for one in (each.unit_id, each.heir_id) if one}
    about = select(part.succession_id).where(or_(part.unit_id.in_(units), part.heir_id.in_(units)))
    query = select(Succession).where(
        Succession.id.in_(about), Succession.id > succession.id, Succession.undone_at.is_(None)
    )
    return session.scalars(query.order_by(Succession.id)).all()


def _concerns(viewer: Viewer, action: Action = Action.SEE_UNITS) -> ColumnElement[bool]:
    part = SuccessionPart
    return (
        select(part.id)
        .join(Unit, or_(Unit.id == part.unit_id, Unit.id == part.heir_id))
        .where(part.succession_id == Succession.id, in_reach(viewer, action))
        .exists()
    )

"""What units were before, and what is planned for them: names, kinds and parents by date."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from planner.domain.directory import UNIT_KINDS, Period, UnitState, whole
from planner.store.base import Base
from planner.store.directory.rows import Unit, in_being

_AT_ONCE = 500  # ids in one IN: SQLite counts its parameters


class UnitPeriod(Base):
    """What a unit was, or will be, for a time; on all other days it is as its own row says.

    No two of one unit hold the same day: the database sees to it, see 0002.
    """

    __tablename__ = "unit_period"
    __table_args__ = (
        CheckConstraint("from_on < to_on", name="ends_after_start"),
        CheckConstraint("parent_id IS NULL OR territory_id IS NULL", name="one_place_in_the_tree"),
    )

    unit_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    from_on: Mapped[date | None] = mapped_column(index=True)
    to_on: Mapped[date | None]
    code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    level: Mapped[int]
    is_outside: Mapped[bool] = mapped_column(default=False)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    territory_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    place: Mapped[str] = mapped_column(default="")


def state_of(row: Unit | UnitPeriod) -> UnitState:
    """What a row says of its unit."""
    above = row.territory_id if row.is_outside else row.parent_id
    return UnitState(row.code, row.name, row.kind, row.level, above, row.place)


def write_state(row: Unit | UnitPeriod, state: UnitState) -> None:
    """Let a row say this of its unit; an outside body stands in a territory, not under a parent."""
    kind = UNIT_KINDS.get(state.kind)
    outside = row.is_outside if kind is None else kind.outside
    row.code, row.name, row.kind = state.code, state.name, state.kind
    row.level, row.place, row.is_outside = state.level, state.place, bool(outside)
    row.parent_id = None if outside else state.above
    row.territory_id = state.above if outside else None


def periods_of(session: Session, unit: Unit) -> list[Period]:
    """All of a unit's time, the oldest first; one period unless something has changed."""
    query = select(UnitPeriod).where(UnitPeriod.unit_id == unit.id)
    kept = [Period(row.from_on, row.to_on, state_of(row)) for row in session.scalars(query)]
    return whole(kept, state_of(unit))


def periods_by_unit(session: Session, units: Iterable[Unit]) -> dict[int, list[Period]]:
    """All of the time of each of these units: as `periods_of`, one query for all."""
    wanted = {unit.id: unit for unit in units}
    query = select(UnitPeriod).where(UnitPeriod.unit_id.in_(wanted))
    kept: dict[int, list[Period]] = defaultdict(list)
    for row in session.scalars(query):
        kept[row.unit_id].append(Period(row.from_on, row.to_on, state_of(row)))
    return {number: whole(kept[number], state_of(unit)) for number, unit in wanted.items()}


def keep_periods(session: Session, unit: Unit, periods: Iterable[Period]) -> None:
    """These stand apart from the unit's own row, instead of whatever stood before."""
    session.flush()
    session.execute(delete(UnitPeriod).where(UnitPeriod.unit_id == unit.id))
    for period in periods:
        row = UnitPeriod(unit_id=unit.id, from_on=period.from_on, to_on=period.to_on)
        write_state(row, period.state)
        session.add(row)
    session.flush()


def otherwise_on(
    session: Session, day: date, unit_ids: Iterable[int] | None = None
) -> dict[int, UnitPeriod]:
    """By unit what it was that day, where it was not as its row says; `None` asks for all."""
    query = select(UnitPeriod).where(in_being(UnitPeriod.from_on, UnitPeriod.to_on, day))
    if unit_ids is None:
        return {row.unit_id: row for row in session.scalars(query)}
    found: dict[int, UnitPeriod] = {}
    wanted = sorted(set(unit_ids))
    for start in range(0, len(wanted), _AT_ONCE):
        some = query.where(UnitPeriod.unit_id.in_(wanted[start : start + _AT_ONCE]))
        found |= {row.unit_id: row for row in session.scalars(some)}
    return found


def names_on(session: Session, day: date, units: Iterable[Unit]) -> dict[int, str]:
    """What these units were called that day."""
    named = {unit.id: unit.name for unit in units}
    return named | {unit: row.name for unit, row in otherwise_on(session, day, named).items()}


def due(session: Session, today: date) -> Sequence[Unit]:
    """The units that are no longer as their row says: a planned change has come to its day."""
    query = select(UnitPeriod.unit_id).where(in_being(UnitPeriod.from_on, UnitPeriod.to_on, today))
    return session.scalars(select(Unit).where(Unit.id.in_(query)).order_by(Unit.id)).all()


def is_code_planned(session: Session, code: str, besides: int | None) -> bool:
    """Whether another unit that goes by another code by now is to take this one some day."""
    later = select(UnitPeriod.id).join(Unit, Unit.id == UnitPeriod.unit_id)
    later = later.where(UnitPeriod.code == code, UnitPeriod.to_on.is_(None), Unit.code != code)
    if besides is not None:
        later = later.where(UnitPeriod.unit_id != besides)
    return session.scalar(later.limit(1)) is not None

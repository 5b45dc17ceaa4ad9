"""Finding units, and keeping their tree in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    column,
    false,
    func,
    or_,
    select,
    table,
    true,
    update,
)
from sqlalchemy.orm import Session, joinedload

from planner.domain.directory import Place, ids_above, in_tree_order, paths, reaches
from planner.domain.errors import NotFound
from planner.domain.rights import Action, Relation, Viewer
from planner.domain.text import matches
from planner.store.base import UtcDateTime
from planner.store.directory.rows import Unit, in_being
from planner.store.text import may_match

# Meetings stand above us; renaming a unit or a hall changes what their calendars show.
MEETING = table(
    "meeting",
    column("changed_at", UtcDateTime()),
    column("hall_id"),
    column("convenor_id"),
    column("host_id"),
    column("standing_office_id"),
)
_DUTY = table("duty", column("changed_at", UtcDateTime()), column("unit_id"))
_AT_ONCE = 500  # ids in one IN: SQLite counts its parameters


@dataclass(frozen=True, slots=True)
class UnitsAsked:
    """What a list of units is narrowed to: words, a kind, what stands under a unit of this path.

    `day` leaves out the units that are not in being then.
    """

    text: str = ""
    kind: str = ""
    path: str = "/"
    day: date | None = None


def find_unit_by_code(session: Session, code: str) -> Unit | None:
    """By its code; that a unit exists is nobody's secret."""
    return session.scalar(select(Unit).where(Unit.code == code))


def in_reach(viewer: Viewer, action: Action) -> ColumnElement[bool]:
    """The units at which the viewer may do it: `domain.directory.reaches`, said in SQL."""
    relations = viewer.reach(action)
    if Relation.ANY in relations:
        return true()
    ways: list[ColumnElement[bool]] = [false()]
    own = [unit for unit in (viewer.seat_id, viewer.unit_id) if unit is not None]
    if Relation.OWN in relations:
        ways.append(Unit.id.in_(own))
    if Relation.BELOW in relations and viewer.seat_id is not None:
        ways.append(Unit.path.like(f"{viewer.seat_path}%") & Unit.id.not_in(own))
    return or_(*ways)


def outline(session: Session, asked: UnitsAsked) -> list[tuple[int, int]]:
    """(unit, depth) in the order of the tree: light enough for all units of an office."""
    query = select(
        Unit.id,
        func.coalesce(Unit.parent_id, Unit.territory_id),
        Unit.is_outside,
        Unit.rank,
        Unit.sort_key,
        Unit.search_key,
    ).where(may_match(Unit.search_key, asked.text), Unit.path.like(f"{asked.path}%"))
    if asked.kind:
        query = query.where(Unit.kind == asked.kind)
    if asked.day is not None:
        query = query.where(in_being(Unit.from_on, Unit.to_on, asked.day))
    return in_tree_order(
        Place(unit, above, (outside, rank, sort_key))
        for unit, above, outside, rank, sort_key, key in session.execute(query)
        if matches(asked.text, key)
    )


def units_in_order(session: Session, wanted: Iterable[int]) -> list[Unit]:
    """The units of these numbers, in this order, each with what it belongs to."""
    order = list(wanted)
    found: dict[int, Unit] = {}
    for start in range(0, len(order), _AT_ONCE):
        query = select(Unit).where(Unit.id.in_(order[start : start + _AT_ONCE]))
        with_above = query.options(joinedload(Unit.parent), joinedload(Unit.territory))
        found |= {unit.id: unit for unit in session.scalars(with_above)}
    return [found[number] for number in order if number in found]


def get_unit(session: Session, viewer: Viewer, action: Action, unit_id: int) -> Unit:
    """With what it belongs to; NotFound where the viewer may not do this."""
    options = [joinedload(Unit.parent), joinedload(Unit.territory)]
    unit = session.get(Unit, unit_id, options=options)
    if unit is None or not reaches(viewer, action, unit.id, unit.path):
        raise NotFound("unit")
    return unit


def way_to(session: Session, unit: Unit) -> list[Unit]:
    """The units above, from the root down."""
    return units_in_order(session, ids_above(unit.path))


def units_under(session: Session, unit: Unit, day: date) -> Sequence[Unit]:
    """What belongs to a unit directly, outside bodies last."""
    query = select(Unit).where(
        or_(Unit.parent_id == unit.id, Unit.territory_id == unit.id),
        in_being(Unit.from_on, Unit.to_on, day),
    )
    order = (Unit.is_outside, Unit.rank, Unit.sort_key, Unit.id)
    return session.scalars(query.order_by(*order)).all()


def lock_tree(session: Session) -> None:
    """Nobody else moves units until this transaction ends; SQLite's writers are alone already."""
    roots = select(Unit.id).where(Unit.parent_id.is_(None), Unit.territory_id.is_(None))
    session.scalars(roots.order_by(Unit.id).with_for_update()).all()


def rebuild_paths(session: Session) -> None:
    """Let every path say where its unit stands by now; only what has moved is written."""
    session.flush()
    known = select(Unit.id, func.coalesce(Unit.parent_id, Unit.territory_id), Unit.path)
    found = session.execute(known).all()
    right = paths({unit: above for unit, above, _path in found})
    moved = [{"id": unit, "path": right[unit]} for unit, _, path in found if path != right[unit]]
    if moved:
        session.execute(update(Unit), moved)


def touch_meetings_of(session: Session, unit: Unit, now: datetime) -> None:
    """The meetings and duties that show this unit have changed for whoever subscribes to them."""
    owed = _DUTY.c.unit_id == unit.id
    session.execute(update(_DUTY).where(owed).values(changed_at=now))
    shows = or_(
        MEETING.c.convenor_id == unit.id,
        MEETING.c.host_id == unit.id,
        MEETING.c.standing_office_id == unit.id,
    )
    session.execute(update(MEETING).where(shows).values(changed_at=now))

"""How units stand to the viewer, said in SQL, for the nouns that belong to units."""

from collections.abc import Mapping, Sequence

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import Session, aliased

from planner.domain.errors import NotFound
from planner.domain.rights import OFFICE_KINDS, Action, Relation, Viewer
from planner.store.directory.rows import Unit


def is_mine(viewer: Viewer) -> ColumnElement[bool]:
    """The viewer's unit and seat, and the offices of the seat."""
    office = and_(Unit.parent_id == viewer.seat_id, Unit.kind.in_(OFFICE_KINDS))
    return or_(Unit.id.in_([viewer.seat_id, viewer.unit_id]), office)


def is_below(viewer: Viewer) -> ColumnElement[bool]:
    """What stands under the viewer's seat, at any depth."""
    under = Unit.path.startswith(viewer.seat_path, autoescape=True)
    return and_(under, Unit.id != viewer.seat_id)


def allowed(
    viewer: Viewer, action: Action, stands: Mapping[Relation, ColumnElement[bool]]
) -> ColumnElement[bool]:
    """Whether a row stands to the viewer in a way in which the viewer may do this.

    `stands` says of each relation that such rows can have how it is seen in SQL.
    """
    return or_(false(), *(stands[way] for way in viewer.reach(action) if way in stands))


def convenors_for(session: Session, viewer: Viewer, action: Action) -> Sequence[Unit]:
    """The units that call others, as far as the viewer may do this for them."""
    query = _convenors(viewer, action).order_by(Unit.level, Unit.sort_key, Unit.id)
    return session.scalars(query).all()


def get_convenor(session: Session, viewer: Viewer, action: Action, unit_id: int | None) -> Unit:
    """One of `convenors_for`, or NotFound."""
    unit = session.scalar(_convenors(viewer, action).where(Unit.id == unit_id))
    if unit is None:
        raise NotFound("unit")
    return unit


def _convenors(viewer: Viewer, action: Action) -> Select[Unit]:
    """Units of ours that have units of ours directly below them."""
    stands = {
        Relation.ANY: true(),
        Relation.CONVENES: Unit.id == viewer.seat_id,
        Relation.OVERSEES: is_below(viewer),
    }
    child = aliased(Unit)
    has_units = select(child.id).where(
        child.parent_id == Unit.id, child.kind.not_in(OFFICE_KINDS), ~child.is_outside
    )
    return select(Unit).where(allowed(viewer, action, stands), ~Unit.is_outside, has_units.exists())

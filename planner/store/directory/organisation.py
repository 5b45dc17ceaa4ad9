"""The organisation of a day, for the rules of thành phần."""

from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from planner.domain.directory import Body, Organisation, ParentLink, PostFact, UnitFact
from planner.store.directory.periods import UnitPeriod
from planner.store.directory.rows import Post, Unit, in_being

_BODIES: dict[str | None, Body | None] = {None: None, **{body.value: body for body in Body}}


def organisation_on(session: Session, day: date) -> Organisation[int]:
    """What is in being that day, as the rules of thành phần read it: always three queries.

    Kinds, parents and territories are those of the day, whatever the units are by now.
    """
    units, links = [], []
    then = {row.unit_id: row for row in session.execute(_otherwise_on(day))}
    for row in session.execute(_units_on(day)):
        unit = then.get(row.id, row)
        units.append(UnitFact(row.id, unit.kind, unit.is_outside, unit.territory_id))
        if unit.parent_id is not None:
            links.append(ParentLink(row.id, unit.parent_id))
    return Organisation.on(day, units, links, _posts_on(session, day))


def _otherwise_on(day: date) -> Select[int, str, bool, int | None, int | None]:
    """As `otherwise_on`, without what the rules do not read."""
    period = UnitPeriod
    query = select(
        period.unit_id, period.kind, period.is_outside, period.territory_id, period.parent_id
    )
    return query.where(in_being(period.from_on, period.to_on, day))


def parent_links(session: Session) -> tuple[list[ParentLink[int]], list[ParentLink[int]]]:
    """What stands under what: by the units' own rows, and by date where it is otherwise.

    On a day for which the second has a link (to itself: to nothing) the first one does not hold.
    """
    current = [
        ParentLink(unit, above)
        for unit, above in session.execute(
            select(Unit.id, func.coalesce(Unit.parent_id, Unit.territory_id))
        )
        if above is not None
    ]
    period = UnitPeriod
    above = func.coalesce(period.parent_id, period.territory_id, period.unit_id)
    dated = session.execute(select(period.unit_id, above, period.from_on, period.to_on))
    return current, [ParentLink(*row) for row in dated]


def _units_on(day: date) -> Select[int, str, bool, int | None, int | None]:
    query = select(Unit.id, Unit.kind, Unit.is_outside, Unit.territory_id, Unit.parent_id)
    return query.where(in_being(Unit.from_on, Unit.to_on, day)).order_by(Unit.id)


def _posts_on(session: Session, day: date) -> list[PostFact[int]]:
    query = (
        select(
            Post.id,
            Post.person_id,
            Post.unit_id,
            Post.body,
            Post.position,
            Post.rank,
            Post.is_full_time,
        )
        .where(in_being(Post.from_on, Post.to_on, day))
        .order_by(Post.id)
    )
    return [
        PostFact(post, person, unit, _BODIES[body], position, rank, full_time)
        for post, person, unit, body, position, rank, full_time in session.execute(query)
    ]

"""The organisation of a day, for the rules of thành phần."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.domain.directory import Body, Organisation, ParentLink, PostFact, UnitFact
from planner.store.directory.rows import Post, Unit, in_being


def organisation_on(session: Session, day: date) -> Organisation[int]:
    """What is in being that day, as the rules of thành phần read it: always two queries."""
    found = session.execute(
        select(Unit.id, Unit.kind, Unit.is_outside, Unit.territory_id, Unit.parent_id)
        .where(in_being(Unit.from_on, Unit.to_on, day))
        .order_by(Unit.id)
    ).all()
    units = [UnitFact(row.id, row.kind, row.is_outside, row.territory_id) for row in found]
    links = [ParentLink(row.id, row.parent_id) for row in found if row.parent_id is not None]
    return Organisation.on(day, units, links, _posts_on(session, day))


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
        PostFact(post, person, unit, Body(body) if body else None, position, rank, full_time)
        for post, person, unit, body, position, rank, full_time in session.execute(query)
    ]

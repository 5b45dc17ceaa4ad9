"""Whole lists in and out at once: what is known of the people a list names, and writing it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session, aliased

from planner.domain.rights import Action, Viewer
from planner.store.directory.rows import Person, Post, Unit
from planner.store.directory.units import in_reach

_AT_ONCE = 500  # values in one IN: SQLite counts its parameters


@dataclass(slots=True)
class KnownPost:
    """A post as it stands, or as a list will have it; without an id it is not written yet."""

    unit_id: int
    body: str | None
    position: str
    is_full_time: bool
    rank: int
    term: str
    decision_number: str
    from_on: date | None
    to_on: date | None
    id: int | None = None


@dataclass(slots=True)
class KnownPerson:
    """A person with all posts; without an id not written yet."""

    name: str
    email: str | None
    phone: str | None
    sort_key: str
    posts: list[KnownPost] = field(default_factory=list)
    id: int | None = None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """What a list may call a unit by, and where it stands."""

    id: int
    code: str
    name: str
    kind: str
    path: str
    above_name: str
    from_on: date | None
    to_on: date | None


def unit_lines(session: Session) -> list[UnitLine]:
    """Every unit there is or was."""
    above = aliased(Unit)
    joined = func.coalesce(Unit.parent_id, Unit.territory_id) == above.id
    query = select(
        Unit.id, Unit.code, Unit.name, Unit.kind, Unit.path, above.name, Unit.from_on, Unit.to_on
    ).outerjoin(above, joined)
    return [
        UnitLine(one, code, name, kind, path, upper or "", from_on, to_on)
        for one, code, name, kind, path, upper, from_on, to_on in session.execute(
            query.order_by(Unit.id)
        )
    ]


def people_of_names(session: Session, sort_keys: Iterable[str]) -> dict[str, list[KnownPerson]]:
    """Who bears these names, whoever's they are, by `sort_key`, with all their posts."""
    wanted = list(dict.fromkeys(sort_keys))
    found: dict[str, list[KnownPerson]] = {}
    by_id: dict[int, KnownPerson] = {}
    for some in _pieces(wanted):
        query = select(Person.id, Person.name, Person.email, Person.phone, Person.sort_key)
        rows = session.execute(
            query.where(Person.sort_key.in_(some), Person.merged_into_id.is_(None)).order_by(
                Person.id
            )
        )
        for one, name, email, phone, key in rows:
            by_id[one] = KnownPerson(name, email, phone, key, id=one)
            found.setdefault(key, []).append(by_id[one])
    for ids in _pieces(list(by_id)):
        posts = select(Post.person_id, *_POST_COLUMNS, Post.id).where(Post.person_id.in_(ids))
        for person, *values in session.execute(posts.order_by(Post.id)):
            by_id[person].posts.append(KnownPost(*values))
    return found


def add_people(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """New people; their numbers in the order of the rows."""
    return _added(session, Person, rows)


def add_posts(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[int]:
    """New posts; their numbers in the order of the rows."""
    return _added(session, Post, rows)


def change_rows(
    session: Session, table: type[Person] | type[Post], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Other values for rows that are named by their `id`; each may change others."""
    for row in rows:
        values = {name: value for name, value in row.items() if name != "id"}
        session.execute(update(table).where(table.id == row["id"]).values(values))


def posts_within(
    session: Session, viewer: Viewer, path: str = "/"
) -> list[tuple[Person, Post, Unit]]:
    """Every post in the units below a path that the viewer may see, as lists go: by unit, rank."""
    query = (
        select(Person, Post, Unit)
        .join(Post, Post.person_id == Person.id)
        .join(Unit, Unit.id == Post.unit_id)
        .where(in_reach(viewer, Action.SEE_PEOPLE), Unit.path.like(f"{path}%"))
        .order_by(Unit.path, Post.rank, Person.sort_key, Post.id)
    )
    return [(person, post, unit) for person, post, unit in session.execute(query)]


_POST_COLUMNS = (
    Post.unit_id,
    Post.body,
    Post.position,
    Post.is_full_time,
    Post.rank,
    Post.term,
    Post.decision_number,
    Post.from_on,
    Post.to_on,
)


def _added(
    session: Session, table: type[Person] | type[Post], rows: Sequence[Mapping[str, Any]]
) -> list[int]:
    if not rows:
        return []
    if session.get_bind().dialect.name == "sqlite":  # who writes is alone, and may count ahead
        last = session.scalar(select(func.coalesce(func.max(table.id), 0))) or 0
        ids = list(range(last + 1, last + 1 + len(rows)))
        numbered = [{"id": one, **row} for one, row in zip(ids, rows, strict=True)]
        session.execute(insert(table), numbered)
        return ids
    query = insert(table).returning(table.id, sort_by_parameter_order=True)
    return list(session.scalars(query, rows))


def _pieces(values: list[Any]) -> Iterable[list[Any]]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))


def units_by_id(session: Session) -> dict[int, Unit]:
    """Every unit there is or was."""
    return {unit.id: unit for unit in session.scalars(select(Unit))}


def line_of(unit: Unit, above: Unit | None) -> UnitLine:
    """A unit as a list may call it."""
    name = above.name if above else ""
    return UnitLine(
        unit.id, unit.code, unit.name, unit.kind, unit.path, name, unit.from_on, unit.to_on
    )

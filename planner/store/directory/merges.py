"""Two entries of one person made one: everything that names a person is found by the schema."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ForeignKey, Table, column, func, select, table, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from planner.domain.errors import NotFound
from planner.domain.rights import Action, Viewer
from planner.store.base import Base, UtcDateTime
from planner.store.directory.people import is_in
from planner.store.directory.rows import Person, Post, Unit
from planner.store.directory.units import in_reach

_OURS = {"person", "person_merge"}
_MOST_DOUBLES = 4000  # people of one name with another that are compared
# Meetings and those who are called to them stand above us.
_DELEGATE = table(
    "delegate", column("id"), column("meeting_id"), column("person_id"), column("state")
)
_MEETING = table(
    "meeting", column("id"), column("title"), column("status"), column("ends_at", UtcDateTime())
)
_RULE = table("invite_rule", column("id"), column("named_people", JSON), column("exceptions", JSON))
_OVER = ("held", "cancelled")


class PersonMerge(Base):
    """`gone` was found to be `kept`. `moved` holds all that is needed to take it back.

    moved: rows {table.column: [ids]}, rules [{id, column values before}], contact {before, after},
    dropped [values of double posts].
    """

    __tablename__ = "person_merge"

    kept_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    gone_id: Mapped[int] = mapped_column(ForeignKey(Person.id), index=True)
    moved: Mapped[dict[str, Any]] = mapped_column(JSON)
    at: Mapped[datetime]
    by_name: Mapped[str]
    undone_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Double:
    """Somebody whose name is borne by others too, with the units of all posts."""

    id: int
    name: str
    email: str | None
    phone: str | None
    search_key: str
    units: tuple[tuple[int, str], ...]


def doubles_for(session: Session, viewer: Viewer) -> list[Double]:
    """People within reach who share a name with another, without dấu."""
    shared = (
        select(Person.search_key)
        .where(Person.merged_into_id.is_(None))
        .group_by(Person.search_key)
        .having(func.count() > 1)
    )
    query = select(Person.id, Person.name, Person.email, Person.phone, Person.search_key).where(
        Person.search_key.in_(shared), Person.merged_into_id.is_(None)
    )
    if not viewer.may_anywhere(Action.KEEP_PEOPLE):
        query = query.where(is_in(session, in_reach(viewer, Action.KEEP_PEOPLE)))
    rows = session.execute(query.order_by(Person.search_key, Person.id).limit(_MOST_DOUBLES)).all()
    posts = select(Post.person_id, Unit.id, Unit.path).join(Unit, Unit.id == Post.unit_id)
    found: dict[int, list[tuple[int, str]]] = {row.id: [] for row in rows}
    wanted = list(found)
    for start in range(0, len(wanted), 500):
        some = posts.where(Post.person_id.in_(wanted[start : start + 500]))
        for person, unit, path in session.execute(some.order_by(Post.id)):
            found[person].append((unit, path))
    return [Double(*row, units=tuple(found[row.id])) for row in rows]


def naming_columns(target: str) -> Iterator[tuple[Table, Column[Any]]]:
    """Every column of every table that refers to rows of `target`, but our own."""
    for one in Base.metadata.sorted_tables:
        if one.name not in _OURS:
            for named in one.columns:
                if any(key.column.table.name == target for key in named.foreign_keys):
                    yield one, named


def called_both(
    session: Session, kept: Person, gone: Person, now: datetime
) -> tuple[list[str], list[int]]:
    """Titles of coming meetings to which both are called; the gone one's delegates of past ones."""
    theirs = select(_DELEGATE.c.meeting_id).where(
        _DELEGATE.c.person_id == kept.id, _DELEGATE.c.state == "live"
    )
    query = (
        select(_DELEGATE.c.id, _MEETING.c.title, _MEETING.c.status, _MEETING.c.ends_at)
        .join(_MEETING, _MEETING.c.id == _DELEGATE.c.meeting_id)
        .where(
            _DELEGATE.c.person_id == gone.id,
            _DELEGATE.c.state == "live",
            _DELEGATE.c.meeting_id.in_(theirs),
        )
        .order_by(_DELEGATE.c.id)
    )
    coming, past = [], []
    for delegate, title, status, ends_at in session.execute(query):
        if status in _OVER or (ends_at is not None and ends_at < now):
            past.append(delegate)
        else:
            coming.append(title)
    return coming, past


def rows_naming(session: Session, one: Table, named: Column[Any], person_id: int) -> list[int]:
    """The rows of a table in which this column names the person."""
    return list(session.scalars(select(one.c.id).where(named == person_id).order_by(one.c.id)))


def rename(session: Session, one: Table, named: Column[Any], rows: Sequence[int], to: int) -> None:
    """Let these rows name another."""
    for start in range(0, len(rows), 500):
        some = one.c.id.in_(rows[start : start + 500])
        session.execute(update(one).where(some).values({named.name: to}))
    session.expire_all()


def rename_in_rules(session: Session, gone: int, kept: int) -> list[dict[str, Any]]:
    """Let thành phần that name the one by number name the other; how they stood before."""
    before = []
    for rule, people, exceptions in session.execute(select(_RULE).order_by(_RULE.c.id)).all():
        spared = (exceptions or {}).get("people") or []
        if gone in (people or []) or gone in spared:
            one = {"id": rule, "named_people": people, "exceptions": exceptions}
            before.append(one)
            after = _rule_after(one, gone, kept)
            session.execute(update(_RULE).where(_RULE.c.id == rule).values(after))
    return before


def rules_stand(session: Session, before: Sequence[dict[str, Any]], gone: int, kept: int) -> bool:
    """Whether those thành phần still are what the merge made of them."""
    for one in before:
        found = session.execute(select(_RULE).where(_RULE.c.id == one["id"])).one_or_none()
        after = _rule_after(one, gone, kept)
        if found is None or any(getattr(found, name) != after[name] for name in after):
            return False
    return True


def restore_rules(session: Session, before: Sequence[dict[str, Any]]) -> None:
    """As they stood before."""
    for one in before:
        values = {name: one[name] for name in ("named_people", "exceptions")}
        session.execute(update(_RULE).where(_RULE.c.id == one["id"]).values(values))


def get_merge(session: Session, merge_id: int) -> PersonMerge:
    """A merge, whether it stands or was taken back; or NotFound."""
    merge = session.get(PersonMerge, merge_id)
    if merge is None:
        raise NotFound("person_merge")
    return merge


def merge_of(session: Session, kept: Person, gone_id: int) -> PersonMerge | None:
    """By which the one became the other, where it stands."""
    is_one = (PersonMerge.kept_id == kept.id, PersonMerge.gone_id == gone_id)
    return session.scalar(select(PersonMerge).where(*is_one, PersonMerge.undone_at.is_(None)))


def merges_into(session: Session, person: Person) -> Sequence[PersonMerge]:
    """Who was found to be this person, the latest first."""
    query = select(PersonMerge).where(
        PersonMerge.kept_id == person.id, PersonMerge.undone_at.is_(None)
    )
    return session.scalars(query.order_by(PersonMerge.id.desc())).all()


def _rule_after(before: dict[str, Any], gone: int, kept: int) -> dict[str, Any]:
    """What the merge makes of a thành phần that names the one."""
    exceptions = before["exceptions"]
    spared = (exceptions or {}).get("people") or []
    if spared:
        exceptions = {**exceptions, "people": _renamed(spared, gone, kept)}
    named = _renamed(before["named_people"] or [], gone, kept)
    return {"named_people": named, "exceptions": exceptions}


def _renamed(people: Sequence[int], gone: int, kept: int) -> list[int]:
    return list(dict.fromkeys(kept if one == gone else one for one in people))

"""Finding people, and what posts they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from sqlalchemy import ColumnElement, case, func, select, true
from sqlalchemy.orm import Session, joinedload

from planner.domain.errors import NotFound
from planner.domain.rights import Action, Viewer
from planner.domain.text import matches
from planner.store.directory.rows import Person, Post, Unit, in_being
from planner.store.directory.units import in_reach
from planner.store.text import may_match

_AT_ONCE = 500  # ids in one IN: SQLite counts its parameters
_FEW_UNITS = 300


@dataclass(frozen=True, slots=True)
class PeopleAsked:
    """What a list of people is narrowed to: words of the name, a unit and those below it."""

    text: str = ""
    under: Unit | None = None


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person with the most senior post of the day; else with the last one, which has ended."""

    person: Person
    post: Post | None


def people_for(
    session: Session,
    viewer: Viewer,
    day: date,
    asked: PeopleAsked,
    *,
    start: int = 0,
    limit: int | None = None,
) -> list[PersonLine]:
    """Who is in units that the viewer may see, by tên, họ, đệm."""
    end = None if limit is None else start + limit
    found = _people_asked(session, viewer, asked, end)
    return lines_of(session, found[start:], day)


def namesakes(session: Session, person: Person, day: date) -> list[PersonLine]:
    """Other people of the same name, whoever's they are: a unit tells them apart."""
    query = select(Person.id).where(
        Person.search_key == person.search_key,
        Person.name == person.name,
        Person.id != person.id,
        Person.merged_into_id.is_(None),
    )
    return lines_of(session, session.scalars(query.order_by(Person.id)).all(), day)


def get_person(session: Session, viewer: Viewer, action: Action, person_id: int) -> Person:
    """Somebody who has or had a post within the viewer's reach, or NotFound."""
    is_one = (Person.id == person_id, Person.merged_into_id.is_(None))
    query = select(Person).where(*is_one, _is_reached(viewer, action))
    person = session.scalar(query)
    if person is None:
        raise NotFound("person")
    return person


def get_post(session: Session, viewer: Viewer, action: Action, post_id: int) -> Post:
    """With its person and unit; NotFound where the viewer may not do this."""
    query = select(Post).join(Post.unit).where(Post.id == post_id, in_reach(viewer, action))
    post = session.scalar(query.options(joinedload(Post.person), joinedload(Post.unit)))
    if post is None:
        raise NotFound("post")
    return post


def posts_of(session: Session, person: Person) -> Sequence[Post]:
    """All posts of a person, those that stand first, then the latest."""
    query = select(Post).where(Post.person_id == person.id).options(joinedload(Post.unit))
    order = (Post.to_on.is_not(None), Post.to_on.desc(), Post.rank, Post.id)
    return session.scalars(query.order_by(*order)).all()


def posts_in(session: Session, unit: Unit, day: date) -> Sequence[Post]:
    """The posts of a unit that stand that day, with their people, in order of precedence."""
    query = (
        select(Post)
        .join(Post.person)
        .where(Post.unit_id == unit.id, in_being(Post.from_on, Post.to_on, day))
        .options(joinedload(Post.person), joinedload(Post.unit))
    )
    return session.scalars(query.order_by(Post.rank, Person.sort_key, Post.id)).all()


def people_in(session: Session, unit: Unit, day: date) -> list[PersonLine]:
    """Who has a post in this very unit that day, by tên, họ, đệm, with the most senior one."""
    first: dict[int, Post] = {}
    for post in posts_in(session, unit, day):
        first.setdefault(post.person_id, post)
    lines = [PersonLine(post.person, post) for post in first.values()]
    return sorted(lines, key=lambda line: (line.person.sort_key, line.person.id))


def _people_asked(
    session: Session, viewer: Viewer, asked: PeopleAsked, limit: int | None
) -> list[int]:
    """The numbers of people, in order; reads on until there are enough that match."""
    query = select(Person.id, Person.search_key).where(
        may_match(Person.search_key, asked.text), Person.merged_into_id.is_(None)
    )
    if not viewer.may_anywhere(Action.SEE_PEOPLE):
        query = query.where(is_in(session, in_reach(viewer, Action.SEE_PEOPLE)))
    if asked.under is not None:
        query = query.where(is_in(session, Unit.path.like(f"{asked.under.path}%")))
    in_order = query.order_by(Person.sort_key, Person.id).execution_options(yield_per=200)
    with session.execute(in_order) as rows:
        matching = (person for person, key in rows if matches(asked.text, key))
        return list(islice(matching, limit))


def _is_reached(viewer: Viewer, action: Action) -> ColumnElement[bool]:
    if viewer.may_anywhere(action):
        return true()
    return _has_post(in_reach(viewer, action))


def is_in(session: Session, of_unit: ColumnElement[bool]) -> ColumnElement[bool]:
    """As `_has_post`, for lists: the people of few units are gathered ahead of all others."""
    units = session.scalar(select(func.count()).select_from(Unit).where(of_unit)) or 0
    if units > _FEW_UNITS:
        return _has_post(of_unit)
    posts = select(Post.person_id).join(Unit, Unit.id == Post.unit_id).where(of_unit)
    return Person.id.in_(posts)


def _has_post(of_unit: ColumnElement[bool]) -> ColumnElement[bool]:
    """A person who has, or had, a post in such a unit."""
    held = select(Post.id).join(Unit, Unit.id == Post.unit_id)
    return held.where(Post.person_id == Person.id, of_unit).exists()


def lines_of(session: Session, people: Sequence[int], day: date) -> list[PersonLine]:
    """The people of these numbers, by name, each with the post to show beside it."""
    lines = []
    for start in range(0, len(people), _AT_ONCE):
        wanted = people[start : start + _AT_ONCE]
        query = select(Person).where(Person.id.in_(wanted)).order_by(Person.sort_key, Person.id)
        posts = _first_posts(session, wanted, day)
        lines += [PersonLine(person, posts.get(person.id)) for person in session.scalars(query)]
    return lines


def _first_posts(session: Session, people: Sequence[int], day: date) -> dict[int, Post]:
    """The post to show beside a name: of those that stand the most senior, else the last."""
    stands = in_being(Post.from_on, Post.to_on, day)
    query = select(Post).where(Post.person_id.in_(people)).options(joinedload(Post.unit))
    last = case((stands, date.max), else_=func.coalesce(Post.to_on, Post.from_on))
    order = (last, Post.rank.desc(), Post.id.desc())
    return {post.person_id: post for post in session.scalars(query.order_by(*order))}

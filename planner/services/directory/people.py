"""Keeping people and their posts: what was used is never deleted, it ends. The caller commits."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain import account as addresses
from planner.domain import directory as rules
from planner.domain.directory import Body
from planner.domain.errors import Finding, NotFound, RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line, search_key, sort_key
from planner.domain.timespan import local_day
from planner.store import audit
from planner.store import directory as units
from planner.store.directory import Person, Post
from planner.store.session import flush

POST_VALUES = "unit_id body position is_full_time rank term decision_number from_on to_on"


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """A name and how to reach the person; nothing more is kept."""

    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PostFacts:
    """A post; `unit` is a code, no `rank` means the usual one of the position."""

    unit: str
    position: str
    body: Body | None = None
    is_full_time: bool = False
    rank: int | None = None
    term: str = ""
    decision_number: str = ""
    from_on: date | None = None
    to_on: date | None = None


def add_person(
    session: Session, viewer: Viewer, facts: PersonFacts, post: PostFacts, now: datetime
) -> tuple[Person, list[Finding]]:
    """A new person with a first post, by which people of one name are told apart.

    Worth a look: somebody of that name is known already.
    """
    person = Person()
    _write_person(person, facts)
    first = _new_post(session, viewer, post)
    session.add(person)
    flush(session)
    audit.record(session, viewer, now, "add_person", person, {"name": [None, person.name]})
    _keep_post(session, viewer, person, first, now)
    return person, _same_name(session, person, now)


def change_person(
    session: Session, viewer: Viewer, person_id: int, facts: PersonFacts, now: datetime
) -> Person:
    """Another name or other ways to reach a person."""
    person = units.get_person(session, viewer, Action.KEEP_PEOPLE, person_id)
    before = _person_values(person)
    _write_person(person, facts)
    flush(session)
    changes = audit.differences(before, _person_values(person))
    audit.record(session, viewer, now, "change_person", person, changes)
    return person


def add_post(
    session: Session, viewer: Viewer, person_id: int, facts: PostFacts, now: datetime
) -> Post:
    """One more post of a person, in a unit of the viewer's."""
    person = units.get_person(session, viewer, Action.KEEP_PEOPLE, person_id)
    return _keep_post(session, viewer, person, _new_post(session, viewer, facts), now)


def end_post(session: Session, viewer: Viewer, post_id: int, to_on: date, now: datetime) -> Post:
    """The post is held no more from `to_on`. Refused: one that has ended, a day before it began."""
    post = units.get_post(session, viewer, Action.KEEP_PEOPLE, post_id)
    if post.to_on is not None and post.to_on <= local_day(now):
        raise RuleBroken("directory.post_has_ended", field="to_on")
    rules.ensure_days_in_order(post.from_on, to_on)
    before = audit.values(post, "to_on")
    post.to_on = to_on
    flush(session)
    changes = audit.differences(before, audit.values(post, "to_on"))
    audit.record(session, viewer, now, "end_post", post, changes)
    return post


def change_post(
    session: Session, viewer: Viewer, post_id: int, facts: PostFacts, now: datetime
) -> Post:
    """What was written down wrong of a post; whatever named the post names it still."""
    post = units.get_post(session, viewer, Action.KEEP_PEOPLE, post_id)
    said = _new_post(session, viewer, facts)
    before = audit.values(post, POST_VALUES)
    for name in POST_VALUES.split():
        setattr(post, name, getattr(said, name))
    flush(session)
    changes = audit.differences(before, audit.values(post, POST_VALUES))
    audit.record(session, viewer, now, "change_post", post, changes)
    return post


def reopen_post(session: Session, viewer: Viewer, post_id: int, now: datetime) -> Post:
    """The post goes on: that it ended was wrong. Refused: one that has no end."""
    post = units.get_post(session, viewer, Action.KEEP_PEOPLE, post_id)
    if post.to_on is None:
        raise RuleBroken("directory.post_goes_on")
    before = audit.values(post, "to_on")
    post.to_on = None
    flush(session)
    changes = audit.differences(before, audit.values(post, "to_on"))
    audit.record(session, viewer, now, "reopen_post", post, changes)
    return post


def _write_person(person: Person, facts: PersonFacts) -> None:
    name = rules.said(facts.name, "name")
    email = one_line(facts.email)
    person.name, person.search_key, person.sort_key = name, search_key(name), sort_key(name)
    person.email = addresses.email_address(email) if email else None
    person.phone = one_line(facts.phone) or None


def _new_post(session: Session, viewer: Viewer, facts: PostFacts) -> Post:
    """A post without its person yet."""
    unit = units.find_unit_by_code(session, one_line(facts.unit))
    if unit is None:
        raise RuleBroken("directory.no_such_unit", field="unit")
    if not rules.reaches(viewer, Action.KEEP_PEOPLE, unit.id, unit.path):
        raise NotFound("unit")
    rules.ensure_days_in_order(facts.from_on, facts.to_on)
    position = rules.said(facts.position, "position")
    return Post(
        unit_id=unit.id,
        body=facts.body.value if facts.body else None,
        position=position,
        is_full_time=facts.is_full_time,
        rank=rules.usual_rank(position, unit.kind) if facts.rank is None else facts.rank,
        term=one_line(facts.term),
        decision_number=one_line(facts.decision_number),
        from_on=facts.from_on,
        to_on=facts.to_on,
    )


def _keep_post(session: Session, viewer: Viewer, person: Person, post: Post, now: datetime) -> Post:
    post.person_id = person.id
    session.add(post)
    flush(session)
    changes = {"person_id": [None, post.person_id], "position": [None, post.position]}
    audit.record(session, viewer, now, "add_post", post, changes)
    return post


def _same_name(session: Session, person: Person, now: datetime) -> list[Finding]:
    """One finding for each person of that name, with the unit that tells them apart."""
    return [
        Finding(
            "directory.same_name",
            "name",
            {"name": person.name, "unit": line.post.unit.name if line.post else "–"},
        )
        for line in units.namesakes(session, person, local_day(now))
    ]


def _person_values(person: Person) -> dict[str, object]:
    return audit.values(person, "name email phone")

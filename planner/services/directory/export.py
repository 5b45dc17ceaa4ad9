"""Lists of people and of units, in the form in which they can be taken in again."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from planner.domain.rights import Viewer
from planner.store import directory as units
from planner.store.directory import Person, Post, Unit, UnitsAsked, listing

Value = str | int | date | None
PEOPLE_FIELDS = (
    "name",
    "position",
    "body",
    "unit_code",
    "unit",
    "phone",
    "email",
    "term",
    "decision_number",
    "full_time",
    "from_on",
    "to_on",
    "rank",
    "number",
)
UNIT_FIELDS = (
    "code",
    "name",
    "kind",
    "above",
    "level",
    "rank",
    "place",
    "from_on",
    "to_on",
)


def people_rows(session: Session, viewer: Viewer, under: Unit | None = None) -> list[list[Value]]:
    """A row a post, of all that the viewer may see, numbered; in the order of PEOPLE_FIELDS."""
    found = listing.posts_within(session, viewer, under.path if under else "/")
    return [[number, *_post_row(*row)] for number, row in enumerate(found, start=1)]


def unit_rows(session: Session, path: str = "/") -> list[list[Value]]:
    """A row a unit, numbered, each after that above it; in the order of UNIT_FIELDS."""
    tree = units.outline(session, UnitsAsked(path=path))
    found = units.units_in_order(session, (one for one, _depth in tree))
    return [[number, *_unit_row(unit)] for number, unit in enumerate(found, start=1)]


def _post_row(person: Person, post: Post, unit: Unit) -> Sequence[Value]:
    return (
        person.name,
        post.position,
        post.body,
        unit.code,
        unit.name,
        person.phone,
        person.email,
        post.term,
        post.decision_number,
        "x" if post.is_full_time else "",
        post.from_on,
        post.to_on,
        post.rank,
        person.id,
    )


def _unit_row(unit: Unit) -> Sequence[Value]:
    above = unit.parent or unit.territory
    return (
        unit.code,
        unit.name,
        unit.kind,
        above.code if above else "",
        unit.level,
        unit.rank,
        unit.place,
        unit.from_on,
        unit.to_on,
    )

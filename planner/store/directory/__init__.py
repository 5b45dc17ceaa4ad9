"""Units, people, and the posts that people hold in units."""

from planner.store.directory.organisation import organisation_on
from planner.store.directory.people import (
    PeopleAsked,
    PersonLine,
    get_person,
    get_post,
    namesakes,
    people_for,
    people_in,
    posts_in,
    posts_of,
)
from planner.store.directory.rows import Person, Post, Unit
from planner.store.directory.units import (
    MEETING,
    UnitsAsked,
    find_unit_by_code,
    get_unit,
    in_reach,
    lock_tree,
    move_paths,
    outline,
    touch_meetings_of,
    units_in_order,
    units_under,
    way_to,
)

__all__ = [
    "MEETING",
    "PeopleAsked",
    "Person",
    "PersonLine",
    "Post",
    "Unit",
    "UnitsAsked",
    "find_unit_by_code",
    "get_person",
    "get_post",
    "get_unit",
    "in_reach",
    "lock_tree",
    "move_paths",
    "namesakes",
    "organisation_on",
    "outline",
    "people_for",
    "people_in",
    "posts_in",
    "posts_of",
    "touch_meetings_of",
    "units_in_order",
    "units_under",
    "way_to",
]

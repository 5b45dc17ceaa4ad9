"""Keeping units, people and posts: what was used is never deleted, it ends."""

from planner.services.directory.history import keep, from_plain, take_effect
from planner.services.directory.listing import Imported, import_people
from planner.services.directory.people import (
    PersonFacts,
    PostFacts,
    add_person,
    add_post,
    change_person,
    end_post,
)
from planner.services.directory.units import (
    UnitFacts,
    add_unit,
    change_unit,
)

__all__ = ["change_state","plain_periods",
    "Imported",
    "PersonFacts",
    "PostFacts",
    "UnitFacts",
    "add_person",
    "add_post",
    "add_unit",
    "change_person",
    "change_unit",
    "end_post",
    "end_unit",
    "import_people",
    "take_effect","keep","from_plain",
]

"""Keeping units, people and posts: what was used is never deleted, it ends."""

from planner.services.directory.export import (
    PEOPLE_FIELDS,
    UNIT_FIELDS,
    people_rows,
    unit_rows,
)
from planner.services.directory.history import take_effect
from planner.services.directory.listing import Imported, import_people
from planner.services.directory.merging import merge_people, suggestions, undo_merge
from planner.services.directory.people import (
    PersonFacts,
    PostFacts,
    add_person,
    add_post,
    change_person,
    change_post,
    end_post,
    reopen_post,
)
from planner.services.directory.unit_listing import import_units
from planner.services.directory.units import (
    UnitFacts,
    add_unit,
    change_state,
    change_unit,
    end_unit,
    keeps_unit,
)

__all__ = [
    "PEOPLE_FIELDS",
    "UNIT_FIELDS",
    "Imported",
    "PersonFacts",
    "PostFacts",
    "UnitFacts",
    "add_person",
    "add_post",
    "add_unit",
    "change_person",
    "change_post",
    "change_state",
    "change_unit",
    "end_post",
    "end_unit",
    "import_people",
    "import_units",
    "keeps_unit",
    "merge_people",
    "people_rows",
    "reopen_post",
    "suggestions",
    "take_effect",
    "undo_merge",
    "unit_rows",
]

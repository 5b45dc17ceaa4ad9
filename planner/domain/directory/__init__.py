"""Who belongs where: units, their parents and their posts, as they stand on one day."""

from planner.domain.directory.lineage import Inheritance, Lineage, ReadAs
from planner.domain.directory.organisation import (
    Body,
    Dated,
    Id,
    Organisation,
    ParentLink,
    PostFact,
    PostsByPosition,
    UnitFact,
    circle_among,
    holds,
    second_parents,
)
from planner.domain.directory.people import (
    usual_rank,
)
from planner.domain.directory.periods import Period, UnitState, at, changed_from, joined, whole
from planner.domain.directory.units import (
    UNIT_KINDS,
    Place,
    UnitKind,
    ensure_days_in_order,
    ensure_no_circle,
    in_tree_order,
    level_of,
    reaches,
    said,
    unit_code,
)

__all__ = [
    "UNIT_KINDS",
    "Body",
    "Dated",
    "Id",
    "Inheritance",
    "Lineage",
    "Organisation",
    "ParentLink",
    "Period",
    "Place",
    "PostFact",
    "PostsByPosition",
    "ReadAs",
    "UnitFact",
    "UnitKind",
    "UnitState",
    "at",
    "changed_from",
    "circle_among",
    "ensure_days_in_order",
    "ensure_no_circle",
    "holds",
    "in_tree_order",
    "joined",
    "level_of",
    "reaches",
    "said",
    "second_parents",
    "unit_code",
    "usual_rank",
    "whole",
]

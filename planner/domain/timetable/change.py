"""What a new plan changes of the one that was announced."""

from collections.abc import Iterator
from dataclasses import dataclass

from planner.domain.timetable.measures import changed_fields
from planner.domain.timetable.values import Assignment, Instance, Plan


@dataclass(frozen=True, slots=True)
class Change:
    """One announced session before and after; `fields` in which they differ, none if it stays."""

    before: Assignment
    after: Assignment
    fields: tuple[str, ...]


def changes(instance: Instance, plan: Plan) -> Iterator[Change]:
    """Each announced session that the plan has, in the order of the instance."""
    for session in instance.sessions:
        announced = instance.announced_of.get(session.id)
        if announced is not None and session.id in plan:
            before, after = announced.assignment, plan[session.id]
            yield Change(before, after, changed_fields(before, after))

"""Other plans that are as good as the one that is shown."""

from collections.abc import Iterator, Sequence
from time import monotonic

from planner.domain.timetable import checker
from planner.domain.timetable.measures import vector
from planner.domain.timetable.values import Assignment, Instance, Plan
from planner.solver.aims import aim
from planner.solver.calendar import Calendar
from planner.solver.engine import QUICK, run
from planner.solver.model import Model
from planner.solver.oracle import Disagreement
from planner.solver.rules import add_rules


def alternatives(
    instance: Instance, shown: Sequence[Assignment], most: int = 3, seconds: float = 20.0
) -> Iterator[tuple[Assignment, ...]]:
    """Up to so many plans that keep all rules, with no measure worse than in the plan shown.

    Each differs from the others in the host, day, half-day, venue or theme of a session.
    """
    end = monotonic() + seconds
    model = Model(Calendar(instance), frozenset(checker.labels(instance)))
    if model.is_hopeless:
        return
    add_rules(model)
    plan = {one.session: one for one in shown}
    for measure, value in zip(instance.objective, vector(instance, plan), strict=True):
        model.cp.add(aim(model, measure) <= value)
    for _ in range(most):
        _forbid(model, plan)
        found = run(model, max(end - monotonic(), 0.0), settings=QUICK).plan
        if found is None:
            return
        if checker.broken(instance, found):
            raise Disagreement("another plan breaks a rule")
        plan = found
        yield tuple(found[session.id] for session in instance.sessions)


def _forbid(model: Model, plan: Plan) -> None:
    """Something is different from that plan."""
    differences = []
    for name, placed in model.placed.items():
        one = plan[name]
        moved = model.cp.new_bool_var(f"{name} moved away")
        half_day = model.calendar.half_day(one.date, one.half)
        model.cp.add(placed.half_day != half_day).only_enforce_if(moved)
        differences += [moved, ~placed.hosts[one.host], ~placed.venues[one.venue]]
        differences.append(~placed.themes[one.theme])
    model.cp.add_bool_or(*differences)

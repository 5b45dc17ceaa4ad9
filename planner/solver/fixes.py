"""Ways out of a reason, each of them tried: what comes of it when one rule is set aside."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic

from planner.domain.timetable import checker
from planner.domain.timetable.values import Assignment, Instance, Label, Reason
from planner.solver.calendar import Calendar, days_of, members
from planner.solver.engine import QUICK, run
from planner.solver.model import Model
from planner.solver.oracle import Disagreement
from planner.solver.reasons import kind_and_name
from planner.solver.rules import add_rules


@dataclass(frozen=True, slots=True)
class Fix:
    """What happens without one rule: `works` None: not known in the time given.

    `moves`: the sessions that then break the rule, as they would be; a window is left no further
    than it has to be.
    """

    label: Label
    works: bool | None
    moves: tuple[Assignment, ...] = ()


def fixes(instance: Instance, reason: Reason, seconds: float = 20.0) -> Iterator[Fix]:
    """For each rule of a reason, whether a plan is possible without it, and what that plan does."""
    calendar, end = Calendar(instance), monotonic() + seconds
    labels = frozenset(checker.labels(instance))
    for place, label in enumerate(reason):
        left = max(end - monotonic(), 0.0) / (len(reason) - place)
        yield _fix(calendar, labels - {label}, label, left)


def _fix(calendar: Calendar, kept: frozenset[Label], label: Label, seconds: float) -> Fix:
    model = Model(calendar, kept)
    if model.is_hopeless:
        return Fix(label, works=False)
    add_rules(model)
    outcome = run(model, seconds, settings=QUICK)
    if outcome.plan is None:
        return Fix(label, works=False if outcome.is_impossible else None)
    plan = _nearest(model, label, outcome.plan, seconds)
    broken = set(checker.broken(calendar.instance, plan))
    if broken - {label}:
        raise Disagreement("a fix breaks another rule")
    return Fix(label, True, tuple(_breaking(calendar.instance, plan, label)))


def _nearest(
    model: Model, label: Label, plan: dict[str, Assignment], seconds: float
) -> dict[str, Assignment]:
    """For a window: the plan that leaves it by the fewest days."""
    kind, name = kind_and_name(label)
    window = model.instance.session_of[name].window if kind == "window" else None
    if window is None:
        return plan
    placed = model.placed[name]
    days = list(members(days_of(model.calendar.within(window)))) or [0]
    most = model.calendar.days
    off = model.cp.new_int_var(0, most, "days beyond the window")
    model.cp.add(off >= placed.day - days[-1])
    model.cp.add(off >= days[0] - placed.day)
    model.cp.minimize(off)
    model.hint(plan)
    return run(model, seconds).plan or plan


def _breaking(
    instance: Instance, plan: dict[str, Assignment], label: Label
) -> Iterator[Assignment]:
    """The sessions whose own assignment breaks the rule; none for rules between sessions."""
    for session in instance.sessions:
        if label in checker.broken_alone(instance, session, plan[session.id]):
            yield plan[session.id]

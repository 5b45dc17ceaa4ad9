"""Where no plan keeps every rule: which few of them, once they give way, let one through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from time import monotonic

from planner.domain.rotation.planning import Fix, can_give_way, fixed
from planner.domain.timetable.values import Answer, Instance, Label, Limits, Measure, Reason
from planner.solver.conflicts import hitting_sets
from planner.solver.plan import solve

TRIED = 24  # sets of rules, few rules first
A_TRY = 4.0  # seconds at most


@dataclass(frozen=True, slots=True)
class WayOut:
    """Rules that give way together; with them a plan was found."""

    fixes: tuple[Fix, ...]


def ways_out(
    instance: Instance, reasons: Sequence[Reason], most: int = 4, seconds: float = 20.0
) -> Iterator[WayOut]:
    """Up to so many, each tried; a window is stretched no further than it has to be."""
    end, found = monotonic() + seconds, 0
    conflicts = [
        frozenset(label for label in reason if can_give_way(label)) for reason in reasons if reason
    ]
    if not all(conflicts):
        return
    for labels in islice(hitting_sets(conflicts), TRIED):
        left = end - monotonic()
        if left <= 0 or found == most:
            return
        way = _tried(instance, sorted(labels), min(left, A_TRY))
        if way is not None:
            found += 1
            yield way


def _tried(instance: Instance, labels: Sequence[Label], seconds: float) -> WayOut | None:
    loose = fixed(instance, [Fix(label) for label in labels])
    answer = solve(_near_windows(instance, loose, labels), Limits(seconds, 0.1, 1))
    if not answer.assignments:
        return None
    return WayOut(tuple(_fix(instance, label, answer) for label in labels))


def _near_windows(instance: Instance, loose: Instance, labels: Sequence[Label]) -> Instance:
    """Sessions whose window gives way are drawn to its end, and nothing else is wished for."""
    targets = {
        name: window.end
        for label in labels
        if (name := _windowed(label)) and (window := instance.session_of[name].window)
    }
    sessions = [replace(one, target=targets.get(one.id)) for one in loose.sessions]
    objective = (Measure.TARGET_DEV,) if targets else ()
    return replace(loose, sessions=tuple(sessions), objective=objective)


def _windowed(label: Label) -> str | None:
    kind, _, name = label.partition(":")
    return name if kind == "window" else None


def _fix(instance: Instance, label: Label, answer: Answer) -> Fix:
    name = _windowed(label)
    if name is None:
        return Fix(label)
    return Fix(label, next(one.date for one in answer.assignments if one.session == name))

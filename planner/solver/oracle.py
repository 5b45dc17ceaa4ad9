"""Whether rules can all hold, remembering what was seen; each question is a plan of its own."""

from collections.abc import Collection
from time import monotonic

from planner.domain.errors import PlannerError
from planner.domain.timetable import checker
from planner.domain.timetable.values import Assignment
from planner.solver.calendar import Calendar
from planner.solver.conflicts import Labels
from planner.solver.engine import OTHER_WAY, USUAL, Settings, run
from planner.solver.model import Model
from planner.solver.rules import add_rules


class OutOfTime(PlannerError):
    """The time for reasons is over."""


class Disagreement(ValueError):
    """The solver and the checker do not agree: a fault of ours, no answer leaves."""


class Oracle:
    """Asks about all sessions, or about some of them as if the others were free."""

    def __init__(
        self, calendar: Calendar, end: float, concerned: Collection[str] | None = None
    ) -> None:
        self.calendar = calendar
        self.end = end  # by `monotonic`
        self.concerned = None if concerned is None else frozenset(concerned)
        self.conflicts: list[Labels] = []
        self._broken: list[Labels] = []  # by the plans that were found

    def possible(self, kept: Labels) -> bool:
        """Whether there is a plan that keeps those rules; OutOfTime where nobody knows."""
        if any(conflict <= kept for conflict in self.conflicts):
            return False
        if any(not broken & kept for broken in self._broken):
            return True
        plan = self._ask(kept)
        if plan is None:
            self.conflicts.append(kept)
            return False
        self._broken.append(self._broken_by(plan, kept))
        return True

    def confirm(self, kept: Labels) -> bool:
        """Whether the rules are impossible by another way of searching, too."""
        return self._ask(kept, OTHER_WAY) is None

    def _ask(self, kept: Labels, settings: Settings = USUAL) -> dict[str, Assignment] | None:
        left = self.end - monotonic()
        if left <= 0:
            raise OutOfTime
        model = Model(self.calendar, kept, self.concerned, lean=True)
        if model.is_hopeless:
            return None
        add_rules(model)
        outcome = run(model, left, settings=settings)
        if not outcome.is_proved:
            raise OutOfTime
        return outcome.plan

    def _broken_by(self, plan: dict[str, Assignment], kept: Labels) -> Labels:
        instance = self.calendar.instance
        broken = frozenset(checker.broken(instance, plan))
        if self.concerned is None:
            if broken & kept:
                raise Disagreement(f"a plan breaks {', '.join(sorted(broken & kept))}")
            return broken
        turns = {f"rotation:{series.id}" for series in instance.series}
        return (broken | turns) - kept  # whose turn it is cannot be told from some sessions

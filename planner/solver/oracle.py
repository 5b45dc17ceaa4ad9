"""Whether rules can all hold, remembering what was seen; each question is a plan of its own."""

import math
from collections.abc import Collection
from time import monotonic

from planner.domain.errors import PlannerError
from planner.domain.timetable import checker
from planner.domain.timetable.values import Assignment
from planner.solver.calendar import Calendar
from planner.solver.conflicts import Labels
from planner.solver.engine import OTHER_WAY, USUAL, Outcome, Settings, run
from planner.solver.model import Model
from planner.solver.rules import add_rules

ASKED = 1e-3  # work, for each question
BUILT = 5e-5  # work, for each variable or rule of a model
SEARCHED = 8.0  # work, for each step of CP-SAT
SLOWEST = 2.0  # seconds for the work of one


class OutOfTime(PlannerError):
    """The time for reasons is over."""


class Disagreement(ValueError):
    """The solver and the checker do not agree: a fault of ours, no answer leaves."""


class Patience:
    """How long reasons are looked for: by work, which is the same on each machine, and the clock.

    Work is about a second of a machine at rest. The clock only ends what would take far too long.
    """

    def __init__(self, seconds: float) -> None:
        self._end = monotonic() + seconds
        self._work = math.inf

    def shorten(self, work: float) -> None:
        """From now on so much work at most, in a few times as many seconds."""
        self._work = min(self._work, work)
        self._end = min(self._end, monotonic() + work * SLOWEST)

    def spend(self, work: float) -> None:
        """OutOfTime where there is none left."""
        self._work -= work
        if self._work <= 0 or monotonic() >= self._end:
            raise OutOfTime

    def ask(self, model: Model, settings: Settings) -> Outcome:
        """Solves, if there is patience left."""
        self.spend(BUILT * (len(model.cp.proto.variables) + len(model.cp.proto.constraints)))
        steps = None if math.isinf(self._work) else self._work / SEARCHED
        outcome = run(model, self._end - monotonic(), settings=settings, steps=steps)
        self._work -= outcome.steps * SEARCHED
        return outcome


class Oracle:
    """Asks about all sessions, or about some of them as if the others were free."""

    def __init__(
        self, calendar: Calendar, patience: Patience, concerned: Collection[str] | None = None
    ) -> None:
        self.calendar = calendar
        self.patience = patience
        self.concerned = None if concerned is None else frozenset(concerned)
        self.conflicts: list[Labels] = []
        self._broken: list[Labels] = []  # by the plans that were found

    def possible(self, kept: Labels) -> bool:
        """Whether there is a plan that keeps those rules; OutOfTime where nobody knows."""
        self.patience.spend(ASKED)
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
        model = Model(self.calendar, kept, self.concerned, lean=True)
        if model.is_hopeless:
            return None
        add_rules(model)
        outcome = self.patience.ask(model, settings)
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

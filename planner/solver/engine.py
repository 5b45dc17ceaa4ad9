"""CP-SAT as we use it: one worker and a fixed seed, so that the same question has one answer."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import SatParameters

from planner.domain.timetable.values import Assignment
from planner.solver.model import Model

if TYPE_CHECKING:
    from ortools.sat.python.cp_model import CpSolver

SEED = 20260326
STEPS_A_SECOND = 1.0  # CP-SAT's own time, which no busy machine changes, for a second of ours

Settings = dict[str, object]  # CP-SAT's parameters
# Without what takes seconds on a year of sessions and hardly ever helps there.
USUAL: Settings = {"cp_model_probing_level": 0, "symmetry_level": 0}
_RESTARTS = SatParameters.SearchBranching.PORTFOLIO_WITH_QUICK_RESTART_SEARCH
QUICK: Settings = {**USUAL, "search_branching": _RESTARTS}
OTHER_WAY: Settings = {"random_seed": 1}  # another seed, and all that CP-SAT does by itself
Keep = Callable[[dict[str, Assignment], float], bool]  # a plan and a bound; False to stop


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to; `bound` only where something was to be made small.

    `steps`: CP-SAT's own time, the same on each machine.
    """

    is_proved: bool
    is_impossible: bool
    plan: dict[str, Assignment] | None
    bound: int | None
    steps: float = 0.0


class _Listener(cp_model.CpSolverSolutionCallback):
    """Hands each better plan on."""

    def __init__(self, model: Model, keep: Keep) -> None:
        super().__init__()
        self._model = model
        self._keep = keep

    def on_solution_callback(self) -> None:
        if not self._keep(self._model.plan(self.value), self.best_objective_bound):
            self.stop_search()


def run(
    model: Model,
    seconds: float,
    keep: Keep | None = None,
    settings: Settings = USUAL,
    steps: float | None = None,
) -> Outcome:
    """Solves for so long at most; `steps` None: as many as the seconds."""
    if model.is_hopeless:
        return Outcome(is_proved=True, is_impossible=True, plan=None, bound=None)
    solver = _solver(seconds, seconds * STEPS_A_SECOND if steps is None else steps, settings)
    status = solver.solve(model.cp, _Listener(model, keep) if keep else None)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE, cp_model.INFEASIBLE, cp_model.UNKNOWN):
        raise ValueError(f"the model is {solver.status_name(status)}: {model.cp.validate()}")
    has_plan = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return Outcome(
        is_proved=status in (cp_model.OPTIMAL, cp_model.INFEASIBLE),
        is_impossible=status == cp_model.INFEASIBLE,
        plan=model.plan(solver.value) if has_plan else None,
        bound=_bound(model, solver),
        steps=solver.response_proto.deterministic_time,
    )


def _solver(seconds: float, steps: float, settings: Settings) -> "CpSolver":
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = SEED
    solver.parameters.max_time_in_seconds = max(seconds, 0.0)
    solver.parameters.max_deterministic_time = max(steps, 0.0)
    for name, value in settings.items():
        setattr(solver.parameters, name, value)
    return solver


def _bound(model: Model, solver: "CpSolver") -> int | None:
    if not model.cp.has_objective():
        return None
    bound = solver.best_objective_bound
    return math.ceil(bound - 1e-6) if math.isfinite(bound) else None

"""Plans: the first that keeps all rules, then the best one measure after another."""

from collections.abc import Callable
from itertools import islice
from time import monotonic

from planner.domain.timetable import checker
from planner.domain.timetable.measures import vector
from planner.domain.timetable.values import (
    Answer,
    Assignment,
    Instance,
    Limits,
    Measure,
    Progress,
    Proof,
    Status,
)
from planner.solver.aims import Sum, aim
from planner.solver.calendar import Calendar
from planner.solver.engine import OTHER_WAY, QUICK, USUAL, Settings, run
from planner.solver.floors import Floors
from planner.solver.model import Model
from planner.solver.oracle import Disagreement
from planner.solver.reasons import find_reasons
from planner.solver.rules import add_rules

Watch = Callable[[Progress], bool]
# How CP-SAT is asked, turn after turn, while something is unproved; and its share of the time left.
TURNS: tuple[tuple[float, Settings], ...] = (
    (0.3, USUAL),
    (0.4, {**USUAL, "linearization_level": 2}),
    (0.5, {**USUAL, "optimize_with_core": True}),
    (1.0, {}),
)
FIRST_TRY = 0.25  # of the time left, for looking for any plan quickly
FLOOR_TRY = 0.3  # of the time of a measure, for coming down to what counting allows at once
LEAST_FOR_REASONS = 2.0  # seconds, however little of the time was left


def solve(
    instance: Instance, limits: Limits | None = None, on_progress: Watch | None = None
) -> Answer:
    """The best plan that the limits allow to find, or why there is none.

    `on_progress` hears of each better plan and of each measure that is done; False stops.
    """
    return _Planning(instance, limits or Limits(), on_progress or _go_on).answer()


def _go_on(_: Progress) -> bool:
    return True


class _Planning:
    def __init__(self, instance: Instance, limits: Limits, watch: Watch) -> None:
        self.instance = instance
        self.limits = limits
        self.watch = watch
        self.calendar = Calendar(instance)
        self.kept = frozenset(checker.labels(instance))
        self.started = monotonic()
        self.is_stopped = False
        self.best: dict[str, Assignment] = {}
        self.values: tuple[int, ...] = ()
        self.bounds: dict[tuple[int, ...], int] = {}  # of the measure that follows those values
        self.at_work: Measure | None = None

    @property
    def seconds(self) -> float:
        return monotonic() - self.started

    @property
    def left(self) -> float:
        return 0.0 if self.is_stopped else max(self.limits.seconds - self.seconds, 0.0)

    def answer(self) -> Answer:
        model = self._model()
        model.hint({name: one.assignment for name, one in self.instance.announced_of.items()})
        outcome = run(model, self.left * FIRST_TRY, settings=QUICK)
        if not outcome.is_proved:
            outcome = run(model, self.left)
        if outcome.is_impossible:
            return self._impossible()
        if outcome.plan is None:
            return Answer(Status.UNKNOWN, seconds=self.seconds)
        self._keep(outcome.plan, 0.0)
        for share, settings in TURNS:
            if self._first_unproved() is None or not self.left:
                break
            self._turn(self.left * share, settings)
        return self._found()

    def _model(self) -> Model:
        model = Model(self.calendar, self.kept)
        if not model.is_hopeless:
            add_rules(model)
        return model

    def _keep(self, plan: dict[str, Assignment], _bound: float) -> bool:
        values = vector(self.instance, plan)
        if not self.best or values < self.values:
            self.best, self.values = plan, values
            self._report()
        return not self.is_stopped and not self._is_at_bound

    @property
    def _is_at_bound(self) -> bool:
        place = self._place_at_work
        return place < len(self.values) and self._proofs()[place].is_proved

    def _report(self) -> None:
        place = self._place_at_work
        value = self.values[place] if self.at_work else None
        progress = Progress(
            measure=self.at_work,
            value=value,
            bound=self.bounds.get(self.values[:place]),
            seconds=self.seconds,
            assignments=tuple(self.best.values()),
        )
        if not self.watch(progress):
            self.is_stopped = True

    @property
    def _place_at_work(self) -> int:
        if self.at_work is None:
            return len(self.values)
        return self.instance.objective.index(self.at_work)

    def _first_unproved(self) -> int | None:
        for place, proof in enumerate(self._proofs()):
            if not proof.is_proved:
                return place
        return None

    def _proofs(self) -> tuple[Proof, ...]:
        return tuple(
            Proof(measure, value, min(self.bounds.get(self.values[:place], 0), value))
            for place, (measure, value) in enumerate(
                zip(self.instance.objective, self.values, strict=True)
            )
        )

    def _turn(self, seconds: float, settings: Settings) -> None:
        """Each measure once more, from the first that is not proved to the last."""
        end = self.seconds + seconds
        model = self._model()
        floors = Floors(self.calendar, {name: one.options for name, one in model.placed.items()})
        for place, measure in enumerate(self.instance.objective):
            made_small = aim(model, measure)
            self._bound(place, floors.of(measure))
            if not self._proofs()[place].is_proved and self.left:
                self.at_work = measure
                to_go = len(self.values) - place
                time = min(max(end - self.seconds, 0.0) / min(to_go, 2), self.left)
                self._improve(model, made_small, time, settings)
            model.cp.add(made_small <= self.values[place])
            floors.settle(measure, self.values[place])

    def _bound(self, place: int, bound: int) -> None:
        before = self.values[:place]
        self.bounds[before] = max(bound, self.bounds.get(before, 0))

    def _improve(self, model: Model, made_small: Sum, seconds: float, settings: Settings) -> None:
        """First straight down to the bound that is known, then step by step."""
        place = self._place_at_work
        before, whole = self.values[:place], model.cp
        floor = self.bounds[before]
        model.cp = whole.clone()
        model.cp.add(made_small <= floor)
        model.hint(self.best)
        outcome = run(model, seconds * FLOOR_TRY, self._keep, QUICK)
        model.cp = whole
        if outcome.is_impossible:
            self.bounds[before] = floor + 1
        if self.values[:place] == before and not self._proofs()[place].is_proved:
            self._minimize(model, made_small, seconds * (1 - FLOOR_TRY), settings)
        self._report()

    def _minimize(self, model: Model, made_small: Sum, seconds: float, settings: Settings) -> None:
        before, whole = self.values[: self._place_at_work], model.cp
        model.cp = whole.clone()
        model.cp.minimize(made_small)
        model.hint(self.best)
        outcome = run(model, seconds, self._keep, settings)
        model.cp = whole
        if outcome.is_impossible:
            raise Disagreement(f"no plan for {self.at_work} though there is one")
        if outcome.bound is not None:
            self.bounds[before] = max(outcome.bound, self.bounds.get(before, 0))

    def _found(self) -> Answer:
        wrong = checker.faults(self.instance, self.best) + checker.broken(self.instance, self.best)
        if wrong:
            raise Disagreement(f"the plan breaks {', '.join(islice(wrong, 5))}")
        proofs = self._proofs()
        is_best = all(proof.is_proved for proof in proofs)
        status = Status.OPTIMAL if is_best else Status.FEASIBLE
        assignments = tuple(self.best[one.id] for one in self.instance.sessions)
        return Answer(status, assignments, proofs=proofs, seconds=self.seconds)

    def _impossible(self) -> Answer:
        """Asked once more with another seed, then for the reasons."""
        again = run(self._model(), max(self.left, LEAST_FOR_REASONS), settings=OTHER_WAY)
        if again.plan is not None:
            raise Disagreement("impossible, and possible")
        seconds = max(self.left, LEAST_FOR_REASONS)
        found = find_reasons(self.calendar, seconds, self.limits.most_reasons)
        return Answer(Status.INFEASIBLE, reasons=tuple(found), seconds=self.seconds)

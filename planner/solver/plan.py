"""Plans: the first that keeps all rules, then the best one measure after another."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
    Plan,
    Progress,
    Proof,
    Status,
)
from planner.solver.aims import Sum, aim
from planner.solver.calendar import Calendar
from planner.solver.engine import OTHER_WAY, QUICK, USUAL, Outcome, Settings, run
from planner.solver.floors import Floors
from planner.solver.model import Model
from planner.solver.nearby import SMALL, Neighbourhoods, repaired
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
FIRST_TRY = 0.5  # of the time left, for looking for any plan quickly
FLOOR_TRY = 0.3  # of the time of a measure, for coming down to what counting allows at once
LEAST_FLOOR_TRY = 4.0  # seconds
WHOLE = 0.5  # of the rest, for making a large year better as a whole
POLISH = 0.6  # of what is left then, for planning it in parts
STEP = 4.0  # seconds for one part
VAIN = 12  # parts that bring nothing before it is enough
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


@dataclass(frozen=True, slots=True)
class _Task:
    """A measure at work: the model with what is settled before it, and where to look."""

    model: Model
    made_small: Sum
    around: Neighbourhoods


@contextmanager
def _aside(model: Model) -> Iterator[None]:
    """What is added within is forgotten afterwards."""
    whole = model.cp
    model.cp = whole.clone()
    try:
        yield
    finally:
        model.cp = whole


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
        outcome = self._first_plan(self._model())
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

    def _first_plan(self, model: Model) -> Outcome:
        """Near what was announced, else quickly, else thoroughly."""
        announced = {name: one.assignment for name, one in self.instance.announced_of.items()}
        if announced and not model.is_hopeless:
            near = repaired(model, announced, lambda stays: self._near(stays, announced))
            if near is not None:
                return near
        model.hint(announced)
        outcome = run(model, self.left * FIRST_TRY, settings=QUICK)
        return outcome if outcome.is_proved else run(model, self.left)

    def _near(self, stays: Plan, announced: Plan) -> Outcome:
        model = self._model(stays)
        model.hint(announced)
        return run(model, min(self.left * FIRST_TRY, STEP), settings=QUICK)

    def _model(self, stays: Plan | None = None) -> Model:
        """With what is not to move, if anything."""
        model = Model(self.calendar, self.kept, stays=stays or {})
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
            self._bound(self.values[:place], floors.of(measure))
            if not self._proofs()[place].is_proved and self.left:
                self.at_work = measure
                to_go = len(self.values) - place
                time = min(max(end - self.seconds, 0.0) / min(to_go, 2), self.left)
                task = _Task(model, made_small, Neighbourhoods(model, floors, measure))
                self._improve(task, time, settings)
            model.cp.add(made_small <= self.values[place])
            floors.settle(measure, self.values[place])
            if measure is Measure.CHANGED and floors.unmoved:
                model = self._model(floors.unmoved)
                self._hold(model, place + 1)

    def _bound(self, before: tuple[int, ...], bound: int) -> None:
        self.bounds[before] = max(bound, self.bounds.get(before, 0))

    def _improve(self, task: _Task, seconds: float, settings: Settings) -> None:
        """Straight down to the bound that is known; else in parts; else, and for proof, whole."""
        before, end = self.values[: self._place_at_work], self.seconds + seconds
        floor = self.bounds[before]
        with _aside(task.model):
            task.model.cp.add(task.made_small <= floor)
            task.model.hint(self.best)
            time = min(max(seconds * FLOOR_TRY, LEAST_FLOOR_TRY), self.left)
            outcome = run(task.model, time, self._keep, QUICK)
        if outcome.is_impossible:
            self.bounds[before] = floor + 1
        if len(self.instance.sessions) > SMALL:
            self._minimize(task, (end - self.seconds) * WHOLE, settings)
            self._polish(task, self.seconds + (end - self.seconds) * POLISH)
        self._minimize(task, end - self.seconds, settings)
        self._report()

    def _polish(self, task: _Task, end: float) -> None:
        """Plans a few sessions at a time anew, until nothing gets better."""
        vain = 0
        while self.left and self.seconds < end and vain < VAIN and not self._is_at_bound:
            before = self.values
            model = self._model(task.around.staying(self.best))
            self._aim_at_work(model)
            model.hint(self.best)
            run(model, min(STEP, end - self.seconds), self._keep)
            vain = vain + 1 if self.values == before else 0
            if vain == VAIN // 2:
                task.around.widen()

    def _aim_at_work(self, model: Model) -> None:
        """The measure at work, and no worse by those before it."""
        place = self._place_at_work
        self._hold(model, place)
        model.cp.minimize(aim(model, self.instance.objective[place]))

    def _hold(self, model: Model, place: int) -> None:
        """No worse by the measures before that place."""
        for measure, value in zip(self.instance.objective[:place], self.values, strict=False):
            model.cp.add(aim(model, measure) <= value)

    def _minimize(self, task: _Task, seconds: float, settings: Settings) -> None:
        before = self.values[: self._place_at_work]
        if self._is_at_bound or self.is_stopped or seconds <= 0:
            return
        with _aside(task.model):
            task.model.cp.minimize(task.made_small)
            task.model.hint(self.best)
            outcome = run(task.model, seconds, self._keep, settings)
        if outcome.is_impossible:
            raise Disagreement(f"no plan for {self.at_work} though there is one")
        if outcome.bound is not None:
            self._bound(before, outcome.bound)

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
        seconds = min(max(self.left, LEAST_FOR_REASONS), self.limits.reason_seconds)
        found = find_reasons(self.calendar, seconds, self.limits.most_reasons)
        return Answer(Status.INFEASIBLE, reasons=tuple(found), seconds=self.seconds)

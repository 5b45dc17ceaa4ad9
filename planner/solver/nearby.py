"""Plans near one that is known: most sessions stay where they are, a few are planned anew."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from random import Random

from planner.domain.timetable import checker
from planner.domain.timetable.values import Assignment, Instance, Measure, Plan, Session
from planner.solver.engine import SEED, Outcome
from planner.solver.floors import Floors
from planner.solver.model import Model

SMALL = 24  # sessions that CP-SAT plans at once as fast as in parts
COSTLY = 12  # sessions that are planned anew at a time because they cost something
RELATED = 36  # others with them, which may have to make room
GROWTHS = 5

PlanAnew = Callable[[Plan], Outcome]  # with what is not to move


def repaired(model: Model, announced: Plan, plan_anew: PlanAnew) -> Outcome | None:
    """A plan that leaves what was announced alone but where it cannot stay, and around that."""
    free = _displaced(model, announced)
    for _ in range(GROWTHS):
        stays = {name: one for name, one in announced.items() if name not in free}
        outcome = plan_anew(stays)
        if outcome.plan is not None:
            return outcome
        wider = free | set(_related(model.instance, free))
        if wider == free:
            return None
        free = wider
    return None


def _displaced(model: Model, announced: Plan) -> set[str]:
    """Sessions without a plan, and those that break a rule where they are."""
    free = {name for name in model.placed if name not in announced}
    kept: dict[str, Assignment] = {}
    taken: dict[tuple[object, ...], str] = {}
    for name, placed in model.placed.items():
        one = announced.get(name)
        if one is None:
            continue
        broken = set(checker.broken_alone(model.instance, placed.session, one))
        keys = _keys(placed.session, one)
        if broken or any(key in taken for key in keys):
            free.add(name)
        else:
            kept[name] = one
            taken |= dict.fromkeys(keys, name)
    return free


def _keys(session: Session, one: Assignment) -> list[tuple[object, ...]]:
    """What a session has for itself in its half-day."""
    people = ((one.date, one.half, "with", person) for person in session.people)
    return [(one.date, one.half, "in", one.venue), *people]


def _related(instance: Instance, names: Iterable[str]) -> list[str]:
    """Sessions of the same people or series, in an order with one of those, or after it."""
    by_key: dict[tuple[str, str], list[str]] = defaultdict(list)
    for session in instance.sessions:
        for key in _ties(session):
            by_key[key].append(session.id)
    for order in instance.orders:
        by_key["order", order.before].append(order.after)
        by_key["order", order.after].append(order.before)
    found: dict[str, None] = {}
    for name in names:
        for key in (*_ties(instance.session_of[name]), ("order", name)):
            found |= dict.fromkeys(by_key[key])
    return list(found)


def _ties(session: Session) -> list[tuple[str, str]]:
    people = (*session.people, *session.optional_people)
    return [("series", session.series), *(("person", person) for person in people)]


class Neighbourhoods:
    """Which sessions to plan anew next: those that cost something, and some around them."""

    def __init__(self, model: Model, floors: Floors, measure: Measure) -> None:
        self.model = model
        self.floors = floors
        self.measure = measure
        self.chance = Random(SEED)  # noqa: S311 -- the same ones each time
        self.size = 1.0
        self.turn = 0

    def staying(self, plan: Plan) -> Plan:
        """What stays where it is, while the rest is planned anew."""
        free = self._next(plan)
        return {name: one for name, one in plan.items() if name not in free}

    def _next(self, plan: Plan) -> frozenset[str]:
        costly = self._costly(plan)
        number = round(COSTLY * self.size)
        start = self.turn * number % max(len(costly), 1)
        chosen = (costly[start:] + costly[:start])[:number]
        self.turn += 1
        related = [one for one in _related(self.model.instance, chosen) if one not in chosen]
        count = min(len(related), round(RELATED * self.size))
        return frozenset(chosen) | frozenset(self.chance.sample(related, count))

    def widen(self) -> None:
        """For when nothing is found any more."""
        self.size *= 1.5

    def _costly(self, plan: Plan) -> list[str]:
        names = list(self.floors.costly(self.measure, plan))
        return names or [session.id for session in self._by_series()]

    def _by_series(self) -> Iterator[Session]:
        for row in self.model.instance.sessions_in.values():
            yield from row

"""How long planning takes, and the same model given to CP-SAT as it is, measure after measure."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from time import perf_counter

from bench.entries import ROUNDS, Entry
from bench.timetables import disturbed, large, medium, small, window
from planner.domain.timespan import DateWindow
from planner.domain.timetable import checker
from planner.domain.timetable.clash import Booking, Question, clashes
from planner.domain.timetable.measures import vector
from planner.domain.timetable.slot import Busy, Wish, slots
from planner.domain.timetable.values import (
    Blackout,
    BlackoutKind,
    Instance,
    Limits,
    Measure,
    Progress,
    Venue,
)
from planner.solver.aims import aim
from planner.solver.calendar import Calendar
from planner.solver.engine import run
from planner.solver.model import Model
from planner.solver.plan import solve
from planner.solver.rules import add_rules

BARE = 10.0  # seconds for the baseline: it would go on proving, so a ratio is rather too high
AWAY = Blackout("away", BlackoutKind.PERSON, window(date(2026, 3, 2), 300), "p0")


def measure() -> dict[str, Entry]:
    """Seconds until the plan is proved (or the time is over), and until there is a first plan."""
    year = large()
    announced = disturbed(year, solve(replace(year, objective=(Measure.WEEKDAY_MISS,))).assignments)
    entries = {}
    for name, instance, longest in (
        ("14", small(), 10.0),
        ("60", medium(), 30.0),
        ("420", year, 60.0),
        ("replan.420", announced, 60.0),
    ):
        first, whole = _planned(instance, Limits(longest))
        bare = _bare(instance)
        entries[f"schedule.first.{name}"] = _entry(first, bare)
        entries[f"schedule.final.{name}"] = _entry(whole, bare)
    for name, instance in (("14", _impossible(small())), ("420", _impossible(year))):
        seconds = solve(instance, Limits(30.0)).seconds
        entries[f"schedule.reasons.{name}"] = _entry(seconds, _bare(instance))
    return entries | _sweeps()


def _impossible(instance: Instance) -> Instance:
    """A required person is away for most of the year."""
    person = instance.people[0].id
    return replace(
        instance, blackouts=(*instance.blackouts, replace(AWAY, ref=person, days=_most(instance)))
    )


def _most(instance: Instance) -> DateWindow:
    return DateWindow(instance.horizon.start + timedelta(days=60), instance.horizon.end)


def _planned(instance: Instance, limits: Limits) -> tuple[float, float]:
    heard: list[Progress] = []

    def listen(progress: Progress) -> bool:
        heard.append(progress)
        return True

    answer = solve(instance, limits, listen)
    return heard[0].seconds, answer.seconds


def _bare(instance: Instance) -> float:
    """CP-SAT by itself on the model, each measure fixed before the next."""
    started = perf_counter()
    model = Model(Calendar(instance), frozenset(checker.labels(instance)))
    if model.is_hopeless:
        return perf_counter() - started
    add_rules(model)
    for place, one in enumerate(instance.objective):
        made_small = aim(model, one)
        model.cp.minimize(made_small)
        plan = run(model, BARE - (perf_counter() - started), settings={}).plan
        if plan is None:
            break
        model.cp.clear_objective()  # type: ignore[no-untyped-call]  # so it comes
        model.cp.add(made_small <= vector(instance, plan)[place])
    return perf_counter() - started


def _sweeps() -> dict[str, Entry]:
    """10,000 busy times: where 90 minutes fit, and what 1,000 proposals clash with."""
    chance = Random(3)  # noqa: S311 -- examples, no secrets
    people = [f"p{n}" for n in range(300)]
    rooms = [f"v{n}" for n in range(60)]

    def span() -> tuple[datetime, datetime]:
        minutes = 15 * chance.randrange(28, 64)
        day = datetime.combine(date(2026, 3, 2) + timedelta(days=chance.randrange(120)), time())
        start = day + timedelta(minutes=minutes)
        return start, start + timedelta(minutes=15 * chance.randrange(2, 12))

    busy = tuple(
        Busy(chance.choice(rooms if n % 2 else people), *span(), is_venue=bool(n % 2))
        for n in range(10_000)
    )
    wish = Wish(
        minutes=90,
        grid_minutes=15,
        window=DateWindow(date(2026, 3, 2), date(2026, 6, 28)),
        work_hours=((time(7, 30), time(11, 30)), (time(13, 30), time(17))),
        required=tuple(people[:40]),
        optional=tuple(people[40:90]),
        venue_buffer_minutes=15,
        venues=tuple(Venue(room) for room in rooms),
        busy=busy,
    )
    events = [
        Booking(str(n), *span(), chance.choice(rooms), tuple(chance.sample(people, 3)))
        for n in range(11_000)
    ]
    question = Question(
        tuple(events[:10_000]), tuple(events[10_000:]), dict.fromkeys(rooms, 50), 15
    )
    passing = _time(lambda: sorted((one.start, one.end) for one in busy))
    return {
        "schedule.slot": _entry(_time(lambda: list(slots(wish))), passing),
        "schedule.conflicts": _entry(_time(lambda: list(clashes(question))), passing),
    }


def _time(work: Callable[[], object]) -> float:
    """The best of some rounds: seconds."""
    spent = []
    for _turn in range(ROUNDS):
        started = perf_counter()
        work()
        spent.append(perf_counter() - started)
    return min(spent)


def _entry(value: float, baseline: float) -> Entry:
    return {
        "value": round(value, 3),
        "unit": "s",
        "baseline": round(baseline, 3),
        "ratio": round(value / baseline, 2),
    }

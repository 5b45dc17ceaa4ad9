"""How good a plan is: each measure a whole number, lower is better."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import combinations

from planner.domain.timetable.steps import neighbours
from planner.domain.timetable.values import (
    Announced,
    Assignment,
    BlackoutKind,
    Instance,
    Measure,
    Plan,
    Session,
)

FIELDS = ("host", "date", "half", "venue", "theme")  # what a change of an announced session is


def vector(instance: Instance, plan: Plan) -> tuple[int, ...]:
    """The measures of a whole plan in the order of the objective."""
    return tuple(value_of(instance, plan, measure) for measure in instance.objective)


def value_of(instance: Instance, plan: Plan, measure: Measure) -> int:
    """What one measure says of a whole plan; less is better."""
    return _MEASURES[measure](instance, plan)


def _host_spread(instance: Instance, plan: Plan) -> int:
    return sum(_spread(counts) for counts in hostings(instance, plan).values())


def hostings(instance: Instance, plan: Plan) -> Mapping[str, Mapping[str, int]]:
    """By series, how often each eligible unit hosts, history since `count_from` included."""
    counts = {series: dict(count) for series, count in instance.hosted_in.items()}
    for session, one in _planned(instance, plan):
        counts[session.series][one.host] += 1
    return counts


def _cluster_spread(instance: Instance, plan: Plan) -> int:
    """A unit without a cluster counts for none; a cluster is there if an eligible unit is in it."""
    return sum(_spread(by_cluster(instance, one)) for one in hostings(instance, plan).values())


def by_cluster(instance: Instance, counts: Mapping[str, int]) -> Mapping[str, int]:
    """The hostings of units, added up over their clusters."""
    clusters: Counter[str] = Counter()
    for unit, count in counts.items():
        cluster = instance.unit_of[unit].cluster
        if cluster is not None:
            clusters[cluster] += count
    return clusters


def _spread(counts: Mapping[str, int]) -> int:
    return max(counts.values(), default=0) - min(counts.values(), default=0)


def _planned(instance: Instance, plan: Plan) -> Iterator[tuple[Session, Assignment]]:
    for session in instance.sessions:
        if session.id in plan:
            yield session, plan[session.id]


def _announced(instance: Instance, plan: Plan) -> Iterator[tuple[Announced, Assignment]]:
    for announced in instance.announced:
        if announced.assignment.session in plan:
            yield announced, plan[announced.assignment.session]


def changed_fields(announced: Assignment, one: Assignment) -> tuple[str, ...]:
    """The fields in which an assignment differs from what was announced."""
    return tuple(name for name in FIELDS if getattr(announced, name) != getattr(one, name))


def _changed(instance: Instance, plan: Plan) -> int:
    return sum(before.assignment != one for before, one in _announced(instance, plan))


def _changed_fields(instance: Instance, plan: Plan) -> int:
    pairs = _announced(instance, plan)
    return sum(len(changed_fields(before.assignment, one)) for before, one in pairs)


def _date_shift(instance: Instance, plan: Plan) -> int:
    pairs = _announced(instance, plan)
    return sum(abs((before.assignment.date - one.date).days) for before, one in pairs)


def _weekday_miss(instance: Instance, plan: Plan) -> int:
    wanted = instance.preferences.weekdays
    if wanted is None:
        return 0
    return sum(one.date.weekday() not in wanted for _, one in _planned(instance, plan))


def _half_miss(instance: Instance, plan: Plan) -> int:
    wanted = instance.preferences.halves
    return 0 if wanted is None else sum(one.half not in wanted for one in plan.values())


def _target_dev(instance: Instance, plan: Plan) -> int:
    return sum(
        abs((one.date - session.target).days)
        for session, one in _planned(instance, plan)
        if session.target is not None
    )


def _spacing(instance: Instance, plan: Plan) -> int:
    return sum(
        abs((following.date - one.date).days - series.ideal_gap_days)
        for series in instance.series
        if series.ideal_gap_days is not None
        for one, following in neighbours(instance, plan, series.id)
    )


def _travel(instance: Instance, plan: Plan) -> int:
    return sum(
        travel_to(instance, session.series, one.host) for session, one in _planned(instance, plan)
    )


def travel_to(instance: Instance, series: str, host: str) -> int:
    """How far the units of a series, those eligible, have to a host; an unknown way is 0."""
    ways = instance.distances.get(host, {})
    return sum(ways.get(unit, 0) for unit in instance.eligible_in[series])


def _optional_clash(instance: Instance, plan: Plan) -> int:
    """How often an optional person cannot come.

    One for each two sessions in a half-day that both want the person, required at most at one of
    them (at both is a rule), and one for each session within an absence of the person.
    """
    meeting: dict[object, list[Session]] = defaultdict(list)
    clashes = 0
    for session, one in _planned(instance, plan):
        meeting[one.date, one.half].append(session)
        clashes += sum(
            blackout.kind is BlackoutKind.PERSON
            and blackout.ref in optional_of(session)
            and blackout.covers(one.date, one.half)
            for blackout in instance.blackouts
        )
    pairs = (pair for row in meeting.values() for pair in combinations(row, 2))
    return clashes + sum(len(torn_between(*pair)) for pair in pairs)


def optional_of(session: Session) -> frozenset[str]:
    return frozenset(session.optional_people) - frozenset(session.people)


def torn_between(one: Session, other: Session) -> frozenset[str]:
    """The people whom two sessions want, optional at one of them at least."""
    ours, theirs = optional_of(one), optional_of(other)
    return (ours & (theirs | set(other.people))) | (theirs & set(one.people))


_MEASURES: Mapping[Measure, Callable[[Instance, Plan], int]] = {
    Measure.HOST_SPREAD: _host_spread,
    Measure.CLUSTER_SPREAD: _cluster_spread,
    Measure.CHANGED: _changed,
    Measure.CHANGED_FIELDS: _changed_fields,
    Measure.DATE_SHIFT: _date_shift,
    Measure.WEEKDAY_MISS: _weekday_miss,
    Measure.HALF_MISS: _half_miss,
    Measure.TARGET_DEV: _target_dev,
    Measure.SPACING: _spacing,
    Measure.TRAVEL: _travel,
    Measure.OPTIONAL_CLASH: _optional_clash,
}

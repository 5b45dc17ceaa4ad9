"""The measures before CP-SAT: an expression to make small, and what counting says of it."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import combinations

from ortools.sat.python.cp_model import IntVar, LinearExpr

from planner.domain.timetable.fairness import highest_level, lowest_level
from planner.domain.timetable.measures import (
    by_cluster,
    optional_of,
    torn_between,
    travel_to,
)
from planner.domain.timetable.values import Announced, BlackoutKind, Measure, Series
from planner.solver.calendar import HALVES, days_of, members
from planner.solver.model import Literal, Model, Placed
from planner.solver.rules import neighbours

Sum = LinearExpr | int


def aim(model: Model, measure: Measure) -> Sum:
    """What is to be made small; it may exceed the measure of a plan, never fall below."""
    return _AIMS[measure](model)


def _total(terms: Iterator[Sum]) -> Sum:
    return LinearExpr.sum(list(terms))


def _host_spread(model: Model) -> Sum:
    return _total(_spread(model, one, _hostings(model, one)) for one in model.instance.series)


def _hostings(model: Model, series: Series) -> dict[str, tuple[int, list[IntVar]]]:
    """By unit, the hostings before and the literals of those to come."""
    counts = model.instance.hosted_in[series.id]
    to_come: dict[str, list[IntVar]] = {unit: [] for unit in counts}
    for session in model.instance.sessions_in[series.id]:
        for unit, literal in model.placed[session.id].hosts.items():
            to_come[unit].append(literal)
    return {unit: (counts[unit], to_come[unit]) for unit in counts}


def _spread(model: Model, series: Series, rows: dict[str, tuple[int, list[IntVar]]]) -> Sum:
    """The highest count less the lowest: one cannot be lower, the other higher, than filling up."""
    if len(rows) < 2:
        return 0
    sessions = len(model.instance.sessions_in[series.id])
    counts = [count for count, _ in rows.values()]
    most = max(counts) + sessions
    top = model.cp.new_int_var(highest_level(counts, sessions), most, f"{series.id} highest")
    low = lowest_level(counts, sessions)
    bottom = model.cp.new_int_var(min(counts), low, f"{series.id} lowest")
    for count, literals in rows.values():
        hostings = count + LinearExpr.sum(literals)
        model.cp.add(hostings <= top)
        model.cp.add(hostings >= bottom)
    return top - bottom


def _cluster_spread(model: Model) -> Sum:
    return _total(_spread_of_clusters(model, one) for one in model.instance.series)


def _spread_of_clusters(model: Model, series: Series) -> Sum:
    clusters: dict[str, list[IntVar]] = defaultdict(list)
    for unit, (_, literals) in _hostings(model, series).items():
        clusters[model.instance.unit_of[unit].cluster or ""].extend(literals)
    before = by_cluster(model.instance, model.instance.hosted_in[series.id])
    if "" in clusters:  # units without a cluster host as well: filling up says nothing
        return _loose_spread(
            model, series, {name: (before[name], clusters[name]) for name in before}
        )
    return _spread(model, series, {name: (before[name], clusters[name]) for name in before})


def _loose_spread(model: Model, series: Series, rows: dict[str, tuple[int, list[IntVar]]]) -> Sum:
    if len(rows) < 2:
        return 0
    most = max(count for count, _ in rows.values()) + len(model.placed)
    spread = model.cp.new_int_var(0, most, f"{series.id} cluster spread")
    bottom = model.cp.new_int_var(0, most, f"{series.id} lowest cluster")
    for count, literals in rows.values():
        model.cp.add(count + LinearExpr.sum(literals) <= bottom + spread)
        model.cp.add(count + LinearExpr.sum(literals) >= bottom)
    return spread


def _announced(model: Model) -> Iterator[tuple[Announced, Placed]]:
    for one in model.instance.announced:
        yield one, model.placed[one.assignment.session]


def _differences(model: Model, before: Announced, placed: Placed) -> list[Literal]:
    """For each field a literal that has to be true where the plan differs."""
    one, name = before.assignment, placed.session.id
    moved = model.cp.new_bool_var(f"{name} moved")
    model.on_days(placed, _day_bit(model, one.date), ~moved)
    in_afternoon = one.half is HALVES[1]
    return [
        ~placed.hosts[one.host] if one.host in placed.hosts else True,
        moved,
        ~placed.afternoon if in_afternoon else placed.afternoon,
        ~placed.venues[one.venue] if one.venue in placed.venues else True,
        ~placed.themes[one.theme] if one.theme in placed.themes else True,
    ]


def _day_bit(model: Model, day: date) -> int:
    offset = model.calendar.offset(day)
    return 1 << offset if 0 <= offset < model.calendar.days else 0


def _changed(model: Model) -> Sum:
    return _total(_is_changed(model, *one) for one in _announced(model))


def _is_changed(model: Model, before: Announced, placed: Placed) -> IntVar:
    changed = model.cp.new_bool_var(f"{placed.session.id} changed")
    for difference in _differences(model, before, placed):
        model.cp.add_implication(difference, changed)
    return changed


def _changed_fields(model: Model) -> Sum:
    rows = (_differences(model, *one) for one in _announced(model))
    return _total(LinearExpr.sum(row) for row in rows)


def _date_shift(model: Model) -> Sum:
    return _total(
        _days_off(model, placed, before.assignment.date) for before, placed in _announced(model)
    )


def _target_dev(model: Model) -> Sum:
    return _total(
        _days_off(model, placed, placed.session.target)
        for placed in model.placed.values()
        if placed.session.target is not None
    )


def _days_off(model: Model, placed: Placed, day: date) -> IntVar:
    """How far the day is from another, which may lie outside the horizon."""
    wanted = model.calendar.offset(day)
    ways = [abs(offset - wanted) for offset in members(placed.options.days)]
    off = model.cp.new_int_var(min(ways), max(ways), f"{placed.session.id} days off {day}")
    model.cp.add(off >= placed.day - wanted)
    model.cp.add(off >= wanted - placed.day)
    return off


def _weekday_miss(model: Model) -> Sum:
    wanted = model.instance.preferences.weekdays
    if wanted is None:
        return 0
    days = days_of(model.calendar.on_weekdays(wanted))
    return _total(_is_off(model, placed, days) for placed in model.placed.values())


def _is_off(model: Model, placed: Placed, days: int) -> IntVar:
    off = model.cp.new_bool_var(f"{placed.session.id} on another weekday")
    model.on_days(placed, days, ~off)
    return off


def _half_miss(model: Model) -> Sum:
    wanted = model.instance.preferences.halves
    if wanted is None:
        return 0
    misses = [half not in wanted for half in HALVES]
    return _total(
        misses[0] + (misses[1] - misses[0]) * placed.afternoon for placed in model.placed.values()
    )


def _spacing(model: Model) -> Sum:
    return _total(
        _gap_off(model, one, other, series.ideal_gap_days)
        for series in model.instance.series
        if series.ideal_gap_days is not None
        for one, other in neighbours(model, series)
    )


def _gap_off(model: Model, one: Placed, other: Placed, ideal: int) -> IntVar:
    most = model.calendar.days + abs(ideal)
    off = model.cp.new_int_var(0, most, f"{other.session.id} off its gap")
    model.cp.add(off >= other.day - one.day - ideal)
    model.cp.add(off >= ideal - other.day + one.day)
    return off


def _travel(model: Model) -> Sum:
    return _total(
        travel_to(model.instance, placed.session.series, unit) * literal
        for placed in model.placed.values()
        for unit, literal in placed.hosts.items()
    )


def _optional_clash(model: Model) -> Sum:
    return _total(_clashes(model))


def _clashes(model: Model) -> Iterator[Sum]:
    for one, other in combinations(model.placed.values(), 2):
        torn = len(torn_between(one.session, other.session))
        if torn and one.options.half_days & other.options.half_days:
            clash = model.cp.new_bool_var(f"{one.session.id} beside {other.session.id}")
            model.cp.add(one.half_day != other.half_day).only_enforce_if(~clash)
            yield torn * clash
    for placed in model.placed.values():
        for person in sorted(optional_of(placed.session)):
            rules = model.calendar.absences.get((BlackoutKind.PERSON, person), ())
            for label, present in rules:
                away = model.cp.new_bool_var(f"{placed.session.id} {label} {person}")
                model.within(placed, present, ~away)
                yield away


_AIMS: Mapping[Measure, Callable[[Model], Sum]] = {
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

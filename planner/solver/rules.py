"""The rules that bind choices and sessions together, put before CP-SAT."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from planner.domain.timetable.turns import rounds
from planner.domain.timetable.values import BlackoutKind, Chain, Series
from planner.solver.model import Literal, Model, Placed
from planner.solver.options import can_run


def add_rules(model: Model) -> None:
    """Every kept rule that no choice of one session alone has settled."""
    for placed in model.placed.values():
        _add_absences(model, placed)
        _add_themes(model, placed)
        if model.keeps("venue_local"):
            _add_local(model, placed)
    _add_venue_once(model)
    _add_people(model)
    _add_orders(model)
    for series in model.instance.series:
        _add_steps(model, series)
        if model.keeps(f"rotation:{series.id}"):
            _add_rotation(model, series)
        if series.chain is not None and model.keeps(f"chain:{series.id}"):
            _add_chain(model, series, series.chain)
        if model.keeps(f"theme_once:{series.id}"):
            _add_theme_once(model, series)


def _add_absences(model: Model, placed: Placed) -> None:
    for unit, literal in placed.hosts.items():
        model.within(placed, model.calendar.present(BlackoutKind.UNIT, unit, model.kept), literal)
    for venue, literal in placed.venues.items():
        present = model.calendar.present(BlackoutKind.VENUE, venue, model.kept)
        model.within(placed, present, literal)


def _add_themes(model: Model, placed: Placed) -> None:
    for theme, literal in placed.themes.items():
        if theme is None:
            continue
        able = [one for unit, one in placed.hosts.items() if _can_run(model, theme, unit)]
        if len(able) < len(placed.hosts):
            model.cp.add_bool_or(*able).only_enforce_if(literal)


def _can_run(model: Model, theme: str, unit: str) -> bool:
    return can_run(model.instance, theme, unit, model.kept)


def _add_local(model: Model, placed: Placed) -> None:
    for venue, literal in placed.venues.items():
        owner = model.instance.venue_of[venue].unit
        if owner is not None:
            model.cp.add_implication(literal, placed.host(owner))


def _add_venue_once(model: Model) -> None:
    meeting = defaultdict(list)
    for placed in model.placed.values():
        for venue, literal in placed.venues.items():
            if model.keeps(f"venue_once:{venue}"):
                meeting[venue].append(
                    model.cp.new_optional_fixed_size_interval_var(
                        placed.half_day, 1, literal, f"{placed.session.id} in {venue}"
                    )
                )
    for intervals in meeting.values():
        if len(intervals) > 1:
            model.cp.add_no_overlap(intervals)


def _add_people(model: Model) -> None:
    wanted: dict[str, list[Placed]] = defaultdict(list)
    for placed in model.placed.values():
        for person in placed.session.people:
            wanted[person].append(placed)
    for person, row in wanted.items():
        if len(row) > 1 and model.keeps(f"person:{person}"):
            model.cp.add_all_different([placed.half_day for placed in row])
    together = {
        (one.session.id, other.session.id): (one, other)
        for person, row in wanted.items()
        if model.keeps(f"place:{person}")
        for one, other in combinations(row, 2)
        if one.options.days & other.options.days
    }
    for one, other in together.values():
        _add_one_place(model, one, other)


def _add_one_place(model: Model, one: Placed, other: Placed) -> None:
    """Not on the same day unless at the same place."""
    ours, theirs = _places(model, one), _places(model, other)
    if len(ours) == 1 and ours.keys() == theirs.keys():
        return
    if not ours.keys() & theirs.keys():
        model.cp.add(one.day != other.day)
        return
    same_day = model.cp.new_bool_var(f"{one.session.id} and {other.session.id} on one day")
    model.cp.add(one.day != other.day).only_enforce_if(~same_day)
    for place, literals in ours.items():
        there = theirs.get(place, [])
        for literal in literals:
            model.cp.add_bool_or(*there).only_enforce_if(same_day, literal)


def _places(model: Model, placed: Placed) -> dict[str | None, list[Literal]]:
    places: dict[str | None, list[Literal]] = defaultdict(list)
    for venue, literal in placed.venues.items():
        places[model.instance.venue_of[venue].place].append(literal)
    return places


def _add_orders(model: Model) -> None:
    for order in model.instance.orders:
        one, other = model.placed.get(order.before), model.placed.get(order.after)
        if one is not None and other is not None and model.keeps(f"order:{order.id}"):
            model.cp.add(other.day - one.day >= order.min_days)


def _row(model: Model, series: Series) -> Sequence[Placed | None]:
    """A series in order, with None for sessions that are not concerned."""
    return [model.placed.get(one.id) for one in model.instance.sessions_in[series.id]]


def neighbours(model: Model, series: Series) -> Iterator[tuple[Placed, Placed]]:
    """Placed sessions that stand beside one another in the order of the series."""
    for one, other in pairwise(_row(model, series)):
        if one is not None and other is not None:
            yield one, other


def _add_steps(model: Model, series: Series) -> None:
    least = []
    if model.keeps(f"seq:{series.id}"):
        least.append(1)
    if series.min_gap_days is not None and model.keeps(f"gap:{series.id}"):
        least.append(series.min_gap_days)
    if least:
        for one, other in neighbours(model, series):
            model.cp.add(other.day - one.day >= max(least))


def _add_rotation(model: Model, series: Series) -> None:
    """Round by round all hosts are different; sessions not concerned only take up their turn."""
    row, position = _row(model, series), 0
    for units, size in rounds(model.instance.hosted_in[series.id], len(row)):
        turn = [placed for placed in row[position : position + size] if placed is not None]
        position += size
        is_whole = len(turn) == len(units)
        for unit in units:
            literals = [placed.host(unit) for placed in turn]
            if is_whole:
                model.cp.add_exactly_one(literals)
            else:
                model.cp.add_at_most_one(literals)
        for placed in turn:
            for unit in placed.hosts.keys() - set(units):
                model.cp.add_bool_and(~placed.hosts[unit])


def _add_chain(model: Model, series: Series, chain: Chain) -> None:
    for placed in _row(model, series):
        if placed is not None and placed.session.index == 1 and chain.first_holder is not None:
            model.cp.add_bool_or(placed.host(chain.first_holder))
    for one, following in neighbours(model, series):
        for unit in one.hosts.keys() & following.hosts.keys():
            model.cp.add_at_most_one(one.hosts[unit], following.hosts[unit])
        if chain.different_cluster:
            _add_different_cluster(model, one, following)
        if chain.next_host_present:
            for unit, literal in following.hosts.items():
                present = model.calendar.present(BlackoutKind.UNIT, unit, None)
                model.within(one, present, literal)


def _add_different_cluster(model: Model, one: Placed, following: Placed) -> None:
    clusters: dict[str, list[Literal]] = defaultdict(list)
    for placed in (one, following):
        for unit, literal in placed.hosts.items():
            cluster = model.instance.unit_of[unit].cluster
            if cluster is not None:
                clusters[cluster].append(literal)
    for literals in clusters.values():
        model.cp.add_at_most_one(literals)


def _add_theme_once(model: Model, series: Series) -> None:
    themes: dict[str, list[Literal]] = defaultdict(list)
    for placed in _row(model, series):
        if placed is not None:
            for theme, literal in placed.themes.items():
                if theme is not None:
                    themes[theme].append(literal)
    for literals in themes.values():
        if len(literals) > 1:
            model.cp.add_at_most_one(literals)

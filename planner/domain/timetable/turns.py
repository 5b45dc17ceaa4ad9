"""Rules of whose turn it is: rotation, the flag's way from host to host, themes of a series."""

from collections.abc import Iterator, Mapping

from planner.domain.timetable.steps import neighbours
from planner.domain.timetable.values import (
    Assignment,
    BlackoutKind,
    Chain,
    Instance,
    Label,
    Plan,
    Series,
)


def labels(instance: Instance) -> Iterator[Label]:
    """Every label of this family that the instance has."""
    for series in instance.series:
        if series.no_repeat_until_all:
            yield f"rotation:{series.id}"
        if series.chain is not None:
            yield f"chain:{series.id}"
        if instance.themes:
            yield f"theme_once:{series.id}"


def broken(instance: Instance, plan: Plan) -> Iterator[Label]:
    """The labels of this family that a plan breaks."""
    for series in instance.series:
        if series.no_repeat_until_all and _is_out_of_turn(instance, plan, series):
            yield f"rotation:{series.id}"
        if series.chain is not None and _is_off_the_way(instance, plan, series, series.chain):
            yield f"chain:{series.id}"
        if _has_theme_twice(instance, plan, series):
            yield f"theme_once:{series.id}"


def _is_out_of_turn(instance: Instance, plan: Plan, series: Series) -> bool:
    """Whether a host was not among those eligible units with the fewest hostings so far.

    What sessions allow (`hosts`) does not narrow whom a host is measured against.
    """
    counts = dict(instance.hosted_in[series.id])
    for session in instance.sessions_in[series.id]:
        if session.id in plan:
            host = plan[session.id].host
            if counts[host] > min(counts.values()):
                return True
            counts[host] += 1
    return False


def _is_off_the_way(instance: Instance, plan: Plan, series: Series, chain: Chain) -> bool:
    firsts = [one.id for one in instance.sessions_in[series.id] if one.index == 1]
    holders = {plan[name].host for name in firsts if name in plan}
    if chain.first_holder is not None and holders - {chain.first_holder}:
        return True
    return any(
        not can_hand_over(instance, chain, one, following.host)
        for one, following in neighbours(instance, plan, series.id)
    )


def can_hand_over(instance: Instance, chain: Chain, one: Assignment, receiver: str) -> bool:
    """Whether the host of a session can give the flag there to the host of the next.

    A receiver's absence is a fact: it counts here though its own rule, which keeps the unit from
    hosting, be set aside. Units without a cluster are in no cluster together.
    """
    if one.host == receiver:
        return False
    if chain.different_cluster:
        clusters = [instance.unit_of[unit].cluster for unit in (one.host, receiver)]
        if clusters[0] is not None and clusters[0] == clusters[1]:
            return False
    return not chain.next_host_present or not is_away(instance, receiver, one)


def is_away(instance: Instance, unit: str, one: Assignment) -> bool:
    """Whether a unit is away in the half-day of a session."""
    return any(
        blackout.kind is BlackoutKind.UNIT
        and blackout.ref == unit
        and blackout.covers(one.date, one.half)
        for blackout in instance.blackouts
    )


def _has_theme_twice(instance: Instance, plan: Plan, series: Series) -> bool:
    row = instance.sessions_in[series.id]
    themes = [plan[one.id].theme for one in row if one.id in plan and plan[one.id].theme]
    return len(set(themes)) < len(themes)


def rounds(counts: Mapping[str, int], sessions: int) -> Iterator[tuple[tuple[str, ...], int]]:
    """What a strict rotation comes to: in each round so many sessions, all hosts different.

    The first round is for the units at the minimum, the next for these and those one above, and
    so on: no counting is left to do. `counts` are the hostings before.
    """
    level = min(counts.values(), default=0)
    while sessions > 0 and counts:
        units = tuple(unit for unit, count in counts.items() if count <= level)
        yield units, min(len(units), sessions)
        sessions, level = sessions - len(units), level + 1

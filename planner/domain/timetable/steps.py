"""Rules of sessions that follow one another: level order, order and gaps of a series."""

from collections.abc import Iterator
from itertools import pairwise

from planner.domain.timetable.values import Assignment, Instance, Label, Plan


def labels(instance: Instance) -> Iterator[Label]:
    """Every label of this family that the instance has."""
    yield from (f"order:{order.id}" for order in instance.orders)
    for series in instance.series:
        yield f"seq:{series.id}"
        if series.min_gap_days is not None:
            yield f"gap:{series.id}"


def broken(instance: Instance, plan: Plan) -> Iterator[Label]:
    """The labels of this family that a plan breaks.

    An order counts days only: with `min_days` 0 both sessions may share a day, in any half. A gap
    counts from the earlier index to the later one, so a series out of order breaks it as well.
    """
    for order in instance.orders:
        ends = plan.get(order.before), plan.get(order.after)
        if ends[0] and ends[1] and _days(ends[0], ends[1]) < order.min_days:
            yield f"order:{order.id}"
    for series in instance.series:
        gap = series.min_gap_days
        for one, following in neighbours(instance, plan, series.id):
            days = _days(one, following)
            if days < 1:
                yield f"seq:{series.id}"
            if gap is not None and days < gap:
                yield f"gap:{series.id}"


def neighbours(
    instance: Instance, plan: Plan, series: str
) -> Iterator[tuple[Assignment, Assignment]]:
    """The planned sessions of a series that stand beside one another in the order of index."""
    row = instance.sessions_in[series]
    for one, following in pairwise(row):
        if one.id in plan and following.id in plan:
            yield plan[one.id], plan[following.id]


def _days(one: Assignment, other: Assignment) -> int:
    return (other.date - one.date).days

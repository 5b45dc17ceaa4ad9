"""Why this host and no other: each other one is put in their place, and the checker is asked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from planner.domain.timetable import checker
from planner.domain.timetable.measures import value_of
from planner.domain.timetable.values import Assignment, Instance, Label, Measure, Plan


@dataclass(frozen=True, slots=True)
class Loses:
    """Why another unit does not host: a rule it breaks, else a measure it makes worse by so much.

    Neither: it would do as well.
    """

    host: str
    label: Label | None = None
    measure: Measure | None = None
    worse_by: int = 0


def other_hosts(instance: Instance, plan: Plan, session: str) -> Iterator[Loses]:
    """Each other unit that might host a session, with the first reason for which it does not.

    Day and half-day stay; the other host may take any venue and theme.
    """
    held = set(checker.broken(instance, plan))
    row = instance.session_of[session]
    for host in instance.eligible_in[row.series]:
        if host != plan[session].host:
            yield _loses(instance, plan, replace(plan[session], host=host), held)


def _loses(instance: Instance, plan: Plan, one: Assignment, held: set[Label]) -> Loses:
    tries = [{**plan, one.session: each} for each in _ways(instance, one)]
    broken = [
        [label for label in checker.broken(instance, new) if label not in held] for new in tries
    ]
    fewest = min(range(len(tries)), key=lambda place: len(broken[place]))
    if broken[fewest]:
        return Loses(one.host, label=broken[fewest][0])
    good = [new for new, labels in zip(tries, broken, strict=True) if not labels]
    return min((_worse(instance, plan, new, one.host) for new in good), key=lambda it: it.worse_by)


def _ways(instance: Instance, one: Assignment) -> Iterator[Assignment]:
    """The assignment with this venue, a venue of the host or one of nobody's, and each theme."""
    session = instance.session_of[one.session]
    venues = [
        venue.id
        for venue in instance.venues
        if venue.unit in (None, one.host)
        and (session.venues is None or venue.id in session.venues)
        and venue.id != one.venue
    ]
    for theme in dict.fromkeys((one.theme, *(session.themes or ()))):
        for venue in (one.venue, *venues):
            yield replace(one, venue=venue, theme=theme)


def _worse(instance: Instance, plan: Plan, new: Plan, host: str) -> Loses:
    """The first measure that is worse; a better one cannot come before it in a best plan."""
    for measure in instance.objective:
        difference = value_of(instance, new, measure) - value_of(instance, plan, measure)
        if difference:
            return Loses(host, measure=measure if difference > 0 else None, worse_by=difference)
    return Loses(host)

"""Rules of sessions that meet in a half-day or on a day: one venue, one person, one place."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator

from planner.domain.timetable.values import Assignment, Instance, Label, Plan


def labels(instance: Instance) -> Iterator[Label]:
    """Every label of this family that the instance has."""
    yield from (f"venue_once:{venue.id}" for venue in instance.venues)
    for person in instance.people:
        yield f"person:{person.id}"
        if person.one_place_per_day:
            yield f"place:{person.id}"


def broken(instance: Instance, plan: Plan) -> Iterator[Label]:
    """The labels of this family that a plan breaks; a person is bound only where required."""
    for venue in _met_twice((one.venue, one.date, one.half) for one in plan.values()):
        yield f"venue_once:{venue}"
    kept = list(_people(instance, plan))
    for person in _met_twice((person, one.date, one.half) for person, one in kept):
        yield f"person:{person}"
    places: dict[tuple[str, object], set[str | None]] = defaultdict(set)
    for person, one in kept:
        if instance.person_of[person].one_place_per_day:
            places[person, one.date].add(instance.venue_of[one.venue].place)
    for (person, _), found in places.items():
        if len(found) > 1:
            yield f"place:{person}"


def _people(instance: Instance, plan: Plan) -> Iterator[tuple[str, Assignment]]:
    """Each required person beside each of their sessions."""
    for session in instance.sessions:
        if session.id in plan:
            yield from ((person, plan[session.id]) for person in set(session.people))


def _met_twice(keys: Iterable[tuple[str, Hashable, Hashable]]) -> Iterator[str]:
    seen = set()
    for key in keys:
        if key in seen:
            yield key[0]
        seen.add(key)

"""Rules of what one session is given: its host, venue and theme, and what has been locked."""

from collections.abc import Iterator

from planner.domain.timetable.values import Assignment, Instance, Label, Session, Venue


def labels(instance: Instance) -> Iterator[Label]:
    """Every label of this family that the instance has."""
    for session in instance.sessions:
        if session.hosts is not None:
            yield f"hosts:{session.id}"
        if session.venues is not None:
            yield f"venues:{session.id}"
        if session.headcount is not None:
            yield f"capacity:{session.id}"
        if session.themes is not None:
            yield f"theme_allowed:{session.id}"
    if any(venue.unit is not None for venue in instance.venues):
        yield "venue_local"
    yield from (f"theme_unit:{theme.id}" for theme in instance.themes if theme.units is not None)
    yield from (f"lock:{one.assignment.session}" for one in instance.announced if one.locked)


def broken(instance: Instance, session: Session, one: Assignment) -> Iterator[Label]:
    """The labels of this family that one assignment breaks."""
    venue = instance.venue_of[one.venue]
    if session.hosts is not None and one.host not in session.hosts:
        yield f"hosts:{session.id}"
    if session.venues is not None and one.venue not in session.venues:
        yield f"venues:{session.id}"
    if not is_large_enough(venue, session):
        yield f"capacity:{session.id}"
    if venue.unit is not None and venue.unit != one.host:
        yield "venue_local"
    yield from _broken_by_theme(instance, session, one)
    announced = instance.announced_of.get(session.id)
    if announced is not None and announced.locked and announced.assignment != one:
        yield f"lock:{session.id}"


def is_large_enough(venue: Venue, session: Session) -> bool:
    """Whether all find a seat; so too where seats or people are not known."""
    known = venue.capacity is not None and session.headcount is not None
    return not known or (venue.capacity or 0) >= (session.headcount or 0)


def _broken_by_theme(instance: Instance, session: Session, one: Assignment) -> Iterator[Label]:
    if not is_allowed_theme(session, one.theme):
        yield f"theme_allowed:{session.id}"
    if one.theme is not None:
        units = instance.theme_of[one.theme].units
        if units is not None and one.host not in units:
            yield f"theme_unit:{one.theme}"


def is_allowed_theme(session: Session, theme: str | None) -> bool:
    """Allowed themes are also wanted: one of them is chosen. An empty list wants none at all."""
    if session.themes is None:
        return True
    return theme in session.themes if session.themes else theme is None

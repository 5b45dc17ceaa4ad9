"""What one session may still be given when some of the rules are kept."""

from dataclasses import dataclass
from functools import cached_property

from planner.domain.timetable.choices import is_large_enough
from planner.domain.timetable.values import (
    Assignment,
    BlackoutKind,
    Instance,
    Label,
    Session,
    Venue,
)
from planner.solver.calendar import Calendar, days_of

Labels = frozenset[Label]


@dataclass(frozen=True)
class Options:
    """Half-days (as bits), hosts, venues and themes left by the rules of the session alone."""

    session: Session
    half_days: int
    hosts: tuple[str, ...]
    venues: tuple[str, ...]
    themes: tuple[str | None, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.half_days and self.hosts and self.venues and self.themes)

    @cached_property
    def days(self) -> int:
        return days_of(self.half_days)


def options_of(calendar: Calendar, session: Session, kept: Labels) -> Options:
    """What the kept rules leave a session, each kind of thing by itself."""
    instance = calendar.instance
    half_days = calendar.left_open(calendar.of_session(session), kept)
    hosts = instance.eligible_in[session.series]
    if f"hosts:{session.id}" in kept:
        hosts = tuple(unit for unit in hosts if unit in (session.hosts or ()))
    venues = tuple(one.id for one in instance.venues if _takes(one, session, kept))
    options = Options(session, half_days, hosts, venues, _themes(instance, session, kept))
    if f"lock:{session.id}" in kept:
        options = staying(calendar, options, instance.announced_of[session.id].assignment)
    return _reachable(calendar, options, kept)


def _takes(venue: Venue, session: Session, kept: Labels) -> bool:
    if f"venues:{session.id}" in kept and venue.id not in (session.venues or ()):
        return False
    return f"capacity:{session.id}" not in kept or is_large_enough(venue, session)


def _themes(instance: Instance, session: Session, kept: Labels) -> tuple[str | None, ...]:
    """Allowed themes; where nothing is asked, none, or the one that has been announced."""
    if session.themes and f"theme_allowed:{session.id}" in kept:
        return session.themes
    announced = instance.announced_of.get(session.id)
    theme = None if announced is None else announced.assignment.theme
    if theme is None or (session.themes == () and f"theme_allowed:{session.id}" in kept):
        return (None,)
    return (None, theme)


def staying(calendar: Calendar, options: Options, one: Assignment) -> Options:
    """Only that assignment, as far as the options and the horizon have it."""
    half_day = calendar.half_day(one.date, one.half)
    bit = 1 << half_day if 0 <= half_day < 2 * calendar.days else 0
    return Options(
        options.session,
        options.half_days & bit,
        tuple(unit for unit in options.hosts if unit == one.host),
        tuple(venue for venue in options.venues if venue == one.venue),
        tuple(theme for theme in options.themes if theme == one.theme),
    )


def _reachable(calendar: Calendar, options: Options, kept: Labels) -> Options:
    """Without the hosts and venues that no half-day, no host, no theme goes with."""
    half_days, venue_of = options.half_days, calendar.instance.venue_of
    hosts = tuple(
        unit
        for unit in options.hosts
        if half_days & calendar.present(BlackoutKind.UNIT, unit, kept)
    )
    venues = tuple(
        venue
        for venue in options.venues
        if half_days & calendar.present(BlackoutKind.VENUE, venue, kept)
        and ("venue_local" not in kept or venue_of[venue].unit in (None, *hosts))
    )
    return Options(options.session, half_days, hosts, venues, options.themes)


def stands_alone(calendar: Calendar, session: Session, kept: Labels) -> bool:
    """Whether the kept rules leave the session anything, the other sessions aside."""
    options = options_of(calendar, session, kept)
    return not options.is_empty and any(
        options.half_days
        & calendar.present(BlackoutKind.UNIT, host, kept)
        & calendar.present(BlackoutKind.VENUE, venue, kept)
        for host in options.hosts
        if _has_theme(calendar.instance, options, host, kept)
        for venue in options.venues
        if "venue_local" not in kept or calendar.instance.venue_of[venue].unit in (None, host)
    )


def _has_theme(instance: Instance, options: Options, host: str, kept: Labels) -> bool:
    return any(theme is None or can_run(instance, theme, host, kept) for theme in options.themes)


def can_run(instance: Instance, theme: str, host: str, kept: Labels) -> bool:
    """Whether a unit may run a theme."""
    units = instance.theme_of[theme].units
    return units is None or f"theme_unit:{theme}" not in kept or host in units

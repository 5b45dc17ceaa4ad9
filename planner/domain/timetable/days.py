"""Rules of one session's day and half-day: windows, halves, lead, weekdays, holidays, blackouts."""

from collections.abc import Iterator
from datetime import timedelta

from planner.domain.timespan import DateWindow
from planner.domain.timetable.values import (
    Assignment,
    Blackout,
    BlackoutKind,
    Instance,
    Label,
    Session,
)


def labels(instance: Instance) -> Iterator[Label]:
    """Every label of this family that the instance has."""
    for session in instance.sessions:
        if session.window is not None:
            yield f"window:{session.id}"
        if session.halves is not None:
            yield f"halves:{session.id}"
        if session.min_lead_days is not None and instance.today is not None:
            yield f"lead:{session.id}"
    if instance.weekdays is not None:
        yield "weekdays"
    yield from (f"holiday:{holiday.id}" for holiday in instance.holidays)
    yield from (f"blackout:{blackout.id}" for blackout in instance.blackouts)


def broken(instance: Instance, session: Session, one: Assignment) -> Iterator[Label]:
    """The labels of this family that one assignment breaks."""
    if session.window is not None and not _is_in(session.window, one):
        yield f"window:{session.id}"
    if session.halves is not None and one.half not in session.halves:
        yield f"halves:{session.id}"
    if _is_too_soon(instance, session, one):
        yield f"lead:{session.id}"
    if instance.weekdays is not None and one.date.weekday() not in instance.weekdays:
        yield "weekdays"
    closed = (holiday.id for holiday in instance.holidays if _is_in(holiday.days, one))
    yield from (f"holiday:{holiday}" for holiday in closed)
    for blackout in instance.blackouts:
        if blackout.covers(one.date, one.half) and concerns(blackout, session, one):
            yield f"blackout:{blackout.id}"


def _is_in(days: DateWindow, one: Assignment) -> bool:
    return days.start <= one.date <= days.end


def _is_too_soon(instance: Instance, session: Session, one: Assignment) -> bool:
    """A lead of 0 days still means: not before today."""
    if session.min_lead_days is None or instance.today is None:
        return False
    return one.date - instance.today < timedelta(days=session.min_lead_days)


def concerns(blackout: Blackout, session: Session, one: Assignment) -> bool:
    """A unit's absence keeps it from hosting only; a person's counts where they are required."""
    match blackout.kind:
        case BlackoutKind.UNIT:
            return blackout.ref == one.host
        case BlackoutKind.VENUE:
            return blackout.ref == one.venue
        case BlackoutKind.PERSON:
            return blackout.ref in session.people
        case BlackoutKind.ALL:
            return True

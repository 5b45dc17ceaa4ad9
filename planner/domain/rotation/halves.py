"""Stretches of time as a timetable sees them: days, and halves of days."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from planner.domain.meeting import When
from planner.domain.timespan import HANOI, DateWindow, DayPart, TimeSpan, local_day
from planner.domain.timetable.values import Half

NOON = 12  # o'clock
PARTS = {Half.AM: DayPart.MORNING, Half.PM: DayPart.AFTERNOON}
Piece = tuple[DateWindow, frozenset[Half] | None]  # the days, and of each only these halves


def pieces(span: TimeSpan) -> Iterator[Piece]:
    """What a stretch of time touches: a first and a last half by themselves, whole days between."""
    first, last = local_day(span.start), local_day(span.end - timedelta(microseconds=1))
    is_late = half_of(span.start) is Half.PM
    is_early = half_of(span.end - timedelta(microseconds=1)) is Half.AM
    if first == last:
        yield DateWindow(first, last), _only(is_late=is_late, is_early=is_early)
        return
    if is_late:
        yield DateWindow(first, first), frozenset({Half.PM})
        first += timedelta(days=1)
    if is_early:
        yield DateWindow(last, last), frozenset({Half.AM})
        last -= timedelta(days=1)
    if first <= last:
        yield DateWindow(first, last), None


def _only(*, is_late: bool, is_early: bool) -> frozenset[Half] | None:
    if is_late:
        return frozenset({Half.PM})
    return frozenset({Half.AM}) if is_early else None


def half_of(moment: datetime) -> Half:
    return Half.AM if moment.astimezone(HANOI).hour < NOON else Half.PM


def slot_of(when: When) -> tuple[date, Half] | None:
    """The day and the half in which a meeting of known hours begins; None where none is known."""
    if when.span is None:
        return None
    return local_day(when.span.start), half_of(when.span.start)


def when_at(before: When, day: date, half: Half) -> When:
    """The same meeting on another day: at its usual hours, else in the buổi."""
    span = before.span
    if span is None or half_of(span.start) is not half:
        return When.session(day, PARTS[half])
    shift = day - local_day(span.start)
    moved = TimeSpan(span.start + shift, span.end + shift)
    if before.part is not None:
        return When.session(day, before.part)
    return When.exact(moved)

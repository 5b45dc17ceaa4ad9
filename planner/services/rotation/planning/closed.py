"""Days on which nobody meets, and halves of days on which somebody cannot."""

from collections.abc import Iterator
from datetime import date, timedelta

from planner.domain.rotation.halves import pieces
from planner.domain.rotation.planning import Rule
from planner.domain.timespan import DateWindow, TimeSpan
from planner.domain.timetable.values import Blackout, BlackoutKind, Holiday
from planner.services.rotation.planning.ground import Ground
from planner.services.rotation.planning.keys import hall_key, person_key, unit_key
from planner.store import blackout as blackouts

FRIDAY = 4


def workdays(ground: Ground) -> frozenset[int] | None:
    """None also where a Saturday is worked: then the other weekends are closed one by one."""
    if Rule.WORKDAYS not in ground.wish.rules or _worked(ground):
        return None
    return frozenset(range(FRIDAY + 1))


def holidays(ground: Ground) -> Iterator[Holiday]:
    """Days of rest as the office's table has them."""
    rules, horizon, worked = ground.wish.rules, ground.wish.horizon, _worked(ground)
    if Rule.HOLIDAYS in rules:
        for day, mark in sorted(ground.marked.items()):
            if mark.is_off:
                yield Holiday(day.isoformat(), DateWindow(day, day), mark.name)
    if Rule.WORKDAYS in rules and worked:
        for count in range(horizon.days):
            day = horizon.start + timedelta(days=count)
            if day.weekday() > FRIDAY and day not in worked:
                yield Holiday(f"w{day.isoformat()}", DateWindow(day, day))


def _worked(ground: Ground) -> frozenset[date]:
    """Weekend days that are worked."""
    marked = ground.marked.items()
    return frozenset(day for day, mark in marked if not mark.is_off and day.weekday() > FRIDAY)


def busy(ground: Ground) -> Iterator[Blackout]:
    """Busy days as they were noted, halls that others hold, hosts and people at other meetings."""
    if Rule.BUSY not in ground.wish.rules:
        return
    for one in ground.busy:
        kind, ref = _whom(one)
        yield from _closed(f"b{one.id}", kind, ref, one.span, one.reason)
    for number, hold in enumerate(ground.held):
        ref = hall_key(hold.hall_id)
        yield from _closed(f"g{number}", BlackoutKind.VENUE, ref, hold.span, hold.code)
    for meeting in ground.hosting:
        if meeting.span is not None and meeting.host_id is not None:
            ref = unit_key(meeting.host_id)
            yield from _closed(f"m{meeting.id}", BlackoutKind.UNIT, ref, meeting.span, meeting.code)
    for number, (person, span) in enumerate(ground.called):
        yield from _closed(f"c{number}", BlackoutKind.PERSON, person_key(person), span, "")


def _whom(one: blackouts.Blackout) -> tuple[BlackoutKind, str | None]:
    if one.kind == "unit":
        return BlackoutKind.UNIT, unit_key(one.unit_id)
    if one.hall_id is not None:
        return BlackoutKind.VENUE, hall_key(one.hall_id)
    if one.person_id is not None:
        return BlackoutKind.PERSON, person_key(one.person_id)
    return BlackoutKind.ALL, None


def _closed(
    name: str, kind: BlackoutKind, ref: str | None, span: TimeSpan, reason: str
) -> Iterator[Blackout]:
    for number, (days, halves) in enumerate(pieces(span)):
        yield Blackout(f"{name}-{number}", kind, days, ref, halves, reason)

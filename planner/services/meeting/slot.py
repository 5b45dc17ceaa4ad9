"""When a meeting could be: everybody's other meetings and busy days held against one wish."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from planner.domain import meeting as rules
from planner.domain.errors import RuleBroken
from planner.domain.timespan import (
    HANOI,
    HOURS,
    DateWindow,
    DayPart,
    TimeSpan,
    start_of_day,
    whole_day,
)
from planner.domain.timetable.slot import Busy, Slot, Wish, slots
from planner.domain.timetable.values import Venue
from planner.services.meeting.holidays import marked_days
from planner.store import blackout as blackouts
from planner.store import meeting as meetings
from planner.store import venue as venues
from planner.store.venue import Hall

LONGEST_WINDOW = 93  # days
GRID = 30  # minutes
HALVES = (DayPart.MORNING, DayPart.AFTERNOON)


@dataclass(frozen=True, slots=True)
class Asked:
    """Who must and who may come (people and units by number), for how long, within which days.

    `minutes` None: a buổi, `whole_day`: all day. `headcount` None: no hall is needed.
    """

    window: DateWindow
    minutes: int | None
    whole_day: bool = False
    headcount: int | None = None
    needs_hall: bool = True
    people: Sequence[int] = ()
    units: Sequence[int] = ()
    optional_people: Sequence[int] = ()
    optional_units: Sequence[int] = ()
    convenor_id: int | None = None


@dataclass(frozen=True, slots=True)
class Half:
    """What a half of a day offers at best; `slot` None: nothing fits."""

    day: date
    part: DayPart
    span: TimeSpan | None
    hall: Hall | None
    required_missing: int
    optional_missing: int


def find_slots(session: Session, asked: Asked, now: datetime) -> list[Half]:
    """Each half of each working day within the window, in order; refused when it is too long."""
    if asked.window.days > LONGEST_WINDOW:
        raise RuleBroken("slot.window_too_long", field="window", days=LONGEST_WINDOW)
    span = TimeSpan(start_of_day(asked.window.start), whole_day(asked.window.end).end)
    halls = {str(hall.id): hall for hall in venues.halls(session)} if asked.needs_hall else {}
    busy = _by_day(_busy(session, asked, halls, span), asked.window)
    rest = rules.rest_days(asked.window, marked_days(session, asked.window))
    parts = (DayPart.WHOLE_DAY,) if asked.whole_day else HALVES
    days = (asked.window.start + timedelta(days=count) for count in range(asked.window.days))
    return [
        _half(asked, day, part, (halls, tuple(busy[day])), now)
        for day in days
        if day not in rest
        for part in parts
    ]


def _by_day(busy: Iterable[Busy], window: DateWindow) -> dict[date, list[Busy]]:
    """What touches each day, so that no day looks at those of all others."""
    days: dict[date, list[Busy]] = defaultdict(list)
    for one in busy:
        day = max(one.start.date(), window.start)
        while day <= min(one.end.date(), window.end):
            days[day].append(one)
            day += timedelta(days=1)
    return days


def best(halves: Sequence[Half], count: int) -> list[Half]:
    """The best of them: fewest required missing, fewest others, earliest."""
    fitting = [half for half in halves if half.span is not None]
    order = sorted(
        fitting, key=lambda half: (half.required_missing, half.optional_missing, half.span)
    )
    return order[:count]


def _half(
    asked: Asked,
    day: date,
    part: DayPart,
    known: tuple[dict[str, Hall], tuple[Busy, ...]],
    now: datetime,
) -> Half:
    halls, busy = known
    hours = HOURS[part]
    wish = Wish(
        minutes=_minutes(asked, hours),
        grid_minutes=GRID,
        window=DateWindow(day, day),
        not_before=now.astimezone(HANOI).replace(tzinfo=None),
        work_hours=(hours,),
        headcount=asked.headcount,
        required=(*_names("p", asked.people), *_names("u", asked.units)),
        optional=(*_names("p", asked.optional_people), *_names("u", asked.optional_units)),
        venues=_venues(halls) if asked.needs_hall else None,
        busy=busy,
    )
    found = next(slots(wish), None)
    if found is None:
        return Half(day, part, None, None, 0, 0)
    hall = halls.get(found.venue) if found.venue else None
    return Half(
        day, part, _span(found, wish.minutes), hall, found.required_missing, found.optional_missing
    )


def _minutes(asked: Asked, hours: tuple[time, time]) -> int:
    """As asked; a buổi lasts as long as its usual hours."""
    if asked.minutes is not None and not asked.whole_day:
        return asked.minutes
    start, end = (datetime.combine(date.min, hour) for hour in hours)
    return int((end - start) / timedelta(minutes=1))


def _span(found: Slot, minutes: int) -> TimeSpan:
    start = found.start.replace(tzinfo=HANOI)
    return TimeSpan(start, start + timedelta(minutes=minutes))


def _names(kind: str, numbers: Sequence[int]) -> list[str]:
    return [f"{kind}{number}" for number in numbers]


def _venues(halls: dict[str, Hall]) -> tuple[Venue, ...]:
    """The smallest first, so that large halls stay free."""
    ordered = sorted(halls.values(), key=lambda hall: (hall.capacity, hall.id))
    return tuple(Venue(str(hall.id), hall.name, capacity=hall.capacity) for hall in ordered)


def _busy(session: Session, asked: Asked, halls: dict[str, Hall], span: TimeSpan) -> Iterator[Busy]:
    people = {*asked.people, *asked.optional_people}
    units = {*asked.units, *asked.optional_units}
    for person_id, taken in meetings.called_within(session, people, span):
        yield _taken(f"p{person_id}", taken)
    for unit_id, taken in meetings.units_within(session, units, span):
        yield _taken(f"u{unit_id}", taken)
    if halls:
        for held in venues.holds_named(session, span):
            yield _taken(str(held.hall_id), held.span, is_venue=True)
    away = blackouts.touching(
        session,
        span,
        units=units,
        people=people,
        halls=[int(number) for number in halls],
        convenor_id=asked.convenor_id,
    )
    for one in away:
        yield from _away(one, people, units)


def _away(one: blackouts.Blackout, people: set[int], units: set[int]) -> Iterator[Busy]:
    if one.kind == "hall":
        yield _taken(str(one.hall_id), one.span, is_venue=True)
    elif one.kind == "person":
        yield _taken(f"p{one.person_id}", one.span)
    elif one.kind == "unit":
        yield _taken(f"u{one.unit_id}", one.span)
    else:
        for number in people:
            yield _taken(f"p{number}", one.span)
        for number in units:
            yield _taken(f"u{number}", one.span)


def _taken(ref: str, span: TimeSpan, *, is_venue: bool = False) -> Busy:
    start, end = (one.astimezone(HANOI).replace(tzinfo=None) for one in (span.start, span.end))
    return Busy(ref, start, end, is_venue=is_venue)

"""Where one meeting fits best: a start on the grid and a venue, people's other meetings seen.

All times are the office's own clock, without a zone.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from planner.domain.timespan import DateWindow
from planner.domain.timetable.values import Venue

Hours = tuple[time, time]  # an end at 00:00 is the end of the day
WHOLE_DAY: Hours = (time(), time())


@dataclass(frozen=True, slots=True)
class Busy:
    """`[start, end)` in which a person or a venue has something else."""

    ref: str
    start: datetime
    end: datetime
    is_venue: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """A meeting that looks for its time. `venues` None: it needs none."""

    minutes: int
    grid_minutes: int
    window: DateWindow
    not_before: datetime | None = None
    weekdays: frozenset[int] | None = None
    holidays: tuple[DateWindow, ...] = ()
    work_hours: tuple[Hours, ...] = (WHOLE_DAY,)
    headcount: int | None = None
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()
    venue_buffer_minutes: int = 0
    venues: tuple[Venue, ...] | None = None
    busy: tuple[Busy, ...] = ()


@dataclass(frozen=True, slots=True)
class Slot:
    start: datetime
    venue: str | None
    required_missing: int
    optional_missing: int


def slots(wish: Wish) -> Iterator[Slot]:
    """All starts and venues with the fewest required people missing, the best one first.

    The order: fewest optional people missing, then earliest, then the venues as they are given.
    Nobody is asked to come to a venue that is taken, or to leave a part of the working hours for
    the next one.
    """
    starts = list(_starts(wish))
    blocked = _blocked(wish, starts)
    everything = (1 << len(starts)) - 1
    rooms = {venue: everything & ~blocked[True, venue] for venue in _venues(wish)}
    anywhere = 0
    for free in rooms.values():
        anywhere |= free
    missing = _by_number(anywhere, [blocked[False, person] for person in _each(wish.required)])
    for number, some in missing:
        for optional, fewer in _by_number(some, [blocked[False, one] for one in _optional(wish)]):
            for place in _members(fewer):
                for venue, free in rooms.items():
                    if free >> place & 1:
                        yield Slot(starts[place], venue or None, number, optional)
        return


def _each(people: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(people))


def _optional(wish: Wish) -> tuple[str, ...]:
    return tuple(one for one in _each(wish.optional) if one not in wish.required)


def _venues(wish: Wish) -> Sequence[str]:
    """Those large enough; the empty name stands for no venue."""
    if wish.venues is None:
        return ("",)
    needed = wish.headcount or 0
    return [one.id for one in wish.venues if one.capacity is None or one.capacity >= needed]


def _starts(wish: Wish) -> Iterator[datetime]:
    """Every start in order: the grid begins with each part of the working hours."""
    step, length = timedelta(minutes=wish.grid_minutes), timedelta(minutes=wish.minutes)
    found = set()
    for day in _days(wish):
        for hours in wish.work_hours:
            start, end = _ends(day, hours)
            while start + length <= end:
                if wish.not_before is None or start >= wish.not_before:
                    found.add(start)
                start += step
    yield from sorted(found)


def _days(wish: Wish) -> Iterator[date]:
    for offset in range(wish.window.days):
        day = wish.window.start + timedelta(days=offset)
        is_off = any(one.start <= day <= one.end for one in wish.holidays)
        if not is_off and (wish.weekdays is None or day.weekday() in wish.weekdays):
            yield day


def _ends(day: date, hours: Hours) -> tuple[datetime, datetime]:
    start, end = (datetime.combine(day, one) for one in hours)
    return start, end if hours[1] > time() else end + timedelta(days=1)


def _blocked(wish: Wish, starts: Sequence[datetime]) -> Mapping[tuple[bool, str], int]:
    """For each venue and person, as bits, the starts at which they have something else."""
    length = timedelta(minutes=wish.minutes)
    buffer = timedelta(minutes=wish.venue_buffer_minutes)
    blocked: dict[tuple[bool, str], int] = defaultdict(int)
    for one in wish.busy:
        around = buffer if one.is_venue else timedelta()
        if one.start >= one.end:
            continue
        first = bisect_right(starts, one.start - around - length)
        last = bisect_left(starts, one.end + around)
        if last > first:
            blocked[one.is_venue, one.ref] |= ((1 << last - first) - 1) << first
    return blocked


def _by_number(among: int, masks: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Parts the starts by how many of the masks have them, few first."""
    at_least = [among]  # by number: the starts that so many masks have, or more
    for mask in masks:
        at_least.append(at_least[-1] & mask)
        for number in range(len(at_least) - 2, 0, -1):
            at_least[number] |= at_least[number - 1] & mask
        if not at_least[-1]:
            at_least.pop()
    for number, some in enumerate(at_least):
        more = at_least[number + 1] if number + 1 < len(at_least) else 0
        if some & ~more:
            yield number, some & ~more


def _members(bits: int) -> Iterator[int]:
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest

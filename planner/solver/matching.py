"""Whether there is room for all at all, by matching; searching alone would take for ever.

A search finds out slowly that eleven sessions do not go into ten half-days; a matching at once.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from planner.domain.timetable.values import BlackoutKind
from planner.solver.calendar import Calendar, members
from planner.solver.options import Labels, Options


def has_room(calendar: Calendar, options: Sequence[Options], kept: Labels) -> bool:
    """Whether each session can have a half-day in a venue, and each person one for each session.

    Only what is taken once is looked at; all other rules are set aside.
    """
    if not fits(_venue_times(calendar, options, kept)):
        return False
    wanted: dict[str, list[int]] = defaultdict(list)
    for one in options:
        for person in one.session.people:
            if f"person:{person}" in kept:
                wanted[person].append(one.half_days)
    return all(fits(row) for row in wanted.values())


def _venue_times(calendar: Calendar, options: Sequence[Options], kept: Labels) -> list[int]:
    """For each session that has to share its venues, the half-days in each of them, as bits."""
    width = 2 * calendar.days
    places = {
        venue.id: (place * width, calendar.present(BlackoutKind.VENUE, venue.id, kept))
        for place, venue in enumerate(calendar.instance.venues)
        if f"venue_once:{venue.id}" in kept
    }
    rows = []
    for one in options:
        if all(venue in places for venue in one.venues):
            bits = 0
            for shift, present in (places[venue] for venue in one.venues):
                bits |= (one.half_days & present) << shift
            rows.append(bits)
    return rows


def fits(wishes: Iterable[int]) -> bool:
    """Whether each can have one of the things that it may have, as bits, and no two the same."""
    rows = sorted(wishes, key=int.bit_count)
    taken = 0
    owner: dict[int, int] = {}
    for place in range(len(rows)):
        way = _way_to_free(rows, owner, place, taken)
        if way is None:
            return False
        for who, thing in way:
            owner[thing] = who
        taken |= 1 << way[0][1]
    return True


def _way_to_free(
    rows: Sequence[int], owner: dict[int, int], start: int, taken: int
) -> list[tuple[int, int]] | None:
    """Who takes what so that one more has something, beginning with what was free."""
    came_from: dict[int, tuple[int, int] | None] = {start: None}
    seen, waiting = 0, [start]
    while waiting:
        who = waiting.pop()
        free = rows[who] & ~taken
        if free:
            return _back(came_from, who, (free & -free).bit_length() - 1)
        for thing in members(rows[who] & ~seen):
            if owner[thing] not in came_from:
                came_from[owner[thing]] = (who, thing)
                waiting.append(owner[thing])
        seen |= rows[who]
    return None


def _back(
    came_from: dict[int, tuple[int, int] | None], who: int, thing: int
) -> list[tuple[int, int]]:
    way = [(who, thing)]
    step = came_from[who]
    while step is not None:
        way.append(step)
        step = came_from[step[0]]
    return way

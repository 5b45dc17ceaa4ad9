"""What meetings that are proposed clash with: a calendar, the size of venues, holidays.

All times are the office's own clock, without a zone; intervals are `[start, end)`.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from operator import itemgetter
from typing import NamedTuple

from planner.domain.timespan import DateWindow


class Kind(StrEnum):
    """What two meetings, or a meeting and a venue or a day, quarrel about."""

    VENUE = "venue"
    PERSON = "person"
    CAPACITY = "capacity"
    HOLIDAY = "holiday"


@dataclass(frozen=True, slots=True)
class Booking:
    """A meeting of the calendar or a proposed one; `replaces`: events that it stands for."""

    id: str
    start: datetime
    end: datetime
    venue: str | None = None
    people: tuple[str, ...] = ()
    headcount: int | None = None
    is_cancelled: bool = False
    replaces: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Question:
    """Proposals beside a calendar. `venues`: their capacities, None for no limit."""

    calendar: tuple[Booking, ...]
    proposals: tuple[Booking, ...]
    venues: Mapping[str, int | None] = field(default_factory=dict)
    venue_buffer_minutes: int = 0
    holidays: tuple[tuple[str, DateWindow], ...] = ()


class Clash(NamedTuple):
    """`what` is a venue, a person or a holiday, `other` the event in the calendar."""

    proposal: str
    kind: Kind
    what: str
    other: str | None


def clashes(question: Question) -> Iterator[Clash]:
    """Everything that each proposal clashes with, in the order of proposals and calendar.

    Each proposal is asked about by itself, as if only it were booked: proposals do not clash with
    one another. One that is cancelled, or has the id of an event, clashes with nothing or not
    with that event. The buffer is what has to lie between two meetings in a venue.
    """
    calendar = _Calendar(question.calendar)
    buffer = timedelta(minutes=question.venue_buffer_minutes)
    for proposal in question.proposals:
        if not proposal.is_cancelled:
            yield from _met(calendar, proposal, buffer)
            yield from _beyond(question, proposal)


def _met(calendar: "_Calendar", proposal: Booking, buffer: timedelta) -> Iterator[Clash]:
    if proposal.venue is not None:
        for other in calendar.at(Kind.VENUE, proposal.venue, proposal, buffer):
            yield Clash(proposal.id, Kind.VENUE, proposal.venue, other)
    for person in dict.fromkeys(proposal.people):
        for other in calendar.at(Kind.PERSON, person, proposal, timedelta()):
            yield Clash(proposal.id, Kind.PERSON, person, other)


def _beyond(question: Question, proposal: Booking) -> Iterator[Clash]:
    if proposal.venue is not None and proposal.headcount is not None:
        capacity = question.venues.get(proposal.venue)
        if capacity is not None and capacity < proposal.headcount:
            yield Clash(proposal.id, Kind.CAPACITY, proposal.venue, None)
    for name, days in question.holidays:
        if _touches(proposal, days):
            yield Clash(proposal.id, Kind.HOLIDAY, name, None)


def _touches(proposal: Booking, days: DateWindow) -> bool:
    """Whether any of the meeting is on one of the days: what ends at midnight is not."""
    start = datetime.combine(days.start, time())
    end = datetime.combine(days.end, time()) + timedelta(days=1)
    return max(start, proposal.start) < min(end, proposal.end)


class _Calendar:
    """Events by venue and by person, each row sorted by its start."""

    def __init__(self, events: Iterable[Booking]) -> None:
        self._rows: dict[tuple[Kind, str], list[tuple[datetime, int, Booking]]] = defaultdict(list)
        for place, event in enumerate(events):
            if not event.is_cancelled:
                for key in _keys(event):
                    self._rows[key].append((event.start, place, event))
        self._longest = {}
        for key, row in self._rows.items():
            row.sort(key=itemgetter(0, 1))
            self._longest[key] = max(event.end - event.start for _, _, event in row)

    def at(self, kind: Kind, name: str, proposal: Booking, buffer: timedelta) -> Sequence[str]:
        """The events there at that time, in the order of the calendar."""
        row = self._rows.get((kind, name), [])
        if not row:
            return ()
        start, end = proposal.start - buffer, proposal.end + buffer
        first = bisect_left(row, start - self._longest[kind, name], key=itemgetter(0))
        last = bisect_left(row, end, key=itemgetter(0))
        ours = proposal.replaces | {proposal.id}
        found = (
            (place, event.id)
            for _, place, event in row[first:last]
            if max(start, event.start) < min(end, event.end) and event.id not in ours
        )
        return [name for _, name in sorted(found)]


def _keys(event: Booking) -> Iterator[tuple[Kind, str]]:
    if event.venue is not None:
        yield Kind.VENUE, event.venue
    for person in dict.fromkeys(event.people):
        yield Kind.PERSON, person

"""The rules of halls: one meeting at a time, and what to offer instead."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from planner.domain.errors import RuleBroken
from planner.domain.text import one_line
from planner.domain.timespan import HANOI, DayPart, TimeSpan, local_day, span_of_part

OFFER_REACH = timedelta(days=14)  # how far on both sides free hours are looked for
MOST_OFFERS = 3  # of hours, and of other halls
MOST_SEATS = 100_000


@dataclass(frozen=True, slots=True)
class HallSize:
    """A hall as the offers know it; `capacity` counts seats."""

    hall_id: int
    code: str
    name: str
    capacity: int


@dataclass(frozen=True, slots=True)
class Offer:
    """A hall that is free for a span."""

    hall: HallSize
    span: TimeSpan

    def __str__(self) -> str:
        start, end = (moment.astimezone(HANOI) for moment in (self.span.start, self.span.end))
        until = f"{end:%H:%M}" if start.date() == end.date() else f"{end:%H:%M %d/%m/%Y}"
        return f"{self.hall.name} {start:%d/%m/%Y %H:%M}–{until}"


@dataclass(frozen=True, slots=True)
class Holder:
    """The meeting that holds a hall for a span."""

    code: str
    title: str
    span: TimeSpan


def name_of(text: str) -> str:
    """The name of a house or a hall, in one line; it has one."""
    name = one_line(text)
    if not name:
        raise RuleBroken("venue.no_name", field="name")
    return name


def seats(count: int) -> int:
    """How many a hall seats: somebody, and no more than a stadium."""
    if not 0 < count <= MOST_SEATS:
        raise RuleBroken("venue.odd_capacity", field="capacity", most=MOST_SEATS)
    return count


def map_link(text: str) -> str:
    """The address of a map that a browser opens, or none."""
    link = one_line(text)
    parts = urlsplit(link) if "[" not in link else None  # brackets that do not match are an error
    if link and not (parts and parts.scheme in ("http", "https") and parts.hostname):
        raise RuleBroken("venue.map_malformed", field="map_url")
    return link


def is_free(span: TimeSpan, held: Iterable[TimeSpan]) -> bool:
    """Spans that only touch leave a hall free."""
    return not any(span.overlaps(other) for other in held)


def nearest_hours(
    asked: TimeSpan,
    held: Collection[TimeSpan],
    *,
    not_before: datetime,
    rest_days: Collection[date],
) -> list[TimeSpan]:
    """Free hours of the same length, the nearest first, at most three, none over another.

    One lies before and one after what was asked, where there are any; all within usual hours and
    within two weeks, on no rest day unless a rest day was asked.
    """
    free = [
        span
        for span in sorted(set(_candidates(asked, held)), key=lambda span: _distance(span, asked))
        if span.start >= not_before
        and _distance(span, asked) <= OFFER_REACH
        and (local_day(span.start) not in rest_days or local_day(asked.start) in rest_days)
        and is_free(span, held)
    ]
    return sorted(_chosen(asked, free), key=lambda span: (_distance(span, asked), span))


def other_halls(
    asked: HallSize,
    halls: Iterable[HallSize],
    held: Mapping[int, Collection[TimeSpan]],
    span: TimeSpan,
) -> list[HallSize]:
    """Of the halls that are big enough, three at most that are free then, the smallest first."""
    free = [
        hall
        for hall in halls
        if hall.hall_id != asked.hall_id and is_free(span, held.get(hall.hall_id, ()))
    ]
    return sorted(free, key=lambda hall: (hall.capacity, hall.code))[:MOST_OFFERS]


def _distance(span: TimeSpan, asked: TimeSpan) -> timedelta:
    return abs(span.start - asked.start)


def _candidates(asked: TimeSpan, held: Iterable[TimeSpan]) -> Iterator[TimeSpan]:
    """The same hours on other days, the usual beginnings, and right beside what is held."""
    length = asked.end - asked.start
    reach = range(-OFFER_REACH.days, OFFER_REACH.days + 1)
    for shift in reach:
        yield TimeSpan(asked.start + timedelta(days=shift), asked.end + timedelta(days=shift))
    held = list(held)
    for shift in reach:
        for frame in _frames(asked, local_day(asked.start) + timedelta(days=shift)):
            edges = [frame.start, frame.end - length]
            edges += [span.end for span in held] + [span.start - length for span in held]
            spans = (TimeSpan(start, start + length) for start in edges)
            yield from (span for span in spans if frame.contains(span))


def _frames(asked: TimeSpan, day: date) -> list[TimeSpan]:
    """The usual hours of a day into which the length fits; evenings only for evenings."""
    length = asked.end - asked.start
    evening = span_of_part(local_day(asked.start), DayPart.EVENING)
    if asked.start >= evening.start:
        parts = [DayPart.EVENING]
    else:
        parts = [DayPart.MORNING, DayPart.AFTERNOON]
    frames = [span_of_part(day, part) for part in parts]
    fitting = [frame for frame in frames if frame.end - frame.start >= length]
    whole = span_of_part(day, DayPart.WHOLE_DAY)
    return fitting or [frame for frame in [whole] if frame.end - frame.start >= length]


def _chosen(asked: TimeSpan, free: list[TimeSpan]) -> list[TimeSpan]:
    """`free` comes nearest first."""
    before = next((span for span in free if span.end <= asked.start), None)
    after = next((span for span in free if span.start >= asked.end), None)
    chosen = [span for span in (before, after) if span is not None]
    for span in free:
        if len(chosen) < MOST_OFFERS and is_free(span, chosen):
            chosen.append(span)
    return chosen

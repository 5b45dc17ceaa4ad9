"""A drafted year: what clashes on each of its days, and what would do instead."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from planner.domain.errors import Finding
from planner.domain.meeting import MarkedDay, is_rest_day
from planner.domain.series import Named
from planner.domain.timespan import TimeSpan, local_day

REACH = 31  # days on both sides in which a free day is looked for
MOST_WAYS = 3
OF_HALL = frozenset({"rotation.preview_hall_taken", "rotation.preview_hall_closed"})
_BLAMED = {"hall_taken": "hall_id", "hall_closed": "hall_id", "host_away": "host_id"}


@dataclass(frozen=True, slots=True)
class DraftSession:
    """One session of a draft; without hours it clashes with nothing."""

    ordinal: int
    span: TimeSpan | None
    host: Named | None = None
    hall: Named | None = None


@dataclass(frozen=True, slots=True)
class Busy:
    """What is taken. `kind`: hall_taken, hall_closed, host_away, host_meets, all_away.

    `ref` is the hall or the unit; `words` the code of the meeting, or the reason.
    """

    kind: str
    ref: int | None
    span: TimeSpan
    words: str


@dataclass(frozen=True, slots=True)
class Ground:
    """What a draft is held against."""

    marked: Mapping[date, MarkedDay]
    busy: Sequence[Busy]
    today: date


def clashes(one: DraftSession, others: Iterable[DraftSession], ground: Ground) -> list[Finding]:
    """What is in the way of a session where and when it is drafted."""
    if one.span is None:
        return []
    found = [*_of_day(local_day(one.span.start), ground), *_of_busy(one, one.span, ground.busy)]
    for other in others:
        if other.ordinal != one.ordinal and other.span and other.span.overlaps(one.span):
            found.append(Finding("rotation.preview_same_day", "when", {"ordinal": other.ordinal}))
    return found


def _of_day(day: date, ground: Ground) -> Iterator[Finding]:
    words = f"{day:%d/%m/%Y}"
    if day < ground.today:
        yield Finding("rotation.preview_past", "when")
    if is_rest_day(day, ground.marked):
        if day in ground.marked:
            details = {"day": words, "name": ground.marked[day].name}
            yield Finding("rotation.preview_holiday", "when", details)
        else:
            yield Finding("rotation.preview_weekend", "when", {"day": words})


def _of_busy(one: DraftSession, span: TimeSpan, busy: Iterable[Busy]) -> Iterator[Finding]:
    for taken in busy:
        if not taken.span.overlaps(span):
            continue
        if taken.kind == "all_away":
            yield Finding("rotation.preview_all_away", "when", {"reason": taken.words})
        thing = one.hall if taken.kind.startswith("hall") else one.host
        if thing is not None and thing.id == taken.ref and taken.kind != "all_away":
            name = "hall" if taken.kind.startswith("hall") else "unit"
            said = "code" if taken.kind in {"hall_taken", "host_meets"} else "reason"
            details = {name: thing.name, said: taken.words}
            yield Finding(
                f"rotation.preview_{taken.kind}", _BLAMED.get(taken.kind, "when"), details
            )


def free_days(
    one: DraftSession, others: Collection[DraftSession], ground: Ground
) -> list[TimeSpan]:
    """The same hours on the nearest days on which nothing is in the way, a later one first."""
    if one.span is None:
        return []
    found: list[TimeSpan] = []
    for distance in range(1, REACH + 1):
        for shift in (timedelta(days=distance), timedelta(days=-distance)):
            span = TimeSpan(one.span.start + shift, one.span.end + shift)
            if len(found) < MOST_WAYS and not clashes(replace(one, span=span), others, ground):
                found.append(span)
    return found


def free_halls(one: DraftSession, halls: Iterable[Named], ground: Ground) -> list[Named]:
    """Other halls for a session whose hall is in the way; nothing where it is not."""
    if one.span is None or not any(found.code in OF_HALL for found in clashes(one, (), ground)):
        return []
    taken = {
        busy.ref
        for busy in ground.busy
        if busy.kind.startswith("hall") and busy.span.overlaps(one.span)
    }
    return [hall for hall in halls if hall.id not in taken][:MOST_WAYS]


def first_free(
    days: Iterable[TimeSpan], one: DraftSession, others: Collection[DraftSession], ground: Ground
) -> TimeSpan | None:
    """The first of these spans on which nothing is in the way, else the first of them."""
    spans = list(days)
    for span in spans:
        if not clashes(replace(one, span=span), others, ground):
            return span
    return spans[0] if spans else None

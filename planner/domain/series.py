"""Series of giao ban: their sessions in order, the flag on its way, and whose turn it is."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from itertools import pairwise
from typing import NamedTuple

from planner.domain.errors import Finding, RuleBroken
from planner.domain.meeting import Status
from planner.domain.text import one_line
from planner.domain.timespan import DateWindow

LONGEST_TITLE = 250  # characters, so that «, kỳ 12» still fits into the title of a meeting
MOST_SESSIONS = 60  # of one series: more than one a week is no giao ban
LEDGER_YEARS = 5
YEARS = range(1990, 2100)
TOPIC_RESTS = 3  # years before a topic is studied again
_CODE = re.compile(r"[^\W_][\w.-]{0,29}")
_DONE = frozenset({Status.TENTATIVE, Status.CONFIRMED, Status.HELD})  # what counts as hosting


class Named(NamedTuple):
    """A row of another noun with the name that people know."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Turn:
    """One session as the rules of a series see it; `days` is None while none is known."""

    ordinal: int
    status: Status
    days: DateWindow | None = None
    host: Named | None = None
    topic: Named | None = None
    has_place: bool = False

    @property
    def is_called_off(self) -> bool:
        return self.status is Status.CANCELLED

    def is_over(self, today: date) -> bool:
        """Held; or sure and its last day is past, though nobody has said so yet."""
        past = self.days is not None and self.days.end < today
        return self.status is Status.HELD or (self.status is Status.CONFIRMED and past)


# What a session of a whole plan has.
_PARTS: Mapping[str, Callable[[Turn], bool]] = {
    "months": lambda turn: turn.days is not None,
    "hosts": lambda turn: turn.host is not None,
    "places": lambda turn: turn.has_place,
    "topics": lambda turn: turn.topic is not None,
}


@dataclass(frozen=True, slots=True)
class Study:
    """A topic at a session of another series, with its year and name."""

    topic_id: int
    year: int
    where: str


class LinkState(StrEnum):
    """Where a unit stands on the way of the flag."""

    PASSED = auto()
    HERE = auto()
    SURE = auto()  # the session that hands it over is chốt
    OPEN = auto()


@dataclass(frozen=True, slots=True)
class Link:
    """A unit that has, had or will have the flag (None: not known yet).

    `takes_at` and `gives_at` are the ordinals of the sessions that hand it over; None where the
    flag is there from before, or stays.
    """

    unit: Named | None
    state: LinkState
    takes_at: int | None = None
    gives_at: int | None = None


@dataclass(frozen=True, slots=True)
class Hosting:
    """That a unit hosts, or was to host, a session; `day` is its first day where one is known."""

    unit_id: int
    meeting_id: int
    year: int
    day: date | None
    status: Status


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """What a unit hosted: by year all that was set down, in number and last what counts."""

    unit_id: int
    by_year: Mapping[int, Sequence[Hosting]]
    count: int
    last: Hosting | None


def series_code(text: str) -> str:
    """A code as it is kept: letters, digits, `.` `-` `_`, no spaces, at most 30."""
    code = one_line(text)
    if not _CODE.fullmatch(code):
        raise RuleBroken("series.code_malformed", field="code")
    return code


def series_title(text: str) -> str:
    """A title as it is kept, in one line; refused when empty or too long."""
    title = one_line(text)
    if not title:
        raise RuleBroken("series.no_title", field="title")
    if len(title) > LONGEST_TITLE:
        raise RuleBroken("series.title_too_long", field="title", longest=LONGEST_TITLE)
    return title


def ensure_year(year: int) -> None:
    """Refuse a year that no calendar of ours reaches."""
    if year not in YEARS:
        raise RuleBroken("series.year_out_of_reach", field="year")


def day_in(year: int, today: date) -> date:
    """The day whose units take part: today within the year, else its first day."""
    return today if today.year == year else date(year, 1, 1)


def session_title(series: str, ordinal: int) -> str:
    """How a session is called until somebody calls it otherwise."""
    return f"{series}, kỳ {ordinal}"


def ensure_room(sessions: int) -> None:
    """Refuse more sessions than a year can hold."""
    if sessions > MOST_SESSIONS:
        raise RuleBroken("series.too_many_sessions", most=MOST_SESSIONS)


def without(ordinal: int, turns: Iterable[Turn]) -> dict[int, int]:
    """The new numbers of the later sessions when one is taken out: before → after.

    Refused for a session that was held, and before one that was: their numbers stand on papers.
    """
    later = [turn for turn in turns if turn.ordinal >= ordinal]
    for turn in later:
        if turn.status is Status.HELD:
            code = "series.was_held" if turn.ordinal == ordinal else "series.later_was_held"
            raise RuleBroken(code, field="reason", ordinal=turn.ordinal)
    return {turn.ordinal: turn.ordinal - 1 for turn in later if turn.ordinal > ordinal}


def in_order_of_time(turns: Iterable[Turn]) -> dict[int, int]:
    """New numbers by the first day: before → after; without a day a session keeps its neighbour.

    Refused where a session that was held would get another number.
    """
    ranked, day = [], date.min
    for turn in sorted(turns, key=lambda turn: turn.ordinal):
        day = turn.days.start if turn.days else day
        ranked.append((day, turn))
    ranked.sort(key=lambda pair: (pair[0], pair[1].ordinal))
    moved = {}
    for ordinal, (_day, turn) in enumerate(ranked, start=1):
        if turn.ordinal != ordinal:
            if turn.status is Status.HELD:
                raise RuleBroken("series.was_held", ordinal=turn.ordinal)
            moved[turn.ordinal] = ordinal
    return moved


def findings_of(year: int, turns: Sequence[Turn], studied: Iterable[Study]) -> Iterator[Finding]:
    """What is worth a second look in the plan of a year; called-off sessions are left out."""
    live = [turn for turn in turns if not turn.is_called_off]
    yield from _findings_of_time(year, live)
    yield from _findings_of_hosts(live)
    yield from _findings_of_topics(year, live, studied)
    yield from _findings_of_counts(live)


def _findings_of_time(year: int, turns: Sequence[Turn]) -> Iterator[Finding]:
    dated = [turn for turn in turns if turn.days]
    for turn in dated:
        if turn.days and year not in range(turn.days.start.year, turn.days.end.year + 1):
            yield Finding("series.outside_year", "when", {"ordinal": turn.ordinal, "year": year})
    for before, after in pairwise(dated):
        if before.days and after.days and after.days.start < before.days.start:
            details = {"ordinal": after.ordinal, "before": before.ordinal}
            yield Finding("series.not_in_order", "when", details)


def _findings_of_hosts(turns: Sequence[Turn]) -> Iterator[Finding]:
    for host, ordinals in _repeated((turn.host, turn.ordinal) for turn in turns):
        yield Finding("series.host_twice", "host", {"host": host, "ordinals": ordinals})


def _findings_of_topics(
    year: int, turns: Sequence[Turn], studied: Iterable[Study]
) -> Iterator[Finding]:
    for topic, ordinals in _repeated((turn.topic, turn.ordinal) for turn in turns):
        yield Finding("series.topic_twice", "topic", {"topic": topic, "ordinals": ordinals})
    recent = {one.topic_id: one for one in studied if 0 < year - one.year <= TOPIC_RESTS}
    for turn in turns:
        if turn.topic and turn.topic.id in recent:
            found = recent[turn.topic.id]
            details = {"ordinal": turn.ordinal, "topic": turn.topic.name, "where": found.where}
            yield Finding("series.topic_again", "topic", details)


def _repeated(pairs: Iterable[tuple[Named | None, int]]) -> Iterator[tuple[str, str]]:
    """(name, «1, 3») of what stands at several sessions."""
    found: dict[Named, list[int]] = {}
    for thing, ordinal in pairs:
        if thing is not None:
            found.setdefault(thing, []).append(ordinal)
    for thing, ordinals in found.items():
        if len(ordinals) > 1:
            yield thing.name, ", ".join(map(str, ordinals))


def _findings_of_counts(turns: Sequence[Turn]) -> Iterator[Finding]:
    """A plan that names three months names three places and three topics, too.

    What no session has yet is simply not planned.
    """
    lacking: set[int] = set()
    counts = {}
    for name, has in _PARTS.items():
        without = [turn.ordinal for turn in turns if not has(turn)]
        counts[name] = len(turns) - len(without)
        if counts[name]:
            lacking.update(without)
    if lacking:
        ordinals = ", ".join(map(str, sorted(lacking)))
        details = {"sessions": len(turns), **counts, "ordinals": ordinals}
        yield Finding("series.counts_differ", None, details)


def flag_chain(
    held_before: Named | None, turns: Iterable[Turn], goes_to: Named | None, today: date
) -> list[Link]:
    """The way of the flag: each session ends by handing it to the host of the next.

    Who held it before brings it to the first session; a session called off hands nothing over.
    """
    course = [turn for turn in turns if not turn.is_called_off]
    if not course:
        return [Link(held_before, LinkState.HERE)] if held_before else []
    stops = list(_stops(held_before, course, goes_to))
    over = {turn.ordinal for turn in course if turn.is_over(today)}
    sure = {turn.ordinal for turn in course if turn.status in {Status.CONFIRMED, Status.HELD}}
    here = max(
        (at for at, stop in enumerate(stops) if stop.unit and _has_come(stop, over)), default=-1
    )
    return [
        Link(stop.unit, _state(at, here, stop.takes_at in sure), stop.takes_at, stop.gives_at)
        for at, stop in enumerate(stops)
    ]


@dataclass(frozen=True, slots=True)
class _Stop:
    unit: Named | None
    takes_at: int | None
    gives_at: int | None


def _stops(
    held_before: Named | None, course: Sequence[Turn], goes_to: Named | None
) -> Iterator[_Stop]:
    first, last = course[0], course[-1]
    takes_at = None
    if held_before and held_before != first.host:
        yield _Stop(held_before, None, first.ordinal)
        takes_at = first.ordinal
    for turn in course:
        stays = turn is last and goes_to is not None and goes_to == turn.host
        yield _Stop(turn.host, takes_at, None if stays else turn.ordinal)
        takes_at = turn.ordinal
    if goes_to is None or goes_to != last.host:
        yield _Stop(goes_to, last.ordinal, None)


def _has_come(stop: _Stop, over: set[int]) -> bool:
    return stop.takes_at is None or stop.takes_at in over


def _state(at: int, here: int, is_sure: bool) -> LinkState:
    if at == here:
        return LinkState.HERE
    if at < here:
        return LinkState.PASSED
    return LinkState.SURE if is_sure else LinkState.OPEN


def ledger(
    units: Iterable[int], hostings: Iterable[Hosting], years: Iterable[int]
) -> list[LedgerRow]:
    """Whose turn comes first: never hosted before the longest ago; else in the order of `units`.

    Counted over all that is given; `years` are those to show. Called off and put off do not count.
    """
    of_unit: dict[int, list[Hosting]] = {}
    for hosting in hostings:
        of_unit.setdefault(hosting.unit_id, []).append(hosting)
    shown = list(years)
    rows = [_ledger_row(unit, of_unit.get(unit, []), shown) for unit in units]
    return sorted(rows, key=lambda row: _when(row.last) if row.last else (0, date.min))


def _ledger_row(unit: int, hostings: list[Hosting], years: Sequence[int]) -> LedgerRow:
    done = [hosting for hosting in hostings if hosting.status in _DONE]
    by_year = {year: [one for one in hostings if one.year == year] for year in years}
    return LedgerRow(unit, by_year, len(done), max(done, key=_when, default=None))


def _when(hosting: Hosting) -> tuple[int, date]:
    """Within its year a session without a day comes last."""
    return hosting.year, hosting.day or date.max


def months_of(turns: Iterable[Turn]) -> list[int]:
    """The months in which sessions begin, each once, in order."""
    return sorted({turn.days.start.month for turn in turns if turn.days and not turn.is_called_off})

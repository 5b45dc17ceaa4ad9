"""Who hosted how often and how long ago: counted, compared, carried through mergers."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import pairwise

from planner.domain.directory import Lineage


@dataclass(frozen=True, slots=True)
class Hosted:
    """That a unit hosted, or is to host, on or about a day."""

    unit_id: int
    day: date


@dataclass(frozen=True, slots=True)
class Member:
    """A unit that takes its turns. `since`: the day it came into being, None where it always was.

    `start` is the choice that was kept for it, None where nobody chose.
    """

    id: int
    name: str
    since: date | None = None
    cluster: str | None = None
    start: int | None = None


class Start(StrEnum):
    """From what a new or merged unit begins."""

    MINIMUM = "minimum"  # the fewest turns that any older unit had when it came into being
    LATEST = "latest"  # the turns of that predecessor which hosted last
    ALL = "all"  # the turns of all its predecessors
    CHOSEN = "chosen"  # as somebody wrote down, with a reason


@dataclass(frozen=True, slots=True)
class Standing:
    """A unit in the ledger.

    `hosted` counts its own turns and those of the units that went into it; `credit` what it was
    given or relieved of besides. `waited` counts the sessions since it hosted last (all of them
    where it never did); `longest_wait` and `variance` are over all its waits.
    """

    unit_id: int
    hosted: int
    credit: int
    last: date | None
    waited: int
    longest_wait: int
    variance: float
    start: Start | None = None

    @property
    def count(self) -> int:
        return self.hosted + self.credit


def rolled(history: Iterable[Hosted], lineage: Lineage[int], today: date) -> list[Hosted]:
    """The history as that of the units that carry it on today."""
    return [replace(one, unit_id=lineage.heir(one.unit_id, one.day, today)) for one in history]


def standings(
    members: Sequence[Member],
    history: Iterable[Hosted],
    given: Mapping[int, int],
    since: date | None = None,
) -> list[Standing]:
    """The ledger, whose turn comes first: fewest turns, longest ago, else in the order given.

    Only turns from `since` on are counted; when a unit hosted last is looked for in all of them.
    """
    everything = sorted(history, key=lambda one: one.day)
    counted = [one for one in everything if since is None or one.day >= since]
    own = Counter(one.unit_id for one in counted)
    rows = [_standing(member, everything, counted, own, given, members) for member in members]
    return sorted(rows, key=lambda row: (row.count, row.last or date.min))


def _standing(
    member: Member,
    everything: Sequence[Hosted],
    counted: Sequence[Hosted],
    own: Mapping[int, int],
    given: Mapping[int, int],
    members: Sequence[Member],
) -> Standing:
    start, begun = _start(member, counted, members)
    waits = _waits(member.id, everything)
    return Standing(
        unit_id=member.id,
        hosted=own.get(member.id, 0),
        credit=given.get(member.id, 0) + begun,
        last=max((one.day for one in everything if one.unit_id == member.id), default=None),
        waited=waits[-1],
        longest_wait=max(waits),
        variance=_variance(waits[1:-1]),
        start=start,
    )


def _start(
    member: Member, counted: Sequence[Hosted], members: Sequence[Member]
) -> tuple[Start | None, int]:
    """With what a unit begins: as was chosen, else at the minimum of the day it came into being."""
    if member.start is not None:
        return Start.CHOSEN, member.start
    if member.since is None or not counted or member.since <= counted[0].day:
        return None, 0
    lift = _minimum_then(member, counted, members) - _before(member.id, member.since, counted)
    return (Start.MINIMUM, lift) if lift > 0 else (None, 0)


def _minimum_then(member: Member, counted: Sequence[Hosted], members: Sequence[Member]) -> int:
    born = member.since or date.max
    older = [one for one in members if one.since is None or one.since < born]
    return min((_before(one.id, born, counted) for one in older), default=0)


def _before(unit_id: int, day: date, counted: Iterable[Hosted]) -> int:
    return sum(one.unit_id == unit_id and one.day < day for one in counted)


def start_choices(
    member: Member,
    predecessors: Collection[int],
    history: Sequence[Hosted],
    members: Sequence[Member],
    since: date | None = None,
) -> dict[Start, int]:
    """What a unit may begin with, as turns in all (`history` as then, not rolled up)."""
    counted = [one for one in history if since is None or one.day >= since]
    passed: dict[int, list[date]] = defaultdict(list)
    for one in counted:
        if one.unit_id in predecessors:
            passed[one.unit_id].append(one.day)
    rolled_up = [
        replace(one, unit_id=member.id) if one.unit_id in predecessors else one for one in counted
    ]
    latest = max(passed.values(), key=max, default=[])
    return {
        Start.MINIMUM: _minimum_then(member, rolled_up, members),
        Start.LATEST: len(latest),
        Start.ALL: sum(map(len, passed.values())),
    }


def _waits(unit_id: int, everything: Sequence[Hosted]) -> list[int]:
    """Sessions before the first turn, between turns, and since the last."""
    at = [number for number, one in enumerate(everything) if one.unit_id == unit_id]
    ends = [-1, *at, len(everything)]
    return [after - before - 1 for before, after in pairwise(ends)]


def _variance(waits: Sequence[int]) -> float:
    """Of the waits between turns; 0 where there are fewer than two."""
    if len(waits) < 2:
        return 0.0
    mean = sum(waits) / len(waits)
    return sum((wait - mean) ** 2 for wait in waits) / len(waits)


def spread(counts: Collection[int]) -> int:
    """How far the most and the fewest turns lie apart."""
    return max(counts, default=0) - min(counts, default=0)


def cluster_counts(members: Iterable[Member], rows: Iterable[Standing]) -> dict[str, int]:
    """How many turns each cluster had, credits left out, by name."""
    cluster = {member.id: member.cluster for member in members}
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        name = cluster.get(row.unit_id)
        if name is not None:
            counts[name] += row.hosted
    return dict(sorted(counts.items()))

"""Minimal conflicts among rules, whoever says what is possible (QuickXplain, hitting sets)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from planner.domain.timetable.values import Label

Labels = frozenset[Label]
Possible = Callable[[Labels], bool]


def smallest(candidates: Sequence[str], possible: Possible) -> tuple[str, ...]:
    """A minimal part of the candidates that is not possible; all of them together are not.

    Candidates that stand first are kept rather than later ones. Nothing at all may be too much.
    """
    if not possible(frozenset()):
        return ()
    return tuple(_needed(frozenset(), candidates, possible, has_more=False))


def _needed(
    background: Labels, candidates: Sequence[str], possible: Possible, *, has_more: bool
) -> list[str]:
    if has_more and not possible(background):
        return []
    if len(candidates) == 1:
        return list(candidates)
    first, second = candidates[: len(candidates) // 2], candidates[len(candidates) // 2 :]
    later = _needed(background | set(first), second, possible, has_more=True)
    sooner = _needed(background | set(later), first, possible, has_more=bool(later))
    return sooner + later


def hitting_sets(conflicts: Sequence[Labels]) -> Iterator[Labels]:
    """The minimal sets that have a label of every conflict, small ones first.

    Of one size those come first that take another label than the first at few conflicts only: so
    each label has its turn soon. They come one by one: there may be too many to wait for.
    """
    rows = sorted(only_minimal(conflicts), key=lambda row: (len(row), sorted(row)))
    found: set[Labels] = set()
    for size in range(len(rows) + 1):
        for turns in range(size + 1):
            for chosen in _hits(rows, frozenset(), size, turns):
                if chosen not in found:
                    found.add(chosen)
                    yield chosen


def _hits(rows: Sequence[Labels], chosen: Labels, size: int, turns: int) -> Iterator[Labels]:
    """With so many labels more, of which so many are not the first of the conflict they hit."""
    missed = [row for row in rows if not row & chosen]
    if not missed:
        if not size and not turns:
            yield chosen
        return
    if turns > size or _apart(missed) > size:
        return
    for place, label in enumerate(sorted(missed[0])):
        taken = int(place > 0)
        more = chosen | {label}
        if taken <= turns and all(_is_needed(one, more, rows) for one in more):
            yield from _hits(rows, more, size - 1, turns - taken)


def _apart(rows: Iterable[Labels]) -> int:
    """A number of conflicts that have nothing in common: each takes a label of its own."""
    number, taken = 0, frozenset[Label]()
    for row in rows:
        if not row & taken:
            number, taken = number + 1, taken | row
    return number


def _is_needed(label: Label, chosen: Labels, rows: Iterable[Labels]) -> bool:
    return any(row & chosen == {label} for row in rows)


def all_conflicts(
    known: Sequence[Labels], find: Callable[[Labels], Labels | None]
) -> Iterator[Labels]:
    """New minimal conflicts, until there is none any more: `find` one that lacks some labels.

    What hits all known conflicts either leaves another one, or is a way out and is not tried
    again; when every way to hit them is a way out, all conflicts are known.
    """
    conflicts, ways_out = list(known), set[Labels]()
    while (conflict := _missed(conflicts, ways_out, find)) is not None:
        conflicts.append(conflict)
        yield conflict


def _missed(
    conflicts: Sequence[Labels],
    ways_out: set[Labels],
    find: Callable[[Labels], Labels | None],
) -> Labels | None:
    for chosen in hitting_sets(conflicts):
        if chosen not in ways_out:
            conflict = find(chosen)
            if conflict is not None:
                return conflict
            ways_out.add(chosen)
    return None


def only_minimal(conflicts: Sequence[Labels]) -> list[Labels]:
    """Without those that contain another one."""
    beaten = {more for one, more in combinations(sorted(set(conflicts), key=len), 2) if one < more}
    return [one for one in dict.fromkeys(conflicts) if one not in beaten]

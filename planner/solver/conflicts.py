"""Minimal conflicts among rules, whoever says what is possible (QuickXplain, hitting sets)."""

from collections.abc import Callable, Iterator, Sequence
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
    """The minimal sets that have a label of every conflict, small ones first."""
    level: list[Labels] = [frozenset()]
    found: list[Labels] = []
    while level:
        wider: dict[Labels, None] = {}
        for chosen in level:
            missed = next((one for one in conflicts if not one & chosen), None)
            if missed is None:
                if not any(other <= chosen for other in found):
                    found.append(chosen)
                    yield chosen
            else:
                wider |= dict.fromkeys(chosen | {label} for label in sorted(missed))
        level = [one for one in wider if not any(other <= one for other in found)]


def all_conflicts(
    known: Sequence[Labels], find: Callable[[Labels], Labels | None]
) -> Iterator[Labels]:
    """New minimal conflicts, until there is none any more: `find` one that lacks some labels.

    What hits all known conflicts either leaves another one, or is a way out and is not tried
    again; when every way to hit them is a way out, all conflicts are known.
    """
    conflicts, ways_out = list(known), set()
    while True:
        untried = (one for one in hitting_sets(conflicts) if one not in ways_out)
        chosen = next(untried, None)
        if chosen is None:
            return
        conflict = find(chosen)
        if conflict is None:
            ways_out.add(chosen)
        else:
            conflicts.append(conflict)
            yield conflict


def only_minimal(conflicts: Sequence[Labels]) -> list[Labels]:
    """Without those that contain another one."""
    beaten = {more for one, more in combinations(sorted(set(conflicts), key=len), 2) if one < more}
    return [one for one in dict.fromkeys(conflicts) if one not in beaten]

"""Conflicts and what hits them all, beside trying every set."""

from itertools import combinations, islice
from random import Random
from time import process_time

import pytest

from planner.solver.conflicts import Labels, all_conflicts, hitting_sets


def conflicts_of(chance: Random) -> list[Labels]:
    names = "abcdefg"[: chance.randint(1, 7)]
    number = chance.randint(0, 5)
    return [
        frozenset(chance.sample(names, chance.randint(1, min(3, len(names)))))
        for _ in range(number)
    ]


def plainly(conflicts: list[Labels]) -> set[Labels]:
    names = sorted(frozenset().union(*conflicts))
    subsets = [frozenset(one) for n in range(len(names) + 1) for one in combinations(names, n)]
    hitting = [one for one in subsets if all(one & row for row in conflicts)]
    return {one for one in hitting if not any(other < one for other in hitting)}


@pytest.mark.parametrize("seed", range(60))
def test_what_hits_all_conflicts_is_found_once_small_ones_first(seed: int) -> None:
    conflicts = conflicts_of(Random(seed))  # noqa: S311 -- examples, no secrets

    found = list(hitting_sets(conflicts))

    assert len(found) == len(set(found))
    assert set(found) == plainly(conflicts)
    assert [len(one) for one in found] == sorted(len(one) for one in found)


def test_the_first_way_to_hit_many_conflicts_is_found_at_once() -> None:
    conflicts = [frozenset(f"{letter}{n}" for n in range(4)) for letter in "abcdefghijklmno"]
    started = process_time()

    found = list(islice(hitting_sets(conflicts), 46))

    assert process_time() - started < 1
    assert frozenset().union(*found) == frozenset().union(*conflicts)


@pytest.mark.parametrize("seed", range(60))
def test_all_minimal_conflicts_are_found(seed: int) -> None:
    conflicts = conflicts_of(Random(seed))  # noqa: S311 -- examples, no secrets
    minimal = {one for one in conflicts if not any(other < one for other in conflicts)}

    def find(lacking: Labels) -> Labels | None:
        return next((one for one in sorted(minimal, key=sorted) if not one & lacking), None)

    assert set(all_conflicts([], find)) == minimal

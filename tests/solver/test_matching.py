from itertools import product
from random import Random

import pytest

from planner.solver.matching import fits


@pytest.mark.parametrize("seed", range(200))
def test_what_fits_is_found_as_by_trying_all(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 -- examples, no secrets
    rows = [
        chance.randrange(1 << 5) & chance.randrange(1 << 5) for _ in range(chance.randint(0, 5))
    ]
    choices = [[n for n in range(5) if row >> n & 1] for row in rows]

    found = any(len(set(some)) == len(rows) for some in product(*choices))

    assert fits(rows) == found

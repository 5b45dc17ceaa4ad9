"""What a measurement says: a value beside its baseline."""

from collections.abc import Callable

Entry = dict[str, float | str]
ROUNDS = 3


def beside(value: float, baseline: float, unit: str = "/s") -> Entry:
    """An entry of latest.json."""
    return {
        "value": round(value, 1),
        "unit": unit,
        "baseline": round(baseline, 1),
        "ratio": round(value / baseline, 3),
    }


def best_in_turn(*works: Callable[[int], float]) -> list[float]:
    """The highest figure of each; they take turns, so that a busy machine is busy for all."""
    rounds = [[work(number) for work in works] for number in range(ROUNDS)]
    return [max(figures) for figures in zip(*rounds, strict=True)]

"""How evenly hostings can be spread at best, by counting alone."""

from collections.abc import Collection


def lowest_level(counts: Collection[int], sessions: int) -> int:
    """What the lowest count can reach at most when so many sessions fill up from below."""
    level = min(counts)
    while sum(level + 1 - count for count in counts if count <= level) <= sessions:
        level += 1
    return level


def highest_level(counts: Collection[int], sessions: int) -> int:
    """What the highest count comes to at least."""
    level = max(counts)
    while sum(level - count for count in counts) < sessions:
        level += 1
    return level


def least_spread(counts: Collection[int], sessions: int) -> int:
    """The smallest possible difference between the highest count and the lowest."""
    if not counts:
        return 0
    return highest_level(counts, sessions) - lowest_level(counts, sessions)

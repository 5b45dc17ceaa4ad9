"""Pages of the year planner: asking, watching, accepting, planning anew, the board."""

from planner.web.planning import asking, board, locks, result
from planner.web.planning.blueprint import bp

__all__ = ["asking", "board", "bp", "locks", "result"]

"""Pages of units, people and posts."""

from planner.web.directory import people, units
from planner.web.directory.blueprint import bp

__all__ = ["bp", "people", "units"]

"""Pages of units, people and posts."""

from planner.web.directory import merging, people, sheets, units
from planner.web.directory.blueprint import bp

__all__ = ["bp", "merging", "people", "sheets", "units"]

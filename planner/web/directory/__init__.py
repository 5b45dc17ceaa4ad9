"""Pages of units, people and posts."""

from planner.web.directory import clusters, merging, people, sheets, succession, units
from planner.web.directory.blueprint import bp

__all__ = ["bp", "clusters", "merging", "people", "sheets", "succession", "units"]

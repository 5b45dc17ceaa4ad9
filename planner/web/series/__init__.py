"""Pages of series: the list, one year, planning it."""

from planner.web.series import pages, planning
from planner.web.series.blueprint import bp

__all__ = ["bp", "pages", "planning"]

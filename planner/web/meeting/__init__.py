"""Pages of meetings: the register, the year, one meeting, booking and changing it."""

from planner.web.meeting import booking, pages, slot, steps, year
from planner.web.meeting.blueprint import bp

__all__ = ["booking", "bp", "pages", "slot", "steps", "year"]

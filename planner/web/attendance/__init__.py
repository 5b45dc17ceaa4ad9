"""Doors and attendance: pages for organisers, and the page of a door."""

from planner.web.attendance import badges, board, desk, kiosk, pages, review, seats, sheet, years
from planner.web.attendance.blueprint import bp, over_years
from planner.web.attendance.door import door_bp

__all__ = [
    "badges",
    "board",
    "bp",
    "desk",
    "door_bp",
    "kiosk",
    "over_years",
    "pages",
    "review",
    "seats",
    "sheet",
    "years",
]

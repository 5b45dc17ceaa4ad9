"""Doors and attendance: pages for organisers, and the page of a door."""

from planner.web.attendance.door import door_bp
from planner.web.attendance.pages import bp

__all__ = ["bp", "door_bp"]

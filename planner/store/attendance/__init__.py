"""Doors, scans and who is in: the rows here, their queries in files of their own."""

from planner.store.attendance.rows import Attendance, Device, Door, Scan

__all__ = ["Attendance", "Device", "Door", "Scan"]

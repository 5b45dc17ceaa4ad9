"""Doors, scans and who is in: the rows here, their queries in files of their own."""

from planner.store.attendance.desk import (
    AbsenceExcuse,
    AttendanceSetting,
    PrintedBadge,
    PrintedSheet,
    QuarantinedScan,
    ReviewDecision,
)
from planner.store.attendance.rows import Attendance, Device, Door, Scan

__all__ = [
    "AbsenceExcuse",
    "Attendance",
    "AttendanceSetting",
    "Device",
    "Door",
    "PrintedBadge",
    "PrintedSheet",
    "QuarantinedScan",
    "ReviewDecision",
    "Scan",
]

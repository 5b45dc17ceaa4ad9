"""Timetables: what a year of sessions must keep, and whether a plan keeps it."""

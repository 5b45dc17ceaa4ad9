"""Pages of invitations: the rules, the list that they call, and each delegate's own page."""

from planner.web.invitation import answers, calendars, lists, rules
from planner.web.invitation.blueprint import bp, personal

__all__ = ["answers", "bp", "calendars", "lists", "personal", "rules"]

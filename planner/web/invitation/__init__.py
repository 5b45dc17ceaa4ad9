"""Pages of invitations: the rules, the list that they call, and each delegate's own page."""

from planner.web.invitation import answers, calendars, differences, editor, lists, rules, sending
from planner.web.invitation.blueprint import bp, personal

__all__ = [
    "answers",
    "bp",
    "calendars",
    "differences",
    "editor",
    "lists",
    "personal",
    "rules",
    "sending",
]

"""Pages of invitations: the rules, the list that they call, and each delegate's own page."""

from planner.web.invitation import (
    answers,
    board,
    calendars,
    differences,
    documents,
    editor,
    lists,
    rules,
    sending,
    units,
)
from planner.web.invitation.blueprint import bp, personal

__all__ = [
    "answers",
    "board",
    "bp",
    "calendars",
    "differences",
    "documents",
    "editor",
    "lists",
    "personal",
    "rules",
    "sending",
    "units",
]

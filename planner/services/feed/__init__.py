"""Calendar feeds: making and ending addresses, and reading what stands behind one."""

from planner.services.feed.addresses import (
    end_as_delegate,
    issue,
    open_to_all,
    renew,
    revoke,
    revoke_token,
    secret_of_delegate,
    take_as_delegate,
    token_of,
)
from planner.services.feed.calendars import (
    Drawing,
    Reading,
    draw,
    find,
    is_use_new,
    look_up,
    note_use,
)
from planner.services.feed.entries import Entries, Fresh, keep_fresh
from planner.services.feed.told import Pages, entry_of

__all__ = [
    "Drawing",
    "Entries",
    "Fresh",
    "Pages",
    "Reading",
    "draw",
    "end_as_delegate",
    "entry_of",
    "find",
    "is_use_new",
    "issue",
    "keep_fresh",
    "look_up",
    "note_use",
    "open_to_all",
    "renew",
    "revoke",
    "revoke_token",
    "secret_of_delegate",
    "take_as_delegate",
    "token_of",
]

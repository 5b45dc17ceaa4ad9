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
    MOST_BLOCKS,
    Blocks,
    Reading,
    draw,
    entry_of,
    find,
    is_use_new,
    look_up,
    note_use,
    read,
)

__all__ = [
    "MOST_BLOCKS",
    "Blocks",
    "Reading",
    "draw",
    "end_as_delegate",
    "entry_of",
    "find",
    "is_use_new",
    "issue",
    "look_up",
    "note_use",
    "open_to_all",
    "read",
    "renew",
    "revoke",
    "revoke_token",
    "secret_of_delegate",
    "take_as_delegate",
    "token_of",
]

"""Deadlines and milestones as calendars show them: all-day, each with a name for ever."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from planner.domain.timespan import DateWindow, Precision


class ItemKind(StrEnum):
    """What an item tells; the values begin its UID."""

    MILESTONE = auto()
    LEVEL_MEETING = "level-meeting"  # by when the units of a level meet
    LEVEL_REPORT = "level-report"
    DUTY_MEETING = "duty-meeting"  # by when one unit meets
    DUTY_REPORT = "duty-report"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarItem:
    """One all-day item. `days` are inclusive; a deadline's is the day that was written.

    `owner` is the campaign (or the meeting) by its title, `who` the level or unit it concerns.
    `sequence` and `changed_at` only ever grow. `is_off`: its campaign was called off, or its
    meeting; `is_done`: nothing is owed any more.
    """

    kind: ItemKind
    id: int
    uid: str
    sequence: int
    changed_at: datetime
    days: DateWindow
    precision: Precision
    strict_before: bool
    words: str
    what: str
    owner: str
    who: str
    is_done: bool
    is_off: bool
    campaign_id: int | None = None
    meeting_id: int | None = None


def item_uid(kind: ItemKind, row_id: int, owner_uid: str) -> str:
    """The name by which calendars know the item: its row never changes, nor its owner's UID."""
    return f"{kind.value}-{row_id}-{owner_uid}"

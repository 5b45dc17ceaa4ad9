"""What a calendar address shows, how far it reaches in time, and what its version is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from planner.domain.errors import RuleBroken
from planner.domain.timespan import DateWindow

DAYS_BACK = 90
DAYS_AHEAD = 550  # a year and a half
TOMBSTONE_DAYS = 30  # how long a called-off meeting stays after its end
USED_ONCE_AN = timedelta(hours=1)  # the last fetch is written down no more often
FORM = "1"  # of the lines we write: another form is another version of every feed


class Scope(StrEnum):
    """What an address is for; the words are those of the command `feed issue --for`."""

    ME = "me"
    UNIT = "unit"
    SERIES = "series"
    VENUE = "venue"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Version:
    """One meeting as a feed knows it: `first` and `last` are its local days."""

    meeting_id: int
    sequence: int
    changed_at: datetime
    first: date
    last: date
    is_off: bool  # hoãn or huỷ


def reach(today: date) -> DateWindow:
    """The days that a feed shows. It moves by whole days, so that a day has one answer."""
    return DateWindow(today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD))


def shown(versions: Iterable[Version], today: date, most: int) -> list[Version]:
    """Those that belong into a feed today: at most so many, the nearest; in a stable order."""
    forgotten = today - timedelta(days=TOMBSTONE_DAYS)
    kept = [one for one in versions if not (one.is_off and one.last < forgotten)]
    kept.sort(key=lambda one: (_distance(one, today), one.meeting_id))
    return sorted(kept[:most], key=lambda one: one.meeting_id)


def etag_of(name: str, versions: Iterable[Version]) -> str:
    """Changes when, and only when, the lines of the feed may: its name, what is in it, how new."""
    told = sha256(f"{FORM}\n{name}\n".encode())
    for one in versions:
        told.update(f"{one.meeting_id} {one.sequence} {one.changed_at.timestamp()}\n".encode())
    return told.hexdigest()[:32]


def read_target(text: str) -> tuple[Scope, str]:
    """`unit:CODE`, `me:EMAIL`, …, `all`, as a command names what an address is for."""
    word, _colon, name = text.partition(":")
    if word not in set(Scope) or bool(name) == (word == Scope.ALL):
        raise RuleBroken("feed.no_such_target", field="for")
    return Scope(word), name


def _distance(one: Version, today: date) -> int:
    """Days from today to the nearer end; none while it goes on."""
    if one.first <= today <= one.last:
        return 0
    return min(abs((one.first - today).days), abs((one.last - today).days))

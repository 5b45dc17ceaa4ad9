"""What a calendar address shows, how far it reaches in time, and what its version is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, StrEnum, auto
from hashlib import sha256

from planner.domain.errors import RuleBroken
from planner.domain.timespan import DateWindow, Precision

DAYS_BACK = 90
DAYS_AHEAD = 550  # a year and a half
TOMBSTONE_DAYS = 30  # how long a called-off meeting stays after its end
LONGEST_BAR = 31  # days: a longer window is noise as a bar, so only its first day is shown
USED_ONCE_AN = timedelta(hours=1)  # the last fetch is written down no more often
FORM = "4"  # of the lines we write: another form is another version of every feed
YEARS = range(2000, 2100)  # that may be asked for as a whole


class Scope(StrEnum):
    """What an address is for; the words are those of the command `feed issue --for`.

    A tree is a unit with all units below it; a week is its lịch công tác of this week and the
    next. A campaign brings its deadlines and milestones. A delegate takes theirs from the personal
    page.
    """

    ME = "me"
    UNIT = "unit"
    TREE = "tree"
    WEEK = "week"
    SERIES = "series"
    CAMPAIGN = "campaign"
    VENUE = "venue"
    ALL = "all"
    DELEGATE = "delegate"


OF_UNITS = frozenset({Scope.UNIT, Scope.TREE, Scope.WEEK})
FOR_EVERYBODY = OF_UNITS | {Scope.SERIES}  # what an organiser may open to the public


class Client(Enum):
    """A program that fetches calendars; messages.feed says how people call it."""

    GOOGLE = auto()
    THUNDERBIRD = auto()
    ICSX5 = auto()
    OUTLOOK = auto()
    IOS = auto()
    MAC = auto()
    NEXTCLOUD = auto()
    VDIRSYNCER = auto()
    BROWSER = auto()
    NAMELESS = auto()


class Lines(StrEnum):
    """How meetings are told: the office sees links and reasons, guests neither."""

    OFFICE = auto()
    GUEST = auto()
    WEEK = auto()


@dataclass(frozen=True, slots=True)
class Choices:
    """What the reader of an address wants left out (False), and a past year instead of now.

    `progress` asks for deadlines and milestones of campaigns; unsaid, their own feeds have them.
    """

    windows: bool = True  # days that are not chosen yet
    long_windows: bool = True  # of more than a month; else on their first day
    called_off: bool = True
    deadlines: bool = True
    progress: bool | None = None
    accepted: bool = True  # those with a yes: their invitations stand in the calendar already
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One meeting or item as a feed knows it: `first` and `last` are its local days."""

    uid: str
    sequence: int
    changed_at: datetime
    first: date
    last: date
    is_off: bool  # hoãn or huỷ
    precision: Precision = Precision.MINUTE
    meeting_id: int | None = None  # None = a deadline or a milestone


def wants_items(scope: Scope, choices: Choices) -> bool:
    """Whether deadlines and milestones of campaigns stand among the meetings."""
    return scope is Scope.CAMPAIGN if choices.progress is None else choices.progress


def read_choices(asked: Mapping[str, str]) -> Choices:
    """From the query of an address: `du-kien`, `dai`, `huy`, `han`, `tien-do` and `tru-da-moi`,
    each 0 or 1, and `nam`; what is not understood changes nothing."""
    year = asked.get("nam", "")
    known = len(year) == 4 and year.isascii() and year.isdigit() and int(year) in YEARS
    return Choices(
        windows=asked.get("du-kien") != "0",
        long_windows=asked.get("dai") != "0",
        called_off=asked.get("huy") != "0",
        deadlines=asked.get("han") != "0",
        progress={"0": False, "1": True}.get(asked.get("tien-do", "")),
        accepted=asked.get("tru-da-moi") != "1",
        year=int(year) if known else None,
    )


def reach(scope: Scope, choices: Choices, today: date) -> DateWindow:
    """The days that a feed shows. It moves by whole days, so that a day has one answer.

    A series or a campaign is a year's few days: it is shown whole, however long ago, and never
    runs empty.
    """
    if choices.year is not None:
        return DateWindow(date(choices.year, 1, 1), date(choices.year, 12, 31))
    if scope in (Scope.SERIES, Scope.CAMPAIGN):
        return DateWindow(date(min(YEARS), 1, 1), date(max(YEARS), 12, 31))
    if scope is Scope.WEEK:
        monday = today - timedelta(days=today.weekday())
        return DateWindow(monday, monday + timedelta(days=13))
    return DateWindow(today - timedelta(days=DAYS_BACK), today + timedelta(days=DAYS_AHEAD))


def shown(versions: Iterable[Version], choices: Choices, today: date, most: int) -> list[Version]:
    """Those that belong into a feed today: at most so many, the nearest; in a stable order."""
    kept = [one for one in versions if _belongs(one, choices, today)]
    if len(kept) > most:
        kept.sort(key=lambda one: (_distance(one, today), one.uid))
    return sorted(kept[:most], key=lambda one: one.uid)


def etag_of(told_as: Lines, head: Iterable[object], versions: Iterable[Version]) -> str:
    """Changes when, and only when, the lines of the feed may: its head, what is in it, how new."""
    told = [FORM, told_as, *map(str, head)]
    told += [f"{one.uid} {one.sequence} {one.changed_at.timestamp()}" for one in versions]
    return sha256("\n".join(told).encode()).hexdigest()[:32]


def read_target(text: str) -> tuple[Scope, str]:
    """`unit:CODE`, `me:EMAIL`, …, `all`, as a command names what an address is for."""
    word, _colon, name = text.partition(":")
    asked_for = set(Scope) - {Scope.DELEGATE}
    if word not in asked_for or bool(name) == (word == Scope.ALL):
        raise RuleBroken("feed.no_such_target", field="for")
    return Scope(word), name


# How programs name themselves; the first that fits.
_CLIENTS = (
    ("google-calendar-importer", Client.GOOGLE),
    ("thunderbird", Client.THUNDERBIRD),
    ("lightning", Client.THUNDERBIRD),
    ("icsx5", Client.ICSX5),
    ("outlook", Client.OUTLOOK),
    ("microsoft", Client.OUTLOOK),
    ("exchange", Client.OUTLOOK),
    ("dataaccessd", Client.IOS),
    ("ios/", Client.IOS),
    ("iphone", Client.IOS),
    ("calendaragent", Client.MAC),
    ("mac+os+x", Client.MAC),
    ("macos/", Client.MAC),
    ("nextcloud", Client.NEXTCLOUD),
    ("vdirsyncer", Client.VDIRSYNCER),
    ("mozilla/", Client.BROWSER),
)


def client_of(agent: str) -> Client | str:
    """Which program fetched; one that we do not know by its own first word."""
    lower = agent.lower()
    known = next((client for mark, client in _CLIENTS if mark in lower), None)
    if known is not None:
        return known
    own = agent.replace("/", " ").split()
    return own[0][:40] if own else Client.NAMELESS


def _belongs(one: Version, choices: Choices, today: date) -> bool:
    if one.is_off:
        forgotten = today - timedelta(days=TOMBSTONE_DAYS)
        return choices.called_off and (one.last >= forgotten or choices.year is not None)
    if one.precision is Precision.DEADLINE:
        return choices.deadlines
    if one.precision is Precision.WINDOW:
        is_long = (one.last - one.first).days >= LONGEST_BAR
        return choices.windows and (choices.long_windows or not is_long)
    return True


def _distance(one: Version, today: date) -> int:
    """Days from today to the nearer end; none while it goes on."""
    if one.first <= today <= one.last:
        return 0
    return min(abs((one.first - today).days), abs((one.last - today).days))

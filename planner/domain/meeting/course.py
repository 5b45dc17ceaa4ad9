"""What a meeting is, its code, and how far it has come."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum, auto
from urllib.parse import urlsplit

from planner.domain.errors import RuleBroken
from planner.domain.meeting.when import LONGEST_WORDS, When
from planner.domain.text import one_line
from planner.domain.timespan import TimeSpan, local_day

LONGEST_TITLE = 300  # characters
LONGEST_REASON = 1_000
MOST_PEOPLE = 100_000
_CODE = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,39}", re.IGNORECASE | re.ASCII)


class MeetingKind(StrEnum):
    """What sort of meeting; the values are what the contract writes."""

    CONFERENCE = auto()  # hội nghị
    BRIEFING = auto()  # giao ban
    COMMITTEE = auto()  # họp ban chấp hành, ban thường vụ
    ENLARGED_COMMITTEE = auto()  # ban chấp hành mở rộng
    CONGRESS = auto()  # đại hội
    TRAINING = auto()  # tập huấn
    SEMINAR = auto()  # toạ đàm, hội thảo
    WORKING_SESSION = auto()  # làm việc
    CEREMONY = auto()  # lễ
    OTHER = auto()


# How the code of a meeting begins: HN-2026-012.
CODE_PREFIX = {
    MeetingKind.CONFERENCE: "HN",
    MeetingKind.BRIEFING: "GB",
    MeetingKind.COMMITTEE: "BCH",
    MeetingKind.ENLARGED_COMMITTEE: "MR",
    MeetingKind.CONGRESS: "DH",
    MeetingKind.TRAINING: "TH",
    MeetingKind.SEMINAR: "TD",
    MeetingKind.WORKING_SESSION: "LV",
    MeetingKind.CEREMONY: "LE",
    MeetingKind.OTHER: "CH",
}


class Status(StrEnum):
    """How far a meeting has come; the values are what the contract writes."""

    TENTATIVE = auto()  # dự kiến
    CONFIRMED = auto()  # chốt
    HELD = auto()  # đã họp
    POSTPONED = auto()  # hoãn
    CANCELLED = auto()  # huỷ


LIVE = frozenset({Status.TENTATIVE, Status.CONFIRMED})  # these hold a hall
_NEXT = {
    Status.TENTATIVE: {Status.CONFIRMED, Status.POSTPONED, Status.CANCELLED},
    Status.CONFIRMED: {Status.TENTATIVE, Status.HELD, Status.POSTPONED, Status.CANCELLED},
    Status.HELD: {Status.CONFIRMED},
    Status.POSTPONED: LIVE | {Status.CANCELLED},
    Status.CANCELLED: LIVE,
}
# Without a reason nobody would understand the step later.
_WITH_REASON = frozenset({Status.POSTPONED, Status.CANCELLED})
_BACK_WITH_REASON = frozenset({Status.HELD, Status.CANCELLED})


class Settled(StrEnum):
    """What of a meeting is sure (chốt) or not (dự kiến) by itself."""

    DATE = auto()
    VENUE = auto()
    HEADCOUNT = auto()


def holds_hall(status: Status, when: When) -> TimeSpan | None:
    """The hours for which the meeting's hall is kept: only exact ones, tentative or confirmed."""
    return when.span if status in LIVE else None


def title_of(text: str) -> str:
    """The title as it is kept; refused when empty or too long."""
    title = one_line(text)
    if not title:
        raise RuleBroken("meeting.no_title", field="title")
    if len(title) > LONGEST_TITLE:
        raise RuleBroken("meeting.title_too_long", field="title", longest=LONGEST_TITLE)
    return title


def place_of(text: str) -> str:
    """A place in words, where no hall is chosen."""
    place = one_line(text)
    if len(place) > LONGEST_WORDS:
        raise RuleBroken("meeting.words_too_long", field="place", longest=LONGEST_WORDS)
    return place


def reason_of(text: str) -> str:
    """Why a meeting does not come to pass, or is undone."""
    reason = one_line(text)
    if len(reason) > LONGEST_REASON:
        raise RuleBroken("meeting.words_too_long", field="reason", longest=LONGEST_REASON)
    return reason


def headcount_of(people: int | None) -> int | None:
    """How many are expected; None where nobody knows yet."""
    if people is not None and not 0 < people <= MOST_PEOPLE:
        raise RuleBroken("meeting.odd_headcount", field="headcount", most=MOST_PEOPLE)
    return people


def code_of(text: str) -> str:
    """A code that somebody chose: it must fit into an address and a line."""
    code = one_line(text)
    if not _CODE.fullmatch(code):
        raise RuleBroken("meeting.code_malformed", field="code")
    return code


def ensure_can_start_as(status: Status) -> None:
    """A new meeting is dự kiến or chốt; the rest is history that it has not had."""
    if status not in LIVE:
        raise RuleBroken("meeting.cannot_start_as", field="status")


def ensure_reason(reason: str) -> None:
    """Refuse silence about why a meeting moves."""
    if not reason_of(reason):
        raise RuleBroken("meeting.no_reason", field="reason")


def step_to(before: Status, asked: Status | None, *, new_time: bool) -> Status:
    """Where a change leads: as asked, else a new time brings a postponed one back as tentative."""
    if asked is None and new_time and before is Status.POSTPONED:
        return Status.TENTATIVE
    return asked or before


def ensure_step(before: Status, after: Status, reason: str, *, new_time: bool) -> None:
    """Refuse a step that a meeting cannot take, or that lacks its reason or its new time."""
    if before is after:
        return
    if after not in _NEXT[before]:
        raise RuleBroken("meeting.no_such_step", field="status")
    if after in _WITH_REASON or before in _BACK_WITH_REASON:
        ensure_reason(reason)
    if before is Status.POSTPONED and after in LIVE and not new_time:
        raise RuleBroken("meeting.needs_new_time", field="starts_at")


def date_sure_after(step: Status, when: When, *, sure: bool) -> bool:
    """Chốt settles a date that is there; back to dự kiến opens it again."""
    if step is Status.CONFIRMED:
        return when.has_day
    return sure and step is not Status.TENTATIVE


def steps_from(status: Status) -> list[Status]:
    """Where a meeting can go from here, in the usual order."""
    return [step for step in Status if step in _NEXT[status]]


def ensure_begun(when: When, now: datetime) -> None:
    """Refuse to call a meeting held before it has begun."""
    if not has_begun(when, now):
        raise RuleBroken("meeting.not_begun", field="status")


def has_begun(when: When, now: datetime) -> bool:
    """By its hours, where they are known, else by its first day."""
    if when.span:
        return when.span.start <= now
    return when.days is not None and when.days.start <= local_day(now)


def opening_kept(opened_at: datetime | None, before: When, after: When) -> datetime | None:
    """Since when doors stand open early; a meeting that moved beyond that day opens as usual."""
    if opened_at is None or after.days is None:
        return None
    is_later = before.days is None or after.days.start > before.days.start
    return None if is_later and local_day(opened_at) < after.days.start else opened_at


def uid_of(token: str, base_url: str) -> str:
    """The name by which calendars know a meeting for ever; `token` is random and made once."""
    return f"{token}@{urlsplit(base_url).hostname}"


def code_prefix(kind: MeetingKind, when: When, today: date) -> str:
    """`HN-2026-`: the kind, and the year of the meeting, else of today."""
    year = when.days.end.year if when.days else today.year
    return f"{CODE_PREFIX[kind]}-{year}-"


def next_code(prefix: str, taken: Iterable[str]) -> str:
    """The code after the highest number in use."""
    ends = (code.removeprefix(prefix) for code in taken)
    numbers = [int(end) for end in ends if end.isascii() and end.isdigit()]
    return f"{prefix}{max(numbers, default=0) + 1:03}"

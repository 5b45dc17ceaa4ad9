"""The week as an office hangs it out: a row a day, mornings beside afternoons and evenings."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from planner.domain.timespan import HANOI, DateWindow, DayPart, Precision
from planner.store.meeting import Meeting
from planner.web.moments import moment_of
from planner.web.timemarks import (
    Mark,
    days_of,
    hour_words,
    mark_of,
    part_words,
    status_words,
    weekday_words,
)
from planner.web.wording import gettext

NOON = 12  # an hour that begins before it is of the morning
SURE = ("confirmed", "held")  # these need no word


@dataclass(frozen=True, slots=True)
class Item:
    """A meeting on a day; `hour` is how its time is said there, `status` only where not sure."""

    meeting: Meeting
    mark: Mark
    hour: str
    status: str


@dataclass(frozen=True, slots=True)
class Day:
    day: date
    name: str
    css_class: str
    is_today: bool
    morning: tuple[Item, ...]
    later: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days from Monday; `floating` are windows that may fall into them."""

    number: int
    days: tuple[Day, ...]
    floating: tuple[Item, ...]

    @property
    def first(self) -> date:
        return self.days[0].day

    @property
    def last(self) -> date:
        return self.days[-1].day


def monday_of(day: date) -> date:
    """The Monday with which its week begins."""
    return day - timedelta(days=day.weekday())


def week_of(monday: date, today: date, meetings: Iterable[Meeting]) -> Week:
    """The week from this Monday, with what is on, earliest first."""
    items = [_item(meeting) for meeting in meetings]
    placed = [item for item in items if item.meeting.exactness is not Precision.WINDOW]
    floating = [item for item in items if item.meeting.exactness is Precision.WINDOW]
    days = [monday + timedelta(days=ahead) for ahead in range(7)]
    return Week(
        monday.isocalendar().week, tuple(_day(day, today, placed) for day in days), tuple(floating)
    )


def _day(day: date, today: date, items: Iterable[Item]) -> Day:
    here = [item for item in items if _covers(item.meeting, day)]
    morning = tuple(item for item in here if _is_of_the_morning(item.meeting, day))
    later = tuple(item for item in here if item not in morning)
    state = "is-today" if day == today else "is-past" if day < today else ""
    empty = "" if here else "is-empty"
    css_class = f"{state} {empty}".strip()
    name = weekday_words(day).replace(" ", "\N{NO-BREAK SPACE}")  # it stays on one line
    return Day(day, name, css_class, day == today, morning, later)


def _covers(meeting: Meeting, day: date) -> bool:
    days = days_of(moment_of(meeting)) or DateWindow(date.max, date.max)
    return days.start <= day <= days.end


def _is_of_the_morning(meeting: Meeting, day: date) -> bool:
    if meeting.exactness is Precision.DEADLINE:
        return False
    if meeting.part is not None and meeting.exactness is Precision.SESSION:
        return meeting.part in (DayPart.MORNING, DayPart.WHOLE_DAY)
    if meeting.span is None:
        return True
    start = meeting.span.start.astimezone(HANOI)
    return start.date() < day or start.hour < NOON


def _item(meeting: Meeting) -> Item:
    moment = moment_of(meeting)
    status = "" if meeting.status in SURE else status_words(moment)
    return Item(meeting, mark_of(moment), _hour(meeting), status)


def _hour(meeting: Meeting) -> str:
    if meeting.exactness is Precision.MINUTE and meeting.span:
        return hour_words(meeting.span.start)
    if meeting.exactness is Precision.DEADLINE:
        return gettext("hạn")
    if meeting.part is not None:
        return part_words(meeting.part)
    return gettext("chưa rõ giờ")

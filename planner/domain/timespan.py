"""Exact stretches of time, windows of days, and the parts of a day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Self
from zoneinfo import ZoneInfo

from planner.domain.errors import RuleBroken

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")  # the clock that people write and read; we keep UTC


@dataclass(frozen=True, order=True, slots=True)
class TimeSpan:
    """Exact time `[start, end)`, aware datetimes: the start belongs to it, the end does not."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.tzinfo is None or self.end.tzinfo is None:
            raise ValueError("a time span needs aware datetimes")
        if self.end <= self.start:
            raise RuleBroken("timespan.ends_before_it_starts", field="ends_at")

    def overlaps(self, other: Self) -> bool:
        """Spans that only touch do not overlap."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Self) -> bool:
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, order=True, slots=True)
class DateWindow:
    """Local days from `start` to `end`, both inside: when something is to happen, not yet fixed."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise RuleBroken("timespan.window_ends_before_it_starts", field="window_end")

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1


class DayPart(StrEnum):
    """Buổi. The values are what the contract writes."""

    MORNING = "sáng"
    AFTERNOON = "chiều"
    EVENING = "tối"
    WHOLE_DAY = "cả ngày"


class Precision(StrEnum):
    """How exactly a time is known; the values are what the contract writes."""

    MINUTE = "minute"
    SESSION = "session"
    DAY = "day"
    WINDOW = "window"
    DEADLINE = "deadline"
    RECURRING = "recurring"
    UNKNOWN = "unknown"


# Usual hours of the parts of a day in these offices.
HOURS = {
    DayPart.MORNING: (time(7, 30), time(11, 30)),
    DayPart.AFTERNOON: (time(13, 30), time(17, 0)),
    DayPart.EVENING: (time(19, 0), time(21, 0)),
    DayPart.WHOLE_DAY: (time(7, 30), time(17, 0)),
}


def span_of_part(day: date, part: DayPart) -> TimeSpan:
    """The exact hours that a part of a local day stands for."""
    start, end = HOURS[part]
    return TimeSpan(
        datetime.combine(day, start, tzinfo=HANOI), datetime.combine(day, end, tzinfo=HANOI)
    )


def local_day(moment: datetime) -> date:
    """The day of a moment on the office's clock."""
    return moment.astimezone(HANOI).date()


def start_of_day(day: date) -> datetime:
    """Midnight, at the office, with which a local day begins."""
    return datetime.combine(day, time(), tzinfo=HANOI)


def whole_day(day: date) -> TimeSpan:
    """A local day from midnight to midnight."""
    return TimeSpan(start_of_day(day), start_of_day(day + timedelta(days=1)))

"""When a door takes scans, to which sitting a scan belongs, and what its clock is worth."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from planner.domain.timespan import DateWindow, TimeSpan, local_day, start_of_day

OPENS_BEFORE = timedelta(hours=3)  # before the meeting's start
CLOSES_AFTER = timedelta(hours=12)  # after its end
CLOCK_NOISE = timedelta(seconds=5)  # a smaller difference is the way of the message
CONTACT_SLACK = timedelta(minutes=5)
_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the door needs of a meeting's time: the whole of it, and since when doors are open.

    `opens_at` is the organiser's word; it opens earlier than the rule, never later.
    """

    span: TimeSpan | None
    opens_at: datetime | None = None

    @property
    def opens(self) -> datetime | None:
        """From when scans are taken; None while the meeting has no time."""
        by_rule = self.span.start - OPENS_BEFORE if self.span else None
        known = [moment for moment in (by_rule, self.opens_at) if moment is not None]
        return min(known, default=None)

    @property
    def closes(self) -> datetime | None:
        """The last moment at which scans are taken; None while the meeting has no time."""
        return self.span.end + CLOSES_AFTER if self.span else None


def schedule_of(
    span: TimeSpan | None, window: DateWindow | None, opens_at: datetime | None
) -> Schedule:
    """Exact hours where they are known, else the whole days of the window."""
    if span is None and window is not None:
        day_after = start_of_day(window.end + timedelta(days=1))
        span = TimeSpan(start_of_day(window.start), day_after)
    return Schedule(span, opens_at)


def sitting_of(span: TimeSpan | None, moment: datetime) -> str:
    """The local day that a scan counts for: one of the meeting's own, the nearest.

    A meeting of several days has one sitting a day.
    """
    day = local_day(moment)
    if span is None:
        return day.isoformat()
    first, last = local_day(span.start), local_day(span.end - _MOMENT)
    return max(first, min(day, last)).isoformat()


def span_of_sitting(span: TimeSpan, sitting: str) -> TimeSpan:
    """The hours of one sitting: each day of a longer meeting keeps the hours of the whole."""
    start, end = (
        moment + (date.fromisoformat(sitting) - local_day(moment))
        for moment in (span.start, span.end)
    )
    return TimeSpan(start, end if end > start else end + timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Contact:
    """What a message tells of its device's clock.

    `sent_at` is that clock at the sending, where the device says so; `last` is when the device
    was heard before.
    """

    received_at: datetime
    last: datetime
    sent_at: datetime | None = None

    def true_time(self, scanned_at: datetime, *, is_offline: bool) -> datetime:
        """The moment of a scan with the clock put right.

        Nothing is scanned after it was received. An online scan is of now: not before the last
        contact. Of an offline one only its device can tell.
        """
        moment = scanned_at
        if self.sent_at is not None and abs(self.received_at - self.sent_at) > CLOCK_NOISE:
            moment = min(scanned_at, self.sent_at) + (self.received_at - self.sent_at)
        moment = min(moment, self.received_at)
        return moment if is_offline else max(moment, self.last - CONTACT_SLACK)

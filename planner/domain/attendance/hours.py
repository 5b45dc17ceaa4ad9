"""When a door takes scans, to which sitting a scan belongs, and what its clock is worth."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from planner.domain.timespan import HANOI, DateWindow, DayPart, TimeSpan, local_day, start_of_day

OPENS_BEFORE = timedelta(hours=3)  # before the meeting's start
CLOSES_AFTER = timedelta(hours=12)  # after its end
CLOCK_NOISE = timedelta(seconds=5)  # a smaller difference is the way of the message
CONTACT_SLACK = timedelta(minutes=5)
_MOMENT = timedelta(microseconds=1)
# When a part of the day is over for the door: in the middle of the pause.
PART_ENDS = {
    DayPart.MORNING: time(12, 30),
    DayPart.AFTERNOON: time(18, 0),
    DayPart.EVENING: time.max,
}


@dataclass(frozen=True, slots=True)
class Schedule:
    """What the door needs of a meeting's time: the whole of it, and since when doors are open.

    `opens_at` is the organiser's word; it opens earlier than the rule, never later. With
    `parts_apart` sáng, chiều and tối of a day are sittings of their own.
    """

    span: TimeSpan | None
    opens_at: datetime | None = None
    parts_apart: bool = False

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
    span: TimeSpan | None,
    window: DateWindow | None,
    opens_at: datetime | None,
    *,
    parts_apart: bool = False,
) -> Schedule:
    """Exact hours where they are known, else the whole days of the window."""
    if span is None and window is not None:
        day_after = start_of_day(window.end + timedelta(days=1))
        span = TimeSpan(start_of_day(window.start), day_after)
    return Schedule(span, opens_at, parts_apart)


@dataclass(frozen=True, slots=True)
class Sitting:
    """A day of the meeting or a part of one; `name` is what its scans carry: 2026-01-05 sáng."""

    name: str
    hours: TimeSpan


def sittings(schedule: Schedule) -> tuple[Sitting, ...]:
    """All of a meeting in their order; none while it has no time.

    Each day of a longer meeting keeps the hours of the whole.
    """
    if schedule.span is None:
        return ()
    first, last = _days_of(schedule.span)
    days = [first + timedelta(days=later) for later in range((last - first).days + 1)]
    found: list[Sitting] = []
    for day in days:
        hours = _hours_on(schedule.span, day)
        parts = _parts_of(hours, day) if schedule.parts_apart else ()
        found.extend(parts or (Sitting(day.isoformat(), hours),))
    return tuple(found)


def sitting_of(schedule: Schedule, moment: datetime) -> str:
    """The sitting that a scan counts for: one of the meeting's own, the nearest."""
    day = local_day(moment)
    if schedule.span is None:
        return day.isoformat()
    first, last = _days_of(schedule.span)
    near = max(first, min(day, last))
    if not schedule.parts_apart:
        return near.isoformat()
    parts = _parts_of(_hours_on(schedule.span, near), near)
    if not parts:
        return near.isoformat()
    if day != near:
        return (parts[0] if day < near else parts[-1]).name
    return next((one.name for one in parts if moment < _end_of_part(one, near)), parts[-1].name)


def span_of_sitting(span: TimeSpan, sitting: str) -> TimeSpan:
    """The hours of one sitting, by its name."""
    day_words, _space, part = sitting.partition(" ")
    day = date.fromisoformat(day_words)
    hours = _hours_on(span, day)
    parts = {one.name: one.hours for one in _parts_of(hours, day)} if part else {}
    return parts.get(sitting, hours)


def _days_of(span: TimeSpan) -> tuple[date, date]:
    return local_day(span.start), local_day(span.end - _MOMENT)


def _hours_on(span: TimeSpan, day: date) -> TimeSpan:
    start, end = (moment + (day - local_day(moment)) for moment in (span.start, span.end))
    return TimeSpan(start, end if end > start else end + timedelta(days=1))


def _parts_of(hours: TimeSpan, day: date) -> tuple[Sitting, ...]:
    """The parts of a day that its hours touch, where there are several."""
    found = []
    start = hours.start
    for part, until in PART_ENDS.items():
        end = min(datetime.combine(day, until, tzinfo=HANOI), hours.end)
        if start < end:
            found.append(Sitting(f"{day.isoformat()} {part.value}", TimeSpan(start, end)))
            start = end
    return tuple(found) if len(found) > 1 else ()


def _end_of_part(sitting: Sitting, day: date) -> datetime:
    part = DayPart(sitting.name.partition(" ")[2])
    return datetime.combine(day, PART_ENDS[part], tzinfo=HANOI)


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

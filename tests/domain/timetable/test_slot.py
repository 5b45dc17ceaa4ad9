"""Slots beside a plain reading of the form: every start, every venue, one by one."""

from datetime import date, datetime, time, timedelta
from random import Random

import pytest

from planner.domain.timespan import DateWindow
from planner.domain.timetable.slot import Busy, Slot, Wish, slots
from planner.domain.timetable.values import Venue

MONDAY = date(2026, 3, 2)
HOURS = ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))
ROOMS = (Venue("p1", capacity=30), Venue("p2", capacity=60), Venue("p3"))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(MONDAY + timedelta(days=day), time(hour, minute))


def plainly(wish: Wish) -> list[Slot]:
    """The same again, slowly."""
    found = []
    for n in range(wish.window.days):
        day = wish.window.start + timedelta(days=n)
        if day.weekday() not in (wish.weekdays or range(7)):
            continue
        for opens, closes in wish.work_hours:
            start = datetime.combine(day, opens)
            while start + timedelta(minutes=wish.minutes) <= datetime.combine(day, closes):
                found += _at(wish, start)
                start += timedelta(minutes=wish.grid_minutes)
    fewest = min((one.required_missing for one in found), default=0)
    best = [one for one in found if one.required_missing == fewest]
    return sorted(best, key=lambda one: (one.optional_missing, one.start))


def _at(wish: Wish, start: datetime) -> list[Slot]:
    if wish.not_before and start < wish.not_before:
        return []
    end, buffer = (
        start + timedelta(minutes=wish.minutes),
        timedelta(minutes=wish.venue_buffer_minutes),
    )
    away = {b.ref for b in wish.busy if not b.is_venue and b.start < end and start < b.end}
    taken = {
        b.ref for b in wish.busy if b.is_venue and b.start - buffer < end and start < b.end + buffer
    }
    required, optional = len(away & set(wish.required)), len(away & set(wish.optional))
    return [
        Slot(start, venue.id, required, optional)
        for venue in wish.venues or ()
        if venue.id not in taken and (venue.capacity is None or venue.capacity >= 40)
    ]


@pytest.mark.parametrize("seed", range(60))
def test_slots_are_those_of_the_plain_reading(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 -- examples, no secrets
    busy = []
    for _ in range(chance.randint(0, 40)):
        start = at(chance.randrange(3), chance.randint(7, 16), chance.choice([0, 10, 45]))
        end = start + timedelta(minutes=chance.choice([15, 60, 300]))
        is_venue = chance.random() < 0.5
        ref = chance.choice(["p1", "p2", "p3"] if is_venue else ["a", "b", "c", "d"])
        busy.append(Busy(ref, start, end, is_venue))
    wish = Wish(
        minutes=chance.choice([30, 90, 240, 241]),
        grid_minutes=chance.choice([15, 30, 50]),
        window=DateWindow(MONDAY, MONDAY + timedelta(days=2)),
        not_before=at(0, 9) if seed % 2 else None,
        weekdays=frozenset({0, 2}) if seed % 3 else None,
        work_hours=HOURS,
        headcount=40,
        required=("a", "b"),
        optional=("c", "d"),
        venue_buffer_minutes=chance.choice([0, 15]),
        venues=ROOMS,
        busy=tuple(busy),
    )

    assert list(slots(wish)) == plainly(wish)


def wish(busy: tuple[Busy, ...] = (), buffer: int = 0, days: tuple[DateWindow, ...] = ()) -> Wish:
    window = DateWindow(MONDAY, MONDAY)
    return Wish(
        60,
        60,
        window,
        work_hours=((time(8), time(10)),),
        required=("a",),
        venues=(ROOMS[0],),
        busy=busy,
        venue_buffer_minutes=buffer,
        holidays=days,
    )


def test_a_meeting_may_begin_when_another_ends() -> None:
    busy = (Busy("a", at(0, 7), at(0, 8)), Busy("p1", at(0, 9), at(0, 10), is_venue=True))
    assert list(slots(wish(busy))) == [Slot(at(0, 8), "p1", 0, 0)]


def test_a_venue_needs_its_buffer_on_both_sides_and_people_do_not() -> None:
    before = (Busy("p1", at(0, 7), at(0, 8), is_venue=True), Busy("a", at(0, 8), at(0, 9)))
    assert list(slots(wish(before, 15))) == [Slot(at(0, 9), "p1", 0, 0)]
    after = (Busy("p1", at(0, 10), at(0, 11), is_venue=True), Busy("a", at(0, 9), at(0, 10)))
    assert list(slots(wish(after, 15))) == [Slot(at(0, 8), "p1", 0, 0)]


def test_the_fewest_people_are_missing_where_all_cannot_come() -> None:
    assert list(slots(wish((Busy("a", at(0, 0), at(0, 23)),)))) == [
        Slot(at(0, 8), "p1", 1, 0),
        Slot(at(0, 9), "p1", 1, 0),
    ]


def test_on_a_holiday_nobody_meets() -> None:
    assert list(slots(wish(days=(DateWindow(MONDAY, MONDAY),)))) == []

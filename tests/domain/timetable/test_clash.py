from datetime import date, datetime, time, timedelta
from random import Random

import pytest

from planner.domain.timespan import DateWindow
from planner.domain.timetable.clash import Booking, Clash, Kind, Question, clashes

DAY = datetime.combine(date(2026, 3, 5), time())


def booking(name: str, start: float, end: float, **more: object) -> Booking:
    span = DAY + timedelta(hours=start), DAY + timedelta(hours=end)
    return Booking(name, *span, **more)  # type: ignore[arg-type]  # its fields


def asked(*calendar: Booking, proposal: Booking, buffer: int = 0) -> list[Clash]:
    return list(clashes(Question(calendar, (proposal,), {"h1": 100}, buffer)))


def test_a_venue_and_a_person_are_had_once_at_a_time() -> None:
    event = booking("a", 8, 10, venue="h1", people=("bt",))
    assert asked(event, proposal=booking("p", 9.5, 11, venue="h1", people=("bt", "vp"))) == [
        Clash("p", Kind.VENUE, "h1", "a"),
        Clash("p", Kind.PERSON, "bt", "a"),
    ]
    assert asked(event, proposal=booking("p", 10, 11, venue="h1", people=("bt",))) == []


@pytest.mark.parametrize(("start", "end", "clashing"), [(10.2, 11, 1), (10.25, 11, 0), (7, 7.8, 1)])
def test_the_buffer_lies_between_meetings_of_a_venue(
    start: float, end: float, clashing: int
) -> None:
    event = booking("a", 8, 10, venue="h1", people=("bt",))
    proposal = booking("p", start, end, venue="h1", people=("bt",))
    assert len(asked(event, proposal=proposal, buffer=15)) == clashing


def test_what_is_cancelled_or_replaced_does_not_count() -> None:
    cancelled = booking("a", 8, 10, venue="h1", is_cancelled=True)
    moved = booking("b", 8, 10, venue="h1")
    proposal = booking("p", 8, 10, venue="h1", replaces=frozenset({"b"}))
    assert asked(cancelled, moved, proposal=proposal) == []
    assert asked(moved, proposal=booking("b", 9, 11, venue="h1")) == []


def test_a_venue_may_be_too_small_and_a_day_a_holiday() -> None:
    holidays = (("h", DateWindow(date(2026, 3, 6), date(2026, 3, 6))),)
    late = booking("p", 20, 24, venue="h1", headcount=101)
    later = booking("q", 23, 25, venue="h1", headcount=100)
    assert list(clashes(Question((), (late, later), {"h1": 100}, holidays=holidays))) == [
        Clash("p", Kind.CAPACITY, "h1", None),
        Clash("q", Kind.HOLIDAY, "h", None),
    ]


@pytest.mark.parametrize("seed", range(20))
def test_clashes_are_those_of_comparing_each_with_each(seed: int) -> None:
    chance = Random(seed)  # noqa: S311 -- examples, no secrets

    def some(letter: str, count: int) -> list[Booking]:
        starts = [chance.randrange(200) / 4 for _ in range(count)]
        return [
            booking(
                f"{letter}{n}",
                start,
                start + chance.choice([0.25, 1, 9]),
                venue=chance.choice([None, "h1", "h2"]),
                people=tuple(chance.sample("xyz", chance.randrange(3))),
            )
            for n, start in enumerate(starts)
        ]

    calendar, proposals = some("c", 60), some("p", 20)
    buffer = timedelta(minutes=20)
    expected = set()
    for one in proposals:
        for other in calendar:
            near = one.start < other.end + buffer and other.start - buffer < one.end
            if near and one.venue and one.venue == other.venue:
                expected.add(Clash(one.id, Kind.VENUE, one.venue, other.id))
            if one.start < other.end and other.start < one.end:
                shared = set(one.people) & set(other.people)
                expected |= {Clash(one.id, Kind.PERSON, who, other.id) for who in shared}

    found = list(clashes(Question(tuple(calendar), tuple(proposals), {}, 20)))

    assert len(found) == len(set(found))
    assert set(found) == expected

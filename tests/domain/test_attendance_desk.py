"""The rules beside the door: parts of a day, numbers of a sheet, doubts, quorum, seats."""

from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.attendance.badge import SeatLine, read_seat_lines
from planner.domain.attendance.hours import Schedule, sitting_of, sittings, span_of_sitting
from planner.domain.attendance.item import Item, Kind, WalkIn, body_hash, read_item
from planner.domain.attendance.review import Doubt, Suspect, doubts_about
from planner.domain.attendance.setting import Quorum
from planner.domain.attendance.sheet import read_numbers, read_sheet_code, sheet_code
from planner.domain.errors import RuleBroken
from planner.domain.timespan import TimeSpan
from tests.factories import at, span

APART = Schedule(TimeSpan(at("07:30"), at("17:00", 6)), parts_apart=True)
KNOWN = range(1, 21)


def test_each_part_of_each_day_is_a_sitting() -> None:
    found = [(one.name, one.hours.start, one.hours.end) for one in sittings(APART)]

    assert found == [
        ("2026-01-05 sáng", at("07:30"), at("12:30")),
        ("2026-01-05 chiều", at("12:30"), at("17:00")),
        ("2026-01-06 sáng", at("07:30", 6), at("12:30", 6)),
        ("2026-01-06 chiều", at("12:30", 6), at("17:00", 6)),
    ]


@pytest.mark.parametrize(
    ("moment", "sitting"),
    [
        (at("05:00", 4), "2026-01-05 sáng"),
        (at("12:29"), "2026-01-05 sáng"),
        (at("12:30"), "2026-01-05 chiều"),
        (at("21:00"), "2026-01-05 chiều"),
        (at("06:00", 6), "2026-01-06 sáng"),
        (at("09:00", 7), "2026-01-06 chiều"),
    ],
)
def test_a_scan_counts_for_the_nearest_part(moment: datetime, sitting: str) -> None:
    assert sitting_of(APART, moment) == sitting


def test_a_meeting_of_one_part_is_one_sitting() -> None:
    morning = Schedule(span("07:30", "11:30"), parts_apart=True)

    assert [one.name for one in sittings(morning)] == ["2026-01-05"]
    assert sitting_of(morning, at("14:00")) == "2026-01-05"
    assert sittings(Schedule(None)) == ()


def test_the_hours_of_a_sitting_are_found_by_its_name() -> None:
    assert APART.span is not None
    for one in sittings(APART):
        assert span_of_sitting(APART.span, one.name) == one.hours


@given(st.integers(-10_000, 10_000))
def test_every_moment_has_a_sitting_of_the_meeting(minutes: int) -> None:
    names = {one.name for one in sittings(APART)}

    assert sitting_of(APART, at("08:00") + timedelta(minutes=minutes)) in names


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("", set()),
        ("3", {3}),
        ("3, 7, 12–15", {3, 7, 12, 13, 14, 15}),
        (" 3;7 .. 2-4 ", {2, 3, 4, 7}),
        ("1 2\t3", {1, 2, 3}),
        ("5—5", {5}),
    ],
)
def test_numbers_are_read_as_people_write_them(words: str, numbers: set[int]) -> None:
    assert read_numbers(words, KNOWN) == numbers


@pytest.mark.parametrize("words", ["x", "3,y", "3a", "7-3", "-", "1-999999", "9" * 30])
def test_what_are_no_numbers_is_refused(words: str) -> None:
    with pytest.raises(RuleBroken) as refused:
        read_numbers(words, KNOWN)

    assert (refused.value.code, refused.value.field) == ("attendance.numbers_unreadable", "numbers")


def test_a_number_that_is_not_on_the_sheet_is_refused() -> None:
    with pytest.raises(RuleBroken) as refused:
        read_numbers("3, 21", KNOWN)

    assert refused.value.code == "attendance.not_on_sheet"


@given(st.text())
def test_any_words_are_numbers_or_refused(words: str) -> None:
    found: frozenset[int] = frozenset()
    with suppress(RuleBroken):
        found = read_numbers(words, KNOWN)

    assert found <= set(KNOWN)


def test_the_code_of_a_sheet_is_read_back() -> None:
    assert read_sheet_code(f" {sheet_code('GB/2026', 3)} ") == ("GB/2026", 3)
    for words in ("", "GB-2026-1", "/3", "GB/x", "GB/" + "9" * 9):
        assert read_sheet_code(words) is None


def suspect(**more: object) -> Suspect:
    eight = at("08:00")
    values: dict[str, object] = {
        "kind": Kind.IN,
        "verdict": "ok",
        "needs_review": False,
        "device_id": 1,
        "scanned_at": eight,
        "effective_at": eight,
    }
    return Suspect(**{**values, **more})  # type: ignore[arg-type]  # the fields of a suspect


@pytest.mark.parametrize(
    ("one", "doubts"),
    [
        (suspect(), ()),
        (suspect(needs_review=True), (Doubt.REFUSED_LATER,)),
        (suspect(kind=Kind.WALK_IN, has_namesakes=True), (Doubt.ALIKE,)),
        (suspect(has_namesakes=True), ()),
        (suspect(scanned_at=at("08:02")), ()),
        (suspect(scanned_at=at("08:03")), (Doubt.CLOCK,)),
        (
            suspect(verdict="already", first_in=at("07:58"), first_device_id=2),
            (Doubt.TWO_PEOPLE,),
        ),
        (suspect(verdict="already", first_in=at("07:59"), first_device_id=2), ()),
        (suspect(verdict="already", first_in=at("07:00"), first_device_id=1), ()),
    ],
)
def test_what_speaks_against_a_scan(one: Suspect, doubts: tuple[Doubt, ...]) -> None:
    assert doubts_about(one) == doubts


@pytest.mark.parametrize(
    ("quorum", "needed", "reached"),
    [
        (Quorum(10, 6, 67), 7, False),
        (Quorum(10, 7, 67), 7, True),
        (Quorum(3, 2, 50), 2, True),
        (Quorum(0, 0, 50), 0, False),
    ],
)
def test_a_quorum_is_rounded_up(quorum: Quorum, needed: int, *, reached: bool) -> None:
    assert (quorum.needed, quorum.is_reached) == (needed, reached)


def test_seats_are_read_line_by_line() -> None:
    assert read_seat_lines("Lê Lan; A1\n\n Đỗ Ân\tCàng Long\tB2\nx\n;C3") == [
        SeatLine("le lan", "", "A1"),
        SeatLine("do an", "cang long", "B2"),
        None,
        None,
    ]


def test_a_substitute_has_a_body_of_its_own_and_old_hashes_stay() -> None:
    raw = {"id": "a", "kind": "walkin", "at": "2026-01-05T08:00:00+07:00", "person": {"name": "A"}}
    plain, instead = read_item(raw), read_item({**raw, "substitute_for": 7})

    assert plain == Item("a", Kind.WALK_IN, at("08:00"), person=WalkIn("A", "", ""))
    assert instead is not None
    assert instead.substitute_for == 7
    assert body_hash(plain, b"k") != body_hash(instead, b"k")
    assert read_item({**raw, "substitute_for": "7"}) is None

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.directory import Period, UnitState, at, changed_from, holds, joined, whole

REFORM = date(2025, 7, 1)
EARLIER, LATER = date(2020, 1, 1), date(2026, 1, 1)
NOW = UnitState("CN", "Huyện đoàn Cầu Ngang", "huyện đoàn", 3, above=1)
UNION = replace(NOW, name="Đoàn xã Cầu Ngang")
OLD = replace(NOW, name="Ban Chấp hành huyện đoàn")


def test_a_new_name_begins_on_its_day() -> None:
    assert changed_from([Period(None, None, NOW)], REFORM, {"name": UNION.name}) == [
        Period(None, REFORM, NOW),
        Period(REFORM, None, UNION),
    ]


def test_a_name_said_late_lasts_until_the_next_one() -> None:
    known = [Period(None, LATER, NOW), Period(LATER, None, replace(UNION, above=2))]

    assert changed_from(known, REFORM, {"name": OLD.name}) == [
        Period(None, REFORM, NOW),
        Period(REFORM, LATER, OLD),
        Period(LATER, None, replace(UNION, above=2)),
    ]


def test_a_new_name_goes_with_a_later_move() -> None:
    known = [Period(None, LATER, NOW), Period(LATER, None, replace(NOW, above=2))]

    assert changed_from(known, REFORM, {"name": UNION.name}) == [
        Period(None, REFORM, NOW),
        Period(REFORM, LATER, UNION),
        Period(LATER, None, replace(UNION, above=2)),
    ]


def test_what_changes_nothing_parts_nothing() -> None:
    known = [Period(None, None, NOW)]

    assert changed_from(known, REFORM, {"name": NOW.name, "above": 1}) == known


@pytest.mark.parametrize(
    ("kept", "gap"),
    [
        ([], (None, None)),
        ([Period(None, REFORM, OLD)], (REFORM, None)),
        ([Period(REFORM, None, UNION)], (None, REFORM)),
        ([Period(LATER, None, UNION), Period(None, REFORM, OLD)], (REFORM, LATER)),
        (
            [Period(None, EARLIER, NOW), Period(EARLIER, REFORM, OLD), Period(LATER, None, UNION)],
            (REFORM, LATER),
        ),
    ],
)
def test_what_holds_now_fills_the_gap(
    kept: list[Period], gap: tuple[date | None, date | None]
) -> None:
    periods = whole(kept, NOW)

    assert [one for one in periods if one not in kept] == [Period(*gap, NOW)]
    assert len(periods) == len(kept) + 1


_DAYS = st.integers(0, 40).map(lambda n: EARLIER + timedelta(days=n))
_CHANGES = st.lists(
    st.tuples(
        _DAYS,
        st.one_of(
            st.fixed_dictionaries({"name": st.sampled_from("ABC")}),
            st.fixed_dictionaries({"above": st.sampled_from([None, 1, 2])}),
        ),
    ),
    max_size=6,
)


def _after(changes: list[tuple[date, dict[str, object]]]) -> list[Period]:
    periods = [Period(None, None, NOW)]
    for day, change in changes:
        periods = changed_from(periods, day, change)
    return periods


@given(_CHANGES, _DAYS)
def test_each_day_has_one_period(changes: list[tuple[date, dict[str, object]]], day: date) -> None:
    periods = _after(changes)

    assert [period for period in periods if holds(period, day)] == [at(periods, day)]
    assert joined(periods) == periods


@given(_CHANGES)
def test_changes_said_in_their_order_say_what_holds(
    changes: list[tuple[date, dict[str, object]]],
) -> None:
    in_order = sorted(changes, key=lambda change: change[0])
    periods = _after(in_order)

    for day in (EARLIER + timedelta(days=n) for n in range(42)):
        said: dict[str, Any] = {}
        for since, change in in_order:
            if since <= day:
                said |= change
        assert at(periods, day).state == replace(NOW, **said)


@given(_CHANGES, _DAYS)
def test_what_is_kept_apart_makes_the_whole_again(
    changes: list[tuple[date, dict[str, object]]], day: date
) -> None:
    periods = _after(changes)
    now = at(periods, day)

    assert whole([one for one in periods if one != now], now.state) == periods

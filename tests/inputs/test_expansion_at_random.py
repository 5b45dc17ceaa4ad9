"""Instances at random: parents are refused just when the form says so, and nothing ever breaks."""

import json
from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.inputs.expansion import read_instance
from planner.inputs.rows import Unreadable
from tests.inputs.test_expansion import INSTANCE

Json = dict[str, Any]
TODAY = date(2025, 3, 26)
UNITS = ["a", "b", "c", "d"]
DAYS = [TODAY + timedelta(days=number) for number in range(-3, 4)]
FIRST, LAST = date.min, date(9999, 12, 31)
ends = st.sampled_from([None, None, FIRST, LAST, *DAYS])
links = st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from(UNITS), ends, ends), max_size=6)
lives = st.lists(st.tuples(ends, ends), min_size=len(UNITS), max_size=len(UNITS))


def spanned(from_on: date | None, to_on: date | None) -> Json:
    return {"from": from_on and from_on.isoformat(), "to": to_on and to_on.isoformat()}


def holds(row: Json, day: date) -> bool:
    return (row["from"] or "") <= day.isoformat() and (
        row["to"] is None or day.isoformat() < row["to"]
    )


def two_on_one_day(rows: list[Json]) -> bool:
    """Every row beside every other, on every day on which anything begins or ends."""
    days = [FIRST, FIRST + timedelta(days=1), LAST, *DAYS, TODAY + timedelta(days=4)]
    return any(
        one["unit"] == other["unit"] and holds(one, day) and holds(other, day)
        for place, one in enumerate(rows)
        for other in rows[:place]
        for day in days
    )


def goes_round(units: list[Json], rows: list[Json]) -> bool:
    """Whether somebody is above themselves today, by units that are."""
    present = {unit["id"] for unit in units if holds(unit, TODAY)}
    above = {
        row["unit"]: row["parent"]
        for row in rows
        if holds(row, TODAY) and {row["unit"], row["parent"]} <= present
    }
    for start in above:
        unit = start
        for _step in UNITS:
            unit = above.get(unit, "")
            if unit == start:
                return True
    return False


@settings(max_examples=300, deadline=None)
@given(links, lives)
def test_parents_are_refused_just_when_two_hold_at_once_or_they_go_round(
    drawn: list[tuple[str, str, date | None, date | None]],
    spans: list[tuple[date | None, date | None]],
) -> None:
    blank = INSTANCE["units"][0]
    units = [blank | {"id": name} | spanned(*span) for name, span in zip(UNITS, spans, strict=True)]
    parents = [{"unit": unit, "parent": parent} | spanned(*span) for unit, parent, *span in drawn]
    instance = INSTANCE | {"units": units, "parents": parents, "posts": [], "groups": []}
    data = json.dumps(instance | {"meeting": {"convenor": "a", "host": None}}).encode()

    if two_on_one_day(parents) or goes_round(units, parents):
        with pytest.raises(Unreadable, match=r"^parents [abcd]: "):
            read_instance(data)
    else:
        read_instance(data)


def paths(value: Any, way: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inside: Any = ()
    if isinstance(value, dict):
        inside = value.items()
    elif isinstance(value, list):
        inside = enumerate(value)
    return [way, *(path for key, part in inside for path in paths(part, (*way, key)))]


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5)
    | st.sampled_from(["a", "h", "uy", "p1", "k1", "2025-02-29", "9999-12-31", "named", "BTV"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(paths(INSTANCE)[1:]), anything)
def test_anything_anywhere_is_read_or_refused_in_one_line(
    path: tuple[str | int, ...], value: object
) -> None:
    instance = deepcopy(INSTANCE)
    holder: Any = instance
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value

    try:
        read_instance(json.dumps(instance).encode())
    except Unreadable as refused:
        place, colon, what = str(refused).partition(": ")
        assert place
        assert colon
        assert what.isprintable()


def test_a_key_that_stands_twice_is_read_where_it_stands_last() -> None:
    whole = json.dumps(INSTANCE)
    twice = whole[:-1] + ', "date": "2025-01-01", "date": "2025-03-26"}'
    assert read_instance(twice.encode()) == read_instance(whole.encode())


def test_numbers_may_be_as_large_as_they_like() -> None:
    instance = deepcopy(INSTANCE)
    instance["posts"][0]["rank"] = -(10**400)
    instance["groups"][0]["precedence"] = 10**400
    assert read_instance(json.dumps(instance).encode()).groups[0].precedence == 10**400


def test_a_parent_until_the_first_of_all_days_never_was() -> None:
    never = {"unit": "a", "parent": "h", "from": None, "to": "0001-01-01"}
    for rows in ([*INSTANCE["parents"], never], [never, *INSTANCE["parents"]]):
        read_instance(json.dumps(INSTANCE | {"parents": rows}).encode())

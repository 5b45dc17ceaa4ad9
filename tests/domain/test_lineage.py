from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.directory import Inheritance, Lineage

REFORM = date(2025, 7, 1)
TODAY = date(2026, 11, 21)
BEFORE = date(2024, 5, 16)
LATER = date(2025, 9, 1)
# Trà Vinh and Bến Tre go up in Vĩnh Long; Cầu Ngang in two communes, the first takes its history.
LINEAGE = Lineage.of(
    [
        Inheritance("TV", "VL", REFORM),
        Inheritance("BT", "VL", REFORM),
        Inheritance("CN", "MH", REFORM),
        Inheritance("MH", "MH2", date(2026, 1, 1)),
        Inheritance("KHOI", "CQ", date(2025, 10, 25), ends=False),
    ]
)


@pytest.mark.parametrize(
    ("unit", "day", "today", "expected"),
    [
        ("TV", BEFORE, TODAY, "VL"),
        ("VL", BEFORE, TODAY, "VL"),
        ("CN", BEFORE, TODAY, "MH2"),
        ("CN", BEFORE, date(2025, 12, 31), "MH"),
        ("TV", BEFORE, date(2025, 6, 30), "TV"),
        ("TV", BEFORE, REFORM, "VL"),
        ("TV", LATER, TODAY, "VL"),  # written under its name though it had ended
        ("KHOI", LATER, TODAY, "CQ"),
        ("KHOI", date(2025, 10, 25), TODAY, "KHOI"),  # it lives on beside its heir
        ("XX", BEFORE, TODAY, "XX"),
    ],
)
def test_history_goes_the_way_of_its_unit(unit: str, day: date, today: date, expected: str) -> None:
    assert LINEAGE.heir(unit, day, today) == expected


def test_a_unit_knows_whose_history_it_has() -> None:
    assert LINEAGE.forebears("VL", TODAY) == ["VL", "TV", "BT"]
    assert LINEAGE.forebears("MH2", TODAY) == ["MH2", "MH", "CN"]
    assert LINEAGE.forebears("VL", BEFORE) == ["VL"]


def test_a_history_that_went_and_came_back_is_where_it_came_to() -> None:
    lineage = Lineage.of(
        [
            Inheritance(1, 2, date(2020, 1, 1), ends=False),
            Inheritance(2, 1, date(2021, 1, 1)),
        ]
    )

    assert lineage.heir(1, date(2019, 1, 1), TODAY) == 1
    assert lineage.heir(2, date(2020, 6, 1), TODAY) == 1


@st.composite
def _inheritances(draw: st.DrawFn) -> list[Inheritance[int]]:
    """Units end in the order of their numbers, each in a later one, or live on."""
    days = draw(st.lists(st.integers(0, 60), min_size=8, max_size=8).map(sorted))
    found = []
    for unit, day in enumerate(days):
        heir = draw(st.integers(unit + 1, 9))
        if draw(st.booleans()):
            since = REFORM + timedelta(days=day)
            found.append(Inheritance(unit, heir, since, ends=draw(st.booleans())))
    return found


_FACTS = st.lists(
    st.tuples(st.integers(0, 9), st.integers(-30, 90).map(lambda n: REFORM + timedelta(days=n)))
)
_DAYS = st.integers(-5, 70).map(lambda n: REFORM + timedelta(days=n))


@given(_inheritances(), _FACTS, _DAYS)
def test_nothing_stays_with_a_unit_that_has_ended(
    inheritances: list[Inheritance[int]], facts: list[tuple[int, date]], today: date
) -> None:
    lineage = Lineage.of(inheritances)
    ended = {one.unit for one in inheritances if one.ends and one.day <= today}

    assert not ended & {lineage.heir(unit, day, today) for unit, day in facts}


@given(_inheritances(), _FACTS, _DAYS)
def test_what_a_unit_has_comes_from_its_forebears(
    inheritances: list[Inheritance[int]], facts: list[tuple[int, date]], today: date
) -> None:
    lineage = Lineage.of(inheritances)

    for unit, day in facts:
        assert unit in lineage.forebears(lineage.heir(unit, day, today), today)

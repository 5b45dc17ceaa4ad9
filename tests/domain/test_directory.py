from datetime import date

import pytest

from planner.domain.directory import (
    Body,
    Organisation,
    ParentLink,
    PostFact,
    UnitFact,
    circle_among,
    holds,
    second_parents,
)

YESTERDAY, TODAY, TOMORROW = date(2025, 3, 25), date(2025, 3, 26), date(2025, 3, 27)


def post(
    number: int, unit: int, body: Body | None = None, to_on: date | None = None
) -> PostFact[int]:
    return PostFact(number, number, unit, body, "Bí thư", rank=1, to_on=to_on)


@pytest.mark.parametrize(
    ("from_on", "to_on", "expected"),
    [
        (None, None, True),
        (TODAY, None, True),
        (TOMORROW, None, False),
        (None, TOMORROW, True),
        (None, TODAY, False),
        (TODAY, TOMORROW, True),
        (TODAY, TODAY, False),
    ],
)
def test_a_dated_thing_holds_from_its_first_day_to_the_day_before_its_end(
    from_on: date | None, to_on: date | None, expected: bool
) -> None:
    assert holds(UnitFact(1, "xã", from_on=from_on, to_on=to_on), TODAY) is expected


def test_an_organisation_keeps_what_is_in_being() -> None:
    lasting, ended = UnitFact(1, "huyện"), UnitFact(2, "xã", to_on=TODAY)
    organisation = Organisation.on(TODAY, [lasting, ended], [], [])
    assert organisation.units == {1: lasting}
    assert (organisation.in_being(1), organisation.in_being(2), organisation.in_being(None)) == (
        [1],
        [],
        [],
    )


def test_a_parent_that_is_not_in_being_is_none() -> None:
    units = [UnitFact(1, "huyện", to_on=TODAY), UnitFact(2, "xã"), UnitFact(3, "chi đoàn")]
    links = [ParentLink(2, 1), ParentLink(3, 2)]
    organisation = Organisation.on(TODAY, units, links, [])
    assert organisation.parents == {3: 2}
    assert organisation.children_of([1, 2]) == [3]


def test_a_unit_has_the_parent_of_the_day() -> None:
    units = [UnitFact(1, "huyện"), UnitFact(2, "huyện"), UnitFact(3, "xã")]
    links = [ParentLink(3, 1, to_on=TODAY), ParentLink(3, 2, from_on=TODAY)]
    before = Organisation.on(YESTERDAY, units, links, [])
    after = Organisation.on(TODAY, units, links, [])
    assert (before.parents_of([3]), after.parents_of([3])) == ([1], [2])


def test_descendants_are_children_and_theirs() -> None:
    units = [UnitFact(n, "xã") for n in range(1, 6)]
    links = [ParentLink(2, 1), ParentLink(3, 1), ParentLink(4, 2), ParentLink(5, 4)]
    assert Organisation.on(TODAY, units, links, []).descendants_of([1]) == [2, 3, 4, 5]


def test_descendants_end_even_in_a_circle() -> None:
    units = [UnitFact(1, "xã"), UnitFact(2, "xã")]
    organisation = Organisation.on(TODAY, units, [ParentLink(1, 2), ParentLink(2, 1)], [])
    assert organisation.descendants_of([1]) == [2, 1]


def test_only_units_outside_hang_on_a_territory() -> None:
    units = [
        UnitFact(1, "huyện"),
        UnitFact(2, "xã", territory=1),
        UnitFact(3, "cấp ủy", outside=True, territory=1),
        UnitFact(4, "sở", outside=True),
    ]
    assert Organisation.on(TODAY, units, [], []).outside_of([1, 2]) == [3]


def test_a_post_counts_while_it_and_its_unit_are_in_being() -> None:
    units = [UnitFact(1, "huyện"), UnitFact(2, "xã", to_on=TODAY)]
    here, of_bch = post(1, unit=1), post(2, unit=1, body=Body.BCH)
    posts = [here, of_bch, post(3, unit=2), post(4, unit=1, to_on=TODAY)]
    organisation = Organisation.on(TODAY, units, [], posts)
    assert organisation.posts_of(1, None) == {"Bí thư": [here]}
    assert organisation.posts_of(1, Body.BCH) == {"Bí thư": [of_bch]}
    assert organisation.posts_of(1, Body.BTV) == organisation.posts_of(2, None) == {}


@pytest.mark.parametrize(
    ("parents", "expected"),
    [
        ({}, []),
        ({2: 1, 3: 1, 4: 2}, []),
        ({1: 1}, [1]),
        ({5: 4, 4: 3, 3: 2, 2: 4}, [4, 3, 2]),
    ],
)
def test_a_circle_of_parents_is_found(parents: dict[int, int], expected: list[int]) -> None:
    assert circle_among(parents) == expected


def test_a_second_parent_is_one_that_holds_on_a_day_of_the_first() -> None:
    first = ParentLink("a", "h", to_on=TODAY)
    next_one = ParentLink("a", "i", from_on=TODAY, to_on=TOMORROW)
    never = ParentLink("a", "j", from_on=TODAY, to_on=TODAY)
    second = ParentLink("a", "k", from_on=YESTERDAY)
    assert list(second_parents([next_one, first, never])) == []
    assert list(second_parents([first, ParentLink("b", "h")])) == []
    assert list(second_parents([second, first])) == [second]
    assert list(second_parents([ParentLink("a", "h"), second])) == [second]

from datetime import date

import pytest

from planner.domain.directory import (
    Body,
    Organisation,
    ParentLink,
    Place,
    PostFact,
    UnitFact,
    circle_among,
    ensure_days_in_order,
    ensure_no_circle,
    holds,
    in_tree_order,
    level_of,
    second_parents,
    unit_code,
    usual_rank,
)
from planner.domain.errors import RuleBroken

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


@pytest.mark.parametrize(
    ("kind", "above", "expected"),
    [
        ("tỉnh đoàn", 1, 2),
        ("thành đoàn", 1, 2),
        ("thành đoàn", 2, 3),
        ("đoàn trực thuộc", 2, 3),
        ("đoàn xã", 2, 4),  # since July 2025 directly under the province
        ("đoàn xã", 3, 4),
        ("chi đoàn", 4, 5),
        ("văn phòng", 2, 2),
        ("cấp ủy", 3, 3),
        ("tỉnh đoàn", None, 2),
    ],
)
def test_a_level_follows_from_kind_and_place(kind: str, above: int | None, expected: int) -> None:
    assert level_of(kind, above) == expected


@pytest.mark.parametrize(
    ("kind", "above", "code", "field"),
    [
        ("hợp tác xã", 2, "directory.no_such_kind", "kind"),
        ("ban", None, "directory.needs_a_place", "above"),
        ("sở", None, "directory.needs_a_place", "above"),
    ],
)
def test_a_level_is_refused_without_kind_or_place(
    kind: str, above: int | None, code: str, field: str
) -> None:
    with pytest.raises(RuleBroken) as broken:
        level_of(kind, above)
    assert (broken.value.code, broken.value.field) == (code, field)


@pytest.mark.parametrize("text", ["CN", "cn.1", "ĐX-Mỹ_Hoà", " CN "])
def test_a_code_has_letters_digits_and_joints(text: str) -> None:
    assert unit_code(text) == text.strip()


@pytest.mark.parametrize("text", ["", "hai từ", "-CN", "a/b", "x" * 31, "\0"])
def test_an_odd_code_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken, match="code_malformed"):
        unit_code(text)


def test_days_are_in_order_when_the_last_comes_later() -> None:
    ensure_days_in_order(TODAY, TOMORROW)
    ensure_days_in_order(None, TODAY)
    ensure_days_in_order(TODAY, None)
    for last in (TODAY, YESTERDAY):
        with pytest.raises(RuleBroken, match="ends_before_it_begins"):
            ensure_days_in_order(TODAY, last)


def test_a_circle_is_refused_at_once() -> None:
    ensure_no_circle("/1/2/", "/1/22/")
    for above in ("/1/2/", "/1/2/3/"):
        with pytest.raises(RuleBroken, match="circle"):
            ensure_no_circle("/1/2/", above)


@pytest.mark.parametrize(
    ("position", "rank"),
    [("Bí thư", 10), ("PHÓ BÍ THƯ", 30), ("Uỷ viên Ban Thường vụ", 60), ("Chuyên viên", 100)],
)
def test_a_position_has_its_usual_rank(position: str, rank: int) -> None:
    assert usual_rank(position) == rank


def test_the_tree_is_read_from_the_roots_sisters_by_rank() -> None:
    places = [
        Place(1, None, (False, 0, "a")),
        Place(2, 1, (True, 0, "a")),
        Place(3, 1, (False, 2, "a")),
        Place(4, 1, (False, 1, "b")),
        Place(5, 4, (False, 0, "a")),
        Place(6, 99, (False, 0, "b")),
    ]

    assert in_tree_order(places) == [(1, 0), (4, 1), (5, 2), (3, 1), (2, 1), (6, 0)]


@pytest.mark.parametrize(
    ("position", "kind", "rank"),
    [
        ("Bí thư", "tỉnh đoàn", 10),
        ("Bí thư", "cấp ủy", 5),
        ("Trưởng ban", "ban", 40),
        ("Bí thư", "ban", 50),
        ("Chuyên viên", "văn phòng", 100),
    ],
)
def test_a_position_ranks_by_the_kind_of_its_unit(position: str, kind: str, rank: int) -> None:
    assert usual_rank(position, kind) == rank

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from unicodedata import normalize

import pytest

from planner.domain.directory import Body, Organisation, ParentLink, PostFact, UnitFact
from planner.domain.invitation import (
    Called,
    Capacity,
    EmptyPost,
    Exclusions,
    Expansion,
    Gathering,
    Group,
    Mode,
    Relation,
    Rule,
    Seats,
    Why,
    expand,
)

DAY = date(2025, 3, 26)
PROVINCE, DISTRICT, OTHER, COMMUNE, GONE, CELL, ORPHAN = range(1, 8)
PROVINCE_PARTY, DISTRICT_PARTY, COMMUNE_PARTY, DEPARTMENT, OLD_PARTY = range(11, 16)
UNITS = [
    UnitFact(PROVINCE, "tỉnh"),
    UnitFact(DISTRICT, "huyện"),
    UnitFact(OTHER, "huyện"),
    UnitFact(COMMUNE, "xã"),
    UnitFact(GONE, "xã", to_on=DAY),
    UnitFact(CELL, "chi đoàn"),
    UnitFact(ORPHAN, "chi đoàn"),
    UnitFact(PROVINCE_PARTY, "cấp ủy", outside=True, territory=PROVINCE),
    UnitFact(DISTRICT_PARTY, "cấp ủy", outside=True, territory=DISTRICT),
    UnitFact(COMMUNE_PARTY, "cấp ủy", outside=True, territory=COMMUNE),
    UnitFact(DEPARTMENT, "sở", outside=True),
    UnitFact(OLD_PARTY, "cấp ủy", outside=True, territory=GONE),
]
LINKS = [
    ParentLink(DISTRICT, PROVINCE),
    ParentLink(OTHER, PROVINCE),
    ParentLink(COMMUNE, DISTRICT),
    ParentLink(GONE, DISTRICT),
    ParentLink(CELL, COMMUNE),
    ParentLink(ORPHAN, GONE),
]


def organisation(*posts: PostFact[int]) -> Organisation[int]:
    return Organisation.on(DAY, UNITS, LINKS, posts)


def post(
    number: int, position: str, unit: int = DISTRICT, body: Body | None = None, rank: int = 1
) -> PostFact[int]:
    """Post 7 is held by person 107."""
    return PostFact(number, 100 + number, unit, body, position, rank)


def rule(relation: Relation = Relation.CONVENOR, number: int = 1) -> Rule[int]:
    return Rule(number, relation)


def group(*rules: Rule[int], number: int = 1, precedence: int = 1) -> Group[int]:
    return Group(number, precedence, Mode.SUMMONED, rules)


def expanded(
    groups: Sequence[Group[int]], *posts: PostFact[int], host: int | None = COMMUNE
) -> Expansion[int]:
    return expand(organisation(*posts), groups, Gathering(DISTRICT, host))


def units_of(
    rule: Rule[int], convenor: int | None = DISTRICT, host: int | None = COMMUNE
) -> object:
    asking = replace(group(rule), quota=1)
    expansion = expand(organisation(), [asking], Gathering(convenor, host))
    return [seats.unit for seats in expansion.seats]


def called_by(rule: Rule[int], *posts: PostFact[int]) -> list[int]:
    """The posts that a rule calls."""
    delegates = expanded([group(rule)], *posts).delegates
    return [called.first.post.id for called in delegates if called.first.post is not None]


def empty_of(rule: Rule[int], *posts: PostFact[int]) -> list[tuple[int, str | None]]:
    return [(empty.unit, empty.position) for empty in expanded([group(rule)], *posts).empty]


@pytest.mark.parametrize(
    ("relation", "expected"),
    [
        (Relation.CONVENOR, [DISTRICT]),
        (Relation.HOST, [COMMUNE]),
        (Relation.CONVENOR_PARENT, [PROVINCE]),
        (Relation.HOST_PARENT, [DISTRICT]),
        (Relation.CONVENOR_CHILDREN, [COMMUNE]),
        (Relation.HOST_CHILDREN, [CELL]),
        (Relation.CONVENOR_DESCENDANTS, [COMMUNE, CELL]),
        (Relation.HOST_DESCENDANTS, [CELL]),
        (Relation.CONVENOR_OUTSIDE, [DISTRICT_PARTY]),
        (Relation.HOST_OUTSIDE, [COMMUNE_PARTY]),
        (Relation.PARENT_OUTSIDE, [PROVINCE_PARTY]),
        (Relation.CHILDREN_OUTSIDE, [COMMUNE_PARTY]),
        (Relation.NAMED, []),
        (Relation.PEOPLE, []),
    ],
)
def test_a_relation_gives_its_units(relation: Relation, expected: list[int]) -> None:
    assert units_of(rule(relation)) == expected


@pytest.mark.parametrize("nobody", [None, GONE])
def test_a_convenor_or_host_that_is_not_in_being_gives_no_unit(nobody: int | None) -> None:
    seen = set(Relation) - {Relation.NAMED}
    assert [units_of(rule(relation), nobody, nobody) for relation in seen] == [[]] * len(seen)


def test_a_convenor_without_a_parent_has_none_to_give() -> None:
    assert units_of(rule(Relation.CONVENOR_PARENT), convenor=ORPHAN) == []
    assert units_of(rule(Relation.PARENT_OUTSIDE), convenor=ORPHAN) == []


def test_units_outside_are_those_of_direct_children_only() -> None:
    assert units_of(rule(Relation.CHILDREN_OUTSIDE), convenor=PROVINCE) == [DISTRICT_PARTY]


def test_units_that_are_texts_are_listed_by_code_point() -> None:
    units = [UnitFact("h", "huyện"), *(UnitFact(name, "xã") for name in ("u2", "u10", "u1"))]
    links = [ParentLink(unit.id, "h") for unit in units[1:]]
    children = Rule("r", Relation.CONVENOR_CHILDREN)
    named = Rule("s", Relation.NAMED, named_units=("u2", "h", "u10"))
    asking = Group("g", 1, Mode.INVITED, [named, children])
    groups = [asking, replace(asking, quota=1)]
    expansion = expand(Organisation.on(DAY, units, links, []), groups, Gathering("h", None))
    found = [(empty.rule.id, empty.unit) for empty in expansion.empty]
    assert found == [("s", "h"), ("s", "u10"), ("s", "u2"), ("r", "u1"), ("r", "u10"), ("r", "u2")]
    assert [seats.unit for seats in expansion.seats] == ["h", "u1", "u10", "u2"]


def test_named_units_are_ours_or_outside_once_and_in_being() -> None:
    names = (DEPARTMENT, OTHER, DEPARTMENT, GONE)
    assert units_of(replace(rule(Relation.NAMED), named_units=names)) == [OTHER, DEPARTMENT]


@pytest.mark.parametrize(
    ("limited", "expected"),
    [
        (replace(rule(), unit_kinds=frozenset({"xã"})), [COMMUNE]),
        (replace(rule(), unit_kinds=frozenset()), []),
        (replace(rule(), exclusions=Exclusions(kinds=frozenset({"xã"}))), [CELL]),
        (replace(rule(), exclusions=Exclusions(units=frozenset({COMMUNE}))), [CELL]),
        (replace(rule(), exclusions=Exclusions(all_but_units=frozenset({CELL}))), [CELL]),
        (replace(rule(), exclusions=Exclusions(all_but_units=frozenset())), []),
    ],
)
def test_limits_drop_units_but_not_those_under_them(
    limited: Rule[int], expected: list[int]
) -> None:
    assert units_of(replace(limited, relation=Relation.CONVENOR_DESCENDANTS)) == expected


def test_a_unit_listed_to_be_kept_may_still_be_dropped() -> None:
    both = Exclusions(units=frozenset({CELL}), all_but_units=frozenset({CELL, COMMUNE}))
    asked = replace(rule(Relation.CONVENOR_DESCENDANTS), exclusions=both)
    assert units_of(asked) == [COMMUNE]


DECOMPOSED = normalize("NFD", "Bí thư")
SECRETARY, DEPUTY, OFFICER = post(1, "Bí thư"), post(2, "Phó Bí thư"), post(3, "Cán bộ")


@pytest.mark.parametrize(
    ("positions", "unwanted", "called", "empty"),
    [
        (None, (), [1, 2, 3], []),
        (None, ("Bí thư",), [2, 3], []),
        (None, ("Bí thư", "Phó Bí thư", "Cán bộ"), [], [(DISTRICT, None)]),
        (("Phó Bí thư", "Bí thư"), (), [1, 2], []),
        (("Phó Bí thư", "Bí thư"), ("Bí thư",), [2], []),
        (("Z", "Bí thư", "A", "Z"), ("A",), [1], [(DISTRICT, "Z")]),
        (("Z", "A", "Z"), (), [], [(DISTRICT, "Z"), (DISTRICT, "A")]),
        ((), (), [], []),
        (("bí thư", DECOMPOSED), (), [], [(DISTRICT, "bí thư"), (DISTRICT, DECOMPOSED)]),
    ],
)
def test_wanted_positions_are_called_or_empty(
    positions: tuple[str, ...] | None,
    unwanted: tuple[str, ...],
    called: list[int],
    empty: list[tuple[int, str | None]],
) -> None:
    wanting = replace(
        rule(), positions=positions, exclusions=Exclusions(positions=frozenset(unwanted))
    )
    posts = [SECRETARY, DEPUTY, OFFICER]
    assert (called_by(wanting, *posts), empty_of(wanting, *posts)) == (called, empty)


def test_a_rule_reads_its_body_only() -> None:
    posts = [SECRETARY, post(4, "Ủy viên", body=Body.BTV), post(5, "Ủy viên", body=Body.BCH)]
    assert called_by(rule(), *posts) == [1]
    assert called_by(replace(rule(), body=Body.BTV), *posts) == [4]
    assert empty_of(replace(rule(), body=Body.UBKT), *posts) == [(DISTRICT, None)]


def test_the_fallback_is_read_where_nobody_at_all_is_in_the_body() -> None:
    falling = replace(rule(), body=Body.BTV, fallback_body=Body.BCH, positions=("Trưởng", "Phó"))
    in_bch = post(5, "Phó", body=Body.BCH)
    assert called_by(falling, in_bch) == [5]
    assert empty_of(falling, in_bch) == [(DISTRICT, "Trưởng")]
    other = post(6, "Ủy viên", body=Body.BTV)
    assert called_by(falling, in_bch, other) == []
    assert empty_of(falling, in_bch, other) == [(DISTRICT, "Trưởng"), (DISTRICT, "Phó")]
    ended = other._replace(to_on=DAY)
    assert called_by(falling, in_bch, ended) == [5]


def test_the_fallback_is_not_read_for_an_unwanted_holder_or_position() -> None:
    falling = replace(rule(), body=Body.BTV, fallback_body=Body.BCH)
    in_btv, in_bch = post(4, "Ủy viên", body=Body.BTV), post(5, "Ủy viên", body=Body.BCH)
    nobody = replace(falling, exclusions=Exclusions(people=frozenset({in_btv.person})))
    nothing = replace(falling, exclusions=Exclusions(positions=frozenset({"Ủy viên"})))
    assert [called_by(nobody, in_btv, in_bch), empty_of(nobody, in_btv, in_bch)] == [[], []]
    assert called_by(nothing, in_btv, in_bch) == []
    assert empty_of(nothing, in_btv, in_bch) == [(DISTRICT, None)]


def test_a_post_is_not_empty_for_a_holder_who_is_left_out_or_not_full_time() -> None:
    left_out = replace(rule(), exclusions=Exclusions(people=frozenset({SECRETARY.person})))
    full_time = replace(rule(), positions=("Bí thư",), full_time_only=True)
    assert [called_by(left_out, SECRETARY), empty_of(left_out, SECRETARY)] == [[], []]
    assert [called_by(full_time, SECRETARY), empty_of(full_time, SECRETARY)] == [[], []]
    assert called_by(full_time, SECRETARY._replace(full_time=True)) == [1]


def test_people_are_called_by_name_once_without_a_post() -> None:
    by_name = replace(
        rule(Relation.PEOPLE),
        named_people=(9, 8, 7, 9),
        exclusions=Exclusions(people=frozenset({8}), all_but_units=frozenset()),
        full_time_only=True,
        positions=("Bí thư",),
    )
    asking = group(by_name)
    capacity = Capacity(asking, by_name, None)
    assert expanded([asking]) == Expansion([Called(7, capacity), Called(9, capacity)], [], [])


def test_seats_are_asked_of_each_unit_once() -> None:
    twice = (rule(Relation.CONVENOR_DESCENDANTS), rule(Relation.HOST, 2), rule(Relation.PEOPLE, 3))
    asking = Group(1, 1, Mode.INVITED, twice, quota=2)
    seats = [Seats(asking, COMMUNE, 2), Seats(asking, CELL, 2)]
    assert expanded([asking], post(1, "Bí thư", unit=CELL)) == Expansion([], [], seats)


def test_seats_and_empty_posts_follow_the_order_of_groups() -> None:
    late, first, second = (
        Group(number, precedence, Mode.INVITED, [rule()], quota=1)
        for number, precedence in [(1, 5), (3, 2), (2, 2)]
    )
    seats = expanded([late, first, second]).seats
    assert [asked.group.id for asked in seats] == [3, 2, 1]
    groups = [replace(asking, quota=None) for asking in (late, first, second)]
    assert [empty.group.id for empty in expanded(groups).empty] == [3, 2, 1]


def test_empty_posts_are_listed_by_rule_unit_and_place_of_the_position() -> None:
    wanting = replace(rule(Relation.CONVENOR_DESCENDANTS), positions=("Z", "A"))
    asking = group(wanting, rule(number=2))
    assert expanded([asking]).empty == [
        EmptyPost(asking, wanting, COMMUNE, "Z"),
        EmptyPost(asking, wanting, COMMUNE, "A"),
        EmptyPost(asking, wanting, CELL, "Z"),
        EmptyPost(asking, wanting, CELL, "A"),
        EmptyPost(asking, asking.rules[1], DISTRICT, None),
    ]


def test_a_post_reached_by_two_rules_is_two_capacities() -> None:
    asking = group(rule(), rule(number=2))
    first, second = (Capacity(asking, rule, SECRETARY) for rule in asking.rules)
    assert expanded([asking], SECRETARY).delegates == [Called(101, first, (second,))]


def test_capacities_are_ordered_by_group_rank_rule_and_post() -> None:
    by_name = replace(rule(Relation.PEOPLE, 1), named_people=(50,))
    later, sooner = group(by_name, rule(number=2), rule(number=3)), group(rule(), number=2)
    sooner = replace(sooner, precedence=0, rules=(replace(rule(), body=Body.TT),))
    posts = [
        post(number, "Bí thư", body=body, rank=rank)._replace(person=50)
        for number, body, rank in [(1, None, 9), (10, None, 2), (2, None, 2), (3, Body.TT, 99)]
    ]
    (only,) = expanded([later, sooner], *posts).delegates
    ways = [
        (way.group.id, way.rule.id, way.post.id if way.post else None)
        for way in [only.first, *only.also]
    ]
    assert ways == [
        (2, 1, 3),
        (1, 2, 2),
        (1, 2, 10),
        (1, 3, 2),
        (1, 3, 10),
        (1, 2, 1),
        (1, 3, 1),
        (1, 1, None),
    ]


def test_delegates_are_listed_by_their_first_capacity() -> None:
    by_name = replace(rule(Relation.PEOPLE), named_people=(1, 105))
    groups = [
        group(by_name, rule(number=2), precedence=2),
        group(replace(rule(), positions=("Phó Bí thư",)), number=2, precedence=1),
    ]
    posts = [post(4, "Bí thư", rank=3), post(5, "Cán bộ", rank=2), post(6, "Phó Bí thư", rank=9)]
    assert [called.person for called in expanded(groups, *posts).delegates] == [106, 105, 104, 1]


def test_why_says_by_what_relation_and_as_what() -> None:
    calling = replace(rule(), positions=("Bí thư", "Chánh Văn phòng"))
    by_name = replace(rule(Relation.PEOPLE, 2), named_people=(9,))
    expansion = expanded([group(calling, by_name)], SECRETARY)
    assert [called.first.why for called in expansion.delegates] == [
        Why(Relation.CONVENOR, DISTRICT, None, "Bí thư"),
        Why(Relation.PEOPLE, None, None, None),
    ]
    assert [called.unit for called in expansion.delegates] == [DISTRICT, None]
    assert [empty.why for empty in expansion.empty] == [
        Why(Relation.CONVENOR, DISTRICT, None, "Chánh Văn phòng")
    ]

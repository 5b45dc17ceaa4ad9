from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from planner.domain.directory import Inheritance, Lineage
from planner.domain.rotation import (
    Hosted,
    Loss,
    Member,
    Proposal,
    Standing,
    Start,
    cluster_counts,
    propose,
    rolled,
    spread,
    standings,
    start_choices,
)

A, B, C = Member(1, "A", cluster="Cụm 1"), Member(2, "B", cluster="Cụm 1"), Member(3, "C")


def on(unit: int, *years: int) -> list[Hosted]:
    return [Hosted(unit, date(year, 5, 1)) for year in years]


def counts(rows: list[Standing]) -> list[tuple[int, int]]:
    return [(row.unit_id, row.count) for row in rows]


def test_fewest_turns_come_first_then_longest_ago_then_the_order_given() -> None:
    history = on(1, 2020, 2024) + on(2, 2022)

    assert counts(standings([A, B, C], history, {})) == [(3, 0), (2, 1), (1, 2)]


def test_only_turns_from_the_chosen_day_on_count() -> None:
    rows = standings([A, B], on(1, 2015, 2016) + on(2, 2022), {}, date(2020, 1, 1))

    assert counts(rows) == [(1, 0), (2, 1)]
    assert rows[0].last == date(2016, 5, 1)


def test_a_forgiven_turn_counts_as_hosted() -> None:
    assert counts(standings([A, B], [], {1: 1})) == [(2, 0), (1, 1)]


def test_waits_are_counted_in_sessions() -> None:
    history = on(1, 2020) + on(2, 2021, 2022) + on(1, 2023) + on(2, 2024) + on(1, 2025)

    rows = {row.unit_id: row for row in standings([A, B, C], history, {})}

    assert (rows[1].waited, rows[1].longest_wait, rows[1].variance) == (0, 2, 0.25)
    assert (rows[3].waited, rows[3].longest_wait, rows[3].variance) == (6, 6, 0.0)


def test_a_new_unit_begins_at_the_minimum_of_the_day_it_came_into_being() -> None:
    new = Member(9, "Mới", since=date(2023, 7, 1))
    history = on(1, 2020, 2021) + on(2, 2020, 2022) + on(1, 2024) + on(9, 2025)

    rows = {row.unit_id: row for row in standings([A, B, new], history, {})}

    assert (rows[9].start, rows[9].credit, rows[9].hosted, rows[9].count) == (
        Start.MINIMUM,
        2,
        1,
        3,
    )


def test_a_choice_that_was_kept_stands_in_place_of_the_minimum() -> None:
    new = Member(9, "Mới", since=date(2023, 7, 1), start=5)

    rows = {row.unit_id: row for row in standings([A, new], on(1, 2020), {})}

    assert (rows[9].start, rows[9].count) == (Start.CHOSEN, 5)


def test_history_goes_to_the_unit_that_carries_it_on() -> None:
    lineage = Lineage.of([Inheritance(1, 9, date(2025, 7, 1)), Inheritance(2, 9, date(2025, 7, 1))])

    found = rolled(on(1, 2020) + on(2, 2022) + on(3, 2023), lineage, date(2026, 1, 1))

    assert [one.unit_id for one in found] == [9, 9, 3]


def test_a_merged_unit_may_begin_in_three_ways() -> None:
    new = Member(9, "Mới", since=date(2025, 7, 1))
    history = on(1, 2019, 2020, 2021) + on(2, 2022) + on(3, 2020)

    assert start_choices(new, [9, 1, 2], history, [C, new]) == {
        Start.MINIMUM: 1,
        Start.LATEST: 1,
        Start.ALL: 4,
    }


def test_clusters_and_spread_are_counted() -> None:
    rows = standings([A, B, C], on(1, 2020, 2021) + on(2, 2022), {})

    assert cluster_counts([A, B, C], rows) == {"Cụm 1": 3}
    assert (spread([row.count for row in rows]), spread([])) == (2, 0)


def test_the_first_in_line_is_proposed_and_the_others_know_why_not() -> None:
    members = [A, B, C, Member(4, "D"), Member(5, "E"), Member(6, "F")]
    rows = standings(members, on(1, 2020) + on(2, 2022), {})

    found = propose(rows, away={3: "đại hội"}, passed={4: "mới sáp nhập"}, just_hosted=[5])

    assert found == Proposal(
        next(row for row in rows if row.unit_id == 6),
        [
            Loss(3, "away", {"reason": "đại hội"}),
            Loss(4, "passed", {"reason": "mới sáp nhập"}),
            Loss(5, "hosts_before"),
            Loss(1, "more_turns", {"count": 1, "fewest": 0}),
            Loss(2, "more_turns", {"count": 1, "fewest": 0}),
        ],
    )


def test_who_hosted_later_and_who_stands_behind_lose_too() -> None:
    rows = standings([A, B, C], on(1, 2020) + on(2, 2022) + on(3, 2020), {})

    others = propose(rows, away={}, passed={}).others

    assert others == [Loss(3, "behind"), Loss(2, "hosted_later", {"day": "01/05/2022"})]


def test_nobody_is_proposed_where_nobody_can() -> None:
    found = propose(standings([A], [], {}), away={1: "bận"}, passed={})

    assert found == Proposal(None, [Loss(1, "away", {"reason": "bận"})])


@given(
    st.integers(2, 7),
    st.integers(1, 40),
    st.lists(st.tuples(st.integers(1, 7), st.integers(0, 900)), max_size=12),
)
def test_nobody_hosts_twice_before_all_have(
    units: int, sessions: int, past: list[tuple[int, int]]
) -> None:
    members = [Member(number, str(number)) for number in range(1, units + 1)]
    start = date(2026, 1, 1)
    history = [Hosted(unit, start - timedelta(days=days + 1)) for unit, days in past]
    for number in range(sessions):
        rows = standings(members, history, {})
        first = propose(rows, away={}, passed={}).first
        assert first is not None
        assert first.count == min(row.count for row in rows)
        history.append(Hosted(first.unit_id, start + timedelta(days=number)))

    found = Counter(one.unit_id for one in history)
    before = Counter(unit for unit, _days in past)
    lifted = [found[member.id] for member in members if found[member.id] > before[member.id]]
    assert spread(lifted) <= 1

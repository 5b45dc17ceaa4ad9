"""Each rule is broken once on purpose, and named exactly."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from planner.domain.timespan import DateWindow
from planner.domain.timetable import checker
from planner.domain.timetable.fairness import least_spread
from planner.domain.timetable.measures import value_of, vector
from planner.domain.timetable.turns import rounds
from planner.domain.timetable.values import (
    Announced,
    Blackout,
    BlackoutKind,
    Chain,
    Half,
    Hosting,
    Instance,
    Measure,
    Person,
    Session,
)
from tests.domain.timetable.example import best_plan, worked

Changes = Mapping[str, object]


def with_session(name: str, **changes: object) -> Instance:
    instance = worked()
    rows = (
        replace(one, **changes) if one.id == name else one  # type: ignore[arg-type]  # its fields
        for one in instance.sessions
    )
    return replace(instance, sessions=tuple(rows))


def with_series(name: str, **changes: object) -> Instance:
    instance = worked()
    rows = (
        replace(one, **changes) if one.id == name else one  # type: ignore[arg-type]  # its fields
        for one in instance.series
    )
    return replace(instance, series=tuple(rows))


def closed(kind: BlackoutKind, ref: str | None, day: date, halves: set[Half] | None) -> Instance:
    frozen = None if halves is None else frozenset(halves)
    return replace(worked(), blackouts=(Blackout("z", kind, DateWindow(day, day), ref, frozen),))


def broken(instance: Instance, **moved: Changes) -> tuple[str, ...]:
    plan = best_plan()
    for name, changes in moved.items():
        plan[name] = replace(plan[name], **changes)  # type: ignore[arg-type]  # its fields
    assert checker.faults(instance, plan) == ()
    return checker.broken(instance, plan)


def test_the_best_plan_of_the_example_breaks_nothing() -> None:
    assert broken(worked()) == ()
    assert vector(worked(), best_plan()) == (0, 0, 0, 6, 6, 2)


def test_the_labels_of_the_example() -> None:
    assert set(checker.labels(worked())) == {
        *("window:g1", "halves:g1", "lead:g1", "window:g2", "window:s1", "halves:s1", "weekdays"),
        *("holiday:30041", "blackout:x1", "blackout:x2", "hosts:g2", "venues:s1", "venue_local"),
        *("capacity:g1", "capacity:g2", "capacity:s1", "theme_allowed:g1", "theme_allowed:g2"),
        *("theme_unit:t1", "venue_once:va", "venue_once:vb", "venue_once:vt"),
        *("person:bt", "place:bt", "person:bt2", "order:o1", "seq:gb", "gap:gb", "seq:sk"),
        *("rotation:gb", "chain:gb", "theme_once:gb", "theme_once:sk"),
    }


@pytest.mark.parametrize(
    ("instance", "moved", "labels"),
    [
        (
            with_session("g1", window=DateWindow(date(2026, 4, 20), date(2026, 5, 6))),
            {},
            "window:g1",
        ),
        (with_session("s1", halves=frozenset({Half.AM})), {}, "halves:s1"),
        (replace(worked(), today=date(2026, 4, 23)), {}, "lead:g1"),
        (replace(worked(), weekdays=frozenset({1, 4})), {}, "weekdays"),
        (worked(), {"g1": {"date": date(2026, 4, 30)}}, "holiday:30041"),
        (closed(BlackoutKind.UNIT, "b", date(2026, 5, 7), {Half.AM}), {}, "blackout:z"),
        (closed(BlackoutKind.VENUE, "vb", date(2026, 5, 7), None), {}, "blackout:z"),
        (closed(BlackoutKind.PERSON, "bt", date(2026, 6, 30), None), {}, "blackout:z"),
        (closed(BlackoutKind.ALL, None, date(2026, 7, 3), {Half.PM}), {}, "blackout:z"),
        (with_session("g2", hosts=("a",)), {}, "hosts:g2"),
        (with_session("g2", venues=("va",)), {}, "venues:g2"),
        (with_session("s1", headcount=301), {}, "capacity:s1"),
        (with_session("g1", themes=("t2",)), {}, "theme_allowed:g1"),
        (with_session("g1", themes=()), {}, "theme_allowed:g1"),
        (worked(), {"g1": {"theme": "t2"}, "g2": {"theme": "t2"}}, "theme_once:gb"),
        (worked(), {"g2": {"venue": "va"}}, "venue_local"),
        (worked(), {"g1": {"venue": "va", "host": "a"}}, "chain:gb rotation:gb theme_unit:t1"),
        (replace(worked(), orders=(replace(worked().orders[0], min_days=4),)), {}, "order:o1"),
        (with_series("gb", min_gap_days=55), {}, "gap:gb"),
        (worked(), {"g2": {"host": "a"}}, "chain:gb rotation:gb"),
        (with_series("gb", chain=Chain("c")), {}, "chain:gb"),
        (worked(), {"g2": {"date": date(2026, 7, 2)}}, "order:o1 window:g2"),
    ],
)
def test_a_broken_rule_is_named(instance: Instance, moved: dict[str, Changes], labels: str) -> None:
    assert broken(instance, **moved) == tuple(labels.split())


def test_what_is_locked_may_change_in_nothing() -> None:
    locked = Announced(replace(best_plan()["g1"], theme="t2"), locked=True)
    assert broken(replace(worked(), announced=(locked,))) == ("lock:g1",)


def test_a_series_out_of_order_breaks_its_gap_as_well() -> None:
    instance = with_session("g2", window=None, hosts=None)
    moved: Changes = {"date": date(2026, 4, 22)}
    assert broken(instance, g2=moved) == ("gap:gb", "seq:gb")


def test_one_half_day_has_one_session_a_venue_and_a_person() -> None:
    instance = with_session("s1", window=None, halves=None, venues=None)
    instance = replace(instance, orders=())
    same: Changes = {"date": date(2026, 6, 30), "half": Half.AM}
    assert broken(instance, s1=same) == ("person:bt", "venue_once:vt")


def test_one_day_has_one_place_for_whom_it_matters() -> None:
    instance = with_session("s1", window=None, venues=None, headcount=None)
    instance = replace(instance, orders=())
    same: Changes = {"date": date(2026, 6, 30), "venue": "va"}
    assert broken(instance, s1=same) == ("place:bt",)
    anywhere = replace(instance, people=(Person("bt"), Person("bt2")))
    assert broken(anywhere, s1=same) == ()


def test_the_next_host_is_there_when_the_flag_is_handed_over() -> None:
    assert broken(closed(BlackoutKind.UNIT, "c", date(2026, 5, 7), {Half.AM})) == ("chain:gb",)
    assert broken(closed(BlackoutKind.UNIT, "c", date(2026, 5, 7), {Half.PM})) == ()


def test_a_lead_counts_from_today() -> None:
    assert broken(replace(worked(), today=date(2026, 4, 22))) == ()


def test_a_plan_beyond_what_exists_is_faulty() -> None:
    plan = best_plan()
    plan["s1"] = replace(plan["s1"], host="b")
    del plan["g1"]
    assert checker.faults(worked(), plan) == ("g1", "s1")


def test_history_counts_from_its_day() -> None:
    assert worked().hosted_in["gb"] == {"a": 1, "b": 0, "c": 0}
    later = with_series("gb", count_from=date(2025, 9, 11))
    assert later.hosted_in["gb"] == {"a": 0, "b": 0, "c": 0}


def test_rounds_fill_up_from_the_lowest_count() -> None:
    assert list(rounds({"a": 2, "b": 0, "c": 1}, 5)) == [
        (("b",), 1),
        (("b", "c"), 2),
        (("a", "b", "c"), 2),
    ]


@pytest.mark.parametrize(
    ("counts", "sessions", "spread"),
    [([0, 0, 0], 3, 0), ([0, 0, 0], 4, 1), ([5, 0], 3, 2), ([2, 0, 1], 3, 0), ([], 2, 0)],
)
def test_the_least_spread_is_counted(counts: list[int], sessions: int, spread: int) -> None:
    assert least_spread(counts, sessions) == spread


def test_each_measure_counts_what_it_says() -> None:
    instance = replace(
        worked(),
        history=(Hosting("gb", "a", date(2025, 9, 10)), Hosting("gb", "a", date(2025, 10, 10))),
        announced=(Announced(replace(best_plan()["g1"], half=Half.PM, date=date(2026, 5, 4))),),
        distances={"b": {"a": 12, "c": 20}, "c": {"a": 5}},
        sessions=tuple(replace(one, optional_people=("bt2",)) for one in worked().sessions),
        blackouts=(
            Blackout(
                "z", BlackoutKind.PERSON, DateWindow(date(2026, 5, 1), date(2026, 7, 1)), "bt2"
            ),
        ),
    )
    assert {one.value: value_of(instance, best_plan(), one) for one in Measure} == {
        "host_spread": 1,
        "cluster_spread": 2,
        "changed": 1,
        "changed_fields": 2,
        "date_shift": 3,
        "weekday_miss": 2,
        "half_miss": 1,
        "target_dev": 6,
        "spacing": 6,
        "travel": 37,
        "optional_clash": 2,
    }


def test_two_sessions_that_want_an_optional_person_at_once_clash_once() -> None:
    rows: list[Session] = [replace(one, optional_people=("bt2",)) for one in worked().sessions]
    instance = replace(worked(), sessions=tuple(rows))
    plan = best_plan()
    plan["s1"] = replace(plan["s1"], date=plan["g2"].date, half=Half.AM)
    assert value_of(instance, plan, Measure.OPTIONAL_CLASH) == 1

"""What stands around a plan: alternatives, ways out, and why this host."""

from dataclasses import replace
from datetime import timedelta

from planner.domain.timespan import DateWindow
from planner.domain.timetable.change import changes
from planner.domain.timetable.measures import vector
from planner.domain.timetable.values import (
    Announced,
    Blackout,
    BlackoutKind,
    Half,
    Measure,
)
from planner.domain.timetable.why import Loses, other_hosts
from planner.solver.alternatives import alternatives
from planner.solver.fixes import fixes
from planner.solver.plan import solve
from tests.domain.timetable.example import best_plan, worked
from tests.solver.test_plan import LIMITS, START, plan_of, year


def test_alternatives_are_as_good_and_each_is_another() -> None:
    shown = solve(year(), LIMITS).assignments

    found = list(alternatives(year(), shown, most=3))

    assert len({shown, *found}) == 4
    for plan in found:
        assert vector(year(), {one.session: one for one in plan}) == (0,)


def test_the_only_plan_has_no_alternative() -> None:
    sessions = tuple(
        replace(one, halves=frozenset({Half.AM}), hosts=(host,))
        for one, host in zip(year().sessions, "abc", strict=True)
    )
    only = year(sessions=sessions)

    assert list(alternatives(only, solve(only, LIMITS).assignments)) == []


def test_a_window_is_left_by_the_fewest_days_that_help() -> None:
    closed = Blackout("x", BlackoutKind.ALL, DateWindow(START, START + timedelta(days=11)))
    instance = year(blackouts=(closed,))
    (reason,) = solve(instance, LIMITS).reasons

    found = {fix.label: fix for fix in fixes(instance, reason)}

    assert {label: fix.works for label, fix in found.items()} == {
        "window:k0": True,
        "blackout:x": True,
    }
    (moved,) = found["window:k0"].moves
    assert (moved.session, moved.date) == ("k0", START + timedelta(days=12))


def test_a_rule_that_is_not_the_only_trouble_is_no_way_out() -> None:
    closed = tuple(
        Blackout(name, BlackoutKind.ALL, DateWindow(START, START + timedelta(days=9)))
        for name in "xy"
    )
    instance = year(blackouts=closed)
    reason = next(one for one in solve(instance, LIMITS).reasons if "blackout:x" in one)

    assert {fix.label: fix.works for fix in fixes(instance, reason)} == {
        "window:k0": True,
        "blackout:x": False,
    }


def test_each_other_host_has_the_first_reason_it_loses() -> None:
    assert list(other_hosts(worked(), best_plan(), "g2")) == [
        Loses("a", label="chain:gb"),
        Loses("b", label="chain:gb"),
    ]


def test_a_host_that_breaks_nothing_may_still_be_farther_away() -> None:
    instance = year(1, distances={"b": {"a": 7}}, objective=(Measure.TRAVEL,))
    plan = plan_of(solve(instance, LIMITS))

    found = {one.host: one for one in other_hosts(instance, plan, "k0")}

    assert found["b"] == Loses("b", measure=Measure.TRAVEL, worse_by=7)
    assert [one for host, one in found.items() if host != "b"] == [
        Loses(host) for host in found if host != "b"
    ]


def test_changes_show_before_and_after() -> None:
    before = replace(best_plan()["g1"], half=Half.PM, venue="vt")
    instance = replace(worked(), announced=(Announced(before),))

    (change,) = changes(instance, best_plan())

    assert (change.before, change.after) == (before, best_plan()["g1"])
    assert change.fields == ("half", "venue")

"""The planner beside trying every plan, and what it may and may not claim."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bench.timetables import small
from planner.domain.timespan import DateWindow
from planner.domain.timetable import checker
from planner.domain.timetable.measures import value_of, vector
from planner.domain.timetable.values import (
    Announced,
    Answer,
    Assignment,
    Blackout,
    BlackoutKind,
    Half,
    Instance,
    Limits,
    Measure,
    Preferences,
    Progress,
    Series,
    Session,
    Status,
    Unit,
    Venue,
)
from planner.solver.plan import solve
from tests.solver.tiny import Tiny, best_vector, is_possible

LIMITS = Limits(seconds=30, most_reasons=6)
START = date(2026, 3, 2)


def plan_of(answer: Answer) -> dict[str, Assignment]:
    return {one.session: one for one in answer.assignments}


@pytest.mark.parametrize("seed", range(48))
def test_the_plan_is_as_good_as_the_best_of_all_plans(seed: int) -> None:
    instance = Tiny(seed).instance()

    answer = solve(instance, LIMITS)

    best = best_vector(instance)
    if best is None:
        assert (answer.status, answer.assignments) == (Status.INFEASIBLE, ())
    else:
        assert answer.status is Status.OPTIMAL
        assert vector(instance, plan_of(answer)) == best
        assert tuple(proof.value for proof in answer.proofs) == best


# Without 11 and 47: all their plans take half a minute to try.
@pytest.mark.parametrize("seed", sorted({*range(2, 48, 3)} - {11, 47}))
def test_reasons_are_conflicts_of_which_nothing_can_be_dropped(seed: int) -> None:
    instance = Tiny(seed).instance()

    answer = solve(instance, LIMITS)

    if answer.status is Status.INFEASIBLE:
        assert answer.reasons
        assert len({frozenset(reason) for reason in answer.reasons}) == len(answer.reasons)
        for reason in answer.reasons:
            assert not is_possible(instance, reason)
            assert all(is_possible(instance, {*reason} - {label}) for label in reason)


def year(count: int = 3, **changes: object) -> Instance:
    """Three units, one series, a session a month, every rule free."""
    units = tuple(Unit(name, cluster=name) for name in "abc")
    windows = [
        DateWindow(START + timedelta(30 * n), START + timedelta(30 * n + 9)) for n in range(9)
    ]
    instance = Instance(
        horizon=DateWindow(START, START + timedelta(days=300)),
        units=units,
        venues=(Venue("v"),),
        series=(Series("gb", no_repeat_until_all=True),),
        sessions=tuple(
            Session(f"k{n}", "gb", n + 1, window=windows[n], target=windows[n].start)
            for n in range(count)
        ),
        objective=(Measure.TARGET_DEV,),
    )
    return replace(instance, **changes)  # type: ignore[arg-type]  # fields of an instance


def test_the_same_question_has_the_same_answer() -> None:
    answers = [replace(solve(small(), LIMITS), seconds=0.0) for _ in range(2)]

    assert answers[0] == answers[1]


def test_every_measure_is_proved_where_the_plan_is_called_optimal() -> None:
    answer = solve(small(), LIMITS)

    assert answer.status is Status.OPTIMAL
    assert [proof.measure for proof in answer.proofs] == list(small().objective)
    assert all(proof.is_proved for proof in answer.proofs)


def test_whoever_has_no_time_claims_nothing() -> None:
    answer = solve(small(), Limits(seconds=1e-6))

    assert answer.status in (Status.UNKNOWN, Status.FEASIBLE)


def test_who_is_stopped_has_a_plan_and_no_proof() -> None:
    heard: list[Progress] = []

    def stop(progress: Progress) -> bool:
        heard.append(progress)
        return False

    answer = solve(small(), LIMITS, stop)

    assert len(heard) >= 1
    assert heard[0].assignments
    assert answer.status is Status.FEASIBLE
    assert not checker.broken(small(), plan_of(answer))


def test_progress_names_the_measure_its_value_and_its_bound() -> None:
    heard: list[Progress] = []

    def listen(progress: Progress) -> bool:
        heard.append(progress)
        return True

    solve(
        year(preferences=replace(year().preferences, weekdays=frozenset({4}))),
        LIMITS,
        listen,
    )

    assert heard[0].measure is None
    assert all(len(one.assignments) == 3 for one in heard)


def test_a_session_that_makes_room_may_do_so_on_a_better_day() -> None:
    """Two in one hall: either may go, to the wanted weekday, and neither has to by itself."""
    monday = Assignment("k0", "a", START, Half.AM, "v")
    row = replace(year(1).sessions[0], window=DateWindow(START, START + timedelta(4)))
    instance = year(
        1,
        venues=(Venue("v"), Venue("w")),
        series=(Series("gb"), Series("sk")),
        sessions=(row, replace(row, id="m0", series="sk")),
        announced=(Announced(monday), Announced(replace(monday, session="m0"))),
        preferences=Preferences(weekdays=frozenset({3})),
        objective=(Measure.CHANGED, Measure.CHANGED_FIELDS, Measure.WEEKDAY_MISS),
    )

    answer = solve(instance, LIMITS)

    assert [proof.value for proof in answer.proofs] == [1, 1, 1]


def test_no_sessions_are_planned_at_once() -> None:
    assert solve(year(0), LIMITS).status is Status.OPTIMAL


def test_what_nobody_can_host_has_an_empty_reason() -> None:
    answer = solve(year(series=(Series("gb", eligible=()),)), LIMITS)

    assert (answer.status, answer.reasons) == (Status.INFEASIBLE, ((),))


def test_independent_conflicts_are_all_named() -> None:
    closed = (
        Blackout("x", BlackoutKind.ALL, DateWindow(START, START + timedelta(days=9))),
        Blackout(
            "y", BlackoutKind.VENUE, DateWindow(START + timedelta(30), START + timedelta(39)), "v"
        ),
    )

    answer = solve(year(blackouts=closed), LIMITS)

    assert {frozenset(one) for one in answer.reasons} == {
        frozenset({"window:k0", "blackout:x"}),
        frozenset({"window:k1", "blackout:y"}),
    }


def test_two_ways_of_being_impossible_are_two_reasons() -> None:
    sessions = tuple(replace(one, hosts=("a",)) for one in year(2).sessions)

    answer = solve(year(sessions=sessions), LIMITS)

    assert answer.reasons == (("rotation:gb", "hosts:k0", "hosts:k1"),)


def test_what_is_announced_stays_where_nothing_speaks_against_it() -> None:
    plan = plan_of(solve(year(), LIMITS))
    moved = {name: replace(one, half=Half.PM) for name, one in plan.items()}
    away = Blackout("x", BlackoutKind.UNIT, DateWindow(START, START), moved["k0"].host)
    again = year(
        announced=tuple(Announced(one) for one in moved.values()),
        blackouts=(away,),
        objective=(Measure.CHANGED, Measure.CHANGED_FIELDS, Measure.DATE_SHIFT, Measure.TARGET_DEV),
    )

    answer = solve(again, LIMITS)

    assert answer.status is Status.OPTIMAL
    assert vector(again, plan_of(answer)) == (1, 1, 1, 1)
    assert [plan_of(answer)[name] for name in ("k1", "k2")] == [moved["k1"], moved["k2"]]


def test_what_is_locked_is_not_touched() -> None:
    plan = plan_of(solve(year(), LIMITS))
    locked = Announced(plan["k1"], locked=True)
    away = Blackout(
        "x", BlackoutKind.UNIT, DateWindow(plan["k1"].date, plan["k1"].date), plan["k1"].host
    )

    answer = solve(year(announced=(locked,), blackouts=(away,)), LIMITS)

    assert answer.reasons == (("lock:k1", "blackout:x"),)


def test_a_year_of_two_kinds_is_planned_within_its_bounds() -> None:
    instance = year(6, objective=(Measure.HOST_SPREAD, Measure.TARGET_DEV))

    answer = solve(instance, LIMITS)

    assert [value_of(instance, plan_of(answer), one) for one in instance.objective] == [0, 0]

"""Asking for a plan, accepting it, planning anew, locks, moves on the board."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.meeting import Status, When
from planner.domain.rotation.planning import Fix, Kind, Rule, Wish, can_give_way, fixed
from planner.domain.timespan import DateWindow, DayPart
from planner.domain.timetable import checker
from planner.domain.timetable.values import Half, Measure
from planner.domain.timetable.values import Status as Found
from planner.inputs.timetable import read_instance
from planner.outputs.timetable import written
from planner.services import meeting as meetings
from planner.services import series as all_sessions
from planner.services.rotation.planning import accepting, locks, moving, runs
from planner.services.rotation.planning.keys import hall_key, own_place_key, session_key, unit_key
from planner.services.rotation.planning.moving import Target
from planner.services.series import SessionFacts
from planner.solver.alternatives import alternatives
from planner.solver.ways_out import ways_out
from planner.store import audit
from planner.store.blackout import Blackout
from planner.store.meeting import Meeting
from planner.store.rotation.planning import PlanningRun
from tests.factories import Office, keep, make_hall, make_venue, who
from tests.planned import JUNE, MARCH, NOW, Year, make_year, solved


@pytest.fixture
def year(session: Session, office: Office) -> Year:
    return make_year(session, office)


def asked(session: Session, year: Year, **values: object) -> PlanningRun:
    kind = values.pop("kind", Kind.YEAR)
    assert isinstance(kind, Kind)
    return runs.ask(session, year.ha, year.wish(kind, **values), 10, NOW)


def plan(session: Session, run: PlanningRun) -> dict[str, tuple[date, Half]]:
    solved(session, run)
    return {one.session: (one.date, one.half) for one in runs.plan_of(run)}


def accept(session: Session, year: Year, run: PlanningRun, *chosen: Meeting) -> list[int]:
    numbers = [one.id for one in chosen or (year.march, year.june)]
    return accepting.accept(session, year.ha, run.id, numbers, 0, NOW)


def announced(session: Session, year: Year) -> None:
    """The year as a plan has it: Thursdays."""
    run = asked(session, year, weekdays=frozenset({3}))
    solved(session, run)
    accept(session, year, run)


def busy(session: Session, year: Year, day: date, reason: str = "đại hội") -> Blackout:
    """The host of the session of March, all day long."""
    start = When.session(day, DayPart.WHOLE_DAY).span
    assert start is not None
    return keep(
        session,
        Blackout(
            kind="unit",
            unit_id=year.march.host_id,
            starts_at=start.start - timedelta(hours=7),
            ends_at=start.start + timedelta(hours=16),
            reason=reason,
            created_at=NOW,
        ),
    )


def day_of(meeting: Meeting) -> date:
    days = meeting.when.days
    assert days is not None
    return days.start


def test_a_wish_becomes_a_problem_with_the_names_of_the_office(
    session: Session, year: Year
) -> None:
    run = asked(session, year, lead_days=5)
    instance = runs.instance_of(run)

    assert [(one.id, one.window, one.headcount) for one in instance.sessions] == [
        (session_key(year.march.id), MARCH, 80),
        (session_key(year.june.id), JUNE, 80),
    ]
    office = year.office
    assert {one.name for one in instance.units} == {
        office.host.name,
        office.called.name,
        office.other.name,
    }
    assert instance.unit_of[unit_key(office.other.id)].cluster == "Cụm phía nam"
    counts = instance.hosted_in[f"s{year.series.id}"]
    assert counts == {
        unit_key(office.host.id): 1,  # the session of 2026
        unit_key(office.called.id): 0,
        unit_key(office.other.id): 1,  # the imported turn
    }
    assert date(2027, 1, 1) in {one.days.start for one in instance.holidays}


def test_the_problem_is_kept_whole(session: Session, year: Year) -> None:
    instance = runs.instance_of(asked(session, year, themes=("Chuyển đổi số", "Khởi nghiệp")))

    assert read_instance(json.dumps(written(instance)).encode()) == instance


def test_a_series_of_others_cannot_be_planned(session: Session, year: Year) -> None:
    with pytest.raises(NotFound):
        runs.ask(session, who(session, year.office.tuan), year.wish(), 10, NOW)


def test_a_run_of_others_is_not_there(session: Session, year: Year) -> None:
    run = asked(session, year)

    with pytest.raises(NotFound):
        runs.stop(session, who(session, year.office.tuan), run.id, NOW)


def test_a_year_without_open_sessions_is_refused(session: Session, office: Office) -> None:
    wish = Wish(Kind.YEAR, 2026, (office.series.id,), MARCH)

    with pytest.raises(RuleBroken, match=r"planning\.no_sessions"):
        runs.ask(session, who(session, office.ha), wish, 10, NOW)


def test_a_plan_is_proved_and_accepted_in_one_go(session: Session, year: Year) -> None:
    run = asked(session, year, weekdays=frozenset({3}), half=Half.PM)
    answer = solved(session, run)

    assert answer.status is Found.OPTIMAL
    assert accept(session, year, run) == [year.march.id, year.june.id]
    assert [one.when.part for one in (year.march, year.june)] == [DayPart.AFTERNOON] * 2
    assert [day_of(one).weekday() for one in (year.march, year.june)] == [3, 3]
    assert year.march.host_id == year.office.called.id  # it has the fewest turns
    assert year.march.status == Status.TENTATIVE
    assert [one.action for one in audit.history_of(session, run)] == ["accept_plan", "ask_plan"]


def test_chosen_sessions_alone_are_accepted_and_the_others_later(
    session: Session, year: Year
) -> None:
    run = asked(session, year)
    solved(session, run)

    assert accept(session, year, run, year.march) == [year.march.id]
    assert year.june.when.span is None
    assert accept(session, year, run, year.june) == [year.june.id]


def test_a_plan_is_refused_once_a_session_was_changed(session: Session, year: Year) -> None:
    run = asked(session, year)
    solved(session, run)
    meetings.change(session, year.ha, year.june.id, {"headcount": 90, "place": "Nhà khách"}, NOW)

    with pytest.raises(RuleBroken, match=r"planning\.stale"):
        accept(session, year, run)
    found = accepting.what_changed(session, year.ha, run, [year.march.id], 0, NOW)
    assert list(found.meetings) == [year.june.id]


def test_a_plan_is_refused_once_its_host_is_busy(session: Session, year: Year) -> None:
    run = asked(session, year)
    days = plan(session, run)
    host = next(one.host for one in runs.plan_of(run) if one.session == session_key(year.march.id))
    year.march.host_id = int(host[1:])
    row = busy(session, year, days[session_key(year.march.id)][0])
    year.march.host_id = None
    session.flush()

    with pytest.raises(RuleBroken, match=r"planning\.stale"):
        accept(session, year, run)
    found = accepting.what_changed(session, year.ha, run, [year.march.id], 0, NOW)
    assert [label.startswith(f"blackout:b{row.id}") for label in found.labels] == [True]
    assert year.march.when.span is None


def test_nothing_chosen_is_refused(session: Session, year: Year) -> None:
    run = asked(session, year)
    solved(session, run)

    with pytest.raises(RuleBroken, match=r"planning\.nothing_chosen"):
        accepting.accept(session, year.ha, run.id, [], 0, NOW)
    with pytest.raises(RuleBroken, match=r"planning\.no_plan"):
        accepting.accept(session, year.ha, run.id, [year.office.meeting.id], 0, NOW)


def test_a_hall_is_exchanged_between_two_sessions(session: Session, year: Year) -> None:
    """Each is to have what the other holds."""
    office = year.office
    hall = make_hall(session, make_venue(session, office.called), "HT-CL", 200)
    both = [When.session(day, DayPart.MORNING) for day in (date(2027, 3, 4), date(2027, 3, 11))]
    for meeting, when in zip((year.march, year.june), both, strict=True):
        changes = {"when": when, "hall_id": hall.id, "host_id": office.called.id}
        meetings.change(session, year.ha, meeting.id, changes, NOW)  # type: ignore[arg-type]  # named
    rules = frozenset({Rule.OWN_HALL, Rule.CAPACITY, Rule.BUSY})
    run = asked(session, year, rules=rules)
    solved(session, run)
    rows = run.answer["assignments"]
    rows[0] |= {"date": "2027-03-11", "half": "AM", "venue": hall_key(hall.id)}
    rows[1] |= {"date": "2027-03-18", "half": "AM", "venue": hall_key(hall.id)}
    for row in rows:
        row["host"] = unit_key(office.called.id)
    run.answer = {**run.answer, "assignments": rows}
    session.flush()

    accept(session, year, run)

    assert [day_of(one) for one in (year.march, year.june)] == [
        date(2027, 3, 11),
        date(2027, 3, 18),
    ]
    assert [one.hall_id for one in (year.march, year.june)] == [hall.id, hall.id]


def test_replanning_changes_only_what_is_hit(session: Session, year: Year) -> None:
    announced(session, year)
    june, march = day_of(year.june), day_of(year.march)
    busy(session, year, march)
    run = asked(session, year, kind=Kind.REPLAN)
    answer = solved(session, run)

    changed = {one.measure.value: (one.value, one.is_proved) for one in answer.proofs}
    assert changed["changed"] == (1, True)
    days = {one.session: one.date for one in runs.plan_of(run)}
    assert days[session_key(year.june.id)] == june
    cost = replace(runs.instance_of(run), objective=(Measure.CHANGED,))
    others = list(alternatives(cost, answer.assignments, 2, 5.0))
    kept = session_key(year.june.id)
    assert [{one.session: one.date for one in other}[kept] for other in others] == [june] * 2


def test_a_locked_session_is_never_moved(session: Session, year: Year) -> None:
    announced(session, year)
    locks.lock(session, year.ha, year.series.id, year.march.id, "đã in giấy mời", NOW)
    busy(session, year, day_of(year.march))
    run = asked(session, year, kind=Kind.REPLAN)
    answer = solved(session, run)

    assert answer.status is Found.INFEASIBLE
    assert any(f"lock:{session_key(year.march.id)}" in reason for reason in answer.reasons)
    ways = [way.fixes for way in ways_out(runs.instance_of(run), answer.reasons)]
    assert not any(fix.label.startswith("lock:") for way in ways for fix in way)
    turn = moving.turn_planned(session, year.ha, year.march.id)
    with pytest.raises(RuleBroken, match=r"planning\.session_locked"):
        moving.move(session, year.ha, turn, Target(date(2027, 4, 1), Half.AM), NOW)

    locks.unlock(session, year.ha, year.series.id, year.march.id, NOW)
    assert solved(session, asked(session, year, kind=Kind.REPLAN)).status is Found.OPTIMAL


def test_a_session_that_is_over_is_not_locked(session: Session, office: Office) -> None:
    office.meeting.status = "held"
    session.flush()

    ha = who(session, office.ha)
    with pytest.raises(RuleBroken, match=r"planning\.session_over"):
        locks.lock(session, ha, office.series.id, office.meeting.id, "", NOW)


def test_an_impossible_year_names_its_rules_and_ways_out_that_work(
    session: Session, year: Year
) -> None:
    """Nobody meets in March."""
    keep(
        session,
        Blackout(
            kind="all",
            unit_id=year.office.province.id,
            starts_at=When.session(MARCH.start, DayPart.MORNING).span.start,  # type: ignore[union-attr]  # it has one
            ends_at=When.session(MARCH.end, DayPart.AFTERNOON).span.end,  # type: ignore[union-attr]  # as above
            reason="tháng cao điểm",
            created_at=NOW,
        ),
    )
    run = asked(session, year)
    answer = solved(session, run)
    ways = [way.fixes for way in ways_out(runs.instance_of(run), answer.reasons)]

    assert answer.status is Found.INFEASIBLE
    window = f"window:{session_key(year.march.id)}"
    assert all(window in reason for reason in answer.reasons)
    assert (Fix(window, date(2027, 4, 1)),) in ways
    again = runs.ask_again(session, year.ha, run.id, [Fix(window, date(2027, 4, 1))], NOW)
    assert solved(session, again).status is Found.OPTIMAL
    assert runs.plan_of(again)[0].date == date(2027, 4, 1)


def test_a_confirmed_session_stays_where_it_is(session: Session, year: Year) -> None:
    announced(session, year)
    meetings.confirm(session, year.ha, year.march.id, NOW)
    before = day_of(year.march)
    run = asked(session, year, weekdays=frozenset({0}))

    assert plan(session, run)[session_key(year.march.id)][0] == before


def test_a_chain_never_hands_over_to_who_hosted_last(session: Session, year: Year) -> None:
    """Minh's unit hosted the session before: a third one in 2027 comes to another."""
    run = asked(session, year, rules=frozenset(Rule) - {Rule.ROTATION, Rule.KEEP_HOSTS})
    solved(session, run)
    hosts = [one.host for one in runs.plan_of(run)]

    assert hosts[0] != hosts[1]
    assert own_place_key(year.office.called.id) in runs.instance_of(run).venue_of


def test_a_stopped_run_keeps_the_best_it_had(session: Session, year: Year) -> None:
    run = asked(session, year)
    answer = solved(session, replace_run(run))
    run.state = "running"
    run.progress = {**runs.answered(answer), "values": {"host_spread": 1}, "seconds": 2.0}
    runs.cut_short(run, NOW)

    assert (run.state, run.answer["status"], run.answer["proofs"]) == (
        "stopped",
        "feasible",
        [["host_spread", 1, 0]],
    )
    assert len(runs.plan_of(run)) == 2


def replace_run(run: PlanningRun) -> PlanningRun:
    """The same problem in a run that is not kept."""
    return PlanningRun(instance=run.instance, answer={}, progress={})


def test_what_waits_is_stopped_before_it_begins(session: Session, year: Year) -> None:
    run = asked(session, year)
    runs.stop(session, year.ha, run.id, NOW)

    assert run.state == "stopped"
    with pytest.raises(RuleBroken, match=r"planning\.is_over"):
        runs.stop(session, year.ha, run.id, NOW)


def test_a_session_is_moved_to_a_free_day_of_a_month_and_back(session: Session, year: Year) -> None:
    announced(session, year)
    before = year.march.when
    turn = moving.turn_planned(session, year.ha, year.march.id)
    tried = moving.try_month(session, year.ha, turn, date(2027, 4, 1), NOW)

    assert tried.labels == ()
    assert (tried.target.day.month, tried.target.day.weekday()) == (4, 3)
    moving.move(session, year.ha, turn, tried.target, NOW)
    assert day_of(year.march) == tried.target.day
    moving.take_back(session, year.ha, 2027, NOW)
    assert year.march.when == before
    with pytest.raises(RuleBroken, match=r"planning\.nothing_to_undo"):
        moving.take_back(session, year.ha, 2027, NOW)


def test_a_move_tells_what_is_in_its_way(session: Session, year: Year) -> None:
    announced(session, year)
    turn = moving.turn_planned(session, year.ha, year.march.id)
    tried = moving.try_day(session, year.ha, turn, date(2027, 7, 4), Half.AM, NOW)

    assert set(tried.labels) == {"weekdays", f"seq:s{year.series.id}"}


def test_a_session_without_a_day_moves_by_its_month(session: Session, year: Year) -> None:
    turn = moving.turn_planned(session, year.ha, year.march.id)
    tried = moving.try_month(session, year.ha, turn, date(2027, 4, 1), NOW)
    moving.move(session, year.ha, turn, tried.target, NOW)

    april = DateWindow(date(2027, 4, 1), date(2027, 4, 30))
    assert year.march.when == When.within(april)


def test_a_move_that_was_overtaken_is_not_taken_back(session: Session, year: Year) -> None:
    announced(session, year)
    turn = moving.turn_planned(session, year.ha, year.march.id)
    moving.move(session, year.ha, turn, Target(date(2027, 4, 8), Half.AM), NOW)
    when = When.session(date(2027, 4, 15), DayPart.MORNING)
    all_sessions.change_session(
        session, year.ha, year.series.id, year.march.id, SessionFacts(when=when), NOW
    )

    with pytest.raises(RuleBroken, match=r"planning\.moved_since"):
        moving.take_back(session, year.ha, 2027, NOW)


@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2026, 11, 30), "planning.day_past"), (date(2028, 1, 5), "planning.other_year")],
)
def test_a_day_out_of_reach_is_refused(session: Session, year: Year, day: date, code: str) -> None:
    turn = moving.turn_planned(session, year.ha, year.march.id)

    with pytest.raises(RuleBroken, match=code):
        moving.move(session, year.ha, turn, Target(day, Half.AM), NOW)


def test_every_way_to_give_way_leaves_a_problem_without_that_rule(
    session: Session, year: Year
) -> None:
    run = asked(session, year, lead_days=9, gap_days=20)
    instance = runs.instance_of(run)
    for label in filter(can_give_way, checker.labels(instance)):
        if label.partition(":")[0] not in ("lead", "person"):
            assert label not in checker.labels(fixed(instance, [Fix(label)])), label


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"people": tuple(range(21))}, "planning.too_many_people"),
        ({"themes": tuple(map(str, range(61)))}, "planning.too_many_themes"),
    ],
)
def test_a_wish_out_of_bounds_is_refused(values: dict[str, object], code: str) -> None:
    with pytest.raises(RuleBroken, match=code):
        replace(Wish(Kind.YEAR, 2027, (1,), MARCH), **values)  # type: ignore[arg-type]  # named

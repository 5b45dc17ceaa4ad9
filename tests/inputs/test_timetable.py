import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from planner.domain.timespan import DateWindow
from planner.domain.timetable.clash import Booking
from planner.domain.timetable.values import Instance, Measure, Series, Session, Unit, Venue
from planner.inputs.slots import question_in, wish_in
from planner.inputs.timetable import read_instance
from planner.solver.plan import solve

FILES = Path(__file__).parents[1] / "cli" / "timetable"
BARE = {
    "format": "rotation-1",
    "horizon": {"from": "2026-03-01", "to": "2026-03-31"},
    "units": [{"id": "a"}],
    "venues": [{"id": "v"}],
    "series": [{"id": "gb"}],
    "sessions": [{"id": "k", "series": "gb", "index": 1}],
}


def read(**changes: object) -> Instance:
    return read_instance(json.dumps(BARE | changes).encode())


def test_what_is_missing_is_no_limit() -> None:
    assert read() == Instance(
        horizon=DateWindow(date(2026, 3, 1), date(2026, 3, 31)),
        units=(Unit("a"),),
        venues=(Venue("v"),),
        series=(Series("gb"),),
        sessions=(Session("k", "gb", 1),),
    )


@pytest.mark.parametrize(
    ("ways", "kept"), [([12, 3], [12, 3]), ([12.0, 3], [12, 3]), ([12.5, 3], [12500, 3000])]
)
def test_ways_are_whole_numbers_or_all_in_thousandths(ways: list[float], kept: list[int]) -> None:
    units = [{"id": "a"}, {"id": "b"}]
    instance = read(units=units, distances={"a": dict(zip("ab", ways, strict=True))})
    assert list(instance.distances["a"].values()) == kept


def test_a_window_may_be_open_at_an_end() -> None:
    window = {"from": "2026-03-05", "to": None}
    instance = read(sessions=[{"id": "k", "series": "gb", "index": 1, "window": window}])
    assert instance.sessions[0].window == DateWindow(date(2026, 3, 5), date.max)


def test_absences_and_holidays_may_be_open_at_an_end() -> None:
    away = {"id": "x", "kind": "all", "ref": None, "from": "2026-03-09", "to": None}
    instance = read(blackouts=[away], holidays=[{"id": "h", "to": "2026-03-02"}])
    assert instance.blackouts[0].days == DateWindow(date(2026, 3, 9), date.max)
    assert instance.holidays[0].days == DateWindow(date.min, date(2026, 3, 2))
    plan = solve(replace(instance, objective=(Measure.WEEKDAY_MISS,)))
    assert date(2026, 3, 3) <= plan.assignments[0].date <= date(2026, 3, 8)


def slot(**changes: object) -> dict[str, Any]:
    form: dict[str, Any] = json.loads((FILES / "slot.json").read_text())
    return form | changes


def test_what_is_cancelled_or_replaced_keeps_nobody_busy() -> None:
    busy = slot()["busy"]
    busy[0]["status"] = "cancelled"
    wish = wish_in(json.dumps(slot(busy=busy, replaces="b2")).encode())
    assert wish.busy == ()


def test_holidays_are_days_or_periods() -> None:
    period = {"id": "tet", "from": "2026-02-16", "to": "2026-02-20"}
    form = {"format": "conflict-1", "holidays": ["2026-03-05", period]}
    assert question_in(json.dumps(form).encode()).holidays == (
        ("2026-03-05", DateWindow(date(2026, 3, 5), date(2026, 3, 5))),
        ("tet", DateWindow(date(2026, 2, 16), date(2026, 2, 20))),
    )


def test_a_proposal_names_what_it_replaces() -> None:
    event = {"id": "p", "from": "2026-03-05T08:00", "to": "2026-03-05T10:00"}
    form = {"format": "conflict-1", "proposals": [event | {"replaces": ["a", "b"]}]}
    (proposal,) = question_in(json.dumps(form).encode()).proposals
    assert isinstance(proposal, Booking)
    assert proposal.replaces == {"a", "b"}


def test_a_time_with_a_zone_is_that_of_the_office() -> None:
    wish = wish_in(json.dumps(slot(not_before="2026-03-02T02:00:00Z")).encode())
    assert wish.not_before is not None
    assert wish.not_before.isoformat() == "2026-03-02T09:00:00"

"""Lower levels meet before upper ones."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from planner.domain.campaign.cascade import (
    DatedUnit,
    LevelTime,
    OutOfOrder,
    findings_of_levels,
    findings_of_units,
    out_of_order,
)
from planner.domain.errors import Finding
from planner.domain.meeting import When
from planner.domain.timespan import DateWindow


def within(first: date, last: date) -> When:
    return When.within(DateWindow(first, last))


QUARTER = LevelTime("Cấp xã", within(date(2015, 1, 1), date(2015, 3, 31)))
APRIL = LevelTime("Cấp huyện", within(date(2015, 4, 1), date(2015, 4, 30)), date(2015, 5, 4))
JUNE = LevelTime("Cấp tỉnh", within(date(2015, 6, 16), date(2015, 6, 30)))


def unit(number: int, path: str, day: date, limit_on: date | None = None) -> DatedUnit:
    return DatedUnit(number, f"Đơn vị {number}", path, DateWindow(day, day), limit_on)


def test_three_levels_one_after_the_other_are_in_order() -> None:
    assert list(findings_of_levels([QUARTER, APRIL, JUNE])) == []


def test_two_deadlines_are_in_order_by_their_last_good_days() -> None:
    communes = LevelTime("Cơ sở", When.deadline(date(2020, 4, 15), strict=True), date(2020, 4, 9))
    district = LevelTime("Cấp huyện", When.deadline(date(2020, 5, 15), strict=True))

    assert list(findings_of_levels([communes, district])) == []


def test_levels_that_overlap_are_found() -> None:
    details = {"lower": "Cấp tỉnh", "upper": "Cấp huyện"}

    found = list(findings_of_levels([JUNE, APRIL]))

    assert found == [Finding("campaign.levels_out_of_order", "when", details)]


def test_a_level_that_waits_for_a_word_breaks_no_order() -> None:
    waiting = LevelTime("Cấp huyện", When.awaited("theo chỉ đạo của cấp ủy"))

    assert list(findings_of_levels([QUARTER, waiting, JUNE])) == []


def test_a_report_that_is_due_before_anybody_could_meet_is_found() -> None:
    early = LevelTime("Cấp huyện", APRIL.when, date(2015, 3, 31))

    found = list(findings_of_levels([QUARTER, early]))

    details = {"level": "Cấp huyện"}
    assert found == [Finding("campaign.report_before_meeting", "report_words", details)]


def test_a_unit_that_meets_with_the_one_above_is_out_of_order() -> None:
    above = unit(7, "/1/7/", date(2015, 4, 10))
    below = unit(23, "/1/7/23/", date(2015, 4, 10))
    other = unit(24, "/1/8/24/", date(2015, 5, 1))

    assert out_of_order([above, below, other]) == [OutOfOrder(below, above)]


def test_the_nearest_unit_above_that_has_a_day_counts() -> None:
    province = unit(1, "/1/", date(2015, 6, 20))
    commune = unit(23, "/1/7/23/", date(2015, 6, 25))

    assert out_of_order([province, commune]) == [OutOfOrder(commune, province)]


def test_broken_orders_are_told_together() -> None:
    above = unit(7, "/1/7/", date(2015, 4, 10))
    late = [unit(number, f"/1/7/{number}/", date(2015, 4, 20)) for number in range(20, 27)]

    found = list(findings_of_units([above, *late], ""))

    named = "Đơn vị 20, Đơn vị 21, Đơn vị 22, Đơn vị 23, Đơn vị 24"
    details = {"above": "Đơn vị 7", "units": named, "count": 7}
    assert found == [Finding("campaign.not_before_above", None, details)]


def test_a_meeting_comes_before_the_event_of_its_own_level() -> None:
    late = unit(7, "/1/7/", date(2015, 4, 10), limit_on=date(2015, 4, 10))
    early = unit(8, "/1/8/", date(2015, 4, 9), limit_on=date(2015, 4, 10))

    found = list(findings_of_units([late, early], "Đại hội Đảng cùng cấp"))

    details = {"event": "Đại hội Đảng cùng cấp", "units": "Đơn vị 7", "count": 1}
    assert found == [Finding("campaign.not_before_event", None, details)]


days = st.integers(0, 60).map(lambda day: date(2015, 1, 1) + timedelta(days=day))
trees = st.lists(st.tuples(st.integers(0, 30), days), max_size=30)


@given(trees)
def test_the_orders_found_are_those_of_a_naive_reading(tree: list[tuple[int, date]]) -> None:
    """Unit n hangs under some unit before it; whoever has a day stands for those below."""
    units: list[DatedUnit] = []
    for number, (upper, day) in enumerate(tree, start=1):
        path = units[upper % len(units)].path if units and upper else "/"
        units.append(unit(number, f"{path}{number}/", day))

    naive = set()
    for one in units:
        above = [other for other in units if other is not one and one.path.startswith(other.path)]
        nearest = max(above, key=lambda other: len(other.path), default=None)
        if nearest and one.days.end >= nearest.days.start:
            naive.add((one.unit_id, nearest.unit_id))
    found = {(broken.unit.unit_id, broken.above.unit_id) for broken in out_of_order(units)}
    assert found == naive

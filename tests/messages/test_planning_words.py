"""What a plan says of another host, and of a way out with several steps."""

from planner.domain.rotation.planning import Fix
from planner.domain.timetable.why import Loses
from planner.messages.planning import loses_words, way_words
from tests.domain.timetable.example import worked


def test_who_hosts_another_session_of_the_plan_is_told_so() -> None:
    instance = worked()
    (series, counts), *_rest = instance.hosted_in.items()
    least = min(counts, key=lambda unit: counts[unit])

    words = loses_words(instance, Loses(least, label=f"rotation:{series}"))

    assert words == "phương án này đã cho đơn vị ấy đăng cai một kỳ khác"


def test_the_steps_of_a_way_out_are_told_as_a_list() -> None:
    way = [Fix("weekdays"), Fix("venue_local"), Fix("place:x")]

    assert way_words(worked(), way[:1]) == "Cho xếp cả thứ Bảy, Chủ nhật"
    assert way_words(worked(), way[:2]) == (
        "Cho xếp cả thứ Bảy, Chủ nhật và cho họp ở hội trường của đơn vị khác"
    )

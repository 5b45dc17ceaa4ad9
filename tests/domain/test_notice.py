from datetime import timedelta

import pytest

from planner.domain.notice import gathered_due, is_stale, wait_after
from tests.factories import NOW


@pytest.mark.parametrize(
    ("attempts", "minutes"), [(1, 1), (2, 5), (3, 30), (4, 120), (5, 720), (6, None), (0, None)]
)
def test_waits_grow_until_it_gives_up(attempts: int, minutes: int | None) -> None:
    expected = None if minutes is None else timedelta(minutes=minutes)
    assert wait_after(attempts) == expected


@pytest.mark.parametrize(("days", "stale"), [(0, False), (7, False), (8, True)])
def test_old_news_is_stale(days: int, stale: bool) -> None:
    assert is_stale(NOW - timedelta(days=days), NOW) is stale


@pytest.mark.parametrize(("minutes", "due"), [(0, 2), (5, 7), (9, 10)])
def test_gathering_waits_for_more_but_not_for_ever(minutes: int, due: int) -> None:
    later = NOW + timedelta(minutes=minutes)
    assert gathered_due(NOW, later) == NOW + timedelta(minutes=due)

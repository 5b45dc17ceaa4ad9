from datetime import date, timedelta

import pytest

from planner.domain.notice import (
    differences,
    gathered_due,
    is_stale,
    moment_of,
    plus_address,
    read_plus_address,
    reference_of,
    reference_token,
    wait_after,
    workdays_between,
)
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


FACTS = {
    "status": "confirmed",
    "starts_at": "2026-01-05T00:30:00+00:00",
    "ends_at": "2026-01-05T04:30:00+00:00",
    "window_start": None,
    "window_end": None,
    "time_words": "",
    "place_key": "hall:1",
    "title": "Giao ban",
}
OTHER_DAY = {"starts_at": "2026-01-06T00:30:00+00:00", "ends_at": "2026-01-06T04:30:00+00:00"}
NO_HOURS = {"starts_at": None, "ends_at": None}


@pytest.mark.parametrize(
    ("told", "now", "news"),
    [
        ({}, {}, []),
        ({}, {"title": "Giao ban quý I"}, []),
        ({}, {"status": "tentative"}, []),
        ({}, {"time_words": "sáng thứ Hai"}, []),
        ({}, OTHER_DAY, ["time"]),
        ({}, {"place_key": "hall:2"}, ["place"]),
        ({}, {**OTHER_DAY, "place_key": "hall:2"}, ["time", "place"]),
        ({}, {"status": "cancelled", "place_key": "hall:2"}, ["cancelled"]),
        ({}, {"status": "postponed"}, ["postponed"]),
        ({"status": "postponed"}, {"status": "cancelled"}, ["cancelled"]),
        ({"status": "cancelled"}, {"status": "cancelled", **OTHER_DAY}, []),
        ({"status": "cancelled"}, {}, ["back"]),
        ({"status": "postponed"}, OTHER_DAY, ["back", "time"]),
        (NO_HOURS | {"time_words": "quý I"}, NO_HOURS | {"time_words": "quý II"}, ["time"]),
        (NO_HOURS | {"time_words": "quý I"}, {}, ["time"]),
    ],
)
def test_only_what_matters_to_a_recipient_is_news(
    told: dict[str, object], now: dict[str, object], news: list[str]
) -> None:
    assert list(differences(FACTS | told, FACTS | now)) == news


def test_an_address_of_one_delegate_is_known_and_no_other_is_believed() -> None:
    address = plus_address("so-hop@tinhdoan.vn", "k" * 32, 7)

    assert read_plus_address(address, "k" * 32) == 7
    assert read_plus_address(address.upper(), "k" * 32) == 7
    for forged in (
        address.replace("+7-", "+8-"),
        address.replace("so-hop+7-", "so-hop+7-0"),
        "so-hop@tinhdoan.vn",
        "so-hop+7@tinhdoan.vn",
        "",
    ):
        assert read_plus_address(forged, "k" * 32) is None
    assert read_plus_address(address, "j" * 32) is None


def test_the_name_of_a_letter_is_no_address_of_a_delegate() -> None:
    reference = reference_of("k" * 32, 7)

    assert reference_token(f"<{reference}@tinhdoan.vn>", "k" * 32) == 7
    assert reference_token(reference.replace("-7-", "-8-"), "k" * 32) is None
    token = reference.removeprefix("so-hop-")
    assert read_plus_address(f"so-hop+{token}@tinhdoan.vn", "k" * 32) is None


def test_working_days_leave_out_rest() -> None:
    friday, thursday = date(2026, 1, 2), date(2026, 1, 8)
    weekend = frozenset({date(2026, 1, 3), date(2026, 1, 4)})

    assert workdays_between(friday, thursday, weekend) == 3
    assert workdays_between(friday, date(2026, 1, 3), weekend) == 0
    assert workdays_between(thursday, friday, weekend) == 0


def test_a_reminder_leaves_in_the_morning() -> None:
    day = date(2026, 1, 5)

    assert moment_of(day, 1).isoformat() == "2026-01-04T08:00:00+07:00"
    assert moment_of(day, 0).isoformat() == "2026-01-05T06:00:00+07:00"

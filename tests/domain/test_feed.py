"""What feeds show, pure."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from planner.domain.errors import RuleBroken
from planner.domain.feed import (
    Choices,
    Client,
    Lines,
    Scope,
    Version,
    client_of,
    etag_of,
    reach,
    read_choices,
    read_target,
    shown,
    wants_items,
)
from planner.domain.timespan import DateWindow, Precision

TODAY = date(2026, 6, 17)  # a Wednesday
ALL = Choices()
ONE = Version("1@x", 0, datetime(2026, 1, 1, tzinfo=UTC), TODAY, TODAY, False)
WINDOW = replace(ONE, uid="2@x", precision=Precision.WINDOW, last=date(2026, 6, 30))
QUARTER = replace(WINDOW, uid="3@x", last=date(2026, 9, 30))
DEADLINE = replace(ONE, uid="4@x", precision=Precision.DEADLINE)
OFF = replace(ONE, uid="5@x", is_off=True)
EVERY_KIND = [ONE, WINDOW, QUARTER, DEADLINE, OFF]


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ({}, "12345"),
        ({"du-kien": "0"}, "145"),
        ({"dai": "0"}, "1245"),
        ({"han": "0"}, "1235"),
        ({"huy": "0"}, "1234"),
        ({"du-kien": "1", "huy": "có", "nam": "nay"}, "12345"),
    ],
)
def test_what_is_left_out_is_the_readers_choice(asked: dict[str, str], kept: str) -> None:
    found = shown(EVERY_KIND, read_choices(asked), TODAY, 99)

    assert [one.uid for one in found] == [f"{number}@x" for number in kept]


@pytest.mark.parametrize(("days", "stays"), [(30, True), (31, False)])
def test_what_was_called_off_stays_for_30_days_after_its_end(days: int, stays: bool) -> None:
    ended = replace(OFF, first=TODAY - timedelta(days), last=TODAY - timedelta(days))

    assert bool(shown([ended], ALL, TODAY, 99)) is stays


def test_the_nearest_are_kept_where_there_are_too_many() -> None:
    days = [date(2026, 6, 1), date(2026, 6, 16), date(2026, 7, 30), date(2026, 6, 20)]
    many = [replace(ONE, uid=str(n), first=day, last=day) for n, day in enumerate(days)]

    assert [one.uid for one in shown(many, ALL, TODAY, 2)] == ["1", "3"]


@pytest.mark.parametrize(
    ("scope", "asked", "days"),
    [
        (Scope.UNIT, {}, DateWindow(date(2026, 3, 19), date(2027, 12, 19))),
        (Scope.WEEK, {}, DateWindow(date(2026, 6, 15), date(2026, 6, 28))),
        (Scope.ALL, {"nam": "2024"}, DateWindow(date(2024, 1, 1), date(2024, 12, 31))),
    ],
)
def test_a_feed_reaches_over_whole_days(
    scope: Scope, asked: dict[str, str], days: DateWindow
) -> None:
    assert reach(scope, read_choices(asked), TODAY) == days


def test_any_difference_is_another_version() -> None:
    later = ONE.changed_at + timedelta(seconds=1)
    made = [
        etag_of(Lines.OFFICE, ["Lịch"], [ONE]),
        etag_of(Lines.GUEST, ["Lịch"], [ONE]),
        etag_of(Lines.OFFICE, ["Lịch khác"], [ONE]),
        etag_of(Lines.OFFICE, ["Lịch"], []),
        etag_of(Lines.OFFICE, ["Lịch"], [replace(ONE, uid="2@x")]),
        etag_of(Lines.OFFICE, ["Lịch"], [replace(ONE, sequence=1)]),
        etag_of(Lines.OFFICE, ["Lịch"], [replace(ONE, changed_at=later)]),
    ]

    assert len(set(made)) == len(made)
    assert etag_of(Lines.OFFICE, ["Lịch"], [ONE]) == made[0]


@pytest.mark.parametrize("text", ["", "unit", "unit:", "all:X", "delegate:7", "nobody:X"])
def test_an_unknown_target_is_refused(text: str) -> None:
    with pytest.raises(RuleBroken) as broken:
        read_target(text)

    assert (broken.value.code, broken.value.field) == ("feed.no_such_target", "for")


def test_a_campaign_can_be_followed() -> None:
    assert read_target("campaign:DH-2026") == (Scope.CAMPAIGN, "DH-2026")


@pytest.mark.parametrize(
    ("scope", "asked", "wanted"),
    [
        (Scope.CAMPAIGN, {}, True),
        (Scope.CAMPAIGN, {"tien-do": "0"}, False),
        (Scope.UNIT, {}, False),
        (Scope.UNIT, {"tien-do": "1"}, True),
        (Scope.UNIT, {"tien-do": "có"}, False),
    ],
)
def test_deadlines_and_milestones_are_the_readers_choice(
    scope: Scope, asked: dict[str, str], wanted: bool
) -> None:
    assert wants_items(scope, read_choices(asked)) is wanted


@pytest.mark.parametrize(
    ("agent", "client"),
    [
        ("Google-Calendar-Importer", Client.GOOGLE),
        ("Mozilla/5.0 (X11; Linux) Gecko/20100101 Thunderbird/128.0", Client.THUNDERBIRD),
        ("Microsoft Office/16.0 (Microsoft Outlook 16.0)", Client.OUTLOOK),
        ("iOS/18.1 (22B83) dataaccessd/1.0", Client.IOS),
        ("macOS/15.1 (24B83) CalendarAgent/1", Client.MAC),
        ("vdirsyncer/0.19.3", Client.VDIRSYNCER),
        ("Mozilla/5.0 (Windows NT 10.0)", Client.BROWSER),
        ("okapi/2.1 (+https://example.vn)", "okapi"),
        (" / ", Client.NAMELESS),
        ("", Client.NAMELESS),
    ],
)
def test_a_program_is_known_by_what_it_calls_itself(agent: str, client: Client | str) -> None:
    assert client_of(agent) == client

from datetime import date, timedelta

import pytest

from planner.domain import meeting as rules
from planner.domain.errors import RuleBroken
from planner.domain.meeting import LIVE, MeetingKind, Status, When
from planner.domain.timespan import DateWindow, DayPart
from tests.factories import NOW, at, span

EXACT = When.exact(span("08:00", "10:00"))
STEPS = {
    (Status.TENTATIVE, Status.CONFIRMED),
    (Status.TENTATIVE, Status.POSTPONED),
    (Status.TENTATIVE, Status.CANCELLED),
    (Status.CONFIRMED, Status.TENTATIVE),
    (Status.CONFIRMED, Status.HELD),
    (Status.CONFIRMED, Status.POSTPONED),
    (Status.CONFIRMED, Status.CANCELLED),
    (Status.HELD, Status.CONFIRMED),
    (Status.POSTPONED, Status.TENTATIVE),
    (Status.POSTPONED, Status.CONFIRMED),
    (Status.POSTPONED, Status.CANCELLED),
    (Status.CANCELLED, Status.TENTATIVE),
    (Status.CANCELLED, Status.CONFIRMED),
}


@pytest.mark.parametrize("before", Status)
@pytest.mark.parametrize("after", Status)
def test_steps_are_those_of_the_table_and_staying(before: Status, after: Status) -> None:
    if before is after or (before, after) in STEPS:
        rules.ensure_step(before, after, "mưa bão", new_time=True)
    else:
        with pytest.raises(RuleBroken) as caught:
            rules.ensure_step(before, after, "mưa bão", new_time=True)
        assert (caught.value.code, caught.value.field) == ("meeting.no_such_step", "status")


def test_steps_from_a_status_come_in_the_usual_order() -> None:
    assert rules.steps_from(Status.POSTPONED) == [
        Status.TENTATIVE,
        Status.CONFIRMED,
        Status.CANCELLED,
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Status.CONFIRMED, Status.POSTPONED),
        (Status.TENTATIVE, Status.CANCELLED),
        (Status.HELD, Status.CONFIRMED),
        (Status.CANCELLED, Status.TENTATIVE),
    ],
)
def test_hoan_huy_and_undoing_need_a_reason(before: Status, after: Status) -> None:
    with pytest.raises(RuleBroken) as caught:
        rules.ensure_step(before, after, "", new_time=True)
    assert (caught.value.code, caught.value.field) == ("meeting.no_reason", "reason")


def test_a_postponed_meeting_comes_back_with_a_new_time_only() -> None:
    with pytest.raises(RuleBroken) as caught:
        rules.ensure_step(Status.POSTPONED, Status.CONFIRMED, "", new_time=False)
    assert (caught.value.code, caught.value.field) == ("meeting.needs_new_time", "starts_at")


def test_a_new_time_brings_a_postponed_meeting_back_as_tentative() -> None:
    assert rules.step_to(Status.POSTPONED, None, new_time=True) is Status.TENTATIVE
    assert rules.step_to(Status.POSTPONED, None, new_time=False) is Status.POSTPONED
    assert rules.step_to(Status.CONFIRMED, None, new_time=True) is Status.CONFIRMED


@pytest.mark.parametrize("status", Status)
def test_a_hall_is_held_for_exact_hours_of_a_live_meeting(status: Status) -> None:
    held = span("08:00", "10:00") if status in LIVE else None

    assert rules.holds_hall(status, EXACT) == held
    assert rules.holds_hall(status, When.on_day(date(2026, 1, 5))) is None


def test_a_buoi_holds_a_hall_for_its_usual_hours() -> None:
    when = When.session(date(2026, 1, 5), DayPart.MORNING)

    assert rules.holds_hall(Status.TENTATIVE, when) == span("07:30", "11:30")


@pytest.mark.parametrize(
    "when",
    [EXACT, When.on_day(date(2026, 1, 3)), When.awaited("Thường trực")],
)
def test_a_meeting_that_has_not_begun_was_not_held(when: When) -> None:
    with pytest.raises(RuleBroken) as caught:
        rules.ensure_begun(when, NOW)
    assert (caught.value.code, caught.value.field) == ("meeting.not_begun", "status")


def test_a_meeting_that_has_begun_may_be_called_held() -> None:
    rules.ensure_begun(EXACT, NOW + timedelta(days=4))
    rules.ensure_begun(When.within(DateWindow(date(2026, 1, 1), date(2026, 1, 31))), NOW)


@pytest.mark.parametrize("status", sorted(set(Status) - LIVE))
def test_a_new_meeting_has_no_past(status: Status) -> None:
    with pytest.raises(RuleBroken) as caught:
        rules.ensure_can_start_as(status)
    assert caught.value.code == "meeting.cannot_start_as"


def test_confirming_settles_a_date_that_is_there() -> None:
    window = When.within(DateWindow(date(2026, 6, 1), date(2026, 6, 30)))

    assert rules.date_sure_after(Status.CONFIRMED, EXACT, sure=False)
    assert not rules.date_sure_after(Status.CONFIRMED, window, sure=True)
    assert not rules.date_sure_after(Status.TENTATIVE, EXACT, sure=True)
    assert rules.date_sure_after(Status.POSTPONED, EXACT, sure=True)


@pytest.mark.parametrize(
    ("title", "code"), [(" \0 ", "meeting.no_title"), ("a" * 301, "meeting.title_too_long")]
)
def test_a_title_is_there_and_fits(title: str, code: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        rules.title_of(title)
    assert (caught.value.code, caught.value.field) == (code, "title")


def test_words_are_kept_as_one_line() -> None:
    assert rules.title_of(" Hội  nghị\n") == "Hội nghị"
    assert rules.place_of(" Sân  vận động ") == "Sân vận động"
    assert rules.reason_of(" mưa\tbão ") == "mưa bão"


def test_words_that_are_too_long_are_refused() -> None:
    for longer, field in ((rules.place_of, "place"), (rules.reason_of, "reason")):
        with pytest.raises(RuleBroken) as caught:
            longer("a" * 2_000)
        assert (caught.value.code, caught.value.field) == ("meeting.words_too_long", field)


@pytest.mark.parametrize("people", [0, -1, 100_001])
def test_an_odd_headcount_is_refused(people: int) -> None:
    with pytest.raises(RuleBroken) as caught:
        rules.headcount_of(people)
    assert (caught.value.code, caught.value.field) == ("meeting.odd_headcount", "headcount")


def test_a_headcount_may_be_unknown() -> None:
    assert rules.headcount_of(None) is None
    assert rules.headcount_of(120) == 120


@pytest.mark.parametrize("code", ["", "HỘI NGHỊ", "a b", "-a", "a" * 41, "a/b"])
def test_a_code_that_fits_no_address_is_refused(code: str) -> None:
    with pytest.raises(RuleBroken) as caught:
        rules.code_of(code)
    assert (caught.value.code, caught.value.field) == ("meeting.code_malformed", "code")


def test_codes_count_by_kind_and_year_of_the_meeting() -> None:
    today = date(2025, 12, 31)

    assert rules.code_prefix(MeetingKind.BRIEFING, EXACT, today) == "GB-2026-"
    assert rules.code_prefix(MeetingKind.CONFERENCE, When.awaited("cấp ủy"), today) == "HN-2025-"
    assert rules.next_code("GB-2026-", []) == "GB-2026-001"
    assert rules.next_code("GB-2026-", ["GB-2026-009", "GB-2026-1", "GB-2026-x"]) == "GB-2026-010"
    assert rules.next_code("GB-2026-", ["GB-2026-999"]) == "GB-2026-1000"


def test_every_kind_has_a_prefix_of_its_own() -> None:
    assert len(set(rules.CODE_PREFIX.values())) == len(MeetingKind)


def test_calendars_know_a_meeting_by_a_name_at_our_host() -> None:
    assert rules.uid_of("abc", "https://hop.vn:8443/x") == "abc@hop.vn"


def test_doors_opened_early_stay_open_unless_the_meeting_moves_beyond_that_day() -> None:
    fourth, fifth, sixth = (When.on_day(date(2026, 1, day)) for day in (4, 5, 6))
    month = When.within(DateWindow(date(2026, 1, 1), date(2026, 1, 31)))
    eve = at("20:00", 4)

    assert rules.opening_kept(None, fifth, fifth) is None
    assert rules.opening_kept(eve, fifth, fifth) == eve
    assert rules.opening_kept(eve, fifth, fourth) == eve
    assert rules.opening_kept(eve, month, fourth) == eve
    assert rules.opening_kept(eve, fifth, sixth) is None
    assert rules.opening_kept(eve, fifth, When.awaited("cấp uỷ")) is None
    assert rules.opening_kept(eve, When.awaited("cấp uỷ"), sixth) is None

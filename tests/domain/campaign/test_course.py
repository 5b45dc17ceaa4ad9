"""How far a unit has come, and how far all have."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.campaign import (
    DutyFacts,
    DutyState,
    MeetingState,
    Progress,
    ReportState,
    days_late,
    last_good_day,
    meeting_state,
    progress_of,
    report_state,
    state_of,
)
from planner.domain.campaign.course import is_done
from planner.domain.timespan import DateWindow

TODAY = date(2026, 4, 20)
EARLIER, LATER = date(2026, 4, 10), date(2026, 4, 30)
SOON = DateWindow(date(2026, 4, 25), date(2026, 4, 25))


def facts(**said: object) -> DutyFacts:
    """A unit that owes both by the end of April unless told."""
    values = {"meeting_by": LATER, "report_by": LATER, **said}
    return DutyFacts(**values)  # type: ignore[arg-type]  # a test says only what it is about


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, MeetingState.PLANNED),
        ({"days": SOON}, MeetingState.DATED),
        ({"held_on": EARLIER}, MeetingState.HELD),
        ({"meeting_by": EARLIER}, MeetingState.OVERDUE),
        ({"meeting_by": EARLIER, "days": SOON}, MeetingState.OVERDUE),
        ({"meeting_by": EARLIER, "held_on": TODAY}, MeetingState.HELD),
        ({"meeting_by": TODAY}, MeetingState.PLANNED),
        ({"meeting_by": None}, MeetingState.PLANNED),
        ({"owes_meeting": False, "meeting_by": EARLIER}, MeetingState.NOT_OWED),
    ],
)
def test_a_meeting_is_as_far_as_what_is_known_of_it(
    said: dict[str, object], state: MeetingState
) -> None:
    assert meeting_state(facts(**said), TODAY) is state


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({}, ReportState.WAITING),
        ({"received_on": EARLIER}, ReportState.RECEIVED),
        ({"received_on": EARLIER, "returned_on": TODAY}, ReportState.RETURNED),
        ({"report_by": EARLIER}, ReportState.OVERDUE),
        ({"report_by": EARLIER, "received_on": EARLIER}, ReportState.RECEIVED),
        (
            {"report_by": EARLIER, "received_on": EARLIER, "returned_on": EARLIER},
            ReportState.OVERDUE,
        ),
        ({"report_by": None}, ReportState.WAITING),
        ({"owes_report": False, "report_by": EARLIER}, ReportState.NOT_OWED),
    ],
)
def test_a_report_that_went_back_is_owed_again(said: dict[str, object], state: ReportState) -> None:
    assert report_state(facts(**said), TODAY) is state


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"owes_meeting": False, "owes_report": False}, DutyState.EXEMPT),
        ({}, DutyState.PLANNED),
        ({"days": SOON}, DutyState.DATED),
        ({"days": SOON, "received_on": EARLIER}, DutyState.DATED),
        ({"held_on": EARLIER}, DutyState.HELD),
        ({"held_on": EARLIER, "received_on": EARLIER}, DutyState.REPORTED),
        ({"held_on": EARLIER, "report_by": EARLIER}, DutyState.OVERDUE),
        ({"meeting_by": EARLIER, "received_on": EARLIER}, DutyState.OVERDUE),
        ({"owes_meeting": False}, DutyState.PLANNED),
        ({"owes_meeting": False, "received_on": EARLIER}, DutyState.REPORTED),
    ],
)
def test_one_word_tells_both_parts_of_a_duty(said: dict[str, object], state: DutyState) -> None:
    assert state_of(facts(**said), TODAY) is state


def test_before_a_day_ends_with_the_day_before() -> None:
    assert last_good_day(date(2026, 5, 5), strict=True) == date(2026, 5, 4)
    assert last_good_day(date(2026, 5, 5), strict=False) == date(2026, 5, 5)
    assert last_good_day(None, strict=True) is None


def test_lateness_is_that_of_the_latest_part() -> None:
    assert days_late(facts(), TODAY) == 0
    assert days_late(facts(meeting_by=date(2026, 4, 18), report_by=EARLIER), TODAY) == 10
    assert days_late(facts(held_on=EARLIER, report_by=EARLIER), TODAY) == 10


def test_a_report_that_came_late_stays_late() -> None:
    came = facts(held_on=EARLIER, report_by=EARLIER, received_on=date(2026, 4, 13))

    assert days_late(came, TODAY) == 3


def test_progress_counts_units_meetings_and_reports() -> None:
    duties = [
        facts(owes_meeting=False, owes_report=False),
        facts(),
        facts(held_on=EARLIER, received_on=EARLIER),
        facts(held_on=EARLIER, owes_report=False),
        facts(meeting_by=EARLIER),
    ]

    found = progress_of(duties, TODAY)

    assert found == Progress(
        states={
            DutyState.EXEMPT: 1,
            DutyState.PLANNED: 1,
            DutyState.DATED: 0,
            DutyState.HELD: 1,
            DutyState.REPORTED: 1,
            DutyState.OVERDUE: 1,
        },
        meetings=(2, 4),
        reports=(1, 3),
        done=2,
    )
    assert (found.units, found.owing, found.percent) == (5, 4, 50)


def test_where_nobody_owes_anything_all_is_done() -> None:
    assert progress_of([], TODAY).percent == 100


days = st.none() | st.integers(-40, 40).map(lambda day: TODAY + timedelta(days=day))
duties = st.builds(
    DutyFacts,
    owes_meeting=st.booleans(),
    owes_report=st.booleans(),
    meeting_by=days,
    report_by=days,
    days=days.map(lambda day: DateWindow(day, day) if day else None),
    held_on=days,
    received_on=days,
    returned_on=days,
)


@given(duties)
def test_what_is_done_is_never_late_again(duty: DutyFacts) -> None:
    if is_done(duty, TODAY):
        far = TODAY + timedelta(days=4_000)
        assert is_done(duty, far)
        assert state_of(duty, far) is state_of(duty, TODAY)


@given(duties, st.integers(0, 60))
def test_with_time_alone_a_unit_only_becomes_overdue(duty: DutyFacts, wait: int) -> None:
    now, then = state_of(duty, TODAY), state_of(duty, TODAY + timedelta(days=wait))

    assert then is now or then is DutyState.OVERDUE


@given(st.lists(duties))
def test_every_unit_stands_in_one_state(all_duties: list[DutyFacts]) -> None:
    found = progress_of(all_duties, TODAY)

    assert found.units == len(all_duties)
    assert 0 <= found.done <= found.owing
    assert 0 <= found.percent <= 100
    assert (found.percent == 100) == (found.done == found.owing)


@given(duties)
def test_exempt_is_who_owes_nothing(duty: DutyFacts) -> None:
    owes_nothing = not (duty.owes_meeting or duty.owes_report)

    assert (state_of(duty, TODAY) is DutyState.EXEMPT) == owes_nothing

"""A conference of the morning of the fifth, in the hall of the cast."""

from datetime import date, timedelta

from planner.domain.meeting import MeetingKind, When
from planner.domain.timespan import DayPart
from planner.services.meeting import MeetingDraft
from tests.factories import (
    NOW,
    Office,
    span,
)

LATER = NOW + timedelta(hours=1)
MORNING = When.exact(span("08:00", "10:00"))
AFTERNOON = When.session(date(2026, 1, 5), DayPart.AFTERNOON)


def draft_of(office: Office) -> MeetingDraft:
    return MeetingDraft(
        title=" Hội nghị  tổng kết ",
        kind=MeetingKind.CONFERENCE,
        convenor_id=office.province.id,
        host_id=office.called.id,
        hall_id=office.hall.id,
        when=MORNING,
    )

"""Moments of meetings: every exactness keeps its time, its words and its line."""

from datetime import UTC, date, datetime

from planner.domain.timespan import DateWindow, DayPart, Precision, TimeSpan
from planner.store.meeting import Meeting
from planner.web.moments import moment_of
from planner.web.timemarks import Moment

START, END = datetime(2026, 8, 15, 0, 30, tzinfo=UTC), datetime(2026, 8, 15, 4, 30, tzinfo=UTC)


def test_session_keeps_its_hours_and_its_part() -> None:
    meeting = Meeting(
        precision="session",
        status="confirmed",
        awaiting="",
        starts_at=START,
        ends_at=END,
        day_part="sáng",
        time_words="sáng 15/8",
    )
    assert moment_of(meeting) == Moment(
        Precision.SESSION,
        "confirmed",
        span=TimeSpan(START, END),
        part=DayPart.MORNING,
        words="sáng 15/8",
    )


def test_window_keeps_its_days_and_words() -> None:
    first, last = date(2026, 6, 16), date(2026, 6, 30)
    meeting = Meeting(
        precision="window",
        status="tentative",
        awaiting="",
        window_start=first,
        window_end=last,
        time_words="nửa cuối tháng 6",
    )
    assert moment_of(meeting) == Moment(
        Precision.WINDOW,
        "tentative",
        window=DateWindow(first, last),
        words="nửa cuối tháng 6",
    )


def test_deadline_keeps_whether_its_day_is_too_late() -> None:
    day = date(2026, 8, 15)
    meeting = Meeting(
        precision="deadline",
        status="tentative",
        awaiting="",
        window_start=day,
        window_end=day,
        strict_before=True,
        time_words="",
    )
    assert moment_of(meeting) == Moment(
        Precision.DEADLINE, "tentative", window=DateWindow(day, day), strict_before=True
    )


def test_awaited_time_says_whose_word() -> None:
    meeting = Meeting(
        precision="unknown", status="tentative", time_words="", awaiting="chỉ đạo của Tỉnh uỷ"
    )
    assert moment_of(meeting) == Moment(Precision.UNKNOWN, "tentative", words="chỉ đạo của Tỉnh uỷ")

"""The current year: a series of giao ban under way, and what stands in the diary around today."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from planner.domain.feed import Scope
from planner.domain.meeting import MeetingKind, Status, When
from planner.domain.timespan import HANOI, DateWindow, DayPart, TimeSpan, local_day
from planner.services import agenda, feed, meeting, series
from planner.services.demo import past
from planner.services.demo.attending import (
    GIAO_BAN,
    GUESTS,
    OFFICES,
    STANDING,
    UNIONS,
    Answers,
    answer,
    call,
    come,
    set_groups,
)
from planner.services.demo.stage import Stage, at, hours, month, new_uid
from planner.services.invitation.groups import Owner
from planner.services.meeting import MeetingChanges, MeetingDraft
from planner.services.series import SeriesFacts, SessionFacts
from planner.store.meeting import Meeting
from planner.store.series import Series

HELD_AT, NEXT_AT, SOME_TIME_AT, AWAITED_AT = "TPTV", "CN", "TCU", "DHTV"
FIRST_HOST = HELD_AT
WAKING = range(6, 20)  # hours in which a conference may begin
SOME = Answers(yes=5, no=(9, 26), substitutes=((17, "Nguyễn Thị Cẩm Tú"),))
TOPICS = (
    "Đoàn cơ sở sau sắp xếp đơn vị hành chính",
    "Thanh niên nông thôn khởi nghiệp từ sản phẩm địa phương",
    "Kỹ năng số cho cán bộ chi đoàn",
    "Sinh viên tình nguyện gắn với cộng đồng Khmer",
)


def add_present(stage: Stage, today: date, now: datetime) -> None:
    """Everything of this year, booked in the weeks before now."""
    early = now - timedelta(days=60)
    made = _add_series(stage, today, early)
    rows = _add_sessions(stage, made, today, early)
    _hold_first(stage, rows[0], today)
    _prepare_next(stage, rows[1], now)
    for draft, booked in _diary(stage, today, now):
        stage.book(draft, booked)
    _put_off(stage, today, now)
    _meet_today(stage, today, now)
    target = (Scope.SERIES, made.code)
    label = "Điện thoại của Ban Tổ chức – Kiểm tra"
    feed.issue(
        stage.session, stage.organiser, target, label=label, code_key=stage.code_key, now=now
    )


def _add_series(stage: Stage, today: date, now: datetime) -> Series:
    facts = SeriesFacts(
        code=f"GB-{today.year}",
        title=f"Giao ban chuyên đề năm {today.year}",
        year=today.year,
        standing_office_id=stage.unit_id("BTC"),
        flag_from_id=stage.unit_id(past.sessions_of(today.year - 1)[-1].host),
    )
    session, viewer = stage.session, stage.organiser
    made = series.add_series(session, viewer, stage.province.id, facts, now)
    agenda.use_usual_steps(session, viewer, made.id, now)
    set_groups(stage, Owner(series_id=made.id), (*GIAO_BAN, GUESTS), now)
    return made


def _add_sessions(stage: Stage, made: Series, today: date, now: datetime) -> list[Meeting]:
    """One that was, one of the next two weeks, one of some month, one that awaits a word."""
    held = stage.workday(today - timedelta(days=40))
    soon = next_session_day(stage, today)
    times = (
        hours(held, "07:30", "11:00"),
        hours(soon, "07:30", "11:00"),
        When.within(_later_window(today)),
        When.awaited("chờ ý kiến Thường trực Tỉnh ủy"),
    )
    hosts = (HELD_AT, NEXT_AT, SOME_TIME_AT, AWAITED_AT)
    plans = {
        number: SessionFacts(
            when=when,
            host_id=stage.unit_id(host),
            topic=topic,
            hall_id=stage.hall_of(host).id if number < len(hosts) - 1 else None,
            headcount=90,
        )
        for number, (when, host, topic) in enumerate(zip(times, hosts, TOPICS, strict=True))
    }
    uids = (new_uid() for _ in plans)
    booked = series.plan_sessions(
        stage.session, stage.organiser, made.id, plans, uids=uids, now=now
    )
    return [one.meeting for one in booked]


def next_session_day(stage: Stage, today: date) -> date:
    """Within the next two weeks, on a working day."""
    return stage.workday(today + timedelta(days=9))


def _later_window(today: date) -> DateWindow:
    """The month after the next session's, or what is left of the year."""
    soon = today + timedelta(days=24)
    following = month(month(soon).end + timedelta(days=1))
    if following.start.year == today.year:
        return following
    last = date(today.year, 12, 31)
    return DateWindow(min(soon, last), last)


def _hold_first(stage: Stage, row: Meeting, today: date) -> None:
    session, viewer = stage.session, stage.organiser
    day = local_day(row.starts_at) if row.starts_at else today
    meeting.confirm(session, viewer, row.id, at(day - timedelta(days=16), "09:00"))
    called = call(stage, row, at(day - timedelta(days=15), "09:00"))
    answer(stage, called, past.USUAL, at(day - timedelta(days=13), "09:00"))
    coming = [one for one in called if one.state == "live" and one.reply != "no"]
    come(stage, row, coming[:-6], at(day, "07:00"))
    meeting.mark_held(session, viewer, row.id, at(day, "15:30"))


def _prepare_next(stage: Stage, row: Meeting, now: datetime) -> None:
    """Confirmed, called, half of the answers in."""
    session, viewer = stage.session, stage.organiser
    begun = now - timedelta(days=4)
    changes = MeetingChanges(status=Status.CONFIRMED, venue_sure=True)
    meeting.change(session, viewer, row.id, changes, begun)
    called = call(stage, row, begun)
    answer(stage, called, SOME, begun + timedelta(hours=1))


def _diary(stage: Stage, today: date, now: datetime) -> Iterator[tuple[MeetingDraft, datetime]]:
    """The meetings that are only in the diary, each with the moment of its booking."""
    drafts = (*_this_week(stage, today), *_next_days(stage, today), *_later(stage, today))
    for number, draft in enumerate(drafts):
        yield draft, now - timedelta(days=12, hours=-5 * number)


def _this_week(stage: Stage, today: date) -> Iterator[MeetingDraft]:
    province, office, halls = stage.province.id, stage.unit_id("VP"), stage.halls
    yield MeetingDraft(
        title="Hội ý Thường trực đầu giờ",
        kind=MeetingKind.BRIEFING,
        convenor_id=province,
        standing_office_id=office,
        when=hours(today, "07:15", "08:00"),
        hall_id=halls["PH-2"].id,
        venue_sure=True,
        status=Status.CONFIRMED,
    )
    yield MeetingDraft(
        title="Toạ đàm «Thanh niên với chuyển đổi số»",
        kind=MeetingKind.SEMINAR,
        convenor_id=province,
        host_id=stage.unit_id("DHTV"),
        standing_office_id=stage.unit_id("BTG"),
        when=When.session(today, DayPart.EVENING),
        hall_id=halls["PH-DHTV"].id,
        headcount=60,
        status=Status.CONFIRMED,
    )
    yield MeetingDraft(
        title="Họp Ban Thường vụ Tỉnh đoàn phiên thường kỳ",
        kind=MeetingKind.COMMITTEE,
        convenor_id=province,
        standing_office_id=office,
        when=When.session(stage.workday(today + timedelta(days=1)), DayPart.MORNING),
        hall_id=halls["PH-1"].id,
        headcount=17,
        status=Status.CONFIRMED,
        venue_sure=True,
        headcount_sure=True,
    )


def _next_days(stage: Stage, today: date) -> Iterator[MeetingDraft]:
    province, halls, on = stage.province.id, stage.halls, timedelta
    yield MeetingDraft(
        title="Làm việc với Huyện đoàn Tiểu Cần về công tác trường học",
        kind=MeetingKind.WORKING_SESSION,
        convenor_id=province,
        host_id=stage.unit_id("TCAN"),
        standing_office_id=stage.unit_id("BTH"),
        when=When.session(stage.workday(today + on(days=2)), DayPart.AFTERNOON),
        hall_id=halls["HT-TCAN"].id,
        headcount=25,
    )
    yield MeetingDraft(
        title="Các đơn vị gửi báo cáo tháng về Văn phòng",
        kind=MeetingKind.OTHER,
        convenor_id=province,
        standing_office_id=stage.unit_id("VP"),
        when=When.deadline(stage.workday(today + on(days=4)), strict=True),
        status=Status.CONFIRMED,
    )
    yield MeetingDraft(
        title="Hội nghị Ban Chấp hành Huyện đoàn Càng Long",
        kind=MeetingKind.COMMITTEE,
        convenor_id=stage.unit_id("CL"),
        host_id=stage.unit_id("CL"),
        when=When.session(stage.workday(today + on(days=5)), DayPart.MORNING),
        hall_id=halls["HT-CL"].id,
        headcount=31,
        status=Status.CONFIRMED,
    )


def _later(stage: Stage, today: date) -> Iterator[MeetingDraft]:
    """With a day, and those that have none yet."""
    yield from _within_weeks(stage, today)
    yield from _some_time(stage, today)


def _within_weeks(stage: Stage, today: date) -> Iterator[MeetingDraft]:
    province, on = stage.province.id, timedelta
    yield MeetingDraft(
        title="Tập huấn nghiệp vụ cho bí thư đoàn cơ sở",
        kind=MeetingKind.TRAINING,
        convenor_id=province,
        host_id=stage.unit_id("TT"),
        standing_office_id=stage.unit_id("BTC"),
        when=When.session(stage.workday(today + on(days=13)), DayPart.WHOLE_DAY),
        hall_id=stage.halls["HT-TTN"].id,
        headcount=110,
        status=Status.CONFIRMED,
        venue_sure=True,
    )
    yield MeetingDraft(
        title="Lễ tuyên dương cán bộ Đoàn tiêu biểu",
        kind=MeetingKind.CEREMONY,
        convenor_id=province,
        standing_office_id=stage.unit_id("BTG"),
        when=When.on_day(stage.workday(today + on(days=20))),
        place="Quảng trường thành phố Trà Vinh",
        headcount=400,
    )


def _some_time(stage: Stage, today: date) -> Iterator[MeetingDraft]:
    province = stage.province.id
    following = month(month(today).end + timedelta(days=1))
    yield MeetingDraft(
        title="Hội nghị Ban Chấp hành Tỉnh đoàn mở rộng",
        kind=MeetingKind.ENLARGED_COMMITTEE,
        convenor_id=province,
        standing_office_id=stage.unit_id("VP"),
        when=When.within(
            DateWindow(following.start + timedelta(days=15), following.end),
            f"nửa cuối tháng {following.start.month}/{following.start.year}",
        ),
        hall_id=stage.halls["HT-A"].id,
        headcount=120,
    )
    yield MeetingDraft(
        title="Hội nghị sơ kết giữa nhiệm kỳ",
        kind=MeetingKind.CONFERENCE,
        convenor_id=province,
        standing_office_id=stage.unit_id("BTC"),
        when=When.awaited("theo chỉ đạo của Thường trực Tỉnh ủy"),
        headcount=180,
    )


def _put_off(stage: Stage, today: date, now: datetime) -> None:
    """One meeting that was postponed, one that was cancelled, both with the reason."""
    session, viewer, booked = stage.session, stage.organiser, now - timedelta(days=9)
    visit = MeetingDraft(
        title="Giao lưu với thanh niên Bộ đội Biên phòng",
        kind=MeetingKind.CONFERENCE,
        convenor_id=stage.province.id,
        host_id=stage.unit_id("BP"),
        when=When.session(stage.workday(today + timedelta(days=3)), DayPart.AFTERNOON),
        hall_id=stage.halls["HT-A"].id,
        headcount=100,
        status=Status.CONFIRMED,
    )
    row = stage.book(visit, booked)
    reason = "Đơn vị bạn nhận nhiệm vụ đột xuất; chờ lịch mới"
    meeting.postpone(session, viewer, row.id, reason=reason, now=now - timedelta(days=2))
    course = MeetingDraft(
        title="Tập huấn kỹ năng quay, dựng phim ngắn",
        kind=MeetingKind.TRAINING,
        convenor_id=stage.province.id,
        standing_office_id=stage.unit_id("BTG"),
        when=When.session(stage.workday(today + timedelta(days=6)), DayPart.MORNING),
        hall_id=stage.halls["PN-TTN"].id,
        headcount=40,
    )
    row = stage.book(course, booked)
    reason = "Ghép vào lớp tập huấn bí thư đoàn cơ sở"
    meeting.cancel(session, viewer, row.id, reason=reason, now=now - timedelta(days=1))


def _meet_today(stage: Stage, today: date, now: datetime) -> None:
    """A conference that goes on now: its door is open, a third of the people are in."""
    draft = MeetingDraft(
        title="Hội nghị triển khai Tháng Thanh niên",
        kind=MeetingKind.CONFERENCE,
        convenor_id=stage.province.id,
        host_id=stage.unit_id("TT"),
        standing_office_id=stage.unit_id("BPT"),
        when=_going_on(today, now),
        hall_id=stage.halls["HT-TTN"].id,
        headcount=60,
        headcount_sure=True,
        venue_sure=True,
        status=Status.CONFIRMED,
    )
    row = stage.book(draft, now - timedelta(days=10))
    set_groups(stage, Owner(meeting_id=row.id), (STANDING, OFFICES, UNIONS), row.created_at)
    called = call(stage, row, now - timedelta(days=8))
    answer(stage, called, Answers(yes=8, no=(9,)), now - timedelta(days=7))
    come(stage, row, called[: len(called) // 3], now - timedelta(minutes=20))


def _going_on(today: date, now: datetime) -> When:
    """Three hours that began within the last thirty minutes; by night those of the morning."""
    local = now.astimezone(HANOI)
    if local.hour not in WAKING:
        return hours(today, "08:30", "11:30")
    start = local.replace(minute=local.minute // 30 * 30, second=0, microsecond=0)
    return When.exact(TimeSpan(start, start + timedelta(hours=3)))

"""The years behind: series of giao ban since 2020, that of 2024 as the province planned it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from planner.domain.meeting import Status, When
from planner.services import agenda, meeting, series
from planner.services.demo.attending import (
    GIAO_BAN,
    Answers,
    answer,
    call,
    come,
    delegates_of,
    set_groups,
)
from planner.services.demo.stage import Stage, at, hours, month, new_uid
from planner.services.invitation.groups import Owner
from planner.services.meeting import MeetingChanges
from planner.services.series import SeriesFacts, SessionFacts
from planner.store.meeting import Meeting
from planner.store.series import Series

FIRST_YEAR = 2020
OF_RECORD = 2024  # the year whose hosts, months and topics are facts


@dataclass(frozen=True, slots=True)
class Past:
    """A session: who hosted it, in which month, on what; `off` says why it was called off."""

    host: str
    month: int
    topic: str
    off: str = ""


_PANDEMIC = "Thực hiện giãn cách xã hội phòng, chống dịch COVID-19"
YEARS: Mapping[int, tuple[Past, ...]] = {
    2020: (
        Past("CL", 6, "Đoàn với xây dựng nông thôn mới"),
        Past("TCAN", 9, "Vốn vay ủy thác cho thanh niên khởi nghiệp"),
        Past("TCU", 12, "Thanh niên dân tộc Khmer với công tác Đoàn"),
    ),
    2021: (
        Past("CK", 4, "Tổ chức đại hội Đoàn cơ sở"),
        Past("DH", 8, "Đoàn viên trong vùng nuôi tôm", off=_PANDEMIC),
        Past("DHTV", 12, "Chuyển đổi số trong công tác Đoàn"),
    ),
    2022: (
        Past("DH", 5, "Đại hội Đoàn cấp huyện: việc đã làm và bài học"),
        Past("CT", 8, "Công tác kiểm tra, giám sát của Đoàn"),
        Past("KHOI", 11, "Đoàn viên khối cơ quan với cải cách hành chính"),
    ),
    2023: (
        Past("TPTV", 3, "Thu hút thanh niên khu nhà trọ vào tổ chức"),
        Past("TCU", 8, "Đoàn kết, tập hợp thanh niên tôn giáo"),
        Past("CL", 11, "Bảo vệ nền tảng tư tưởng của Đảng trên mạng xã hội"),
    ),
    OF_RECORD: (
        Past("TXDH", 5, "Nâng cao chất lượng cuộc vận động ứng xử văn minh trên không gian mạng"),
        Past("CN", 8, "Vai trò của Đoàn trong đồng hành với các mô hình kinh tế của thanh niên"),
        Past("CT", 11, "Nâng cao chất lượng sinh hoạt chi đoàn trên địa bàn dân cư"),
    ),
}
# After the years above each unit hosts in its turn.
_TURNS = ("TCAN", "CK", "TPTV", "DH", "CL", "TCU", "DHTV", "TXDH", "CT")
_TOPICS = (
    "Công tác phát triển đoàn viên ở trường học",
    "Chăm lo, giáo dục thiếu nhi trên địa bàn dân cư",
    "Đội hình tình nguyện chuyển đổi số cộng đồng",
    "Công trình thanh niên cấp cơ sở",
    "Giới thiệu đoàn viên ưu tú cho Đảng",
    "Thanh niên với bảo vệ môi trường ven biển",
)
USUAL = Answers(yes=9, no=(7, 23), substitutes=((18, "Lê Hoàng Nam"),))


def sessions_of(year: int) -> tuple[Past, ...]:
    """The sessions of a year that is over."""
    if year in YEARS:
        return YEARS[year]
    first = (year - OF_RECORD - 1) * 3
    return tuple(
        Past(_TURNS[turn % len(_TURNS)], month, _TOPICS[turn % len(_TOPICS)])
        for turn, month in enumerate((4, 8, 11), start=first)
    )


def add_past(stage: Stage, today: date, next_host: str) -> None:
    """A series for each year since 2020; the flag goes on to `next_host` this year."""
    years = range(FIRST_YEAR, today.year)
    for year in years:
        before = sessions_of(year - 1)[-1].host if year > FIRST_YEAR else None
        after = sessions_of(year + 1)[0].host if year + 1 in years else next_host
        _add_year(stage, year, (before, after))


def _add_year(stage: Stage, year: int, flag: tuple[str | None, str]) -> None:
    planned = at(date(year, 1, 10), "09:00")
    before, after = flag
    facts = SeriesFacts(
        code=f"GB-{year}",
        title=f"Giao ban chuyên đề năm {year}",
        year=year,
        standing_office_id=stage.unit_id("BTC"),
        flag_from_id=stage.unit_id(before) if before else None,
        flag_to_id=stage.unit_id(after),
    )
    session, viewer = stage.session, stage.organiser
    made = series.add_series(session, viewer, stage.province.id, facts, planned)
    agenda.use_usual_steps(session, viewer, made.id, planned)
    if year == OF_RECORD:
        set_groups(stage, Owner(series_id=made.id), GIAO_BAN, planned)
    for past, row in _sessions(stage, made, year):
        _hold(stage, past, row, year)


def _sessions(stage: Stage, made: Series, year: int) -> Iterator[tuple[Past, Meeting]]:
    """Planned as the paper has them: in a month, at a host's, the day to be fixed."""
    sessions = sessions_of(year)
    plans = {
        number: SessionFacts(
            when=When.within(month(date(year, past.month, 1)), f"tháng {past.month}/{year}"),
            host_id=stage.unit_id(past.host),
            topic=past.topic,
            hall_id=stage.hall_of(past.host).id,
        )
        for number, past in enumerate(sessions)
    }
    uids = (new_uid() for _ in sessions)
    now = at(date(year, 1, 10), "09:30")
    booked = series.plan_sessions(
        stage.session, stage.organiser, made.id, plans, uids=uids, now=now
    )
    return zip(sessions, (one.meeting for one in booked), strict=True)


def _hold(stage: Stage, past: Past, row: Meeting, year: int) -> None:
    """Its day is fixed three weeks before; then it is held or called off."""
    session, viewer = stage.session, stage.organiser
    day = stage.workday(date(year, past.month, 16))
    fixed = at(day - timedelta(days=21), "10:00")
    changes = MeetingChanges(
        when=hours(day, "07:30", "11:00"), status=Status.CONFIRMED, venue_sure=True, headcount=80
    )
    meeting.change(session, viewer, row.id, changes, fixed)
    if past.off:
        meeting.cancel(session, viewer, row.id, reason=past.off, now=at(day, "07:00"))
        return
    if year == OF_RECORD:
        _gather(stage, row, day)
    meeting.mark_held(session, viewer, row.id, at(day, "15:00"))


def _gather(stage: Stage, row: Meeting, day: date) -> None:
    """Called, answered, come: nearly all, two late, some not."""
    called = call(stage, row, at(day - timedelta(days=14), "08:00"))
    answer(stage, called, USUAL, at(day - timedelta(days=12), "08:00"))
    present = [
        delegate
        for place, delegate in enumerate(delegates_of(stage, row))
        if delegate.reply != "no" and place % 17 != 11
    ]
    come(stage, row, present, at(day, "07:12"))

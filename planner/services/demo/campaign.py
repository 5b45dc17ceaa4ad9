"""Campaigns under way: what became of those that were ordered in other years, and one of today."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy.orm import Session

from planner.domain.campaign import Way
from planner.domain.campaign.time import time_of_words
from planner.domain.meeting import When
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import DateWindow
from planner.services import campaign, meeting
from planner.services.campaign import (
    CampaignFacts,
    ExemptionFacts,
    LevelFacts,
    MilestoneFacts,
    OwnMeeting,
)
from planner.services.demo.stage import Stage, at, hours, new_uid
from planner.services.meeting import MeetingChanges
from planner.store import campaign as kept
from planner.store.campaign import Campaign, Duty

# The steps of the conference of 2020, each with its time as the plan words it.
STEPS_OF_2020 = (
    ("tháng 11/2019", "Dự thảo, lấy góp ý, triển khai kế hoạch"),
    ("từ tháng 12/2019 đến tháng 02/2020", "Chuẩn bị nội dung hội nghị"),
    ("hạn chót 20/02/2020", "Cơ sở Đoàn gửi báo cáo về Đoàn Khối"),
    ("ngày 25/02/2020", "Xong dự thảo báo cáo của Đoàn Khối"),
    ("từ ngày 01 đến ngày 15/3/2020", "Xin ý kiến cấp trên, ban chấp hành góp ý tài liệu"),
    ("từ ngày 16 đến ngày 30/3/2020", "Hoàn chỉnh tài liệu, làm phim"),
    ("từ ngày 01 đến ngày 10/4/2020", "Hậu cần"),
    ("ngày 11/4/2020", "Họp"),
    ("từ ngày 12/4 - 18/4/2020", "Hoàn chỉnh báo cáo, gửi Thành đoàn"),
)
DONE_OF_2020 = 5
COMMUNES = ("đoàn xã", "đoàn phường", "đoàn thị trấn")
DISTRICTS = ("huyện đoàn", "thị đoàn", "thành đoàn")
DIRECT = ("đoàn trực thuộc",)


def add_outcomes(session: Session, viewer: Viewer) -> None:
    """What the units of earlier plans answered; for who may answer for all of them."""
    _after_2015(session, viewer)
    _until_2020(session, viewer)
    _merged_of_2020(session, viewer)


def add_present_campaign(stage: Stage, today: date, now: datetime) -> None:
    """The year's review, in three levels around today: communes nearly done, districts at it."""
    row = _order(stage, today, now - timedelta(days=60))
    duties = kept.duty_lines(stage.session, stage.organiser, row)
    levels = [level.id for level in kept.levels_of(stage.session, row)]
    communes = [duty.id for duty in duties if duty.level_id == levels[0]]
    districts = [duty for duty in duties if duty.level_id == levels[1] and duty.facts.owes_meeting]
    for place, duty_id in enumerate(communes):
        _commune(stage, duty_id, place, today)
    for place, duty in enumerate(districts):
        _district(stage, duty.id, place, today, now)
    for step in _steps(today):
        made = campaign.add_milestone(
            stage.session, stage.organiser, row.id, step, now - timedelta(days=59)
        )
        days = step.when.days
        if days and days.end < today:
            campaign.finish_milestone(
                stage.session, stage.organiser, row.id, made.id, days.end, now
            )


def _after_2015(session: Session, viewer: Viewer) -> None:
    """A commune met late in the quarter, its district in April; one report came late."""
    row = kept.get_by_code(session, viewer, Action.LEAD_CAMPAIGN, "KG-SK-2015")
    duties = _by_unit(session, viewer, row)
    for code, day in (("KG-AB-NY", date(2015, 3, 20)), ("KG-RG-VL", date(2015, 3, 27))):
        campaign.record_held(session, viewer, duties[code].id, day, at(day, "16:00"))
    for code, day in (("KG-RG", date(2015, 4, 22)), ("KG-DN", date(2015, 4, 25))):
        campaign.record_held(session, viewer, duties[code].id, day, at(day, "16:00"))
    for code, day, paper in (
        ("KG-AB", date(2015, 4, 29), "31-BC/ĐTN"),
        ("KG-RG", date(2015, 5, 4), "40-BC/ĐTN"),
        ("KG-DN", date(2015, 5, 7), "12-BC/ĐTN"),
    ):
        campaign.record_report(session, viewer, duties[code].id, day, paper, at(day, "10:00"))


def _until_2020(session: Session, viewer: Viewer) -> None:
    """Nine steps; then the conference was put off."""
    row = kept.get_by_code(session, viewer, Action.LEAD_CAMPAIGN, "DCD-SK-2020")
    for place, (words, what) in enumerate(STEPS_OF_2020):
        when = time_of_words(words, date(2020, 1, 1), "when")
        step = MilestoneFacts(what=what, when=when)
        made = campaign.add_milestone(
            session, viewer, row.id, step, at(date(2019, 11, 26), "10:00")
        )
        if place < DONE_OF_2020 and when.days:
            done = when.days.end
            campaign.finish_milestone(session, viewer, row.id, made.id, done, at(done, "16:00"))
    duties = _by_unit(session, viewer, row)
    for code in ("DCD-TC", "DCD-TP", "DCD-VHTT"):
        day = date(2020, 2, 18)
        campaign.record_report(session, viewer, duties[code].id, day, "", at(day, "10:00"))
    own = duties["DCD"]
    if own.meeting_id is not None:
        where = MeetingChanges(place="Hội trường Sở Tài chính, 142 Nguyễn Thị Minh Khai, Quận 3")
        meeting.change(session, viewer, own.meeting_id, where, at(date(2019, 11, 26), "10:30"))
        reason = "Phòng, chống dịch COVID-19; chờ hướng dẫn mới"
        put_off = at(date(2020, 3, 30), "09:00")
        meeting.postpone(session, viewer, own.meeting_id, reason=reason, now=put_off)


def _merged_of_2020(session: Session, viewer: Viewer) -> None:
    """One commune reviewed within a meeting of its committee, and all reported in time."""
    row = kept.get_by_code(session, viewer, Action.LEAD_CAMPAIGN, "TS-SK-2020")
    duties = _by_unit(session, viewer, row)
    day = date(2020, 4, 9)
    campaign.merge_elsewhere(
        session, viewer, duties["TS-TD"].id, "hội nghị Ban Chấp hành quý I", day, at(day, "17:00")
    )
    for code in ("TS-DL", "TS-TD"):
        day = date(2020, 4, 9)
        campaign.record_report(session, viewer, duties[code].id, day, "", at(day, "16:00"))


def _by_unit(session: Session, viewer: Viewer, row: Campaign) -> dict[str, Duty]:
    """The duties of a campaign by the codes of their units."""
    bare = kept.owed_now(session, row)
    codes = kept.unit_codes(session, bare.keys())
    return {codes[unit_id]: duty for unit_id, duty in bare.items()}


def _order(stage: Stage, today: date, now: datetime) -> Campaign:
    facts = CampaignFacts(
        code=f"TK-{today.year}",
        title=f"Tổng kết công tác Đoàn năm {today.year}",
        year=today.year,
        is_merge_allowed=True,
        report_to_id=stage.unit_id("VP"),
        period_words=f"năm {today.year}",
        precedes="hội nghị tổng kết của cấp ủy",
    )
    session, viewer = stage.session, stage.organiser
    row = campaign.open_campaign(session, viewer, stage.province.id, facts, uid=new_uid(), now=now)
    for level in _levels(today):
        campaign.add_level(session, viewer, row.id, level, now)
    exempt = ExemptionFacts(
        way=Way.KINDS,
        unit_kinds=DIRECT,
        reason="tổng kết theo hướng dẫn của ngành",
        still_owes_report=True,
    )
    campaign.add_exemption(session, viewer, row.id, exempt, now)
    return row


def _levels(today: date) -> Iterator[LevelFacts]:
    communes = LevelFacts(
        name="Cấp xã, phường, thị trấn",
        unit_kinds=COMMUNES,
        when=_days(today, -40, -6),
        owes_report=False,
    )
    yield communes
    districts = replace(
        communes,
        name="Cấp huyện và tương đương",
        unit_kinds=(*DISTRICTS, *DIRECT),
        when=_days(today, -3, 21),
        owes_report=True,
        report_on=today + timedelta(days=25),
        report_strict=True,
    )
    yield districts
    yield replace(communes, name="Cấp tỉnh", unit_kinds=("tỉnh đoàn",), when=_days(today, 30, 44))


def _steps(today: date) -> Iterator[MilestoneFacts]:
    yield MilestoneFacts(what="Gửi hướng dẫn, đề cương báo cáo", when=_days(today, -58, -50))
    yield MilestoneFacts(what="Kiểm tra tiến độ cấp xã", when=_days(today, -14, -8))
    yield MilestoneFacts(what="Tổng hợp báo cáo cấp huyện", when=_days(today, 25, 28))
    yield MilestoneFacts(what="Xin ý kiến Thường trực Tỉnh ủy", when=_days(today, 28, 29))
    yield MilestoneFacts(what="Hậu cần hội nghị cấp tỉnh", when=_days(today, 26, 33))


def _days(today: date, first: int, last: int) -> When:
    """Days counted from today."""
    return When.within(DateWindow(today + timedelta(days=first), today + timedelta(days=last)))


def _commune(stage: Stage, duty_id: int, place: int, today: date) -> None:
    """Nearly all have met; one in nine has not, one in ten within another meeting."""
    session, viewer = stage.session, stage.organiser
    day = today - timedelta(days=7 + place % 30)
    if place % 9 == 4:
        return
    if place % 10 == 7:
        words = "hội nghị Ban Chấp hành cuối năm"
        campaign.merge_elsewhere(session, viewer, duty_id, words, day, at(day, "17:00"))
    else:
        campaign.record_held(session, viewer, duty_id, day, at(day, "17:00"))


def _district(stage: Stage, duty_id: int, place: int, today: date, now: datetime) -> None:
    """Two have met, one of them with its report sent back; three have a day."""
    session, viewer = stage.session, stage.organiser
    day = today - timedelta(days=place + 1)
    if place < 2:
        campaign.record_held(session, viewer, duty_id, day, at(day, "17:00"))
        campaign.record_report(session, viewer, duty_id, day, "", at(day, "18:00"))
    if place == 1:
        reason = "thiếu phụ lục số liệu"
        campaign.return_report(session, viewer, duty_id, reason, now)
    if place in (2, 3):
        soon = stage.workday(today + timedelta(days=8 + place))
        campaign.plan_day(session, viewer, duty_id, soon, now)
    if place == 4:
        day = stage.workday(today + timedelta(days=15))
        own = OwnMeeting(when=hours(day, "07:30", "11:00"))
        booked = campaign.book_meeting(session, viewer, duty_id, own, uid=new_uid(), now=now)
        before = When.on_day(day - timedelta(days=1))
        step = MilestoneFacts(what="Trang trí, thử âm thanh", when=before)
        campaign.add_meeting_milestone(session, viewer, booked.meeting.id, step, now)

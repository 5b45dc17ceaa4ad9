"""The five plans in the books: what each orders or books, and its thành phần.

The giao ban of 2024, the fourth of them, is a scene of the province's own past.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain.campaign import Way
from planner.domain.meeting import MeetingKind, When
from planner.domain.rights import Viewer
from planner.domain.timespan import DateWindow, DayPart
from planner.services import campaign as campaigns
from planner.services import directory
from planner.services import meeting as meetings
from planner.services.campaign import CampaignFacts, ExemptionFacts, LevelFacts, OwnMeeting
from planner.services.demo.plans import wording
from planner.services.demo.plans.people import add_people
from planner.services.demo.plans.places import PLACES
from planner.services.demo.stage import at, new_uid
from planner.services.directory import UnitFacts
from planner.services.invitation import groups
from planner.services.invitation.groups import Owner
from planner.services.meeting import MeetingDraft
from planner.store import campaign as kept
from planner.store.campaign import Campaign
from planner.store.directory import Person, Unit
from planner.store.meeting import Meeting

COMMUNES = ("đoàn xã", "đoàn phường", "đoàn thị trấn", "đoàn cơ sở")
DISTRICTS = ("huyện đoàn", "thị đoàn", "thành đoàn", "đoàn trực thuộc")
FORMER = ("Âu Dương Gấm", "Bành Văn Hưởng")
BUREAUS = ("HCM-TG", "HCM-CNLD", "HCM-TC", "HCM-KT")
LATE_JUNE = DateWindow(date(2015, 6, 16), date(2015, 6, 30))
# The books know no length of terms: whoever has another one is named.
NO_CONFERENCE = {
    "KG-CD": "Đoàn trường cao đẳng không tổ chức sơ kết",
    "KG-AB-CB": "Nhiệm kỳ của đơn vị ngắn, không tổ chức sơ kết",
}
HOLD_THEIR_OWN = ("DCD-VHTT", "DCD-TD")


@dataclass(frozen=True, slots=True)
class _Books:
    """Where the scenes are written, by whom, and who is in them."""

    session: Session
    viewer: Viewer
    units: Mapping[str, Unit]
    people: Mapping[str, Person]

    def order(self, convenor: str, facts: CampaignFacts, now: datetime) -> Campaign:
        number = self.units[convenor].id
        return campaigns.open_campaign(
            self.session, self.viewer, number, facts, uid=new_uid(), now=now
        )

    def level(self, row: Campaign, facts: LevelFacts, now: datetime) -> None:
        campaigns.add_level(self.session, self.viewer, row.id, facts, now)

    def exempt(self, row: Campaign, facts: ExemptionFacts, now: datetime) -> None:
        campaigns.add_exemption(self.session, self.viewer, row.id, facts, now)

    def meet(self, row: Campaign, unit: str, when: When, now: datetime, seats: int = 0) -> Meeting:
        """Book the meeting that a unit owes."""
        duty = kept.owed_now(self.session, row)[self.units[unit].id]
        own = OwnMeeting(when=when, headcount=seats or None)
        booked = campaigns.book_meeting(
            self.session, self.viewer, duty.id, own, uid=new_uid(), now=now
        )
        return booked.meeting

    def book(self, draft: MeetingDraft, now: datetime) -> Meeting:
        booked = meetings.book(self.session, self.viewer, draft, uid=new_uid(), now=now)
        return booked.meeting

    def call(self, owner: Owner, wanted: wording.Groups, now: datetime) -> None:
        """Write a thành phần."""
        for facts, rules in wanted:
            group = groups.add_group(self.session, self.viewer, owner, facts, now)
            for rule in rules:
                groups.add_rule(self.session, self.viewer, group.id, rule, now)


def add_plans(session: Session, viewer: Viewer, now: datetime) -> None:
    """The other four plans, with the offices that wrote them; for who keeps all units."""
    facts = (UnitFacts(code, name, kind, above) for code, name, kind, above in PLACES)
    units = {one.code: directory.add_unit(session, viewer, one, now) for one in facts}
    books = _Books(session, viewer, units, add_people(session, units))
    _mid_term_of_kien_giang(books)
    _resolution_of_kien_giang(books)
    _enlarged_committee_of_the_block(books)
    _mid_term_of_trieu_son(books)


def _mid_term_of_kien_giang(books: _Books) -> None:
    """Each level holds its conference before the one above; two units hold none."""
    now = at(date(2014, 11, 19), "09:00")
    facts = CampaignFacts(
        code="KG-SK-2015",
        title="Sơ kết giữa nhiệm kỳ 2012–2017",
        year=2015,
        document="125-KH/TĐTN-BTCKT ngày 19/11/2014",
        period_words="nhiệm kỳ 2012–2017",
        precedes="Đại hội Đảng cùng cấp",
    )
    row = books.order("KG", facts, now)
    for level in _levels_of_kien_giang():
        books.level(row, level, now)
    for unit, reason in NO_CONFERENCE.items():
        exempt = ExemptionFacts(way=Way.NAMED, unit_codes=(unit,), reason=reason)
        books.exempt(row, exempt, now)
    books.call(Owner(campaign_id=row.id), wording.MID_TERM, now)
    books.meet(row, "KG-AB-DT", When.session(date(2015, 3, 14), DayPart.MORNING), now)
    books.meet(row, "KG-AB", When.session(date(2015, 4, 18), DayPart.MORNING), now)
    books.meet(row, "KG", When.within(LATE_JUNE, "nửa cuối tháng 6/2015"), now)


def _levels_of_kien_giang() -> Iterator[LevelFacts]:
    quarter = When.within(DateWindow(date(2015, 1, 1), date(2015, 3, 31)), "quý I/2015")
    april = When.within(DateWindow(date(2015, 4, 1), date(2015, 4, 30)), "tháng 4/2015")
    june = When.within(LATE_JUNE, "nửa cuối tháng 6/2015")
    yield LevelFacts(name="Cấp xã", unit_kinds=COMMUNES, when=quarter, owes_report=False)
    yield LevelFacts(
        name="Cấp huyện và tương đương",
        unit_kinds=DISTRICTS,
        when=april,
        report_on=date(2015, 5, 5),
        report_strict=True,
    )
    yield LevelFacts(name="Cấp tỉnh", unit_kinds=("tỉnh đoàn",), when=june, owes_report=False)


def _resolution_of_kien_giang(books: _Books) -> None:
    """Studying a resolution, then giving opinions: the bureaus below meet, or the committees."""
    now = at(date(2012, 7, 31), "09:00")
    august = When.within(DateWindow(date(2012, 8, 1), date(2012, 8, 31)), "tháng 8/2012")
    asked = When.deadline(date(2012, 8, 30), strict=True, words="trước ngày 30/8/2012")
    province, former = books.units["KG"].id, tuple(books.people[one].id for one in FORMER)
    for title, when, wanted in (
        ("Quán triệt Nghị quyết Trung ương 4", august, wording.STUDY),
        ("Ban Thường vụ góp ý", When.awaited("theo chỉ đạo của Tỉnh ủy"), wording.BUREAU_AND_HEADS),
        ("Lấy ý kiến góp ý Ban Thường vụ", asked, wording.opinions(former)),
    ):
        draft = MeetingDraft(
            title=title, kind=MeetingKind.CONFERENCE, convenor_id=province, when=when
        )
        books.call(Owner(meeting_id=books.book(draft, now).id), wanted, now)
    facts = CampaignFacts(
        code="KG-GY-2012",
        title="Góp ý của Ban Thường vụ các cấp",
        year=2012,
        meeting_kind=MeetingKind.COMMITTEE,
        document="250-KH/TĐTN ngày 31/7/2012",
    )
    row = books.order("KG", facts, now)
    waiting = When.awaited("theo chỉ đạo của cấp ủy và Đoàn cấp trên")
    for name, kinds in (("Cơ sở Đoàn", COMMUNES), ("Cấp huyện và tương đương", DISTRICTS)):
        level = LevelFacts(name=name, unit_kinds=kinds, when=waiting, owes_report=False)
        books.level(row, level, now)
    books.call(Owner(campaign_id=row.id), wording.BUREAU_OR_COMMITTEE, now)


def _enlarged_committee_of_the_block(books: _Books) -> None:
    """All but two units hold none of their own, yet each of them reports."""
    now = at(date(2019, 11, 26), "09:00")
    facts = CampaignFacts(
        code="DCD-SK-2020",
        title="Sơ kết giữa nhiệm kỳ 2017–2022",
        year=2020,
        meeting_kind=MeetingKind.ENLARGED_COMMITTEE,
        is_merge_allowed=True,
        document="81-KH/ĐTN ngày 26/11/2019",
        period_words="nhiệm kỳ 2017–2022",
    )
    row = books.order("DCD", facts, now)
    day = When.session(date(2020, 4, 11), DayPart.MORNING)
    due = date(2020, 2, 20)
    for level in (
        LevelFacts(
            name="Cơ sở Đoàn",
            unit_kinds=("đoàn cơ sở",),
            when=When.deadline(due, strict=False),
            report_on=due,
        ),
        LevelFacts(
            name="Đoàn Khối",
            unit_kinds=("đoàn trực thuộc",),
            when=day,
            owes_report=False,
        ),
    ):
        books.level(row, level, now)
    exempt = ExemptionFacts(
        way=Way.ALL_EXCEPT,
        unit_codes=(*HOLD_THEIR_OWN, "DCD"),
        reason="Lồng ghép vào hội nghị tổng kết năm, chỉ gửi báo cáo",
        still_owes_report=True,
    )
    books.exempt(row, exempt, now)
    made = books.meet(row, "DCD", day, now, seats=120)
    bureaus = tuple(books.units[code].id for code in BUREAUS)
    books.call(Owner(meeting_id=made.id), wording.enlarged(bureaus), now)


def _mid_term_of_trieu_son(books: _Books) -> None:
    """The conference may be held within a meeting of the committee."""
    now = at(date(2020, 3, 10), "09:00")
    facts = CampaignFacts(
        code="TS-SK-2020",
        title="Đánh giá giữa nhiệm kỳ 2017–2022",
        year=2020,
        is_merge_allowed=True,
        report_to_id=books.units["TS-VP"].id,
        document="40-KH/ĐTN ngày 10/3/2020",
        period_words="nhiệm kỳ 2017–2022",
    )
    row = books.order("TS", facts, now)
    for name, kinds, day in (
        ("Cấp cơ sở", COMMUNES, date(2020, 4, 15)),
        ("Cấp huyện", ("huyện đoàn",), date(2020, 5, 15)),
    ):
        is_lower = kinds is COMMUNES
        level = LevelFacts(
            name=name,
            unit_kinds=kinds,
            when=When.deadline(day, strict=True),
            owes_report=is_lower,
            report_on=date(2020, 4, 10) if is_lower else None,
            report_strict=is_lower,
        )
        books.level(row, level, now)
    books.call(Owner(campaign_id=row.id), wording.COMMITTEE_ALONE, now)
    books.meet(row, "TS-DL", When.session(date(2020, 4, 8), DayPart.AFTERNOON), now)
    books.meet(row, "TS", When.session(date(2020, 5, 9), DayPart.MORNING), now)

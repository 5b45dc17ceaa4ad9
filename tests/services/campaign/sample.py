"""A review in three levels, as the tests order it."""

from datetime import date

from sqlalchemy.orm import Session

from planner.domain.meeting import When
from planner.domain.rights import KEEPER
from planner.domain.timespan import DateWindow
from planner.services import campaign as service
from planner.services.campaign import CampaignFacts, LevelFacts
from planner.store import campaign as kept
from planner.store.campaign import Campaign, Duty
from planner.store.directory import Unit
from tests.factories import NOW, Office

FACTS = CampaignFacts(code="SK-2026", title="Sơ kết giữa nhiệm kỳ", year=2026)
COMMUNES = LevelFacts(
    name="Cấp xã",
    unit_kinds=("đoàn xã", "đoàn phường"),
    when=When.within(DateWindow(date(2026, 1, 1), date(2026, 3, 31)), "quý I/2026"),
    owes_report=False,
)
DISTRICTS = LevelFacts(
    name="Cấp huyện",
    unit_kinds=("huyện đoàn",),
    when=When.within(DateWindow(date(2026, 4, 1), date(2026, 4, 30)), "tháng 4/2026"),
    report_on=date(2026, 5, 5),
    report_strict=True,
    report_words="trước ngày 5/5/2026",
)
PROVINCE = LevelFacts(
    name="Cấp tỉnh",
    unit_kinds=("tỉnh đoàn",),
    when=When.within(DateWindow(date(2026, 6, 16), date(2026, 6, 30)), "nửa cuối tháng 6/2026"),
    owes_report=False,
)


def ordered(
    session: Session,
    office: Office,
    *levels: LevelFacts,
    facts: CampaignFacts = FACTS,
) -> Campaign:
    """A campaign of the province with these levels, all three unless told."""
    row = service.open_campaign(
        session, KEEPER, office.province.id, facts, uid=f"{facts.code}@example.vn", now=NOW
    )
    for level in levels or (COMMUNES, DISTRICTS, PROVINCE):
        service.add_level(session, KEEPER, row.id, level, NOW)
    return row


def duty_of(session: Session, campaign: Campaign, unit: Unit) -> Duty:
    return kept.owed_now(session, campaign)[unit.id]


def owed(session: Session, campaign: Campaign) -> dict[str, tuple[bool, bool, str]]:
    """By the codes of the units: owes a meeting, owes a report, why it is exempt."""
    duties = kept.owed_now(session, campaign)
    codes = kept.unit_codes(session, duties.keys())
    return {
        codes[unit_id]: (duty.owes_meeting, duty.owes_report, duty.exempt_reason)
        for unit_id, duty in duties.items()
    }

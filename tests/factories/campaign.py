"""Campaigns and what units owe by them."""

from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.text import search_key
from planner.domain.timespan import Precision
from planner.store.campaign import Campaign, CampaignLevel, Duty, Milestone
from planner.store.directory import (
    Unit,
)
from tests.factories.ground import NOW, keep


def make_campaign(
    session: Session, convenor: Unit, *, code: str = "DOT-2026", title: str = "Sơ kết giữa nhiệm kỳ"
) -> Campaign:
    """A campaign of 2026 that orders conferences and reports."""
    return keep(
        session,
        Campaign(
            code=code,
            title=title,
            search_key=search_key(f"{title} {code}"),
            year=2026,
            convenor_id=convenor.id,
            meeting_kind="conference",
            is_merge_allowed=True,
            uid=f"{code.lower()}@example.vn",
            created_at=NOW,
            changed_at=NOW,
        ),
    )


def make_level(
    session: Session,
    campaign: Campaign,
    ordinal: int = 1,
    kinds: tuple[str, ...] = ("huyện đoàn",),
    *,
    days: tuple[date, date] = (date(2026, 4, 1), date(2026, 4, 30)),
    report_on: date | None = date(2026, 5, 5),
) -> CampaignLevel:
    """Units of these kinds meet in April and report before 5 May unless told."""
    return keep(
        session,
        CampaignLevel(
            campaign_id=campaign.id,
            ordinal=ordinal,
            name=f"Cấp {ordinal}",
            unit_kinds=list(kinds),
            owes_meeting=True,
            owes_report=True,
            precision=Precision.WINDOW.value,
            window_start=days[0],
            window_end=days[1],
            report_on=report_on,
            report_strict=report_on is not None,
            changed_at=NOW,
        ),
    )


def make_duty(session: Session, level: CampaignLevel, unit: Unit, **said: Any) -> Duty:
    """What a unit owes by its level: a meeting and a report unless told."""
    values = {"owes_meeting": True, "owes_report": True, **said}
    made = Duty(
        campaign_id=level.campaign_id,
        level_id=level.id,
        unit_id=unit.id,
        changed_at=NOW,
        **values,
    )
    return keep(session, made)


def make_milestone(session: Session, campaign: Campaign, day: date, what: str) -> Milestone:
    return keep(
        session,
        Milestone(
            campaign_id=campaign.id,
            what=what,
            precision=Precision.DAY.value,
            window_start=day,
            window_end=day,
            changed_at=NOW,
        ),
    )

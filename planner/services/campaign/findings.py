"""What is worth a second look in a campaign."""

from collections.abc import Sequence

from planner.domain.campaign import last_good_day
from planner.domain.campaign.cascade import (
    DatedUnit,
    LevelTime,
    findings_of_levels,
    findings_of_units,
)
from planner.domain.errors import Finding
from planner.domain.timespan import DateWindow
from planner.store.campaign import Campaign, CampaignLevel, DutyLine


def findings_of(
    campaign: Campaign, levels: Sequence[CampaignLevel], duties: Sequence[DutyLine]
) -> list[Finding]:
    """Broken orders between levels and between units, of what the caller may see."""
    timed = [
        LevelTime(
            level.name,
            level.when,
            last_good_day(level.report_on, strict=level.report_strict)
            if level.owes_meeting
            else None,
        )
        for level in levels
        if level.owes_meeting
    ]
    dated = [unit for duty in duties if (unit := _dated(duty)) is not None]
    return [*findings_of_levels(timed), *findings_of_units(dated, campaign.precedes)]


def _dated(duty: DutyLine) -> DatedUnit | None:
    """A unit that owes a meeting and has a day for it, or had."""
    facts = duty.facts
    held = DateWindow(facts.held_on, facts.held_on) if facts.held_on else None
    days = held or facts.days
    if days is None or not facts.owes_meeting:
        return None
    return DatedUnit(duty.unit_id, duty.unit, duty.path, days, duty.limit_on)

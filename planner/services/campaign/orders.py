"""Ordering: a campaign, its levels, who is exempt, and the duties that follow.

The caller commits. Whoever leads the campaign may; for others it is missing.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.campaign import (
    ExemptionRule,
    LevelRule,
    Owed,
    Way,
    orders,
    owed_by,
    when_in_days,
)
from planner.domain.errors import RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.series import day_in, ensure_year
from planner.domain.text import search_key
from planner.domain.timespan import local_day
from planner.services.campaign.values import CampaignFacts, Derived, ExemptionFacts, LevelFacts
from planner.store import audit
from planner.store import campaign as campaigns
from planner.store.campaign import Campaign, CampaignLevel, Duty, Exemption
from planner.store.directory import Unit
from planner.store.session import flush


def open_campaign(
    session: Session,
    viewer: Viewer,
    convenor_id: int,
    facts: CampaignFacts,
    *,
    uid: str,
    now: datetime,
) -> Campaign:
    """A new campaign of a unit whose campaigns the viewer leads; `uid` as that of a meeting.

    Refused: a taken or odd code, no title, a year out of reach, what is none of its own.
    """
    convenor = campaigns.get_convenor(session, viewer, convenor_id)
    row = Campaign(convenor_id=convenor.id, uid=uid, created_at=now, changed_at=now)
    row.sequence, row.cancel_reason = 0, ""
    changes = _take(session, row, convenor, facts, local_day(now))
    session.add(row)
    flush(session)
    audit.record(session, viewer, now, "open_campaign", row, changes)
    return row


def change_campaign(
    session: Session, viewer: Viewer, campaign_id: int, facts: CampaignFacts, now: datetime
) -> Campaign:
    """Other facts, as for `open_campaign`."""
    row = led(session, viewer, campaign_id)
    changes = _take(session, row, row.convenor, facts, local_day(now))
    if changes:
        record(session, viewer, row, now, "change_campaign", changes)
    return row


def cancel_campaign(
    session: Session, viewer: Viewer, campaign_id: int, *, reason: str, now: datetime
) -> None:
    """Nothing is owed any more; meetings that are booked stay until somebody calls them off."""
    row = led(session, viewer, campaign_id)
    if row.cancelled_at is not None:
        raise RuleBroken("campaign.is_cancelled", field="reason")
    row.cancel_reason, row.cancelled_at = orders.reason_of(reason), now
    row.sequence += 1
    record(session, viewer, row, now, "cancel_campaign", {"reason": [None, row.cancel_reason]})


def reopen_campaign(session: Session, viewer: Viewer, campaign_id: int, now: datetime) -> None:
    """What was called off goes on."""
    row = led(session, viewer, campaign_id)
    if row.cancelled_at is None:
        raise RuleBroken("campaign.goes_on")
    before, row.cancelled_at, row.cancel_reason = row.cancel_reason, None, ""
    row.sequence += 1
    record(session, viewer, row, now, "reopen_campaign", {"reason": [before, None]})


def add_level(
    session: Session, viewer: Viewer, campaign_id: int, facts: LevelFacts, now: datetime
) -> CampaignLevel:
    """A level after those that are there, so the lowest is added first; duties follow."""
    campaign = led(session, viewer, campaign_id)
    present = campaigns.levels_of(session, campaign)
    orders.ensure_room(len(present), orders.MOST_LEVELS)
    last = max((level.ordinal for level in present), default=0)
    level = CampaignLevel(campaign_id=campaign.id, ordinal=last + 1, sequence=0, changed_at=now)
    _set_level(level, facts, present)
    session.add(level)
    record(session, viewer, campaign, now, "add_campaign_level", {"level": [None, level.name]})
    _derive(session, campaign, now)
    return level


def change_level(
    session: Session,
    viewer: Viewer,
    campaign_id: int,
    level_id: int,
    facts: LevelFacts,
    now: datetime,
) -> CampaignLevel:
    """Other kinds, another time; the duties follow."""
    campaign = led(session, viewer, campaign_id)
    level = campaigns.get_level(session, campaign, level_id)
    others = [one for one in campaigns.levels_of(session, campaign) if one.id != level.id]
    before = _plain(level)
    _set_level(level, facts, others)
    after = _plain(level)
    differs = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if differs:
        level.sequence, level.changed_at = level.sequence + 1, now
        record(session, viewer, campaign, now, "change_campaign_level", differs)
    _derive(session, campaign, now)
    return level


def remove_level(
    session: Session, viewer: Viewer, campaign_id: int, level_id: int, now: datetime
) -> None:
    """Take a level away with its duties; refused where one of its units has answered."""
    campaign = led(session, viewer, campaign_id)
    level = campaigns.get_level(session, campaign, level_id)
    at_level = [
        duty for duty in campaigns.owed_now(session, campaign).values() if duty.level_id == level.id
    ]
    if any(_is_answered(duty) for duty in at_level):
        raise RuleBroken("campaign.level_answered")
    campaigns.remove_duties(session, [duty.id for duty in at_level])
    name = level.name
    session.delete(level)
    record(session, viewer, campaign, now, "remove_campaign_level", {"level": [name, None]})
    _derive(session, campaign, now)


def add_exemption(
    session: Session, viewer: Viewer, campaign_id: int, facts: ExemptionFacts, now: datetime
) -> Exemption:
    """Who holds no meeting, by rule; the duties follow."""
    campaign = led(session, viewer, campaign_id)
    present = campaigns.exemptions_of(session, campaign)
    orders.ensure_room(len(present), orders.MOST_EXEMPTIONS)
    by_kinds = facts.way is Way.KINDS
    row = Exemption(
        campaign_id=campaign.id,
        place=max((one.place for one in present), default=0) + 1,
        way=facts.way.value,
        unit_kinds=orders.kinds_of(facts.unit_kinds) if by_kinds else [],
        named_units=[] if by_kinds else _named(session, campaign, facts.unit_codes),
        still_owes_report=facts.still_owes_report,
        reason=orders.reason_of(facts.reason),
    )
    session.add(row)
    record(session, viewer, campaign, now, "add_exemption", {"reason": [None, row.reason]})
    _derive(session, campaign, now)
    return row


def remove_exemption(
    session: Session, viewer: Viewer, campaign_id: int, exemption_id: int, now: datetime
) -> None:
    """Whom it named owes again what the level says."""
    campaign = led(session, viewer, campaign_id)
    row = campaigns.get_exemption(session, campaign, exemption_id)
    reason = row.reason
    session.delete(row)
    record(session, viewer, campaign, now, "remove_exemption", {"reason": [reason, None]})
    _derive(session, campaign, now)


def derive_duties(session: Session, viewer: Viewer, campaign_id: int, now: datetime) -> Derived:
    """One duty for every unit that the levels reach now: units come, go and change their kind."""
    campaign = led(session, viewer, campaign_id)
    derived = _derive(session, campaign, now)
    if derived.added or derived.removed:
        changes = {"duties": [-derived.removed, derived.added]}
        record(session, viewer, campaign, now, "derive_duties", changes)
    return derived


def led(session: Session, viewer: Viewer, campaign_id: int) -> Campaign:
    """The campaign, locked, if the viewer leads it; else NotFound."""
    return campaigns.get(session, viewer, Action.LEAD_CAMPAIGN, campaign_id, lock=True)


def record(
    session: Session,
    viewer: Viewer,
    campaign: Campaign,
    now: datetime,
    action: str,
    changes: dict[str, Any],
) -> None:
    """Write down a deed at a campaign; calendars learn of it."""
    campaign.changed_at = now
    flush(session)
    audit.record(session, viewer, now, action, campaign, changes)


def _take(
    session: Session, row: Campaign, convenor: Unit, facts: CampaignFacts, today: date
) -> dict[str, Any]:
    """Put the facts into the row once all of them are right; what differs, before and after."""
    ensure_year(facts.year)
    wanted: dict[str, Any] = {
        "code": orders.campaign_code(facts.code),
        "title": orders.campaign_title(facts.title),
        "year": facts.year,
        "meeting_kind": facts.meeting_kind.value,
        "is_merge_allowed": facts.is_merge_allowed,
        "report_to_id": facts.report_to_id,
        "parent_id": facts.parent_id,
        "document": orders.words_of(facts.document, "document"),
        "period_words": orders.words_of(facts.period_words, "period_words"),
        "precedes": orders.words_of(facts.precedes, "precedes"),
        "note": orders.words_of(facts.note, "note", orders.LONGEST_NOTE),
    }
    changes = {
        name: [before, value]
        for name, value in wanted.items()
        if (before := getattr(row, name)) != value
    }
    _ensure_own(session, convenor, facts, changes, today)
    for name, value in wanted.items():
        setattr(row, name, value)
    row.search_key = search_key(f"{row.title} {row.code}")
    return changes


def _ensure_own(
    session: Session,
    convenor: Unit,
    facts: CampaignFacts,
    changes: dict[str, Any],
    today: date,
) -> None:
    """The office is the convenor's own, the parent a campaign of a unit above it."""
    if "report_to_id" in changes and facts.report_to_id is not None:
        offices = campaigns.offices_of(session, convenor, day_in(facts.year, today))
        if facts.report_to_id not in {office.id for office in offices}:
            raise RuleBroken("campaign.not_of_the_convenor", field="report_to_id")
    if "parent_id" in changes and facts.parent_id is not None:
        parents = campaigns.parents_for(session, convenor, facts.year)
        if facts.parent_id not in {parent.id for parent in parents}:
            raise RuleBroken("campaign.no_such_parent", field="parent_id")


def _set_level(level: CampaignLevel, facts: LevelFacts, others: Iterable[CampaignLevel]) -> None:
    """Put the facts into the row; no kind stands at two levels."""
    orders.ensure_orders_something(meeting=facts.owes_meeting, report=facts.owes_report)
    kinds = orders.kinds_of(facts.unit_kinds)
    taken = {kind for other in others for kind in other.unit_kinds}
    if taken & set(kinds):
        twice = ", ".join(kind for kind in kinds if kind in taken)
        raise RuleBroken("campaign.kind_twice", field="unit_kinds", kinds=twice)
    name = orders.words_of(facts.name, "name")
    if not name:
        raise RuleBroken("campaign.no_level_name", field="name")
    level.name, level.unit_kinds, level.when = name, kinds, when_in_days(facts.when)
    level.owes_meeting, level.owes_report = facts.owes_meeting, facts.owes_report
    level.report_on = facts.report_on if facts.owes_report else None
    level.report_strict = facts.report_strict and level.report_on is not None
    level.report_words = facts.report_words if level.report_on else ""


def _named(session: Session, campaign: Campaign, codes: tuple[str, ...]) -> list[int]:
    """The units of these codes; at least one, all at or below the convenor."""
    found = campaigns.units_named(session, campaign.convenor, codes)
    missing = [code for code in codes if code not in found]
    if missing:
        raise RuleBroken("campaign.no_such_unit", field="units", codes=", ".join(missing))
    if not found:
        raise RuleBroken("campaign.no_unit", field="units")
    return sorted(found.values())


def _derive(session: Session, campaign: Campaign, now: datetime) -> Derived:
    """Make the duties what the orders say; who was exempted by hand stays so."""
    flush(session)
    wanted = _owed(session, campaign, now)
    present = campaigns.owed_now(session, campaign)
    gone = [duty for unit_id, duty in present.items() if unit_id not in wanted]
    kept = [duty for duty in gone if _is_answered(duty)]
    removed = [duty.id for duty in gone if not _is_answered(duty)]
    for unit_id, owed in wanted.items():
        if unit_id in present:
            _adjust(session, present[unit_id], owed, now)
    flush(session)
    campaigns.remove_duties(session, removed)
    fresh = [
        _duty(campaign, unit_id, owed, now)
        for unit_id, owed in wanted.items()
        if unit_id not in present
    ]
    campaigns.add_duties(session, fresh)
    return Derived(added=len(fresh), removed=len(removed), kept=len(kept))


def _owed(session: Session, campaign: Campaign, now: datetime) -> dict[int, Owed]:
    """By unit what the levels and the exemptions say."""
    levels = [
        LevelRule(one.id, frozenset(one.unit_kinds), one.owes_meeting, one.owes_report)
        for one in campaigns.levels_of(session, campaign)
    ]
    exemptions = [
        ExemptionRule(
            Way(one.way),
            one.reason,
            frozenset(one.unit_kinds),
            frozenset(one.named_units),
            one.still_owes_report,
        )
        for one in campaigns.exemptions_of(session, campaign)
    ]
    day = day_in(campaign.year, local_day(now))
    units = campaigns.units_of(session, campaign.convenor, day)
    found = {
        unit.id: owed_by((unit.id, unit.kind), campaign.convenor_id, levels, exemptions)
        for unit in units
    }
    return {unit_id: owed for unit_id, owed in found.items() if owed is not None}


def _adjust(session: Session, duty: Duty, owed: Owed, now: datetime) -> None:
    """What the orders say now; who was exempted by hand stays exempt."""
    meeting, report, reason = owed.meeting, owed.report, owed.reason
    if duty.is_exempt_by_hand:
        meeting, report, reason = False, duty.owes_report, duty.exempt_reason
    said = (owed.level_id, meeting, report, reason)
    if said == (duty.level_id, duty.owes_meeting, duty.owes_report, duty.exempt_reason):
        return
    if duty.level_id != owed.level_id:  # calendars add its level's count, which may be less now
        duty.sequence += session.get_one(CampaignLevel, duty.level_id).sequence
    duty.level_id, duty.owes_meeting, duty.owes_report, duty.exempt_reason = said
    duty.is_exempt = bool(reason)
    duty.sequence, duty.changed_at = duty.sequence + 1, now


def _duty(campaign: Campaign, unit_id: int, owed: Owed, now: datetime) -> dict[str, Any]:
    return {
        "campaign_id": campaign.id,
        "level_id": owed.level_id,
        "unit_id": unit_id,
        "owes_meeting": owed.meeting,
        "owes_report": owed.report,
        "is_exempt": bool(owed.reason),
        "exempt_reason": owed.reason,
        "changed_at": now,
    }


def _is_answered(duty: Duty) -> bool:
    """Whether a unit has said or done anything about it."""
    said = (duty.meeting_id, duty.planned_on, duty.held_on, duty.received_on, duty.limit_on)
    words = (duty.merged_words, duty.note)
    return any(one is not None for one in said) or any(words) or duty.is_exempt_by_hand


def _plain(level: CampaignLevel) -> dict[str, Any]:
    return {
        "level": level.name,
        "unit_kinds": ", ".join(level.unit_kinds),
        "words": level.time_words or level.awaiting,
        "window_start": level.window_start.isoformat() if level.window_start else None,
        "window_end": level.window_end.isoformat() if level.window_end else None,
        "strict_before": level.strict_before,
        "owes_meeting": level.owes_meeting,
        "owes_report": level.owes_report,
        "report_on": level.report_on.isoformat() if level.report_on else None,
        "report_strict": level.report_strict,
    }

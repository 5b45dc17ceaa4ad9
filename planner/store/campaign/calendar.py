"""Deadlines and milestones as all-day items of calendars.

What is heard of all units of a campaign (`campaign_id`) comes once a level; what is heard of
units (`unit_ids`) comes as their own duties, as far as these are open or settled without a meeting
of ours. Items of what was called off are given too (`is_off`): calendars must hear of it.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from planner.domain.campaign import CalendarItem, ItemKind, ReportState, item_uid, report_state
from planner.domain.meeting import Status
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import DateWindow, Precision
from planner.store.audit import AuditEntry
from planner.store.campaign.duties import facts_of, in_reach
from planner.store.campaign.queries import campaigns_for
from planner.store.campaign.rows import Campaign, CampaignLevel, Duty, Milestone
from planner.store.meeting import Meeting, meetings_for


@dataclass(frozen=True, slots=True)
class _About:
    """Whose deadline it is, and in which version."""

    id: int
    campaign: Campaign
    sequence: int
    changed_at: datetime
    who: str


class _Time(NamedTuple):
    """By when something is due, and how the order says it."""

    days: DateWindow
    precision: Precision
    strict_before: bool
    words: str


def calendar_items(
    session: Session,
    viewer: Viewer,
    days: DateWindow,
    *,
    campaign_id: int | None = None,
    unit_ids: Collection[int] | None = None,
    meeting_ids: Collection[int] | None = None,
) -> list[CalendarItem]:
    """The items that touch these days, of what the viewer may see, in the order of their UIDs.

    `campaign_id`: its milestones and the deadlines of its levels. `unit_ids`: what these units
    owe, with the milestones of campaigns that they order. `meeting_ids`: milestones of meetings.
    Nothing given: the milestones and levels of every campaign in reach, and of every meeting.
    """
    is_all = campaign_id is None and unit_ids is None and meeting_ids is None
    items: list[CalendarItem] = []
    if is_all or campaign_id is not None:
        own = Campaign.id == campaign_id if campaign_id is not None else Campaign.id.is_not(None)
        items += _of_campaigns(session, viewer, days, own)
    if unit_ids is not None:
        items += _of_campaigns(
            session, viewer, days, Campaign.convenor_id.in_(unit_ids), with_levels=False
        )
        items += _of_units(session, viewer, days, unit_ids)
    if is_all or meeting_ids is not None:
        items += _of_meetings(session, viewer, days, meeting_ids)
    return sorted(items, key=lambda item: (item.days, item.uid))


def _of_campaigns(
    session: Session,
    viewer: Viewer,
    days: DateWindow,
    which: ColumnElement[bool],
    *,
    with_levels: bool = True,
) -> Iterator[CalendarItem]:
    seen = campaigns_for(viewer, Action.SEE_CAMPAIGN).where(which).with_only_columns(Campaign.id)
    steps = select(Milestone).where(Milestone.campaign_id.in_(seen), _touches(Milestone, days))
    for milestone in session.scalars(steps.options(joinedload(Milestone.campaign))):
        if milestone.campaign is not None:
            yield from _milestone(milestone, milestone.campaign)
    yield from _removed_steps(session, seen, days)
    if not with_levels:
        return
    timed = _due_in(days)
    levels = select(CampaignLevel).where(CampaignLevel.campaign_id.in_(seen), timed)
    for level in session.scalars(levels.options(joinedload(CampaignLevel.campaign))):
        yield from (item for item in _of_level(level) if _meets(item.days, days))


def _of_units(
    session: Session, viewer: Viewer, days: DateWindow, unit_ids: Collection[int]
) -> Iterator[CalendarItem]:
    timed = _due_in(days)
    query = (
        select(Duty)
        .join(Duty.unit)
        .join(Duty.level)
        .where(Duty.unit_id.in_(unit_ids), in_reach(viewer, Action.SEE_DUTY), timed)
        .options(contains_eager(Duty.unit), contains_eager(Duty.level))
        .options(joinedload(Duty.campaign), joinedload(Duty.meeting))
    )
    for duty in session.scalars(query):
        yield from (item for item in _of_duty(duty) if _meets(item.days, days))


def _of_meetings(
    session: Session, viewer: Viewer, days: DateWindow, meeting_ids: Collection[int] | None
) -> Iterator[CalendarItem]:
    seen = meetings_for(viewer, Action.SEE_MEETING).with_only_columns(Meeting.id)
    query = select(Milestone).where(Milestone.meeting_id.in_(seen), _touches(Milestone, days))
    if meeting_ids is not None:
        query = query.where(Milestone.meeting_id.in_(meeting_ids))
    for milestone in session.scalars(query.options(joinedload(Milestone.meeting))):
        if milestone.meeting is not None:
            yield from _milestone(milestone, milestone.meeting)


def milestone_uid(row: Milestone, owner: Campaign | Meeting) -> str:
    """The name by which calendars know the step."""
    return item_uid(ItemKind.MILESTONE, row.id, owner.uid)


def _milestone(row: Milestone, owner: Campaign | Meeting) -> Iterator[CalendarItem]:
    window = row.window
    if window is None:
        return
    is_campaign = isinstance(owner, Campaign)
    yield CalendarItem(
        kind=ItemKind.MILESTONE,
        id=row.id,
        uid=milestone_uid(row, owner),
        sequence=row.sequence + owner.sequence,
        changed_at=max(row.changed_at, owner.changed_at),
        days=window,
        precision=Precision(row.precision),
        strict_before=bool(row.strict_before),
        words=row.time_words,
        what=row.what,
        owner=owner.title,
        who="",
        is_done=row.done_on is not None,
        is_off=_is_off(owner),
        campaign_id=owner.id if is_campaign else None,
        meeting_id=None if is_campaign else owner.id,
    )


def _removed_steps(session: Session, seen: Select[int], days: DateWindow) -> Iterator[CalendarItem]:
    """What was taken away stands in the record; on SQLite another step may have its number."""
    query = (
        select(AuditEntry, Campaign)
        .join(Campaign, Campaign.id == AuditEntry.noun_id)
        .where(AuditEntry.noun == Campaign.__tablename__, Campaign.id.in_(seen))
        .where(AuditEntry.action == "remove_milestone")
    )
    gone: dict[str, CalendarItem] = {}
    for entry, campaign in session.execute(query.order_by(AuditEntry.id)):
        gone |= {item.uid: item for item in _removed_step(entry, campaign)}
    if not gone:
        return
    owners = {item.campaign_id for item in gone.values()}
    steps = select(Milestone).where(Milestone.campaign_id.in_(owners))
    for step in session.scalars(steps.options(joinedload(Milestone.campaign))):
        if step.campaign is not None:
            gone.pop(milestone_uid(step, step.campaign), None)
    yield from (item for item in gone.values() if _meets(item.days, days))


def _removed_step(entry: AuditEntry, campaign: Campaign) -> Iterator[CalendarItem]:
    said = {name: before for name, (before, _after) in entry.changes.items()}
    if not said.keys() >= {"code", "window_start", "window_end"}:  # it had no day to stand on
        return
    yield CalendarItem(
        kind=ItemKind.MILESTONE,
        id=entry.id,
        uid=said["code"],
        sequence=campaign.sequence - 1,  # below that of a new step with its number
        changed_at=max(entry.at, campaign.changed_at),
        days=DateWindow(*(date.fromisoformat(said[f"window_{end}"]) for end in ("start", "end"))),
        precision=Precision(said["precision"]),
        strict_before=bool(said.get("strict_before")),
        words=said["words"],
        what=said["what"],
        owner=campaign.title,
        who="",
        is_done=False,
        is_off=True,
        campaign_id=campaign.id,
    )


def _of_level(level: CampaignLevel) -> Iterator[CalendarItem]:
    campaign = level.campaign
    changed_at = max(level.changed_at, campaign.changed_at)
    about = _About(level.id, campaign, level.sequence + campaign.sequence, changed_at, level.name)
    if level.owes_meeting:
        yield from _meeting_due(ItemKind.LEVEL_MEETING, level, about, is_done=False)
    if level.owes_report:
        yield from _report_due(ItemKind.LEVEL_REPORT, level, about, is_done=False)


def _of_duty(duty: Duty) -> Iterator[CalendarItem]:
    """A meeting with a day stands in the calendar by itself: its deadline is done with.

    What a unit was exempted from after it was told of it is called off.
    """
    campaign, level, facts = duty.campaign, duty.level, facts_of(duty)
    sequence = duty.sequence + level.sequence + campaign.sequence
    was_told = duty.is_exempt and duty.sequence > 0
    met = duty.meeting.changed_at if duty.meeting else duty.changed_at
    changed_at = max(duty.changed_at, level.changed_at, campaign.changed_at, met)
    about = _About(duty.id, campaign, sequence, changed_at, duty.unit.name)
    if duty.owes_meeting:
        is_done = facts.held_on is not None or facts.days is not None
        yield from _meeting_due(ItemKind.DUTY_MEETING, level, about, is_done=is_done)
    elif level.owes_meeting and was_told:
        yield from map(_off, _meeting_due(ItemKind.DUTY_MEETING, level, about, is_done=False))
    if duty.owes_report:
        is_done = report_state(facts, date.min) is ReportState.RECEIVED
        yield from _report_due(ItemKind.DUTY_REPORT, level, about, is_done=is_done)
    elif level.owes_report and was_told:
        yield from map(_off, _report_due(ItemKind.DUTY_REPORT, level, about, is_done=False))


def _off(item: CalendarItem) -> CalendarItem:
    return replace(item, is_off=True)


def _meeting_due(
    kind: ItemKind, level: CampaignLevel, about: _About, *, is_done: bool
) -> Iterator[CalendarItem]:
    if level.window is not None:
        precision, is_strict = Precision(level.precision), bool(level.strict_before)
        time = _Time(level.window, precision, is_strict, level.time_words)
        yield _due(kind, time, about, is_done=is_done)


def _report_due(
    kind: ItemKind, level: CampaignLevel, about: _About, *, is_done: bool
) -> Iterator[CalendarItem]:
    if level.report_on is not None:
        day = DateWindow(level.report_on, level.report_on)
        time = _Time(day, Precision.DEADLINE, level.report_strict, level.report_words)
        yield _due(kind, time, about, is_done=is_done)


def _due(kind: ItemKind, time: _Time, about: _About, *, is_done: bool) -> CalendarItem:
    return CalendarItem(
        kind=kind,
        id=about.id,
        uid=item_uid(kind, about.id, about.campaign.uid),
        sequence=about.sequence,
        changed_at=about.changed_at,
        days=time.days,
        precision=time.precision,
        strict_before=time.strict_before,
        words=time.words,
        what="",
        owner=about.campaign.title,
        who=about.who,
        is_done=is_done,
        is_off=_is_off(about.campaign),
        campaign_id=about.campaign.id,
    )


def _is_off(owner: Campaign | Meeting) -> bool:
    if isinstance(owner, Campaign):
        return owner.cancelled_at is not None
    return owner.status == Status.CANCELLED


def _touches(row: type[Milestone] | type[CampaignLevel], days: DateWindow) -> ColumnElement[bool]:
    return and_(row.window_end >= days.start, row.window_start <= days.end)


def _due_in(days: DateWindow) -> ColumnElement[bool]:
    """Levels whose time or whose report day touches these days."""
    reports = CampaignLevel.report_on.between(days.start, days.end)
    return or_(_touches(CampaignLevel, days), reports)


def _meets(one: DateWindow, other: DateWindow) -> bool:
    return one.start <= other.end and other.start <= one.end

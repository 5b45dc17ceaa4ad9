"""The milestones of a campaign or of a meeting. The caller commits."""

from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.campaign import orders, when_in_days
from planner.domain.campaign.time import ensure_not_after
from planner.domain.errors import RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import local_day
from planner.services.campaign.orders import led, record
from planner.services.campaign.values import MilestoneFacts
from planner.store import audit
from planner.store import campaign as campaigns
from planner.store import meeting as meetings
from planner.store.campaign import Milestone
from planner.store.session import flush


def add_milestone(
    session: Session, viewer: Viewer, campaign_id: int, facts: MilestoneFacts, now: datetime
) -> Milestone:
    """A step of a campaign that the viewer leads."""
    campaign = led(session, viewer, campaign_id)
    orders.ensure_room(len(campaigns.milestones_of(session, campaign)), orders.MOST_MILESTONES)
    row = _made(Milestone(campaign_id=campaign.id), facts, now)
    session.add(row)
    record(session, viewer, campaign, now, "add_milestone", {"what": [None, row.what]})
    return row


def add_meeting_milestone(
    session: Session, viewer: Viewer, meeting_id: int, facts: MilestoneFacts, now: datetime
) -> Milestone:
    """A step of a meeting that the viewer may change."""
    meeting = meetings.get(session, viewer, Action.CHANGE_MEETING, meeting_id, lock=True)
    present = campaigns.milestones_of_meeting(session, meeting.id)
    orders.ensure_room(len(present), orders.MOST_MILESTONES)
    row = _made(Milestone(meeting_id=meeting.id), facts, now)
    session.add(row)
    flush(session)
    audit.record(session, viewer, now, "add_milestone", meeting, {"what": [None, row.what]})
    return row


def change_milestone(
    session: Session,
    viewer: Viewer,
    campaign_id: int,
    milestone_id: int,
    facts: MilestoneFacts,
    now: datetime,
) -> Milestone:
    """Another time, another text."""
    campaign = led(session, viewer, campaign_id)
    row = campaigns.get_milestone(session, campaign, milestone_id)
    before = (row.what, row.when)
    _set(row, facts)
    if before != (row.what, row.when):
        row.sequence, row.changed_at = row.sequence + 1, now
        changes: dict[str, Any] = {"what": [before[0], row.what]}
        if before[1] != row.when:
            changes["words"] = [_words(before[1].days), _words(row.when.days)]
        record(session, viewer, campaign, now, "change_milestone", changes)
    return row


def finish_milestone(
    session: Session,
    viewer: Viewer,
    campaign_id: int,
    milestone_id: int,
    done_on: date | None,
    now: datetime,
) -> Milestone:
    """Done on a day, or (None) not done after all."""
    campaign = led(session, viewer, campaign_id)
    row = campaigns.get_milestone(session, campaign, milestone_id)
    if done_on is not None:
        ensure_not_after(done_on, local_day(now), "done_on")
    if row.done_on != done_on:
        row.done_on, row.sequence, row.changed_at = done_on, row.sequence + 1, now
        deed = "finish_milestone" if done_on else "reopen_milestone"
        record(session, viewer, campaign, now, deed, {"what": [None, row.what]})
    return row


def remove_milestone(
    session: Session, viewer: Viewer, campaign_id: int, milestone_id: int, now: datetime
) -> None:
    """Take a step away; calendars, which know it, call it off by what the record says."""
    campaign = led(session, viewer, campaign_id)
    row = campaigns.get_milestone(session, campaign, milestone_id)
    told = {
        "what": row.what,
        "code": campaigns.milestone_uid(row, campaign),
        "words": row.time_words,
        **audit.values(row, "precision window_start window_end strict_before"),
    }
    session.delete(row)
    # What is called off counts more than before, a new step (its number may come again) yet more.
    campaign.sequence += row.sequence + 2
    changes = {name: [value, None] for name, value in told.items() if value is not None}
    record(session, viewer, campaign, now, "remove_milestone", changes)


def _made(row: Milestone, facts: MilestoneFacts, now: datetime) -> Milestone:
    row.sequence, row.changed_at = 0, now
    return _set(row, facts)


def _set(row: Milestone, facts: MilestoneFacts) -> Milestone:
    what = orders.words_of(facts.what, "what", 500)
    if not what:
        raise RuleBroken("campaign.no_milestone", field="what")
    row.what, row.when = what, when_in_days(facts.when)
    return row


def _words(days: Any) -> str | None:
    return f"{days.start.isoformat()}/{days.end.isoformat()}" if days else None

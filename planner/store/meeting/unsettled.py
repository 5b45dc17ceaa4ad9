"""Meetings about which something is still to be said, by those who may say it."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session, joinedload

from planner.domain.meeting import LIVE, Status
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import Precision, local_day
from planner.store.meeting.queries import meetings_for
from planner.store.meeting.rows import Meeting
from planner.store.venue import Hall

AHEAD = timedelta(days=14)  # what begins within it has to be sure
WINDOW_AHEAD = timedelta(days=30)  # a window that begins within it needs its day
BEHIND = timedelta(days=60)  # older meetings are left as they are
MOST = 100


def unsettled(session: Session, viewer: Viewer, now: datetime) -> Sequence[Meeting]:
    """Live meetings that are over or near and not sure, those without a day, and postponed ones.

    Only those that the viewer may change; with host, hall and house; at most a hundred.
    """
    today = local_day(now)
    live = Meeting.status.in_(LIVE) & or_(
        _is_over(now, today), _is_near(now), _wants_a_day(today), _is_unknown()
    )
    open_ends = (Meeting.status == Status.POSTPONED) & (Meeting.changed_at > now - BEHIND)
    query = (
        meetings_for(viewer, Action.CHANGE_MEETING)
        .where(or_(live, open_ends))
        .options(joinedload(Meeting.host), joinedload(Meeting.hall).joinedload(Hall.venue))
    )
    return session.scalars(query.order_by(Meeting.starts_at, Meeting.id).limit(MOST)).all()


def _is_over(now: datetime, today: date) -> ColumnElement[bool]:
    hours = (Meeting.ends_at <= now) & (Meeting.ends_at > now - BEHIND)
    days = (Meeting.window_end < today) & (Meeting.window_end >= today - BEHIND)
    return or_(hours, days)


def _is_near(now: datetime) -> ColumnElement[bool]:
    homeless = Meeting.hall_id.is_(None) & (Meeting.place == "")
    unsure = or_(Meeting.date_sure.is_(False), Meeting.venue_sure.is_(False), homeless)
    return (Meeting.ends_at > now) & (Meeting.starts_at <= now + AHEAD) & unsure


def _wants_a_day(today: date) -> ColumnElement[bool]:
    begins = Meeting.window_start <= today + WINDOW_AHEAD
    return (Meeting.window_end >= today) & begins


def _is_unknown() -> ColumnElement[bool]:
    return Meeting.precision == Precision.UNKNOWN

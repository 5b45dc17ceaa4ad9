"""The ways to duties: light for all units of a campaign, whole for one."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Row,
    Select,
    and_,
    delete,
    insert,
    select,
    true,
)
from sqlalchemy.orm import Session, aliased, joinedload

from planner.domain.campaign import DutyFacts, last_good_day
from planner.domain.errors import NotFound
from planner.domain.meeting import Status
from planner.domain.rights import Action, Relation, Viewer
from planner.domain.timespan import DateWindow, Precision, local_day
from planner.store.campaign.rows import Campaign, CampaignLevel, Duty
from planner.store.directory import Unit, allowed, is_mine
from planner.store.meeting import Meeting
from planner.store.meeting import find as find_meeting
from planner.store.session import locked

_AT_ONCE = 500  # rows in one statement
_DATED = (Precision.MINUTE, Precision.SESSION, Precision.DAY)


class DutyLine(NamedTuple):
    """A duty in the matrix: whose, at which level, and what its state is worked out from.

    `above` is the name of the unit above it, where there is one; `search_key` that of the unit.
    """

    id: int
    unit_id: int
    unit: str
    above: str
    path: str
    level_id: int
    facts: DutyFacts
    limit_on: date | None
    search_key: str


_above = aliased(Unit)
_LINE = (
    Duty.id,
    Duty.unit_id,
    Unit.name.label("unit"),
    _above.name.label("above"),
    Unit.path,
    Unit.search_key,
    Duty.level_id,
    Duty.owes_meeting,
    Duty.owes_report,
    Duty.planned_on,
    Duty.held_on,
    Duty.received_on,
    Duty.returned_on,
    Duty.limit_on,
    CampaignLevel.window_end,
    CampaignLevel.strict_before,
    CampaignLevel.report_on,
    CampaignLevel.report_strict,
    Meeting.status,
    Meeting.precision,
    Meeting.starts_at,
    Meeting.ends_at,
    Meeting.window_start.label("meeting_start"),
    Meeting.window_end.label("meeting_end"),
)
_WITH_NAMES = (
    joinedload(Duty.unit),
    joinedload(Duty.level),
    joinedload(Duty.campaign).joinedload(Campaign.convenor),
    joinedload(Duty.campaign).joinedload(Campaign.report_to),
    joinedload(Duty.meeting),
)


def in_reach(viewer: Viewer, action: Action) -> ColumnElement[bool]:
    """The duties to which the viewer may do this, by the place of their units (joined)."""
    own = is_mine(viewer)
    below = and_(Unit.path.startswith(viewer.seat_path, autoescape=True), ~own)
    stands = {Relation.ANY: true(), Relation.OWN: own, Relation.BELOW: below}
    return allowed(viewer, action, stands)


def duty_lines(session: Session, viewer: Viewer, campaign: Campaign) -> list[DutyLine]:
    """The duties of a campaign that the viewer may see, lower levels first, sisters together."""
    query = _lines().where(Duty.campaign_id == campaign.id, in_reach(viewer, Action.SEE_DUTY))
    sisters = (_above.rank, _above.sort_key, Unit.parent_id, Unit.rank, Unit.sort_key, Unit.id)
    query = query.order_by(CampaignLevel.ordinal, *sisters)
    return [_line(row) for row in session.execute(query)]


def own_duty(session: Session, viewer: Viewer, campaign: Campaign) -> Duty | None:
    """What the viewer's own unit owes in a campaign."""
    query = select(Duty).where(Duty.campaign_id == campaign.id, Duty.unit_id == viewer.seat_id)
    return session.scalar(query)


def facts_by_campaign(
    session: Session, viewer: Viewer, campaign_ids: Collection[int]
) -> dict[int, list[DutyFacts]]:
    """The duties of several campaigns that the viewer may see, as far as their states need."""
    query = _lines().add_columns(Duty.campaign_id)
    query = query.where(Duty.campaign_id.in_(campaign_ids), in_reach(viewer, Action.SEE_DUTY))
    found: dict[int, list[DutyFacts]] = {campaign_id: [] for campaign_id in campaign_ids}
    for row in session.execute(query):
        found[row.campaign_id].append(_facts(row))
    return found


def get_duty(
    session: Session, viewer: Viewer, action: Action, duty_id: int, *, lock: bool = False
) -> Duty:
    """A duty with all its names, or NotFound: out of reach looks like missing."""
    query = select(Duty).join(Duty.unit).where(Duty.id == duty_id, in_reach(viewer, action))
    query = query.options(*_WITH_NAMES)
    duty = session.scalar(locked(query, Duty) if lock else query)
    if duty is None:
        raise NotFound("duty")
    return duty


def owed_now(session: Session, campaign: Campaign) -> dict[int, Duty]:
    """All duties of a campaign by their units, bare."""
    query = select(Duty).where(Duty.campaign_id == campaign.id)
    return {duty.unit_id: duty for duty in session.scalars(query)}


def add_duties(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Many at once."""
    for start in range(0, len(rows), _AT_ONCE):
        session.execute(insert(Duty), rows[start : start + _AT_ONCE])


def remove_duties(session: Session, duty_ids: Sequence[int]) -> None:
    """Many at once; nobody has answered them."""
    for start in range(0, len(duty_ids), _AT_ONCE):
        gone = delete(Duty).where(Duty.id.in_(duty_ids[start : start + _AT_ONCE]))
        session.execute(gone, execution_options={"synchronize_session": False})


def duties_met_by(session: Session, viewer: Viewer, meeting_id: int) -> Sequence[Duty]:
    """The duties that a meeting fulfils, with campaign and unit, of those the viewer may see.

    Several where other meetings are merged into it.
    """
    query = select(Duty).join(Duty.unit).where(Duty.meeting_id == meeting_id)
    query = query.where(in_reach(viewer, Action.SEE_DUTY)).order_by(Duty.id)
    return session.scalars(query.options(joinedload(Duty.campaign), joinedload(Duty.unit))).all()


def meeting_named(session: Session, viewer: Viewer, code: str) -> Meeting | None:
    """A meeting that the viewer may see, by its code."""
    meeting_id = session.scalar(select(Meeting.id).where(Meeting.code == code))
    return find_meeting(session, viewer, Action.SEE_MEETING, meeting_id) if meeting_id else None


def facts_of(duty: Duty) -> DutyFacts:
    """The facts of one duty, loaded with its level and meeting."""
    level, meeting = duty.level, duty.meeting
    return DutyFacts(
        owes_meeting=duty.owes_meeting,
        owes_report=duty.owes_report,
        meeting_by=last_good_day(level.window_end, strict=bool(level.strict_before)),
        report_by=last_good_day(level.report_on, strict=level.report_strict),
        days=_days_met(
            meeting.status if meeting else None,
            meeting.when.days if meeting and meeting.when.has_day else None,
            duty.planned_on,
        ),
        held_on=_held(
            duty.held_on,
            meeting.status if meeting else None,
            meeting.when.days if meeting else None,
        ),
        received_on=duty.received_on,
        returned_on=duty.returned_on,
    )


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(*_LINE)
        .join(Unit, Unit.id == Duty.unit_id)
        .outerjoin(_above, _above.id == Unit.parent_id)
        .join(CampaignLevel, CampaignLevel.id == Duty.level_id)
        .outerjoin(Meeting, Meeting.id == Duty.meeting_id)
    )


def _line(row: Row[*tuple[Any, ...]]) -> DutyLine:
    return DutyLine(
        row.id,
        row.unit_id,
        row.unit,
        row.above or "",
        row.path,
        row.level_id,
        _facts(row),
        row.limit_on,
        row.search_key,
    )


def _facts(row: Row[*tuple[Any, ...]]) -> DutyFacts:
    days = _days(row)
    has_day = row.precision in _DATED
    return DutyFacts(
        owes_meeting=row.owes_meeting,
        owes_report=row.owes_report,
        meeting_by=last_good_day(row.window_end, strict=bool(row.strict_before)),
        report_by=last_good_day(row.report_on, strict=row.report_strict),
        days=_days_met(row.status, days if has_day else None, row.planned_on),
        held_on=_held(row.held_on, row.status, days),
        received_on=row.received_on,
        returned_on=row.returned_on,
    )


def _days(row: Row[*tuple[Any, ...]]) -> DateWindow | None:
    """The days of the meeting of a line."""
    if row.starts_at is not None:
        return DateWindow(local_day(row.starts_at), local_day(row.ends_at))
    if row.meeting_start is None:
        return None
    return DateWindow(row.meeting_start, row.meeting_end)


def _days_met(
    status: str | None, days: DateWindow | None, planned_on: date | None
) -> DateWindow | None:
    """When a unit is to meet; a meeting that was called off or put off has no day."""
    if status in (Status.POSTPONED, Status.CANCELLED):
        return None
    if days is not None:
        return days
    return DateWindow(planned_on, planned_on) if planned_on else None


def _held(held_on: date | None, status: str | None, days: DateWindow | None) -> date | None:
    """The day on which it was held: as told, else the last of a meeting that was."""
    if held_on is None and status == Status.HELD and days is not None:
        return days.end
    return held_on

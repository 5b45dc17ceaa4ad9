"""The ways to groups and rules, and to the names that their sentences need."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select, update
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from planner.domain.errors import NotFound
from planner.domain.rights import Action, Viewer
from planner.store import campaign as campaigns
from planner.store import meeting as meetings
from planner.store import series as all_series
from planner.store.campaign import CampaignLevel, Duty
from planner.store.directory import Person, Post, Unit
from planner.store.invitation.rows import Delegate, InviteeGroup, InviteRule
from planner.store.series import HostTurn

_AT_ONCE = 500  # ids in one IN: SQLite counts its parameters
_IN_ORDER = (InviteeGroup.precedence, InviteeGroup.place, InviteeGroup.id)
_MEETS = (Duty.owes_meeting, ~Duty.is_exempt, ~Duty.is_merged)


def groups_for_meeting(session: Session, meeting_id: int) -> Sequence[InviteeGroup]:
    """Its own, those of its series, and those of the campaign in which a unit owes this meeting.

    In order of precedence, with their rules. A meeting called for something else, into which what
    is owed was merged, stays as it was called.
    """
    series = select(HostTurn.series_id).where(HostTurn.meeting_id == meeting_id)
    owed = select(Duty.campaign_id).where(Duty.meeting_id == meeting_id, ~Duty.is_merged)
    query = _groups().where(
        or_(
            InviteeGroup.meeting_id == meeting_id,
            InviteeGroup.series_id.in_(series.scalar_subquery()),
            InviteeGroup.campaign_id.in_(owed.scalar_subquery()),
        )
    )
    return session.scalars(query).all()


def groups_of_series(session: Session, series_id: int) -> Sequence[InviteeGroup]:
    """What the sessions of a series share, in order of precedence, with their rules."""
    return session.scalars(_groups().where(InviteeGroup.series_id == series_id)).all()


def groups_of_campaign(session: Session, campaign_id: int) -> Sequence[InviteeGroup]:
    """What each unit of a campaign reads for its own meeting, in order, with their rules."""
    return session.scalars(_groups().where(InviteeGroup.campaign_id == campaign_id)).all()


def units_that_meet(
    session: Session, campaign_id: int, *, start: int, limit: int
) -> Sequence[Duty]:
    """A stretch of what units owe who are to hold a meeting of their own, from the lowest level.

    Each with its unit, its level and its meeting.
    """
    query = (
        select(Duty)
        .join(Duty.level)
        .join(Duty.unit)
        .where(Duty.campaign_id == campaign_id, *_MEETS)
        .options(contains_eager(Duty.level), contains_eager(Duty.unit), joinedload(Duty.meeting))
        .order_by(CampaignLevel.ordinal, Unit.rank, Unit.sort_key, Unit.id)
    )
    return session.scalars(query.offset(start).limit(limit)).all()


def count_units_that_meet(session: Session, campaign_id: int) -> int:
    """How many units are to hold a meeting of their own."""
    query = select(func.count()).select_from(Duty)
    return session.scalar(query.where(Duty.campaign_id == campaign_id, *_MEETS)) or 0


def get_group(session: Session, viewer: Viewer, action: Action, group_id: int) -> InviteeGroup:
    """With its rules; NotFound where the viewer may not do this to whose thành phần it is."""
    group = session.scalar(_groups().where(InviteeGroup.id == group_id))
    if group is None:
        raise NotFound("group")
    if group.meeting_id is not None:
        meetings.get(session, viewer, action, group.meeting_id)
    if group.series_id is not None:
        all_series.get(session, viewer, action, group.series_id)
    if group.campaign_id is not None:
        campaigns.get(session, viewer, action, group.campaign_id)
    return group


def get_rule(
    session: Session, viewer: Viewer, action: Action, rule_id: int
) -> tuple[InviteeGroup, InviteRule]:
    """A rule and its group, or NotFound."""
    found = session.get(InviteRule, rule_id)
    if found is None:
        raise NotFound("rule")
    return get_group(session, viewer, action, found.group_id), found


def group_named(session: Session, group_id: int | None) -> InviteeGroup | None:
    """A group by its number, without its rules."""
    return None if group_id is None else session.get(InviteeGroup, group_id)


def stands_in_group(session: Session, meeting_id: int, group_id: int) -> dict[str, Any]:
    """How a delegate of a group is called, and where it is printed, as columns of the row."""
    groups = groups_for_meeting(session, meeting_id)
    for place, group in enumerate(groups):
        if group.id == group_id:
            return {"mode": group.mode, "place": place}
    raise NotFound("group")


def forget_group(session: Session, group: InviteeGroup) -> None:
    """Those whom it called stay, under its name as it was."""
    called = update(Delegate).where(Delegate.group_id == group.id)
    session.execute(called.values(group_id=None))
    session.delete(group)


def units_named(session: Session, wanted: Collection[int]) -> dict[int, Unit]:
    """The units of these numbers."""
    found: dict[int, Unit] = {}
    for some in _in_parts(wanted):
        query = select(Unit).where(Unit.id.in_(some))
        found |= {unit.id: unit for unit in session.scalars(query)}
    return found


def people_named(session: Session, wanted: Collection[int]) -> dict[int, Person]:
    """The people of these numbers."""
    found: dict[int, Person] = {}
    for some in _in_parts(wanted):
        query = select(Person).where(Person.id.in_(some))
        found |= {person.id: person for person in session.scalars(query)}
    return found


def units_of_people(session: Session, wanted: Collection[int]) -> dict[int, str]:
    """The code of a unit in which each has, or had, a post: enough to tell namesakes apart."""
    found: dict[int, str] = {}
    for some in _in_parts(wanted):
        query = (
            select(Post.person_id, Unit.code)
            .join(Unit, Unit.id == Post.unit_id)
            .where(Post.person_id.in_(some))
            .order_by(Post.rank.desc(), Post.id.desc())
        )
        found |= dict(session.execute(query).all())
    return found


def units_like(session: Session, code: str, key: str) -> Sequence[Unit]:
    """Units of this code, in any case, or of this name without dấu."""
    query = select(Unit).where(or_(func.lower(Unit.code) == code.lower(), Unit.search_key == key))
    return session.scalars(query.order_by(Unit.id)).all()


def known_positions(session: Session) -> Sequence[str]:
    """What people are, each once."""
    return session.scalars(select(Post.position).distinct().order_by(Post.position)).all()


def _groups() -> Select[InviteeGroup]:
    query = select(InviteeGroup).options(selectinload(InviteeGroup.rules))
    return query.order_by(*_IN_ORDER)


def _in_parts(wanted: Collection[int]) -> Iterator[list[int]]:
    numbers = sorted(wanted)
    return (numbers[start : start + _AT_ONCE] for start in range(0, len(numbers), _AT_ONCE))

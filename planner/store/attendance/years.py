"""Attendance over the years: how many of a unit were called to what, and how many came.

And how many came to the last meeting of all.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from planner.domain.rights import Action, Viewer
from planner.store.attendance.desk import AbsenceExcuse
from planner.store.attendance.rows import Attendance, Scan
from planner.store.directory import Unit
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting, meetings_for


@dataclass(frozen=True, slots=True)
class Turnout:
    """Of one unit, or one person of it, at one past meeting.

    `came` are those who came themselves, `sent` those whose substitute came, `excused` those who
    said why they would not.
    """

    unit_id: int | None
    person_id: int | None
    name: str
    starts_at: datetime
    called: int
    came: int
    sent: int
    excused: int


@dataclass(frozen=True, slots=True)
class LastMeeting:
    """The last meeting with an open door: how many came or sent somebody, of how many."""

    meeting_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    came: int
    called: int


def last_meeting(session: Session, viewer: Viewer, now: datetime) -> LastMeeting | None:
    """The last one that began and saw anybody, of those whose attendance the viewer sees.

    The numbers are those of its ledger.
    """
    scanned = exists().where(Attendance.meeting_id == Meeting.id)
    begun = meetings_for(viewer, Action.SEE_ATTENDANCE).where(
        Meeting.starts_at <= now, Meeting.status.not_in(("postponed", "cancelled")), scanned
    )
    latest = begun.with_only_columns(Meeting.id).order_by(Meeting.starts_at.desc(), Meeting.id)
    in_ledger = or_(_came(), and_(Delegate.state != "cancelled", ~_walked_in()))
    query = (
        select(
            Meeting.id,
            Meeting.title,
            Meeting.starts_at,
            Meeting.ends_at,
            _number(or_(_came(), _sent())),
            func.count(),
        )
        .join(Delegate, Delegate.meeting_id == Meeting.id)
        .where(Meeting.id == latest.limit(1).scalar_subquery(), in_ledger)
        .group_by(Meeting.id, Meeting.title, Meeting.starts_at, Meeting.ends_at)
    )
    found = session.execute(query).one_or_none()
    return LastMeeting(*found) if found else None  # type: ignore[arg-type]  # what began had hours


def turnouts(
    session: Session, viewer: Viewer, now: datetime, units: Sequence[int] | None = None
) -> list[Turnout]:
    """By unit and meeting that is over, of the meetings whose attendance the viewer sees.

    With `units` by person, of these units alone.
    """
    seen = meetings_for(viewer, Action.SEE_ATTENDANCE).with_only_columns(Meeting.id)
    by_person = units is not None
    name = Delegate.name if by_person else func.coalesce(Unit.name, Delegate.unit_name)
    person = Delegate.person_id if by_person else cast(None, Integer)
    query = (
        select(
            Delegate.unit_id,
            person.label("person_id"),
            name.label("name"),
            Meeting.starts_at,
            func.count().label("called"),
            _number(_came()),
            _number(and_(~_came(), _sent())),
            _number(and_(~_came(), ~_sent(), _excused())),
        )
        .select_from(Delegate)
        .join(Meeting, Meeting.id == Delegate.meeting_id)
        .join(Unit, Unit.id == Delegate.unit_id, isouter=True)
        .where(Meeting.id.in_(seen), Meeting.ends_at <= now, Meeting.status != "cancelled")
        .where(Delegate.state != "cancelled", Delegate.substitute_for_id.is_(None), ~_walked_in())
        .group_by(Delegate.unit_id, person, name, Meeting.id, Meeting.starts_at)
        .order_by(Meeting.starts_at, Meeting.id, name)
    )
    if units is not None:
        query = query.where(Delegate.unit_id.in_(units))
    rows = session.execute(query)
    return [Turnout(*row) for row in rows]  # type: ignore[arg-type]  # what is over had a start


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(cast(condition, Integer)), 0)


def _came() -> ColumnElement[bool]:
    return exists().where(Attendance.delegate_id == Delegate.id)


def _sent() -> ColumnElement[bool]:
    stand_in = aliased(Delegate)
    return exists().where(
        stand_in.substitute_for_id == Delegate.id, Attendance.delegate_id == stand_in.id
    )


def _excused() -> ColumnElement[bool]:
    said_no = and_(Delegate.reply == "no", Delegate.reply_reason != "")
    return or_(said_no, exists().where(AbsenceExcuse.delegate_id == Delegate.id))


def _walked_in() -> ColumnElement[bool]:
    return exists().where(
        Scan.delegate_id == Delegate.id,
        Scan.kind == "walkin",
        Scan.meeting_id == Delegate.meeting_id,
    )

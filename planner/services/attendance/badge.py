"""Badges: whom they are for, and how often each was printed. Printing never checks anybody in."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.account import short_of
from planner.domain.attendance.badge import Badge
from planner.domain.attendance.verdict import DeviceRight
from planner.domain.errors import NotFound
from planner.domain.rights import Action, Viewer
from planner.services.invitation.codes import Carried, carried, issue_missing
from planner.store import audit
from planner.store import meeting as meetings
from planner.store.attendance import office
from planner.store.attendance.door import Holder
from planner.store.meeting import Meeting


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a badge's code is made of: the code key, and the link that stands before a code."""

    key: str
    base_url: str

    def link(self, code: str) -> str:
        return f"{self.base_url}/V/{code}".upper()


@dataclass(frozen=True, slots=True)
class Printing:
    """Badges to print; `again` of them were printed before."""

    title: str
    code: str
    badges: tuple[Badge, ...]
    again: int


def for_office(
    session: Session,
    viewer: Viewer,
    meeting_id: int,
    stamp: Stamp,
    now: datetime,
    only: Collection[int] | None = None,
) -> Printing:
    """The badges of a meeting, or of some of its delegates. NotFound: nobody is to have one."""
    meeting = meetings.get(session, viewer, Action.PRINT_PAPER, meeting_id, lock=True)
    made = _printing(session, meeting, stamp, now, only)
    change = {"badges": [None, len(made.badges)]}
    audit.record(session, viewer, now, "print_badges", meeting, change)
    return made


def for_door(
    session: Session, holder: Holder, delegate_id: int, stamp: Stamp, now: datetime
) -> Printing:
    """One badge at a door that may print; NotFound for others, and for who is not of here."""
    if DeviceRight.PRINT not in holder.rights:
        raise NotFound("badge")
    meeting = session.get_one(Meeting, holder.meeting_id)
    return _printing(session, meeting, stamp, now, (delegate_id,))


def _printing(
    session: Session,
    meeting: Meeting,
    stamp: Stamp,
    now: datetime,
    only: Collection[int] | None,
) -> Printing:
    issue_missing(session, meeting.id, stamp.key, now)
    wanted = [
        one
        for one in carried(session, meeting.id, stamp.key)
        if only is None or one.delegate.id in only
    ]
    if not wanted:
        raise NotFound("badge")
    again = office.count_printed(session, [one.delegate.id for one in wanted], now)
    return Printing(
        title=meeting.title,
        code=meeting.code,
        badges=tuple(_badge(meeting, one, stamp) for one in wanted),
        again=again,
    )


def _badge(meeting: Meeting, one: Carried, stamp: Stamp) -> Badge:
    who = one.delegate
    return Badge(
        name=who.name,
        position=who.position,
        unit=who.unit_name,
        seat=who.seat,
        meeting=meeting.title,
        link=stamp.link(one.code),
        short=short_of(one.code),
    )

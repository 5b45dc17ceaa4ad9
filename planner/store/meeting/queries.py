"""The ways to meetings: by what the viewer may do, one by one and in lists."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Session, joinedload

from planner.domain.errors import NotFound
from planner.domain.meeting import LIVE, MeetingKind, Status
from planner.domain.rights import Action, Relation, Viewer
from planner.domain.timespan import Precision, local_day, start_of_day
from planner.store.directory import Unit, allowed, is_below, is_mine
from planner.store.meeting.later import delegate as _delegate
from planner.store.meeting.later import series as _series
from planner.store.meeting.later import turn as _turn
from planner.store.meeting.later import unit_page as _unit_page
from planner.store.meeting.rows import Meeting
from planner.store.session import locked
from planner.store.text import words_asked
from planner.store.venue import Hall


@dataclass(frozen=True, slots=True)
class MeetingFilter:
    """What a list shows: None and empty texts leave nothing out. Days are local, both inside."""

    text: str = ""
    first: date | None = None
    last: date | None = None
    statuses: tuple[Status, ...] = ()
    kinds: tuple[MeetingKind, ...] = ()
    unit_id: int | None = None  # convenes, hosts or prepares it
    series_id: int | None = None
    hall_id: int | None = None
    venue_id: int | None = None  # any hall of this house
    is_undated: bool = False  # only what has no day yet
    coming_on: date | None = None  # only what is still to be, seen from this day
    past_on: date | None = None  # only what is behind this day, the latest first


class SeriesName(NamedTuple):
    """The series of a meeting, and which of its sessions it is."""

    id: int
    code: str
    title: str
    ordinal: int


WITH_NAMES = (
    joinedload(Meeting.convenor),
    joinedload(Meeting.host),
    joinedload(Meeting.standing_office),
    joinedload(Meeting.hall).joinedload(Hall.venue),
    joinedload(Meeting.topic),
)
# Both engines make a day of a moment; that it is the day in UTC only shifts equals in a list.
_FIRST_DAY = func.coalesce(func.date(Meeting.starts_at), Meeting.window_start)
_WITH_A_DAY = (Precision.MINUTE, Precision.SESSION, Precision.DAY)
IN_ORDER = (_FIRST_DAY.nulls_last(), Meeting.starts_at.nulls_last(), Meeting.id)
_LATEST_FIRST = (
    _FIRST_DAY.desc().nulls_last(),
    Meeting.starts_at.desc().nulls_last(),
    Meeting.id.desc(),
)


def meetings_for(viewer: Viewer, action: Action) -> Select[Meeting]:
    """The meetings to which the viewer may do this: the one way to a meeting."""
    return select(Meeting).where(allowed(viewer, action, _relations(viewer)))


def find(
    session: Session, viewer: Viewer, action: Action, meeting_id: int, *, lock: bool = False
) -> Meeting | None:
    """The meeting with all its names, if within reach. Locked, it stays as it is till the end."""
    query = meetings_for(viewer, action).where(Meeting.id == meeting_id).options(*WITH_NAMES)
    return session.scalar(locked(query, Meeting) if lock else query)


def get(
    session: Session, viewer: Viewer, action: Action, meeting_id: int, *, lock: bool = False
) -> Meeting:
    """As `find`, or NotFound: out of reach looks like missing."""
    meeting = find(session, viewer, action, meeting_id, lock=lock)
    if meeting is None:
        raise NotFound("meeting")
    return meeting


def get_named(session: Session, viewer: Viewer, action: Action, name: str) -> Meeting:
    """By its code or its number, as commands name it, or NotFound."""
    number = int(name) if name.isascii() and name.isdigit() and len(name) < 10 else 0
    named = or_(Meeting.code == name, Meeting.id == number)
    query = meetings_for(viewer, action).where(named).options(*WITH_NAMES)
    meeting = session.scalar(query.order_by((Meeting.code == name).desc()).limit(1))
    if meeting is None:
        raise NotFound(f"meeting {name}")
    return meeting


def listed(
    session: Session,
    viewer: Viewer,
    wanted: MeetingFilter,
    *,
    limit: int | None = None,
    offset: int = 0,
) -> Sequence[Meeting]:
    """Meetings that the viewer may see, by their first day, those without one last; with names."""
    order = _LATEST_FIRST if wanted.past_on else IN_ORDER
    query = _filtered(viewer, wanted).options(*WITH_NAMES).order_by(*order)
    return session.scalars(query.limit(limit).offset(offset)).all()


def count(session: Session, viewer: Viewer, wanted: MeetingFilter) -> int:
    """How many `listed` would give without a limit."""
    found = _filtered(viewer, wanted).with_only_columns(Meeting.id).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def meetings_between(
    session: Session, viewer: Viewer, first: date, last: date
) -> Sequence[Meeting]:
    """What may fall on these days, windows and deadlines too; with names."""
    return listed(session, viewer, MeetingFilter(first=first, last=last))


def next_of(session: Session, viewer: Viewer, now: datetime) -> Meeting | None:
    """The next meeting, or the one that goes on, of those that are still to be; with names."""
    still = or_(Meeting.ends_at > now, Meeting.window_end >= local_day(now))
    query = meetings_for(viewer, Action.SEE_MEETING).where(
        still, Meeting.status.in_(LIVE), Meeting.precision.in_(_WITH_A_DAY)
    )
    return session.scalar(query.options(*WITH_NAMES).order_by(*IN_ORDER).limit(1))


def series_of(
    session: Session, meeting_ids: Collection[int] | None = None
) -> dict[int, SeriesName]:
    """The series of these meetings (None: of all), where they are sessions of one."""
    named = (_series.c.id, _series.c.code, _series.c.title, _turn.c.ordinal)
    query = select(_turn.c.meeting_id, *named).join(_series, _series.c.id == _turn.c.series_id)
    if meeting_ids is not None:
        query = query.where(_turn.c.meeting_id.in_(meeting_ids))
    return {row[0]: SeriesName(*row[1:]) for row in session.execute(query)}


def _relations(viewer: Viewer) -> dict[Relation, ColumnElement[bool]]:
    """How a meeting must stand to the viewer; an office stands where its unit stands."""
    mine = select(Unit.id).where(is_mine(viewer)).scalar_subquery()
    below = select(Unit.id).where(is_below(viewer))
    called = select(_delegate.c.meeting_id).where(
        _delegate.c.unit_id.in_(mine), _delegate.c.state != "cancelled"
    )
    asked = select(_unit_page.c.meeting_id).where(_unit_page.c.unit_id.in_(mine))
    return {
        Relation.ANY: true(),
        Relation.CONVENES: Meeting.convenor_id.in_(mine),
        Relation.HOSTS: Meeting.host_id.in_(mine),
        Relation.OVERSEES: or_(Meeting.convenor_id.in_(below), Meeting.host_id.in_(below)),
        Relation.INVITED: or_(Meeting.id.in_(called), Meeting.id.in_(asked)),
    }


def _filtered(viewer: Viewer, wanted: MeetingFilter) -> Select[Meeting]:
    query = meetings_for(viewer, Action.SEE_MEETING).where(*_has_words(wanted.text))
    query = query.where(*_has_days(wanted))
    if wanted.statuses:
        query = query.where(Meeting.status.in_(wanted.statuses))
    if wanted.kinds:
        query = query.where(Meeting.kind.in_(wanted.kinds))
    if wanted.hall_id is not None:
        query = query.where(Meeting.hall_id == wanted.hall_id)
    if wanted.venue_id is not None:
        halls = select(Hall.id).where(Hall.venue_id == wanted.venue_id)
        query = query.where(Meeting.hall_id.in_(halls))
    if wanted.unit_id is not None:
        parts = (Meeting.convenor_id, Meeting.host_id, Meeting.standing_office_id)
        query = query.where(or_(*(part == wanted.unit_id for part in parts)))
    if wanted.series_id is not None:
        sessions = select(_turn.c.meeting_id).where(_turn.c.series_id == wanted.series_id)
        query = query.where(Meeting.id.in_(sessions))
    return query


def _has_words(text: str) -> Iterator[ColumnElement[bool]]:
    """Each word begins a word of title or code, without dấu, in any order."""
    for word in words_asked(text):
        key = literal(" ").concat(Meeting.search_key)
        yield key.contains(f" {word}")  # letters and digits only


def _has_days(wanted: MeetingFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.first or wanted.last:
        yield _on_days(wanted.first, wanted.last)
    if wanted.is_undated:
        yield _undated()
    if wanted.coming_on:
        yield _still_to_be(wanted.coming_on)
    if wanted.past_on:
        yield not_(_still_to_be(wanted.past_on))


def _undated() -> ColumnElement[bool]:
    return and_(Meeting.starts_at.is_(None), Meeting.window_start.is_(None))


def _still_to_be(today: date) -> ColumnElement[bool]:
    """Its days are not behind us, today's own meetings among them; or it waits for a day."""
    waits = and_(_undated(), Meeting.status.not_in((Status.HELD, Status.CANCELLED)))
    ends = func.coalesce(Meeting.ends_at >= start_of_day(today), false())
    window = func.coalesce(Meeting.window_end >= today, false())
    return or_(ends, window, waits)


def _on_days(first: date | None, last: date | None) -> ColumnElement[bool]:
    """Its hours or its window touch these days; None leaves an end open."""
    hours: list[ColumnElement[bool]] = [Meeting.starts_at.is_not(None)]
    window: list[ColumnElement[bool]] = [Meeting.window_start.is_not(None)]
    if first:
        hours.append(Meeting.ends_at > start_of_day(first))
        window.append(Meeting.window_end >= first)
    if last:
        hours.append(Meeting.starts_at < start_of_day(last + timedelta(days=1)))
        window.append(Meeting.window_start <= last)
    return or_(and_(*hours), and_(*window))

"""What a meeting must look out for: other meetings, days of rest, codes in use."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zlib import crc32

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from planner.domain.meeting import LIVE, MarkedDay
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import DateWindow, TimeSpan
from planner.store.directory import Unit
from planner.store.meeting.later import delegate as _delegate
from planner.store.meeting.queries import meetings_for
from planner.store.meeting.rows import Holiday, Meeting


@dataclass(frozen=True, slots=True)
class Clash:
    """Another meeting at the same time, and who is called to both (of a host: its unit)."""

    meeting_id: int
    code: str
    names: tuple[str, ...]


def called_elsewhere(session: Session, meeting_id: int, span: TimeSpan) -> list[Clash]:
    """Live meetings at the same time to which some of this one's delegates are called, too."""
    mine, theirs = _delegate.alias("mine"), _delegate.alias("theirs")
    query = (
        select(Meeting.id, Meeting.code, mine.c.name)
        .join(theirs, theirs.c.meeting_id == Meeting.id)
        .join(mine, mine.c.person_id == theirs.c.person_id)
        .where(mine.c.meeting_id == meeting_id, mine.c.state == "live")
        .where(theirs.c.state == "live", *_at_the_same_time(meeting_id, span))
        .order_by(Meeting.id, mine.c.name)
    )
    return _clashes(session, query)


def hosted_elsewhere(
    session: Session, host_id: int, meeting_id: int, span: TimeSpan
) -> list[Clash]:
    """Other live meetings that a unit hosts at the same time."""
    query = (
        select(Meeting.id, Meeting.code, Unit.name)
        .join(Unit, Unit.id == Meeting.host_id)
        .where(Meeting.host_id == host_id, *_at_the_same_time(meeting_id, span))
        .order_by(Meeting.id)
    )
    return _clashes(session, query)


def hosted_within(session: Session, unit_ids: Collection[int], span: TimeSpan) -> Sequence[Meeting]:
    """Live meetings of known hours that these units host within a span."""
    query = select(Meeting).where(Meeting.host_id.in_(unit_ids), *_live_in(span))
    return session.scalars(query.order_by(Meeting.starts_at, Meeting.id)).all()


def called_within(
    session: Session, people: Collection[int], span: TimeSpan
) -> list[tuple[int, TimeSpan]]:
    """When these people are called to live meetings of known hours, or to another's place."""
    query = (
        select(_delegate.c.person_id, Meeting.starts_at, Meeting.ends_at)
        .join(Meeting, Meeting.id == _delegate.c.meeting_id)
        .where(_delegate.c.person_id.in_(people), _delegate.c.state == "live", *_live_in(span))
    )
    found = session.execute(query.order_by(Meeting.starts_at, Meeting.id))
    return [(row[0], TimeSpan(*row[1:])) for row in found]


def units_within(
    session: Session, units: Collection[int], span: TimeSpan
) -> list[tuple[int, TimeSpan]]:
    """When these units convene or host live meetings of known hours."""
    busy = []
    for column in (Meeting.convenor_id, Meeting.host_id):
        query = select(column, Meeting.starts_at, Meeting.ends_at).where(
            column.in_(units), *_live_in(span)
        )
        for unit, start, end in session.execute(query):
            if unit and start and end:
                busy.append((unit, TimeSpan(start, end)))
    return busy


def _live_in(span: TimeSpan) -> tuple[ColumnElement[bool], ...]:
    return (
        Meeting.status.in_(LIVE),
        Meeting.starts_at < span.end,
        Meeting.ends_at > span.start,
    )


def people_called(session: Session, meeting_id: int) -> Sequence[int]:
    """Who of the people that we know is called to a meeting."""
    query = select(_delegate.c.person_id).where(
        _delegate.c.meeting_id == meeting_id,
        _delegate.c.state == "live",
        _delegate.c.person_id.is_not(None),
    )
    return session.scalars(query).all()


def visible(session: Session, viewer: Viewer, meeting_ids: Collection[int]) -> set[int]:
    """Those of these meetings that the viewer may see."""
    query = meetings_for(viewer, Action.SEE_MEETING).with_only_columns(Meeting.id)
    return set(session.scalars(query.where(Meeting.id.in_(meeting_ids)))) if meeting_ids else set()


def marked_days(session: Session, days: DateWindow) -> dict[date, MarkedDay]:
    """Holidays, and weekend days worked instead."""
    query = select(Holiday).where(Holiday.day.between(days.start, days.end))
    return {row.day: MarkedDay(row.name, row.is_off) for row in session.scalars(query)}


def codes_in_use(session: Session, prefix: str) -> Sequence[str]:
    """Codes that begin so. Who asks, asks in order to take the next: PostgreSQL lets one at a time.

    SQLite lets one writer at a time anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(crc32(prefix.encode()))))
    query = select(Meeting.code).where(Meeting.code.startswith(prefix, autoescape=True))
    return session.scalars(query).all()


def mark_changed(session: Session, meeting_ids: Collection[int], now: datetime) -> None:
    """Calendars fetch these meetings anew."""
    query = update(Meeting).where(Meeting.id.in_(meeting_ids)).values(changed_at=now)
    session.execute(query)


def _at_the_same_time(meeting_id: int, span: TimeSpan) -> tuple[ColumnElement[bool], ...]:
    return (
        Meeting.id != meeting_id,
        Meeting.status.in_(LIVE),
        Meeting.starts_at < span.end,
        Meeting.ends_at > span.start,
    )


def _clashes(session: Session, query: Select[int, str, str]) -> list[Clash]:
    names: dict[tuple[int, str], list[str]] = defaultdict(list)
    for meeting_id, code, name in session.execute(query):
        names[meeting_id, code].append(name)
    return [Clash(*meeting, tuple(who)) for meeting, who in names.items()]


def find_marked(session: Session, day: date) -> Holiday | None:
    """The mark of a day."""
    return session.scalar(select(Holiday).where(Holiday.day == day))


def marked_years(session: Session, years: Collection[int]) -> set[int]:
    """Those of these years of which the table knows: their first day is marked in any case."""
    firsts = [date(year, 1, 1) for year in years]
    return {day.year for day in session.scalars(select(Holiday.day).where(Holiday.day.in_(firsts)))}


def add_marked_days(session: Session, marks: Mapping[date, MarkedDay]) -> int:
    """Add these days; what somebody else added meanwhile stays. How many are new."""
    if not marks:
        return 0
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    rows = [{"day": day, "name": mark.name, "is_off": mark.is_off} for day, mark in marks.items()]
    query = insert(Holiday).values(rows).on_conflict_do_nothing(index_elements=["day"])
    return len(session.scalars(query.returning(Holiday.id)).all())

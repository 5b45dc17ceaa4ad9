"""Series of giao ban: a year, its sessions, and who hosts each."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    UniqueConstraint,
    and_,
    case,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import (
    Mapped,
    Session,
    contains_eager,
    joinedload,
    mapped_column,
    relationship,
)

from planner.domain.directory import ids_above
from planner.domain.errors import NotFound
from planner.domain.meeting import LIVE, Status
from planner.domain.rights import OFFICE_KINDS, Action, Relation, Viewer
from planner.domain.text import matches
from planner.domain.timespan import local_day, whole_day
from planner.store import directory
from planner.store.base import Base
from planner.store.directory import Unit, allowed, is_below, is_mine, units_under
from planner.store.meeting import IN_ORDER, WITH_NAMES, Meeting
from planner.store.meeting.later import delegate
from planner.store.session import locked
from planner.store.text import may_match
from planner.store.topic import Topic


class Series(Base):
    """What the sessions of a year share. `flag_to_id`: who takes the flag after the last one."""

    __tablename__ = "series"

    code: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    year: Mapped[int] = mapped_column(index=True)
    convenor_id: Mapped[int] = mapped_column(ForeignKey(Unit.id), index=True)
    standing_office_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    flag_from_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))  # held it before
    flag_to_id: Mapped[int | None] = mapped_column(ForeignKey(Unit.id))
    changed_at: Mapped[datetime]
    convenor: Mapped[Unit] = relationship(foreign_keys=[convenor_id], lazy="raise")
    standing_office: Mapped[Unit | None] = relationship(
        foreign_keys=[standing_office_id], lazy="raise"
    )
    flag_from: Mapped[Unit | None] = relationship(foreign_keys=[flag_from_id], lazy="raise")
    flag_to: Mapped[Unit | None] = relationship(foreign_keys=[flag_to_id], lazy="raise")


class HostTurn(Base):
    """The n-th session of a series; the host, the time and the topic are the meeting's own."""

    __tablename__ = "host_turn"
    __table_args__ = (
        UniqueConstraint("series_id", "ordinal"),
        UniqueConstraint("meeting_id"),
        Index(None, "series_id", "ordinal"),
    )

    series_id: Mapped[int] = mapped_column(ForeignKey(Series.id))
    ordinal: Mapped[int]
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    series: Mapped[Series] = relationship(lazy="raise")
    meeting: Mapped[Meeting] = relationship(lazy="raise")


@dataclass(frozen=True, slots=True)
class SeriesFilter:
    """What a list of series is narrowed to."""

    year: int | None = None
    convenor_id: int | None = None


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """A series in a list: how many sessions it has, none called off, and how many were held."""

    series: Series
    sessions: int
    held: int


_WITH_UNITS = (
    joinedload(Series.convenor),
    joinedload(Series.standing_office),
    joinedload(Series.flag_from),
    joinedload(Series.flag_to),
)
_WITH_MEETING = joinedload(HostTurn.meeting).options(*WITH_NAMES)


def series_for(viewer: Viewer, action: Action) -> Select[Series]:
    """The series to which the viewer may do this: the one way to a series."""
    return select(Series).where(allowed(viewer, action, _relations(viewer)))


def _relations(viewer: Viewer) -> dict[Relation, ColumnElement[bool]]:
    """How a series must stand to the viewer; an office stands where its unit stands."""
    mine = select(Unit.id).where(is_mine(viewer)).scalar_subquery()
    below = select(Unit.id).where(is_below(viewer))
    hosted = select(HostTurn.series_id).join(HostTurn.meeting).where(Meeting.host_id.in_(mine))
    return {
        Relation.ANY: true(),
        Relation.CONVENES: Series.convenor_id.in_(mine),
        Relation.HOSTS: Series.id.in_(hosted),
        Relation.OVERSEES: Series.convenor_id.in_(below),
        Relation.UNDER: Series.convenor_id.in_(ids_above(viewer.seat_path)),
    }


def find(
    session: Session, viewer: Viewer, action: Action, series_id: int, *, lock: bool = False
) -> Series | None:
    """The series with the names of its units, if within reach.

    Locked, its sessions are numbered by one at a time.
    """
    query = series_for(viewer, action).where(Series.id == series_id).options(*_WITH_UNITS)
    return session.scalar(locked(query, Series) if lock else query)


def get(
    session: Session, viewer: Viewer, action: Action, series_id: int, *, lock: bool = False
) -> Series:
    """As `find`, or NotFound: out of reach looks like missing."""
    series = find(session, viewer, action, series_id, lock=lock)
    if series is None:
        raise NotFound("series")
    return series


def get_by_code(session: Session, viewer: Viewer, action: Action, code: str) -> Series:
    """As commands name it, or NotFound."""
    query = series_for(viewer, action).where(Series.code == code).options(*_WITH_UNITS)
    series = session.scalar(query)
    if series is None:
        raise NotFound(f"series {code}")
    return series


def listed(
    session: Session, viewer: Viewer, wanted: SeriesFilter, *, limit: int, offset: int = 0
) -> list[SeriesLine]:
    """Series that the viewer may see, the latest year first, with convenor and counts."""
    query = _filtered(viewer, wanted).options(joinedload(Series.convenor))
    query = query.order_by(Series.year.desc(), Series.title, Series.id)
    found = session.scalars(query.limit(limit).offset(offset)).all()
    counts = _counts(session, [series.id for series in found])
    return [SeriesLine(series, *counts.get(series.id, (0, 0))) for series in found]


def count(session: Session, viewer: Viewer, wanted: SeriesFilter) -> int:
    """How many `listed` would give without a limit."""
    found = _filtered(viewer, wanted).with_only_columns(Series.id).subquery()
    return session.scalar(select(func.count()).select_from(found)) or 0


def years_of(session: Session, viewer: Viewer) -> Sequence[int]:
    """The years in which there are series to see, the latest first."""
    query = series_for(viewer, Action.SEE_SERIES).with_only_columns(Series.year)
    return session.scalars(query.distinct().order_by(Series.year.desc())).all()


def _filtered(viewer: Viewer, wanted: SeriesFilter) -> Select[Series]:
    query = series_for(viewer, Action.SEE_SERIES)
    if wanted.year is not None:
        query = query.where(Series.year == wanted.year)
    if wanted.convenor_id is not None:
        query = query.where(Series.convenor_id == wanted.convenor_id)
    return query


def _counts(session: Session, series_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    live = func.sum(case((Meeting.status != Status.CANCELLED, 1), else_=0))
    held = func.sum(case((Meeting.status == Status.HELD, 1), else_=0))
    query = (
        select(HostTurn.series_id, live, held)
        .join(HostTurn.meeting)
        .where(HostTurn.series_id.in_(series_ids))
        .group_by(HostTurn.series_id)
    )
    return {row[0]: (int(row[1]), int(row[2])) for row in session.execute(query)}


def turns_of(session: Session, series: Series) -> Sequence[HostTurn]:
    """The sessions in order, each with its meeting and all of its names."""
    query = select(HostTurn).where(HostTurn.series_id == series.id).options(_WITH_MEETING)
    query = query.order_by(HostTurn.ordinal).execution_options(populate_existing=True)
    return session.scalars(query).all()


def get_turn(session: Session, series: Series, meeting_id: int) -> HostTurn:
    """The session that is this meeting, or NotFound."""
    query = select(HostTurn).where(
        HostTurn.series_id == series.id, HostTurn.meeting_id == meeting_id
    )
    turn = session.scalar(query.options(_WITH_MEETING))
    if turn is None:
        raise NotFound("session")
    return turn


def hostings_until(session: Session, viewer: Viewer, series: Series) -> Sequence[HostTurn]:
    """Every session with a host, of this year and before, in the series of one convenor.

    With series and meeting; only of series that the viewer may see.
    """
    seen = _filtered(viewer, SeriesFilter(convenor_id=series.convenor_id))
    seen = seen.where(Series.year <= series.year).with_only_columns(Series.id)
    query = (
        select(HostTurn)
        .join(HostTurn.series)
        .join(HostTurn.meeting)
        .where(HostTurn.series_id.in_(seen), Meeting.host_id.is_not(None))
        .options(contains_eager(HostTurn.series), contains_eager(HostTurn.meeting))
        .order_by(Series.year, HostTurn.ordinal, HostTurn.id)
    )
    return session.scalars(query).all()


def flag_year(session: Session, convenor_id: int, today: date) -> int | None:
    """In which year of a convenor the flag goes on: that of the last session that is over.

    Where none of that year is still to come it is the next year that has sessions.
    """
    past = or_(Meeting.ends_at <= whole_day(today).start, Meeting.window_end < today)
    is_over = or_(Meeting.status == Status.HELD, and_(Meeting.status == Status.CONFIRMED, past))
    query = (
        select(Series.year, func.sum(case((is_over, 1), else_=0)), func.count())
        .join(HostTurn, HostTurn.series_id == Series.id)
        .join(Meeting, Meeting.id == HostTurn.meeting_id)
        .where(Series.convenor_id == convenor_id, Meeting.status != Status.CANCELLED)
        .group_by(Series.year)
        .order_by(Series.year)
    )
    rows = [(int(year), over, whole) for year, over, whole in session.execute(query)]
    begun = [(year, over == whole) for year, over, whole in rows if over]
    if not begun:
        return None
    last, is_complete = begun[-1]
    later = [year for year, *_counts in rows if year > last]
    return later[0] if is_complete and later else last


def first_host_after(session: Session, viewer: Viewer, series: Series) -> int | None:
    """Who hosts the first session of the convenor's series of the next year, where it is planned.

    Only of series that the viewer may see.
    """
    seen = _filtered(viewer, SeriesFilter(year=series.year + 1, convenor_id=series.convenor_id))
    query = (
        select(Meeting.host_id)
        .join(HostTurn, HostTurn.meeting_id == Meeting.id)
        .where(HostTurn.series_id.in_(seen.with_only_columns(Series.id)))
        .where(Meeting.status != Status.CANCELLED)
        .order_by(HostTurn.ordinal, HostTurn.id)
    )
    return session.scalar(query.limit(1))


def next_hosting(session: Session, viewer: Viewer, now: datetime) -> HostTurn | None:
    """The next session with a host, one without a day last; with series, meeting and names."""
    seen = series_for(viewer, Action.SEE_SERIES).with_only_columns(Series.id)
    today = local_day(now)
    undated = and_(Meeting.starts_at.is_(None), Meeting.window_start.is_(None))
    still = or_(
        Meeting.ends_at > now,
        Meeting.window_end >= today,
        and_(undated, Series.year >= today.year),
    )
    query = (
        select(HostTurn)
        .join(HostTurn.series)
        .join(HostTurn.meeting)
        .where(HostTurn.series_id.in_(seen), Meeting.host_id.is_not(None))
        .where(Meeting.status.in_(LIVE), still)
        .options(contains_eager(HostTurn.series))
        .options(contains_eager(HostTurn.meeting).joinedload(Meeting.host))
        .order_by(*IN_ORDER)
    )
    return session.scalar(query.limit(1))


def convenors_for(session: Session, viewer: Viewer) -> Sequence[Unit]:
    """The units whose series the viewer may plan, those with units of ours below them."""
    return directory.convenors_for(session, viewer, Action.PLAN_SERIES)


def get_convenor(session: Session, viewer: Viewer, unit_id: int | None) -> Unit:
    """One of `convenors_for`, or NotFound."""
    return directory.get_convenor(session, viewer, Action.PLAN_SERIES, unit_id)


def possible_hosts(session: Session, convenor: Unit, day: date) -> list[Unit]:
    """Who may host: the units directly below the convenor that day, no offices, nobody outside."""
    below = units_under(session, convenor, day)
    return [unit for unit in below if not unit.is_outside and unit.kind not in OFFICE_KINDS]


def possible_offices(session: Session, convenor: Unit, day: date) -> list[Unit]:
    """Who may be the standing office: the convenor's own offices that day."""
    return [unit for unit in units_under(session, convenor, day) if unit.kind in OFFICE_KINDS]


def called_to(session: Session, meeting_ids: Collection[int]) -> dict[int, int]:
    """How many delegates are called to each meeting, where any are."""
    query = (
        select(delegate.c.meeting_id, func.count())
        .where(delegate.c.meeting_id.in_(meeting_ids), delegate.c.state == "live")
        .group_by(delegate.c.meeting_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def studies_of(
    session: Session, viewer: Viewer, topic_ids: Collection[int]
) -> dict[int, list[HostTurn]]:
    """By topic the sessions that study it, the latest first, of series that the viewer may see.

    With series, meeting and host; what was called off is left out.
    """
    seen = series_for(viewer, Action.SEE_SERIES).with_only_columns(Series.id)
    query = (
        select(HostTurn)
        .join(HostTurn.series)
        .join(HostTurn.meeting)
        .where(Meeting.topic_id.in_(topic_ids), Meeting.status != Status.CANCELLED)
        .where(HostTurn.series_id.in_(seen))
        .options(contains_eager(HostTurn.series))
        .options(contains_eager(HostTurn.meeting).joinedload(Meeting.host))
        .order_by(Series.year.desc(), HostTurn.ordinal.desc(), HostTurn.id)
    )
    found: dict[int, list[HostTurn]] = {}
    for turn in session.scalars(query):
        found.setdefault(turn.meeting.topic_id or 0, []).append(turn)
    return found


def topics_studied(
    session: Session, viewer: Viewer, text: str = "", *, limit: int | None = None, offset: int = 0
) -> list[Topic]:
    """Topics of the sessions that the viewer may see, by title; `text` in any order, no dấu."""
    seen = series_for(viewer, Action.SEE_SERIES).with_only_columns(Series.id)
    used = (
        select(Meeting.topic_id)
        .join(HostTurn, HostTurn.meeting_id == Meeting.id)
        .where(HostTurn.series_id.in_(seen), Meeting.status != Status.CANCELLED)
    )
    query = select(Topic).where(Topic.id.in_(used), may_match(Topic.search_key, text))
    found = session.scalars(query.order_by(Topic.search_key, Topic.id))
    matching = [topic for topic in found if matches(text, topic.search_key)]
    return matching[offset : None if limit is None else offset + limit]

"""Runs of the year planner, sessions that nobody may move, and moves that can be taken back."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    UniqueConstraint,
    delete,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from planner.domain.errors import NotFound
from planner.domain.meeting import LIVE, Status
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import TimeSpan
from planner.store.base import Base
from planner.store.meeting import WITH_NAMES, Meeting
from planner.store.series import HostTurn, Series, series_for

AT_WORK = ("waiting", "running")


class PlanningRun(Base):
    """A plan that was asked for. `kind`: year, or replan (after an incident).

    `asked` is the wish in plain values, `instance` the problem in the form rotation-1, `ground` how
    the sessions stood when it was asked. `state`: waiting, running, done, stopped, failed.
    `progress` is the best so far, `answer` what came of it.
    """

    __tablename__ = "planning_run"

    kind: Mapped[str]
    year: Mapped[int]
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    instance: Mapped[dict[str, Any]] = mapped_column(JSON)
    ground: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(default="waiting", index=True)
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    answer: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    is_stop_asked: Mapped[bool] = mapped_column(default=False)
    seconds: Mapped[int]
    tries: Mapped[int] = mapped_column(default=0)
    worker: Mapped[str] = mapped_column(default="")
    beat_at: Mapped[datetime | None]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))  # text: above us
    account_name: Mapped[str]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]

    @property
    def is_at_work(self) -> bool:
        return self.state in AT_WORK


class PlanningSeries(Base):
    """A series that a run plans."""

    __tablename__ = "planning_series"
    __table_args__ = (UniqueConstraint("run_id", "series_id"),)

    run_id: Mapped[int] = mapped_column(ForeignKey(PlanningRun.id))
    series_id: Mapped[int] = mapped_column(ForeignKey(Series.id), index=True)


class TurnLock(Base):
    """A session that no plan may touch, and why."""

    __tablename__ = "turn_lock"

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), unique=True)
    reason: Mapped[str] = mapped_column(default="")
    account_name: Mapped[str]
    at: Mapped[datetime]


class SessionMove(Base):
    """That a session was moved on the board: its time `before` and `after`, in plain values."""

    __tablename__ = "session_move"

    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), index=True)
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    meeting: Mapped[Meeting] = relationship(lazy="raise")


def _in_reach(viewer: Viewer) -> ColumnElement[bool]:
    """Runs all of whose series the viewer plans."""
    mine = series_for(viewer, Action.PLAN_SERIES).with_only_columns(Series.id)
    foreign = select(PlanningSeries.id).where(
        PlanningSeries.run_id == PlanningRun.id, PlanningSeries.series_id.not_in(mine)
    )
    return ~foreign.exists()


def runs_for(
    session: Session, viewer: Viewer, *, limit: int, offset: int = 0
) -> Sequence[PlanningRun]:
    """The latest first."""
    query = select(PlanningRun).where(_in_reach(viewer)).order_by(PlanningRun.id.desc())
    return session.scalars(query.limit(limit).offset(offset)).all()


def count_runs(session: Session, viewer: Viewer) -> int:
    query = select(func.count()).select_from(PlanningRun).where(_in_reach(viewer))
    return session.scalar(query) or 0


def get_run(session: Session, viewer: Viewer, run_id: int, *, lock: bool = False) -> PlanningRun:
    """One of those whose series the viewer plans, or NotFound."""
    query = select(PlanningRun).where(PlanningRun.id == run_id, _in_reach(viewer))
    run = session.scalar(query.with_for_update() if lock else query)
    if run is None:
        raise NotFound("planning run")
    return run


def series_of_run(session: Session, run_id: int) -> list[Series]:
    """With their convenors, by title."""
    query = select(Series).join(PlanningSeries, PlanningSeries.series_id == Series.id)
    query = query.where(PlanningSeries.run_id == run_id).options(joinedload(Series.convenor))
    return list(session.scalars(query.order_by(Series.title, Series.id)))


def claim_run(session: Session, worker: str, now: datetime, lost: datetime) -> PlanningRun | None:
    """The oldest that waits, or whose worker has been silent since `lost`; now ours."""
    free = or_(
        PlanningRun.state == "waiting",
        (PlanningRun.state == "running") & (PlanningRun.beat_at < lost),
    )
    query = select(PlanningRun).where(free).order_by(PlanningRun.id).limit(1)
    run = session.scalar(query.with_for_update(skip_locked=True))
    if run is not None:
        run.state, run.worker, run.beat_at, run.tries = "running", worker, now, run.tries + 1
        session.flush()
    return run


def get_claimed(session: Session, run_id: int, worker: str) -> PlanningRun | None:
    """The run while it is this worker's; None when another has it."""
    query = select(PlanningRun).where(PlanningRun.id == run_id, PlanningRun.worker == worker)
    return session.scalar(query.where(PlanningRun.state == "running").with_for_update())


def forget_runs(session: Session, before: datetime) -> None:
    """Drop runs that were asked for before that, unless they are at work."""
    old = select(PlanningRun.id).where(
        PlanningRun.created_at < before, PlanningRun.state.not_in(AT_WORK)
    )
    session.execute(delete(PlanningSeries).where(PlanningSeries.run_id.in_(old)))
    session.execute(
        delete(PlanningRun).where(
            PlanningRun.created_at < before, PlanningRun.state.not_in(AT_WORK)
        )
    )


def turns_in(session: Session, series_ids: Collection[int]) -> Sequence[HostTurn]:
    """The sessions of these series with series, meeting and all names, in order."""
    query = (
        select(HostTurn)
        .where(HostTurn.series_id.in_(series_ids))
        .options(
            joinedload(HostTurn.series).joinedload(Series.convenor),
            joinedload(HostTurn.meeting).options(*WITH_NAMES),
        )
        .order_by(HostTurn.series_id, HostTurn.ordinal)
    )
    return session.scalars(query.execution_options(populate_existing=True)).all()


def series_of_year(session: Session, viewer: Viewer, year: int, *, limit: int) -> list[Series]:
    """Those that the viewer plans, with convenors, by level and title."""
    query = series_for(viewer, Action.PLAN_SERIES).where(Series.year == year)
    query = query.options(joinedload(Series.convenor)).order_by(Series.title, Series.id)
    return list(session.scalars(query.limit(limit)))


def years_planned(session: Session, viewer: Viewer) -> list[int]:
    """The years in which there are series to plan, the latest first."""
    query = series_for(viewer, Action.PLAN_SERIES).with_only_columns(Series.year).distinct()
    return list(session.scalars(query.order_by(Series.year.desc())))


def flag_promised_to(session: Session, series: Series) -> int | None:
    """Who was to take the flag after the last session of the convenor's series of the year before.

    None where that is open.
    """
    query = select(Series.flag_to_id).where(
        Series.convenor_id == series.convenor_id,
        Series.year == series.year - 1,
        Series.flag_to_id.is_not(None),
    )
    return session.scalar(query.order_by(Series.id).limit(1))


def locks_of(session: Session, meeting_ids: Collection[int]) -> dict[int, TurnLock]:
    """By meeting."""
    query = select(TurnLock).where(TurnLock.meeting_id.in_(meeting_ids))
    return {lock.meeting_id: lock for lock in session.scalars(query)}


def last_move(session: Session, account_id: int | None, year: int) -> SessionMove | None:
    """What somebody moved last on the board of a year and has not taken back; with its meeting."""
    query = (
        select(SessionMove)
        .join(HostTurn, HostTurn.meeting_id == SessionMove.meeting_id)
        .join(Series, Series.id == HostTurn.series_id)
        .join(SessionMove.meeting)
        .where(SessionMove.account_id == account_id, Series.year == year)
        .where(SessionMove.undone_at.is_(None), Meeting.status != Status.CANCELLED)
        .options(joinedload(SessionMove.meeting))
        .order_by(SessionMove.id.desc())
    )
    return session.scalar(query.limit(1))


def turns_hit(session: Session, viewer: Viewer, span: TimeSpan, since: int) -> Sequence[HostTurn]:
    """Sessions of known hours within a span, of series that the viewer plans, of years from then.

    With series and all names, the earliest first; what is over or called off is left out.
    """
    mine = series_for(viewer, Action.PLAN_SERIES).with_only_columns(Series.id)
    query = (
        select(HostTurn)
        .join(HostTurn.meeting)
        .join(HostTurn.series)
        .where(HostTurn.series_id.in_(mine), Series.year >= since)
        .where(Meeting.starts_at < span.end, Meeting.ends_at > span.start)
        .where(Meeting.status.in_(LIVE))
        .options(joinedload(HostTurn.series), joinedload(HostTurn.meeting).options(*WITH_NAMES))
        .order_by(Meeting.starts_at, HostTurn.id)
    )
    return session.scalars(query).all()


def turn_planned(session: Session, viewer: Viewer, meeting_id: int) -> HostTurn:
    """A session of a series that the viewer plans, with series and all names, or NotFound."""
    mine = series_for(viewer, Action.PLAN_SERIES).with_only_columns(Series.id)
    query = select(HostTurn).where(HostTurn.meeting_id == meeting_id, HostTurn.series_id.in_(mine))
    with_names = query.options(
        joinedload(HostTurn.series).joinedload(Series.convenor),
        joinedload(HostTurn.meeting).options(*WITH_NAMES),
    )
    turn = session.scalar(with_names.execution_options(populate_existing=True))
    if turn is None:
        raise NotFound("session")
    return turn

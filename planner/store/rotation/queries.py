"""Reading the rotation. Whoever reached the series has been asked for the right already."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from planner.domain.errors import NotFound
from planner.domain.meeting import Status
from planner.domain.rights import Action, Viewer
from planner.domain.text import matches
from planner.store.meeting import Meeting
from planner.store.rotation.rows import (
    DayProposal,
    EarlierHosting,
    FlagHandover,
    RotationBook,
    StudyReport,
    TurnChange,
)
from planner.store.series import HostTurn, Series, series_for
from planner.store.text import may_match
from planner.store.topic import Topic
from planner.store.venue import Hall


def book_of(session: Session, convenor_id: int) -> RotationBook | None:
    """How this convenor counts, where it has said so."""
    return session.scalar(select(RotationBook).where(RotationBook.convenor_id == convenor_id))


def hosted_of(session: Session, convenor_id: int) -> Sequence[HostTurn]:
    """Every session of the convenor's series with a host that counts; with series, meeting, host.

    Called off and put off sessions are left out.
    """
    counts = (Status.TENTATIVE, Status.CONFIRMED, Status.HELD)
    query = (
        select(HostTurn)
        .join(HostTurn.series)
        .join(HostTurn.meeting)
        .join(Meeting.host)
        .where(Series.convenor_id == convenor_id, Meeting.status.in_(counts))
        .options(contains_eager(HostTurn.series))
        .options(contains_eager(HostTurn.meeting).contains_eager(Meeting.host))
        .order_by(Series.year, HostTurn.ordinal, HostTurn.id)
    )
    return session.scalars(query).all()


def earlier_of(session: Session, convenor_id: int) -> Sequence[EarlierHosting]:
    """The imported history, the latest first; with unit and topic."""
    query = select(EarlierHosting).where(EarlierHosting.convenor_id == convenor_id)
    query = query.options(joinedload(EarlierHosting.unit), joinedload(EarlierHosting.topic))
    order = (EarlierHosting.held_on.desc(), EarlierHosting.id)
    return session.scalars(query.order_by(*order)).all()


def get_earlier(session: Session, convenor_id: int, earlier_id: int) -> EarlierHosting:
    """One of `earlier_of`, or NotFound."""
    query = select(EarlierHosting).where(
        EarlierHosting.convenor_id == convenor_id, EarlierHosting.id == earlier_id
    )
    found = session.scalar(query.options(joinedload(EarlierHosting.unit)))
    if found is None:
        raise NotFound("earlier hosting")
    return found


def changes_of(session: Session, convenor_id: int) -> Sequence[TurnChange]:
    """Turns given away, the latest first; with units and meetings."""
    query = select(TurnChange).where(TurnChange.convenor_id == convenor_id)
    query = query.options(
        joinedload(TurnChange.unit),
        joinedload(TurnChange.other),
        joinedload(TurnChange.meeting),
        joinedload(TurnChange.other_meeting),
    )
    return session.scalars(query.order_by(TurnChange.at.desc(), TurnChange.id.desc())).all()


def skipped_at(session: Session, meeting_id: int) -> dict[int, str]:
    """The units that were passed over at a session, and why."""
    query = select(TurnChange).where(TurnChange.kind == "skip", TurnChange.meeting_id == meeting_id)
    return {change.unit_id: change.reason for change in session.scalars(query)}


def handovers_of(session: Session, convenor_id: int) -> Sequence[FlagHandover]:
    """The way of the flag, the earliest first; with units and meetings."""
    query = select(FlagHandover).where(FlagHandover.convenor_id == convenor_id)
    query = query.options(
        joinedload(FlagHandover.giver),
        joinedload(FlagHandover.taker),
        joinedload(FlagHandover.meeting),
    )
    return session.scalars(query.order_by(FlagHandover.handed_on, FlagHandover.id)).all()


def handover_at(session: Session, meeting_id: int) -> FlagHandover | None:
    """That a session handed the flag on, where it was written down; with units."""
    query = select(FlagHandover).where(FlagHandover.meeting_id == meeting_id)
    with_units = query.options(joinedload(FlagHandover.giver), joinedload(FlagHandover.taker))
    return session.scalar(with_units)


def topics_known(
    session: Session, viewer: Viewer, text: str = "", *, limit: int, offset: int = 0
) -> list[Topic]:
    """Topics of the sessions that the viewer may see and of the earlier turns of their convenors.

    By title; `text` in any order, without dấu.
    """
    seen = series_for(viewer, Action.SEE_SERIES).with_only_columns(Series.id)
    convenors = series_for(viewer, Action.SEE_SERIES).with_only_columns(Series.convenor_id)
    studied = (
        select(Meeting.topic_id)
        .join(HostTurn, HostTurn.meeting_id == Meeting.id)
        .where(HostTurn.series_id.in_(seen), Meeting.status != Status.CANCELLED)
    )
    earlier = select(EarlierHosting.topic_id).where(EarlierHosting.convenor_id.in_(convenors))
    query = select(Topic).where(
        or_(Topic.id.in_(studied), Topic.id.in_(earlier)), may_match(Topic.search_key, text)
    )
    found = session.scalars(query.order_by(Topic.search_key, Topic.id))
    matching = [topic for topic in found if matches(text, topic.search_key)]
    return matching[offset : offset + limit]


def earlier_seen(
    session: Session, viewer: Viewer, topic_ids: Collection[int]
) -> dict[int, list[EarlierHosting]]:
    """By topic the earlier turns that studied it, the latest first, of convenors within sight."""
    convenors = series_for(viewer, Action.SEE_SERIES).with_only_columns(Series.convenor_id)
    query = select(EarlierHosting).where(
        EarlierHosting.topic_id.in_(topic_ids), EarlierHosting.convenor_id.in_(convenors)
    )
    query = query.options(joinedload(EarlierHosting.unit))
    found: dict[int, list[EarlierHosting]] = {}
    for row in session.scalars(query.order_by(EarlierHosting.held_on.desc(), EarlierHosting.id)):
        found.setdefault(row.topic_id or 0, []).append(row)
    return found


def report_of(session: Session, meeting_id: int) -> StudyReport | None:
    """What the session left behind, where that was written down."""
    return session.scalar(select(StudyReport).where(StudyReport.meeting_id == meeting_id))


def reports_of(session: Session, meeting_ids: Collection[int]) -> dict[int, StudyReport]:
    """By meeting."""
    query = select(StudyReport).where(StudyReport.meeting_id.in_(meeting_ids))
    return {report.meeting_id: report for report in session.scalars(query)}


def proposals_of(session: Session, meeting_id: int) -> Sequence[DayProposal]:
    """What hosts proposed for a session, the latest first; with unit and hall."""
    query = select(DayProposal).where(DayProposal.meeting_id == meeting_id)
    with_names = query.options(
        joinedload(DayProposal.unit), joinedload(DayProposal.hall).joinedload(Hall.venue)
    )
    return session.scalars(with_names.order_by(DayProposal.id.desc())).all()


def proposal_waiting(session: Session, meeting_id: int) -> DayProposal | None:
    """What still waits for the convenor."""
    waiting = (proposal for proposal in proposals_of(session, meeting_id))
    return next((proposal for proposal in waiting if proposal.state == "waiting"), None)

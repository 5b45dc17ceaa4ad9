"""Reading the rotation. Whoever reached the series has been asked for the right already."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from planner.domain.errors import NotFound
from planner.domain.meeting import Status
from planner.store.meeting import Meeting
from planner.store.rotation.rows import (
    DayProposal,
    EarlierHosting,
    FlagHandover,
    RotationBook,
    StudyReport,
    TurnChange,
)
from planner.store.series import HostTurn, Series
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


def report_of(session: Session, meeting_id: int) -> StudyReport | None:
    """What the session left behind, where that was written down."""
    return session.scalar(select(StudyReport).where(StudyReport.meeting_id == meeting_id))


def reports_of(session: Session, meeting_ids: Collection[int]) -> dict[int, StudyReport]:
    """By meeting."""
    query = select(StudyReport).where(StudyReport.meeting_id.in_(meeting_ids))
    return {report.meeting_id: report for report in session.scalars(query)}


def earlier_studies(
    session: Session, topic_ids: Collection[int], convenors: Collection[int]
) -> Sequence[EarlierHosting]:
    """The imported sessions of these convenors that studied these topics; with their units."""
    query = select(EarlierHosting).where(
        EarlierHosting.topic_id.in_(topic_ids), EarlierHosting.convenor_id.in_(convenors)
    )
    query = query.options(joinedload(EarlierHosting.unit), joinedload(EarlierHosting.topic))
    return session.scalars(query.order_by(EarlierHosting.held_on.desc())).all()


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

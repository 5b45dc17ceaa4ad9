"""Turns of hosts beyond one year: earlier history, changes of turns, the flag, reports, days."""

from planner.store.rotation.planning import PlanningRun, SessionMove, TurnLock
from planner.store.rotation.queries import (
    book_of,
    changes_of,
    earlier_of,
    earlier_seen,
    get_earlier,
    handover_at,
    handovers_of,
    hosted_of,
    proposal_waiting,
    proposals_of,
    report_of,
    reports_of,
    skipped_at,
    topics_known,
)
from planner.store.rotation.rows import (
    DayProposal,
    EarlierHosting,
    FlagHandover,
    RotationBook,
    StudyReport,
    TurnChange,
)

__all__ = [
    "DayProposal",
    "EarlierHosting",
    "FlagHandover",
    "PlanningRun",
    "RotationBook",
    "SessionMove",
    "StudyReport",
    "TurnChange",
    "TurnLock",
    "book_of",
    "changes_of",
    "earlier_of",
    "earlier_seen",
    "get_earlier",
    "handover_at",
    "handovers_of",
    "hosted_of",
    "proposal_waiting",
    "proposals_of",
    "report_of",
    "reports_of",
    "skipped_at",
    "topics_known",
]

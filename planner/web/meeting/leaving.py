"""What a session of a series leaves behind: the flag handed on, its report, a proposed day."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from planner.store import rotation as turns
from planner.store.meeting import Meeting
from planner.store.rotation import StudyReport
from planner.web.wording import gettext


@dataclass(frozen=True, slots=True)
class Left:
    """`flag` says who handed it to whom; `proposed` the words of a day that waits."""

    flag: str
    report: StudyReport | None
    proposed: str
    proposer: str


def left_by(session: Session, meeting: Meeting) -> Left:
    """For who may see the meeting."""
    waiting = turns.proposal_waiting(session, meeting.id)
    return Left(
        flag=_flag(session, meeting),
        report=turns.report_of(session, meeting.id),
        proposed=waiting.words if waiting else "",
        proposer=waiting.unit.name if waiting else "",
    )


def _flag(session: Session, meeting: Meeting) -> str:
    found = turns.handover_at(session, meeting.id)
    if found is None:
        return ""
    nobody = gettext("chưa xác định")
    return gettext(
        "%(giver)s trao cho %(taker)s ngày %(day)s",
        giver=found.giver.name if found.giver else nobody,
        taker=found.taker.name if found.taker else nobody,
        day=f"{found.handed_on:%d/%m/%Y}",
    )

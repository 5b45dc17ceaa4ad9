"""What a session that studied a topic left behind. The caller commits."""

from dataclasses import asdict, dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.store import audit
from planner.store import rotation as turns
from planner.store import series as all_series
from planner.store.rotation import StudyReport
from planner.store.session import flush

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """The report by name and address, and what was concluded."""

    report: str = ""
    report_url: str = ""
    conclusion: str = ""


def write_report(
    session: Session,
    viewer: Viewer,
    series_id: int,
    meeting_id: int,
    facts: ReportFacts,
    now: datetime,
) -> StudyReport:
    """Keep the report and the conclusion of a session; empty texts take them away again."""
    series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id, lock=True)
    turn = all_series.get_turn(session, series, meeting_id)
    kept = ReportFacts(one_line(facts.report), _link(facts.report_url), facts.conclusion.strip())
    for name, text in asdict(kept).items():
        if len(text) > LONGEST:
            raise RuleBroken("rotation.words_too_long", field=name, longest=LONGEST)
    row = turns.report_of(session, turn.meeting_id)
    if row is None:
        row = StudyReport(meeting_id=turn.meeting_id, report="", report_url="", conclusion="")
        session.add(row)
    before = {name: getattr(row, name) for name in asdict(kept)}
    for name, text in asdict(kept).items():
        setattr(row, name, text)
    row.changed_at = now
    flush(session)
    differs = audit.differences(before, asdict(kept))
    if differs:
        audit.record(session, viewer, now, "write_report", turn.meeting, differs)
    return row


def _link(text: str) -> str:
    """The address of a page that a browser opens, or none."""
    link = one_line(text)
    try:
        parts = urlsplit(link)
    except ValueError:  # brackets that do not match
        parts = None
    if link and not (parts and parts.scheme in ("http", "https") and parts.hostname):
        raise RuleBroken("rotation.link_malformed", field="report_url")
    return link

"""Writing down who handed the flag to whom. The caller commits."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain import rotation as rules
from planner.domain.errors import RuleBroken
from planner.domain.meeting import has_begun
from planner.domain.rights import Action, Viewer
from planner.domain.rotation import Handover
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.services.rotation.ledger import ledger_of
from planner.services.series import turn_of
from planner.store import audit
from planner.store import rotation as turns
from planner.store import series as all_series
from planner.store.rotation import FlagHandover
from planner.store.series import HostTurn, Series
from planner.store.session import flush

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True)
class HandoverFacts:
    """From whom to whom (None: chưa xác định), on which day, at which session if at one."""

    day: date
    from_id: int | None
    to_id: int | None
    meeting_id: int | None = None
    note: str = ""


def hand_over(
    session: Session, viewer: Viewer, series_id: int, facts: HandoverFacts, now: datetime
) -> FlagHandover:
    """Write down a handover; who gives must be who has it, and the days go forward."""
    series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id, lock=True)
    earlier = handovers_of(session, series)
    known = ledger_of(session, series, now).units
    for name, unit_id in (("from_id", facts.from_id), ("to_id", facts.to_id)):
        is_holder = bool(earlier) and unit_id == earlier[-1].taker
        if unit_id is not None and unit_id not in known and not is_holder:
            raise RuleBroken("series.not_of_the_convenor", field=name)
    new = Handover(facts.day, facts.from_id, facts.to_id)
    rules.ensure_handover(new, earlier, local_day(now))
    if len(one_line(facts.note)) > LONGEST_NOTE:
        raise RuleBroken("rotation.reason_too_long", field="note", longest=LONGEST_NOTE)
    if facts.meeting_id is not None:
        _ensure_begun(all_series.get_turn(session, series, facts.meeting_id), now)
    row = FlagHandover(
        convenor_id=series.convenor_id,
        handed_on=facts.day,
        from_id=facts.from_id,
        to_id=facts.to_id,
        meeting_id=facts.meeting_id,
        note=one_line(facts.note),
    )
    session.add(row)
    flush(session)
    said = audit.values(row, "handed_on from_id to_id meeting_id")
    changes = {name: [None, value] for name, value in said.items()}
    audit.record(session, viewer, now, "hand_over_flag", series, changes)
    return row


def take_back(
    session: Session, viewer: Viewer, series_id: int, handover_id: int, now: datetime
) -> None:
    """Undo the latest handover that was written down wrongly."""
    series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id, lock=True)
    rows = turns.handovers_of(session, series.convenor_id)
    if not rows or rows[-1].id != handover_id:
        raise RuleBroken("rotation.flag_not_the_last", field="day")
    said = audit.values(rows[-1], "handed_on from_id to_id meeting_id")
    session.delete(rows[-1])
    flush(session)
    changes = {name: [value, None] for name, value in said.items()}
    audit.record(session, viewer, now, "take_back_flag", series, changes)


def handovers_of(session: Session, series: Series) -> list[Handover]:
    """The way of the flag as the rules see it, the earliest first."""
    rows = turns.handovers_of(session, series.convenor_id)
    return [Handover(row.handed_on, row.from_id, row.to_id) for row in rows]


def taker_after(session: Session, viewer: Viewer, series: Series, turn: HostTurn) -> int | None:
    """Whom this session hands the flag to, as far as plans tell; None: chưa xác định."""
    planned = [turn_of(one) for one in all_series.turns_of(session, series)]
    first = all_series.first_host_after(session, viewer, series)
    return rules.next_holder(turn_of(turn), planned, series.flag_to_id, first)


def _ensure_begun(turn: HostTurn, now: datetime) -> None:
    if not has_begun(turn.meeting.when, now):
        raise RuleBroken("rotation.flag_not_yet", field="day")

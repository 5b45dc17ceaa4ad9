"""Writing down who cannot take part when. The caller commits."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain import blackout as rules
from planner.domain.blackout import Kind
from planner.domain.errors import RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.domain.timewords import read
from planner.store import audit
from planner.store import blackout as blackouts
from planner.store import directory as units
from planner.store import venue as venues
from planner.store.blackout import Blackout
from planner.store.session import flush

LONGEST_WORDS = 200


@dataclass(frozen=True, slots=True)
class BlackoutFacts:
    """Who and when; `when` in words. A person or a hall is kept under the unit that notes it."""

    kind: Kind
    unit_id: int
    when: str
    reason: str
    person_id: int | None = None
    hall_id: int | None = None


def add_blackout(session: Session, viewer: Viewer, facts: BlackoutFacts, now: datetime) -> Blackout:
    """Keep one at a unit for which the viewer may; refused without reason, without days."""
    row = Blackout(created_at=now)
    _write(session, viewer, row, facts, now)
    session.add(row)
    flush(session)
    said = audit.values(row, "kind unit_id person_id hall_id starts_at ends_at reason")
    changes = {name: [None, value] for name, value in said.items() if value is not None}
    audit.record(session, viewer, now, "add_blackout", row, changes)
    return row


def change_blackout(
    session: Session, viewer: Viewer, blackout_id: int, facts: BlackoutFacts, now: datetime
) -> Blackout:
    """Other days, another reason, or somebody else."""
    row = blackouts.get(session, viewer, Action.KEEP_BLACKOUTS, blackout_id)
    names = "kind unit_id person_id hall_id starts_at ends_at reason"
    before = audit.values(row, names)
    _write(session, viewer, row, facts, now)
    flush(session)
    differs = audit.differences(before, audit.values(row, names))
    if differs:
        audit.record(session, viewer, now, "change_blackout", row, differs)
    return row


def remove_blackout(session: Session, viewer: Viewer, blackout_id: int, now: datetime) -> None:
    """Take one away."""
    row = blackouts.get(session, viewer, Action.KEEP_BLACKOUTS, blackout_id)
    said = audit.values(row, "kind unit_id person_id hall_id starts_at ends_at reason")
    changes = {name: [value, None] for name, value in said.items() if value is not None}
    audit.record(session, viewer, now, "remove_blackout", row, changes)
    session.delete(row)
    flush(session)


def _write(
    session: Session, viewer: Viewer, row: Blackout, facts: BlackoutFacts, now: datetime
) -> None:
    unit = units.get_unit(session, viewer, Action.KEEP_BLACKOUTS, facts.unit_id)
    words = one_line(facts.when)
    if len(words) > LONGEST_WORDS:
        raise RuleBroken("blackout.no_days", field="when")
    span = rules.span_of(read(words, local_day(now)))
    reason = rules.reason_of(facts.reason)
    _ensure_named(session, viewer, facts)
    row.kind, row.unit_id, row.reason = facts.kind.value, unit.id, reason
    row.person_id = facts.person_id if facts.kind is Kind.PERSON else None
    row.hall_id = facts.hall_id if facts.kind is Kind.HALL else None
    row.starts_at, row.ends_at = span.start, span.end


def _ensure_named(session: Session, viewer: Viewer, facts: BlackoutFacts) -> None:
    if facts.kind is Kind.PERSON:
        if facts.person_id is None:
            raise RuleBroken("blackout.no_such_person", field="person")
        units.get_person(session, viewer, Action.SEE_PEOPLE, facts.person_id)
    if facts.kind is Kind.HALL and (
        facts.hall_id is None or venues.get_hall(session, facts.hall_id) is None
    ):
        raise RuleBroken("blackout.no_such_hall", field="hall_id")

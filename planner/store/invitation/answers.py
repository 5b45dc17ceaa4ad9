"""The ways to the ledger of answers, and to how a meeting asks."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from planner.domain.invitation import Entry, Event
from planner.store.invitation.answer_rows import AnswerEntry, AnswerSetting


def add_entries(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write lines given as the values of their columns, ten thousand in one go."""
    values = [dict(row) for row in rows]
    if values:
        session.execute(insert(AnswerEntry), values)


def entries_of(session: Session, delegate_id: int) -> Sequence[AnswerEntry]:
    """The ledger of one delegate, in the order in which it was written."""
    query = select(AnswerEntry).where(AnswerEntry.delegate_id == delegate_id)
    return session.scalars(query.order_by(AnswerEntry.id)).all()


def read_entry(row: AnswerEntry) -> Entry:
    """A line as the rules read it."""
    return Entry(Event(row.event), row.at, row.reply, row.reason, row.name, row.position)


def last_entry(session: Session, meeting_id: int) -> int:
    """The number of the newest line of a meeting, 0 = none: what is newer changed the board."""
    query = select(func.max(AnswerEntry.id)).where(AnswerEntry.meeting_id == meeting_id)
    return session.scalar(query) or 0


def setting_of(session: Session, meeting_id: int) -> AnswerSetting:
    """How a meeting asks; the usual where nothing was set, which is not kept."""
    query = select(AnswerSetting).where(AnswerSetting.meeting_id == meeting_id)
    return session.scalar(query) or AnswerSetting(
        meeting_id=meeting_id,
        approves_substitutes=False,
        after_deadline="late",
        asks_vehicles=False,
        asks_lodging=False,
        asks_meals=False,
        asks_speeches=False,
    )

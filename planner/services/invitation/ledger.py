"""Writing the ledger of answers, and the list as the ledger gives it. The caller commits."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.invitation import Event, Standing, Way
from planner.store.invitation import Delegate, answers
from planner.store.invitation.answer_rows import AnswerEntry
from planner.store.notice import OutboxMessage


@dataclass(frozen=True, slots=True)
class By:
    """Who wrote a line, when, by what way; `said_by` is who told them, by telephone."""

    way: Way
    at: datetime
    name: str = ""
    said_by: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What goes with a line: the answer and its reason, or who comes instead and as what."""

    reply: str = ""
    reason: str = ""
    name: str = ""
    position: str = ""


NOTHING = Said()


def write(session: Session, delegate: Delegate, event: Event, by: By, said: Said = NOTHING) -> None:
    """Add a line, and let the list say what the ledger says now."""
    row = AnswerEntry(
        meeting_id=delegate.meeting_id,
        delegate_id=delegate.id,
        event=event.value,
        **asdict(said),
        way=by.way.value,
        by_name=by.name,
        said_by=by.said_by,
        at=by.at,
    )
    session.add(row)
    _show(delegate, standing_of(delegate).after(answers.read_entry(row)))
    session.flush()


def write_called(session: Session, delegates: Iterable[Delegate], by: By) -> None:
    """That all of these were put on the list; who comes with an answer has it from here."""
    rows = [
        {
            "meeting_id": one.meeting_id,
            "delegate_id": one.id,
            "event": Event.CALLED.value,
            "reply": "" if one.reply == "none" else one.reply,
            "way": by.way.value,
            "by_name": by.name,
            "at": by.at,
        }
        for one in delegates
    ]
    answers.add_entries(session, rows)


def write_sent(session: Session, letter_id: int, now: datetime) -> None:
    """That a letter to a delegate left."""
    letter = session.get(OutboxMessage, letter_id)
    delegate = session.get(Delegate, letter.delegate_id) if letter and letter.delegate_id else None
    if letter is not None and delegate is not None:
        write(session, delegate, Event.SENT, By(Way.LETTER, now, letter.address))


def standing_of(delegate: Delegate) -> Standing:
    """How somebody stands, as the list has it."""
    proposed = (delegate.proposed_name, delegate.proposed_position)
    return Standing(
        state=delegate.state,
        reply=delegate.reply,
        reason=delegate.reply_reason,
        replied_at=delegate.replied_at,
        seen_at=delegate.seen_at,
        proposed=proposed if delegate.proposed_name else None,
    )


def _show(delegate: Delegate, stands: Standing) -> None:
    delegate.state, delegate.reply, delegate.reply_reason = (
        stands.state,
        stands.reply,
        stands.reason,
    )
    delegate.replied_at, delegate.seen_at = stands.replied_at, stands.seen_at
    delegate.proposed_name, delegate.proposed_position = stands.proposed or ("", "")

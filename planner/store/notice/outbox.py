"""The outbox: the one queue of what must leave the house, written with the deed that causes it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import (
    JSON,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    and_,
    bindparam,
    column,
    delete,
    exists,
    func,
    or_,
    select,
    table,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from planner.domain.errors import NotFound
from planner.domain.rights import Action, Relation, Viewer
from planner.store.base import LAST_ID, Base
from planner.store.directory import Unit, is_below

WAITING, SENDING, SENT, FAILED, UNCERTAIN = "waiting", "sending", "sent", "failed", "uncertain"
STATES = (WAITING, SENDING, SENT, FAILED, UNCERTAIN)
IN_DOUBT = (FAILED, UNCERTAIN)  # a person decides
_AT_ONCE = 500  # ids in one IN

# By name: meetings come after letters in the order of nouns.
_MEETING = table(
    "meeting",
    column("id"),
    column("code"),
    column("title"),
    column("convenor_id"),
    column("host_id"),
)


class OutboxMessage(Base):
    """One letter to one recipient for one purpose: `purpose` is unique, so none is queued twice.

    `state`: waiting, sending, sent, failed, uncertain (the server was lost between the text and
    its answer). `claimed_at` is the heartbeat of the worker that has it. Without a `subject` the
    words are made when it leaves, from `kind` and `parts`.
    """

    __tablename__ = "outbox_message"
    __table_args__ = (
        Index(None, "state", "due_at"),
        Index(None, "address", "state"),
        Index(None, "delegate_id", "kind"),
    )

    purpose: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    meeting_id: Mapped[int | None] = mapped_column(ForeignKey("meeting.id"), index=True)
    delegate_id: Mapped[int | None] = mapped_column(ForeignKey("delegate.id"))
    address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    parts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # what else belongs to it
    state: Mapped[str] = mapped_column(default=WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    claimed_at: Mapped[datetime | None]
    claimed_by: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(default="")


@dataclass(frozen=True, slots=True)
class Listed:
    """A letter as the list of the outbox shows it, with its meeting where it has one."""

    letter: OutboxMessage
    meeting_code: str | None
    meeting_title: str | None


@dataclass(frozen=True, slots=True)
class LettersAsked:
    """What a list of letters is narrowed to; `text` is a part of the address."""

    meeting_id: int | None = None
    kind: str = ""
    text: str = ""


EVERY_LETTER = LettersAsked()


@dataclass(frozen=True, slots=True)
class Backlog:
    """What stands in the outbox: letters by state, and since when the oldest one is due."""

    counts: dict[str, int]
    oldest_due: datetime | None


def add_once(session: Session, values: dict[str, Any]) -> OutboxMessage | None:
    """Put a letter in the outbox; None when one of its purpose stands there already."""
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    query = insert(OutboxMessage).values(values).on_conflict_do_nothing(index_elements=["purpose"])
    return session.scalar(query.returning(OutboxMessage))


def find_unsent(session: Session, kind: str, meeting_id: int, address: str) -> OutboxMessage | None:
    """A letter that no worker has touched yet, held against workers until the caller commits."""
    query = select(OutboxMessage).where(
        OutboxMessage.kind == kind,
        OutboxMessage.meeting_id == meeting_id,
        OutboxMessage.address == address,
        OutboxMessage.state == WAITING,
        OutboxMessage.attempts == 0,
    )
    return session.scalar(query.order_by(OutboxMessage.id.desc()).limit(1).with_for_update())


def last_of_kind(session: Session, kind: str, meeting_id: int, address: str) -> int:
    """The number of the newest letter of a kind about a meeting to an address; 0 = none yet."""
    query = select(func.max(OutboxMessage.id)).where(
        OutboxMessage.kind == kind,
        OutboxMessage.meeting_id == meeting_id,
        OutboxMessage.address == address,
    )
    return session.scalar(query) or 0


def claim_next(session: Session, worker: str, now: datetime) -> OutboxMessage | None:
    """The next letter that is due, now this worker's; None = nothing is due.

    A letter waits for the earlier one about its meeting to its address, so that a cancellation
    never overtakes its invitation.
    """
    letter = session.scalar(_next_due(), {"now": now})
    if letter is not None:
        letter.state, letter.claimed_by, letter.claimed_at = SENDING, worker, now
        letter.attempts += 1
        session.flush()
    return letter


@cache
def _next_due() -> Select[OutboxMessage]:
    """Put together once: that takes longer than asking."""
    earlier = aliased(OutboxMessage)
    overtakes = exists().where(
        earlier.address == OutboxMessage.address,
        earlier.state.in_((WAITING, SENDING)),
        earlier.meeting_id == OutboxMessage.meeting_id,
        earlier.id < OutboxMessage.id,
    )
    query = select(OutboxMessage).where(
        OutboxMessage.state == WAITING, OutboxMessage.due_at <= bindparam("now"), ~overtakes
    )
    first = query.order_by(OutboxMessage.due_at, OutboxMessage.id).limit(1)
    return first.with_for_update(skip_locked=True)


def held_by(session: Session, letter_id: int, worker: str) -> OutboxMessage | None:
    """The letter, while this worker is the last that had it; locked until the commit.

    An uncertain one too: the worker that sent it knows better than who found it silent.
    """
    query = select(OutboxMessage).where(
        OutboxMessage.id == letter_id,
        OutboxMessage.claimed_by == worker,
        OutboxMessage.state.in_((SENDING, UNCERTAIN)),
    )
    return session.scalar(query.with_for_update())


def give_up_silent(session: Session, before: datetime, now: datetime) -> int:
    """Letters whose worker was last heard of before then are uncertain; how many there were."""
    silent = and_(OutboxMessage.state == SENDING, OutboxMessage.claimed_at < before)
    values = {"state": UNCERTAIN, "settled_at": now, "last_error": "worker lost"}
    found = session.scalars(
        update(OutboxMessage).where(silent).values(values).returning(OutboxMessage.id)
    )
    return len(found.all())


def letters_for(
    session: Session,
    viewer: Viewer,
    state: str | None,
    *,
    limit: int,
    before_id: int = LAST_ID,
    asked: LettersAsked = EVERY_LETTER,
) -> Sequence[Listed]:
    """Letters about the meetings that the viewer leads, newest first, from below `before_id`."""
    query = (
        _visible(viewer)
        .add_columns(_MEETING.c.code, _MEETING.c.title)
        .where(OutboxMessage.id < before_id, *_narrowed(asked))
        .order_by(OutboxMessage.id.desc())
        .limit(limit)
    )
    if state is not None:
        query = query.where(OutboxMessage.state == state)
    return [Listed(*row) for row in session.execute(query)]


def letters_of_meeting(session: Session, meeting_id: int) -> Sequence[OutboxMessage]:
    """All letters about a meeting that the caller may see, in the order in which they came."""
    query = select(OutboxMessage).where(OutboxMessage.meeting_id == meeting_id)
    return session.scalars(query.order_by(OutboxMessage.id)).all()


def counts_for(
    session: Session, viewer: Viewer, asked: LettersAsked = EVERY_LETTER
) -> dict[str, int]:
    """Letters by state, of those that the viewer sees; every state is there."""
    narrowed = _visible(viewer).where(*_narrowed(asked))
    seen = narrowed.with_only_columns(OutboxMessage.state).subquery()
    rows = session.execute(select(seen.c.state, func.count()).group_by(seen.c.state))
    return dict.fromkeys(STATES, 0) | dict(rows.all())


def get_letter(session: Session, viewer: Viewer, letter_id: int) -> OutboxMessage:
    """A letter that the viewer sees, locked until the commit; else NotFound."""
    query = _visible(viewer).where(OutboxMessage.id == letter_id)
    letter = session.scalar(query.with_for_update(of=OutboxMessage))
    if letter is None:
        raise NotFound("letter")
    return letter


def backlog(session: Session) -> Backlog:
    """How full the outbox is, for who keeps the server."""
    rows = session.execute(select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state))
    oldest = select(func.min(OutboxMessage.due_at)).where(OutboxMessage.state == WAITING)
    return Backlog(dict.fromkeys(STATES, 0) | dict(rows.all()), session.scalar(oldest))


def add_many(session: Session, values: Sequence[dict[str, Any]]) -> None:
    """Put many letters in the outbox at once; those of a known purpose are left out."""
    session.flush()
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    query = insert(OutboxMessage).on_conflict_do_nothing(index_elements=["purpose"])
    if values:
        session.connection().execute(query, list(values))


def withdraw(session: Session, letter_ids: Collection[int]) -> None:
    """Take letters that never left out of the outbox; their purposes are free again."""
    for some in _in_parts(letter_ids):
        query = delete(OutboxMessage).where(OutboxMessage.id.in_(some))
        session.execute(query, execution_options={"synchronize_session": False})


def put_off(session: Session, letter_ids: Collection[int], due_at: datetime) -> None:
    """Letters that no worker has touched leave later."""
    for some in _in_parts(letter_ids):
        query = update(OutboxMessage).where(
            OutboxMessage.id.in_(some),
            OutboxMessage.state == WAITING,
            OutboxMessage.attempts == 0,
        )
        session.execute(
            query.values(due_at=due_at), execution_options={"synchronize_session": False}
        )


def _in_parts(wanted: Collection[int]) -> Iterator[list[int]]:
    """SQLite counts the parameters of a statement."""
    left = iter(sorted(wanted))
    while some := list(islice(left, _AT_ONCE)):
        yield some


def _narrowed(asked: LettersAsked) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if asked.meeting_id is not None:
        wanted.append(OutboxMessage.meeting_id == asked.meeting_id)
    if asked.kind:
        wanted.append(OutboxMessage.kind == asked.kind)
    if asked.text:
        wanted.append(OutboxMessage.address.icontains(asked.text, autoescape=True))
    return wanted


def _visible(viewer: Viewer) -> Select[OutboxMessage]:
    query = select(OutboxMessage).outerjoin(_MEETING, _MEETING.c.id == OutboxMessage.meeting_id)
    reach = viewer.reach(Action.SEE_OUTBOX)
    if Relation.ANY in reach:
        return query
    return query.where(or_(False, *_led(viewer, reach)))


def _led(viewer: Viewer, reach: frozenset[Relation]) -> list[ColumnElement[bool]]:
    """The meetings in reach; an office acts for the unit that it belongs to."""
    below = select(Unit.id).where(is_below(viewer))
    ties = {
        Relation.CONVENES: _MEETING.c.convenor_id.in_([viewer.seat_id, viewer.unit_id]),
        Relation.OVERSEES: or_(_MEETING.c.convenor_id.in_(below), _MEETING.c.host_id.in_(below)),
    }
    return [tie for relation, tie in ties.items() if relation in reach]

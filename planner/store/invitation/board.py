"""The numbers of the organiser's board: answers by group and by unit, and a stretch of the list."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import Session

from planner.domain.text import matches
from planner.store.invitation.answer_rows import UnitPage
from planner.store.invitation.answers import last_entry
from planner.store.invitation.delegates import IN_ORDER
from planner.store.invitation.rows import Delegate
from planner.store.meeting import Meeting
from planner.store.text import may_match

_STANDS_IN = Delegate.substitute_for_id.is_not(None)
_HAS_SEEN = Delegate.seen_at.is_not(None)
# What the board calls a state, of those who are on the list.
STATES: dict[str, ColumnElement[bool]] = {
    "pending": and_(Delegate.reply == "none", ~_HAS_SEEN),
    "seen": and_(Delegate.reply == "none", _HAS_SEEN),
    "yes": and_(Delegate.reply == "yes", ~_STANDS_IN),
    "substitute": and_(Delegate.reply == "yes", _STANDS_IN),
    "no": Delegate.reply == "no",
    "proposed": Delegate.proposed_name != "",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What the list on the board is narrowed to; `group_id` 0 is those who belong to no group."""

    text: str = ""
    state: str = ""
    group_id: int | None = None
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """How many of one group and unit said the same."""

    group_id: int | None
    group: str
    unit_id: int | None
    unit: str
    reply: str
    has_seen: bool
    stands_in: bool
    count: int


def counts(session: Session, meeting_id: int) -> list[Counted]:
    """Those who are on the list of a meeting that the caller may see, in printed order."""
    has_seen, stands_in = _HAS_SEEN.label("has_seen"), _STANDS_IN.label("stands_in")
    parts = (
        Delegate.group_id,
        Delegate.group_name,
        Delegate.unit_id,
        Delegate.unit_name,
        Delegate.reply,
        has_seen,
        stands_in,
    )
    query = (
        select(*parts, func.count())
        .where(Delegate.meeting_id == meeting_id, Delegate.state == "live")
        .group_by(*parts)
        .order_by(func.min(Delegate.place), Delegate.group_name, Delegate.unit_name)
    )
    return [Counted(*row) for row in session.execute(query)]


def listed(
    session: Session, meeting: Meeting, asked: Asked, *, start: int, limit: int | None
) -> tuple[Sequence[Delegate], int]:
    """A stretch of those who are on the list, and how many there are."""
    wanted = _narrowed(meeting, asked)
    query = select(Delegate).where(*wanted).order_by(*IN_ORDER)
    if not asked.text:
        whole = session.scalar(select(func.count()).select_from(Delegate).where(*wanted)) or 0
        return session.scalars(query.offset(start).limit(limit)).all(), whole
    keys = select(Delegate.id, Delegate.search_key).where(*wanted).order_by(*IN_ORDER)
    found = [number for number, key in session.execute(keys) if matches(asked.text, key)]
    end = None if limit is None else start + limit
    some = list(islice(found, start, end))
    query = select(Delegate).where(Delegate.id.in_(some)).order_by(*IN_ORDER)
    return session.scalars(query).all(), len(found)


def proposed(session: Session, meeting_id: int) -> Sequence[Delegate]:
    """Those whose substitute waits for a yes, in printed order."""
    query = select(Delegate).where(
        Delegate.meeting_id == meeting_id, Delegate.state == "live", STATES["proposed"]
    )
    return session.scalars(query.order_by(*IN_ORDER)).all()


def version(session: Session, meeting_id: int) -> str:
    """What differs once anything on the board does: lines of the ledger, words of units, rows."""
    pages = select(func.max(UnitPage.changed_at)).where(UnitPage.meeting_id == meeting_id)
    rows = select(func.count()).select_from(Delegate).where(Delegate.meeting_id == meeting_id)
    said = session.scalar(pages)
    parts = (last_entry(session, meeting_id), session.scalar(rows), said and said.isoformat())
    return "-".join(str(part) for part in parts)


def _narrowed(meeting: Meeting, asked: Asked) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [
        Delegate.meeting_id == meeting.id,
        Delegate.state == "live",
        may_match(Delegate.search_key, asked.text),
    ]
    if asked.state in STATES:
        wanted.append(STATES[asked.state])
    if asked.group_id is not None:
        group = Delegate.group_id
        wanted.append(group == asked.group_id if asked.group_id else group.is_(None))
    if asked.unit_id is not None:
        wanted.append(Delegate.unit_id == asked.unit_id)
    return wanted

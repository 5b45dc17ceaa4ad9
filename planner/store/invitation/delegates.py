"""The ways to delegates: whole lists, pages of them, one by one, by a code."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, not_, select, update
from sqlalchemy.orm import Session, joinedload

from planner.domain.errors import NotFound
from planner.domain.rights import Action, Viewer
from planner.domain.text import matches
from planner.store import meeting as meetings
from planner.store.account import Credential
from planner.store.directory import Person, Post
from planner.store.invitation.rows import Delegate
from planner.store.meeting import Meeting
from planner.store.session import locked
from planner.store.text import may_match

# As lists are printed: by groups, then by tên in Vietnamese order.
IN_ORDER = (Delegate.place, Delegate.sort_key, Delegate.id)
LISTED = ("live", "replaced")


@dataclass(frozen=True, slots=True)
class DelegatesAsked:
    """What a list is narrowed to; `group_id` 0 is those who belong to no group."""

    text: str = ""
    group_id: int | None = None
    reply: str = ""
    state: str = ""


def delegates_of(
    session: Session,
    viewer: Viewer,
    meeting_id: int,
    *,
    action: Action = Action.SEE_INVITEES,
    states: Collection[str] = ("live",),
) -> Sequence[Delegate]:
    """Everybody called to a meeting within the viewer's reach, in printed order, with units."""
    meetings.get(session, viewer, action, meeting_id)
    query = select(Delegate).where(Delegate.meeting_id == meeting_id, Delegate.state.in_(states))
    return session.scalars(query.options(joinedload(Delegate.unit)).order_by(*IN_ORDER)).all()


def delegates_page(
    session: Session, meeting: Meeting, asked: DelegatesAsked, *, start: int, limit: int
) -> tuple[Sequence[Delegate], int]:
    """A stretch of the list of a meeting that the caller may see, and how many there are."""
    narrowed = _narrowed(meeting, asked)
    if not asked.text:
        whole = session.scalar(select(func.count()).select_from(Delegate).where(*narrowed)) or 0
        query = select(Delegate).where(*narrowed).order_by(*IN_ORDER)
        return session.scalars(query.offset(start).limit(limit)).all(), whole
    keys = select(Delegate.id, Delegate.search_key).where(*narrowed).order_by(*IN_ORDER)
    found = [number for number, key in session.execute(keys) if matches(asked.text, key)]
    wanted = list(islice(found, start, start + limit))
    query = select(Delegate).where(Delegate.id.in_(wanted)).order_by(*IN_ORDER)
    return session.scalars(query).all(), len(found)


def count_by_group(
    session: Session, meeting: Meeting
) -> Sequence[tuple[int | None, str, str, bool, int]]:
    """(group, its name, reply, whether it stands in for somebody, how many) of live delegates."""
    stands_in = Delegate.substitute_for_id.is_not(None)
    parts = (Delegate.group_id, Delegate.group_name, Delegate.reply, stands_in)
    query = (
        select(*parts, func.count())
        .where(Delegate.meeting_id == meeting.id, Delegate.state == "live")
        .group_by(*parts)
        .order_by(func.min(Delegate.place), Delegate.group_name)
    )
    return session.execute(query).all()


def get_delegate(
    session: Session, viewer: Viewer, action: Action, delegate_id: int, *, lock: bool = False
) -> Delegate:
    """With its meeting; NotFound where the viewer may not do this to the meeting."""
    query = select(Delegate).where(Delegate.id == delegate_id)
    delegate = session.scalar(locked(query, Delegate) if lock else query)
    if delegate is None:
        raise NotFound("delegate")
    meetings.get(session, viewer, action, delegate.meeting_id)
    return delegate


def delegate_of_code(session: Session, token_hash: str, *, lock: bool = False) -> Delegate | None:
    """Who carries a living code, with the meeting and its names; nobody else's rights apply."""
    query = (
        select(Delegate)
        .join(Credential, Credential.owner_id == Delegate.id)
        .where(
            Credential.kind == "delegate",
            Credential.hash == token_hash,
            Credential.revoked_at.is_(None),
            Delegate.state == "live",
        )
        .options(joinedload(Delegate.meeting).options(*meetings.WITH_NAMES))
    )
    return session.scalar(locked(query, Delegate) if lock else query)


def known_people(session: Session, meeting_id: int) -> dict[int, Delegate]:
    """Person to delegate, live before replaced before cancelled, of those who are in the books."""
    query = select(Delegate).where(
        Delegate.meeting_id == meeting_id, Delegate.person_id.is_not(None)
    )
    found = session.scalars(query.order_by(Delegate.id)).all()
    order = {"cancelled": 0, "replaced": 1, "live": 2}
    ranked = sorted(found, key=lambda delegate: order[delegate.state])
    return {delegate.person_id: delegate for delegate in ranked if delegate.person_id is not None}


def person_of_unit(session: Session, unit_id: int, key: str) -> Person | None:
    """Who has, or had, a post in this unit and this name without dấu; None of several."""
    in_unit = select(Post.person_id).where(Post.unit_id == unit_id)
    query = select(Person).where(Person.search_key == key, Person.id.in_(in_unit))
    found = session.scalars(query.limit(2)).all()
    return found[0] if len(found) == 1 else None


def stand_ins_of(session: Session, delegate: Delegate) -> Sequence[Delegate]:
    """Who stands, or stood, in for somebody, the last one first."""
    query = select(Delegate).where(Delegate.substitute_for_id == delegate.id)
    return session.scalars(query.order_by(Delegate.id.desc())).all()


def named_by_units(session: Session, meeting_id: int) -> dict[tuple[int, int], int]:
    """(group, unit) to how many live delegates it has there."""
    parts = (Delegate.group_id, Delegate.unit_id)
    query = (
        select(*parts, func.count())
        .where(
            Delegate.meeting_id == meeting_id,
            Delegate.state == "live",
            *(part.is_not(None) for part in parts),
        )
        .group_by(*parts)
    )
    return {
        (group, unit): count
        for group, unit, count in session.execute(query)
        if group is not None and unit is not None
    }


def add_delegates(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Keep delegates given as the values of their columns, ten thousand in one go."""
    values = [dict(row) for row in rows]
    if values:
        session.execute(insert(Delegate), values)


def newest_delegate(session: Session) -> int:
    """The number of the newest row, 0 = none."""
    return session.scalar(select(func.max(Delegate.id))) or 0


def delegates_after(session: Session, meeting_id: int, newest: int) -> Sequence[Delegate]:
    """The rows of a meeting that were added after the row `newest`."""
    query = select(Delegate).where(Delegate.meeting_id == meeting_id, Delegate.id > newest)
    return session.scalars(query.order_by(Delegate.id)).all()


def put_in_order(session: Session, meeting_id: int, groups: Sequence[tuple[int, str]]) -> None:
    """Delegates stand in the order of their groups, (id, name), and under their names of now."""
    for place, (group_id, name) in enumerate(groups):
        stands = and_(Delegate.place == place, Delegate.group_name == name)
        moved = update(Delegate).where(
            Delegate.meeting_id == meeting_id, Delegate.group_id == group_id, not_(stands)
        )
        session.execute(moved.values(place=place, group_name=name))


def _narrowed(meeting: Meeting, asked: DelegatesAsked) -> list[ColumnElement[bool]]:
    wanted = [Delegate.meeting_id == meeting.id, may_match(Delegate.search_key, asked.text)]
    wanted.append(Delegate.state == asked.state if asked.state else Delegate.state.in_(LISTED))
    if asked.group_id is not None:
        group = Delegate.group_id
        wanted.append(group == asked.group_id if asked.group_id else group.is_(None))
    if asked.reply:
        wanted.append(Delegate.reply == asked.reply)
    return wanted

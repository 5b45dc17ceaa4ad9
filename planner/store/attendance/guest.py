"""Delegates as a door may know them: by their codes, by their numbers, by name."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Row, bindparam, func, literal, select
from sqlalchemy.orm import Session

from planner.domain.text import matches
from planner.store.account import Credential
from planner.store.attendance.rows import Attendance
from planner.store.directory import Unit
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.text import may_match
from planner.store.venue import Hall


@dataclass(frozen=True, slots=True)
class Guest:
    """A delegate as a door may know them: no address, no telephone.

    `is_current` is False where an older code, renewed since, led here.
    """

    id: int
    meeting_id: int
    name: str
    position: str
    unit: str
    seat: str
    state: str
    is_current: bool = True


_credential, _delegate = Credential.__table__.c, Delegate.__table__.c
# The statements of the request path are built once: building costs more than running them.
_GUEST = (
    _delegate.id,
    _delegate.meeting_id,
    _delegate.name,
    _delegate.position,
    _delegate.unit_name,
    _delegate.seat,
    _delegate.state,
)
_CODED = (
    select(*_GUEST, _credential.hash, _credential.revoked_at)
    .select_from(Delegate.__table__)
    .join(Credential.__table__, _credential.owner_id == _delegate.id)
    .where(
        _credential.kind == "delegate",
        _credential.hash.in_(bindparam("hashes", expanding=True)),
    )
    .order_by(_delegate.id)
    .with_for_update(of=Delegate.__table__, key_share=True)
)


def guests_by_code(session: Session, hashes: Collection[str]) -> dict[str, Guest]:
    """By the hash of a code, of whatever meeting; locked, in one order, against other doors."""
    if not hashes:
        return {}
    found = session.connection().execute(_CODED, {"hashes": list(hashes)})
    return {row.hash: _guest(row, is_current=row.revoked_at is None) for row in found}


def _guest(row: Row[*tuple[Any, ...]], *, is_current: bool = True) -> Guest:
    """From a row that has the columns of a guest."""
    return Guest(
        id=row.id,
        meeting_id=row.meeting_id,
        name=row.name,
        position=row.position,
        unit=row.unit_name,
        seat=row.seat,
        state=row.state,
        is_current=is_current,
    )


def guests_by_id(session: Session, delegate_ids: Collection[int]) -> dict[int, Guest]:
    """By their numbers, of whatever meeting."""
    if not delegate_ids:
        return {}
    query = select(*_GUEST).where(Delegate.id.in_(delegate_ids))
    return {row.id: _guest(row) for row in session.execute(query)}


@dataclass(frozen=True, slots=True)
class Sought:
    """Somebody whom the name search found; `stands` is in, out, expected, replaced, cancelled."""

    id: int
    name: str
    position: str
    unit: str
    seat: str
    stands: str


def search_guests(
    session: Session, meeting_id: int, sitting: str, words: str, limit: int
) -> list[Sought]:
    """Delegates whose name and unit match the words, by name; see `text.matches`."""
    key = Delegate.search_key + literal(" ") + func.coalesce(Unit.search_key, "")
    here = (Attendance.delegate_id == Delegate.id) & (Attendance.sitting == sitting)
    query = (
        select(*_GUEST, Attendance.is_in, key.label("key"))
        .select_from(Delegate)
        .join(Unit, Unit.id == Delegate.unit_id, isouter=True)
        .join(Attendance, here, isouter=True)
        .where(Delegate.meeting_id == meeting_id, may_match(key, words))
        .order_by(Delegate.sort_key, Delegate.id)
    )
    rows = (row for row in session.execute(query) if matches(words, row.key))
    return [_sought(row) for row in islice(rows, limit)]


def sought_by_id(session: Session, delegate_ids: Collection[int], sitting: str) -> list[Sought]:
    """By their numbers, as the search shows them, by name."""
    here = (Attendance.delegate_id == Delegate.id) & (Attendance.sitting == sitting)
    query = (
        select(*_GUEST, Attendance.is_in)
        .select_from(Delegate)
        .join(Attendance, here, isouter=True)
        .where(Delegate.id.in_(delegate_ids))
        .order_by(Delegate.sort_key, Delegate.id)
    )
    return [_sought(row) for row in session.execute(query)] if delegate_ids else []


def _sought(row: Row[*tuple[Any, ...]]) -> Sought:
    return Sought(row.id, row.name, row.position, row.unit_name, row.seat, _stands(row))


def _stands(row: Row[*tuple[Any, ...]]) -> str:
    if row.is_in is not None:
        return "in" if row.is_in else "out"
    return "expected" if row.state == "live" else str(row.state)


@dataclass(frozen=True, slots=True)
class Coded:
    """A code that was given out: whose it is, its number in the order of that person's codes."""

    guest: Guest
    generation: int


def codes_of(session: Session, meeting_id: int) -> list[Coded]:
    """Every code of a meeting's delegates, renewed ones too (their guest is not current)."""
    query = (
        select(*_GUEST, Credential.revoked_at, Credential.generation)
        .select_from(Delegate)
        .join(Credential, Credential.owner_id == Delegate.id)
        .where(Credential.kind == "delegate", Delegate.meeting_id == meeting_id)
        .order_by(Delegate.id, Credential.generation)
    )
    return [
        Coded(_guest(row, is_current=row.revoked_at is None), row.generation)
        for row in session.execute(query)
    ]


def living_codes(session: Session, meeting_id: int) -> list[tuple[int, int]]:
    """(delegate, generation) of each code that lets a live delegate of the meeting in."""
    query = (
        select(_credential.owner_id, _credential.generation)
        .select_from(Delegate.__table__)
        .join(Credential.__table__, _credential.owner_id == _delegate.id)
        .where(
            _credential.kind == "delegate",
            _credential.revoked_at.is_(None),
            _delegate.meeting_id == meeting_id,
            _delegate.state == "live",
        )
    )
    return [(row.owner_id, row.generation) for row in session.connection().execute(query)]


@dataclass(frozen=True, slots=True)
class Theirs:
    """The meeting that a code of another one belongs to, as a door may tell its bearer."""

    title: str
    starts_at: datetime | None
    place: str


def meeting_of(session: Session, meeting_id: int) -> Theirs:
    """What a guest who stands at the wrong door needs to know."""
    found = session.execute(
        select(Meeting.title, Meeting.starts_at, Meeting.place, Hall.name)
        .join(Hall, Hall.id == Meeting.hall_id, isouter=True)
        .where(Meeting.id == meeting_id)
    ).one()
    return Theirs(found.title, found.starts_at, found.name or found.place)


def named_alike(session: Session, meeting_id: int, key: str, limit: int) -> list[Guest]:
    """Live delegates of the meeting whose names are written alike but for dấu."""
    query = select(*_GUEST).where(
        Delegate.meeting_id == meeting_id, Delegate.search_key == key, Delegate.state == "live"
    )
    return [_guest(row) for row in session.execute(query.order_by(Delegate.id).limit(limit))]

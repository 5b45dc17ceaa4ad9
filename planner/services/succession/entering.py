"""Entering a succession: what it would do, doing it, and doing the rest when its day comes."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.directory import Below, HeirFacts, SuccessionFacts, SuccessionKind
from planner.domain.errors import NotFound
from planner.domain.rights import Action, Role, Viewer
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.services import directory
from planner.services.succession.carrying import Carrying
from planner.services.succession.handover import HandOver
from planner.services.succession.moves import Log, Move, Undecided, joined, moves_in, undecided_in
from planner.store import audit
from planner.store import directory as units
from planner.store.directory import Succession, SuccessionPart, Unit
from planner.store.session import flush


@dataclass(frozen=True, slots=True)
class Preview:
    """All that would be done. `is_planned`: what knows no dates waits for the day."""

    moves: Sequence[Move]
    undecided: Sequence[Undecided]
    is_planned: bool


def preview(session: Session, viewer: Viewer, facts: SuccessionFacts, now: datetime) -> Preview:
    """What `enter` would do, all of it, or its refusal; nothing is kept."""
    trial = session.begin_nested()
    try:
        succession = _enter(session, viewer, facts, now)
        if succession.applied_at is None:
            _hand_over(session, viewer, succession, now)
        moves, undecided = moves_in(succession), undecided_in(succession)
    finally:
        trial.rollback()
        session.expire_all()
    return Preview(moves, undecided, facts.day > local_day(now))


def enter(session: Session, viewer: Viewer, facts: SuccessionFacts, now: datetime) -> Succession:
    """Write a succession down: units, posts and clusters by date, the rest when its day is there.

    Refused: too few units or heirs, a unit that is not in being that day, a taken code, a circle,
    nowhere to hang what stands below. NotFound: a unit that is not the viewer's to keep.
    """
    succession = _enter(session, viewer, facts, now)
    made = {"kind": [None, facts.kind.value], "day": [None, facts.day.isoformat()]}
    audit.record(session, viewer, now, "add_succession", succession, made)
    return succession


def take_effect(session: Session, now: datetime) -> int:
    """What was planned for a day that has come is carried out; how many units or successions."""
    today = local_day(now)
    if not units.due(session, today) and not units.planned_until(session, today):
        return 0
    changed = directory.take_effect(session, now)
    planned = units.planned_until(session, today)
    for succession in planned:
        viewer = _whoever_entered(succession)
        _hand_over(session, viewer, succession, now)
        audit.record(session, viewer, now, "apply_succession", succession)
    flush(session)
    return changed + len(planned)


def facts_of(succession: Succession) -> SuccessionFacts:
    """What was decided, as it was entered."""
    given: dict[str, Any] = dict(succession.choices)
    heirs = tuple(HeirFacts(**heir) for heir in given.pop("heirs"))
    return SuccessionFacts(
        kind=SuccessionKind(given.pop("kind")),
        day=date.fromisoformat(given.pop("day")),
        units=tuple(given.pop("units")),
        heirs=heirs,
        below=Below(given.pop("below")),
        decision_on=succession.decision_on,
        **given,
    )


def _enter(session: Session, viewer: Viewer, facts: SuccessionFacts, now: datetime) -> Succession:
    if not viewer.may_ever(Action.KEEP_UNITS):
        raise NotFound("succession")
    carrying = Carrying(session, viewer, facts, now)
    parts = carrying.carry()
    succession = Succession(
        kind=facts.kind.value,
        day=facts.day,
        decision_number=one_line(facts.decision_number),
        decision_on=facts.decision_on,
        choices=_plain(facts),
        done=carrying.log.plain(),
        account_id=viewer.account_id,
        account_name=viewer.name,
        created_at=now,
        parts=parts,
    )
    session.add(succession)
    flush(session)
    if facts.day <= local_day(now):
        _hand_over(session, viewer, succession, now)
    return succession


def _hand_over(session: Session, viewer: Viewer, succession: Succession, now: datetime) -> None:
    facts, log = facts_of(succession), Log()
    ended = {part.unit_id for part in succession.parts if part.ends}
    rows = {unit_id: session.get_one(Unit, unit_id) for unit_id in ended}
    first = rows[succession.parts[0].unit_id] if rows and succession.parts[0].ends else None
    HandOver(
        session=session,
        viewer=viewer,
        ended=rows,
        heir=_heir(session, succession),
        above=_above(session, first),
        accounts_move=facts.accounts_move,
        day=facts.day,
        now=now,
        log=log,
    ).hand_over()
    succession.done = joined(succession.done, log)
    succession.applied_at = now
    flush(session)


def _heir(session: Session, succession: Succession) -> Unit | None:
    """Who takes the history, else the first heir."""
    heirs: list[SuccessionPart] = [part for part in succession.parts if part.heir_id is not None]
    heirs.sort(key=lambda part: not part.takes_history)
    return session.get_one(Unit, heirs[0].heir_id) if heirs else None


def _above(session: Session, unit: Unit | None) -> Unit | None:
    above_id = (unit.parent_id or unit.territory_id) if unit else None
    return None if above_id is None else session.get_one(Unit, above_id)


def _whoever_entered(succession: Succession) -> Viewer:
    """The one who entered it, whose right was looked at then; by the clock there is nobody."""
    return Viewer(succession.account_id, succession.account_name, Role.ADMIN, unit_id=None)


def _plain(facts: SuccessionFacts) -> dict[str, Any]:
    values = asdict(facts) | {"kind": facts.kind.value, "below": facts.below.value}
    values["day"] = facts.day.isoformat()
    values["units"] = list(facts.units)
    del values["decision_on"]
    return values

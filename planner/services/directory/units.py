"""Keeping units: what was used is never deleted, it ends. The caller commits."""

from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain import directory as rules
from planner.domain.directory import UnitState
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.text import alphabet_key, one_line, search_key
from planner.services.directory import history
from planner.store import audit
from planner.store import directory as units
from planner.store.directory import Unit
from planner.store.session import flush


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """What is said of a unit. `above` is the code of the unit it belongs to, "" at the root.

    An outside body (cấp ủy, sở: its kind says so) belongs to the unit of its territory. `to_on`
    is the first day on which it no longer is. `level` is for papers that say another than usual.
    """

    code: str
    name: str
    kind: str
    above: str = ""
    rank: int = 0
    place: str = ""
    from_on: date | None = None
    to_on: date | None = None
    level: int | None = None


def add_unit(session: Session, viewer: Viewer, facts: UnitFacts, now: datetime) -> Unit:
    """A new unit at its place in the tree; under nothing only for who keeps all units.

    Refused: a taken or odd code, an unknown kind or unit above, days in the wrong order.
    """
    units.lock_tree(session)
    above = _unit_above(session, facts.above)
    if not _may_stand(viewer, above):
        raise NotFound("unit")
    unit = Unit(path="/", rank=facts.rank, from_on=facts.from_on, to_on=facts.to_on)
    state = _state(session, unit, facts, above)
    units.write_state(unit, state)
    unit.search_key, unit.sort_key = search_key(state.name), alphabet_key(state.name)
    session.add(unit)
    flush(session)
    unit.path = _path_below(above, unit)
    flush(session)
    audit.record(session, viewer, now, "add_unit", unit, audit.differences({}, _unit_values(unit)))
    return unit


def change_unit(
    session: Session,
    viewer: Viewer,
    unit_id: int,
    facts: UnitFacts,
    now: datetime,
    since: date | None = None,
) -> Unit:
    """Other facts for a unit, from a day on; None: they were written down wrong.

    What is below it moves with it. Refused as in `add_unit`, and where it would come to hang under
    itself, or under a unit that is not the viewer's to keep, or where it is not that day.
    """
    units.lock_tree(session)
    unit = units.get_unit(session, viewer, Action.KEEP_UNITS, unit_id)
    before = _unit_values(unit)
    above = _unit_above(session, facts.above)
    is_moved = (above and above.id) != _above_id(unit)
    if is_moved and not _may_stand(viewer, above):
        raise RuleBroken("directory.not_yours", field="above")
    if above is not None and since is None:
        rules.ensure_no_circle(unit.path, above.path)
    was, new = units.state_of(unit), _state(session, unit, facts, above)
    unit.rank, unit.from_on, unit.to_on = facts.rank, facts.from_on, facts.to_on
    history.change_from(session, unit, since, new, now)
    changes = audit.differences(before, _unit_values(unit))
    if since is not None:
        changes |= audit.differences(asdict(was), asdict(new)) | {
            "since": [None, since.isoformat()]
        }
    audit.record(session, viewer, now, "change_unit", unit, changes)
    return unit


def end_unit(session: Session, viewer: Viewer, unit_id: int, to_on: date, now: datetime) -> Unit:
    """The unit is no more from that day. Refused where it is not in being on it."""
    unit = units.get_unit(session, viewer, Action.KEEP_UNITS, unit_id)
    rules.ensure_in_being(unit, to_on, "day")
    rules.ensure_days_in_order(unit.from_on, to_on)
    before = _unit_values(unit)
    unit.to_on = to_on
    flush(session)
    changes = audit.differences(before, _unit_values(unit))
    audit.record(session, viewer, now, "end_unit", unit, changes)
    return unit


def change_state(
    session: Session, viewer: Viewer, unit: Unit, since: date, new: UnitState, now: datetime
) -> None:
    """As `change_unit` from a day on, for what is decided about a unit that the viewer keeps."""
    was = units.state_of(unit)
    _ensure_code_free(session, new.code, unit)
    history.change_from(session, unit, since, new, now)
    changes = audit.differences(asdict(was), asdict(new)) | {"since": [None, since.isoformat()]}
    audit.record(session, viewer, now, "change_unit", unit, changes)


def keeps_unit(viewer: Viewer, unit: Unit) -> bool:
    """Whether the unit is the viewer's to keep."""
    return rules.reaches(viewer, Action.KEEP_UNITS, unit.id, unit.path)


def _ensure_code_free(session: Session, code: str, unit: Unit) -> None:
    holder = units.find_unit_by_code(session, code)
    planned = units.is_code_planned(session, code, unit.id)
    if (holder is not None and holder is not unit) or planned:
        raise RuleBroken("directory.code_taken", field="code")


def _unit_above(session: Session, code: str) -> Unit | None:
    if not one_line(code):
        return None
    unit = units.find_unit_by_code(session, one_line(code))
    if unit is None:
        raise RuleBroken("directory.no_such_unit", field="above")
    return unit


def _may_stand(viewer: Viewer, above: Unit | None) -> bool:
    """Whether the viewer may hang a unit there; roots are for who keeps all units."""
    if above is None:
        return viewer.may_anywhere(Action.KEEP_UNITS)
    return rules.reaches(viewer, Action.KEEP_UNITS, above.id, above.path)


def _state(session: Session, unit: Unit, facts: UnitFacts, above: Unit | None) -> UnitState:
    """What the facts make of a unit, or why they cannot."""
    code, name = rules.unit_code(facts.code), rules.said(facts.name, "name")
    _ensure_code_free(session, code, unit)
    rules.ensure_days_in_order(facts.from_on, facts.to_on)
    usual = rules.level_of(facts.kind, above.level if above else None)
    stays = unit.id is not None and (unit.kind, _above_id(unit)) == (facts.kind, above and above.id)
    level = facts.level or (unit.level if stays else usual)
    return UnitState(
        code, name, facts.kind, level, above.id if above else None, one_line(facts.place)
    )


def _above_id(unit: Unit) -> int | None:
    return unit.parent_id or unit.territory_id


def _path_below(above: Unit | None, unit: Unit) -> str:
    return f"{above.path if above else '/'}{unit.id}/"


def _unit_values(unit: Unit) -> dict[str, object]:
    kept = "code name kind level parent_id territory_id rank place from_on to_on"
    return audit.values(unit, kept)

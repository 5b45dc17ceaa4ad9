"""Keeping what units were and will be: changes by date, and their coming to be. No commit."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain import directory as rules
from planner.domain.directory import Period, UnitState
from planner.domain.errors import RuleBroken
from planner.domain.rights import KEEPER
from planner.domain.text import alphabet_key, search_key
from planner.domain.timespan import local_day
from planner.store import audit
from planner.store import directory as units
from planner.store.directory import Unit
from planner.store.session import flush


def change_from(
    session: Session, unit: Unit, since: date | None, new: UnitState, now: datetime
) -> None:
    """The unit is this from a day on; None: it was written down wrong and has been this so long.

    Refused: a day on which the unit or the one above it is not, a circle on any day to come.
    """
    today, periods = local_day(now), units.periods_of(session, unit)
    if since is None:
        started = rules.at(periods, today).from_on
    else:
        rules.ensure_in_being(unit, since, "since")
        _ensure_above(session, unit, new.above, since)
        started = since
    old = rules.at(periods, started or date.min).state
    differs = {name: value for name, value in asdict(new).items() if getattr(old, name) != value}
    keep(session, unit, rules.changed_from(periods, started, differs), now)
    if "above" in differs and since is not None:
        rules.ensure_no_circle_from(since, *units.parent_links(session))


def keep(session: Session, unit: Unit, periods: Iterable[Period], now: datetime) -> None:
    """All of a unit's time anew: the period of today stands in its own row, the others apart."""
    known = list(periods)
    current = rules.at(known, local_day(now))
    was = units.state_of(unit)
    units.keep_periods(session, unit, [period for period in known if period is not current])
    units.write_state(unit, current.state)
    unit.search_key, unit.sort_key = search_key(unit.name), alphabet_key(unit.name)
    flush(session)
    if current.state.name != was.name:
        units.touch_meetings_of(session, unit, now)
    if current.state.above != was.above and not _is_in_a_circle(session):
        units.rebuild_paths(session)


def take_effect(session: Session, now: datetime) -> int:
    """What was planned for a day that has come stands in the units' own rows; how many changed."""
    units.lock_tree(session)
    due = units.due(session, local_day(now))
    for unit in due:
        before = asdict(units.state_of(unit))
        keep(session, unit, units.periods_of(session, unit), now)
        changes = audit.differences(before, asdict(units.state_of(unit)))
        audit.record(session, KEEPER, now, "change_unit", unit, changes)
    return len(due)


def plain(session: Session, unit: Unit) -> list[dict[str, Any]]:
    """All of a unit's time as plain values, to be kept and compared."""
    return [
        {
            "from_on": period.from_on.isoformat() if period.from_on else None,
            "to_on": period.to_on.isoformat() if period.to_on else None,
            "state": asdict(period.state),
        }
        for period in units.periods_of(session, unit)
    ]


def from_plain(values: Iterable[Mapping[str, Any]]) -> list[Period]:
    """What `plain` was given."""
    return [
        Period(_day(value["from_on"]), _day(value["to_on"]), UnitState(**value["state"]))
        for value in values
    ]


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _ensure_above(session: Session, unit: Unit, above_id: int | None, day: date) -> None:
    above = None if above_id is None else session.get(Unit, above_id)
    if above is unit:
        raise RuleBroken("directory.circle", field="above")
    if above is not None and not rules.holds(above, day):
        raise RuleBroken("directory.above_not_there", field="above")


def _is_in_a_circle(session: Session) -> bool:
    """Only between two changes of one day, or until the rule has refused it."""
    current, _dated = units.parent_links(session)
    return bool(rules.circle_among({link.unit: link.parent for link in current}))

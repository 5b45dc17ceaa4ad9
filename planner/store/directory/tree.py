"""The tree of units as it stood on any day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.domain.directory import Place, UnitState, in_tree_order
from planner.domain.text import alphabet_key, matches, search_key
from planner.store.directory.periods import otherwise_on, state_of
from planner.store.directory.rows import Unit, in_being
from planner.store.directory.units import UnitsAsked


@dataclass(frozen=True, slots=True)
class TreeLine:
    """A unit in the tree of a day, as it was then; `above` is the name of what it stood under."""

    id: int
    state: UnitState
    depth: int
    above: str
    to_on: date | None


def tree_on(session: Session, asked: UnitsAsked, day: date, under: int | None) -> list[TreeLine]:
    """The units of that day in the order of its tree, two queries; of what is asked words and kind.

    `under` narrows it to what stood under a unit then, and the unit itself.
    """
    then = otherwise_on(session, day)
    query = select(Unit).where(in_being(Unit.from_on, Unit.to_on, day))
    units = {unit.id: unit for unit in session.scalars(query)}
    states = {number: state_of(then.get(number, unit)) for number, unit in units.items()}
    wanted = set(_below(states, under)) if under is not None else set(states)
    shown = [number for number in wanted if _is_asked(states[number], asked)]
    places = (_place(units[number], states[number]) for number in shown)
    return [
        TreeLine(number, states[number], depth, _name_above(states, number), units[number].to_on)
        for number, depth in in_tree_order(places)
    ]


def _is_asked(state: UnitState, asked: UnitsAsked) -> bool:
    of_kind = not asked.kind or state.kind == asked.kind
    return of_kind and matches(asked.text, search_key(state.name))


def _place(unit: Unit, state: UnitState) -> Place:
    return Place(unit.id, state.above, (unit.is_outside, unit.rank, alphabet_key(state.name)))


def _name_above(states: dict[int, UnitState], number: int) -> str:
    above = states[number].above
    return states[above].name if above is not None and above in states else ""


def _below(states: dict[int, UnitState], top: int) -> Iterator[int]:
    children: dict[int | None, list[int]] = {}
    for number, state in states.items():
        children.setdefault(state.above, []).append(number)
    waiting: list[int] = [top] if top in states else []
    while waiting:
        number = waiting.pop()
        yield number
        waiting += children.get(number, [])

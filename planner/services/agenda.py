"""The agenda that the sessions of a series share. The caller commits."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain import agenda as rules
from planner.domain.agenda import Step
from planner.domain.errors import RuleBroken
from planner.domain.rights import Action, Viewer
from planner.services.series import record
from planner.store import agenda as items
from planner.store import series as all_series
from planner.store.agenda import AgendaItem
from planner.store.meeting import Meeting
from planner.store.series import Series


def steps_of(session: Session, meeting: Meeting) -> list[Step]:
    """The agenda of a meeting that the caller may see: its own steps, else those of its series."""
    found = items.items_of_meeting(session, meeting)
    return [Step(item.title, item.is_optional) for item in found]


def use_usual_steps(session: Session, viewer: Viewer, series_id: int, now: datetime) -> None:
    """Begin with the steps that a giao ban usually has; refused where there are some already."""
    series = _planned(session, viewer, series_id)
    if items.items_of_series(session, series):
        raise RuleBroken("agenda.not_empty")
    for place, step in enumerate(rules.USUAL_STEPS, start=1):
        session.add(_item(series, place, step))
    steps = [step.title for step in rules.USUAL_STEPS]
    record(session, viewer, series, now, "use_usual_steps", {"agenda": [None, steps]})


def add_step(
    session: Session, viewer: Viewer, series_id: int, step: Step, now: datetime
) -> AgendaItem:
    """Add a step at the end."""
    series = _planned(session, viewer, series_id)
    present = items.items_of_series(session, series)
    rules.ensure_room(len(present) + 1)
    item = _item(series, len(present) + 1, step)
    session.add(item)
    record(session, viewer, series, now, "add_step", {"agenda": [None, item.title]})
    return item


def change_step(
    session: Session, viewer: Viewer, series_id: int, item_id: int, step: Step, now: datetime
) -> None:
    """Other words for a step, or other necessity."""
    series = _planned(session, viewer, series_id)
    item = items.get_item(session, series, item_id)
    before = [item.title, item.is_optional]
    item.title, item.is_optional = rules.step_title(step.title), step.is_optional
    changes = {"agenda": [before, [item.title, item.is_optional]]}
    record(session, viewer, series, now, "change_step", changes)


def move_step(
    session: Session, viewer: Viewer, series_id: int, item_id: int, by: int, now: datetime
) -> None:
    """Move a step by so many places, at most to an end."""
    series = _planned(session, viewer, series_id)
    item = items.get_item(session, series, item_id)
    before = item.place
    _number(rules.moved(items.items_of_series(session, series), item, by))
    changes = {"agenda": [[item.title, before], [item.title, item.place]]}
    record(session, viewer, series, now, "move_step", changes)


def remove_step(
    session: Session, viewer: Viewer, series_id: int, item_id: int, now: datetime
) -> None:
    """Take a step out; those after it move up."""
    series = _planned(session, viewer, series_id)
    item = items.get_item(session, series, item_id)
    session.delete(item)
    _number([other for other in items.items_of_series(session, series) if other is not item])
    record(session, viewer, series, now, "remove_step", {"agenda": [item.title, None]})


def _planned(session: Session, viewer: Viewer, series_id: int) -> Series:
    return all_series.get(session, viewer, Action.PLAN_SERIES, series_id, lock=True)


def _item(series: Series, place: int, step: Step) -> AgendaItem:
    title = rules.step_title(step.title)
    return AgendaItem(series_id=series.id, place=place, title=title, is_optional=step.is_optional)


def _number(ordered: Sequence[AgendaItem]) -> None:
    for place, item in enumerate(ordered, start=1):
        item.place = place

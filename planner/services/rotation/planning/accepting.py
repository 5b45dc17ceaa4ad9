"""From a plan to sessions: all that is chosen in one transaction, after a second look.

The caller commits.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.meeting import Status
from planner.domain.rights import Viewer
from planner.domain.rotation.halves import slot_of, when_at
from planner.domain.timetable import checker
from planner.domain.timetable.values import Assignment, Instance, Label
from planner.services import meeting as meetings
from planner.services import topic as topics
from planner.services.meeting import MeetingChanges
from planner.services.rotation.planning.ground import ground_for, snapshot
from planner.services.rotation.planning.keys import number_of, session_key
from planner.services.rotation.planning.posing import pose
from planner.services.rotation.planning.runs import instance_of, plan_of, wish_kept
from planner.store import audit
from planner.store.rotation import planning as store
from planner.store.rotation.planning import PlanningRun
from planner.store.series import HostTurn
from planner.store.session import flush


@dataclass(frozen=True, slots=True)
class Stale:
    """What keeps a plan from being accepted: sessions that changed, rules it would break now."""

    meetings: Sequence[int]
    labels: Sequence[Label]
    instance: Instance  # as things stand now: it has the names

    def __bool__(self) -> bool:
        return bool(self.meetings or self.labels)


def accept(
    session: Session,
    viewer: Viewer,
    run_id: int,
    chosen: Collection[int],
    choice: int,
    now: datetime,
) -> list[int]:
    """Write the chosen sessions (meetings) as the plan has them; which of them it changed.

    Refused where anything of it changed since the plan was asked for, or it would break a rule.
    """
    run = store.get_run(session, viewer, run_id, lock=True)
    plan = {number_of(one.session): one for one in plan_of(run, choice)}
    if not chosen:
        raise RuleBroken("planning.nothing_chosen", field="sessions")
    if not set(chosen) <= plan.keys():
        raise RuleBroken("planning.no_plan", field="sessions")
    stale = what_changed(session, viewer, run, chosen, choice, now)
    if stale:
        raise RuleBroken("planning.stale", field="sessions")
    turns = {one.meeting_id: one for one in _turns(session, run)}
    names = {one.id: one.name for one in instance_of(run).themes}
    changed = _in_order(session, viewer, turns, [plan[one] for one in chosen], names, now)
    run.accepted_at = now
    _know_again(session, run, changed)
    titles = [turns[number].meeting.title for number in changed]
    audit.record(session, viewer, now, "accept_plan", run, {"sessions": [None, titles]})
    return changed


def what_changed(
    session: Session,
    viewer: Viewer,
    run: PlanningRun,
    chosen: Collection[int],
    choice: int,
    now: datetime,
) -> Stale:
    """What differs from when the plan was asked for, as far as it matters to these sessions."""
    ground = ground_for(session, viewer, wish_kept(run), now)
    known, present = run.ground["sessions"], snapshot(ground.turns, ground.locks)
    moved = [
        number
        for number in map(int, {**known, **present})
        if known.get(str(number)) != present.get(str(number))
    ]
    instance = pose(ground).instance
    known_as = _theme_keys(run, instance)
    planned = {one.session: known_as(one) for one in plan_of(run, choice)}
    there = {
        **{name: one.assignment for name, one in instance.announced_of.items()},
        **{name: planned[name] for name in map(session_key, chosen) if name in planned},
    }
    plan = {name: one for name, one in there.items() if _is_possible(instance, one)}
    lost = [name for name in map(session_key, chosen) if name in planned and name not in plan]
    if lost:
        return Stale([*moved, *map(number_of, lost)], (), instance)
    return Stale(moved, _newly_broken(instance, plan, planned), instance)


def _theme_keys(run: PlanningRun, instance: Instance) -> Callable[[Assignment], Assignment]:
    """An assignment with the key that its theme has today: keys follow the topics of the year."""
    names = {one.id: one.name for one in instance_of(run).themes}
    today = {one.name: one.id for one in instance.themes}

    def known_as(one: Assignment) -> Assignment:
        title = names.get(one.theme or "", "")
        return replace(one, theme=today.get(title, one.theme))

    return known_as


def _is_possible(instance: Instance, one: Assignment) -> bool:
    session = instance.session_of.get(one.session)
    return (
        session is not None
        and one.host in instance.eligible_in[session.series]
        and one.venue in instance.venue_of
        and (one.theme is None or one.theme in instance.theme_of)
    )


def _newly_broken(
    instance: Instance, plan: Mapping[str, Assignment], planned: Mapping[str, Assignment]
) -> list[Label]:
    """Whose turn it is can be told of a whole plan only."""
    is_whole = planned.keys() == plan.keys() and all(plan[name] == planned[name] for name in plan)
    found = checker.broken(instance, plan)
    return [label for label in found if is_whole or not label.startswith("rotation:")]


def _turns(session: Session, run: PlanningRun) -> Sequence[HostTurn]:
    series = [one.id for one in store.series_of_run(session, run.id)]
    return store.turns_in(session, series)


def _know_again(session: Session, run: PlanningRun, changed: Collection[int]) -> None:
    """What was written by this very plan has not changed behind its back."""
    flush(session)
    turns = [one for one in _turns(session, run) if one.meeting_id in changed]
    present = snapshot(turns, store.locks_of(session, changed))
    run.ground = {**run.ground, "sessions": {**run.ground["sessions"], **present}}
    flush(session)


def _in_order(
    session: Session,
    viewer: Viewer,
    turns: Mapping[int, HostTurn],
    chosen: Sequence[Assignment],
    themes: Mapping[str, str],
    now: datetime,
) -> list[int]:
    """Halls that are exchanged among the sessions are set free first."""
    todo = []
    for one in sorted(chosen, key=lambda it: (it.date, it.session)):
        turn = turns[number_of(one.session)]
        theme = themes.get(one.theme or "")
        changes = changes_of(turn, one)
        if theme and turn.meeting.topic is None:
            changes["topic_id"] = topics.find_or_create(session, viewer, theme).id
        if changes:
            todo.append((turn.meeting_id, changes))
    released = _in_the_way([turns[number] for number, _ in todo], chosen)
    for number in released:
        meetings.change(session, viewer, number, {"hall_id": None}, now)
    for number, changes in todo:
        meetings.change(session, viewer, number, {**released.get(number, {}), **changes}, now)
    return [number for number, _ in todo]


def _in_the_way(
    turns: Sequence[HostTurn], chosen: Sequence[Assignment]
) -> dict[int, MeetingChanges]:
    """Those that hold the hall which another is to have in their half-day; and to have it again."""
    wanted = {(one.venue, one.date, one.half): number_of(one.session) for one in chosen}
    found: dict[int, MeetingChanges] = {}
    for turn in turns:
        slot, hall = slot_of(turn.meeting.when), turn.meeting.hall_id
        taker = wanted.get((f"h{hall}", *slot)) if slot else None
        if taker not in (None, turn.meeting_id):
            found[turn.meeting_id] = MeetingChanges(hall_id=hall)
    return found


def hall_of(one: Assignment) -> int | None:
    """The hall that a plan gives; None where the host names a place later."""
    return number_of(one.venue) if one.venue.startswith("h") else None


def changes_of(turn: HostTurn, one: Assignment) -> MeetingChanges:
    """What a session comes to differ in; a place in words stays where the host stays."""
    meeting, changes = turn.meeting, MeetingChanges()
    if slot_of(meeting.when) != (one.date, one.half) or meeting.status == Status.POSTPONED:
        changes["when"] = when_at(meeting.when, one.date, one.half)
        if meeting.status == Status.POSTPONED:
            changes["status"] = Status.TENTATIVE
    host = number_of(one.host)
    if meeting.host_id != host:
        changes["host_id"] = host
        if meeting.place:
            changes["place"] = ""
    hall = hall_of(one)
    if meeting.hall_id != hall:
        changes["hall_id"] = hall
        changes["venue_sure"] = False
    return changes

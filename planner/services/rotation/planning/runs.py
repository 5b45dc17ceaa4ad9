"""Asking for a plan, and what is written down while it is made. The caller commits."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.rights import Viewer
from planner.domain.rotation.planning import Fix, Wish, fix_of, plain_fix, plain_wish, wish_of
from planner.domain.timetable.measures import vector
from planner.domain.timetable.values import (
    Answer,
    Assignment,
    Half,
    Instance,
    Progress,
    Status,
)
from planner.inputs.timetable import read_instance
from planner.outputs.timetable import assignment, written
from planner.services.rotation.planning.ground import ground_for, snapshot
from planner.services.rotation.planning.posing import pose
from planner.store import audit
from planner.store.rotation import planning as store
from planner.store.rotation.planning import PlanningRun, PlanningSeries
from planner.store.session import flush

SILENCE = timedelta(seconds=30)  # of a worker, before its run is somebody else's
MOST_TRIES = 3  # workers that may die over one run
KEPT = timedelta(days=400)  # runs, before they are forgotten


def ask(session: Session, viewer: Viewer, wish: Wish, seconds: int, now: datetime) -> PlanningRun:
    """Put a plan of series that the viewer plans in the queue of the workers.

    Refused: no session left to plan, nobody who may host.
    """
    ground = ground_for(session, viewer, wish, now)
    posed = pose(ground)
    if not posed.instance.sessions:
        raise RuleBroken("planning.no_sessions", field="series")
    if not posed.instance.units:
        raise RuleBroken("planning.no_hosts", field="series")
    run = PlanningRun(
        kind=wish.kind.value,
        year=wish.year,
        asked=plain_wish(wish),
        instance=written(posed.instance),
        ground={
            "sessions": snapshot(ground.turns, ground.locks),
            "left_out": [[one.meeting_id, one.code] for one in posed.left_out],
        },
        state="waiting",
        seconds=seconds,
        account_id=viewer.account_id,
        account_name=viewer.name,
        created_at=now,
    )
    session.add(run)
    flush(session)
    session.add_all(PlanningSeries(run_id=run.id, series_id=one.id) for one in ground.series)
    flush(session)
    titles = [one.title for one in ground.series]
    audit.record(session, viewer, now, "ask_plan", run, {"series": [None, titles]})
    return run


def ask_again(
    session: Session, viewer: Viewer, run_id: int, fixes: Sequence[Fix], now: datetime
) -> PlanningRun:
    """The same once more as things stand now, with these rules giving way besides."""
    run = store.get_run(session, viewer, run_id)
    wish = wish_of(run.asked)
    taken = tuple(dict.fromkeys((*wish.fixes, *fixes)))
    return ask(session, viewer, replace(wish, fixes=taken), run.seconds, now)


def stop(session: Session, viewer: Viewer, run_id: int, now: datetime) -> PlanningRun:
    """What waits does not begin; what runs ends with the best it has."""
    run = store.get_run(session, viewer, run_id, lock=True)
    if not run.is_at_work:
        raise RuleBroken("planning.is_over")
    if run.state == "waiting":
        run.state, run.ended_at = "stopped", now
    run.is_stop_asked = True
    flush(session)
    audit.record(session, viewer, now, "stop_plan", run)
    return run


def instance_of(run: PlanningRun) -> Instance:
    """The problem that was asked, with all names."""
    return read_instance(json.dumps(run.instance).encode())


def assignments_of(rows: Sequence[dict[str, Any]]) -> tuple[Assignment, ...]:
    """A plan as a run keeps it."""
    return tuple(
        Assignment(
            session=row["session"],
            host=row["host"],
            date=datetime.fromisoformat(row["date"]).date(),
            half=Half(row["half"]),
            venue=row["venue"],
            theme=row["theme"],
        )
        for row in rows
    )


def plan_of(run: PlanningRun, choice: int = 0) -> tuple[Assignment, ...]:
    """The plan that was found; `choice` from 1 on is another as good. Empty where there is none."""
    if choice:
        others = run.answer.get("others", [])
        return assignments_of(others[choice - 1]) if choice <= len(others) else ()
    return assignments_of(run.answer.get("assignments", []))


def ways_of(run: PlanningRun) -> list[tuple[Fix, ...]]:
    """The ways out that were tried, where no plan keeps every rule."""
    return [tuple(map(fix_of, way)) for way in run.answer.get("ways", [])]


def told(instance: Instance, progress: Progress) -> dict[str, Any]:
    """The best so far as the run keeps it."""
    plan = {one.session: one for one in progress.assignments}
    values = vector(instance, plan) if plan else ()
    return {
        "measure": progress.measure.value if progress.measure else None,
        "value": progress.value,
        "bound": progress.bound,
        "seconds": round(progress.seconds, 1),
        "values": dict(zip((one.value for one in instance.objective), values, strict=False)),
        "assignments": [assignment(one) for one in progress.assignments],
    }


def answered(answer: Answer) -> dict[str, Any]:
    """What came of planning as the run keeps it."""
    return {
        "status": answer.status.value,
        "seconds": round(answer.seconds, 1),
        "assignments": [assignment(one) for one in answer.assignments],
        "reasons": [list(reason) for reason in answer.reasons],
        "proofs": [[one.measure.value, one.value, one.bound] for one in answer.proofs],
        "ways": [],
        "others": [],
    }


def finish(
    run: PlanningRun,
    answer: Answer,
    ways: Sequence[Sequence[Fix]],
    others: Sequence[Sequence[Assignment]],
    now: datetime,
) -> None:
    """Done: what was found, proved or not."""
    run.answer = {
        **answered(answer),
        "ways": [[plain_fix(fix) for fix in way] for way in ways],
        "others": [[assignment(one) for one in other] for other in others],
    }
    run.state, run.ended_at = "done", now


def cut_short(run: PlanningRun, now: datetime) -> None:
    """Stopped: the best so far is what was found, and nothing of it is proved."""
    found = run.progress.get("assignments", [])
    values = run.progress.get("values", {})
    run.answer = {
        **answered(Answer(Status.FEASIBLE if found else Status.UNKNOWN)),
        "seconds": run.progress.get("seconds", 0),
        "assignments": found,
        "proofs": [[name, value, 0] for name, value in values.items()],
    }
    run.state, run.ended_at = "stopped", now


def fail(run: PlanningRun, code: str, words: str, now: datetime) -> None:
    """Given up, with a code for people and words for whoever looks after the machine."""
    run.answer = {**run.answer, "failed": code, "words": words[:500]}
    run.state, run.ended_at = "failed", now


def wish_kept(run: PlanningRun) -> Wish:
    return wish_of(run.asked)

"""One run: its progress, what it found, why, and taking it over."""

from collections.abc import Mapping
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.rotation.planning import Kind
from planner.domain.timetable.values import Instance, Status
from planner.messages import REFUSALS, refusal
from planner.messages.planning import STATES, fix_words, reason_words, way_words
from planner.services.rotation.planning import accepting, runs
from planner.services.rotation.planning.accepting import Stale
from planner.services.rotation.planning.keys import session_key
from planner.store.base import LAST_ID
from planner.store.rotation import planning as store
from planner.store.rotation.planning import PlanningRun
from planner.store.series import HostTurn
from planner.web.asked import number_asked
from planner.web.context import clock, needs, reading, writing
from planner.web.flashes import flashed_refusals
from planner.web.planning import view
from planner.web.planning.blueprint import RUN, bp
from planner.web.timemarks import window_words
from planner.web.wording import counted, gettext

MOST_CHOSEN = 1000


@bp.get(RUN)
@needs(Action.PLAN_SERIES)
def run(run_id: int) -> ResponseReturnValue:
    """How far it is; then the plan, before and after, or why there is none."""
    with reading() as (session, viewer):
        one = store.get_run(session, viewer, run_id)
        shown = _shown(session, viewer, one)
    return render_template("planning/run.html", **shown)


@bp.get(f"{RUN}/part")
@needs(Action.PLAN_SERIES)
def part(run_id: int) -> ResponseReturnValue:
    """The progress alone, for the page that waits; once over, the page is read anew."""
    with reading() as (session, viewer):
        one = store.get_run(session, viewer, run_id)
        answer: Response = make_response(
            render_template("planning/_progress.html", run=one, **_at_work(one))
        )
    if not one.is_at_work:
        answer.headers["HX-Refresh"] = "true"
    return answer


@bp.post(f"{RUN}/stop")
@needs(Action.PLAN_SERIES)
def stop(run_id: int) -> ResponseReturnValue:
    """Enough: the best so far is shown."""
    with flashed_refusals(), writing() as (session, viewer):
        runs.stop(session, viewer, run_id, clock())
    return redirect(url_for(".run", run_id=run_id), 303)


@bp.post(f"{RUN}/again")
@needs(Action.PLAN_SERIES)
def again(run_id: int) -> ResponseReturnValue:
    """Once more as things stand now, where a way out was chosen with its rules giving way."""
    number = _number(request.form.get("way", ""))
    with flashed_refusals():
        with writing() as (session, viewer):
            ways = runs.ways_of(store.get_run(session, viewer, run_id))
            fixes = ways[number - 1] if 0 < number <= len(ways) else ()
            made = runs.ask_again(session, viewer, run_id, fixes, clock()).id
        return redirect(url_for(".run", run_id=made), 303)
    return redirect(url_for(".run", run_id=run_id), 303)


@bp.post(f"{RUN}/accept")
@needs(Action.PLAN_SERIES)
def accept(run_id: int) -> ResponseReturnValue:
    """Write all or the chosen sessions, in one go."""
    chosen = [_number(text) for text in request.form.getlist("sessions")[:MOST_CHOSEN]]
    choice = _number(request.form.get("choice", ""))
    with flashed_refusals():
        with writing() as (session, viewer):
            changed = accepting.accept(session, viewer, run_id, chosen, choice, clock())
        flash(counted("Đã ghi %(count)s kỳ theo phương án này.", len(changed)))
    return redirect(url_for(".run", run_id=run_id, choice=choice or None), 303)


@bp.get(f"{RUN}/why/<int(max={LAST_ID}):meeting_id>")
@needs(Action.PLAN_SERIES)
def why(run_id: int, meeting_id: int) -> ResponseReturnValue:
    """Why this unit hosts a session and not the others."""
    with reading() as (session, viewer):
        one = store.get_run(session, viewer, run_id)
        turns = _turns(session, one)
        instance, plan = runs.instance_of(one), runs.plan_of(one, _choice())
        mine = next((row for row in plan if row.session == session_key(meeting_id)), None)
        if mine is None or meeting_id not in turns:
            raise NotFound("session")
        row = next(iter(view.rows_of(instance, [mine], turns, ())))
    return render_template(
        "planning/why.html",
        run=one,
        row=row,
        others=view.others_of(instance, plan, meeting_id),
        choice=_choice(),
    )


def _shown(session: Session, viewer: Viewer, one: PlanningRun) -> dict[str, Any]:
    series = store.series_of_run(session, one.id)
    common = {"run": one, "series": series, "state": STATES[one.state], **_at_work(one)}
    if one.is_at_work or one.state == "failed":
        return common | {"failed": _failed_words(one), "is_found": False, "is_impossible": False}
    instance, choice = runs.instance_of(one), _choice()
    plan = runs.plan_of(one, choice)
    turns = _turns(session, one)
    chosen = [number for number in turns if any(it.session == f"k{number}" for it in plan)]
    stale = _stale(session, viewer, one, chosen, choice) if plan else None
    rows = view.rows_of(instance, plan, turns, stale.meetings if stale else ())
    return common | {
        "failed": "",
        "rows": rows,
        "changed": sum(row.is_changed for row in rows),
        "announced": [row for row in rows if row.is_announced and row.is_changed],
        "gauges": view.gauges_of(one, instance) if choice == 0 else [],
        "choice": choice,
        "others": len(one.answer.get("others", [])),
        "is_replan": one.kind == Kind.REPLAN.value,
        "verdict": _verdict(one),
        "is_found": bool(plan),
        "stale": _stale_words(stale, turns) if stale else [],
        **_impossible(one, instance),
        "left_out": _left_out(one, turns),
        "taken": [fix_words_of(instance, one)] if runs.wish_kept(one).fixes else [],
    }


def fix_words_of(instance: Instance, one: PlanningRun) -> str:
    """Which rules have given way; those about what is no longer there are named by their code."""
    fixes = runs.wish_kept(one).fixes
    known = []
    for fix in fixes:
        try:
            known.append(fix_words(instance, fix))
        except (StopIteration, LookupError):
            continue
    return "; ".join(known)


def _at_work(one: PlanningRun) -> dict[str, Any]:
    return {
        "lines": view.progress_words(one),
        "seconds": one.progress.get("seconds", 0),
        "sessions": len(one.progress.get("assignments", [])),
    }


def _impossible(one: PlanningRun, instance: Instance) -> dict[str, Any]:
    is_impossible = one.answer.get("status") == Status.INFEASIBLE.value
    return {
        "is_impossible": is_impossible,
        "asked_days": window_words(runs.wish_kept(one).horizon),
        "reasons": [reason_words(instance, row) for row in one.answer.get("reasons", [])],
        "ways": [way_words(instance, way) for way in runs.ways_of(one)],
    }


def _verdict(one: PlanningRun) -> str:
    status = one.answer.get("status")
    if one.state == "stopped":
        return gettext("Đã dừng theo yêu cầu: đây là phương án tốt nhất tìm được tới lúc ấy.")
    if status == Status.OPTIMAL.value:
        return gettext("Không phương án nào tốt hơn: đã chứng minh ở mọi mục.")
    if status == Status.FEASIBLE.value:
        return gettext("Hết giờ tính: đây là phương án tốt nhất tìm được, có thể còn tốt hơn.")
    if status == Status.INFEASIBLE.value:
        return gettext("Không phương án nào giữ được mọi quy tắc: đã chứng minh.")
    return gettext("Chưa tìm được phương án nào trong thời gian ấy. Hãy tính lâu hơn.")


def _stale(
    session: Session, viewer: Viewer, one: PlanningRun, chosen: list[int], choice: int
) -> Stale:
    return accepting.what_changed(session, viewer, one, chosen, choice, clock())


def _stale_words(stale: Stale, turns: Mapping[int, HostTurn]) -> list[str]:
    moved = [
        gettext("%(session)s đã được sửa", session=turns[number].meeting.title)
        if number in turns
        else gettext("một kỳ đã bị bỏ khỏi chuỗi")
        for number in dict.fromkeys(stale.meetings)
    ]
    return [*moved, *view.labels_words(stale.instance, stale.labels)]


def _left_out(one: PlanningRun, turns: Mapping[int, HostTurn]) -> list[str]:
    return [
        f"{turns[number].meeting.title}: {REFUSALS[f'planning.{code}']}"
        for number, code in one.ground.get("left_out", [])
        if number in turns
    ]


def _failed_words(one: PlanningRun) -> str:
    code = one.answer.get("failed")
    return refusal(RuleBroken(code)) if code else ""


def _turns(session: Session, one: PlanningRun) -> dict[int, HostTurn]:
    series = [row.id for row in store.series_of_run(session, one.id)]
    return {turn.meeting_id: turn for turn in store.turns_in(session, series)}


def _choice() -> int:
    return number_asked("choice", digits=1) or 0


def _number(text: str) -> int:
    is_number = text.isascii() and text.isdigit() and len(text) <= 9
    return int(text) if is_number else 0

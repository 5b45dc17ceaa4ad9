"""Asking for a plan: of a year, or anew after an incident; and the list of what was asked."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain.errors import NotFound, RuleBroken
from planner.domain.meeting.when import YEARS
from planner.domain.rights import Action, Viewer
from planner.domain.rotation.planning import Kind, Rule, Wish
from planner.domain.text import one_line
from planner.domain.timespan import DateWindow, local_day
from planner.messages.planning import STATES
from planner.services.rotation.planning import runs
from planner.services.rotation.planning.ground import MOST_OFFERED, is_open
from planner.store import blackout as blackouts
from planner.store import series as all_series
from planner.store.blackout import Blackout
from planner.store.meeting import Meeting
from planner.store.rotation import planning as store
from planner.store.series import HostTurn, Series
from planner.web.asked import number_asked, year_asked
from planner.web.context import clock, needs, reading, writing
from planner.web.flashes import flashed_refusals
from planner.web.meeting.filling import people_to_type, person_named
from planner.web.moments import moment_of
from planner.web.paging import page_asked, page_of
from planner.web.planning.blueprint import bp
from planner.web.planning.forms import WishForm, usual_rules
from planner.web.timemarks import Mark, mark_of

PAGE = 30
REPLAN_SECONDS = 60


@bp.get("/planning")
@needs(Action.PLAN_SERIES)
def index() -> ResponseReturnValue:
    """What was asked before, the latest first."""
    number = page_asked()
    with reading() as (session, viewer):
        found = store.runs_for(session, viewer, limit=PAGE, offset=(number - 1) * PAGE)
        whole = store.count_runs(session, viewer)
    page = page_of(number, PAGE, len(found), whole=whole, more=number * PAGE < whole)
    return render_template("planning/index.html", runs=found, page=page, states=STATES)


@bp.route("/planning/new", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def ask() -> ResponseReturnValue:
    """Choose series, rules and wishes, and let it be tried."""
    today = local_day(clock())
    with reading() as (session, viewer):
        years = store.years_planned(session, viewer)
        year = _year(years, today)
        offered = store.series_of_year(session, viewer, year, limit=MOST_OFFERED)
        open_sessions = _open_sessions(session, offered, today)
        people = people_to_type(session, viewer, today)
        form = WishForm(data=_usual(offered))
        form.offer(offered)
        if form.validate_on_submit():
            asked = _asked(session, viewer, form, year)
            if asked is not None:
                run_id = _queued(form, asked)
                if run_id is not None:
                    return redirect(url_for(".run", run_id=run_id), 303)
    return render_template(
        "planning/ask.html",
        form=form,
        year=year,
        years=years,
        offered=offered,
        open_sessions=open_sessions,
        people=people,
    )


@bp.route("/planning/replan", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def replan() -> ResponseReturnValue:
    """Plan the rest of a series anew, changing as few announced sessions as can be.

    With a busy time in the address: which announced sessions it hits, series by series.
    """
    if request.method == "GET":
        with reading() as (session, viewer):
            busy = _busy(session, viewer)
            turns = store.turns_hit(session, viewer, busy.span, local_day(clock()).year)
        hit = [turn for turn in turns if hits(busy, turn.meeting)]
        return render_template("planning/replan.html", busy=busy, hit=_by_series(hit))
    number = _number(request.form.get("series_id", ""))
    with flashed_refusals():
        with writing() as (session, viewer):
            series = all_series.get(session, viewer, Action.PLAN_SERIES, number)
            wish = _incident(series, local_day(clock()))
            run_id = runs.ask(session, viewer, wish, REPLAN_SECONDS, clock()).id
        return redirect(url_for(".run", run_id=run_id), 303)
    return redirect(url_for("series.show", series_id=number), 303)


def _busy(session: Session, viewer: Viewer) -> Blackout:
    """Of a unit's own busy days it is for whoever convenes it to plan anew."""
    found = blackouts.get(session, viewer, Action.SEE_BLACKOUTS, number_asked("blackout") or 0)
    is_own = found.kind == "unit" and found.unit_id == viewer.seat_id
    if is_own and not viewer.may_anywhere(Action.PLAN_SERIES):
        raise NotFound("blackout")
    return found


def hits(busy: Blackout, meeting: Meeting) -> bool:
    """Whether a session at that time cannot be as it was announced."""
    if busy.kind == "all":
        return True
    if busy.kind == "hall":
        return meeting.hall_id == busy.hall_id
    return busy.kind == "unit" and meeting.host_id == busy.unit_id


def _by_series(turns: Sequence[HostTurn]) -> list[tuple[Series, list[tuple[HostTurn, Mark]]]]:
    rows: dict[int, tuple[Series, list[tuple[HostTurn, Mark]]]] = {}
    for turn in turns:
        _series, found = rows.setdefault(turn.series_id, (turn.series, []))
        found.append((turn, mark_of(moment_of(turn.meeting))))
    return list(rows.values())


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _incident(series: Series, today: date) -> Wish:
    first = max(date(series.year, 1, 1), today)
    last = date(series.year, 12, 31)
    if last < first:
        raise RuleBroken("planning.horizon_past")
    return Wish(
        kind=Kind.REPLAN,
        year=series.year,
        series=(series.id,),
        horizon=DateWindow(first, last),
        rules=frozenset(Rule) - {Rule.KEEP_HOSTS, Rule.CLUSTERS, Rule.KEEP_CONFIRMED},
        lead_days=3,
    )


def _year(years: Sequence[int], today: date) -> int:
    asked = year_asked()
    if asked is not None and asked in YEARS:
        return asked
    coming = [year for year in years if year >= today.year]
    return min(coming, default=today.year)


def _usual(offered: Sequence[Series]) -> dict[str, Any]:
    wanted = number_asked("series")
    chosen = [one.id for one in offered if wanted in (None, one.id)]
    return {"rules": usual_rules(), "series": chosen, "weekdays": [], "seconds": 60}


def _open_sessions(session: Session, offered: Sequence[Series], today: date) -> dict[int, int]:
    counts = dict.fromkeys((one.id for one in offered), 0)
    for turn in store.turns_in(session, [one.id for one in offered]):
        counts[turn.series_id] += is_open(turn.meeting, today)
    return counts


def _asked(session: Session, viewer: Viewer, form: WishForm, year: int) -> Wish | None:
    """None once a refusal stands in the form."""
    with form.refusals():
        people = _named(session, viewer, form.people.data)
        return form.wish(Kind.YEAR, year, people, local_day(clock()))
    return None


def _queued(form: WishForm, wish: Wish) -> int | None:
    with form.refusals(), writing() as (session, viewer):
        return runs.ask(session, viewer, wish, form.seconds.data, clock()).id
    return None


def _named(session: Session, viewer: Viewer, text: str | None) -> list[int]:
    """By «Tên (đơn vị)», or by a name that only one within sight has."""
    today = local_day(clock())
    found: dict[int, None] = {}
    unknown = []
    for words in filter(None, map(one_line, (text or "").splitlines())):
        number = person_named(session, viewer, words, today)
        if number is None:
            unknown.append(words[:60])
        else:
            found[number] = None
    if unknown:
        raise RuleBroken("slot.unknown", field="people", names=", ".join(unknown[:5]))
    return list(found)

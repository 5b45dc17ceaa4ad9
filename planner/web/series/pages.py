"""The list of series, and one year as its page."""

from collections.abc import Sequence
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain.meeting import Status, has_begun
from planner.domain.rights import Action, Viewer
from planner.domain.series import day_in
from planner.domain.timespan import local_day
from planner.messages.audit import DEEDS
from planner.services import series as service
from planner.services.rotation.history import repeated_from_before
from planner.store import agenda as items
from planner.store import audit, rotation
from planner.store import series as all_series
from planner.store.rotation import planning
from planner.store.series import HostTurn, Series, SeriesFilter
from planner.web.asked import year_asked
from planner.web.context import clock, needs, reading
from planner.web.paging import page_asked, page_of
from planner.web.ribbon import ribbon_of
from planner.web.series import view
from planner.web.series.blueprint import ONE, bp
from planner.web.wording import count_words

PAGE = 50
DEEDS_SHOWN = 8
STANDING = (Status.CONFIRMED, Status.HELD)


@bp.get("")
@needs(Action.SEE_SERIES)
def index() -> ResponseReturnValue:
    """The series within reach, the latest year first."""
    number, year = page_asked(), year_asked()
    wanted = SeriesFilter(year=year)
    with reading() as (session, viewer):
        found = all_series.listed(session, viewer, wanted, limit=PAGE, offset=(number - 1) * PAGE)
        whole = all_series.count(session, viewer, wanted)
        years = all_series.years_of(session, viewer)
        may_plan = bool(all_series.convenors_for(session, viewer))
        lacks_units = not may_plan and viewer.may_ever(Action.KEEP_UNITS)
    page = page_of(number, PAGE, len(found), whole=whole, more=number * PAGE < whole)
    return render_template(
        "series/index.html",
        found=found,
        page=page,
        years=years,
        year=year,
        may_plan=may_plan,
        lacks_units=lacks_units,
    )


@bp.get(ONE)
@needs(Action.SEE_SERIES)
def show(series_id: int) -> ResponseReturnValue:
    """One year: its rule, its sessions, the flag, the ledger, the agenda."""
    with reading() as (session, viewer):
        series = all_series.get(session, viewer, Action.SEE_SERIES, series_id)
        planned = all_series.find(session, viewer, Action.PLAN_SERIES, series_id)
        shown = _shown(session, viewer, series, may_plan=planned is not None)
    return render_template("series/show.html", series=series, **shown)


def _shown(session: Session, viewer: Viewer, series: Series, *, may_plan: bool) -> dict[str, Any]:
    today = local_day(clock())
    turns = all_series.turns_of(session, series)
    called = all_series.called_to(session, [turn.meeting_id for turn in turns])
    hosts = all_series.possible_hosts(session, series.convenor, day_in(series.year, today))
    hosted = all_series.hostings_until(session, viewer, series)
    findings = [
        *service.findings_of(session, viewer, series, turns),
        *repeated_from_before(session, viewer, series, turns),
    ]
    flag_year = all_series.flag_year(session, series.convenor_id, today)
    told = rotation.handovers_of(session, series.convenor_id)
    flag = view.flag_of(series, turns, today, flag_year)
    flag = view.as_told(series, flag, told[-1] if told else None)
    years = view.years_shown(series)
    return {
        "ribbon": ribbon_of(series.year, today, view.entries_of(turns)),
        "lines": view.lines_of(turns, called, today, may_plan=may_plan),
        "rule": _rule(turns, len(hosts)),
        "flag": flag,
        "ledger": view.ledger_of(hosts, hosted, years, flag.holder.id if flag.holder else None),
        "years": years,
        "advice": view.advice_of(findings, series, turns, may_plan=may_plan),
        "to_hand": _to_hand(session, turns) if may_plan else None,
        "to_fix": view.next_to_fix(turns, today) if may_plan else None,
        "agenda": items.items_of_series(session, series),
        "history": audit.history_of(session, series)[:DEEDS_SHOWN],
        "deeds": DEEDS,
        "may_plan": may_plan,
        "locks": planning.locks_of(session, [turn.meeting_id for turn in turns]),
    }


def _to_hand(session: Session, turns: Sequence[HostTurn]) -> HostTurn | None:
    """The last session that has begun, where nobody has written down that the flag went on."""
    begun = [turn for turn in turns if turn.meeting.status in STANDING]
    begun = [turn for turn in begun if has_begun(turn.meeting.when, clock())]
    if not begun:
        return None
    handed = rotation.handovers_of(session, begun[-1].meeting.convenor_id)
    known = {one.meeting_id for one in handed}
    return None if begun[-1].meeting_id in known else begun[-1]


def _rule(turns: Sequence[HostTurn], units: int) -> dict[str, Any]:
    """The facts of the sentence that tells the rule of the year."""
    live = [turn for turn in turns if turn.meeting.status != "cancelled"]
    return {
        "units": units,
        "sessions": len(live),
        "sessions_words": count_words(len(live)),
        "months": view.months_words(turns),
        "has_hosts": any(turn.meeting.host_id for turn in live),
        "has_topics": any(turn.meeting.topic_id for turn in live),
    }

"""The ledger of turns: who hosted how often, whose turn it is, from when it is counted."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain.directory import ReadAs
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.meeting import when_from_words
from planner.domain.rights import Action
from planner.domain.rotation import Standing, Start, cluster_counts, holdings, spread
from planner.domain.timespan import local_day
from planner.messages.rotation import CHANGES, STARTS
from planner.services.rotation import flag as flags
from planner.services.rotation import ledger as books
from planner.services.rotation import turns as service
from planner.services.rotation.ledger import Ledger
from planner.services.rotation.turns import StartFacts
from planner.store import rotation as turns
from planner.store import series as all_series
from planner.store.directory import Unit
from planner.store.rotation import FlagHandover, TurnChange
from planner.store.series import Series
from planner.web.context import clock, needs, reading, writing
from planner.web.flashes import flashed_refusals
from planner.web.paging import Page, page_asked, page_of
from planner.web.rotation.blueprint import SERIES, bp
from planner.web.rotation.forms import SinceForm, StartForm
from planner.web.series.view import Flag, flag_of, is_told_otherwise
from planner.web.timemarks import window_words
from planner.web.wording import gettext

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """A unit in the ledger, in words."""

    unit: Unit
    count: int
    hosted: int
    credit: str
    last: str
    waited: int
    longest: int
    variance: str
    cluster: str
    is_new: bool


@dataclass(frozen=True, slots=True)
class Turned:
    """A turn that was given away, in words."""

    at: date
    who: str
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """A time with the flag, in words."""

    unit: str
    days: str
    where: str
    handover_id: int | None
    note: str = ""


@bp.get(f"{SERIES}/rotation")
@needs(Action.SEE_SERIES)
def index(series_id: int) -> ResponseReturnValue:
    """The fairness of a convenor's turns, read as then or rolled up to today."""
    asked = request.args.get("as")
    read_as = ReadAs.THEN if asked == ReadAs.THEN else ReadAs.TODAY
    with reading() as (session, viewer):
        series = all_series.get(session, viewer, Action.SEE_SERIES, series_id)
        may_plan = all_series.find(session, viewer, Action.PLAN_SERIES, series_id) is not None
        ledger = books.ledger_of(session, series, clock(), read_as=read_as)
        shown = _shown(session, series, ledger)
    form = SinceForm(data={"since": _day(ledger.since) if ledger.since else ""})
    return render_template(
        "rotation/index.html", series=series, form=form, may_plan=may_plan, read_as=read_as, **shown
    )


@bp.post(f"{SERIES}/rotation/since")
@needs(Action.PLAN_SERIES)
def since(series_id: int) -> ResponseReturnValue:
    """Count turns from another day on."""
    form = SinceForm()
    with flashed_refusals():
        with writing() as (session, viewer):
            words = (form.since.data or "")[:200]
            service.count_since(session, viewer, series_id, _first_day(words), clock())
        flash(gettext("Đã đổi ngày bắt đầu tính lượt."))
    return redirect(url_for(".index", series_id=series_id), 303)


@bp.route(f"{SERIES}/rotation/start/<int:unit_id>", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def start(series_id: int, unit_id: int) -> ResponseReturnValue:
    """With how many turns a new or merged unit begins: a usual way, or a number."""
    with reading() as (session, viewer):
        series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id)
        ledger = books.ledger_of(session, series, clock())
        unit = ledger.units.get(unit_id)
        if unit is None:
            raise NotFound("unit")
        choices = books.start_choices(ledger, unit_id, clock())
    form = StartForm(data={"way": Start.MINIMUM})
    form.offer(choices)
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                facts = StartFacts(unit_id, _chosen(form, choices), form.reason.data)
                service.choose_start(session, viewer, series_id, facts, clock())
            flash(gettext("Đã ghi số lượt của %(unit)s.", unit=unit.name))
            return redirect(url_for(".index", series_id=series_id), 303)
    return render_template("rotation/start.html", form=form, series=series, unit=unit)


def _chosen(form: StartForm, choices: dict[Start, int]) -> int:
    chosen = form.chosen(choices)
    if chosen is None:
        raise RuleBroken("rotation.odd_credit", field="turns", most=service.MOST_CREDIT)
    return chosen


def _first_day(words: str) -> date | None:
    if not words.strip():
        return None
    days = when_from_words(words, date(local_day(clock()).year, 1, 1)).days
    if days is None:
        raise RuleBroken("meeting.time_not_understood", field="since")
    return days.start


def _shown(session: Session, series: Series, ledger: Ledger) -> dict[str, Any]:
    number = page_asked()
    part = ledger.rows[(number - 1) * PAGE : number * PAGE]
    counts = [row.count for row in ledger.rows]
    return {
        "lines": [_line(row, ledger) for row in part],
        "page": _page(number, len(part), len(ledger.rows)),
        "spread": spread(counts),
        "fewest": min(counts, default=0),
        "most": max(counts, default=0),
        "sessions": len(ledger.counted),
        "clusters": cluster_counts(ledger.members, ledger.rows),
        "changes": [_turned(one) for one in ledger.changes[:PAGE]],
        "held": _held(session, series),
        "this_year": local_day(clock()).year,
        "since_words": _day(ledger.since) if ledger.since else "",
    }


def _page(number: int, shown: int, whole: int) -> Page:
    return page_of(number, PAGE, shown, whole=whole, more=number * PAGE < whole)


def _line(row: Standing, ledger: Ledger) -> Line:
    unit = ledger.units[row.unit_id]
    member = next(one for one in ledger.members if one.id == row.unit_id)
    return Line(
        unit=unit,
        count=row.count,
        hosted=row.hosted,
        credit=_credit_words(row),
        last=_last_words(row, ledger),
        waited=row.waited,
        longest=row.longest_wait,
        variance=f"{row.variance:.1f}".replace(".", ","),
        cluster=member.cluster or "",
        is_new=member.since is not None or row.start is not None,
    )


def _last_words(row: Standing, ledger: Ledger) -> str:
    """When it hosted or will host last, no surer than it is known."""
    if row.last is None:
        return gettext("chưa lần nào")
    turn = ledger.last_of(row, local_day(clock()))
    if turn is None:
        return _day(row.last)
    days = turn.meeting.when.days
    if days is None:
        return str(turn.series.year)
    return _day(row.last) if days.days == 1 else window_words(days)


def _credit_words(row: Standing) -> str:
    """What was added to its own turns, and why."""
    if not row.credit and row.start is None:
        return ""
    amount = f"+{row.credit}" if row.credit >= 0 else f"−{-row.credit}"
    if row.start is None:
        return gettext("%(amount)s được bỏ qua", amount=amount)
    return gettext("%(amount)s %(why)s", amount=amount, why=STARTS[row.start])


def _turned(change: TurnChange) -> Turned:
    kind = "skip_forgiven" if change.kind == "skip" and change.credit else change.kind
    who = change.unit.name
    if change.other is not None:
        who = gettext("%(one)s và %(other)s", one=who, other=change.other.name)
    words = str(CHANGES[kind])
    if change.kind == "start":
        words = f"{words}: {change.credit:+d}"
    if change.meeting is not None:
        words = f"{words}, {change.meeting.title}"
    return Turned(local_day(change.at), who, words, f"{change.reason} ({change.account_name})")


def _held(session: Session, series: Series) -> list[Held]:
    """Who had the flag when, the latest first; what only the sessions tell says so."""
    rows = turns.handovers_of(session, series.convenor_id)
    names = {unit.id: unit.name for row in rows for unit in (row.giver, row.taker) if unit}
    taken = {row.handed_on: row for row in rows}
    last = rows[-1] if rows else None
    since = _since_sessions(session, series, last)
    found = []
    for one in holdings(flags.handovers_of(session, series)):
        row = taken.get(one.from_on) if one.from_on else None
        where = row.meeting.title if row and row.meeting else (row.note if row else "")
        to_on = one.to_on or (since[1].taken_on if since else None)
        days = _span(one.from_on, to_on)
        if since and to_on is None and one.from_on:
            days = gettext("nhận %(day)s", day=_day(one.from_on))
        number = row.id if row is not None and row is last else None
        found.append(Held(names[one.unit_id], days, where, number))
    return [*([since[0]] if since else []), *found[::-1]]


def _since_sessions(
    session: Session, series: Series, last: FlagHandover | None
) -> tuple[Held, Flag] | None:
    """Who has the flag by the sessions of the year, where nobody has written that down."""
    today = local_day(clock())
    year = all_series.flag_year(session, series.convenor_id, today)
    flag = flag_of(series, all_series.turns_of(session, series), today, year)
    if flag.holder is None or is_told_otherwise(series, flag, last):
        return None
    if last is not None and last.to_id == flag.holder.id:
        return None
    days = _span(flag.taken_on, None) if flag.taken_on else gettext("hiện nay")
    note = gettext("theo các kỳ của năm, chưa ghi trao cờ")
    return Held(flag.holder.name, days, "", None, note), flag


def _span(first: date | None, last: date | None) -> str:
    if first is None:
        return gettext("đến %(last)s", last=_day(last) if last else "")
    if last is None:
        return gettext("từ %(first)s đến nay", first=_day(first))
    return gettext("từ %(first)s đến %(last)s", first=_day(first), last=_day(last))


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"

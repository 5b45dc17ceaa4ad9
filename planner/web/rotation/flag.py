"""Writing down that the flag went on."""

from datetime import date

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.meeting import has_begun, when_from_words
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import local_day
from planner.services.rotation import flag as service
from planner.services.rotation import ledger as books
from planner.services.rotation.flag import HandoverFacts
from planner.store import series as all_series
from planner.store.base import LAST_ID
from planner.store.series import HostTurn, Series
from planner.web.asked import number_asked
from planner.web.context import clock, needs, reading, writing
from planner.web.flashes import flashed_refusals
from planner.web.rotation.blueprint import SERIES, bp
from planner.web.rotation.forms import FlagForm
from planner.web.wording import gettext


@bp.route(f"{SERIES}/rotation/flag", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def hand_over(series_id: int) -> ResponseReturnValue:
    """The next handover: at the session that the address names, else at none."""
    with reading() as (session, viewer):
        series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id)
        units = books.ledger_of(session, series, clock()).units
        turn = _turn(session, series)
        form = FlagForm(data=_beginning(session, viewer, series, turn))
        form.offer(units.values())
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                facts = HandoverFacts(
                    _day(form.when.data),
                    form.from_id.data,
                    form.to_id.data,
                    turn.meeting_id if turn else None,
                    form.note.data or "",
                )
                service.hand_over(session, viewer, series_id, facts, clock())
            flash(gettext("Đã ghi trao cờ."))
            return redirect(url_for(".index", series_id=series_id, _anchor="co"), 303)
    this_year = local_day(clock()).year
    return render_template(
        "rotation/flag.html", form=form, series=series, turn=turn, this_year=this_year
    )


@bp.post(f"{SERIES}/rotation/flag/<int(max={LAST_ID}):handover_id>/remove")
@needs(Action.PLAN_SERIES)
def take_back(series_id: int, handover_id: int) -> ResponseReturnValue:
    """Undo the latest handover."""
    with flashed_refusals():
        with writing() as (session, viewer):
            service.take_back(session, viewer, series_id, handover_id, clock())
        flash(gettext("Đã bỏ lần trao cờ gần nhất."))
    return redirect(url_for(".index", series_id=series_id, _anchor="co"), 303)


def _turn(session: Session, series: Series) -> HostTurn | None:
    number = number_asked("session")
    return all_series.get_turn(session, series, number) if number else None


def _beginning(
    session: Session, viewer: Viewer, series: Series, turn: HostTurn | None
) -> dict[str, object]:
    """Who has it hands it to the next host, on the day of the session."""
    earlier = service.handovers_of(session, series)
    holder = earlier[-1].taker if earlier else series.flag_from_id
    if turn is None:
        return {"from_id": holder}
    days = turn.meeting.when.days
    begun = has_begun(turn.meeting.when, clock())
    return {
        "when": f"{days.start:%d/%m/%Y}" if days and begun else "",
        "from_id": holder if earlier else (turn.meeting.host_id or holder),
        "to_id": service.taker_after(session, viewer, series, turn),
    }


def _day(words: str) -> date:
    days = when_from_words(words, date(local_day(clock()).year, 1, 1)).days
    if days is None or days.days > 1:
        raise RuleBroken("rotation.no_day", field="when")
    return days.start

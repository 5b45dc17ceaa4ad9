"""Swapping two hosts, choosing one, passing one over: each page says why."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.domain.meeting import LIVE
from planner.domain.rights import Action
from planner.messages.rotation import loss_words
from planner.services.rotation import ledger as books
from planner.services.rotation import turns as service
from planner.services.rotation.turns import HostFacts, SkipFacts
from planner.store import series as all_series
from planner.store.directory import Unit
from planner.store.series import HostTurn
from planner.web.asked import number_asked
from planner.web.context import clock, needs, reading, writing
from planner.web.flashes import flash_errors
from planner.web.moments import moment_of
from planner.web.rotation.blueprint import SERIES, SESSION, bp
from planner.web.rotation.forms import HostForm, SkipForm, SwapForm
from planner.web.timemarks import mark_of, short_words
from planner.web.wording import gettext


@dataclass(frozen=True, slots=True)
class Other:
    """A unit that is not first in line, and the first reason for it."""

    unit: Unit
    why: str


def _to_swap(open_turns: Sequence[HostTurn]) -> dict[str, int | None]:
    """The session that the address names, else the first, with the next one after it."""
    numbers = [one.meeting_id for one in open_turns]
    asked = number_asked("session")
    place = numbers.index(asked) if asked in numbers else 0
    beside = numbers[place + 1 : place + 2] or numbers[:place][-1:]
    return {"one": numbers[place] if numbers else None, "other": next(iter(beside), None)}


@bp.route(f"{SERIES}/rotation/swap", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def swap(series_id: int) -> ResponseReturnValue:
    """Two sessions change hosts; neither unit gains or loses a turn."""
    with reading() as (session, viewer):
        series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id)
        turns = all_series.turns_of(session, series)
    open_turns = [one for one in turns if one.meeting.status in LIVE and one.meeting.host]
    form = SwapForm(data=_to_swap(open_turns))
    form.offer(
        (
            one.meeting_id,
            gettext(
                "Kỳ %(ordinal)s, %(day)s: %(host)s",
                ordinal=one.ordinal,
                day=short_words(moment_of(one.meeting)),
                host=one.meeting.host.name if one.meeting.host else "",
            ),
        )
        for one in open_turns
    )
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                both = (form.one.data, form.other.data)
                service.swap(session, viewer, series_id, both, form.reason.data, clock())
            flash(gettext("Đã đổi lượt; hai đơn vị được báo."))
            return redirect(url_for("series.show", series_id=series_id), 303)
    return render_template(
        "rotation/swap.html", form=form, series=series, can_swap=len(open_turns) > 1
    )


@bp.route(f"{SESSION}/host", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def host(series_id: int, meeting_id: int) -> ResponseReturnValue:
    """Who comes first for a session and why the others do not; another choice says its reason."""
    with reading() as (session, viewer):
        series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id)
        turn = all_series.get_turn(session, series, meeting_id)
        proposal, ledger = books.proposal_for(session, series, turn, clock())
    first = proposal.first
    form = HostForm(data={"unit_id": first.unit_id if first else None})
    form.offer(ledger.units.values())
    skipping = SkipForm(data={"unit_id": first.unit_id if first else None})
    skipping.offer(ledger.units.values())
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                facts = HostFacts(form.unit_id.data, form.reason.data or "")
                service.host_instead(session, viewer, series_id, meeting_id, facts, clock())
            flash(gettext("Đã phân công kỳ %(ordinal)s.", ordinal=turn.ordinal))
            return redirect(url_for("series.show", series_id=series_id), 303)
    return render_template(
        "rotation/host.html",
        form=form,
        skipping=skipping,
        series=series,
        turn=turn,
        mark=mark_of(moment_of(turn.meeting)),
        first=ledger.units[first.unit_id] if first else None,
        standing=first,
        last=f"{first.last:%d/%m/%Y}" if first and first.last else "",
        others=[Other(ledger.units[loss.unit_id], loss_words(loss)) for loss in proposal.others],
    )


@bp.post(f"{SESSION}/skip")
@needs(Action.PLAN_SERIES)
def skip(series_id: int, meeting_id: int) -> ResponseReturnValue:
    """Pass a unit over at a session; its turn stays owed, or is forgiven."""
    with reading() as (session, viewer):
        series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id)
        ledger = books.ledger_of(session, series, clock())
    form = SkipForm()
    form.offer(ledger.units.values())
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                forgiven = form.debt.data == "forgiven"
                facts = SkipFacts(form.unit_id.data, form.reason.data, forgiven)
                service.skip(session, viewer, series_id, meeting_id, facts, clock())
            flash(gettext("Đã cho qua một lượt; dưới đây là đơn vị kế tiếp."))
    flash_errors(form)
    return redirect(url_for(".host", series_id=series_id, meeting_id=meeting_id), 303)

"""Making a series and planning its sessions."""

from collections.abc import Iterator

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.domain import series as rules
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.messages import finding
from planner.services import series as service
from planner.services.meeting import Booked
from planner.store import series as all_series
from planner.store import venue as venues
from planner.store.directory import Unit
from planner.store.meeting import Meeting
from planner.store.series import HostTurn, Series
from planner.web.context import clock, needs, new_uid, reading, writing
from planner.web.convenor import convenor_asked
from planner.web.flashes import flashed_refusals
from planner.web.moments import moment_of
from planner.web.series.blueprint import ONE, SESSION, bp
from planner.web.series.forms import (
    PlanForm,
    RemoveForm,
    SeriesForm,
    SessionForm,
    words_of,
)
from planner.web.timemarks import mark_of
from planner.web.wording import counted, gettext

FIRST_ROWS = 4
MOST_TOPICS = 300  # to pick from; others are found by typing them


@bp.route("/new", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def add() -> ResponseReturnValue:
    """A new series of the unit in the address, else of the viewer's own."""
    today = local_day(clock())
    with reading() as (session, viewer):
        convenor = convenor_asked(session, viewer, Action.PLAN_SERIES)
        convenors = all_series.convenors_for(session, viewer)
        form = SeriesForm(data={"year": today.year, "code": f"GB-{convenor.code}-{today.year}"})
        _offer(session, form, convenor, today.year)
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                series = service.add_series(session, viewer, convenor.id, form.facts(), clock())
            flash(gettext("Đã lập chuỗi %(title)s.", title=series.title))
            return redirect(url_for(".plan", series_id=series.id), 303)
    return render_template("series/new.html", form=form, convenor=convenor, convenors=convenors)


@bp.route(f"{ONE}/edit", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def change(series_id: int) -> ResponseReturnValue:
    """Other facts of a series."""
    with reading() as (session, viewer):
        series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id)
        form = SeriesForm(obj=series)
        _offer(session, form, series.convenor, series.year)
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                service.change_series(session, viewer, series_id, form.facts(), clock())
            flash(gettext("Đã lưu chuỗi."))
            return redirect(url_for(".show", series_id=series_id), 303)
    return render_template("series/edit.html", form=form, series=series)


@bp.route(f"{ONE}/sessions/new", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def plan(series_id: int) -> ResponseReturnValue:
    """Several sessions at once: all are kept, or none."""
    with reading() as (session, viewer):
        series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id)
        hosts = _hosts(session, series)
        present = all_series.turns_of(session, series)
        topics = all_series.topics_studied(session, viewer, limit=MOST_TOPICS)
    form = PlanForm()
    form.widen(hosts, FIRST_ROWS)
    if "more" in request.form:
        form.widen(hosts, len(form.sessions) + FIRST_ROWS)
    elif form.validate_on_submit():
        booked = keep_sessions(form, series)
        if booked is not None:
            _say(booked, counted("Đã ghi %(count)s kỳ.", len(booked)))
            return redirect(url_for(".show", series_id=series_id), 303)
    last = max((turn.ordinal for turn in present), default=0)
    return render_template("series/plan.html", form=form, series=series, last=last, topics=topics)


@bp.route(f"{SESSION}/edit", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def change_session(series_id: int, meeting_id: int) -> ResponseReturnValue:
    """One session: its time in words, its host, topic, place and headcount."""
    with reading() as (session, viewer):
        series, turn = _found(session, viewer, series_id, meeting_id)
        form = SessionForm(data=_data_of(turn.meeting))
        form.offer(_hosts(session, series, turn.meeting.host), venues.halls(session))
        topics = all_series.topics_studied(session, viewer, limit=MOST_TOPICS)
    if form.validate_on_submit():
        booked = _change_session(form, series, turn)
        if booked is not None:
            _say([booked], gettext("Đã lưu kỳ %(ordinal)s.", ordinal=turn.ordinal))
            return redirect(url_for(".show", series_id=series_id), 303)
    mark = mark_of(moment_of(turn.meeting))
    return render_template(
        "series/session.html", form=form, series=series, turn=turn, mark=mark, topics=topics
    )


@bp.route(f"{SESSION}/remove", methods=["GET", "POST"])
@needs(Action.PLAN_SERIES)
def remove_session(series_id: int, meeting_id: int) -> ResponseReturnValue:
    """Take a session out of the series, with a reason."""
    form = RemoveForm()
    with reading() as (session, viewer):
        series, turn = _found(session, viewer, series_id, meeting_id)
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                service.remove_session(
                    session, viewer, series_id, meeting_id, reason=form.reason.data, now=clock()
                )
            flash(gettext("Đã bỏ kỳ %(ordinal)s; cuộc họp ghi là huỷ.", ordinal=turn.ordinal))
            return redirect(url_for(".show", series_id=series_id), 303)
    return render_template("series/remove.html", form=form, series=series, turn=turn)


@bp.post(f"{ONE}/sessions/sort")
@needs(Action.PLAN_SERIES)
def sort_sessions(series_id: int) -> ResponseReturnValue:
    """Number the sessions by their time."""
    with flashed_refusals():
        with writing() as (session, viewer):
            service.sort_sessions(session, viewer, series_id, clock())
        flash(gettext("Đã xếp số kỳ theo thời gian."))
    return redirect(url_for(".show", series_id=series_id), 303)


def _offer(session: Session, form: SeriesForm, convenor: Unit, year: int) -> None:
    day = rules.day_in(year, local_day(clock()))
    offices = all_series.possible_offices(session, convenor, day)
    form.offer(offices, all_series.possible_hosts(session, convenor, day))


def _hosts(session: Session, series: Series, present: Unit | None = None) -> list[Unit]:
    """Who may host; who hosts now stays among them, merged or not."""
    day = rules.day_in(series.year, local_day(clock()))
    hosts = all_series.possible_hosts(session, series.convenor, day)
    return hosts if present is None or present in hosts else [*hosts, present]


def _found(
    session: Session, viewer: Viewer, series_id: int, meeting_id: int
) -> tuple[Series, HostTurn]:
    series = all_series.get(session, viewer, Action.PLAN_SERIES, series_id)
    return series, all_series.get_turn(session, series, meeting_id)


def keep_sessions(form: PlanForm, series: Series) -> list[Booked] | None:
    """The sessions that were kept; None where a refusal stands in the form."""
    plans = form.plans(series.year)
    if plans is None:
        return None
    with form.refusals(), writing() as (session, viewer):
        return service.plan_sessions(session, viewer, series.id, plans, uids=_uids(), now=clock())
    return None


def _change_session(form: SessionForm, series: Series, turn: HostTurn) -> Booked | None:
    """The session as it was kept; None where a refusal stands in the form."""
    is_same = one_line(form.when.data) == one_line(words_of(turn.meeting))
    when = None if is_same else form.time_in(series.year)
    if form.errors or (when is None and not is_same):
        return None
    with form.refusals(), writing() as (session, viewer):
        return service.change_session(
            session, viewer, series.id, turn.meeting_id, form.facts(when), clock()
        )
    return None


def _data_of(meeting: Meeting) -> dict[str, object]:
    return {
        "when": words_of(meeting),
        "date_sure": meeting.date_sure,
        "host_id": meeting.host_id,
        "topic": meeting.topic.title if meeting.topic else "",
        "hall_id": meeting.hall_id,
        "place": meeting.place,
        "venue_sure": meeting.venue_sure,
        "headcount": meeting.headcount,
        "headcount_sure": meeting.headcount_sure,
    }


def _uids() -> Iterator[str]:
    """New names for calendars, as many as are asked for."""
    while True:
        yield new_uid()


def _say(booked: list[Booked], done: str) -> None:
    """What was kept, and what of the meetings is worth a second look."""
    flash(done)
    for one in booked:
        for found in one.findings:
            flash(f"{one.meeting.title}: {finding(found)}", "finding")

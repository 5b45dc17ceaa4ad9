"""Booking a meeting and changing it: one form."""

from dataclasses import replace
from datetime import date
from typing import Any, cast

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from planner.domain.errors import RuleBroken
from planner.domain.meeting import LIVE, Status, When, when_from_words
from planner.domain.meeting.when import YEARS
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.domain.timespan import local_day
from planner.domain.timewords import read_hour
from planner.messages import refusal
from planner.messages.forms import FORM_ERRORS
from planner.services import meeting as service
from planner.services.meeting import Booked, MeetingChanges, MeetingDraft
from planner.store import directory as units
from planner.store import meeting as meetings
from planner.store import venue as venues
from planner.store.meeting import Meeting
from planner.web.asked import year_asked
from planner.web.context import clock, needs, new_uid, reading, writing
from planner.web.forms import day_of, iso_day
from planner.web.meeting.blueprint import ONE, bp
from planner.web.meeting.filling import (
    given_of,
    overlaid,
    unit_named,
    unit_words,
    units_to_type,
    values_of_meeting,
)
from planner.web.meeting.forms import MeetingForm
from planner.web.meeting.history import Deed, Seen, seen_of
from planner.web.meeting.ways import Way, ways_of
from planner.web.moments import moment_of, moment_of_when
from planner.web.timemarks import day_words, hour_words, mark_of
from planner.web.wording import counted, gettext


@bp.route("/meetings/new", methods=["GET", "POST"])
@needs(Action.BOOK_MEETING)
def book() -> ResponseReturnValue:
    """A new meeting; the address may fill in the form."""
    with reading() as (session, viewer):
        form = MeetingForm(overlaid(_beginning(session, viewer), request.args))
        form.offer(venues.halls(session), sorted(LIVE, reverse=True))
    ways: list[Way] = []
    if form.validate_on_submit():
        try:
            booked = _book(form)
        except RuleBroken as broken:
            form.refuse(broken)
            ways = ways_of(broken, url_for(".book"))
        else:
            _say(booked, gettext("Đã ghi vào sổ."))
            return redirect(url_for(".show", meeting_id=booked.meeting.id), 303)
    with reading() as (session, _viewer):
        offered = units_to_type(session, local_day(clock()))
    return render_template("meeting/book.html", form=form, units=offered, ways=ways)


@bp.route(f"{ONE}/edit", methods=["GET", "POST"])
@needs(Action.CHANGE_MEETING)
def change(meeting_id: int) -> ResponseReturnValue:
    """The same form for a meeting that is there; what others changed meanwhile is shown first."""
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.CHANGE_MEETING, meeting_id)
        kept = values_of_meeting(meeting)
        kept["seen"] = str(seen_of(session, meeting, local_day(clock())).newest)
        form = MeetingForm(overlaid(kept, request.args))
        form.offer(venues.halls(session), _statuses_from(Status(meeting.status)))
    ways: list[Way] = []
    meanwhile: list[Deed] = []
    if form.validate_on_submit():
        try:
            booked, meanwhile = _change(form, meeting_id)
        except RuleBroken as broken:
            form.refuse(broken)
            ways = ways_of(broken, url_for(".change", meeting_id=meeting_id))
        else:
            if booked is not None:
                _say(booked, gettext("Đã lưu thay đổi."))
                return redirect(url_for(".show", meeting_id=meeting_id), 303)
    with reading() as (session, viewer):
        meeting = meetings.get(session, viewer, Action.CHANGE_MEETING, meeting_id)
        offered = units_to_type(session, local_day(clock()))
    return render_template(
        "meeting/change.html",
        form=form,
        units=offered,
        ways=ways,
        meeting=meeting,
        meanwhile=meanwhile,
        needs_reason=Status(meeting.status) not in LIVE,
    )


@bp.get("/meetings/time")
@needs(Action.USE_OFFICE)
def read_time() -> ResponseReturnValue:
    """What words of time are understood as, for who types them.

    `year`: the year they are of; `one`: `day` or `hour`, where a field takes no other.
    """
    words, one = one_line(request.args.get("words")), request.args.get("one")
    with reading():
        if one == "hour":
            hour = read_hour(words)
            return _understood(hour_words(hour)) if hour else _not_one("time")
        if one == "day":
            day = day_of(words, local_day(clock()))
            return _understood(day_words(day)) if day else _not_one("date")
        return _read_any(words)


def _read_any(words: str) -> ResponseReturnValue:
    year = year_asked()
    since = date(year, 1, 1) if year is not None and year in YEARS else local_day(clock())
    try:
        day = iso_day(words)
        when = When.on_day(day) if day else when_from_words(words, since)
    except RuleBroken as broken:
        return {"understood": False, "words": refusal(broken)}
    return _understood(mark_of(moment_of_when(when)).words)


def _understood(words: str) -> ResponseReturnValue:
    return {"understood": True, "words": gettext("Hiểu là: %(when)s", when=words)}


def _not_one(kind: str) -> ResponseReturnValue:
    said = str(FORM_ERRORS[f"Not a valid {kind} value."])
    return {"understood": False, "words": said}


def _beginning(session: Session, viewer: Viewer) -> MultiDict[str, str]:
    """An empty form, convened by whom the address names, else by the viewer's own seat."""
    asked = one_line(request.args.get("convenor"))
    today = local_day(clock())
    if asked and request.method == "GET" and "title" not in request.args:
        named = unit_named(session, asked, "convenor", today)
        unit = units.get_unit(session, viewer, Action.BOOK_MEETING, named.id)
    elif viewer.seat_id is not None:
        unit = units.get_unit(session, viewer, Action.SEE_UNITS, viewer.seat_id)
    else:
        return MultiDict({"stretch_year": str(today.year)})
    return MultiDict({"convenor": unit_words(unit), "stretch_year": str(today.year)})


def _book(form: MeetingForm) -> Booked:
    with writing() as (session, viewer):
        given = given_of(session, viewer, form, local_day(clock()))
        draft = MeetingDraft(**cast(dict[str, Any], given))
        return service.book(session, viewer, draft, uid=new_uid(), now=clock())


def _change(form: MeetingForm, meeting_id: int) -> tuple[Booked | None, list[Deed]]:
    """The meeting as it was saved, or what others changed since the form was opened."""
    with writing() as (session, viewer):
        row = meetings.get(session, viewer, Action.CHANGE_MEETING, meeting_id, lock=True)
        seen = seen_of(session, row, local_day(clock()))
        if seen.newest != _number(form.seen.data):
            return None, _meanwhile(form, seen)
        given = given_of(session, viewer, form, local_day(clock()))
        changes = _differing(row, given)
        if form.reason.data:
            changes["reason"] = form.reason.data
        return service.change(session, viewer, meeting_id, changes, clock()), []


def _meanwhile(form: MeetingForm, seen: Seen) -> list[Deed]:
    """The next attempt knows of these; the form keeps what was typed."""
    known = _number(form.seen.data)
    form.seen.data = str(seen.newest)
    form.refuse(RuleBroken("meeting.changed_meanwhile"))
    return seen.since(known)


def _differing(row: Meeting, given: MeetingChanges) -> MeetingChanges:
    """Only what is not so already; the paper's own words of the same time stay."""
    same_time = replace(given["when"], words="") == replace(row.when, words="")
    return cast(
        MeetingChanges,
        {
            name: value
            for name, value in given.items()
            if (name != "when" or not same_time) and value != getattr(row, name)
        },
    )


def _statuses_from(status: Status) -> list[str]:
    """As it is, and what a form can make of it; calling off and having met have their own pages."""
    return [status, *(step for step in (Status.TENTATIVE, Status.CONFIRMED) if step is not status)]


def _say(booked: Booked, done: str) -> None:
    """What was kept, with the time as it was understood, and what is worth a second look."""
    words = mark_of(moment_of(booked.meeting)).words
    flash(
        gettext("%(done)s %(title)s: %(when)s.", done=done, title=booked.meeting.title, when=words)
    )
    if booked.findings:
        count = len(booked.findings)
        flash(counted("Có %(count)s chỗ nên xem lại, ghi ngay dưới từng mục.", count), "finding")


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0

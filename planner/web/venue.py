"""Pages of houses and their halls: how big, whose, and when they are held."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.orm import Session
from wtforms import IntegerField, StringField, URLField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from planner.domain.directory import reaches
from planner.domain.errors import NotFound
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.domain.timespan import (
    HANOI,
    DayPart,
    Precision,
    TimeSpan,
    local_day,
    start_of_day,
)
from planner.domain.venue import MOST_SEATS
from planner.services import venue as service
from planner.services.venue import HallFacts, VenueFacts
from planner.store import meeting as meetings
from planner.store import venue as venues
from planner.store.base import LAST_ID
from planner.store.meeting import MeetingFilter
from planner.store.venue import Hall, HallHold, Venue
from planner.web.context import clock, needs, reading, writing
from planner.web.directory.units import offered_units, unit_in_reach
from planner.web.forms import BaseForm
from planner.web.moments import entry_of
from planner.web.paging import page_asked, page_of
from planner.web.ribbon import Entry, Ribbon, ribbon_of
from planner.web.timemarks import Moment, day_words, part_words

bp = Blueprint("venue", __name__, url_prefix="/venues")
ONE = f"/<int(max={LAST_ID}):venue_id>"
ROWS = 30  # houses of a page
PARTS = (DayPart.MORNING, DayPart.AFTERNOON, DayPart.EVENING)
NOON, DUSK = time(12), time(18)  # between them


class VenueForm(BaseForm):
    name = StringField(_("Tên nơi họp"), [DataRequired(), Length(max=200)], [one_line])
    unit = StringField(_("Đơn vị giữ (mã)"), [DataRequired(), Length(max=30)], [one_line])
    address = StringField(_("Địa chỉ"), [Length(max=300)], [one_line])
    map_url = URLField(_("Đường dẫn bản đồ"), [Length(max=500)], [one_line])
    contact = StringField(_("Liên hệ mượn"), [Length(max=200)], [one_line])

    def facts(self) -> VenueFacts:
        return VenueFacts(
            name=self.name.data,
            unit=self.unit.data,
            address=self.address.data,
            map_url=self.map_url.data,
            contact=self.contact.data,
        )


class HallForm(BaseForm):
    name = StringField(_("Tên hội trường"), [DataRequired(), Length(max=200)], [one_line])
    code = StringField(_("Mã"), [DataRequired(), Length(max=30)], [one_line])
    capacity = IntegerField(_("Số chỗ"), [InputRequired(), NumberRange(1, MOST_SEATS)])

    def facts(self) -> HallFacts:
        return HallFacts(self.code.data, self.name.data, self.capacity.data)


@bp.get("/")
@needs(Action.SEE_VENUES)
def index() -> ResponseReturnValue:
    """All houses with their halls, and which parts of this week are taken."""
    number, text = page_asked(), one_line(request.args.get("q"))
    with reading() as (session, viewer):
        found = venues.venues(session, text)
        shown = found[(number - 1) * ROWS : number * ROWS]
        halls = venues.halls_in(session, shown)
        more = len(found) > number * ROWS
        return render_template(
            "venue/index.html",
            venues=shown,
            halls=halls,
            weeks=_weeks(session, [hall for inside in halls.values() for hall in inside]),
            page=page_of(number, ROWS, len(shown), whole=len(found), more=more),
            whole=len(found),
            text=text,
            may_add=viewer.may_ever(Action.KEEP_VENUES),
        )


@bp.get(ONE)
@needs(Action.SEE_VENUES)
def show(venue_id: int) -> ResponseReturnValue:
    """One house: its halls, its year."""
    with reading() as (session, viewer):
        venue = venues.get_venue(session, viewer, Action.SEE_VENUES, venue_id)
        halls = venues.halls_in(session, [venue])[venue.id]
        return render_template(
            "venue/show.html",
            venue=venue,
            halls=halls,
            weeks=_weeks(session, halls),
            ribbon=_year_of(session, viewer, venue, halls),
            may_keep=_may_keep(viewer, venue),
        )


@bp.route("/new", methods=["GET", "POST"])
@needs(Action.KEEP_VENUES)
def add_venue() -> ResponseReturnValue:
    """A new house; the address may say whose."""
    form = VenueForm(data={"unit": one_line(request.args.get("unit"))})
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                venue = service.add_venue(session, viewer, form.facts(), clock())
            flash(gettext("Đã thêm %(name)s. Ghi tiếp các hội trường.", name=venue.name))
            return redirect(url_for(".show", venue_id=venue.id), 303)
    with reading() as (session, viewer):
        unit_in_reach(session, viewer, Action.KEEP_VENUES, form.unit.data)
        offered = offered_units(session, viewer, Action.KEEP_VENUES)
    return render_template("venue/venue_form.html", form=form, venue=None, offered=offered)


@bp.route(f"{ONE}/edit", methods=["GET", "POST"])
@needs(Action.KEEP_VENUES)
def change_venue(venue_id: int) -> ResponseReturnValue:
    """Other facts for a house."""
    with reading() as (session, viewer):
        venue = venues.get_venue(session, viewer, Action.KEEP_VENUES, venue_id)
        offered = offered_units(session, viewer, Action.KEEP_VENUES)
    kept = {name: getattr(venue, name) for name in ("name", "address", "map_url", "contact")}
    form = VenueForm(data=kept | {"unit": venue.unit.code})
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                service.change_venue(session, viewer, venue_id, form.facts(), clock())
            flash(gettext("Đã ghi nơi họp."))
            return redirect(url_for(".show", venue_id=venue_id), 303)
    return render_template("venue/venue_form.html", form=form, venue=venue, offered=offered)


@bp.route(f"{ONE}/halls/new", methods=["GET", "POST"])
@needs(Action.KEEP_VENUES)
def add_hall(venue_id: int) -> ResponseReturnValue:
    """A new hall of a house."""
    form = HallForm()
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                service.add_hall(session, viewer, venue_id, form.facts(), clock())
            flash(gettext("Đã thêm hội trường."))
            return redirect(url_for(".show", venue_id=venue_id), 303)
    with reading() as (session, viewer):
        venue = venues.get_venue(session, viewer, Action.KEEP_VENUES, venue_id)
    return render_template("venue/hall_form.html", form=form, venue=venue, hall=None)


@bp.route(f"/halls/<int(max={LAST_ID}):hall_id>/edit", methods=["GET", "POST"])
@needs(Action.KEEP_VENUES)
def change_hall(hall_id: int) -> ResponseReturnValue:
    """Other facts for a hall."""
    with reading() as (session, viewer):
        hall = venues.get_hall(session, hall_id)
        if hall is None:
            raise NotFound("hall")
        venue = venues.get_venue(session, viewer, Action.KEEP_VENUES, hall.venue_id)
    form = HallForm(data={"name": hall.name, "code": hall.code, "capacity": hall.capacity})
    if form.validate_on_submit():
        with form.refusals():
            with writing() as (session, viewer):
                service.change_hall(session, viewer, hall_id, form.facts(), clock())
            flash(gettext("Đã ghi hội trường."))
            return redirect(url_for(".show", venue_id=venue.id), 303)
    return render_template("venue/hall_form.html", form=form, venue=venue, hall=hall)


def _may_keep(viewer: Viewer, venue: Venue) -> bool:
    return reaches(viewer, Action.KEEP_VENUES, venue.unit.id, venue.unit.path)


def _weeks(session: Session, halls: list[Hall]) -> dict[int, list[str]]:
    """By hall the parts of this week that are taken, in words, from Monday."""
    today = local_day(clock())
    days = [today + timedelta(days=ahead - today.weekday()) for ahead in range(7)]
    week = TimeSpan(start_of_day(days[0]), start_of_day(days[-1] + timedelta(days=1)))
    taken = defaultdict(list)
    for hold in venues.holds_in(session, halls, week):
        taken[hold.hall_id].append(hold.span)
    return {
        hall.id: [words for day in days for words in _taken(day, taken[hall.id])] for hall in halls
    }


def _taken(day: date, held: list[TimeSpan]) -> Iterator[str]:
    """The parts of a day that are taken; what lies over noon takes both."""
    noon, dusk = (datetime.combine(day, edge, tzinfo=HANOI) for edge in (NOON, DUSK))
    edges = (start_of_day(day), noon, dusk, start_of_day(day + timedelta(days=1)))
    for part, (start, end) in zip(PARTS, pairwise(edges), strict=True):
        if any(span.overlaps(TimeSpan(start, end)) for span in held):
            yield gettext("%(part)s %(day)s", part=part_words(part), day=day_words(day, full=False))


def _year_of(session: Session, viewer: Viewer, venue: Venue, halls: list[Hall]) -> Ribbon:
    """The meetings of this year here; one that the viewer may not see is only that: taken."""
    today = local_day(clock())
    first, last = date(today.year, 1, 1), date(today.year, 12, 31)
    wanted = MeetingFilter(first=first, last=last, venue_id=venue.id)
    seen = meetings.listed(session, viewer, wanted)
    names = {hall.id: hall.name for hall in halls}
    entries = [entry_of(one, place=names[one.hall_id]) for one in seen if one.hall_id in names]
    known = {meeting.id for meeting in seen}
    year = TimeSpan(start_of_day(first), start_of_day(last + timedelta(days=1)))
    entries += [
        _unnamed(hold, names[hold.hall_id])
        for hold in venues.holds_in(session, halls, year)
        if hold.meeting_id not in known
    ]
    return ribbon_of(today.year, today, entries)


def _unnamed(hold: HallHold, place: str) -> Entry:
    taken = Moment(Precision.MINUTE, "confirmed", span=hold.span)
    return Entry(gettext("đã giữ"), place, None, taken)

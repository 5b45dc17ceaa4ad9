"""What the fields of a meeting begin with, and what they say in the end."""

from collections.abc import Mapping
from dataclasses import fields as fields_in
from datetime import date, time

from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from planner.domain.errors import RuleBroken
from planner.domain.meeting import MeetingKind, Status
from planner.domain.rights import Viewer
from planner.domain.text import search_key
from planner.services import topic
from planner.services.meeting import MeetingChanges
from planner.store import directory as units
from planner.store.directory import PeopleAsked, PersonLine, Unit, UnitsAsked
from planner.store.meeting import Meeting
from planner.web.meeting.forms import MeetingForm
from planner.web.meeting.times import TimeFields, fields_of

MOST_OFFERED = 500  # units in a list to pick from; others are found by typing
MOST_PEOPLE = 300  # as above
FLAGS = ("date_sure", "venue_sure", "headcount_sure")


def unit_words(unit: Unit | None) -> str:
    """A unit as a field names it; the code tells units of one name apart."""
    return f"{unit.name} ({unit.code})" if unit else ""


def units_to_type(session: Session, today: date) -> list[str]:
    """Units to pick from, in the order of the tree."""
    tree = units.outline(session, UnitsAsked(day=today))[:MOST_OFFERED]
    found = units.units_in_order(session, (unit for unit, _depth in tree))
    return [unit_words(unit) for unit in found]


def unit_named(session: Session, words: str, blamed: str, today: date) -> Unit:
    """The unit of a code, of a name with its code, or of a name that only one unit has."""
    code = words.rpartition("(")[2].removesuffix(")").strip()
    unit = units.find_unit_by_code(session, words) or units.find_unit_by_code(session, code)
    if unit is not None:
        return unit
    tree = units.outline(session, UnitsAsked(text=words, day=today))[:MOST_OFFERED]
    found = units.units_in_order(session, (unit for unit, _depth in tree))
    exact = [unit for unit in found if unit.search_key == search_key(words)]
    if len(exact or found) != 1:
        raise RuleBroken("meeting.no_such_unit", field=blamed)
    return (exact or found)[0]


def person_words(line: PersonLine) -> str:
    """A person as a field names them; the unit tells people of one name apart."""
    unit = line.post.unit.name if line.post else ""
    return f"{line.person.name} ({unit})" if unit else line.person.name


def people_to_type(session: Session, viewer: Viewer, today: date) -> list[str]:
    """People within sight to pick from."""
    return [person_words(line) for line in _people(session, viewer, "", today)]


def person_named(session: Session, viewer: Viewer, words: str, today: date) -> int | None:
    """The person of «Tên (đơn vị)», or of a name that only one within sight has."""
    name = words.rpartition(" (")[0] or words
    found = _people(session, viewer, name, today)
    exact = [line for line in found if person_words(line) == words]
    same = [line for line in found if line.person.search_key == search_key(name)]
    chosen = exact or same
    return chosen[0].person.id if len(chosen) == 1 else None


def _people(session: Session, viewer: Viewer, name: str, today: date) -> list[PersonLine]:
    return units.people_for(session, viewer, today, PeopleAsked(text=name), limit=MOST_PEOPLE)


def given_of(session: Session, viewer: Viewer, form: MeetingForm, today: date) -> MeetingChanges:
    """What the form says, all of it."""
    return MeetingChanges(
        title=form.title.data,
        kind=MeetingKind(form.kind.data),
        convenor_id=unit_named(session, form.convenor.data, "convenor_id", today).id,
        host_id=_unit_id(session, form.host.data, "host_id", today),
        standing_office_id=_unit_id(
            session, form.standing_office.data, "standing_office_id", today
        ),
        topic_id=topic.find_or_create(session, viewer, form.topic.data).id
        if form.topic.data
        else None,
        when=form.when(today),
        date_sure=form.date_sure.data,
        hall_id=form.hall_id.data,
        place=form.place.data or "",
        venue_sure=form.venue_sure.data,
        headcount=form.headcount.data,
        headcount_sure=form.headcount_sure.data,
        status=Status(form.status.data),
    )


def values_of_meeting(meeting: Meeting) -> MultiDict[str, str]:
    """The meeting as its form would send it."""
    values = {
        "title": meeting.title,
        "kind": meeting.kind,
        "convenor": unit_words(meeting.convenor),
        "host": unit_words(meeting.host),
        "standing_office": unit_words(meeting.standing_office),
        "topic": meeting.topic.title if meeting.topic else "",
        "hall_id": str(meeting.hall_id or ""),
        "place": meeting.place,
        "headcount": str(meeting.headcount or ""),
        "status": meeting.status,
        **values_of_time(fields_of(meeting.when)),
    }
    sure = {name: "y" for name in FLAGS if getattr(meeting, name)}
    return MultiDict(values | sure)


def values_of_time(fields: TimeFields) -> dict[str, str]:
    """The fields of a time as a form would send them."""
    values = {"time_kind": fields.kind.value}
    for one in fields_in(fields):
        value = getattr(fields, one.name)
        if one.name != "kind" and value not in (None, ""):
            values[one.name] = f"{value:%H:%M}" if isinstance(value, time) else str(value)
    return values


def overlaid(kept: MultiDict[str, str], asked: Mapping[str, str]) -> MultiDict[str, str]:
    """What an address fills in, over what is kept; a whole form in it stands alone."""
    if "title" in asked:
        return MultiDict(asked)
    return MultiDict({**kept, **asked})


def _unit_id(session: Session, words: str | None, blamed: str, today: date) -> int | None:
    return unit_named(session, words, blamed, today).id if words else None

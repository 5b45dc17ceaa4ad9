"""Keeping houses and halls; taking a hall and letting it go. The caller commits."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain import directory as places
from planner.domain import venue as rules
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line, search_key
from planner.domain.timespan import TimeSpan
from planner.domain.venue import Offer
from planner.store import audit
from planner.store import directory as units
from planner.store import venue as venues
from planner.store.session import flush
from planner.store.venue import Hall, HallHold, Venue

JUST_TAKEN = "venue.hall_just_taken"  # what the database says to whoever came past the rule
Held = Mapping[int, Collection[TimeSpan]]  # by hall


@dataclass(frozen=True, slots=True)
class Wanted:
    """A hall for a span, for a meeting (None while it is not saved).

    `needed` people (None: not known) and the days of rest around the span shape the offers.
    """

    meeting_id: int | None
    hall: Hall
    span: TimeSpan
    needed: int | None
    rest_days: Collection[date]


def hold(session: Session, wanted: Wanted, now: datetime) -> None:
    """Let a saved meeting hold this hall for this span, and nothing else.

    Refused as `venue.hall_taken` with `held_code`, `held_title`, `offers` and `free` (the offers
    in one line), even where only the database knew. The halls are locked, see `lock_halls`.
    """
    held = venues.hold_of(session, wanted.meeting_id)
    if held is not None and (held.hall_id, held.span) == (wanted.hall.id, wanted.span):
        return
    venues.lock_halls(session, {wanted.hall.id} | ({held.hall_id} if held else set()))
    _ensure_free(session, wanted, now)
    try:
        with session.begin_nested():
            _write(session, held, wanted)
    except RuleBroken as broken:
        if broken.code == JUST_TAKEN:
            _ensure_free(session, wanted, now)
        raise


def release(session: Session, meeting_id: int) -> None:
    """Let go of what a meeting holds, if anything."""
    held = venues.hold_of(session, meeting_id)
    if held is not None:
        session.delete(held)
        flush(session)


def offers(session: Session, wanted: Wanted, now: datetime) -> list[Offer]:
    """The nearest free hours of this hall, then other halls that are free at that very span."""
    held = _held_around(session, wanted)
    own = venues.size_of(wanted.hall)
    mine, rest = held.get(own.hall_id, ()), wanted.rest_days
    hours = rules.nearest_hours(wanted.span, mine, not_before=now, rest_days=rest)
    return [Offer(own, span) for span in hours] + _other_halls(session, wanted, held)


def roomier(session: Session, wanted: Wanted) -> list[Offer]:
    """Other halls that are big enough and free at that very span."""
    return _other_halls(session, wanted, _held_around(session, wanted))


def _other_halls(session: Session, wanted: Wanted, held: Held) -> list[Offer]:
    own = venues.size_of(wanted.hall)
    seats = own.capacity if wanted.needed is None else wanted.needed
    halls = venues.halls_of_size(session, seats)
    return [Offer(hall, wanted.span) for hall in rules.other_halls(own, halls, held, wanted.span)]


def _held_around(session: Session, wanted: Wanted) -> Held:
    return venues.held_around(
        session, wanted.hall.id, wanted.span, rules.OFFER_REACH, wanted.meeting_id
    )


def _ensure_free(session: Session, wanted: Wanted, now: datetime) -> None:
    holders = venues.holders(session, wanted.hall.id, wanted.span, wanted.meeting_id)
    if not holders:
        return
    found = offers(session, wanted, now)
    raise RuleBroken(
        "venue.hall_taken",
        field="hall_id",
        hall=wanted.hall.name,
        held_code=holders[0].code,
        held_title=holders[0].title,
        offers=found,
        free="; ".join(map(str, found)) or "—",
    )


def _write(session: Session, held: HallHold | None, wanted: Wanted) -> None:
    if held is None:
        held = HallHold(meeting_id=wanted.meeting_id)
        session.add(held)
    held.hall_id = wanted.hall.id
    held.starts_at, held.ends_at = wanted.span.start, wanted.span.end
    flush(session)


@dataclass(frozen=True, slots=True)
class VenueFacts:
    """What is said of a house; `unit` is the code of the unit that keeps it."""

    name: str
    unit: str
    address: str = ""
    map_url: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True)
class HallFacts:
    """What is said of a hall; `capacity` counts seats."""

    code: str
    name: str
    capacity: int


def add_venue(session: Session, viewer: Viewer, facts: VenueFacts, now: datetime) -> Venue:
    """A new house, of a unit within reach."""
    venue = Venue()
    _write_venue(session, viewer, venue, facts)
    session.add(venue)
    flush(session)
    audit.record(session, viewer, now, "add_venue", venue, {"name": [None, venue.name]})
    return venue


def change_venue(
    session: Session, viewer: Viewer, venue_id: int, facts: VenueFacts, now: datetime
) -> Venue:
    """Other facts for a house; calendars that show it learn of them."""
    venue = venues.get_venue(session, viewer, Action.KEEP_VENUES, venue_id)
    before = _venue_values(venue)
    _write_venue(session, viewer, venue, facts)
    flush(session)
    changes = audit.differences(before, _venue_values(venue))
    if {"name", "address"} & changes.keys():
        venues.touch_meetings_in(session, venues.halls_in(session, [venue])[venue.id], now)
    audit.record(session, viewer, now, "change_venue", venue, changes)
    return venue


def add_hall(
    session: Session, viewer: Viewer, venue_id: int, facts: HallFacts, now: datetime
) -> Hall:
    """A new hall of a house within reach. Refused: a taken or odd code, no seats."""
    venue = venues.get_venue(session, viewer, Action.KEEP_VENUES, venue_id)
    hall = Hall(venue_id=venue.id)
    _write_hall(session, hall, facts)
    session.add(hall)
    flush(session)
    audit.record(session, viewer, now, "add_hall", hall, {"code": [None, hall.code]})
    return hall


def change_hall(
    session: Session, viewer: Viewer, hall_id: int, facts: HallFacts, now: datetime
) -> Hall:
    """Other facts for a hall; calendars that show it learn of its name."""
    hall = venues.get_hall(session, hall_id)
    if hall is None:
        raise NotFound("hall")
    venues.get_venue(session, viewer, Action.KEEP_VENUES, hall.venue_id)
    before = _hall_values(hall)
    _write_hall(session, hall, facts)
    flush(session)
    changes = audit.differences(before, _hall_values(hall))
    if "name" in changes:
        venues.touch_meetings_in(session, [hall], now)
    audit.record(session, viewer, now, "change_hall", hall, changes)
    return hall


def _write_venue(session: Session, viewer: Viewer, venue: Venue, facts: VenueFacts) -> None:
    unit = units.find_unit_by_code(session, one_line(facts.unit))
    if unit is None:
        raise RuleBroken("directory.no_such_unit", field="unit")
    if not places.reaches(viewer, Action.KEEP_VENUES, unit.id, unit.path):
        raise NotFound("unit")
    venue.name = rules.name_of(facts.name)
    venue.unit_id = unit.id
    venue.address, venue.contact = one_line(facts.address), one_line(facts.contact)
    venue.map_url = rules.map_link(facts.map_url)
    venue.search_key = search_key(f"{venue.name} {venue.address}")


def _write_hall(session: Session, hall: Hall, facts: HallFacts) -> None:
    code = places.unit_code(facts.code)
    holder = venues.find_hall_by_code(session, code)
    if holder is not None and holder is not hall:
        raise RuleBroken("venue.code_taken", field="code")
    hall.code, hall.name = code, rules.name_of(facts.name)
    hall.capacity = rules.seats(facts.capacity)


def _venue_values(venue: Venue) -> dict[str, object]:
    return audit.values(venue, "name unit_id address map_url contact")


def _hall_values(hall: Hall) -> dict[str, object]:
    return audit.values(hall, "code name capacity")

"""Taking a hall and letting it go. The caller commits; a refusal leaves nothing behind."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain import venue as rules
from planner.domain.errors import RuleBroken
from planner.domain.timespan import TimeSpan
from planner.domain.venue import Offer
from planner.store import venue as venues
from planner.store.session import flush
from planner.store.venue import Hall, HallHold

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

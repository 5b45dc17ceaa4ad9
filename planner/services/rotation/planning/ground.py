"""What a plan stands on, read from the database: sessions, ledgers, halls, busy days."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.errors import NotFound
from planner.domain.meeting import MarkedDay, Status
from planner.domain.rights import Viewer
from planner.domain.rotation.planning import Wish
from planner.domain.timespan import DateWindow, TimeSpan, local_day, start_of_day, whole_day
from planner.services.meeting.holidays import marked_days
from planner.services.rotation.ledger import Ledger, ledger_of
from planner.store import blackout as blackouts
from planner.store import directory as units
from planner.store import meeting as meetings
from planner.store import venue as venues
from planner.store.blackout import Blackout
from planner.store.directory import Person
from planner.store.meeting import Meeting
from planner.store.rotation import planning as store
from planner.store.rotation.planning import TurnLock
from planner.store.series import HostTurn, Series
from planner.store.venue import Hall, Held

OPEN = (Status.TENTATIVE, Status.CONFIRMED, Status.POSTPONED)
MOST_OFFERED = 200  # series of a year


@dataclass(frozen=True, slots=True)
class Ground:
    """Everything that a plan of these series looks at; `turns` are those still to be planned."""

    wish: Wish
    today: date
    series: Sequence[Series]
    turns: Sequence[HostTurn]
    over: Mapping[int, HostTurn]  # by series the last session that is over
    locks: Mapping[int, TurnLock]
    promised: Mapping[int, int | None]  # by series who was to have the flag first
    ledgers: Mapping[int, Ledger]  # by convenor
    clusters: Mapping[int, str]  # by unit
    halls: Sequence[Hall]
    held: Sequence[Held]
    busy: Sequence[Blackout]
    hosting: Sequence[Meeting]
    people: Sequence[Person]
    called: Sequence[tuple[int, TimeSpan]]
    marked: Mapping[date, MarkedDay]

    def convenor_of(self, series_id: int) -> int:
        return next(one.convenor_id for one in self.series if one.id == series_id)

    def eligible_in(self, series_id: int) -> Collection[int]:
        return self.ledgers[self.convenor_of(series_id)].units.keys()


def ground_for(session: Session, viewer: Viewer, wish: Wish, now: datetime) -> Ground:
    """For series that the viewer plans; NotFound where one of them is out of reach."""
    today = local_day(now)
    series = _series(session, viewer, wish)
    turns = store.turns_in(session, [one.id for one in series])
    still = [turn for turn in turns if is_open(turn.meeting, today)]
    numbers = [turn.meeting_id for turn in still]
    ledgers = {
        one.convenor_id: ledger_of(session, one, now, besides=numbers) for one in _first_of(series)
    }
    eligible = sorted({unit for ledger in ledgers.values() for unit in ledger.units})
    span = _span(wish.horizon)
    halls = venues.halls(session)
    ours = set(numbers)
    codes = {turn.meeting.code for turn in still}
    return Ground(
        wish=wish,
        today=today,
        series=series,
        turns=still,
        over=_over(turns, today),
        locks=store.locks_of(session, numbers),
        promised={one.id: store.flag_promised_to(session, one) for one in series},
        ledgers=ledgers,
        clusters={unit: one.name for unit, one in units.clusters_on(session, today).items()},
        halls=halls,
        held=[hold for hold in venues.holds_named(session, span) if hold.code not in codes],
        busy=_busy(session, wish, eligible, halls, ledgers),
        hosting=[
            one for one in meetings.hosted_within(session, eligible, span) if one.id not in ours
        ],
        people=_people(session, wish),
        called=_called(session, wish, span, still),
        marked=marked_days(session, wish.horizon),
    )


def is_open(meeting: Meeting, today: date) -> bool:
    """Whether it can still be planned: not held, not called off, its last day not past."""
    days = meeting.when.days
    return Status(meeting.status) in OPEN and (days is None or days.end >= today)


def snapshot(turns: Sequence[HostTurn], locks: Mapping[int, TurnLock]) -> dict[str, list[Any]]:
    """How the sessions stand, in plain values, by meeting: to see later whether anything moved."""
    return {str(turn.meeting_id): _facts(turn, turn.meeting_id in locks) for turn in turns}


def _facts(turn: HostTurn, is_locked: bool) -> list[Any]:
    row, when = turn.meeting, turn.meeting.when
    span, window = when.span, when.window
    return [
        turn.ordinal,
        row.status,
        span.start.timestamp() if span else None,
        span.end.timestamp() if span else None,
        window.start.isoformat() if window else None,
        window.end.isoformat() if window else None,
        row.host_id,
        row.hall_id,
        row.place,
        row.topic_id,
        is_locked,
    ]


def _series(session: Session, viewer: Viewer, wish: Wish) -> list[Series]:
    offered = store.series_of_year(session, viewer, wish.year, limit=MOST_OFFERED)
    found = [one for one in offered if one.id in wish.series]
    if len(found) < len(set(wish.series)):
        raise NotFound("series")
    return found


def _first_of(series: Sequence[Series]) -> list[Series]:
    """One series of each convenor."""
    return list({one.convenor_id: one for one in reversed(series)}.values())


def _over(turns: Sequence[HostTurn], today: date) -> dict[int, HostTurn]:
    counted = (Status.TENTATIVE, Status.CONFIRMED, Status.HELD)
    return {
        turn.series_id: turn
        for turn in turns
        if turn.meeting.status in counted and not is_open(turn.meeting, today)
    }


def _span(horizon: DateWindow) -> TimeSpan:
    return TimeSpan(start_of_day(horizon.start), whole_day(horizon.end).end)


def _busy(
    session: Session,
    wish: Wish,
    eligible: Sequence[int],
    halls: Sequence[Hall],
    ledgers: Mapping[int, Ledger],
) -> list[Blackout]:
    span = _span(wish.horizon)
    found = list(
        blackouts.touching(
            session, span, units=eligible, people=wish.people, halls=[hall.id for hall in halls]
        )
    )
    for convenor in ledgers:
        found += blackouts.touching(session, span, convenor_id=convenor)
    return list({one.id: one for one in found}.values())


def _called(
    session: Session, wish: Wish, span: TimeSpan, turns: Sequence[HostTurn]
) -> list[tuple[int, TimeSpan]]:
    """When people are called elsewhere; that they are called to these sessions is what we plan."""
    own = {turn.meeting.span for turn in turns}
    found = meetings.called_within(session, wish.people, span)
    return [(person, busy) for person, busy in found if busy not in own]


def _people(session: Session, wish: Wish) -> list[Person]:
    found = [session.get(Person, number) for number in wish.people]
    return [person for person in found if person is not None]

"""Drafting a year from its sentence: days, hosts by turn, halls; nothing is kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain import rotation as rules
from planner.domain.errors import RuleBroken
from planner.domain.rotation import Hosted, Standing
from planner.domain.rotation.drafting import Busy, DraftSession, Ground, first_free
from planner.domain.rotation.sentence import Sentence, days_in, periods
from planner.domain.series import Named
from planner.domain.timespan import DateWindow, TimeSpan, local_day, span_of_part, start_of_day
from planner.services.meeting.holidays import marked_days
from planner.services.rotation.ledger import Ledger, ledger_of
from planner.store import blackout as blackouts
from planner.store import meeting as meetings
from planner.store import series as all_series
from planner.store import venue as venues
from planner.store.series import Series
from planner.store.venue import Hall

_SEATS_FIRST = 40  # a hall for a giao ban has at least so many seats where there is a choice


@dataclass(frozen=True, slots=True)
class Drafted:
    """A draft with what it was held against; `first` is the number of its first session."""

    sessions: Sequence[DraftSession]
    ground: Ground
    halls: Sequence[Hall]
    ledger: Ledger


def draft_year(session: Session, series: Series, said: Sentence, now: datetime) -> Drafted:
    """A session in each stretch of the year that has days left; refused where none has."""
    ledger = ledger_of(session, series, now)
    if said.units is not None and said.units != len(ledger.units):
        count = len(ledger.units)
        raise RuleBroken(
            "rotation.other_number_of_units", field="sentence", said=said.units, units=count
        )
    ground, halls = ground_of(session, series, ledger.units, now)
    first = max((turn.ordinal for turn in all_series.turns_of(session, series)), default=0) + 1
    sessions: list[DraftSession] = []
    rows: list[Standing] = list(ledger.rows)
    history = list(ledger.counted)
    for window in periods(series.year, said):
        spans = [span_of_part(day, said.part) for day in days_in(window, said)]
        spans = [span for span in spans if local_day(span.start) >= ground.today]
        if not spans:
            continue
        before = sessions[-1].host if sessions else None
        host = _next_host(rows, ledger, before)
        hall = _hall_of(host, halls)
        one = DraftSession(first + len(sessions), None, host, hall)
        span = first_free(spans, one, sessions, ground)
        sessions.append(DraftSession(one.ordinal, span, host, hall))
        if host and span:
            history.append(Hosted(host.id, local_day(span.start)))
            rows = rules.standings(ledger.members, history, ledger.given, ledger.since)
    if not sessions:
        raise RuleBroken("rotation.preview_nothing_left", field="sentence")
    return Drafted(sessions, ground, halls, ledger)


def ground_of(
    session: Session, series: Series, unit_ids: Iterable[int], now: datetime
) -> tuple[Ground, Sequence[Hall]]:
    """What is taken within the year of the series, for its units and all halls."""
    year = DateWindow(date(series.year, 1, 1), date(series.year, 12, 31))
    span = TimeSpan(start_of_day(year.start), start_of_day(date(series.year + 1, 1, 1)))
    halls, numbers = venues.halls(session), list(unit_ids)
    busy = [
        Busy("hall_taken", hold.hall_id, hold.span, hold.code)
        for hold in venues.holds_named(session, span)
    ]
    busy += [
        Busy("host_meets", one.host_id, one.span, one.code)
        for one in meetings.hosted_within(session, numbers, span)
        if one.span is not None
    ]
    kinds = {"unit": "host_away", "hall": "hall_closed", "all": "all_away"}
    for away in blackouts.touching(
        session,
        span,
        units=numbers,
        halls=[hall.id for hall in halls],
        convenor_id=series.convenor_id,
    ):
        ref = away.hall_id if away.kind == "hall" else away.unit_id
        busy.append(Busy(kinds[away.kind], ref, away.span, away.reason))
    return Ground(marked_days(session, year), busy, local_day(now)), halls


def _next_host(rows: Sequence[Standing], ledger: Ledger, before: Named | None) -> Named | None:
    barred: Mapping[int, str] = {}
    beside = [before.id] if before else []
    first = rules.propose(rows, away=barred, passed=barred, just_hosted=beside).first
    return Named(first.unit_id, ledger.units[first.unit_id].name) if first else None


def _hall_of(host: Named | None, halls: Iterable[Hall]) -> Named | None:
    """The smallest hall of the host that seats a giao ban."""
    own = [hall for hall in halls if host and hall.venue.unit_id == host.id]
    fitting = [hall for hall in own if hall.capacity >= _SEATS_FIRST] or own
    hall = min(fitting, key=lambda hall: (hall.capacity, hall.id), default=None)
    return Named(hall.id, hall.name) if hall else None

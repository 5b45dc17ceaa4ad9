"""The ledger of a convenor: its series and the earlier history, counted by the rules."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain import rotation as rules
from planner.domain.directory import Lineage, ReadAs
from planner.domain.rotation import Hosted, Member, Proposal, Standing, Start
from planner.domain.series import day_in
from planner.domain.timespan import TimeSpan, local_day, start_of_day, whole_day
from planner.store import blackout as blackouts
from planner.store import directory as units
from planner.store import rotation as turns
from planner.store import series as all_series
from planner.store.directory import Unit
from planner.store.meeting import Meeting
from planner.store.rotation import EarlierHosting, RotationBook, TurnChange
from planner.store.series import HostTurn, Series


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the pages of a rotation stand on; `rows` has whose turn it is first.

    `history` is as it was written, `counted` as the rows count it.
    """

    book: RotationBook | None
    units: Mapping[int, Unit]
    members: Sequence[Member]
    rows: Sequence[Standing]
    history: Sequence[Hosted]
    counted: Sequence[Hosted]
    turns: Sequence[HostTurn]
    earlier: Sequence[EarlierHosting]
    changes: Sequence[TurnChange]
    lineage: Lineage[int]
    given: Mapping[int, int]

    @property
    def since(self) -> date | None:
        return self.book.count_from if self.book else None

    def last_of(self, row: Standing, today: date) -> HostTurn | None:
        """The session of a series by which the unit, or one that went into it, hosted last."""
        hosts = {row.unit_id}
        return next(
            (
                one
                for one in reversed(self.turns)
                if one.meeting.host_id is not None
                and _day_of(one) == row.last
                and hosts
                & {one.meeting.host_id, self.lineage.heir(one.meeting.host_id, row.last, today)}
            ),
            None,
        )


def ledger_of(
    session: Session,
    series: Series,
    now: datetime,
    *,
    read_as: ReadAs = ReadAs.TODAY,
    besides: Collection[int] = (),
) -> Ledger:
    """Of a series that the viewer has reached; sessions `besides` (meetings) do not count."""
    today = local_day(now)
    hosted = turns.hosted_of(session, series.convenor_id)
    held = [one for one in hosted if one.meeting_id not in besides]
    earlier = turns.earlier_of(session, series.convenor_id)
    history = _history(held, earlier)
    lineage = units.lineage(session)
    counted = rules.rolled(history, lineage, today) if read_as is ReadAs.TODAY else history
    changes = turns.changes_of(session, series.convenor_id)
    eligible = _eligible(session, series, today)
    if read_as is ReadAs.THEN:
        eligible |= {one.meeting.host.id: one.meeting.host for one in held if one.meeting.host}
        eligible |= {one.unit_id: one.unit for one in earlier}
    book = turns.book_of(session, series.convenor_id)
    members = _members(session, eligible, changes, today)
    since = book.count_from if book else None
    given = _credits(changes)
    rows = rules.standings(members, counted, given, since)
    return Ledger(
        book, eligible, members, rows, history, counted, held, earlier, changes, lineage, given
    )


def proposal_for(
    session: Session, series: Series, turn: HostTurn, now: datetime
) -> tuple[Proposal, Ledger]:
    """Who should host this session, and why not the others, whoever is named for it now."""
    ledger = ledger_of(session, series, now, besides=[turn.meeting_id])
    beside = [
        one.meeting.host_id
        for one in all_series.turns_of(session, series)
        if abs(one.ordinal - turn.ordinal) == 1 and one.meeting.host_id
    ]
    proposal = rules.propose(
        ledger.rows,
        away=away_at(session, turn.meeting, list(ledger.units)),
        passed=turns.skipped_at(session, turn.meeting_id),
        just_hosted=beside,
    )
    return proposal, ledger


def away_at(session: Session, meeting: Meeting, unit_ids: Sequence[int]) -> dict[int, str]:
    """The units that cannot take part all the time that the meeting may fall on, and why."""
    days = meeting.when.days
    if days is None:
        return {}
    span = meeting.span or TimeSpan(start_of_day(days.start), whole_day(days.end).end)
    found = blackouts.touching(session, span, units=unit_ids)
    return {
        one.unit_id: one.reason
        for one in found
        if meeting.span is not None or one.span.contains(span)
    }


def start_choices(ledger: Ledger, unit_id: int, now: datetime) -> dict[Start, int]:
    """With how many turns in all a unit may begin."""
    member = next(one for one in ledger.members if one.id == unit_id)
    forebears = ledger.lineage.forebears(unit_id, local_day(now))
    return rules.start_choices(member, forebears, ledger.history, ledger.members, ledger.since)


def _history(held: Sequence[HostTurn], earlier: Sequence[EarlierHosting]) -> list[Hosted]:
    found = [
        Hosted(one.meeting.host_id, _day_of(one)) for one in held if one.meeting.host_id is not None
    ]
    found += [Hosted(one.unit_id, one.held_on) for one in earlier]
    return sorted(found, key=lambda one: one.day)


def _day_of(turn: HostTurn) -> date:
    """Within its year a session without a day comes last."""
    days = turn.meeting.when.days
    return days.start if days else date(turn.series.year, 12, 31)


def _eligible(session: Session, series: Series, today: date) -> dict[int, Unit]:
    hosts = all_series.possible_hosts(session, series.convenor, day_in(series.year, today))
    return {unit.id: unit for unit in hosts}


def _members(
    session: Session, eligible: Mapping[int, Unit], changes: Sequence[TurnChange], today: date
) -> list[Member]:
    kept = {one.unit_id: one.credit for one in reversed(changes) if one.kind == "start"}
    clusters = {unit: one.name for unit, one in units.clusters_on(session, today).items()}
    return [
        Member(unit.id, unit.name, unit.from_on, clusters.get(unit.id), kept.get(unit.id))
        for unit in eligible.values()
    ]


def _credits(changes: Sequence[TurnChange]) -> dict[int, int]:
    """Turns that were forgiven count as hosted."""
    given: dict[int, int] = {}
    for one in changes:
        if one.kind == "skip":
            given[one.unit_id] = given.get(one.unit_id, 0) + one.credit
    return given

"""From the database to one planning problem in neutral values, and how its ids are made."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from planner.domain.meeting import Status
from planner.domain.rotation.halves import slot_of
from planner.domain.rotation.planning import Kind, Rule, fixed
from planner.domain.timespan import DateWindow, Precision
from planner.domain.timetable.values import (
    Announced,
    Assignment,
    Blackout,
    Chain,
    Hosting,
    Instance,
    Person,
    Preferences,
    Series,
    Session,
    Theme,
    Unit,
    Venue,
)
from planner.services.rotation.planning.closed import busy, holidays, workdays
from planner.services.rotation.planning.ground import Ground
from planner.services.rotation.planning.keys import (
    hall_key,
    own_place_key,
    person_key,
    session_key,
    unit_key,
)
from planner.store import directory as store_units
from planner.store import series as all_series
from planner.store.meeting import Meeting
from planner.store.series import HostTurn
from planner.store.venue import Hall


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A session that the plan does not touch, and why (a code of messages.planning)."""

    meeting_id: int
    code: str


@dataclass(frozen=True, slots=True)
class Posed:
    """A planning problem with the sessions that it passes over."""

    instance: Instance
    left_out: Sequence[LeftOut]


def pose(ground: Ground) -> Posed:
    """The problem, with the ways out of the wish taken."""
    posing = _Posing(ground)
    return Posed(fixed(posing.instance(), ground.wish.fixes), posing.left_out)


class _Posing:
    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.wish = ground.wish
        self.left_out: list[LeftOut] = []
        self.turns = [turn for turn in ground.turns if self._takes_part(turn)]

    def _takes_part(self, turn: HostTurn) -> bool:
        """Where it stands already must be possible at all; else it stays as it is."""
        code = self._foreign(turn)
        if code:
            self.left_out.append(LeftOut(turn.meeting_id, code))
        return not code

    def _foreign(self, turn: HostTurn) -> str:
        slot, meeting = slot_of(turn.meeting.when), turn.meeting
        if not self._is_announced(turn) or slot is None:
            return ""
        if not self.wish.horizon.start <= slot[0] <= self.wish.horizon.end:
            return "outside_horizon"
        if meeting.host_id not in self.ground.eligible_in(turn.series_id):
            return "host_out_of_turn"
        return ""

    def _has(self, rule: Rule) -> bool:
        return rule in self.wish.rules

    def _is_announced(self, turn: HostTurn) -> bool:
        """What is chốt and has a day and a host; after an incident, whatever has both."""
        meeting = turn.meeting
        if slot_of(meeting.when) is None or meeting.host_id is None:
            return False
        if meeting.status == Status.POSTPONED:
            return False
        if turn.meeting_id in self.ground.locks:
            return True
        if self.wish.kind is Kind.REPLAN:
            return True
        return self._has(Rule.KEEP_CONFIRMED) and (
            meeting.status == Status.CONFIRMED or meeting.date_sure
        )

    def _is_locked(self, turn: HostTurn) -> bool:
        return turn.meeting_id in self.ground.locks or self.wish.kind is Kind.YEAR

    def instance(self) -> Instance:
        wish = self.wish
        half = frozenset({wish.half}) if wish.half else None
        return Instance(
            id=f"planner-{wish.year}",
            title=", ".join(one.title for one in self.ground.series),
            today=self.ground.today,
            horizon=wish.horizon,
            weekdays=workdays(self.ground),
            holidays=tuple(holidays(self.ground)),
            units=tuple(self._units()),
            venues=tuple(self._venues.values()),
            people=tuple(
                Person(person_key(one.id), one.name, one_place_per_day=True)
                for one in self.ground.people
            ),
            themes=tuple(Theme(key, title) for title, key in self._themes.items()),
            series=tuple(map(self._series, self.ground.series)),
            sessions=tuple(self._sessions()),
            blackouts=tuple(self._blackouts()),
            history=tuple(self._history()),
            announced=tuple(self._announced()),
            preferences=Preferences(wish.weekdays or None, half),
            objective=wish.objective,
        )

    def _units(self) -> Iterator[Unit]:
        clusters = self.ground.clusters
        for unit in self._eligible.values():
            yield Unit(unit_key(unit.id), unit.name, clusters.get(unit.id))

    @cached_property
    def _eligible(self) -> dict[int, store_units.Unit]:
        ledgers = self.ground.ledgers.values()
        return {unit.id: unit for ledger in ledgers for unit in ledger.units.values()}

    @cached_property
    def _venues(self) -> dict[str, Venue]:
        """Halls of the hosts; a host without one names its place later."""
        found = {
            hall_key(hall.id): self._venue(hall)
            for hall in self.ground.halls
            if self._is_near(hall)
        }
        for unit in self._eligible.values():
            key = own_place_key(unit.id)
            if unit.id not in self._having or key in self._foreign_venues:
                found[key] = Venue(key, "", unit_key(unit.id), f"p{unit.id}")
        halls = {hall_key(hall.id): hall for hall in self.ground.halls}
        for key in self._foreign_venues:
            if key in halls and key not in found:
                found[key] = Venue(
                    key,
                    _hall_name(halls[key]),
                    None,
                    f"v{halls[key].venue_id}",
                    halls[key].capacity,
                )
        return found

    def _is_near(self, hall: Hall) -> bool:
        if hall.venue.unit_id in self._eligible:
            return True
        return not self._has(Rule.OWN_HALL) and hall.venue.unit_id in self.ground.ledgers

    def _venue(self, hall: Hall) -> Venue:
        is_own = self._has(Rule.OWN_HALL)
        return Venue(
            id=hall_key(hall.id),
            name=_hall_name(hall),
            unit=unit_key(hall.venue.unit_id) if is_own else None,
            place=f"v{hall.venue_id}",
            capacity=hall.capacity,
        )

    @cached_property
    def _having(self) -> frozenset[int]:
        """The units that have a hall."""
        return frozenset(hall.venue.unit_id for hall in self.ground.halls)

    @cached_property
    def _foreign_venues(self) -> frozenset[str]:
        """Where announced sessions are though a plan would not choose it."""
        places = [
            (self._place(turn.meeting), turn.meeting.host_id)
            for turn in self.turns
            if self._is_announced(turn)
        ]
        return frozenset(key for key, host in places if self._is_foreign(key, host or 0))

    def _is_foreign(self, key: str, host: int) -> bool:
        hall = next((one for one in self.ground.halls if hall_key(one.id) == key), None)
        if hall is None:
            return host in self._having
        is_anothers = self._has(Rule.OWN_HALL) and hall.venue.unit_id != host
        return is_anothers or not self._is_near(hall)

    def _place(self, meeting: Meeting) -> str:
        if meeting.hall_id is not None:
            return hall_key(meeting.hall_id)
        return own_place_key(meeting.host_id or 0)

    @cached_property
    def _themes(self) -> dict[str, str]:
        """By title, its key."""
        titles = [turn.meeting.topic.title for turn in self.turns if turn.meeting.topic]
        every = dict.fromkeys([*titles, *self.wish.themes])
        return {title: f"t{number}" for number, title in enumerate(every)}

    def _series(self, row: all_series.Series) -> Series:
        mine = [turn for turn in self.turns if turn.series_id == row.id]
        is_spaced = self.wish.order == "spaced" and len(mine) > 1
        return Series(
            id=f"s{row.id}",
            name=row.title,
            eligible=tuple(unit_key(unit) for unit in self.ground.eligible_in(row.id)),
            no_repeat_until_all=self._has(Rule.ROTATION),
            min_gap_days=self.wish.gap_days,
            ideal_gap_days=self.wish.horizon.days // len(mine) if is_spaced else None,
            chain=self._chain(row.id, mine),
        )

    def _chain(self, series_id: int, turns: Sequence[HostTurn]) -> Chain | None:
        if not self._has(Rule.CHAIN) and not self._has(Rule.CLUSTERS):
            return None
        promised = self.ground.promised[series_id]
        is_first = any(turn.ordinal == 1 for turn in turns)
        is_able = promised in self.ground.eligible_in(series_id)
        holder = unit_key(promised) if promised and is_first and is_able else None
        return Chain(
            first_holder=holder if self._has(Rule.CHAIN) else None,
            next_host_present=self._has(Rule.CHAIN),
            different_cluster=self._has(Rule.CLUSTERS),
        )

    def _sessions(self) -> Iterator[Session]:
        lacking: dict[int, int] = {}
        for turn in self.turns:
            place = lacking.get(turn.series_id, 0)
            if turn.meeting.topic is None:
                lacking[turn.series_id] = place + 1
            yield self._session(turn, has_theme=place < len(self.wish.themes))

    def _session(self, turn: HostTurn, *, has_theme: bool) -> Session:
        meeting = turn.meeting
        announced = self._is_announced(turn)
        stays = announced and self._is_locked(turn)
        slot = slot_of(meeting.when)
        return Session(
            id=session_key(meeting.id),
            series=f"s{turn.series_id}",
            index=turn.ordinal,
            name=meeting.title,
            window=None if stays else self._window(turn),
            headcount=meeting.headcount if self._has(Rule.CAPACITY) else None,
            people=tuple(person_key(one.id) for one in self.ground.people),
            hosts=self._hosts(turn, announced=announced),
            venues=self._allowed_venues(turn, announced=announced),
            themes=self._allowed_themes(meeting, has_theme=has_theme),
            min_lead_days=None if stays else 0 if announced else self.wish.lead_days,
            target=None if announced or slot is None else slot[0],
        )

    def _window(self, turn: HostTurn) -> DateWindow | None:
        """The days that were written down; of a day its month."""
        if not self._has(Rule.WINDOWS):
            return None
        when = turn.meeting.when
        days = when.days
        if days is None or turn.meeting.status == Status.POSTPONED:
            return None
        if when.precision is Precision.DEADLINE:
            last = days.end - timedelta(days=1) if when.strict_before else days.end
            return DateWindow(min(self.wish.horizon.start, last), last)
        if when.precision is Precision.WINDOW:
            return days
        first = days.start.replace(day=1)
        return DateWindow(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))

    def _hosts(self, turn: HostTurn, *, announced: bool) -> tuple[str, ...] | None:
        meeting = turn.meeting
        if announced:
            return None
        eligible = self.ground.eligible_in(turn.series_id)
        if self._has(Rule.KEEP_HOSTS) and meeting.host_id in eligible:
            return (unit_key(meeting.host_id or 0),)
        over = self.ground.over.get(turn.series_id)
        is_next = over is not None and over.ordinal == turn.ordinal - 1
        if is_next and over and over.meeting.host_id and self._has(Rule.CHAIN):
            return tuple(unit_key(unit) for unit in eligible if unit != over.meeting.host_id)
        return None

    def _allowed_venues(self, turn: HostTurn, *, announced: bool) -> tuple[str, ...] | None:
        """Where some announced session is at an odd place, only that session may be there."""
        if not self._foreign_venues:
            return None
        own = self._place(turn.meeting) if announced else ""
        return tuple(key for key in self._venues if key not in self._foreign_venues or key == own)

    def _allowed_themes(self, meeting: Meeting, *, has_theme: bool) -> tuple[str, ...] | None:
        if meeting.topic is not None:
            return (self._themes[meeting.topic.title],)
        if not self.wish.themes or not has_theme:
            return None
        return tuple(self._themes[title] for title in self.wish.themes)

    def _announced(self) -> Iterator[Announced]:
        for turn in self.turns:
            slot = slot_of(turn.meeting.when)
            if self._is_announced(turn) and slot is not None:
                one = Assignment(
                    session=session_key(turn.meeting_id),
                    host=unit_key(turn.meeting.host_id or 0),
                    date=slot[0],
                    half=slot[1],
                    venue=self._place(turn.meeting),
                    theme=self._themes[turn.meeting.topic.title] if turn.meeting.topic else None,
                )
                yield Announced(one, locked=self._is_locked(turn))

    def _blackouts(self) -> Iterator[Blackout]:
        """Only of those that the instance has."""
        known = {*(unit_key(unit) for unit in self._eligible), *self._venues}
        known |= {person_key(one.id) for one in self.ground.people}
        return (one for one in busy(self.ground) if one.ref is None or one.ref in known)

    def _history(self) -> Iterator[Hosting]:
        """So many hostings as the ledger counts for each unit, credits included."""
        for series in self.ground.series:
            rows = self.ground.ledgers[series.convenor_id].rows
            least = min((row.count for row in rows), default=0)
            before = self.ground.today - timedelta(days=1)
            for row in rows:
                for _ in range(row.count - min(least, 0)):
                    yield Hosting(f"s{series.id}", unit_key(row.unit_id), row.last or before)


def _hall_name(hall: Hall) -> str:
    return f"{hall.name}, {hall.venue.name}"

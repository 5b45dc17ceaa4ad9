"""The values of a timetable, with the names of the neutral form `rotation-1`.

Days are local days, one session fills one half-day, weekday 0 is Monday, None is «no limit».
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from planner.domain.timespan import DateWindow

Label = str  # the name of one rule that can be broken: «window:k1», «rotation:gb», «weekdays»


class Half(StrEnum):
    """A half-day; the order is that of the day."""

    AM = "AM"
    PM = "PM"


class BlackoutKind(StrEnum):
    """What is away or closed: a unit may not host, a venue, a required person, or everything."""

    UNIT = "unit"
    VENUE = "venue"
    PERSON = "person"
    ALL = "all"


class Measure(StrEnum):
    """What makes one plan better than another: each a whole number, lower is better."""

    HOST_SPREAD = "host_spread"
    CLUSTER_SPREAD = "cluster_spread"
    CHANGED = "changed"
    CHANGED_FIELDS = "changed_fields"
    DATE_SHIFT = "date_shift"
    WEEKDAY_MISS = "weekday_miss"
    HALF_MISS = "half_miss"
    TARGET_DEV = "target_dev"
    SPACING = "spacing"
    TRAVEL = "travel"
    OPTIONAL_CLASH = "optional_clash"


class Status(StrEnum):
    """OPTIMAL and INFEASIBLE are claims of proof; UNKNOWN: no plan found in the time given."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Unit:
    id: str
    name: str = ""
    cluster: str | None = None


@dataclass(frozen=True, slots=True)
class Venue:
    """`unit`: only that unit hosts there. `place`: what «in one place» compares."""

    id: str
    name: str = ""
    unit: str | None = None
    place: str | None = None
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    name: str = ""
    one_place_per_day: bool = False


@dataclass(frozen=True, slots=True)
class Theme:
    """`units`: those able to run it."""

    id: str
    name: str = ""
    units: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Chain:
    """The flag goes from host to host."""

    first_holder: str | None = None
    next_host_present: bool = False
    different_cluster: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """`eligible`: the units that may host. `count_from`: the first day whose hostings count."""

    id: str
    name: str = ""
    eligible: tuple[str, ...] | None = None
    count_from: date | None = None
    no_repeat_until_all: bool = False
    min_gap_days: int | None = None
    ideal_gap_days: int | None = None
    chain: Chain | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """One sitting of a series. `themes` empty or None: it has no theme."""

    id: str
    series: str
    index: int
    name: str = ""
    window: DateWindow | None = None
    halves: frozenset[Half] | None = None
    headcount: int | None = None
    people: tuple[str, ...] = ()
    optional_people: tuple[str, ...] = ()
    hosts: tuple[str, ...] | None = None
    venues: tuple[str, ...] | None = None
    themes: tuple[str, ...] | None = None
    min_lead_days: int | None = None
    target: date | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """The session `after` is at least `min_days` later than `before`."""

    id: str
    before: str
    after: str
    min_days: int = 0


@dataclass(frozen=True, slots=True)
class Blackout:
    """Days, first and last included, on which `ref` is away; `halves` None: all day long."""

    id: str
    kind: BlackoutKind
    days: DateWindow
    ref: str | None = None
    halves: frozenset[Half] | None = None
    reason: str = ""

    def covers(self, day: date, half: Half) -> bool:
        in_days = self.days.start <= day <= self.days.end
        return in_days and (self.halves is None or half in self.halves)


@dataclass(frozen=True, slots=True)
class Holiday:
    id: str
    days: DateWindow
    name: str = ""


@dataclass(frozen=True, slots=True)
class Hosting:
    """That a unit has hosted a session of a series."""

    series: str
    unit: str
    date: date


@dataclass(frozen=True, slots=True)
class Assignment:
    """What a plan says of one session."""

    session: str
    host: str
    date: date
    half: Half
    venue: str
    theme: str | None = None


Plan = Mapping[str, Assignment]  # by session


@dataclass(frozen=True, slots=True)
class Announced:
    """What has been announced; of what is locked nothing may change."""

    assignment: Assignment
    locked: bool = False


@dataclass(frozen=True, slots=True)
class Preferences:
    weekdays: frozenset[int] | None = None
    halves: frozenset[Half] | None = None


@dataclass(frozen=True)
class Instance:
    """One planning problem. All references are known ids; whoever makes one sees to that.

    `objective`: measures, most important first. `distances[host][unit]`: missing ones are 0.
    """

    horizon: DateWindow
    units: tuple[Unit, ...]
    venues: tuple[Venue, ...]
    series: tuple[Series, ...]
    sessions: tuple[Session, ...]
    today: date | None = None
    weekdays: frozenset[int] | None = None
    holidays: tuple[Holiday, ...] = ()
    people: tuple[Person, ...] = ()
    themes: tuple[Theme, ...] = ()
    orders: tuple[Order, ...] = ()
    blackouts: tuple[Blackout, ...] = ()
    history: tuple[Hosting, ...] = ()
    announced: tuple[Announced, ...] = ()
    preferences: Preferences = Preferences()
    distances: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    objective: tuple[Measure, ...] = ()
    id: str = ""
    title: str = ""

    @cached_property
    def unit_of(self) -> Mapping[str, Unit]:
        return {unit.id: unit for unit in self.units}

    @cached_property
    def venue_of(self) -> Mapping[str, Venue]:
        return {venue.id: venue for venue in self.venues}

    @cached_property
    def person_of(self) -> Mapping[str, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def theme_of(self) -> Mapping[str, Theme]:
        return {theme.id: theme for theme in self.themes}

    @cached_property
    def series_of(self) -> Mapping[str, Series]:
        return {series.id: series for series in self.series}

    @cached_property
    def session_of(self) -> Mapping[str, Session]:
        return {session.id: session for session in self.sessions}

    @cached_property
    def announced_of(self) -> Mapping[str, Announced]:
        """By session."""
        return {one.assignment.session: one for one in self.announced}

    @cached_property
    def sessions_in(self) -> Mapping[str, tuple[Session, ...]]:
        """The sessions of each series, in the order of their index."""
        rows: dict[str, list[Session]] = {series.id: [] for series in self.series}
        for session in self.sessions:
            rows[session.series].append(session)
        return {name: tuple(sorted(row, key=lambda one: one.index)) for name, row in rows.items()}

    @cached_property
    def eligible_in(self) -> Mapping[str, tuple[str, ...]]:
        """The units that may host in each series."""
        everybody = tuple(unit.id for unit in self.units)
        return {
            series.id: everybody if series.eligible is None else series.eligible
            for series in self.series
        }

    @cached_property
    def hosted_in(self) -> Mapping[str, Mapping[str, int]]:
        """By series, how often each eligible unit has hosted since `count_from`."""
        counts = {name: dict.fromkeys(units, 0) for name, units in self.eligible_in.items()}
        for row in self.history:
            start, count = self.series_of[row.series].count_from, counts[row.series]
            if row.unit in count and (start is None or row.date >= start):
                count[row.unit] += 1
        return counts


@dataclass(frozen=True, slots=True)
class Proof:
    """How good a plan is by one measure; it is best where the bound reaches the value."""

    measure: Measure
    value: int
    bound: int

    @property
    def is_proved(self) -> bool:
        return self.bound >= self.value


Reason = tuple[Label, ...]  # rules that cannot all hold; without any one of them they can


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of planning; `proofs` are in the order of the objective."""

    status: Status
    assignments: tuple[Assignment, ...] = ()
    reasons: tuple[Reason, ...] = ()
    proofs: tuple[Proof, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Progress:
    """How far planning is: the measure at work, what was reached, what is proved, the best plan.

    `measure` None: still looking for a first plan, or there is nothing to improve.
    """

    measure: Measure | None
    value: int | None
    bound: int | None
    seconds: float
    assignments: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """How long to plan, in seconds on the wall."""

    seconds: float = 60.0
    reason_seconds: float = 60.0
    most_reasons: int = 12

"""The variables of a plan before CP-SAT, and what turns their values into a plan again."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from ortools.sat.python import cp_model
from ortools.sat.python.cp_model import CpModel, Domain, IntVar, LinearExpr

from planner.domain.timetable.values import (
    Assignment,
    BlackoutKind,
    Instance,
    Label,
    Plan,
    Session,
)
from planner.solver.calendar import HALVES, Calendar, stretches
from planner.solver.matching import has_room
from planner.solver.options import Labels, Options, options_of, staying

Literal = cp_model.LiteralT
Key = TypeVar("Key", str, str | None)


@dataclass(frozen=True)
class Placed:
    """One session before the solver: exactly one literal of each choice is true."""

    options: Options
    half_day: IntVar
    day: IntVar
    afternoon: IntVar
    hosts: Mapping[str, IntVar]
    venues: Mapping[str, IntVar]
    themes: Mapping[str | None, IntVar]

    @property
    def session(self) -> Session:
        return self.options.session

    def host(self, unit: str) -> Literal:
        return self.hosts.get(unit, False)

    def theme(self, theme: str | None) -> Literal:
        return self.themes.get(theme, False)


@dataclass
class Model:
    """Sessions with the rules of their own; what binds them together comes from `rules`.

    `kept`: the labels that hold. `concerned`: only these sessions are placed, all if None. `lean`:
    where no kept rule asks who or where, one host and venue stand for all of them. `stays`: what
    is not to move.
    """

    calendar: Calendar
    kept: Labels
    concerned: Collection[str] | None = None
    lean: bool = False
    stays: Plan = field(default_factory=dict)
    cp: CpModel = field(default_factory=CpModel)

    def __post_init__(self) -> None:
        concerned = self.concerned
        chosen = [one for one in self.instance.sessions if concerned is None or one.id in concerned]
        options = [self._options(one) for one in chosen]
        self.is_hopeless = any(one.is_empty for one in options) or not has_room(
            self.calendar, options, self.kept
        )
        self.placed: dict[str, Placed] = {}
        if not self.is_hopeless:
            self.placed = {one.session.id: self._place(one) for one in options}

    def _options(self, session: Session) -> Options:
        options = options_of(self.calendar, session, self.kept)
        one = self.stays.get(session.id)
        return options if one is None else staying(self.calendar, options, one)

    @property
    def instance(self) -> Instance:
        return self.calendar.instance

    @cached_property
    def everything(self) -> int:
        return self.calendar.everything

    def keeps(self, label: Label) -> bool:
        return label in self.kept

    def _place(self, options: Options) -> Placed:
        name = options.session.id
        half_day = self._variable(options.half_days, name)
        day = self._variable(options.days, f"{name} day")
        afternoon = self.cp.new_bool_var(f"{name} afternoon")
        self.cp.add(half_day == 2 * day + afternoon)
        hosts = self._hosts(options) if self.lean else options.hosts
        venues = self._venues(options) if self.lean else options.venues
        return Placed(
            options=options,
            half_day=half_day,
            day=day,
            afternoon=afternoon,
            hosts=self._choice(hosts, f"{name} host"),
            venues=self._choice(venues, f"{name} venue"),
            themes=self._choice(options.themes, f"{name} theme"),
        )

    def _variable(self, bits: int, name: str) -> IntVar:
        return self.cp.new_int_var_from_domain(Domain.from_intervals(stretches(bits)), name)

    def _choice(self, keys: Iterable[Key], name: str) -> dict[Key, IntVar]:
        literals = {key: self.cp.new_bool_var(f"{name} {key}") for key in keys}
        self.cp.add_exactly_one(literals.values())
        return literals

    def _hosts(self, options: Options) -> tuple[str, ...]:
        """All hosts, or one that no kept rule asks for."""
        series = self.instance.series_of[options.session.series]
        asked = self.keeps(f"rotation:{series.id}") or self.keeps(f"chain:{series.id}")
        if asked or self._has_local_rule or any(options.themes):
            return options.hosts
        return _any_free(
            options.hosts, lambda unit: self._is_free(BlackoutKind.UNIT, unit, options)
        )

    def _venues(self, options: Options) -> tuple[str, ...]:
        """All venues, or one that no kept rule asks for."""
        if self._has_local_rule or any(
            self.keeps(f"place:{person}") for person in options.session.people
        ):
            return options.venues
        return _any_free(
            options.venues,
            lambda venue: (
                not self.keeps(f"venue_once:{venue}")
                and self._is_free(BlackoutKind.VENUE, venue, options)
            ),
        )

    @cached_property
    def _has_local_rule(self) -> bool:
        return self.keeps("venue_local")

    def _is_free(self, kind: BlackoutKind, ref: str, options: Options) -> bool:
        present = self.calendar.present(kind, ref, self.kept)
        return not options.half_days & ~present

    def within(self, placed: Placed, bits: int, *enforcing: Literal) -> None:
        """The half-day is one of those, if all the literals hold."""
        if placed.options.half_days & ~bits:
            domain = Domain.from_intervals(stretches(placed.options.half_days & bits))
            bound = self.cp.add_linear_expression_in_domain(placed.half_day, domain)
            bound.only_enforce_if(*enforcing)

    def on_days(self, placed: Placed, bits: int, *enforcing: Literal) -> None:
        """The day is one of those (bits are days), if all the literals hold."""
        if placed.options.days & ~bits:
            domain = Domain.from_intervals(stretches(placed.options.days & bits))
            bound = self.cp.add_linear_expression_in_domain(placed.day, domain)
            bound.only_enforce_if(*enforcing)

    def hint(self, plan: Plan) -> None:
        """Where to look first: what is in the plan and still possible."""
        self.cp.clear_hints()  # type: ignore[no-untyped-call]  # so it comes
        for name, placed in self.placed.items():
            if name in plan:
                self._hint(placed, plan[name])

    def _hint(self, placed: Placed, one: Assignment) -> None:
        offset = self.calendar.offset(one.date)
        half = HALVES.index(one.half)
        half_day = 2 * offset + half
        if half_day >= 0 and placed.options.half_days >> half_day & 1:
            self.cp.add_hint(placed.half_day, half_day)
            self.cp.add_hint(placed.day, offset)
            self.cp.add_hint(placed.afternoon, half)
        self._hint_choice(placed.hosts, one.host)
        self._hint_choice(placed.venues, one.venue)
        self._hint_choice(placed.themes, one.theme)

    def _hint_choice(self, choice: Mapping[Key, IntVar], key: Key) -> None:
        if key in choice:
            for each, literal in choice.items():
                self.cp.add_hint(literal, each == key)

    def plan(self, value: Callable[[LinearExpr], int]) -> dict[str, Assignment]:
        """The plan that the values of a solution mean."""
        return {name: self._assignment(one, value) for name, one in self.placed.items()}

    def _assignment(self, placed: Placed, value: Callable[[LinearExpr], int]) -> Assignment:
        day, half = divmod(value(placed.half_day), 2)
        return Assignment(
            session=placed.session.id,
            host=_chosen(placed.hosts, value),
            date=self.calendar.day(day),
            half=HALVES[half],
            venue=_chosen(placed.venues, value),
            theme=_chosen(placed.themes, value),
        )


def _chosen(choice: Mapping[Key, IntVar], value: Callable[[LinearExpr], int]) -> Key:
    return next(key for key, literal in choice.items() if value(literal))


def _any_free(names: tuple[str, ...], is_free: Callable[[str], bool]) -> tuple[str, ...]:
    free = next((name for name in names if is_free(name)), None)
    return names if free is None else (free,)

"""Tiny random instances, and what trying every plan says of them."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from itertools import product
from random import Random

from planner.domain.timespan import DateWindow
from planner.domain.timetable import checker
from planner.domain.timetable.measures import vector
from planner.domain.timetable.values import (
    Announced,
    Assignment,
    Blackout,
    BlackoutKind,
    Chain,
    Half,
    Holiday,
    Hosting,
    Instance,
    Measure,
    Order,
    Person,
    Preferences,
    Series,
    Session,
    Theme,
    Unit,
    Venue,
)

START = date(2026, 3, 2)  # a Monday


class Tiny:
    """Makes one instance from a number."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)  # noqa: S311 -- examples, no secrets
        self.tight = (0.0, 0.1, 0.3)[seed % 3]
        self.days = self.chance.choice([2, 3, 4, 5])
        self.units = [f"u{n}" for n in range(self.chance.randint(2, 3))]
        self.venues = [f"v{n}" for n in range(self.chance.randint(1, 2))]
        self.people = [f"p{n}" for n in range(2)]
        self.themes = [f"t{n}" for n in range(self.chance.randint(0, 2))]

    def often(self, share: float = 0.5) -> bool:
        return self.chance.random() < share

    def day(self) -> date:
        return START + timedelta(days=self.chance.randrange(self.days))

    def window(self) -> DateWindow:
        start, end = sorted((self.day(), self.day()))
        return DateWindow(start, end)

    def some(self, names: Collection[str], least: int = 1) -> tuple[str, ...]:
        names = sorted(names)
        number = self.chance.randint(min(least, len(names)), len(names))
        return tuple(sorted(self.chance.sample(names, number)))

    def halves(self) -> frozenset[Half]:
        return frozenset(self.chance.choice([[Half.AM], [Half.PM], [Half.AM, Half.PM]]))

    def instance(self) -> Instance:
        series = tuple(self.series(f"s{n}") for n in range(self.chance.randint(1, 2)))
        sessions = tuple(self.sessions([one.id for one in series]))
        names = [one.id for one in sessions]
        series_of = {one.id: one for one in series}
        measures = self.chance.sample(list(Measure), self.chance.randint(1, 4))
        return Instance(
            horizon=DateWindow(START, START + timedelta(days=self.days - 1)),
            today=START - timedelta(days=2) if self.often(0.7) else None,
            weekdays=frozenset(range(self.chance.choice([2, 5])))
            if self.often(self.tight)
            else None,
            holidays=tuple(Holiday("h", self.window()) for _ in range(self.often(self.tight))),
            units=tuple(Unit(u, cluster=self.chance.choice("xy")) for u in self.units),
            venues=tuple(self.venue(v) for v in self.venues),
            people=tuple(Person(p, one_place_per_day=self.often()) for p in self.people),
            themes=tuple(self.theme(t) for t in self.themes),
            series=series,
            sessions=sessions,
            orders=tuple(self.orders(names)),
            blackouts=tuple(self.blackout(f"b{n}") for n in range(self.chance.randint(0, 3))),
            history=tuple(
                Hosting(self.chance.choice(sorted(series_of)), self.chance.choice(self.units), day)
                for day in [date(2025, 5, 5)] * self.chance.randint(0, 3)
            ),
            announced=tuple(self.announced(one, series_of) for one in sessions if self.often()),
            preferences=Preferences(
                frozenset({self.chance.randrange(5)}) if self.often() else None,
                self.halves() if self.often() else None,
            ),
            distances={u: {w: self.chance.randint(0, 9) for w in self.units} for u in self.units},
            objective=tuple(measures),
        )

    def venue(self, name: str) -> Venue:
        return Venue(
            name,
            unit=self.chance.choice(self.units) if self.often(self.tight) else None,
            place=self.chance.choice("mn"),
            capacity=self.chance.choice([None, 10, 20]),
        )

    def theme(self, name: str) -> Theme:
        return Theme(name, units=frozenset(self.some(self.units)) if self.often() else None)

    def series(self, name: str) -> Series:
        return Series(
            name,
            eligible=self.some(self.units) if self.often(0.4) else None,
            count_from=date(2025, 6, 1) if self.often(0.2) else None,
            no_repeat_until_all=self.often(self.tight),
            min_gap_days=self.chance.choice([None, None, 1, 2]),
            ideal_gap_days=self.chance.choice([None, 1, 3]),
            chain=self.chain() if self.often(self.tight) else None,
        )

    def chain(self) -> Chain:
        holder = self.chance.choice(self.units) if self.often(0.4) else None
        return Chain(holder, self.often(), self.often(self.tight))

    def sessions(self, series: list[str]) -> Iterator[Session]:
        for number in range(self.chance.randint(2, 3)):
            yield Session(
                id=f"k{number}",
                series=self.chance.choice(series),
                index=number + 1,
                window=self.window() if self.often(self.tight) else None,
                halves=self.halves() if self.often(self.tight) else None,
                headcount=self.chance.choice([5, 15, 25]) if self.often(self.tight) else None,
                people=self.some(self.people, 0),
                optional_people=self.some(self.people, 0) if self.often() else (),
                hosts=self.some(self.units) if self.often(self.tight) else None,
                venues=self.some(self.venues) if self.often(self.tight) else None,
                themes=self.some(self.themes) if self.themes and self.often() else None,
                min_lead_days=self.chance.choice([None, 0, 3, 4]) if self.often() else None,
                target=self.day() if self.often() else None,
            )

    def orders(self, names: list[str]) -> Iterator[Order]:
        if self.often(self.tight) and len(names) > 1:
            before, after = self.chance.sample(names, 2)
            yield Order("o", before, after, self.chance.randint(0, 2))

    def blackout(self, name: str) -> Blackout:
        kind = self.chance.choice(list(BlackoutKind))
        names = {
            BlackoutKind.UNIT: self.units,
            BlackoutKind.VENUE: self.venues,
            BlackoutKind.PERSON: self.people,
        }
        ref = None if kind is BlackoutKind.ALL else self.chance.choice(names[kind])
        return Blackout(name, kind, self.window(), ref, self.halves() if self.often() else None)

    def announced(self, session: Session, series: dict[str, Series]) -> Announced:
        given = Assignment(
            session=session.id,
            host=self.chance.choice(series[session.series].eligible or self.units),
            date=self.day(),
            half=self.chance.choice(list(Half)),
            venue=self.chance.choice(self.venues),
            theme=self.chance.choice(session.themes) if session.themes else None,
        )
        return Announced(given, locked=self.often(self.tight / 2))


def every_plan(instance: Instance, kept: Collection[str]) -> Iterator[dict[str, Assignment]]:
    """All plans that break none of the kept rules."""
    rules = frozenset(kept)
    rows = [one for row in instance.sessions_in.values() for one in row]
    choices = [list(_alone(instance, one, rules)) for one in rows]
    choices.sort(key=len)  # what has the fewest ways first, so that dead ends show early
    yield from _extended(instance, choices, {}, rules)


def _alone(instance: Instance, session: Session, kept: frozenset[str]) -> Iterator[Assignment]:
    days = [instance.horizon.start + timedelta(days=n) for n in range(instance.horizon.days)]
    hosts = instance.eligible_in[session.series]
    themes = [None, *instance.theme_of]
    for given in product(hosts, days, Half, instance.venue_of, themes):
        one = Assignment(session.id, *given)
        if not kept.intersection(checker.broken_alone(instance, session, one)):
            yield one


def _extended(
    instance: Instance,
    choices: list[list[Assignment]],
    plan: dict[str, Assignment],
    kept: frozenset[str],
) -> Iterator[dict[str, Assignment]]:
    if len(plan) == len(choices):
        yield dict(plan)
        return
    for one in choices[len(plan)]:
        plan[one.session] = one
        if not kept.intersection(checker.broken(instance, plan)):
            yield from _extended(instance, choices, plan, kept)
        del plan[one.session]


def is_possible(instance: Instance, kept: Collection[str]) -> bool:
    return next(every_plan(instance, kept), None) is not None


def best_vector(instance: Instance) -> tuple[int, ...] | None:
    """The best measures of all plans; None where there is no plan."""
    plans = every_plan(instance, checker.labels(instance))
    return min((vector(instance, plan) for plan in plans), default=None)

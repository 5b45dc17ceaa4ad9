"""Years to plan: a small one as a province has it, a rotation over five years, a large year."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from planner.domain.timespan import DateWindow
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

WORKDAYS = frozenset(range(5))
FAIR_AND_AS_WISHED = (Measure.HOST_SPREAD, Measure.WEEKDAY_MISS, Measure.HALF_MISS)
LEADERS = tuple(f"p{n}" for n in range(30))
TRA_VINH = (
    *("Thành phố", "Càng Long", "Châu Thành", "Cầu Kè", "Tiểu Cần", "Cầu Ngang"),
    *("Trà Cú", "Duyên Hải", "Thị xã Duyên Hải", "Khối Cơ quan", "Trường Đại học"),
)


def window(start: date, days: int) -> DateWindow:
    return DateWindow(start, start + timedelta(days=days - 1))


def small() -> Instance:
    """Three sessions of a year, 11 units of which 9 have hosted: two are left for this round."""
    units = tuple(Unit(f"u{n}", name, f"c{n % 3}") for n, name in enumerate(TRA_VINH))
    months = (date(2024, 5, 1), date(2024, 8, 1), date(2024, 11, 1))
    return Instance(
        horizon=DateWindow(date(2024, 1, 1), date(2024, 12, 31)),
        today=date(2024, 2, 1),
        weekdays=WORKDAYS,
        holidays=(Holiday("30041", DateWindow(date(2024, 4, 30), date(2024, 5, 1))),),
        units=units,
        venues=tuple(Venue(f"v{n}", unit=f"u{n}", place=f"u{n}", capacity=80) for n in range(11)),
        people=(Person("bt", one_place_per_day=True),),
        themes=tuple(Theme(f"t{n}") for n in range(3)),
        series=(Series("gb", no_repeat_until_all=True, ideal_gap_days=90, chain=Chain("u6")),),
        sessions=tuple(
            Session(
                f"k{n}",
                "gb",
                n + 1,
                window=window(day, 30),
                headcount=60,
                people=("bt",),
                themes=("t0", "t1", "t2"),
                min_lead_days=15,
                target=day + timedelta(days=14),
            )
            for n, day in enumerate(months)
        ),
        blackouts=(Blackout("x", BlackoutKind.UNIT, window(date(2024, 8, 1), 20), "u6"),),
        history=tuple(
            Hosting("gb", f"u{n}", date(2021 + n % 3, 5, 5)) for n in range(11) if n not in (6, 7)
        ),
        preferences=Preferences(frozenset({3}), frozenset({Half.AM})),
        objective=(*FAIR_AND_AS_WISHED, Measure.TARGET_DEV, Measure.SPACING),
    )


def medium() -> Instance:
    """34 provinces, a session a month over five years, far from one another."""
    chance = Random(34)  # noqa: S311 -- examples, no secrets
    units = tuple(Unit(f"u{n}", cluster=f"c{n % 6}") for n in range(34))
    where = {unit.id: (chance.randint(0, 900), chance.randint(0, 1500)) for unit in units}
    months = [date(2026 + n // 12, n % 12 + 1, 1) for n in range(60)]
    chain = Chain(None, next_host_present=True, different_cluster=True)
    return Instance(
        horizon=DateWindow(date(2026, 1, 1), date(2030, 12, 31)),
        weekdays=WORKDAYS,
        holidays=tuple(
            Holiday(f"h{year}", DateWindow(date(year, 4, 30), date(year, 5, 1)))
            for year in range(2026, 2031)
        ),
        units=units,
        venues=tuple(Venue(f"v{n}", unit=f"u{n}", place=f"u{n}", capacity=300) for n in range(34)),
        people=(Person("bt", one_place_per_day=True),),
        series=(Series("gb", min_gap_days=14, ideal_gap_days=30, chain=chain),),
        sessions=tuple(
            Session(f"k{n}", "gb", n + 1, window=window(day, 28), headcount=200, people=("bt",))
            for n, day in enumerate(months)
        ),
        blackouts=tuple(
            Blackout(f"x{n}", BlackoutKind.UNIT, window(month, 40), f"u{chance.randrange(34)}")
            for n, month in enumerate(chance.choice(months) for _ in range(60))
        ),
        history=tuple(Hosting("gb", f"u{n}", date(2025, n + 1, 9)) for n in range(8)),
        preferences=Preferences(frozenset({3, 4}), frozenset({Half.AM})),
        distances={
            one: {other: abs(x - v) + abs(y - w) for other, (v, w) in where.items()}
            for one, (x, y) in where.items()
        },
        objective=(*FAIR_AND_AS_WISHED, Measure.SPACING, Measure.TRAVEL),
    )


def large() -> Instance:
    """A year of 420 sessions: 124 communes thrice, 12 clusters each quarter; 30 leaders."""
    chance = Random(420)  # noqa: S311 -- examples, no secrets
    units = tuple(Unit(f"u{n}", cluster=f"c{n % 12}") for n in range(124))
    own = _commune_sessions(chance)
    return Instance(
        horizon=DateWindow(date(2026, 1, 1), date(2026, 12, 31)),
        today=date(2026, 1, 2),
        weekdays=WORKDAYS,
        holidays=(
            Holiday("tet", DateWindow(date(2026, 2, 14), date(2026, 2, 22))),
            Holiday("30041", DateWindow(date(2026, 4, 30), date(2026, 5, 3))),
            Holiday("29", DateWindow(date(2026, 8, 29), date(2026, 9, 2))),
        ),
        units=units,
        venues=tuple(_hall(n) for n in range(60)),
        people=tuple(Person(name, one_place_per_day=n < 10) for n, name in enumerate(LEADERS)),
        themes=tuple(Theme(f"t{n}") for n in range(6)),
        series=(
            *(Series(f"x{n}", eligible=(f"u{n}",), min_gap_days=45) for n in range(124)),
            *(_cluster_series(f"c{n}", units) for n in range(12)),
        ),
        sessions=(*own, *_cluster_sessions()),
        orders=tuple(
            Order(f"o{u}-{k}", f"x{u}-{k}", f"c{u % 12}-{k}", 3)
            for k in range(2)
            for u in range(124)
            if u + k
        ),
        blackouts=tuple(_busy(chance)),
        history=tuple(Hosting(f"c{n % 12}", f"u{n}", date(2025, 3, 3)) for n in range(0, 124, 3)),
        preferences=Preferences(frozenset({1, 2, 3, 4}), frozenset({Half.AM})),
        objective=(*FAIR_AND_AS_WISHED, Measure.OPTIONAL_CLASH, Measure.SPACING),
    )


def _commune_sessions(chance: Random) -> list[Session]:
    """Each of 124 communes thrice a year."""
    starts = (date(2026, 1, 12), date(2026, 5, 11), date(2026, 9, 7))
    return [
        Session(
            f"x{u}-{k}",
            f"x{u}",
            k + 1,
            window=window(start, 60),
            halves=frozenset({Half.AM}) if chance.random() < 0.5 else None,
            headcount=chance.randint(30, 90),
            people=(chance.choice(LEADERS),),
            optional_people=(chance.choice(LEADERS),),
            min_lead_days=7,
            target=start + timedelta(days=chance.randint(5, 50)),
        )
        for u in range(124)
        for k, start in enumerate(starts)
    ]


def _cluster_sessions() -> list[Session]:
    """Each of 12 clusters once a quarter, with two leaders."""
    quarters = (date(2026, 3, 16), date(2026, 7, 13), date(2026, 10, 1), date(2026, 11, 16))
    return [
        Session(
            f"c{c}-{k}",
            f"c{c}",
            k + 1,
            window=window(start, 40),
            headcount=100,
            people=(LEADERS[c], LEADERS[c + 12]),
            themes=tuple(f"t{n}" for n in range(6)),
        )
        for c in range(12)
        for k, start in enumerate(quarters)
    ]


def _cluster_series(cluster: str, units: tuple[Unit, ...]) -> Series:
    return Series(
        cluster,
        eligible=tuple(one.id for one in units if one.cluster == cluster),
        no_repeat_until_all=True,
        ideal_gap_days=90,
        chain=Chain(None, next_host_present=True),
    )


def _hall(number: int) -> Venue:
    """36 halls are of communes, the others of nobody and larger."""
    is_own = number < 36
    return Venue(
        f"v{number}",
        unit=f"u{number * 3}" if is_own else None,
        place=f"d{number % 20}",
        capacity=100 if is_own else 120,
    )


def _busy(chance: Random) -> Iterator[Blackout]:
    """Six days each of units, people and halls."""
    for kind, letter, most, number in (
        (BlackoutKind.UNIT, "u", 124, 60),
        (BlackoutKind.PERSON, "p", 30, 40),
        (BlackoutKind.VENUE, "v", 60, 20),
    ):
        for n in range(most, most + number):
            start = date(2026, 1, 5) + timedelta(days=chance.randrange(330))
            yield Blackout(f"b{n}", kind, window(start, 6), f"{letter}{chance.randrange(most)}")


def disturbed(instance: Instance, plan: tuple[Assignment, ...]) -> Instance:
    """The announced plan of a year into which eleven incidents fall."""
    hit = Random(11).sample(plan, 11)  # noqa: S311 -- examples, no secrets
    session_of = instance.session_of
    incidents = [
        *(
            Blackout(
                f"i{n}",
                BlackoutKind.PERSON,
                window(one.date, 10),
                session_of[one.session].people[0],
            )
            for n, one in enumerate(hit[:5])
        ),
        *(
            Blackout(f"j{n}", BlackoutKind.VENUE, window(one.date, 10), one.venue)
            for n, one in enumerate(hit[5:10])
        ),
        Blackout("all", BlackoutKind.ALL, window(hit[10].date, 2)),
    ]
    measures = (Measure.CHANGED, Measure.CHANGED_FIELDS, Measure.DATE_SHIFT, Measure.WEEKDAY_MISS)
    return replace(
        instance,
        blackouts=(*instance.blackouts, *incidents),
        announced=tuple(Announced(one) for one in plan),
        objective=measures,
    )

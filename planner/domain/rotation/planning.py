"""What is asked of the year planner, and what may be done where no plan keeps every rule."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, auto
from typing import Any

from planner.domain.errors import RuleBroken
from planner.domain.timespan import DateWindow
from planner.domain.timetable.values import (
    Assignment,
    Half,
    Instance,
    Label,
    Measure,
    Person,
    Session,
)

MOST_SERIES = 30
MOST_PEOPLE = 20
MOST_THEMES = 60
LONGEST_LEAD = 120  # days
LONGEST_GAP = 200  # days


class Kind(StrEnum):
    """What a run is for."""

    YEAR = auto()
    REPLAN = auto()


class Rule(StrEnum):
    """What can be asked for or not; the values are what forms send and runs keep."""

    ROTATION = auto()
    CHAIN = auto()
    CLUSTERS = auto()
    WINDOWS = auto()
    KEEP_CONFIRMED = auto()
    KEEP_HOSTS = auto()
    WORKDAYS = auto()
    HOLIDAYS = auto()
    BUSY = auto()
    OWN_HALL = auto()
    CAPACITY = auto()


USUAL_RULES = frozenset(Rule) - {Rule.CLUSTERS, Rule.KEEP_HOSTS}
# What makes a plan better, most important first, for a year and after an incident.
FAIR_FIRST = (
    *(Measure.HOST_SPREAD, Measure.CLUSTER_SPREAD, Measure.WEEKDAY_MISS, Measure.HALF_MISS),
    *(Measure.TARGET_DEV, Measure.SPACING),
)
DAYS_FIRST = (
    *(Measure.WEEKDAY_MISS, Measure.HALF_MISS, Measure.HOST_SPREAD, Measure.CLUSTER_SPREAD),
    *(Measure.TARGET_DEV, Measure.SPACING),
)
SPACED_FIRST = (
    *(Measure.HOST_SPREAD, Measure.SPACING, Measure.WEEKDAY_MISS, Measure.HALF_MISS),
    *(Measure.CLUSTER_SPREAD, Measure.TARGET_DEV),
)
ORDERS: Mapping[str, tuple[Measure, ...]] = {
    "fair": FAIR_FIRST,
    "days": DAYS_FIRST,
    "spaced": SPACED_FIRST,
}
AS_ANNOUNCED = (Measure.CHANGED, Measure.CHANGED_FIELDS, Measure.DATE_SHIFT)


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks of a plan. `themes` are titles; `fixes` are ways out that were taken."""

    kind: Kind
    year: int
    series: tuple[int, ...]
    horizon: DateWindow
    rules: frozenset[Rule] = USUAL_RULES
    weekdays: frozenset[int] = frozenset()
    half: Half | None = None
    order: str = "fair"
    people: tuple[int, ...] = ()
    themes: tuple[str, ...] = ()
    lead_days: int = 7
    gap_days: int | None = None
    fixes: tuple["Fix", ...] = ()

    def __post_init__(self) -> None:
        if not self.series:
            raise RuleBroken("planning.no_series", field="series")
        if len(self.series) > MOST_SERIES:
            raise RuleBroken("planning.too_many_series", field="series", most=MOST_SERIES)
        if len(self.people) > MOST_PEOPLE:
            raise RuleBroken("planning.too_many_people", field="people", most=MOST_PEOPLE)
        if len(self.themes) > MOST_THEMES:
            raise RuleBroken("planning.too_many_themes", field="themes", most=MOST_THEMES)
        if self.horizon.days > 2 * 366:
            raise RuleBroken("planning.horizon_too_long", field="horizon")

    @property
    def objective(self) -> tuple[Measure, ...]:
        order = ORDERS[self.order]
        return (*AS_ANNOUNCED, *order) if self.kind is Kind.REPLAN else order


@dataclass(frozen=True, slots=True)
class Fix:
    """A rule that gives way; a window does so up to the day `until`, or altogether."""

    label: Label
    until: date | None = None


def plain_wish(wish: Wish) -> dict[str, Any]:
    """As a run keeps it."""
    return {
        "kind": wish.kind.value,
        "year": wish.year,
        "series": list(wish.series),
        "from": wish.horizon.start.isoformat(),
        "to": wish.horizon.end.isoformat(),
        "rules": sorted(rule.value for rule in wish.rules),
        "weekdays": sorted(wish.weekdays),
        "half": wish.half.value if wish.half else None,
        "order": wish.order,
        "people": list(wish.people),
        "themes": list(wish.themes),
        "lead_days": wish.lead_days,
        "gap_days": wish.gap_days,
        "fixes": [plain_fix(fix) for fix in wish.fixes],
    }


def plain_fix(fix: Fix) -> dict[str, str | None]:
    """As a run keeps it, in JSON."""
    return {"label": fix.label, "until": fix.until.isoformat() if fix.until else None}


def fix_of(kept: Mapping[str, str | None]) -> Fix:
    """What `plain_fix` wrote."""
    until = kept["until"]
    return Fix(str(kept["label"]), date.fromisoformat(until) if until else None)


def wish_of(kept: Mapping[str, Any]) -> Wish:
    """What a run kept; it was written by `plain_wish`."""
    return Wish(
        kind=Kind(kept["kind"]),
        year=kept["year"],
        series=tuple(kept["series"]),
        horizon=DateWindow(date.fromisoformat(kept["from"]), date.fromisoformat(kept["to"])),
        rules=frozenset(map(Rule, kept["rules"])),
        weekdays=frozenset(kept["weekdays"]),
        half=Half(kept["half"]) if kept["half"] else None,
        order=kept["order"],
        people=tuple(kept["people"]),
        themes=tuple(kept["themes"]),
        lead_days=kept["lead_days"],
        gap_days=kept["gap_days"],
        fixes=tuple(map(fix_of, kept["fixes"])),
    )


def fixed(instance: Instance, fixes: Iterable[Fix]) -> Instance:
    """The instance with these rules set aside or loosened; what is no longer there is left."""
    for fix in fixes:
        instance = _without(instance, fix)
    return instance


def _without(instance: Instance, fix: Fix) -> Instance:
    kind, _, name = fix.label.partition(":")
    if kind in _OF_SESSIONS:
        return _with_sessions(instance, name, fix)
    if kind in _OF_SERIES:
        series = [
            replace(one, **_OF_SERIES[kind]) if one.id == name else one for one in instance.series
        ]
        return replace(instance, series=tuple(series))
    return _without_for_all(instance, kind, name)


def _without_for_all(instance: Instance, kind: str, name: str) -> Instance:
    match kind:
        case "weekdays":
            return replace(instance, weekdays=None)
        case "holiday":
            kept = tuple(one for one in instance.holidays if one.id != name)
            return replace(instance, holidays=kept)
        case "blackout":
            left = tuple(one for one in instance.blackouts if one.id != name)
            return replace(instance, blackouts=left)
        case "venue_local":
            venues = tuple(replace(one, unit=None) for one in instance.venues)
            return replace(instance, venues=venues)
        case "person":
            return _without_person(instance, name)
        case "place":
            return replace(instance, people=tuple(_anywhere(one, name) for one in instance.people))
    return instance


def _anywhere(person: Person, name: str) -> Person:
    return replace(person, one_place_per_day=False) if person.id == name else person


_OF_SESSIONS = frozenset(
    {"window", "halves", "capacity", "hosts", "venues", "lead", "theme_allowed"}
)
_OF_ALL = frozenset({"weekdays", "holiday", "blackout", "venue_local", "person", "place"})
_OF_SERIES: Mapping[str, Mapping[str, Any]] = {
    "rotation": {"no_repeat_until_all": False},
    "chain": {"chain": None},
    "gap": {"min_gap_days": None},
}


def _with_sessions(instance: Instance, name: str, fix: Fix) -> Instance:
    sessions = [_loosened(one, fix) if one.id == name else one for one in instance.sessions]
    return replace(instance, sessions=tuple(sessions))


def _loosened(session: Session, fix: Fix) -> Session:
    match fix.label.partition(":")[0]:
        case "window":
            return replace(session, window=_stretched(session.window, fix.until))
        case "halves":
            return replace(session, halves=None)
        case "capacity":
            return replace(session, headcount=None)
        case "hosts":
            return replace(session, hosts=None)
        case "venues":
            return replace(session, venues=None)
        case "lead":
            return replace(session, min_lead_days=0)
        case _:
            return replace(session, themes=None)


def _stretched(window: DateWindow | None, until: date | None) -> DateWindow | None:
    """So that the day is within; without a day there is no window left."""
    if window is None or until is None:
        return None
    return DateWindow(min(window.start, until), max(window.end, until))


def _without_person(instance: Instance, person: str) -> Instance:
    sessions = tuple(
        replace(one, people=tuple(other for other in one.people if other != person))
        for one in instance.sessions
    )
    return replace(instance, sessions=sessions)


def can_give_way(label: Label) -> bool:
    """Whether people may set the rule aside; what is locked, or cannot be twice, is a fact."""
    kind = label.partition(":")[0]
    return kind in _OF_SESSIONS or kind in _OF_SERIES or kind in _OF_ALL


def differs(before: Assignment | None, after: Assignment) -> frozenset[str]:
    """In which fields a session comes to stand otherwise."""
    names = ("host", "date", "half", "venue", "theme")
    return frozenset(
        name for name in names if before is None or getattr(before, name) != getattr(after, name)
    )

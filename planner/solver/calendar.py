"""Half-days as bits: which of them each rule leaves open.

Half-day `2 * day + half` counts from the first day of the horizon; bit n of a whole number stands
for half-day n, so that a rule is one number and what several leave open is their `&`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from planner.domain.timespan import DateWindow
from planner.domain.timetable.values import (
    BlackoutKind,
    Half,
    Instance,
    Label,
    Session,
)

HALVES = (Half.AM, Half.PM)
Rules = tuple[tuple[Label, int], ...]  # each label with the half-days that it leaves open


class Calendar:
    """The half-days of an instance and what its rules leave of them."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.start = instance.horizon.start
        self.days = instance.horizon.days
        self.everything = (1 << 2 * self.days) - 1
        self._mornings = self.everything // 3  # bits 0, 2, 4 …
        self.common = tuple(self._common())
        self.absences = self._absences()
        self._of_session = {one.id: tuple(self._alone(one)) for one in instance.sessions}

    def day(self, offset: int) -> date:
        return self.start + timedelta(days=offset)

    def offset(self, day: date) -> int:
        return (day - self.start).days

    def half(self, place: int) -> Half:
        return HALVES[place]

    def half_day(self, day: date, half: Half) -> int:
        return 2 * self.offset(day) + HALVES.index(half)

    def of_session(self, session: Session) -> Rules:
        """The rules of a session's half-day, whoever hosts it and wherever."""
        return self.common + self._of_session[session.id]

    def within(self, window: DateWindow) -> int:
        """The half-days of a window, as far as the horizon goes."""
        first = max(self.offset(window.start), 0)
        last = min(self.offset(window.end), self.days - 1)
        return ((1 << 2 * (last - first + 1)) - 1) << 2 * first if last >= first else 0

    def in_halves(self, halves: frozenset[Half] | None) -> int:
        if halves is None:
            return self.everything
        mornings = self._mornings if Half.AM in halves else 0
        return mornings | (self._mornings << 1 if Half.PM in halves else 0)

    def on_weekdays(self, weekdays: frozenset[int]) -> int:
        days = (offset for offset in range(self.days) if self.day(offset).weekday() in weekdays)
        return sum(3 << 2 * offset for offset in days)

    def _common(self) -> Iterator[tuple[Label, int]]:
        instance = self.instance
        if instance.weekdays is not None:
            yield "weekdays", self.on_weekdays(instance.weekdays)
        for holiday in instance.holidays:
            yield f"holiday:{holiday.id}", self.everything & ~self.within(holiday.days)
        for one in instance.blackouts:
            if one.kind is BlackoutKind.ALL:
                away = self.within(one.days) & self.in_halves(one.halves)
                yield f"blackout:{one.id}", self.everything & ~away

    def _absences(self) -> Mapping[tuple[BlackoutKind, str], Rules]:
        """By kind and id, the rules that come from being away or closed."""
        rules: dict[tuple[BlackoutKind, str], Rules] = defaultdict(tuple)
        for one in self.instance.blackouts:
            if one.ref is not None:
                away = self.within(one.days) & self.in_halves(one.halves)
                present = self.everything & ~away
                rules[one.kind, one.ref] += ((f"blackout:{one.id}", present),)
        return rules

    def _alone(self, session: Session) -> Iterator[tuple[Label, int]]:
        if session.window is not None:
            yield f"window:{session.id}", self.within(session.window)
        if session.halves is not None:
            yield f"halves:{session.id}", self.in_halves(session.halves)
        if session.min_lead_days is not None and self.instance.today is not None:
            soonest = self.offset(self.instance.today) + session.min_lead_days
            closed = (1 << 2 * min(max(soonest, 0), self.days)) - 1
            yield f"lead:{session.id}", self.everything & ~closed
        for person in session.people:
            yield from self.absences.get((BlackoutKind.PERSON, person), ())

    def present(self, kind: BlackoutKind, ref: str, kept: frozenset[Label] | None) -> int:
        """When a unit or venue can be had; `kept` None: whichever rules are kept."""
        rules = self.absences.get((kind, ref), ())
        return self.left_open(rules, kept)

    def left_open(self, rules: Rules, kept: frozenset[Label] | None) -> int:
        """What those rules that are kept leave open together."""
        left = self.everything
        for label, is_open in rules:
            if kept is None or label in kept:
                left &= is_open
        return left


def members(bits: int) -> Iterator[int]:
    """The half-days of a set, earliest first."""
    while bits:
        lowest = bits & -bits
        yield lowest.bit_length() - 1
        bits ^= lowest


def stretches(bits: int) -> list[list[int]]:
    """A set as closed intervals, as CP-SAT likes domains."""
    found: list[list[int]] = []
    for half_day in members(bits):
        if found and found[-1][1] == half_day - 1:
            found[-1][1] = half_day
        else:
            found.append([half_day, half_day])
    return found


def days_of(bits: int) -> int:
    """The set of days, as bits, that have a half-day in a set."""
    days = 0
    for half_day in members(bits):
        days |= 1 << half_day // 2
    return days

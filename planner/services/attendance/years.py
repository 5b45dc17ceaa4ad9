"""Attendance over the years, as then or by who carries a unit's history on today."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.directory import Lineage, ReadAs
from planner.domain.errors import NotFound
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import local_day
from planner.store import directory
from planner.store.attendance import years
from planner.store.attendance.years import Turnout


@dataclass(frozen=True, slots=True)
class Year:
    """What came together in one year."""

    year: int
    meetings: int
    called: int
    came: int
    sent: int
    excused: int

    @property
    def percent(self) -> int:
        """Those who came or sent somebody, of those called."""
        return round(100 * (self.came + self.sent) / self.called) if self.called else 0

    @property
    def missing(self) -> int:
        """Away without a word."""
        return self.called - self.came - self.sent - self.excused


@dataclass(frozen=True, slots=True)
class History:
    """The years of a unit or a person, oldest first."""

    unit_id: int | None
    person_id: int | None
    name: str
    years: tuple[Year, ...]

    @property
    def whole(self) -> Year:
        """All years together; `year` 0."""
        return _year(0, self.years)


def of_units(session: Session, viewer: Viewer, now: datetime, read_as: ReadAs) -> list[History]:
    """Each unit whose people were called to a meeting that the viewer sees, by name."""
    _ensure(viewer)
    lineage = directory.lineage(session) if read_as is ReadAs.TODAY else None
    found = years.turnouts(session, viewer, now)
    named = _heir_named(session, lineage, now)
    return _histories(found, lambda one: (*named(one), None))


def of_people(
    session: Session, viewer: Viewer, unit_id: int, now: datetime, read_as: ReadAs
) -> list[History]:
    """Each person who was called from a unit, with `TODAY` also from those it goes on from."""
    _ensure(viewer)
    units = [unit_id]
    if read_as is ReadAs.TODAY:
        units = directory.lineage(session).forebears(unit_id, local_day(now))
    found = years.turnouts(session, viewer, now, units)
    return _histories(found, lambda one: (unit_id, one.name, one.person_id))


def _ensure(viewer: Viewer) -> None:
    if not viewer.may_ever(Action.SEE_ATTENDANCE):
        raise NotFound("attendance")


Naming = Callable[[Turnout], tuple[int | None, str]]


def _heir_named(session: Session, lineage: Lineage[int] | None, now: datetime) -> Naming:
    """Under which unit a turnout counts, and its name."""
    if lineage is None:
        return lambda one: (one.unit_id, one.name)
    names = {unit.id: unit.name for unit in directory.units_in_order(session, _all(lineage))}

    def named(one: Turnout) -> tuple[int | None, str]:
        if one.unit_id is None:
            return None, one.name
        heir = lineage.heir(one.unit_id, local_day(one.starts_at), local_day(now))
        return heir, one.name if heir == one.unit_id else names.get(heir, one.name)

    return named


def _all(lineage: Lineage[int]) -> list[int]:
    return sorted({way.heir for ways in lineage.ways.values() for way in ways})


Who = tuple[int | None, str, int | None]  # unit, name, person


def _histories(found: Iterable[Turnout], who: Callable[[Turnout], Who]) -> list[History]:
    """A history for each, in the order of names."""
    sums: dict[Who, dict[int, list[Turnout]]] = {}
    for one in found:
        by_year = sums.setdefault(who(one), {})
        by_year.setdefault(local_day(one.starts_at).year, []).append(one)
    return [
        History(
            unit_id=unit_id,
            person_id=person_id,
            name=name,
            years=tuple(_of_year(year, of_year) for year, of_year in sorted(by_year.items())),
        )
        for (unit_id, name, person_id), by_year in sorted(
            sums.items(), key=lambda item: (item[0][1], item[0][0] or 0, item[0][2] or 0)
        )
    ]


def _of_year(year: int, turnouts: list[Turnout]) -> Year:
    return Year(
        year=year,
        meetings=len({one.starts_at for one in turnouts}),
        called=sum(one.called for one in turnouts),
        came=sum(one.came for one in turnouts),
        sent=sum(one.sent for one in turnouts),
        excused=sum(one.excused for one in turnouts),
    )


def _year(year: int, parts: Iterable[Year]) -> Year:
    kept = list(parts)
    return Year(
        year=year,
        meetings=sum(one.meetings for one in kept),
        called=sum(one.called for one in kept),
        came=sum(one.came for one in kept),
        sent=sum(one.sent for one in kept),
        excused=sum(one.excused for one in kept),
    )

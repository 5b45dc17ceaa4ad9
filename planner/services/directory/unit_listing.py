"""Taking in a whole list of units: each after that above it, and the second time nothing new."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain import directory as rules
from planner.domain.directory.listed import Change, ListedUnit, Wrong
from planner.domain.directory.naming import UnitNames
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.text import search_key
from planner.domain.timespan import local_day
from planner.services.directory.listing import Imported, Tell
from planner.services.directory.noted import Noted
from planner.services.directory.units import UnitFacts, add_unit, change_unit
from planner.store import audit
from planner.store.directory import Unit, listing

_SAID = ("name", "kind", "level", "rank", "place", "from_on", "to_on")
_KINDS = sorted(rules.UNIT_KINDS, key=len, reverse=True)


def import_units(
    session: Session,
    viewer: Viewer,
    listed: Sequence[ListedUnit],
    now: datetime,
    *,
    save: bool,
    tell: Tell = lambda _done, _whole: None,
) -> Imported:
    """Units, new or changed, where the viewer keeps them; found by code, else by name.

    A preview does all of it and takes it back. `tell` hears (rows done, rows).
    """
    whole = session.begin_nested()
    plan = _Plan(session, viewer, now)
    waiting, done = list(listed), 0
    while waiting:
        later = [entry for entry in waiting if plan.must_wait(entry, waiting)]
        ready = [entry for entry in waiting if entry not in later] or later
        for entry in ready:
            plan.take(entry)
            done += 1
            tell(done, len(listed))
        waiting = [entry for entry in later if entry not in ready]
    if save:
        whole.commit()
    else:
        whole.rollback()
        session.expire_all()
    return plan.result()


class _Plan:
    """What a list changes, row by row."""

    def __init__(self, session: Session, viewer: Viewer, now: datetime) -> None:
        self._session, self._viewer, self._now = session, viewer, now
        lines = listing.unit_lines(session)
        ours = {
            unit.id
            for unit in lines
            if rules.reaches(viewer, Action.KEEP_UNITS, unit.id, unit.path)
        }
        self._names = UnitNames(lines, local_day(now), ours.__contains__)
        self._units = listing.units_by_id(session)
        self._rows_of: dict[int, int] = {}
        self._counts = {"created": 0, "updated": 0, "unchanged": 0}
        self._errors: list[Wrong] = []
        self._noted = Noted()

    def must_wait(self, entry: ListedUnit, waiting: Sequence[ListedUnit]) -> bool:
        """Whether the unit above it is one of those that are still to come."""
        above = search_key(entry.above)
        return bool(above) and any(
            above in (search_key(other.code), search_key(other.name))
            for other in waiting
            if other is not entry
        )

    def take(self, entry: ListedUnit) -> None:
        """Decide on one row and write it; a row that cannot be taken changes nothing."""
        row = self._session.begin_nested()
        try:
            verdict = self._keep(entry)
        except RuleBroken as broken:
            row.rollback()
            about = broken.field or "name"
            self._errors.append(entry.wrong(about, broken.code, **broken.details))
        except NotFound:
            row.rollback()
            self._errors.append(entry.wrong("name", "directory.unit_not_yours", value=entry.name))
        else:
            row.commit()
            self._counts[verdict] += 1

    def result(self) -> Imported:
        return Imported(**self._counts, errors=tuple(self._errors), changes=self._noted.kept())

    def _keep(self, entry: ListedUnit) -> str:
        unit = self._known(entry)
        if unit is None:
            above = self._add(entry)
            new = Change(entry.row, entry.name, above, is_new=True, sheet=entry.sheet)
            self._noted.take(new)
            return "created"
        if unit.id in self._rows_of:
            raise RuleBroken("directory.unit_listed_twice", row=self._rows_of[unit.id])
        self._rows_of[unit.id] = entry.row
        facts = self._facts(unit)
        said = {name: value for name in _SAID if (value := getattr(entry, name)) not in (None, "")}
        if entry.above:
            said["above"] = self._above(entry)
        wanted = replace(facts, **said)
        if wanted == facts:
            return "unchanged"
        if (wanted.kind, wanted.above) != (facts.kind, facts.above) and entry.level is None:
            wanted = replace(wanted, level=None)
        name, above = unit.name, self._above_name(unit)
        change_unit(self._session, self._viewer, unit.id, wanted, self._now)
        told = audit.plain(_otherwise(facts, replace(facts, **said)))
        self._noted.take(Change(entry.row, name, above, said=told, sheet=entry.sheet))
        return "updated"

    def _known(self, entry: ListedUnit) -> Unit | None:
        """The unit of this code; without a code, the one of this name."""
        found = self._found(entry.code, "" if entry.code else entry.name)
        return None if found is None else self._units[found]

    def _found(self, code: str, name: str) -> int | None:
        try:
            return self._names.find(code, name).id
        except RuleBroken as broken:
            if broken.code == "directory.unit_unknown":
                return None
            raise

    def _above(self, entry: ListedUnit) -> str:
        try:
            return self._names.find("", entry.above).code
        except RuleBroken as broken:
            raise RuleBroken(broken.code, field="above", **broken.details) from broken

    def _above_name(self, unit: Unit) -> str:
        above = self._units.get(unit.parent_id or unit.territory_id or 0)
        return above.name if above else ""

    def _add(self, entry: ListedUnit) -> str:
        """The unit it names; the name of the one above."""
        if not entry.code:
            raise RuleBroken("directory.no_code_listed", field="code")
        facts = UnitFacts(
            code=entry.code,
            name=entry.name,
            kind=entry.kind or _kind_by_name(entry.name),
            above=self._above(entry) if entry.above else "",
            rank=entry.rank or 0,
            place=entry.place,
            from_on=entry.from_on,
            to_on=entry.to_on,
            level=entry.level,
        )
        unit = add_unit(self._session, self._viewer, facts, self._now)
        above = self._units.get(unit.parent_id or unit.territory_id or 0)
        self._units[unit.id] = unit
        self._rows_of[unit.id] = entry.row
        self._names.add(listing.line_of(unit, above))
        return above.name if above else ""

    def _facts(self, unit: Unit) -> UnitFacts:
        above = self._units.get(unit.parent_id or unit.territory_id or 0)
        return UnitFacts(
            code=unit.code,
            name=unit.name,
            kind=unit.kind,
            above=above.code if above else "",
            rank=unit.rank,
            place=unit.place,
            from_on=unit.from_on,
            to_on=unit.to_on,
            level=unit.level,
        )


def _otherwise(facts: UnitFacts, wanted: UnitFacts) -> dict[str, list[object]]:
    """{field: [before, after]} of what a row says otherwise."""
    return {
        name: [before, after]
        for name in ("above", *_SAID)
        if (before := getattr(facts, name)) != (after := getattr(wanted, name))
    }


def _kind_by_name(name: str) -> str:
    """The kind with which a name begins: «Huyện đoàn Cầu Ngang» is a huyện đoàn."""
    key = f"{search_key(name)} "
    found = next((kind for kind in _KINDS if key.startswith(f"{search_key(kind)} ")), None)
    if found is None:
        raise RuleBroken("directory.no_kind_listed", field="kind")
    return found

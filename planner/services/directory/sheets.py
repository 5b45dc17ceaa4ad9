"""A list from its file to the directory: sent, looked at, confirmed, taken in by a worker."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.directory.listed import Change, Wrong
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.text import one_line
from planner.inputs.sheet import FIELDS, PEOPLE, UNITS, Chosen, Table, read_people, read_units
from planner.services.directory.listing import Imported, import_people
from planner.services.directory.unit_listing import import_units
from planner.store import audit
from planner.store.directory import sheets
from planner.store.directory.sheets import Sheet

KEPT = timedelta(days=1)  # a file that nobody confirms
SILENCE = timedelta(minutes=2)  # of a worker that has a list in hand
MOST_ERRORS = 200  # shown; the rest is counted
Tell = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class SentFile:
    """What somebody sends: `kind` is people or units."""

    kind: str
    name: str
    content: bytes


def receive(session: Session, viewer: Viewer, file: SentFile, now: datetime) -> Sheet:
    """Keep a file and say what is in it; nothing of it is saved yet.

    Refused: no list, as `planner.inputs.sheet` says it.
    """
    if not viewer.may_ever(Action.KEEP_PEOPLE) or None in (viewer.account_id, viewer.seat_id):
        raise NotFound("sheet")
    if file.kind not in FIELDS:
        raise RuleBroken("sheet.no_head_of_people", field="file")
    found = _look(session, viewer, file.kind, file.content, {}, now)
    sheet = Sheet(
        kind=file.kind,
        file_name=one_line(file.name)[:200],
        content=b64encode(file.content).decode(),
        found=found,
        account_id=viewer.account_id,
        unit_id=viewer.seat_id,
        whole=_rows(found),
        created_at=now,
    )
    session.add(sheet)
    session.flush()
    return sheet


def choose_columns(
    session: Session, viewer: Viewer, sheet_id: int, chosen: Chosen, now: datetime
) -> Sheet:
    """Columns hold other than was guessed: {sheet: {column: field}}; looked at anew."""
    sheet = _draft(session, viewer, sheet_id)
    known = FIELDS[sheet.kind]
    kept = {
        name: {column: field for column, field in fields.items() if field in known}
        for name, fields in chosen.items()
    }
    if any(len(set(fields.values())) < len(fields) for fields in kept.values()):
        raise RuleBroken("sheet.field_twice")
    content = b64decode(sheet.content)
    sheet.found = _look(session, viewer, sheet.kind, content, kept, now)
    sheet.chosen, sheet.whole = kept, _rows(sheet.found)
    session.flush()
    return sheet


def confirm(session: Session, viewer: Viewer, sheet_id: int, now: datetime) -> Sheet:
    """A worker may take it in. A second time changes nothing."""
    sheet = sheets.get_sheet(session, viewer, sheet_id)
    if sheet.state == "draft":
        sheet.state, sheet.done = "waiting", 0
        session.flush()
    return sheet


def drop(session: Session, viewer: Viewer, sheet_id: int) -> None:
    """Forget a file that was not confirmed."""
    session.delete(_draft(session, viewer, sheet_id))
    session.flush()


def look_through(session: Session, viewer: Viewer, sheet: Sheet, now: datetime, tell: Tell) -> None:
    """Compare all of a list with what is known, without saving: the long part of the work."""
    _import(session, viewer, sheet, now, save=False, tell=tell)


def take_in(session: Session, viewer: Viewer, sheet: Sheet, now: datetime) -> None:
    """Save all of a list in this transaction; afterwards its file is gone."""
    done, errors = _import(session, viewer, sheet, now, save=True, tell=lambda _done, _whole: None)
    sheet.found = {**sheet.found, **_counts(done), **_told(errors), "changes": []}
    sheet.state, sheet.content, sheet.done = "done", "", sheet.whole
    session.flush()
    audit.record(session, viewer, now, "take_in_list", sheet, {"kind": [None, sheet.kind]})


def fail(sheet: Sheet, code: str) -> None:
    """It could not be taken in, and nothing of it was."""
    sheet.state, sheet.content = "failed", ""
    sheet.found = {**sheet.found, "failed": code}


def _draft(session: Session, viewer: Viewer, sheet_id: int) -> Sheet:
    sheet = sheets.get_sheet(session, viewer, sheet_id)
    if sheet.state != "draft":
        raise RuleBroken("sheet.already_confirmed")
    return sheet


def _look(
    session: Session, viewer: Viewer, kind: str, content: bytes, chosen: Chosen, now: datetime
) -> dict[str, Any]:
    tables, done, errors = _read(session, viewer, kind, content, chosen, now)
    shown = {"tables": [_table_form(table) for table in tables]}
    changes = [asdict(change) for change in done.changes]
    return {**shown, **_counts(done), **_told((*errors, *done.errors)), "changes": changes}


def _read(
    session: Session, viewer: Viewer, kind: str, content: bytes, chosen: Chosen, now: datetime
) -> tuple[tuple[Table, ...], Imported, tuple[Wrong, ...]]:
    if kind == PEOPLE:
        people = read_people(content, chosen)
        done = import_people(session, viewer, people.entries, now, save=False)
        return people.tables, done, people.errors
    units = read_units(content, chosen)
    done = import_units(session, viewer, units.entries, now, save=False)
    return units.tables, done, units.errors


def _import(
    session: Session, viewer: Viewer, sheet: Sheet, now: datetime, *, save: bool, tell: Tell
) -> tuple[Imported, tuple[Wrong, ...]]:
    content = b64decode(sheet.content)
    if sheet.kind == UNITS:
        units = read_units(content, sheet.chosen)
        done = import_units(session, viewer, units.entries, now, save=save, tell=tell)
        return done, (*units.errors, *done.errors)
    people = read_people(content, sheet.chosen)
    done = import_people(session, viewer, people.entries, now, save=save, tell=tell)
    return done, (*people.errors, *done.errors)


def _counts(done: Imported) -> dict[str, Any]:
    return {"created": done.created, "updated": done.updated, "unchanged": done.unchanged}


def _told(errors: tuple[Wrong, ...]) -> dict[str, Any]:
    order = sorted(errors, key=lambda wrong: (wrong.sheet, wrong.row))
    return {
        "wrong": len(order),
        "wrong_rows": rows_of(order),
        "errors": [_wrong_form(one) for one in order[:MOST_ERRORS]],
    }


def rows_of(errors: Iterable[Wrong]) -> int:
    """How many rows these faults leave out; a row may have several."""
    return len({(wrong.sheet, wrong.row) for wrong in errors})


def _wrong_form(wrong: Wrong) -> dict[str, Any]:
    return {
        "row": wrong.row,
        "column": wrong.column,
        "code": wrong.code,
        "details": dict(wrong.details),
        "sheet": wrong.sheet,
        "about": wrong.about,
    }


def wrong_of(form: Mapping[str, Any]) -> Wrong:
    """A fault as it was kept with its sheet."""
    return Wrong(**form)


def change_of(form: Mapping[str, Any]) -> Change:
    """A change as it was kept with its sheet."""
    return Change(**form)


def _table_form(table: Table) -> dict[str, Any]:
    return {
        "sheet": table.sheet,
        "head": table.head,
        "heads": {str(column): head for column, head in table.heads.items()},
        "fields": {str(column): field for column, field in table.fields.items()},
        "rows": len(table.lines),
        "passed_over": list(table.passed_over[:MOST_ERRORS]),
        "samples": {
            str(column): [one for line in table.lines[:3] if (one := _shown(line.values, field))]
            for column, field in table.fields.items()
        },
    }


def _shown(values: Mapping[str, object], field: str) -> str:
    return str(values.get(field, ""))[:60]


def _rows(found: Mapping[str, Any]) -> int:
    return sum(int(table["rows"]) for table in found["tables"])

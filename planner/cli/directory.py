"""`unit`, `venue`, `people`: who and what is known, for other programs."""

from pathlib import Path
from typing import Any

import click
from sqlalchemy.orm import Session

from planner.cli.console import OfficeGroup, Unusable, clock, print_json, reading, writing
from planner.domain.directory.listed import Wrong
from planner.domain.timespan import local_day
from planner.inputs.sheet import LARGEST_FILE, read_people, read_units
from planner.messages.directory import change_words, list_file, row_form
from planner.services import directory
from planner.services.directory import Imported
from planner.services.directory.sheets import rows_of
from planner.store import directory as units
from planner.store import venue as venues
from planner.store.directory import PeopleAsked, PersonLine, Unit, UnitsAsked
from planner.store.venue import Hall

unit = OfficeGroup("unit", help="Units.")
venue = OfficeGroup("venue", help="Halls.")
people = OfficeGroup("people", help="People.")
as_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@unit.command("list")
@as_json_option
def list_units(*, as_json: bool) -> None:
    """Print every unit that is in being, in the order of the tree."""
    with reading() as (session, _viewer):
        tree = units.outline(session, UnitsAsked(day=local_day(clock())))
        found = units.units_in_order(session, (number for number, _depth in tree))
    _print([_unit_form(one) for one in found], ("code", "name"), as_json=as_json)


@venue.command("list")
@as_json_option
def list_halls(*, as_json: bool) -> None:
    """Print every hall, by house and name."""
    with reading() as (session, _viewer):
        found = venues.halls(session)
    _print([_hall_form(one) for one in found], ("code", "name", "capacity"), as_json=as_json)


@people.command("list")
@click.option("--unit", "code", help="Only those who have a post in this very unit.")
@as_json_option
def list_people(code: str | None, *, as_json: bool) -> None:
    """Print people by tên, họ, đệm."""
    with reading() as (session, viewer):
        today = local_day(clock())
        if code is None:
            found = units.people_for(session, viewer, today, PeopleAsked())
        else:
            found = units.people_in(session, _unit_of(session, code), today)
    _print_people(found, as_json=as_json)


@people.command("search")
@click.argument("text")
@as_json_option
def search_people(text: str, *, as_json: bool) -> None:
    """Print people by words of their names, without dấu, in any order, or by initials."""
    with reading() as (session, viewer):
        found = units.people_for(session, viewer, local_day(clock()), PeopleAsked(text=text))
    _print_people(found, as_json=as_json)


@people.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--apply", "is_applied", is_flag=True, help="Keep it; else only say what would be.")
@as_json_option
def import_people(file: Path, *, is_applied: bool, as_json: bool) -> None:
    """Take in people and their posts from an XLSX or CSV file."""
    read = read_people(_content(file))
    with writing() if is_applied else reading() as (session, viewer):
        done = directory.import_people(session, viewer, read.entries, clock(), save=is_applied)
    _print_import(done, read.errors, "people", as_json=as_json)


@people.command("export")
@click.argument("file", type=click.Path(path_type=Path))
def export_people(file: Path) -> None:
    """Write all people with their posts to an .xlsx or .csv file that can be taken in again."""
    with reading() as (session, viewer):
        rows = directory.people_rows(session, viewer)
    _write_list(file, list_file(file.suffix[1:].lower(), "people", rows))


@unit.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--apply", "is_applied", is_flag=True, help="Keep it; else only say what would be.")
@as_json_option
def import_units(file: Path, *, is_applied: bool, as_json: bool) -> None:
    """Take in units from an XLSX or CSV file."""
    read = read_units(_content(file))
    with writing() if is_applied else reading() as (session, viewer):
        done = directory.import_units(session, viewer, read.entries, clock(), save=is_applied)
    _print_import(done, read.errors, "units", as_json=as_json)


@unit.command("export")
@click.argument("file", type=click.Path(path_type=Path))
def export_units(file: Path) -> None:
    """Write all units to an .xlsx or .csv file that can be taken in again."""
    with reading() as (session, _viewer):
        rows = directory.unit_rows(session)
    _write_list(file, list_file(file.suffix[1:].lower(), "units", rows))


def _write_list(file: Path, content: bytes | None) -> None:
    if content is None:
        raise Unusable(f"{file}: tên tệp phải có đuôi .xlsx hoặc .csv")
    file.write_bytes(content)


def _content(file: Path) -> bytes:
    """As much as anybody reads: one byte more than is allowed says that it is too large."""
    with file.open("rb") as opened:
        return opened.read(LARGEST_FILE + 1)


def _print_import(done: Imported, unread: tuple[Wrong, ...], kind: str, *, as_json: bool) -> None:
    order = sorted((*unread, *done.errors), key=lambda wrong: (wrong.sheet, wrong.row))
    errors = [row_form(wrong, kind) for wrong in order]
    counts = {"created": done.created, "updated": done.updated, "unchanged": done.unchanged}
    if as_json:
        print_json({**counts, "errors": errors})
        return
    faults = f"lỗi {len(errors)} ở {rows_of(order)} dòng" if errors else "lỗi 0"
    click.echo(f"mới {done.created}, sửa {done.updated}, như cũ {done.unchanged}, {faults}")
    _print_changes(done, kind)
    for error in errors:
        click.echo(f"dòng {error['row']}, {error['column']}: {error['message']}", err=True)


def _print_changes(done: Imported, kind: str) -> None:
    """A line for each of the first rows that do something; how many more there are."""
    for change in done.changes:
        what = "mới" if change.is_new else "; ".join(change_words(change, kind))
        about = ", ".join(text for text in (change.who, change.position, change.unit) if text)
        click.echo(f"dòng {change.row}, {about}: {what}")
    more = done.created + done.updated - len(done.changes)
    if more:
        click.echo(f"và {more} dòng nữa")


def _print_people(found: list[PersonLine], *, as_json: bool) -> None:
    _print([_person_form(one) for one in found], ("name", "position", "unit"), as_json=as_json)


def _unit_of(session: Session, code: str) -> Unit:
    found = units.find_unit_by_code(session, code)
    if found is None:
        raise Unusable(f"không có đơn vị mang mã {code}")
    return found


def _unit_form(one: Unit) -> dict[str, Any]:
    return {
        "id": one.id,
        "code": one.code,
        "name": one.name,
        "kind": one.kind,
        "level": one.level,
        "parent": one.parent.code if one.parent else None,
        "outside": one.is_outside,
        "territory": one.territory.code if one.territory else None,
    }


def _hall_form(one: Hall) -> dict[str, Any]:
    return {
        "id": one.id,
        "code": one.code,
        "name": one.name,
        "capacity": one.capacity,
        "unit": one.venue.unit.code,
        "venue": one.venue.name,
    }


def _person_form(line: PersonLine) -> dict[str, Any]:
    post = line.post
    return {
        "id": line.person.id,
        "name": line.person.name,
        "unit": post.unit.name if post else None,
        "position": post.position if post else None,
        "unit_code": post.unit.code if post else None,
    }


def _print(forms: list[dict[str, Any]], shown: tuple[str, ...], *, as_json: bool) -> None:
    """JSON, or a line each with some of its values."""
    if as_json:
        print_json(forms)
        return
    for form in forms:
        click.echo("\t".join(str(form[name] or "") for name in shown))


COMMANDS = (unit, venue, people)

"""`door` and `attendance`: opening a door, the ledger of a meeting."""

import sys
from datetime import datetime

import click

from planner.cli.console import (
    OUR_FAULT,
    OfficeGroup,
    clock,
    print_json,
    reading,
    settings,
    writing,
)
from planner.domain.rights import Action
from planner.domain.timespan import HANOI
from planner.messages.attendance import STATES
from planner.services.attendance import door as doors
from planner.services.attendance import ledger
from planner.services.attendance.door import NewDoor
from planner.services.attendance.ledger import Line
from planner.store import meeting as meetings

door = OfficeGroup("door", help="Doors of a meeting.")
attendance = OfficeGroup("attendance", help="Who is in, who is not.")


@door.command("open")
@click.argument("meeting")
@click.option("--name", required=True, help="What the door is called.")
@click.option("--now", "at_once", is_flag=True, help="Open this meeting's doors from now.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def open_door(meeting: str, name: str, *, at_once: bool, as_json: bool) -> None:
    """Open a door: a token for one device, a link and a code to pair one other."""
    with writing() as (session, viewer):
        found = meetings.get_named(session, viewer, Action.OPEN_DOOR, meeting)
        made = doors.open_door(session, viewer, found.id, NewDoor(name, at_once), clock())
    link = made.pairing.link(settings().base_url)
    if as_json:
        expires_at = _moment(made.door.expires_at)
        code = made.pairing.code
        print_json(
            {"link": link, "pairing_code": code, "token": made.token, "expires_at": expires_at}
        )
    else:
        click.echo(f"{link}\n{made.pairing.code}\n{made.token}")


@attendance.command("list")
@click.argument("meeting")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def show(meeting: str, *, as_json: bool) -> None:
    """Every delegate, and what the ledger says of them."""
    with reading() as (session, viewer):
        found = meetings.get_named(session, viewer, Action.SEE_ATTENDANCE, meeting)
        lines = ledger.attendance_of(session, viewer, found.id, clock())
    if as_json:
        print_json([_line(line) for line in lines])
    else:
        for line in lines:
            click.echo(f"{line.name}\t{line.unit}\t{STATES[line.state]}")


@attendance.command("rebuild")
@click.argument("meeting")
def rebuild(meeting: str) -> None:
    """Read the projection anew from the log; exit 1 when it was not equal (it is now)."""
    with writing() as (session, viewer):
        found = meetings.get_named(session, viewer, Action.OPEN_DOOR, meeting)
        wrong = ledger.rebuild(session, viewer, found.id, clock())
    if wrong:
        click.echo(f"planner: {wrong} dòng khác với nhật ký quét, đã dựng lại", err=True)
        sys.exit(OUR_FAULT)
    click.echo("Sổ điểm danh khớp với nhật ký quét.")


def _line(line: Line) -> dict[str, object]:
    return {
        "delegate_id": line.delegate_id,
        "name": line.name,
        "unit": line.unit,
        "state": line.state.value,
        "first_in": _moment(line.first_in),
        "door": line.door,
        "substitute": line.substitute,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(HANOI).isoformat()


COMMANDS = (door, attendance)

"""`invite`: who is called to a meeting, and the codes that they carry."""

from dataclasses import asdict
from typing import Any

import click

from planner.cli.console import OfficeGroup, clock, print_json, reading, settings, writing
from planner.cli.invite_expand import expand_command
from planner.domain.account import short_groups
from planner.domain.rights import Action
from planner.messages import finding
from planner.messages.invitation import why_words
from planner.services.invitation import codes, sending
from planner.store import invitation as invitations
from planner.store import meeting as meetings
from planner.store.invitation import Delegate

invite = OfficeGroup("invite", help="Thành phần and delegates.")
invite.add_command(expand_command)


@invite.command("list")
@click.argument("meeting")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_command(meeting: str, *, as_json: bool) -> None:
    """Every delegate of MEETING (a code or a number), in printed order."""
    with reading() as (session, viewer):
        found = meetings.get_named(session, viewer, Action.SEE_INVITEES, meeting)
        states = ("live", "replaced")
        delegates = invitations.delegates_of(session, viewer, found.id, states=states)
    lines = [_line(delegate) for delegate in delegates]
    if as_json:
        print_json(lines)
        return
    for line in lines:
        click.echo(f"{line['name']}\t{line['position']}\t{line['unit']}\t{line['reply']}")


@invite.command("codes")
@click.argument("meeting")
@click.option("--renew", is_flag=True, help="Replace all codes; the old ones stop working.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def codes_command(meeting: str, *, renew: bool, as_json: bool) -> None:
    """Make the codes that are missing, and print all: the same ones every time."""
    with writing() as (session, viewer):
        found = meetings.get_named(session, viewer, Action.SET_INVITEES, meeting)
        key = settings().code_key
        carried = codes.codes_of(session, viewer, found.id, key, clock(), renew=renew)
        lines = [
            {
                "delegate_id": one.delegate.id,
                "name": one.delegate.name,
                "unit": one.delegate.unit_name,
                "code": one.code,
            }
            for one in carried
        ]
    if as_json:
        print_json(lines)
        return
    for line in lines:
        click.echo(f"{short_groups(str(line['code']))}\t{line['name']}\t{line['unit']}")


@invite.command("send")
@click.argument("meeting")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def send_command(meeting: str, *, as_json: bool) -> None:
    """Queue the letters of MEETING that are missing: giấy mời, triệu tập."""
    with writing() as (session, viewer):
        found = meetings.get_named(session, viewer, Action.SEND_LETTERS, meeting)
        done = sending.send(session, viewer, found.id, settings().code_key, clock())
        odd = sending.findings(session, found, clock())
    for each in odd:
        click.echo(finding(each), err=True)
    if as_json:
        print_json(asdict(done))
        return
    click.echo(
        f"Đã xếp {done.queued} thư; {done.already} đã có từ trước; "
        f"{done.without_address} người chưa có địa chỉ thư."
    )


def _line(delegate: Delegate) -> dict[str, Any]:
    return {
        "id": delegate.id,
        "name": delegate.name,
        "position": delegate.position,
        "unit": delegate.unit_name,
        "group": delegate.group_name,
        "mode": delegate.mode,
        "reply": delegate.reply,
        "why": why_words(delegate.why),
        "substitute_for": delegate.substitute_for_id,
    }


COMMANDS = (invite,)

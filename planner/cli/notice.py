"""`notice`: letters about a meeting, and what became of them."""

import click

from planner.cli.console import OfficeGroup, print_json, reading
from planner.domain.rights import Action
from planner.domain.timespan import HANOI
from planner.store import meeting as meetings
from planner.store import notice as letters
from planner.store.notice import SENDING, WAITING, OutboxMessage

notice = OfficeGroup("notice", help="Letters.")


@notice.command("list")
@click.argument("meeting")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(meeting: str, *, as_json: bool) -> None:
    """All letters about a MEETING, in the order in which they came."""
    with reading() as (session, viewer):
        found = meetings.get_named(session, viewer, Action.SEE_OUTBOX, meeting)
        rows = [_row(letter) for letter in letters.letters_of_meeting(session, found.id)]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['at']}\t{row['state']}\t{row['kind']}\t{row['address']}")


def _row(letter: OutboxMessage) -> dict[str, object]:
    """`at` is when it ended, else when it is due; in a worker's hand it is still waiting."""
    at = letter.settled_at or letter.due_at
    return {
        "id": letter.id,
        "kind": letter.kind,
        "address": letter.address,
        "state": WAITING if letter.state == SENDING else letter.state,
        "at": at.astimezone(HANOI).isoformat(),
    }


COMMANDS = (notice,)

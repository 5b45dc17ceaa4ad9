"""`meeting`: what is planned, for other programs."""

import click

from planner.cli.console import OfficeGroup, print_json, reading
from planner.services.meeting import record_of
from planner.store import meeting as meetings
from planner.store.meeting import MeetingFilter

meeting = OfficeGroup("meeting", help="Meetings.")


@meeting.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_meetings(*, as_json: bool) -> None:
    """Print every meeting, by time; those without a day come last."""
    with reading() as (session, viewer):
        found = meetings.listed(session, viewer, MeetingFilter())
        series = meetings.series_of(session)
        records = [record_of(one, series.get(one.id)) for one in found]
    if as_json:
        print_json(records)
        return
    for record in records:
        click.echo(f"{record['code']}\t{record['status']}\t{record['title']}")


COMMANDS = (meeting,)

"""`demo`: an office to look around in."""

from dataclasses import asdict

import click

from planner.cli.console import OfficeGroup, Unusable, clock, print_json, settings, writing
from planner.domain.timespan import local_day
from planner.messages.demo import in_use
from planner.services import demo as service

demo = OfficeGroup("demo", help="The demo office.")


@demo.command("load")
@click.option("--delegates", default=0, type=int, help="Add the meeting LARGE with so many.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def load(delegates: int, *, as_json: bool) -> None:
    """Fill an empty database with the demo office; its passwords are printed this once."""
    now, code_key = clock(), settings().code_key
    with writing() as (session, viewer):
        made = service.load(
            session, viewer, local_day(now), now, delegates=delegates, code_key=code_key
        )
    if as_json:
        print_json(asdict(made))
        return
    for account in made.accounts:
        click.echo(f"{account.role}\t{account.email}\t{account.password}")


@demo.command("clear")
def clear() -> None:
    """Remove the demo office whole; refused while something else refers to it."""
    with writing() as (session, viewer):
        hanging = service.clear(session, viewer)
        if hanging:
            raise Unusable(in_use(hanging))
    click.echo("Đã xoá văn phòng mẫu.")


COMMANDS = (demo,)

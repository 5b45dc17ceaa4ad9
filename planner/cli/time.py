"""`time`: what words of time mean."""

from datetime import date

import click

from planner.cli.console import OfficeGroup, Unusable, print_json
from planner.domain.timewords import as_fields, read

time_cli = OfficeGroup("time", help="Words of time in papers and forms.")


@time_cli.command("read")
@click.argument("text")
@click.option("--on", "day", required=True, metavar="DATE", help="The day it is read on.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def read_words(text: str, day: str, as_json: bool) -> None:
    """What a phrase of time means; nothing where it tells no time."""
    fields = as_fields(read(text, _day(day)))
    if as_json:
        print_json(fields)
        return
    for name, value in fields.items():
        click.echo(f"{name}: {'' if value is None else value}")


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise Unusable(f"--on: {written!r} không phải ngày dạng 2026-11-21") from error


COMMANDS = (time_cli,)

"""Commands of meeting."""

import click

COMMANDS: tuple[click.Command, ...] = ()

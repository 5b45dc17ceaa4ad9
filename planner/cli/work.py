"""Commands of work."""

import click

COMMANDS: tuple[click.Command, ...] = ()

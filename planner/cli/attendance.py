"""Commands of attendance."""

import click

COMMANDS: tuple[click.Command, ...] = ()

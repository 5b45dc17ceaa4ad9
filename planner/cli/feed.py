"""Commands of feed."""

import click

COMMANDS: tuple[click.Command, ...] = ()

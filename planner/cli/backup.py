"""Commands of backup."""

import click

COMMANDS: tuple[click.Command, ...] = ()

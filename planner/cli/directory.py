"""Commands of directory."""

import click

COMMANDS: tuple[click.Command, ...] = ()

"""Commands of paper."""

import click

COMMANDS: tuple[click.Command, ...] = ()

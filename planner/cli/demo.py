"""Commands of demo."""

import click

COMMANDS: tuple[click.Command, ...] = ()

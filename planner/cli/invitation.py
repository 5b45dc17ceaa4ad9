"""Commands of invitation."""

import click

COMMANDS: tuple[click.Command, ...] = ()

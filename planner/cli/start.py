"""`start`: the one-time link that opens an empty house from another machine."""

import socket
from urllib.parse import urlsplit

import click

from planner.cli.console import OfficeGroup, clock, settings, writing
from planner.services import account

ANYWHERE = {"0.0.0.0", "::"}  # noqa: S104 (is compared, not bound)

start = OfficeGroup("start", help="The first start.")


@start.command("link")
def link() -> None:
    """Print the link that opens the first page once, within a day; earlier ones end."""
    with writing() as (session, viewer):
        token = account.issue_first_start(session, viewer, clock())
    click.echo(f"Mở văn phòng lần đầu (một lần, trong 24 giờ): {_base()}/start?key={token}")


def _base() -> str:
    """The address of the server, by this machine's name where it listens everywhere."""
    config = settings()
    if urlsplit(config.base_url).hostname not in ANYWHERE:
        return config.base_url
    return f"http://{socket.gethostname()}:{config.port}"


COMMANDS = (start,)

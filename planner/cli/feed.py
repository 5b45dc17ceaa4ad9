"""`feed`: addresses of calendars."""

import click

from planner.cli.console import OfficeGroup, clock, print_json, settings, writing
from planner.domain.feed import read_target
from planner.services import feed as service

feed = OfficeGroup("feed", help="Addresses of calendars.")


@feed.command("issue")
@click.option(
    "--for",
    "target",
    required=True,
    help="me:EMAIL, unit|tree|week|series|campaign|venue:CODE, or all.",
)
@click.option("--label", default="", help="Who will read it.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def issue(target: str, label: str, *, as_json: bool) -> None:
    """Add an address; those made earlier live on."""
    wanted = read_target(target)
    with writing() as (session, viewer):
        token = service.issue(
            session, viewer, wanted, label=label, code_key=settings().code_key, now=clock()
        )
    url = f"{settings().base_url}/lich/{token}.ics"
    if as_json:
        print_json({"url": url, "webcal_url": "webcal://" + url.partition("://")[2]})
    else:
        click.echo(url)


@feed.command("revoke")
@click.argument("url")
def revoke(url: str) -> None:
    """End an address: from now on it is 404."""
    token = url.partition("?")[0].rpartition("/")[2].removesuffix(".ics")
    with writing() as (session, viewer):
        service.revoke_token(session, viewer, token, clock())
    click.echo("Đã tắt địa chỉ lịch.")


COMMANDS = (feed,)

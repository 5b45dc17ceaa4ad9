"""`user` and `token`: who may sign in, and who may call the API."""

import sys

import click

from planner.cli.console import OfficeGroup, clock, print_json, writing
from planner.domain.rights import Role
from planner.services import account
from planner.services.account import NewAccount

user = OfficeGroup("user", help="Accounts.")
token = OfficeGroup("token", help="Tokens of the API.")


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--unit", required=True, help="The code of the person's unit.")
def add(email: str, name: str, role: str, unit: str) -> None:
    """Add an account; the password is the first line of stdin."""
    new = NewAccount(email, name, sys.stdin.readline().rstrip("\r\n"), Role(role), unit)
    with writing() as (session, viewer):
        made = account.add_account(session, viewer, new, clock())
    click.echo(f"Đã thêm tài khoản {made.email}.")


@token.command("issue")
@click.argument("email")
@click.option("--label", default="", help="What the token is for.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def issue(email: str, label: str, *, as_json: bool) -> None:
    """Print an API token with the account's rights; it is shown this once."""
    with writing() as (session, viewer):
        made = account.issue_api_token(session, viewer, email, label, clock())
    if as_json:
        print_json({"token": made})
    else:
        click.echo(made)


COMMANDS = (user, token)

"""`db`: the database's form."""

import click
from flask import current_app

from planner.cli.console import OfficeGroup
from planner.store import schema

db = OfficeGroup("db", help="The database.")


@db.command("upgrade")
def upgrade() -> None:
    """Bring the database to its newest form; safe to repeat."""
    schema.upgrade(current_app.extensions["planner.engine"])
    click.echo("Cơ sở dữ liệu đã ở dạng mới nhất.")


COMMANDS = (db,)

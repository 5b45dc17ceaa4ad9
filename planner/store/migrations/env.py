"""Alembic runs this; the connection comes from `planner.store.schema`."""

from alembic import context

from planner.store.tables import TABLES

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=TABLES,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

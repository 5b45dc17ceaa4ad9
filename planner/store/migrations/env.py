"""Alembic runs this; the connection comes from `planner.store.schema`."""

from alembic import context

from planner.store import (  # noqa: F401 -- each brings its tables
    agenda,
    attendance,
    audit,
    blackout,
    campaign,
    feed,
    notice,
    rotation,
)
from planner.store.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()

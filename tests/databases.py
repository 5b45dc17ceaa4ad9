"""Databases of a test's own, for what must commit, or must begin with nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from planner.store.schema import upgrade
from planner.store.session import make_engine
from tests.conftest import new_postgres_database

ENGINES = ("sqlite", "postgresql")


@contextmanager
def fresh(kind: str, folder: Path, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """An empty migrated database of our own."""
    if kind == "postgresql":
        yield from new_postgres_database(request.getfixturevalue("postgres"))
        return
    engine = make_engine(f"sqlite:///{folder / 'planner.sqlite'}")
    upgrade(engine)
    yield engine
    engine.dispose()

"""Databases of a test's own, for what must commit, or must begin with nothing."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from shutil import copy

import pytest
from sqlalchemy import Engine

from planner.store.session import make_engine
from tests.conftest import postgres_database

ENGINES = ("sqlite", "postgresql")


@contextmanager
def fresh(
    kind: str, folder: Path, request: pytest.FixtureRequest, *, wait_seconds: float = 10
) -> Iterator[Engine]:
    """An empty migrated database of our own."""
    with ExitStack() as stack:
        if kind == "postgresql":
            names = (request.getfixturevalue(name) for name in ("postgres", "blank_postgresql"))
            engine = make_engine(stack.enter_context(postgres_database(*names)))
        else:
            blank: Path = request.getfixturevalue("blank_sqlite")
            file = copy(blank, folder / "planner.sqlite")
            engine = make_engine(f"sqlite:///{file}", wait_seconds=wait_seconds)
        stack.callback(engine.dispose)
        yield engine

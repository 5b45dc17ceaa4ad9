"""What a process remembers of a database, and for how long."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine

from planner.store.account import Attempt
from planner.store.memory import Memory
from planner.store.session import make_writers
from tests.databases import ENGINES, fresh
from tests.factories import NOW

Look = Callable[[], object]


@pytest.fixture(scope="module", params=ENGINES)
def database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    with fresh(request.param, tmp_path_factory.mktemp("memory"), request) as engine:
        yield engine


@pytest.fixture
def memory(database: Engine) -> Iterator[Memory]:
    with closing(Memory(database)) as memory:
        yield memory


@pytest.fixture
def look(memory: Memory) -> Look:
    """Each reading of the database gives a new object; a remembered one is the same."""
    return lambda: memory.recall("key", object)


def write(engine: Engine) -> None:
    with make_writers(engine).begin() as session:
        session.add(Attempt(kind="test", subject_hash="x", at=NOW))


def test_what_was_read_is_remembered_while_nobody_writes(look: Look) -> None:
    assert look() is look()


def test_any_write_ends_the_memory(database: Engine, look: Look) -> None:
    before = look()

    write(database)

    assert look() is not before


def test_a_write_during_the_reading_is_not_missed(database: Engine, memory: Memory) -> None:
    def read() -> object:
        write(database)
        return object()

    before = memory.recall("key", read)

    assert memory.recall("key", object) is not before


def test_nothing_is_not_remembered(memory: Memory) -> None:
    assert memory.recall("nothing", lambda: None) is None
    assert memory.recall("nothing", object) is not None


def test_other_keys_are_remembered_apart(memory: Memory) -> None:
    assert memory.recall(("key", 1), object) is not memory.recall(("key", 2), object)


def test_only_so_much_is_remembered(database: Engine) -> None:
    with closing(Memory(database, most=1)) as memory:
        before = memory.recall("key", object)

        memory.recall("another", object)

        assert memory.recall("key", object) is not before


def test_a_lost_connection_is_replaced(
    request: pytest.FixtureRequest, tmp_path: Path, postgres: str
) -> None:
    others = "pid <> pg_backend_pid() AND datname = current_database()"
    ends_all = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}"  # noqa: S608 -- our own words
    with fresh("postgresql", tmp_path, request) as engine, closing(Memory(engine)) as memory:
        before = memory.recall("key", object)

        with engine.connect() as other:
            other.exec_driver_sql(ends_all)

        assert memory.recall("key", object) is before


def test_another_connection_of_sqlite_counts_anew(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Its numbers mean nothing beside those of the one before."""
    with fresh("sqlite", tmp_path, request) as engine, closing(Memory(engine)) as memory:
        before = memory.recall("key", object)
        memory.close()

        write(engine)

        assert memory.recall("key", object) is not before

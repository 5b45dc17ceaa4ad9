"""A stored database of each form that was ever released comes to today's, on both engines.

tests/stored/ holds one backup of the demo office of each such form, named by its revision.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine

from planner.domain.backup import table_part
from planner.inputs.archive import open_archive
from planner.store import backup, schema
from planner.store.base import Base
from planner.store.session import make_engine
from tests.conftest import postgres_database
from tests.databases import ENGINES

STORED = sorted((Path(__file__).parents[1] / "stored").glob("*.backup"))
Counts = dict[str, int]


@pytest.fixture(params=ENGINES)
def blank(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database without any form."""
    if request.param == "postgresql":
        with postgres_database(request.getfixturevalue("postgres")) as url:
            yield from _opened(url)
    else:
        yield from _opened(f"sqlite:///{tmp_path / 'planner.sqlite'}")


def _opened(url: str) -> Iterator[Engine]:
    engine = make_engine(url)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("stored", STORED, ids=lambda path: path.stem)
def test_a_stored_database_keeps_its_rows_and_gets_todays_form(blank: Engine, stored: Path) -> None:
    schema.upgrade(blank, stored.stem)
    with blank.begin() as connection:
        before = _filled(connection, stored)

    schema.upgrade(blank)

    with blank.connect() as connection:
        after = _counts(connection)
        assert {name: after[name] for name in before} == before
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        assert schema.lacking_guards(connection) == []
        assert schema.damage(connection) is None


def _filled(connection: Connection, stored: Path) -> Counts:
    tables = backup.tables_found(connection)
    with open_archive(stored, None) as archive:
        for name, table in tables.items():
            backup.load(connection, table, archive.rows(table_part(name)))
    backup.count_on(connection, tables)
    return _counts(connection)


def _counts(connection: Connection) -> Counts:
    tables = backup.tables_found(connection)
    return {name: len(list(backup.rows_of(connection, tables[name]))) for name in tables}

"""All rows out, all rows in, whatever the engine: in the order in which they lean on each other."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Date,
    DateTime,
    Engine,
    MetaData,
    Table,
    bindparam,
    func,
    inspect,
    select,
    text,
)

from planner.store.base import UtcDateTime
from planner.store.tables import NOT_COUNTED, TABLES

BATCH = 500  # rows a statement

Row = Mapping[str, Any]


def tables() -> dict[str, Table]:
    """By name; a table stands after those that its rows name."""
    return {table.name: table for table in TABLES.sorted_tables}


def tables_found(connection: Connection) -> dict[str, Table]:
    """As `tables`, but of the form that this database has; it may be an older one."""
    found = MetaData()
    found.reflect(connection)
    return {table.name: table for table in found.sorted_tables if "id" in table.c}


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """One moment of the whole database, however long it is read."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    with engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def replacing(engine: Engine) -> Iterator[Connection]:
    """One transaction that nobody else writes beside; all of it is kept, or nothing."""
    with engine.execution_options(planner_begin="BEGIN IMMEDIATE").begin() as connection:
        if connection.dialect.name == "postgresql":
            names = ", ".join(tables())
            connection.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))
        yield connection


def has_rows(engine: Engine) -> bool:
    """Whether anything is kept here already, in whatever form the database is.

    Wrong tries and the link of the first start are there before anybody is.
    """
    with engine.connect() as connection:
        there = set(inspect(connection).get_table_names())
        return any(
            connection.execute(select(table.c.id).limit(1)).first() is not None
            for name, table in tables().items()
            if name in there - NOT_COUNTED
        )


def rows_of(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of a table as plain JSON values, in the order of their numbers."""
    found = connection.execution_options(yield_per=BATCH).execute(
        select(table).order_by(table.c.id)
    )
    for row in found.mappings():
        yield {name: _plain(value) for name, value in row.items()}


def clear(connection: Connection) -> None:
    """Take every row away."""
    for table in reversed(tables().values()):
        connection.execute(table.delete())


def load(connection: Connection, table: Table, rows: Iterable[Row]) -> int:
    """Put rows in an empty table; how many. A row may name a later one of its own table.

    ValueError for a row that is none of this table.
    """
    links = [column for column in table.c if column.references(table.c.id)]
    waiting: list[dict[str, Any]] = []
    count = 0
    for batch in _batches(rows):
        values = [_values(row, table) for row in batch]
        for row in values if links else ():
            taken = {column.name: row[column.name] for column in links}
            if any(taken.values()):
                waiting.append({"the_id": row["id"], **taken})
                row.update(dict.fromkeys(taken))
        connection.execute(table.insert(), values)
        count += len(values)
    if waiting:
        named: dict[str, Any] = {column.name: bindparam(column.name) for column in links}
        query = table.update().where(table.c.id == bindparam("the_id")).values(named)
        connection.execute(query, waiting)
    return count


def count_on(connection: Connection, tables: Mapping[str, Table]) -> None:
    """New rows get numbers after the loaded ones; SQLite sees to that itself."""
    if connection.dialect.name != "postgresql":
        return
    for name, table in tables.items():
        following = select(func.coalesce(func.max(table.c.id), 0) + 1).scalar_subquery()
        sequence = func.pg_get_serial_sequence(name, "id")
        connection.execute(select(func.setval(sequence, following, False)))


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value  # a datetime is a date, too


def _values(row: Row, table: Table) -> dict[str, Any]:
    if not isinstance(row, dict) or set(row) != set(table.c.keys()):
        raise ValueError(f"no row of {table.name}")
    return {column.name: _value(row[column.name], column) for column in table.c}


def _value(value: Any, column: Column[Any]) -> Any:
    if value is None:
        return None
    if isinstance(column.type, UtcDateTime | DateTime):
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if isinstance(column.type, Date) else value

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    String,
    Table,
    create_engine,
    select,  # noqa: TID251 (the condition is tried on a table of its own)
)

from planner.domain.text import matches, search_key
from planner.store.directory import Person
from planner.store.text import may_match

words = st.text(alphabet="aăđnvhHÀ %_1", max_size=6)


@pytest.fixture(scope="module")
def people_table() -> Iterator[Connection]:
    """A table that has the one column that the search reads."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        Table("person", MetaData(), Column("search_key", String)).create(connection)
        yield connection
    engine.dispose()


@settings(max_examples=300)
@given(name=words, query=words)
def test_sql_leaves_out_nothing_that_matches(
    people_table: Connection, name: str, query: str
) -> None:
    key = search_key(name)
    people_table.exec_driver_sql("DELETE FROM person")
    people_table.exec_driver_sql("INSERT INTO person VALUES (?)", (key,))
    asked = select(Person.search_key).where(may_match(Person.search_key, query))

    assert people_table.scalar(asked) is not None or not matches(query, key)


@pytest.mark.parametrize("query", ["a " * 2_000, "w" * 60_000])
def test_sql_bears_a_search_of_any_length(people_table: Connection, query: str) -> None:
    people_table.exec_driver_sql("DELETE FROM person")
    asked = select(Person.search_key).where(may_match(Person.search_key, query))

    assert people_table.scalar(asked) is None

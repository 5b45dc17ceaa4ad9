"""What a connection remembers, and for how long."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from planner.store.account import Attempt
from planner.store.session import make_readers, make_writers, remembered
from tests.factories import NOW

Look = Callable[[], object]


@pytest.fixture
def look(engine: Engine) -> Look:
    """Each reading of the database gives a new object; a remembered one is the same."""

    def once() -> object:
        with make_readers(engine)() as session:
            return remembered(session, "key", object)

    return once


def write(engine: Engine) -> None:
    with make_writers(engine).begin() as session:
        session.add(attempt := Attempt(kind="test", subject_hash="x", at=NOW))
        session.flush()
        session.delete(attempt)


def test_what_was_read_is_remembered_while_nobody_writes(look: Look) -> None:
    assert look() is look()


def test_any_write_ends_the_memory(engine: Engine, look: Look) -> None:
    before = look()

    write(engine)

    assert look() is not before


def test_a_write_by_the_same_transaction_ends_the_memory(session: Session) -> None:
    before = remembered(session, "key", object)
    session.add(Attempt(kind="test", subject_hash="x", at=NOW))
    session.flush()

    assert remembered(session, "key", object) is not before


def test_nothing_is_not_remembered(session: Session) -> None:
    assert remembered(session, "nothing", lambda: None) is None
    assert remembered(session, "nothing", object) is not None


def test_other_keys_are_remembered_apart(session: Session) -> None:
    assert remembered(session, ("key", 1), object) is not remembered(session, ("key", 2), object)

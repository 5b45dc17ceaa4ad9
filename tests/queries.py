"""Counting what a list costs: as many queries for thirty rows as for one."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.orm import Session


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """The statements that are sent inside the block, as they are sent."""
    sent: list[str] = []

    def note(*args: object) -> None:
        sent.append(str(args[2]))

    connection = session.connection()
    event.listen(connection, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(connection, "before_cursor_execute", note)

"""Where the doors of a SQLite file wait for each other, between processes too."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine


@contextmanager
def in_line(engine: Engine) -> Iterator[None]:
    """Write in turn. PostgreSQL needs no such thing.

    SQLite alone lets a writer ask again after a nap, while the disk has nothing to do. Who does
    not stand in the line is still kept out by the write lock.
    """
    database = engine.url.database
    if engine.dialect.name != "sqlite" or not database or not Path(database).is_absolute():
        yield
        return
    with Path(f"{database}-line").open("w") as line:
        fcntl.flock(line, fcntl.LOCK_EX)
        yield

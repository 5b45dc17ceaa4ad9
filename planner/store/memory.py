"""What was read from a database, kept as long as nobody has written anything to it."""

from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Engine, PoolProxiedConnection

Value = TypeVar("Value")

MOST_REMEMBERED = 256  # values a process
# What grows with every write that others have finished.
_VERSION = {
    "sqlite": "PRAGMA data_version",
    "postgresql": "SELECT pg_current_snapshot()::text",
}


class Memory:
    """One a process and engine; threads share it. One of nothing (`most=0`) reads each time.

    It watches by a connection of its own, outside any transaction and past SQLAlchemy, so that to
    find nothing changed costs one short question.
    """

    def __init__(self, engine: Engine, most: int = MOST_REMEMBERED) -> None:
        self._engine = engine
        self._most = most
        self._kept: dict[Hashable, tuple[object, Any]] = {}
        self._watch: PoolProxiedConnection | None = None
        self._watches = 0
        self._lock = Lock()

    def recall(self, key: Hashable, read: Callable[[], Value | None]) -> Value | None:
        """What `read` gave under this key before, if nothing was written since; else anew.

        `read` opens a session of its own, so that it sees at least what the version says. None is
        not kept.
        """
        version = self.version()
        kept: Value | None = self.kept(key, version)
        if kept is not None:
            return kept
        value = read()
        if value is not None:
            self.keep(key, version, value)
        return value

    def version(self) -> object:
        """Equal to an earlier one as long as nobody has written anything in between."""
        if not self._most:
            return None
        with self._lock:
            try:
                return self._ask()
            except Exception:  # the server let go of the connection: once more, by a new one
                self.close()
                return self._ask()

    def kept(self, key: Hashable, version: object) -> Any:
        """What was kept under this key in this version of the database, or None."""
        known = self._kept.get(key)
        return known[1] if known is not None and known[0] == version else None

    def keep(self, key: Hashable, version: object, value: object) -> None:
        """For who has asked for the version before reading the value."""
        if not self._most:
            return
        with self._lock:
            if len(self._kept) >= self._most:
                self._kept.clear()
            self._kept[key] = version, value

    def close(self) -> None:
        """Let the connection go; the next question opens another."""
        if self._watch is not None:
            self._watch.invalidate()  # never back among those that others take
            self._watch = None

    def _ask(self) -> object:
        if self._watch is None:
            self._watch = self._engine.raw_connection()  # ours for good
            self._watches += 1
        kind, driver = self._engine.dialect.name, self._driver()
        if kind == "postgresql":
            driver.autocommit = True  # outside any transaction, so that each answer is of now
        answer: object = driver.execute(_VERSION[kind]).fetchone()
        # Another connection of SQLite's counts from anew.
        return (self._watches, answer) if kind == "sqlite" else answer

    def _driver(self) -> Any:
        """The connection of sqlite3 or psycopg, past SQLAlchemy."""
        return self._watch and self._watch.driver_connection

"""Opening the database, and writing to it. No engine is made at import time."""

import re
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from planner.domain.errors import RuleBroken

Value = TypeVar("Value")
MOST_REMEMBERED = 32  # values a connection

# A constraint that holds a rule, and what the rule would have said.
HELD_BY_CONSTRAINT = {
    "hall_hold_no_overlap": ("venue.hall_just_taken", "hall_id"),
    "uq_account_email": ("account.email_taken", "email"),
    "uq_unit_code": ("directory.code_taken", "code"),
    "uq_hall_code": ("venue.code_taken", "code"),
    "uq_meeting_code": ("meeting.code_taken", "code"),
    "uq_series_code": ("series.code_taken", "code"),
    "uq_campaign_code": ("campaign.code_taken", "code"),
}


def make_engine(url: str, *, wait_seconds: float = 10) -> Engine:
    """`wait_seconds`: how long a SQLite writer waits for another to finish."""
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    engine = create_engine(url, connect_args={"timeout": wait_seconds})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def make_readers(engine: Engine) -> sessionmaker[Session]:
    return sessionmaker(engine, expire_on_commit=False)


def make_writers(engine: Engine) -> sessionmaker[Session]:
    """Sessions that take SQLite's write lock first, so what they read stays true."""
    return sessionmaker(
        engine.execution_options(planner_begin="BEGIN IMMEDIATE"), expire_on_commit=False
    )


def flush(session: Session) -> None:
    """Write what waits; a constraint that holds a rule answers as the rule would.

    The rule has looked already; the constraint is for whoever came past it.
    """
    try:
        session.flush()
    except IntegrityError as error:
        rule = HELD_BY_CONSTRAINT.get(_broken_constraint(error))
        if rule is None:
            raise
        code, field = rule
        raise RuleBroken(code, field=field) from error


def remembered(session: Session, key: Hashable, read: Callable[[], Value | None]) -> Value | None:
    """What `read` gave under this key before, if nothing at all was written since; else anew.

    For readers alone: what was written and rolled back would be remembered. Each connection has a
    memory of its own; None is not kept.
    """
    connection = session.connection()
    stamp = _stamp(connection)
    kept: dict[Hashable, tuple[object, Value]] = connection.info.setdefault("remembered", {})
    if stamp is not None and key in kept and kept[key][0] == stamp:
        return kept[key][1]
    value = read()
    if stamp is not None and value is not None:
        if len(kept) >= MOST_REMEMBERED:
            kept.clear()
        kept[key] = stamp, value
    return value


def _stamp(connection: Connection) -> object | None:
    """Equal to an earlier one of this connection only if nobody wrote in between.

    None where a transaction on PostgreSQL has written itself: its snapshot does not show that.
    """
    if connection.dialect.name == "sqlite":
        ours = connection.connection.driver_connection.total_changes  # type: ignore[union-attr]
        return connection.exec_driver_sql("PRAGMA data_version").scalar(), ours
    snapshot, own = connection.exec_driver_sql(_SNAPSHOT).one()
    return snapshot if own is None else None


_SNAPSHOT = "SELECT pg_current_snapshot()::text, pg_current_xact_id_if_assigned()::text"


def _broken_constraint(error: IntegrityError) -> str:
    """PostgreSQL names it. SQLite says a trigger's words, or the columns of a UNIQUE."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name)
    unique = re.fullmatch(r"UNIQUE constraint failed: (\w+)\.(\w+)", str(error.orig))
    return f"uq_{unique[1]}_{unique[2]}" if unique else str(error.orig)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN, see _begin_sqlite
    for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("planner_begin", "BEGIN"))

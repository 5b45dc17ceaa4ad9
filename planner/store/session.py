"""Opening the database, and writing to it. No engine is made at import time."""

import re
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, Select, create_engine, event, make_url
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from planner.domain.errors import RuleBroken
from planner.store.base import Base

Query = TypeVar("Query", bound=Select[Any])
# A constraint that holds a rule, and what the rule would have said.
HELD_BY_CONSTRAINT = {
    "hall_hold_no_overlap": ("venue.hall_just_taken", "hall_id"),
    "uq_account_email": ("account.email_taken", "email"),
    "uq_unit_code": ("directory.code_taken", "code"),
    "unit_period_no_overlap": ("directory.periods_overlap", "since"),
    "cluster_member_no_overlap": ("cluster.in_a_cluster", "unit"),
    "uq_hall_code": ("venue.code_taken", "code"),
    "uq_meeting_code": ("meeting.code_taken", "code"),
    "uq_series_code": ("series.code_taken", "code"),
    "uq_earlier_hosting_convenor_id_unit_id_held_on": ("rotation.history_twice", "day"),
    "uq_flag_handover_convenor_id_handed_on": ("rotation.flag_twice_a_day", "day"),
    "uq_flag_handover_meeting_id": ("rotation.flag_handed_already", "day"),
    "uq_day_proposal_meeting_id": ("rotation.proposal_waits", "when"),
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


def locked(query: Query, row: type[Base]) -> Query:
    """The row as it is now, kept so till the end of the transaction; others wait who want it so.

    Not those who only refer to it (`FOR NO KEY UPDATE`); on SQLite every writer is alone anyway.
    """
    held = query.with_for_update(key_share=True, of=row)
    return held.execution_options(populate_existing=True)


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


def _broken_constraint(error: IntegrityError) -> str:
    """PostgreSQL names it. SQLite says a trigger's words, or the columns of a UNIQUE."""
    diagnosis = getattr(error.orig, "diag", None)
    if diagnosis is not None:
        return str(diagnosis.constraint_name)
    said = str(error.orig)
    columns = re.findall(r"(\w+)\.(\w+)", said.partition("UNIQUE constraint failed: ")[2])
    return "_".join(["uq", columns[0][0], *(column for _, column in columns)]) if columns else said


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # SQLAlchemy says BEGIN, see _begin_sqlite
    for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("planner_begin", "BEGIN"))

"""What the migrations build, on both engines."""

from datetime import timedelta

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from planner.domain.rights import KEEPER
from planner.store import audit
from planner.store.attendance import Scan
from planner.store.audit import AuditEntry
from planner.store.base import Base
from planner.store.schema import NOT_OVERLAPPING, trouble, upgrade
from tests.factories import NOW, Office, keep

APPEND_ONLY = {"audit_entry_append_only", "scan_append_only", "answer_entry_append_only"}
SQLITE_TRIGGERS = {
    "answer_entry_append_only",
    "audit_entry_append_only",
    "cluster_member_no_overlap_INSERT",
    "cluster_member_no_overlap_UPDATE",
    "hall_hold_no_overlap_INSERT",
    "hall_hold_no_overlap_UPDATE",
    "scan_append_only",
    "unit_period_no_overlap_INSERT",
    "unit_period_no_overlap_UPDATE",
}


def test_the_migrations_build_what_the_tables_say(connection: Connection) -> None:
    assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_an_upgrade_is_safe_to_repeat(engine: Engine) -> None:
    upgrade(engine)

    assert trouble(engine) is None


def test_an_empty_database_is_not_ready() -> None:
    assert trouble(create_engine("sqlite://")) == "not migrated"


def test_what_holds_halls_and_records_stands(connection: Connection) -> None:
    """A batch migration on SQLite drops triggers without a word."""
    if connection.dialect.name == "sqlite":
        query, expected = "SELECT name FROM sqlite_master WHERE type = 'trigger'", SQLITE_TRIGGERS
    else:
        query, expected = (
            "SELECT conname FROM pg_constraint WHERE contype = 'x'"
            " UNION SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
            {*(f"{table}_no_overlap" for table in NOT_OVERLAPPING), *APPEND_ONLY},
        )

    assert {name for (name,) in connection.exec_driver_sql(query)} == expected


def test_a_record_is_never_changed(session: Session, office: Office) -> None:
    audit.record(session, KEEPER, NOW, "book_meeting", office.meeting)
    session.commit()
    entry = session.query(AuditEntry).first()
    assert entry is not None

    entry.account_name = "người khác"
    with pytest.raises(DBAPIError, match="audit_entry_append_only"):
        session.flush()


def test_a_scan_is_never_changed(session: Session, office: Office) -> None:
    scan = keep(
        session,
        Scan(
            meeting_id=office.meeting.id,
            client_id="a",
            device_id=office.device.id,
            sitting="2026-01-05",
            kind="in",
            method="qr",
            scanned_at=NOW,
            effective_at=NOW,
            received_at=NOW,
            is_offline=False,
            body_hash="h",
            verdict="ok",
        ),
    )

    scan.effective_at = NOW + timedelta(hours=1)
    with pytest.raises(DBAPIError, match="scan_append_only"):
        session.flush()

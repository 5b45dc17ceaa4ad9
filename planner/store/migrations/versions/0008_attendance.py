"""Quarantined scans, reviews, excuses, printed sheets and badges, settings of the door."""

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

TEXT, NUMBER, FLAG, JSON = sa.String(), sa.Integer(), sa.Boolean(), sa.JSON()
MOMENT = sa.DateTime(timezone=True)
key = partial(sa.Column, "id", NUMBER, primary_key=True)
column = partial(sa.Column, nullable=False)
maybe = partial(sa.Column, nullable=True)


def link(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, NUMBER, sa.ForeignKey(target), nullable=False)


def upgrade() -> None:
    doors()
    what_people_decide()
    what_is_printed()


def doors() -> None:
    op.add_column("door", column("is_desk", FLAG, server_default=sa.false()))
    op.add_column("device", maybe("roster_at", MOMENT))
    op.create_index("ix_scan_meeting_id_id", "scan", ["meeting_id", "id"])
    op.create_table(
        "quarantined_scan",
        key(),
        link("meeting_id", "meeting.id"),
        link("device_id", "device.id"),
        column("client_id", TEXT),
        column("reading", JSON),
        column("body_hash", TEXT),
        column("scanned_at", MOMENT),
        maybe("sent_at", MOMENT),
        column("received_at", MOMENT),
        column("state", TEXT),
        maybe("decided_at", MOMENT),
        sa.UniqueConstraint("device_id", "client_id", name="uq_quarantined_scan_client"),
    )
    op.create_index(
        "ix_quarantined_scan_meeting_id_state", "quarantined_scan", ["meeting_id", "state"]
    )


def what_people_decide() -> None:
    op.create_table(
        "attendance_setting",
        key(),
        link("meeting_id", "meeting.id"),
        column("grace_minutes", NUMBER),
        column("parts_apart", FLAG),
        column("may_substitute", FLAG),
        column("quorum_body", TEXT),
        column("quorum_percent", NUMBER),
        column("substitutes_count", FLAG),
        column("shows_names", FLAG),
        sa.UniqueConstraint("meeting_id", name="uq_attendance_setting_meeting_id"),
    )
    op.create_table(
        "absence_excuse",
        key(),
        link("meeting_id", "meeting.id"),
        link("delegate_id", "delegate.id"),
        column("reason", TEXT),
        column("given_at", MOMENT),
        sa.UniqueConstraint("delegate_id", name="uq_absence_excuse_delegate_id"),
    )
    op.create_index("ix_absence_excuse_meeting_id", "absence_excuse", ["meeting_id"])
    op.create_table(
        "review_decision",
        key(),
        link("meeting_id", "meeting.id"),
        link("scan_id", "scan.id"),
        column("decision", TEXT),
        column("decided_at", MOMENT),
        sa.UniqueConstraint("scan_id", name="uq_review_decision_scan_id"),
    )
    op.create_index("ix_review_decision_meeting_id", "review_decision", ["meeting_id"])


def what_is_printed() -> None:
    op.create_table(
        "printed_sheet",
        key(),
        link("meeting_id", "meeting.id"),
        column("number", NUMBER),
        column("sittings", JSON),
        column("rows", JSON),
        column("printed_at", MOMENT),
        sa.UniqueConstraint("meeting_id", "number", name="uq_printed_sheet_number"),
    )
    op.create_table(
        "printed_badge",
        key(),
        link("delegate_id", "delegate.id"),
        column("times", NUMBER),
        column("printed_at", MOMENT),
        sa.UniqueConstraint("delegate_id", name="uq_printed_badge_delegate_id"),
    )

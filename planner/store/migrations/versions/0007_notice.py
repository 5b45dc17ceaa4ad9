"""Letters, reminders, and who was told what."""

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

TEXT, NUMBER, DAY = sa.String(), sa.Integer(), sa.Date()
MOMENT = sa.DateTime(timezone=True)
key = partial(sa.Column, "id", NUMBER, primary_key=True)
column = partial(sa.Column, nullable=False)
maybe = partial(sa.Column, nullable=True)


def link(name: str, target: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, NUMBER, sa.ForeignKey(target), nullable=nullable)


def upgrade() -> None:
    op.create_index("ix_outbox_message_delegate_id_kind", "outbox_message", ["delegate_id", "kind"])
    texts()
    plans()
    op.create_table(
        "read_mail",
        key(),
        column("message_key", TEXT),
        column("what", TEXT),
        column("read_at", MOMENT),
        sa.UniqueConstraint("message_key", name="uq_read_mail_message_key"),
    )


def texts() -> None:
    op.create_table(
        "letter_text",
        key(),
        link("meeting_id", "meeting.id", nullable=True),
        link("unit_id", "unit.id", nullable=True),
        column("mode", TEXT),
        column("subject", TEXT),
        column("body", TEXT),
        column("created_at", MOMENT),
        sa.CheckConstraint(
            "(meeting_id IS NULL) <> (unit_id IS NULL)", name="ck_letter_text_one_owner"
        ),
    )
    op.create_index("ix_letter_text_meeting_id", "letter_text", ["meeting_id"])
    op.create_index("ix_letter_text_unit_id", "letter_text", ["unit_id"])


def plans() -> None:
    op.create_table(
        "letter_plan",
        key(),
        link("meeting_id", "meeting.id"),
        maybe("answer_by", DAY),
        maybe("nominate_by", DAY),
        maybe("seen_at", MOMENT),
        sa.UniqueConstraint("meeting_id", name="uq_letter_plan_meeting_id"),
    )
    op.create_table(
        "reminder",
        key(),
        link("meeting_id", "meeting.id"),
        column("anchor", TEXT),
        column("days_before", NUMBER),
        column("audience", TEXT),
        maybe("done_for", DAY),
        sa.UniqueConstraint(
            "meeting_id",
            "anchor",
            "days_before",
            "audience",
            name="uq_reminder_meeting_id_anchor_days_before_audience",
        ),
    )

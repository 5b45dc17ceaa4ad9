"""The ledger of answers, what units are asked for, and documents for those who are called."""

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

TEXT, NUMBER, FLAG, JSON = sa.String(), sa.Integer(), sa.Boolean(), sa.JSON()
MOMENT = sa.DateTime(timezone=True)
key = partial(sa.Column, "id", NUMBER, primary_key=True)
column = partial(sa.Column, nullable=False)
maybe = partial(sa.Column, nullable=True)
NO_CHANGE_SQLITE = """
    CREATE TRIGGER answer_entry_append_only BEFORE UPDATE ON answer_entry
    BEGIN SELECT RAISE(ABORT, 'answer_entry_append_only'); END
"""
NO_CHANGE_POSTGRESQL = """
    CREATE TRIGGER answer_entry_append_only BEFORE UPDATE ON answer_entry
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""
# What was answered before there was a ledger, as far as the list tells.
ANSWERED_BEFORE = """
    INSERT INTO answer_entry
        (meeting_id, delegate_id, event, reply, reason, name, position, way, by_name, said_by, at)
    SELECT d.meeting_id, d.id,
        CASE WHEN d.reply = 'substituted' THEN 'substituted'
             WHEN d.reply = 'none' THEN 'undone' ELSE 'answered' END,
        d.reply, d.reply_reason, '', '', 'office', '', '', d.replied_at
    FROM delegate d WHERE d.replied_at IS NOT NULL
"""
TAKEN_OFF_BEFORE = """
    INSERT INTO answer_entry
        (meeting_id, delegate_id, event, reply, reason, name, position, way, by_name, said_by, at)
    SELECT d.meeting_id, d.id, 'taken_off', '', '', '', '', 'office', '', '',
        COALESCE(d.replied_at, m.changed_at)
    FROM delegate d JOIN meeting m ON m.id = d.meeting_id WHERE d.state = 'cancelled'
"""


def link(name: str, target: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, NUMBER, sa.ForeignKey(target), nullable=nullable)


def upgrade() -> None:
    answers()
    units()
    documents()


def answers() -> None:
    op.create_table(
        "answer_entry",
        key(),
        link("meeting_id", "meeting.id"),
        link("delegate_id", "delegate.id"),
        column("event", TEXT),
        column("reply", TEXT),
        column("reason", TEXT),
        column("name", TEXT),
        column("position", TEXT),
        column("way", TEXT),
        column("by_name", TEXT),
        column("said_by", TEXT),
        column("at", MOMENT),
    )
    op.create_index("ix_answer_entry_meeting_id_id", "answer_entry", ["meeting_id", "id"])
    op.create_index("ix_answer_entry_delegate_id_id", "answer_entry", ["delegate_id", "id"])
    op.execute(ANSWERED_BEFORE)
    op.execute(TAKEN_OFF_BEFORE)
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    op.execute(NO_CHANGE_POSTGRESQL if is_postgresql else NO_CHANGE_SQLITE)
    op.add_column("delegate", maybe("seen_at", MOMENT))
    op.add_column("delegate", column("proposed_name", TEXT, server_default=""))
    op.add_column("delegate", column("proposed_position", TEXT, server_default=""))
    op.create_table(
        "answer_setting",
        key(),
        link("meeting_id", "meeting.id"),
        column("approves_substitutes", FLAG),
        column("after_deadline", TEXT),
        column("asks_vehicles", FLAG),
        column("asks_lodging", FLAG),
        column("asks_meals", FLAG),
        column("asks_speeches", FLAG),
        sa.UniqueConstraint("meeting_id", name="uq_answer_setting_meeting_id"),
    )


def units() -> None:
    op.create_table(
        "unit_page",
        key(),
        link("meeting_id", "meeting.id"),
        link("unit_id", "unit.id"),
        column("vehicles", NUMBER),
        column("vehicle_plates", TEXT),
        column("lodging", NUMBER),
        column("meals", NUMBER),
        column("note", TEXT),
        column("speech_title", TEXT),
        column("speaker", TEXT),
        maybe("speech_received_at", MOMENT),
        maybe("changed_at", MOMENT),
        column("changed_by", TEXT),
        sa.UniqueConstraint("meeting_id", "unit_id", name="uq_unit_page_meeting_id_unit_id"),
        sa.CheckConstraint(
            "vehicles >= 0 AND lodging >= 0 AND meals >= 0", name="ck_unit_page_not_negative"
        ),
    )
    op.create_index("ix_unit_page_unit_id", "unit_page", ["unit_id"])


def documents() -> None:
    op.create_table(
        "meeting_document",
        key(),
        link("meeting_id", "meeting.id"),
        link("unit_page_id", "unit_page.id", nullable=True),
        column("title", TEXT),
        column("url", TEXT),
        column("file_name", TEXT),
        column("media_type", TEXT),
        column("size", NUMBER),
        column("groups", JSON),
        column("added_by", TEXT),
        column("added_at", MOMENT),
    )
    op.create_index("ix_meeting_document_meeting_id", "meeting_document", ["meeting_id"])
    op.create_index("ix_meeting_document_unit_page_id", "meeting_document", ["unit_page_id"])
    op.create_table(
        "document_file",
        key(),
        link("document_id", "meeting_document.id"),
        column("content", TEXT),
        sa.UniqueConstraint("document_id", name="uq_document_file_document_id"),
    )

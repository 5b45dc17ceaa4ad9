"""Earlier hosts, turns given away, handovers of the flag, proposed days, busy days."""

import sqlalchemy as sa
from alembic import op

from planner.store.base import UtcDateTime

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    _blackouts()
    _turns()
    _flag()
    _words_of_sessions()


def _blackouts() -> None:
    op.create_table(
        "blackout",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("unit_id", sa.Integer, nullable=False),
        sa.Column("person_id", sa.Integer),
        sa.Column("hall_id", sa.Integer),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_blackout_ends_after_start")),
        sa.CheckConstraint(
            "(kind = 'person') = (person_id IS NOT NULL)", name=op.f("ck_blackout_of_a_person")
        ),
        sa.CheckConstraint(
            "(kind = 'hall') = (hall_id IS NOT NULL)", name=op.f("ck_blackout_of_a_hall")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_blackout_unit_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_blackout_person_id")),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name=op.f("fk_blackout_hall_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blackout")),
    )
    for column in ("unit_id", "person_id", "hall_id", "starts_at"):
        op.create_index(op.f(f"ix_blackout_{column}"), "blackout", [column])


def _turns() -> None:
    op.create_table(
        "rotation_book",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("convenor_id", sa.Integer, nullable=False),
        sa.Column("count_from", sa.Date),
        sa.Column("flag_name", sa.String, nullable=False),
        sa.ForeignKeyConstraint(
            ["convenor_id"], ["unit.id"], name=op.f("fk_rotation_book_convenor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation_book")),
        sa.UniqueConstraint("convenor_id", name=op.f("uq_rotation_book_convenor_id")),
    )
    op.create_table(
        "earlier_hosting",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("convenor_id", sa.Integer, nullable=False),
        sa.Column("unit_id", sa.Integer, nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("time_words", sa.String, nullable=False),
        sa.Column("topic_id", sa.Integer),
        sa.Column("report", sa.String, nullable=False),
        sa.Column("conclusion", sa.String, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["convenor_id"], ["unit.id"], name=op.f("fk_earlier_hosting_convenor_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_earlier_hosting_unit_id")),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_earlier_hosting_topic_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_hosting")),
        sa.UniqueConstraint(
            "convenor_id",
            "unit_id",
            "held_on",
            name=op.f("uq_earlier_hosting_convenor_id_unit_id_held_on"),
        ),
    )
    op.create_index(op.f("ix_earlier_hosting_topic_id"), "earlier_hosting", ["topic_id"])
    op.create_table(
        "turn_change",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("convenor_id", sa.Integer, nullable=False),
        sa.Column("unit_id", sa.Integer, nullable=False),
        sa.Column("other_id", sa.Integer),
        sa.Column("meeting_id", sa.Integer),
        sa.Column("other_meeting_id", sa.Integer),
        sa.Column("credit", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("account_name", sa.String, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["convenor_id"], ["unit.id"], name=op.f("fk_turn_change_convenor_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_turn_change_unit_id")),
        sa.ForeignKeyConstraint(["other_id"], ["unit.id"], name=op.f("fk_turn_change_other_id")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_turn_change_meeting_id")
        ),
        sa.ForeignKeyConstraint(
            ["other_meeting_id"], ["meeting.id"], name=op.f("fk_turn_change_other_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turn_change")),
    )
    op.create_index(op.f("ix_turn_change_convenor_id"), "turn_change", ["convenor_id"])
    op.create_index(op.f("ix_turn_change_meeting_id"), "turn_change", ["meeting_id"])


def _flag() -> None:
    op.create_table(
        "flag_handover",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("convenor_id", sa.Integer, nullable=False),
        sa.Column("handed_on", sa.Date, nullable=False),
        sa.Column("from_id", sa.Integer),
        sa.Column("to_id", sa.Integer),
        sa.Column("meeting_id", sa.Integer),
        sa.Column("note", sa.String, nullable=False),
        sa.ForeignKeyConstraint(
            ["convenor_id"], ["unit.id"], name=op.f("fk_flag_handover_convenor_id")
        ),
        sa.ForeignKeyConstraint(["from_id"], ["unit.id"], name=op.f("fk_flag_handover_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["unit.id"], name=op.f("fk_flag_handover_to_id")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_flag_handover_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_flag_handover")),
        sa.UniqueConstraint(
            "convenor_id", "handed_on", name=op.f("uq_flag_handover_convenor_id_handed_on")
        ),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_flag_handover_meeting_id")),
    )


def _words_of_sessions() -> None:
    op.create_table(
        "study_report",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("meeting_id", sa.Integer, nullable=False),
        sa.Column("report", sa.String, nullable=False),
        sa.Column("report_url", sa.String, nullable=False),
        sa.Column("conclusion", sa.String, nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_study_report_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_study_report")),
        sa.UniqueConstraint("meeting_id", name=op.f("uq_study_report_meeting_id")),
    )
    op.create_table(
        "day_proposal",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("meeting_id", sa.Integer, nullable=False),
        sa.Column("unit_id", sa.Integer, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("hall_id", sa.Integer),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("note", sa.String, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("answer", sa.String, nullable=False),
        sa.Column("account_name", sa.String, nullable=False),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("answered_at", UtcDateTime()),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_day_proposal_meeting_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_day_proposal_unit_id")),
        sa.ForeignKeyConstraint(["hall_id"], ["hall.id"], name=op.f("fk_day_proposal_hall_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_day_proposal")),
    )
    op.create_index(op.f("ix_day_proposal_meeting_id"), "day_proposal", ["meeting_id"])
    op.create_index(
        "uq_day_proposal_meeting_id",
        "day_proposal",
        ["meeting_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )

"""Runs of the year planner: what was asked, how far it is, what it found; locks, moved sessions."""

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

TEXT, NUMBER, FLAG, MOMENT = sa.String(), sa.Integer(), sa.Boolean(), sa.DateTime(timezone=True)
key = partial(sa.Column, "id", NUMBER, primary_key=True)
column = partial(sa.Column, nullable=False)
maybe = partial(sa.Column, nullable=True)


def link(name: str, target: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, NUMBER, sa.ForeignKey(target), nullable=nullable)


def upgrade() -> None:
    runs()
    locks_and_moves()


def runs() -> None:
    op.create_table(
        "planning_run",
        key(),
        column("kind", TEXT),
        column("year", NUMBER),
        column("asked", sa.JSON()),
        column("instance", sa.JSON()),
        column("ground", sa.JSON()),
        column("state", TEXT),
        column("progress", sa.JSON()),
        column("answer", sa.JSON()),
        column("is_stop_asked", FLAG),
        column("seconds", NUMBER),
        column("tries", NUMBER),
        column("worker", TEXT),
        maybe("beat_at", MOMENT),
        link("account_id", "account.id", nullable=True),
        column("account_name", TEXT),
        column("created_at", MOMENT),
        maybe("ended_at", MOMENT),
        maybe("accepted_at", MOMENT),
    )
    op.create_index("ix_planning_run_state", "planning_run", ["state"])
    op.create_table(
        "planning_series",
        key(),
        link("run_id", "planning_run.id"),
        link("series_id", "series.id"),
        sa.UniqueConstraint("run_id", "series_id", name="uq_planning_series_run_id_series_id"),
    )
    op.create_index("ix_planning_series_series_id", "planning_series", ["series_id"])


def locks_and_moves() -> None:
    op.create_table(
        "turn_lock",
        key(),
        link("meeting_id", "meeting.id"),
        column("reason", TEXT),
        column("account_name", TEXT),
        column("at", MOMENT),
        sa.UniqueConstraint("meeting_id", name="uq_turn_lock_meeting_id"),
    )
    op.create_table(
        "session_move",
        key(),
        link("meeting_id", "meeting.id"),
        column("before", sa.JSON()),
        column("after", sa.JSON()),
        link("account_id", "account.id", nullable=True),
        column("at", MOMENT),
        maybe("undone_at", MOMENT),
    )
    op.create_index("ix_session_move_meeting_id", "session_move", ["meeting_id"])
    op.create_index("ix_session_move_account_id", "session_move", ["account_id"])

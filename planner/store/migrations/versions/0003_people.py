"""Merges of people that can be taken back, and files of lists until they are taken in."""

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

TEXT, NUMBER, JSON = sa.String(), sa.Integer(), sa.JSON()
MOMENT = sa.DateTime(timezone=True)
key = partial(sa.Column, "id", NUMBER, primary_key=True)
column = partial(sa.Column, nullable=False)
maybe = partial(sa.Column, nullable=True)


def link(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, NUMBER, sa.ForeignKey(target), nullable=False)


def upgrade() -> None:
    # Said in SQL: SQLite adds a column with its foreign key only in one sentence.
    op.execute(
        "ALTER TABLE person ADD COLUMN merged_into_id INTEGER "
        "CONSTRAINT fk_person_merged_into_id REFERENCES person (id)"
    )
    op.drop_index("ix_person_sort_key_search_key", "person")
    op.create_index(
        "ix_person_sort_key_search_key_merged_into_id",
        "person",
        ["sort_key", "search_key", "merged_into_id"],
    )
    op.create_table(
        "person_merge",
        key(),
        link("kept_id", "person.id"),
        link("gone_id", "person.id"),
        column("moved", JSON),
        column("at", MOMENT),
        column("by_name", TEXT),
        maybe("undone_at", MOMENT),
    )
    op.create_index("ix_person_merge_kept_id", "person_merge", ["kept_id"])
    op.create_index("ix_person_merge_gone_id", "person_merge", ["gone_id"])
    op.create_table(
        "sheet",
        key(),
        column("kind", TEXT),
        column("file_name", TEXT),
        column("content", sa.Text()),
        column("chosen", JSON),
        column("found", JSON),
        link("account_id", "account.id"),
        link("unit_id", "unit.id"),
        column("state", TEXT),
        column("done", NUMBER),
        column("whole", NUMBER),
        column("created_at", MOMENT),
        maybe("beat_at", MOMENT),
        column("worker", TEXT),
    )
    op.create_index("ix_sheet_unit_id", "sheet", ["unit_id"])
    op.create_index("ix_sheet_account_id", "sheet", ["account_id"])
    op.create_index("ix_sheet_state", "sheet", ["state"])

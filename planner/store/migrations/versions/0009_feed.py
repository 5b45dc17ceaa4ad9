"""Calendar entries kept ready; the meetings that an office prepares, found at once."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "feed_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("told_as", sa.String(), nullable=False),
        sa.Column("uid", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("begins", sa.DateTime(timezone=True), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_feed_entry"),
        sa.UniqueConstraint("told_as", "uid", name="uq_feed_entry_told_as_uid"),
    )
    op.create_index(
        "ix_meeting_standing_office_id_starts_at", "meeting", ["standing_office_id", "starts_at"]
    )

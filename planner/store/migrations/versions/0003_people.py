"""Merges of people that can be taken back."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    pass

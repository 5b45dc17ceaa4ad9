"""Runs of the year planner: what was asked, how far it is, what it found."""

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    pass

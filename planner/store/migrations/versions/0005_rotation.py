"""Handovers of the flag, turns that were swapped or skipped, runs of the planner."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    pass

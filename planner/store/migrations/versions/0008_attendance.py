"""Quarantined scans, cases to review, kiosks, sheets."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    pass

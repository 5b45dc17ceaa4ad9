"""Thành phần kept by a campaign, and resolved by each unit below."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    pass

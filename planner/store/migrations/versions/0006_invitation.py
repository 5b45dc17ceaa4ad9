"""Who is called by rules of the level above; the ledger of answers."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    pass

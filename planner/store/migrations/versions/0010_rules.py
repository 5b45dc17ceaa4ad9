"""Thành phần kept by a campaign, and resolved by each unit below; what was declined of a list."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_ONE_OF_TWO = "(meeting_id IS NULL) <> (series_id IS NULL)"
_ONE_OF_THREE = (
    "(CASE WHEN meeting_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN series_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN campaign_id IS NULL THEN 0 ELSE 1 END) = 1"
)


def upgrade() -> None:
    groups()
    declined_changes()


def groups() -> None:
    owner = sa.Column(
        "campaign_id", sa.Integer, sa.ForeignKey("campaign.id", name="fk_invitee_group_campaign_id")
    )
    op.add_column("invitee_group", owner, inline_references=True)
    op.add_column("invitee_group", sa.Column("nominate_by", sa.Date))
    op.add_column("invitee_group", sa.Column("expected", sa.Integer))
    op.create_index("ix_invitee_group_campaign_id", "invitee_group", ["campaign_id"])
    if op.get_bind().dialect.name == "sqlite":
        _rewrite_check()
        return
    op.drop_constraint(op.f("ck_invitee_group_one_owner"), "invitee_group", type_="check")
    op.create_check_constraint(op.f("ck_invitee_group_one_owner"), "invitee_group", _ONE_OF_THREE)


def _rewrite_check() -> None:
    """SQLite's own way for a constraint that touches no row: "Making Other Kinds Of Changes".

    Rules and delegates refer to this table: dropping it to build it anew would break them.
    """
    connection = op.get_bind()
    version = connection.exec_driver_sql("PRAGMA schema_version").scalar_one()
    connection.exec_driver_sql("PRAGMA writable_schema = 1")
    changed = connection.exec_driver_sql(
        "UPDATE sqlite_master SET sql = replace(sql, ?, ?)"
        " WHERE type = 'table' AND name = 'invitee_group' AND instr(sql, ?) > 0",
        (_ONE_OF_TWO, _ONE_OF_THREE, _ONE_OF_TWO),
    )
    if changed.rowcount != 1:
        raise RuntimeError("invitee_group has another check than 0001 gave it")
    connection.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    connection.exec_driver_sql("PRAGMA writable_schema = RESET")


def declined_changes() -> None:
    op.create_table(
        "declined_change",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("meeting_id", sa.Integer, sa.ForeignKey("meeting.id"), nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("person.id"), nullable=False),
        sa.Column("proposal", sa.JSON, nullable=False),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("declined_by", sa.String, nullable=False),
    )
    op.create_index("ix_declined_change_meeting_id", "declined_change", ["meeting_id"])
    op.create_index("ix_declined_change_person_id", "declined_change", ["person_id"])

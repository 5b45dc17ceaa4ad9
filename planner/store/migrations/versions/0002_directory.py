"""Names, parents and kinds of units by date, clusters, successions."""

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

# Of one unit no two periods of a table hold the same day: two engines, one promise, one name.
NO_OVERLAP_POSTGRESQL = """
    ALTER TABLE {table} ADD CONSTRAINT {table}_no_overlap EXCLUDE USING gist
    (int8range(unit_id, unit_id, '[]') WITH &&, daterange(from_on, to_on) WITH &&)
"""
NO_OVERLAP_SQLITE = """
    CREATE TRIGGER {table}_no_overlap_{event} AFTER {event} ON {table}
    WHEN EXISTS (
        SELECT 1 FROM {table} AS other
        WHERE other.unit_id = NEW.unit_id AND other.id <> NEW.id
        AND coalesce(other.from_on, '0001') < coalesce(NEW.to_on, '9999-99')
        AND coalesce(NEW.from_on, '0001') < coalesce(other.to_on, '9999-99')
    )
    BEGIN SELECT RAISE(ABORT, '{table}_no_overlap'); END
"""
DATED = ("unit_period", "cluster_member")

TEXT, NUMBER, FLAG, DAY, JSON = sa.String(), sa.Integer(), sa.Boolean(), sa.Date(), sa.JSON()
MOMENT = sa.DateTime(timezone=True)
key = partial(sa.Column, "id", NUMBER, primary_key=True)
column = partial(sa.Column, nullable=False)
maybe = partial(sa.Column, nullable=True)


def link(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, NUMBER, sa.ForeignKey(target), nullable=False)


def maybe_link(name: str, target: str) -> sa.Column[int]:
    return sa.Column(name, NUMBER, sa.ForeignKey(target), nullable=True)


def upgrade() -> None:
    periods()
    clusters()
    successions()
    for table in DATED:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(NO_OVERLAP_POSTGRESQL.format(table=table))
        else:
            for event in ("INSERT", "UPDATE"):
                op.execute(NO_OVERLAP_SQLITE.format(table=table, event=event))


def periods() -> None:
    op.create_table(
        "unit_period",
        key(),
        link("unit_id", "unit.id"),
        maybe("from_on", DAY),
        maybe("to_on", DAY),
        column("code", TEXT),
        column("name", TEXT),
        column("kind", TEXT),
        column("level", NUMBER),
        column("is_outside", FLAG),
        maybe_link("parent_id", "unit.id"),
        maybe_link("territory_id", "unit.id"),
        column("place", TEXT),
        sa.CheckConstraint("from_on < to_on", name="ends_after_start"),
        sa.CheckConstraint(
            "parent_id IS NULL OR territory_id IS NULL", name="one_place_in_the_tree"
        ),
    )
    op.create_index("ix_unit_period_unit_id", "unit_period", ["unit_id"])
    op.create_index("ix_unit_period_from_on", "unit_period", ["from_on"])


def clusters() -> None:
    op.create_table(
        "cluster",
        key(),
        column("name", TEXT),
        link("unit_id", "unit.id"),
        column("rank", NUMBER),
        maybe("from_on", DAY),
        maybe("to_on", DAY),
        sa.CheckConstraint("from_on < to_on", name="ends_after_start"),
    )
    op.create_index("ix_cluster_unit_id", "cluster", ["unit_id"])
    op.create_table(
        "cluster_member",
        key(),
        link("cluster_id", "cluster.id"),
        link("unit_id", "unit.id"),
        maybe("from_on", DAY),
        maybe("to_on", DAY),
        sa.CheckConstraint("from_on < to_on", name="ends_after_start"),
    )
    op.create_index("ix_cluster_member_cluster_id", "cluster_member", ["cluster_id"])
    op.create_index("ix_cluster_member_unit_id", "cluster_member", ["unit_id"])


def successions() -> None:
    op.create_table(
        "succession",
        key(),
        column("kind", TEXT),
        column("day", DAY),
        column("decision_number", TEXT),
        maybe("decision_on", DAY),
        column("choices", JSON),
        column("done", JSON),
        maybe_link("account_id", "account.id"),
        column("account_name", TEXT),
        column("created_at", MOMENT),
        maybe("applied_at", MOMENT),
        maybe("undone_at", MOMENT),
    )
    op.create_index("ix_succession_day", "succession", ["day"])
    op.create_table(
        "succession_part",
        key(),
        link("succession_id", "succession.id"),
        link("unit_id", "unit.id"),
        maybe_link("heir_id", "unit.id"),
        column("takes_history", FLAG),
        column("ends", FLAG),
    )
    op.create_index("ix_succession_part_succession_id", "succession_part", ["succession_id"])
    op.create_index("ix_succession_part_unit_id", "succession_part", ["unit_id"])
    op.create_index("ix_succession_part_heir_id", "succession_part", ["heir_id"])

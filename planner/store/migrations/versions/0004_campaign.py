"""Campaigns: what each unit owes, milestones, who is exempt."""

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TEXT, NUMBER, FLAG, DAY, JSON = sa.String(), sa.Integer(), sa.Boolean(), sa.Date(), sa.JSON()
MOMENT = sa.DateTime(timezone=True)
key = partial(sa.Column, "id", NUMBER, primary_key=True)
column = partial(sa.Column, nullable=False)
maybe = partial(sa.Column, nullable=True)


def link(name: str, target: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, NUMBER, sa.ForeignKey(target), nullable=nullable)


def timed() -> list[sa.Column[object]]:
    """A time in whole days, and its words."""
    return [
        column("precision", TEXT),
        maybe("window_start", DAY),
        maybe("window_end", DAY),
        maybe("strict_before", FLAG),
        column("time_words", TEXT),
        column("awaiting", TEXT),
    ]


def upgrade() -> None:
    campaigns()
    levels_and_exemptions()
    duties()
    milestones()


def campaigns() -> None:
    op.create_table(
        "campaign",
        key(),
        column("code", TEXT),
        column("title", TEXT),
        column("search_key", TEXT),
        column("year", NUMBER),
        link("convenor_id", "unit.id"),
        link("report_to_id", "unit.id", nullable=True),
        link("parent_id", "campaign.id", nullable=True),
        column("meeting_kind", TEXT),
        column("is_merge_allowed", FLAG),
        column("document", TEXT),
        column("period_words", TEXT),
        column("precedes", TEXT),
        column("note", TEXT),
        column("uid", TEXT),
        column("sequence", NUMBER),
        maybe("cancelled_at", MOMENT),
        column("cancel_reason", TEXT),
        column("changed_at", MOMENT),
        column("created_at", MOMENT),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("uid"),
    )
    op.create_index("ix_campaign_convenor_id_year", "campaign", ["convenor_id", "year"])
    op.create_index("ix_campaign_parent_id", "campaign", ["parent_id"])
    op.create_index("ix_campaign_search_key", "campaign", ["search_key"])
    op.create_index("ix_campaign_year", "campaign", ["year"])


def levels_and_exemptions() -> None:
    op.create_table(
        "campaign_level",
        key(),
        link("campaign_id", "campaign.id"),
        column("ordinal", NUMBER),
        column("name", TEXT),
        column("unit_kinds", JSON),
        column("owes_meeting", FLAG),
        column("owes_report", FLAG),
        *timed(),
        maybe("report_on", DAY),
        column("report_strict", FLAG),
        column("report_words", TEXT),
        column("sequence", NUMBER),
        column("changed_at", MOMENT),
        sa.CheckConstraint("window_start <= window_end", name="window_in_order"),
        sa.CheckConstraint("owes_meeting OR owes_report", name="owes_something"),
        sa.UniqueConstraint("campaign_id", "ordinal"),
    )
    op.create_table(
        "campaign_exemption",
        key(),
        link("campaign_id", "campaign.id"),
        column("place", NUMBER),
        column("way", TEXT),
        column("unit_kinds", JSON),
        column("named_units", JSON),
        column("still_owes_report", FLAG),
        column("reason", TEXT),
    )
    op.create_index("ix_campaign_exemption_campaign_id", "campaign_exemption", ["campaign_id"])


def duties() -> None:
    op.create_table(
        "duty",
        key(),
        link("campaign_id", "campaign.id"),
        link("level_id", "campaign_level.id"),
        link("unit_id", "unit.id"),
        column("owes_meeting", FLAG),
        column("owes_report", FLAG),
        column("is_exempt", FLAG),
        column("exempt_reason", TEXT),
        column("is_exempt_by_hand", FLAG),
        link("meeting_id", "meeting.id", nullable=True),
        column("is_merged", FLAG),
        column("merged_words", TEXT),
        maybe("planned_on", DAY),
        maybe("held_on", DAY),
        maybe("limit_on", DAY),
        maybe("received_on", DAY),
        column("received_by", TEXT),
        column("report_link", TEXT),
        maybe("returned_on", DAY),
        column("return_reason", TEXT),
        column("note", TEXT),
        column("sequence", NUMBER),
        column("changed_at", MOMENT),
        sa.UniqueConstraint("campaign_id", "unit_id"),
    )
    op.create_index("ix_duty_level_id", "duty", ["level_id"])
    op.create_index("ix_duty_meeting_id", "duty", ["meeting_id"])
    op.create_index("ix_duty_unit_id", "duty", ["unit_id"])


def milestones() -> None:
    op.create_table(
        "milestone",
        key(),
        link("campaign_id", "campaign.id", nullable=True),
        link("meeting_id", "meeting.id", nullable=True),
        column("what", TEXT),
        maybe("done_on", DAY),
        *timed(),
        column("sequence", NUMBER),
        column("changed_at", MOMENT),
        sa.CheckConstraint("window_start <= window_end", name="window_in_order"),
        sa.CheckConstraint("(campaign_id IS NULL) <> (meeting_id IS NULL)", name="one_owner"),
    )
    op.create_index("ix_milestone_campaign_id", "milestone", ["campaign_id"])
    op.create_index("ix_milestone_meeting_id", "milestone", ["meeting_id"])

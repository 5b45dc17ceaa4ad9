"""The first house: units, accounts, meetings, series, invitations, doors, feeds, the outbox."""

from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Two engines, one promise, one name: `store.session.flush` knows the refusal by it.
NO_OVERLAP_POSTGRESQL = """
    ALTER TABLE hall_hold ADD CONSTRAINT hall_hold_no_overlap EXCLUDE USING gist
    (int8range(hall_id, hall_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&)
"""
NO_OVERLAP_SQLITE = """
    CREATE TRIGGER hall_hold_no_overlap_{event} AFTER {event} ON hall_hold
    WHEN EXISTS (
        SELECT 1 FROM hall_hold AS other
        WHERE other.hall_id = NEW.hall_id AND other.id <> NEW.id
        AND other.starts_at < NEW.ends_at AND NEW.starts_at < other.ends_at
    )
    BEGIN SELECT RAISE(ABORT, 'hall_hold_no_overlap'); END
"""
# What is written down stays as it was written.
APPEND_ONLY = ("audit_entry", "scan")
NO_CHANGE_SQLITE = """
    CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
    BEGIN SELECT RAISE(ABORT, '{table}_append_only'); END
"""
NO_CHANGE_FUNCTION_POSTGRESQL = """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '%_append_only', TG_TABLE_NAME; END $$
"""
NO_CHANGE_POSTGRESQL = """
    CREATE TRIGGER {table}_append_only BEFORE UPDATE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change()
"""

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
    people_and_accounts()
    venues_and_meetings()
    series_and_agendas()
    invitations()
    attendance()
    what_leaves()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(NO_OVERLAP_POSTGRESQL)
        op.execute(NO_CHANGE_FUNCTION_POSTGRESQL)
        for table in APPEND_ONLY:
            op.execute(NO_CHANGE_POSTGRESQL.format(table=table))
    else:
        op.execute(NO_OVERLAP_SQLITE.format(event="INSERT"))
        op.execute(NO_OVERLAP_SQLITE.format(event="UPDATE"))
        for table in APPEND_ONLY:
            op.execute(NO_CHANGE_SQLITE.format(table=table))


def people_and_accounts() -> None:
    op.create_table(
        "unit",
        key(),
        column("code", TEXT),
        column("name", TEXT),
        column("kind", TEXT),
        column("level", NUMBER),
        column("is_outside", FLAG),
        maybe_link("parent_id", "unit.id"),
        maybe_link("territory_id", "unit.id"),
        column("path", TEXT),
        column("rank", NUMBER),
        column("place", TEXT),
        column("search_key", TEXT),
        column("sort_key", TEXT),
        maybe("from_on", DAY),
        maybe("to_on", DAY),
        sa.CheckConstraint("from_on < to_on", name="ends_after_start"),
        sa.CheckConstraint(
            "parent_id IS NULL OR territory_id IS NULL", name="one_place_in_the_tree"
        ),
        sa.UniqueConstraint("code"),
    )
    op.create_index("ix_unit_parent_id", "unit", ["parent_id"])
    op.create_index("ix_unit_path", "unit", ["path"])
    op.create_index("ix_unit_search_key", "unit", ["search_key"])
    op.create_index("ix_unit_territory_id", "unit", ["territory_id"])
    op.create_table(
        "person",
        key(),
        column("name", TEXT),
        maybe("email", TEXT),
        maybe("phone", TEXT),
        column("search_key", TEXT),
        column("sort_key", TEXT),
    )
    op.create_index("ix_person_search_key", "person", ["search_key"])
    op.create_index("ix_person_sort_key_search_key", "person", ["sort_key", "search_key"])
    op.create_table(
        "post",
        key(),
        link("person_id", "person.id"),
        link("unit_id", "unit.id"),
        maybe("body", TEXT),
        column("position", TEXT),
        column("is_full_time", FLAG),
        column("rank", NUMBER),
        column("term", TEXT),
        column("decision_number", TEXT),
        maybe("from_on", DAY),
        maybe("to_on", DAY),
        sa.CheckConstraint("from_on < to_on", name="ends_after_start"),
    )
    op.create_index("ix_post_person_id", "post", ["person_id"])
    op.create_index("ix_post_unit_id_body", "post", ["unit_id", "body"])
    op.create_table(
        "account",
        key(),
        column("email", TEXT),
        column("name", TEXT),
        column("password_hash", TEXT),
        column("role", TEXT),
        link("unit_id", "unit.id"),
        column("is_active", FLAG),
        column("created_at", MOMENT),
        sa.UniqueConstraint("email"),
    )
    op.create_index("ix_account_unit_id", "account", ["unit_id"])
    op.create_table(
        "credential",
        key(),
        column("kind", TEXT),
        column("owner_id", NUMBER),
        column("generation", NUMBER),
        column("hash", TEXT),
        column("scopes", TEXT),
        column("label", TEXT),
        column("created_at", MOMENT),
        maybe("expires_at", MOMENT),
        maybe("revoked_at", MOMENT),
        maybe("used_at", MOMENT),
        column("used_by", TEXT),
        sa.UniqueConstraint("hash"),
        sa.UniqueConstraint("kind", "owner_id", "generation"),
    )
    op.create_index("ix_credential_kind_owner_id", "credential", ["kind", "owner_id"])
    op.create_table(
        "attempt",
        key(),
        column("kind", TEXT),
        column("subject_hash", TEXT),
        column("at", MOMENT),
    )
    op.create_index("ix_attempt_kind_subject_hash_at", "attempt", ["kind", "subject_hash", "at"])
    op.create_table(
        "audit_entry",
        key(),
        column("at", MOMENT),
        maybe_link("account_id", "account.id"),
        column("account_name", TEXT),
        column("action", TEXT),
        column("noun", TEXT),
        column("noun_id", NUMBER),
        column("changes", JSON),
    )
    op.create_index("ix_audit_entry_at", "audit_entry", ["at"])
    op.create_index("ix_audit_entry_noun_noun_id", "audit_entry", ["noun", "noun_id"])


def venues_and_meetings() -> None:
    op.create_table(
        "topic",
        key(),
        column("title", TEXT),
        column("search_key", TEXT),
        sa.UniqueConstraint("title"),
    )
    op.create_index("ix_topic_search_key", "topic", ["search_key"])
    op.create_table(
        "venue",
        key(),
        column("name", TEXT),
        column("address", TEXT),
        column("map_url", TEXT),
        column("contact", TEXT),
        link("unit_id", "unit.id"),
        column("search_key", TEXT),
    )
    op.create_index("ix_venue_search_key", "venue", ["search_key"])
    op.create_index("ix_venue_unit_id", "venue", ["unit_id"])
    op.create_table(
        "hall",
        key(),
        column("code", TEXT),
        link("venue_id", "venue.id"),
        column("name", TEXT),
        column("capacity", NUMBER),
        sa.CheckConstraint("capacity > 0", name="has_seats"),
        sa.UniqueConstraint("code"),
    )
    op.create_index("ix_hall_venue_id", "hall", ["venue_id"])
    op.create_table(
        "meeting",
        key(),
        column("code", TEXT),
        column("kind", TEXT),
        column("title", TEXT),
        column("search_key", TEXT),
        link("convenor_id", "unit.id"),
        maybe_link("host_id", "unit.id"),
        maybe_link("standing_office_id", "unit.id"),
        maybe_link("hall_id", "hall.id"),
        column("place", TEXT),
        maybe_link("topic_id", "topic.id"),
        column("precision", TEXT),
        maybe("starts_at", MOMENT),
        maybe("ends_at", MOMENT),
        maybe("day_part", TEXT),
        maybe("window_start", DAY),
        maybe("window_end", DAY),
        maybe("strict_before", FLAG),
        column("time_words", TEXT),
        column("awaiting", TEXT),
        column("date_sure", FLAG),
        column("venue_sure", FLAG),
        maybe("headcount", NUMBER),
        column("headcount_sure", FLAG),
        column("status", TEXT),
        column("status_reason", TEXT),
        maybe("opens_at", MOMENT),
        column("uid", TEXT),
        column("sequence", NUMBER),
        column("changed_at", MOMENT),
        column("created_at", MOMENT),
        sa.CheckConstraint("(starts_at IS NULL) = (ends_at IS NULL)", name="whole_span"),
        sa.CheckConstraint("headcount > 0", name="some_people"),
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_start"),
        sa.CheckConstraint("window_start <= window_end", name="window_in_order"),
        sa.UniqueConstraint("code"),
        sa.UniqueConstraint("uid"),
    )
    op.create_index("ix_meeting_convenor_id_starts_at", "meeting", ["convenor_id", "starts_at"])
    op.create_index("ix_meeting_hall_id", "meeting", ["hall_id"])
    op.create_index("ix_meeting_host_id_starts_at", "meeting", ["host_id", "starts_at"])
    op.create_index("ix_meeting_search_key", "meeting", ["search_key"])
    op.create_index("ix_meeting_starts_at", "meeting", ["starts_at"])
    op.create_index("ix_meeting_topic_id", "meeting", ["topic_id"])
    op.create_index("ix_meeting_window_start", "meeting", ["window_start"])
    op.create_table(
        "hall_hold",
        key(),
        link("hall_id", "hall.id"),
        link("meeting_id", "meeting.id"),
        column("starts_at", MOMENT),
        column("ends_at", MOMENT),
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_start"),
    )
    op.create_index("ix_hall_hold_hall_id_starts_at", "hall_hold", ["hall_id", "starts_at"])
    op.create_index("ix_hall_hold_meeting_id", "hall_hold", ["meeting_id"])
    op.create_table(
        "holiday",
        key(),
        column("day", DAY),
        column("name", TEXT),
        column("is_off", FLAG),
        sa.UniqueConstraint("day"),
    )


def series_and_agendas() -> None:
    op.create_table(
        "series",
        key(),
        column("code", TEXT),
        column("title", TEXT),
        column("year", NUMBER),
        link("convenor_id", "unit.id"),
        maybe_link("standing_office_id", "unit.id"),
        maybe_link("flag_from_id", "unit.id"),
        maybe_link("flag_to_id", "unit.id"),
        column("changed_at", MOMENT),
        sa.UniqueConstraint("code"),
    )
    op.create_index("ix_series_convenor_id", "series", ["convenor_id"])
    op.create_index("ix_series_year", "series", ["year"])
    op.create_table(
        "host_turn",
        key(),
        link("series_id", "series.id"),
        column("ordinal", NUMBER),
        link("meeting_id", "meeting.id"),
        sa.UniqueConstraint("meeting_id"),
        sa.UniqueConstraint("series_id", "ordinal"),
    )
    op.create_index("ix_host_turn_series_id_ordinal", "host_turn", ["series_id", "ordinal"])
    op.create_table(
        "agenda_item",
        key(),
        maybe_link("meeting_id", "meeting.id"),
        maybe_link("series_id", "series.id"),
        column("place", NUMBER),
        column("title", TEXT),
        column("is_optional", FLAG),
        sa.CheckConstraint("(meeting_id IS NULL) <> (series_id IS NULL)", name="one_owner"),
    )
    op.create_index("ix_agenda_item_meeting_id", "agenda_item", ["meeting_id"])
    op.create_index("ix_agenda_item_series_id", "agenda_item", ["series_id"])


def invitations() -> None:
    op.create_table(
        "invitee_group",
        key(),
        maybe_link("meeting_id", "meeting.id"),
        maybe_link("series_id", "series.id"),
        column("place", NUMBER),
        column("name", TEXT),
        column("precedence", NUMBER),
        column("mode", TEXT),
        maybe("quota", NUMBER),
        sa.CheckConstraint("(meeting_id IS NULL) <> (series_id IS NULL)", name="one_owner"),
        sa.CheckConstraint("quota > 0", name="some_seats"),
    )
    op.create_index("ix_invitee_group_meeting_id", "invitee_group", ["meeting_id"])
    op.create_index("ix_invitee_group_series_id", "invitee_group", ["series_id"])
    op.create_table(
        "invite_rule",
        key(),
        link("group_id", "invitee_group.id"),
        column("place", NUMBER),
        column("relation", TEXT),
        column("named_units", JSON),
        column("named_people", JSON),
        maybe("unit_kinds", JSON),
        maybe("positions", JSON),
        maybe("body", TEXT),
        maybe("fallback_body", TEXT),
        maybe("full_time", FLAG),
        column("exceptions", JSON),
    )
    op.create_index("ix_invite_rule_group_id", "invite_rule", ["group_id"])
    op.create_table(
        "delegate",
        key(),
        link("meeting_id", "meeting.id"),
        maybe_link("person_id", "person.id"),
        maybe_link("unit_id", "unit.id"),
        maybe_link("group_id", "invitee_group.id"),
        column("group_name", TEXT),
        column("name", TEXT),
        column("position", TEXT),
        column("unit_name", TEXT),
        maybe("email", TEXT),
        column("mode", TEXT),
        column("place", NUMBER),
        column("why", JSON),
        column("reply", TEXT),
        column("reply_reason", TEXT),
        maybe("replied_at", MOMENT),
        column("state", TEXT),
        maybe_link("substitute_for_id", "delegate.id"),
        column("seat", TEXT),
        column("search_key", TEXT),
        column("sort_key", TEXT),
    )
    op.create_index("ix_delegate_meeting_id_search_key", "delegate", ["meeting_id", "search_key"])
    op.create_index("ix_delegate_person_id", "delegate", ["person_id"])
    op.create_index("ix_delegate_unit_id", "delegate", ["unit_id"])
    op.create_index(
        "uq_delegate_person",
        "delegate",
        ["meeting_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'live'"),
        postgresql_where=sa.text("state = 'live'"),
    )


def attendance() -> None:
    op.create_table(
        "door",
        key(),
        link("meeting_id", "meeting.id"),
        column("name", TEXT),
        column("opened_at", MOMENT),
        column("expires_at", MOMENT),
    )
    op.create_index("ix_door_meeting_id", "door", ["meeting_id"])
    op.create_table(
        "device",
        key(),
        link("door_id", "door.id"),
        column("label", TEXT),
        column("paired_at", MOMENT),
        maybe("seen_at", MOMENT),
        column("queue_length", NUMBER),
    )
    op.create_index("ix_device_door_id", "device", ["door_id"])
    op.create_table(
        "scan",
        key(),
        link("meeting_id", "meeting.id"),
        column("client_id", TEXT),
        link("device_id", "device.id"),
        column("sitting", TEXT),
        column("kind", TEXT),
        column("method", TEXT),
        maybe_link("delegate_id", "delegate.id"),
        maybe("void_of", TEXT),
        maybe("person", JSON),
        column("scanned_at", MOMENT),
        column("effective_at", MOMENT),
        column("received_at", MOMENT),
        column("is_offline", FLAG),
        column("body_hash", TEXT),
        column("text_length", NUMBER),
        column("verdict", TEXT),
        column("needs_review", FLAG),
        sa.UniqueConstraint("meeting_id", "client_id"),
    )
    op.create_index("ix_scan_delegate_id", "scan", ["delegate_id"])
    op.create_index("ix_scan_device_id", "scan", ["device_id"])
    op.create_index(
        "ix_scan_meeting_id_sitting_delegate_id", "scan", ["meeting_id", "sitting", "delegate_id"]
    )
    op.create_index(
        "ix_scan_void",
        "scan",
        ["meeting_id", "void_of"],
        sqlite_where=sa.text("kind = 'void'"),
        postgresql_where=sa.text("kind = 'void'"),
    )
    op.create_index(
        "ix_scan_walk_in",
        "scan",
        ["meeting_id", "delegate_id"],
        sqlite_where=sa.text("kind = 'walkin'"),
        postgresql_where=sa.text("kind = 'walkin'"),
    )
    op.create_table(
        "attendance",
        key(),
        link("meeting_id", "meeting.id"),
        column("sitting", TEXT),
        link("delegate_id", "delegate.id"),
        link("scan_id", "scan.id"),
        column("first_in", MOMENT),
        maybe("last_out", MOMENT),
        link("door_id", "door.id"),
        column("is_in", FLAG),
        sa.UniqueConstraint("sitting", "delegate_id"),
    )
    op.create_index("ix_attendance_delegate_id", "attendance", ["delegate_id"])
    op.create_index(
        "ix_attendance_meeting_id_sitting_is_in", "attendance", ["meeting_id", "sitting", "is_in"]
    )


def what_leaves() -> None:
    op.create_table(
        "feed",
        key(),
        column("scope", TEXT),
        maybe("scope_id", NUMBER),
        maybe_link("account_id", "account.id"),
        column("is_public", FLAG),
        column("label", TEXT),
        column("created_at", MOMENT),
    )
    op.create_index("ix_feed_account_id", "feed", ["account_id"])
    op.create_index("ix_feed_scope_scope_id", "feed", ["scope", "scope_id"])
    op.create_table(
        "outbox_message",
        key(),
        column("purpose", TEXT),
        column("kind", TEXT),
        maybe_link("meeting_id", "meeting.id"),
        maybe_link("delegate_id", "delegate.id"),
        column("address", TEXT),
        column("subject", TEXT),
        column("body", TEXT),
        column("parts", JSON),
        column("state", TEXT),
        column("attempts", NUMBER),
        column("due_at", MOMENT),
        maybe("claimed_at", MOMENT),
        column("claimed_by", TEXT),
        column("created_at", MOMENT),
        maybe("settled_at", MOMENT),
        column("last_error", TEXT),
        sa.UniqueConstraint("purpose"),
    )
    op.create_index("ix_outbox_message_address_state", "outbox_message", ["address", "state"])
    op.create_index("ix_outbox_message_meeting_id", "outbox_message", ["meeting_id"])
    op.create_index("ix_outbox_message_state_due_at", "outbox_message", ["state", "due_at"])

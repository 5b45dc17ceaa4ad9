"""The rows of the demo office: how they are known among others, and how they go.

What was loaded is known by number: a note in the audit book keeps the last number of each table.
What was written on it later (delegates, codes, scans, letters) goes with the thing it stands on.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Table,
    and_,
    delete,
    false,
    func,
    not_,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Session

from planner.domain.rights import Viewer
from planner.store import audit, feed
from planner.store.audit import AuditEntry
from planner.store.directory import Unit
from planner.store.tables import NOT_COUNTED, TABLES

LOADED = "load_demo"
# What exists by itself; each of these rows was loaded, or is somebody's own.
THINGS = (
    "holiday",
    "unit",
    "person",
    "post",
    "account",
    "topic",
    "venue",
    "hall",
    "meeting",
    "series",
    "campaign",
    "succession",
)
# What belongs to another row: (column, table of the owner).
OWNERS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "host_turn": (("meeting_id", "meeting"),),
    "hall_hold": (("meeting_id", "meeting"),),
    "campaign_level": (("campaign_id", "campaign"),),
    "campaign_exemption": (("campaign_id", "campaign"),),
    "duty": (("campaign_id", "campaign"),),
    "milestone": (("campaign_id", "campaign"), ("meeting_id", "meeting")),
    "agenda_item": (("meeting_id", "meeting"), ("series_id", "series")),
    "invitee_group": (
        ("meeting_id", "meeting"),
        ("series_id", "series"),
        ("campaign_id", "campaign"),
    ),
    "invite_rule": (("group_id", "invitee_group"),),
    "delegate": (("meeting_id", "meeting"),),
    "declined_change": (("meeting_id", "meeting"),),
    "answer_entry": (("meeting_id", "meeting"),),
    "answer_setting": (("meeting_id", "meeting"),),
    "unit_page": (("meeting_id", "meeting"), ("unit_id", "unit")),
    "meeting_document": (("meeting_id", "meeting"),),
    "document_file": (("document_id", "meeting_document"),),
    "outbox_message": (("meeting_id", "meeting"),),
    "letter_text": (("meeting_id", "meeting"), ("unit_id", "unit")),
    "letter_plan": (("meeting_id", "meeting"),),
    "reminder": (("meeting_id", "meeting"),),
    "door": (("meeting_id", "meeting"),),
    "device": (("door_id", "door"),),
    "scan": (("meeting_id", "meeting"),),
    "attendance": (("meeting_id", "meeting"),),
    "attendance_setting": (("meeting_id", "meeting"),),
    "absence_excuse": (("meeting_id", "meeting"),),
    "review_decision": (("meeting_id", "meeting"),),
    "quarantined_scan": (("meeting_id", "meeting"),),
    "printed_sheet": (("meeting_id", "meeting"),),
    "printed_badge": (("delegate_id", "delegate"),),
    "feed": (("account_id", "account"),),
    "person_merge": (("kept_id", "person"), ("gone_id", "person")),
    "sheet": (("account_id", "account"), ("unit_id", "unit")),
    "unit_period": (("unit_id", "unit"),),
    "cluster": (("unit_id", "unit"),),
    "cluster_member": (("cluster_id", "cluster"),),
    "succession_part": (("succession_id", "succession"),),
    "blackout": (("unit_id", "unit"),),
    "rotation_book": (("convenor_id", "unit"),),
    "earlier_hosting": (("convenor_id", "unit"),),
    "turn_change": (("convenor_id", "unit"),),
    "flag_handover": (("convenor_id", "unit"),),
    "study_report": (("meeting_id", "meeting"),),
    "day_proposal": (("meeting_id", "meeting"),),
    "turn_lock": (("meeting_id", "meeting"),),
    "session_move": (("meeting_id", "meeting"),),
    "planning_run": (("account_id", "account"),),
    "planning_series": (("series_id", "series"), ("run_id", "planning_run")),
}
# Whose credential a kind is.
HOLDERS = {
    "sign_in": "account",
    "api": "account",
    "delegate": "delegate",
    "unit_page": "unit_page",
    "door_link": "door",
    "pairing": "door",
    "device": "device",
    "feed": "feed",
}
TARGETS = {  # of a feed, by its scope
    "unit": "unit",
    "tree": "unit",
    "week": "unit",
    "series": "series",
    "campaign": "campaign",
    "venue": "hall",
    "delegate": "delegate",
}
NAMES = {
    "unit": "code",
    "person": "name",
    "post": "position",
    "account": "email",
    "venue": "name",
    "hall": "code",
    "meeting": "code",
    "series": "code",
    "campaign": "code",
    "milestone": "what",
    "delegate": "name",
    "meeting_document": "title",
    "feed": "label",
    "audit_entry": "action",
}


@dataclass(frozen=True, slots=True)
class Hanging:
    """Somebody's own row that refers to the demo: its table, and the name people know it by."""

    table: str
    name: str


def keep_others_out(session: Session) -> None:
    """Nobody else writes until this transaction ends; SQLite's writers are alone already."""
    if session.get_bind().dialect.name == "postgresql":
        names = ", ".join(TABLES.tables)
        session.execute(text(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE"))


def has_rows(session: Session) -> bool:
    """Whether anything is kept here."""
    return any(
        session.execute(select(table.c.id).limit(1)).first() is not None
        for table in TABLES.sorted_tables
        if table.name not in NOT_COUNTED
    )


def mark(session: Session, viewer: Viewer, root: Unit, now: datetime) -> None:
    """Write down that all rows of this moment are the demo."""
    session.flush()
    last = {name: session.scalar(select(func.max(_id(name)))) for name in THINGS}
    changes = {name: [None, number] for name, number in last.items()}
    audit.record(session, viewer, now, LOADED, root, changes)
    session.flush()


def last_numbers(session: Session) -> dict[str, int] | None:
    """The last number of the demo in each table; None where no demo is loaded."""
    query = select(AuditEntry.changes).where(AuditEntry.action == LOADED)
    changes = session.scalar(query.order_by(AuditEntry.id.desc()).limit(1))
    return None if changes is None else {name: after or 0 for name, (_, after) in changes.items()}


def hanging_on(session: Session, last: Mapping[str, int]) -> list[Hanging]:
    """Rows that are not of the demo but refer to it, by table and number."""
    ours = _ours(last)
    return [
        Hanging(table.name, str(name))
        for table in TABLES.sorted_tables
        for name in session.scalars(_hanging(table, ours)).unique()
    ]


def remove(session: Session, last: Mapping[str, int]) -> None:
    """Take all rows of the demo away; nothing refers to them."""
    session.flush()
    feed.throw_away(session)
    ours = _ours(last)
    in_order = [table.name for table in reversed(TABLES.sorted_tables)]
    first = ["credential", "audit_entry"]  # they name their things without a foreign key
    for name in first + [name for name in in_order if name in ours and name not in first]:
        query = delete(TABLES.tables[name]).where(ours[name])
        session.execute(query, execution_options={"synchronize_session": False})
    session.expire_all()


Ours = Mapping[str, ColumnElement[bool]]


def _ours(last: Mapping[str, int]) -> Ours:
    """What is of the demo, table by table, those that others lean on first."""
    ours: dict[str, ColumnElement[bool]] = {}
    for name in THINGS:
        ours[name] = _id(name) <= last.get(name, 0)
    for name, owners in OWNERS.items():
        columns = TABLES.tables[name].c
        ours[name] = or_(*(_is_ours(columns[column], owner, ours) for column, owner in owners))
    ours["feed"] = or_(ours["feed"], and_(_feed().account_id.is_(None), _shows(ours)))
    credential, entry = (TABLES.tables[name].c for name in ("credential", "audit_entry"))
    ours["credential"] = or_(
        *(
            and_(credential.kind == kind, _is_ours(credential.owner_id, owner, ours))
            for kind, owner in HOLDERS.items()
        )
    )
    nouns = (*THINGS, *OWNERS)
    ours["audit_entry"] = or_(
        *(and_(entry.noun == noun, _is_ours(entry.noun_id, noun, ours)) for noun in nouns)
    )
    return ours


def _is_ours(column: Column[Any], owner: str, ours: Ours) -> ColumnElement[bool]:
    return column.in_(select(_id(owner)).where(ours[owner]))


def _shows(ours: Ours) -> ColumnElement[bool]:
    """A feed of something of the demo."""
    feeds = _feed()
    return or_(
        *(
            and_(feeds.scope == scope, _is_ours(feeds.scope_id, target, ours))
            for scope, target in TARGETS.items()
        )
    )


def _hanging(table: Table, ours: Ours) -> Any:
    """The names of a table's rows that are not ours and refer to ours."""
    refers = list(_references(table, ours))
    if table.name == "feed":
        refers.append(_shows(ours))
    named = table.c[NAMES.get(table.name, "id")]
    own = not_(func.coalesce(ours.get(table.name, false()), false()))
    return select(named).where(or_(false(), *refers), own).order_by(table.c.id)


def _references(table: Table, ours: Ours) -> Iterator[ColumnElement[bool]]:
    for key in sorted(table.foreign_keys, key=lambda key: key.parent.name):
        if key.column.table.name in ours:
            yield _is_ours(key.parent, key.column.table.name, ours)


def _id(name: str) -> Column[Any]:
    return TABLES.tables[name].c.id


def _feed() -> Any:
    return TABLES.tables["feed"].c

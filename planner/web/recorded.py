"""What a deed of the record changed, in words: no codes, nor numbers of rows that have names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.timespan import HANOI
from planner.messages.account import ROLES
from planner.messages.audit import FIELDS, PRECISIONS
from planner.messages.directory import BODIES
from planner.messages.invitation import MODES, REPLIES
from planner.messages.meeting import KINDS, STATUSES
from planner.store import directory
from planner.store.audit import AuditEntry
from planner.web.timemarks import hour_words
from planner.web.wording import gettext

# By field, the words of its codes; a value that is not listed stands as it is.
CODES: Mapping[str, Mapping[str, object]] = {
    "body": BODIES,
    "kind": KINDS,
    "meeting_kind": KINDS,
    "mode": MODES,
    "precision": PRECISIONS,
    "reply": REPLIES,
    "role": ROLES,
    "status": STATUSES,
}
UNITS = frozenset(
    [
        "convenor_id",
        "flag_from_id",
        "flag_to_id",
        "host_id",
        "report_to_id",
        "standing_office_id",
        "territory_id",
        "unit_id",
    ]
)


@dataclass(frozen=True, slots=True)
class Change:
    """A field, and what stood there before and stands there now; "" where there was nothing."""

    field: str
    before: str
    after: str


def changes_in(session: Session, entries: Iterable[AuditEntry]) -> dict[int, list[Change]]:
    """By entry what it changed."""
    listed = list(entries)
    ids = {value for entry in listed for value in _unit_ids(entry)}
    names = {unit.id: unit.name for unit in directory.units_in_order(session, ids)}
    return {
        entry.id: [_change(field, values, names) for field, values in entry.changes.items()]
        for entry in listed
    }


def _unit_ids(entry: AuditEntry) -> Iterable[int]:
    for field, values in entry.changes.items():
        if field in UNITS:
            yield from (value for value in _pair(values) if isinstance(value, int))


def _pair(values: Any) -> tuple[Any, Any]:
    """Before and after; a lone value is what came of it."""
    if isinstance(values, list | tuple) and len(values) == 2:
        return values[0], values[1]
    return None, values


def _change(field: str, values: Any, names: Mapping[int, str]) -> Change:
    before, after = (_words(field, value, names) for value in _pair(values))
    return Change(str(FIELDS.get(field, field)), before, after)


def _words(field: str, value: Any, names: Mapping[int, str]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return gettext("có") if value else gettext("không")
    if isinstance(value, list | tuple):
        return ", ".join(_words(field, one, names) for one in value)
    if field in UNITS and value in names:
        return names[value]
    if isinstance(value, str):
        return str(CODES.get(field, {}).get(value) or _moment_words(value))
    return str(value)


def _moment_words(text: str) -> str:
    """A day or a moment that was written for programs, as people write it."""
    try:
        if len(text) == len("2026-01-05"):
            day = date.fromisoformat(text)
            return f"{day.day}/{day.month}/{day.year}"
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is None:
        return text
    here = moment.astimezone(HANOI)
    return gettext(
        "%(hour)s ngày %(day)s", hour=hour_words(here), day=f"{here.day}/{here.month}/{here.year}"
    )

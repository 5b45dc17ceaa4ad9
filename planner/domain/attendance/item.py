"""One item of a door's batch, as devices send it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hmac import digest

from planner.domain.text import one_line

LONGEST_ID = 64
LONGEST_CODE = 16_384  # characters; more than any barcode holds
LONGEST_WORDS = 200  # of a walk-in's name, unit, position
LAST_NUMBER = 2**31 - 1  # ids of rows go no further
YEARS = range(1970, 3000)  # where arithmetic with clocks cannot leave the calendar
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.A)


class Kind(StrEnum):
    """What an item says; the values are what the contract writes."""

    IN = "in"
    OUT = "out"
    VOID = "void"
    WALK_IN = "walkin"


@dataclass(frozen=True, slots=True)
class WalkIn:
    """Somebody who came without being called, in the words of the door."""

    name: str
    unit: str
    position: str


@dataclass(frozen=True, slots=True)
class Item:
    """A scan, a pick from the name search, a void or a walk-in.

    `client_id` was made by the device and never changes; `at` is the device's clock, in UTC.
    A walk-in who is `substitute_for` a delegate comes in that delegate's place (dự thay).
    """

    client_id: str
    kind: Kind
    at: datetime
    is_offline: bool = False
    code: str | None = None
    delegate_id: int | None = None
    void_of: str | None = None
    person: WalkIn | None = None
    substitute_for: int | None = None

    @property
    def method(self) -> str:
        """How the person was named; a code wins over a picked name."""
        if self.kind in (Kind.VOID, Kind.WALK_IN):
            return self.kind.value
        return "code" if self.code is not None else "search"


def client_id_of(raw: object) -> str | None:
    """The id that an item carries, good or not; None where there is none."""
    found = raw.get("id") if isinstance(raw, Mapping) else None
    return found if isinstance(found, str) else None


def is_usable_id(client_id: str | None) -> bool:
    """Whether it can be kept: printable ASCII, not endless."""
    if not client_id or len(client_id) > LONGEST_ID:
        return False
    return client_id.isascii() and client_id.isprintable()


def read_item(raw: object) -> Item | None:
    """The item of a parsed JSON value; None for what is no scan."""
    client_id = client_id_of(raw)
    if not isinstance(raw, Mapping) or client_id is None or not is_usable_id(client_id):
        return None
    try:
        item = Item(
            client_id=client_id,
            kind=_kind(raw.get("kind")),
            at=read_moment(raw.get("at")),
            is_offline=_flag(raw.get("offline", False)),
            code=_text(raw.get("code"), LONGEST_CODE),
            delegate_id=_number(raw.get("delegate_id")),
            void_of=_text(raw.get("void_of"), LONGEST_ID),
            person=_walk_in(raw.get("person")),
            substitute_for=_number(raw.get("substitute_for")),
        )
    except ValueError:
        return None
    return item if _is_whole(item) else None


def read_moment(raw: object) -> datetime:
    """RFC 3339 with an offset, as UTC; ValueError for anything else."""
    if not isinstance(raw, str) or not _RFC_3339.fullmatch(raw):
        raise ValueError(raw)
    moment = datetime.fromisoformat(raw.upper())
    if moment.year not in YEARS:
        raise ValueError(raw)
    return moment.astimezone(UTC)


def body_hash(item: Item, key: bytes) -> str:
    """What tells one body from another. Keyed: a scanned text may be somebody's identity card."""
    person = item.person and (item.person.name, item.person.unit, item.person.position)
    values = (item.kind, item.at.isoformat(), item.is_offline, item.code, item.delegate_id)
    later = () if item.substitute_for is None else (item.substitute_for,)  # hashes of before stay
    body = json.dumps((*values, item.void_of, person, *later), separators=(",", ":"))
    return digest(key, body.encode("ascii"), "sha256").hex()


def _is_whole(item: Item) -> bool:
    """Whether the item says all that its kind needs."""
    if item.kind is Kind.VOID:
        return is_usable_id(item.void_of) and item.void_of != item.client_id
    if item.kind is Kind.WALK_IN:
        return item.person is not None
    return item.code is not None or item.delegate_id is not None


def _kind(raw: object) -> Kind:
    if not isinstance(raw, str):
        raise ValueError(raw)
    return Kind(raw)


def _flag(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise ValueError(raw)
    return raw


def _text(raw: object, longest: int) -> str | None:
    if raw is not None and (not isinstance(raw, str) or len(raw) > longest):
        raise ValueError(raw)
    return raw


def _number(raw: object) -> int | None:
    if raw is None:
        return None
    if isinstance(raw, bool) or not isinstance(raw, int) or not 0 < raw <= LAST_NUMBER:
        raise ValueError(raw)
    return raw


def _walk_in(raw: object) -> WalkIn | None:
    if raw is None:
        return None
    if not isinstance(raw, Mapping):
        raise ValueError(raw)
    words = [
        one_line(_text(raw.get(field), LONGEST_WORDS)) for field in ("name", "unit", "position")
    ]
    if not words[0]:
        raise ValueError(raw)
    return WalkIn(*words)

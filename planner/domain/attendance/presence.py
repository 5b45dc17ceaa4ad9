"""Who is in, read from the log: the same whatever the order in which its entries came."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from planner.domain.attendance.item import Kind

# The verdicts under which a person counts as having passed the door.
PASSED = frozenset({"ok", "ok_late", "already", "walkin"})
# Refusals that an offline door could not know of: the person is in, somebody has a look.
PASSED_FOR_REVIEW = frozenset({"cancelled", "replaced", "not_open"})


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the log, as far as it can matter to who is in."""

    client_id: str
    device_id: int
    door_id: int
    kind: Kind
    sitting: str
    delegate_id: int | None
    void_of: str | None
    effective_at: datetime
    verdict: str
    needs_review: bool = False
    body_hash: str = ""
    scan_id: int = field(default=0, compare=False)  # its row, once it has one

    @property
    def order(self) -> tuple[datetime, int, str]:
        """The smallest wins: of several who saw a person first."""
        return (self.effective_at, self.device_id, self.client_id)

    @property
    def key(self) -> tuple[str, int] | None:
        """The sitting and the delegate to which it may count."""
        return None if self.delegate_id is None else (self.sitting, self.delegate_id)

    @property
    def counts(self) -> bool:
        """Whether it moves a person; told by the entry alone, so that order cannot matter."""
        if self.kind is Kind.VOID or self.delegate_id is None:
            return False
        for_review = self.needs_review and self.verdict in PASSED_FOR_REVIEW
        return self.verdict in PASSED or for_review

    @property
    def voids(self) -> str | None:
        """The client id that it takes back, if it does."""
        return self.void_of if self.kind is Kind.VOID and self.verdict == "voided" else None


@dataclass(frozen=True, slots=True)
class Presence:
    """A delegate at a sitting; `won_by` is the client id of the scan that saw them first."""

    won_by: str
    door_id: int
    first_in: datetime
    last_out: datetime | None
    is_in: bool


def voided_ids(voids: Mapping[str, str]) -> frozenset[str]:
    """The client ids that are taken back; `voids` is {client id of a void: what it names}.

    A void of a void restores. Voids that name each other in a ring undo nothing.
    """
    waiting = Counter(target for target in voids.values() if target in voids)
    ready = [void for void in voids if not waiting[void]]
    taken_back: set[str] = set()
    while ready:
        void = ready.pop()
        target = voids[void]
        if void not in taken_back:
            taken_back.add(target)
        waiting[target] -= 1
        if target in voids and not waiting[target]:
            ready.append(target)
    return frozenset(taken_back)


def presence(entries: Iterable[Entry], taken_back: frozenset[str]) -> Presence | None:
    """One delegate at one sitting; None when nobody has (any more) seen them come in."""
    passed = sorted(
        (entry for entry in entries if entry.counts and entry.client_id not in taken_back),
        key=lambda entry: entry.order,
    )
    winner = next((entry for entry in passed if entry.kind is not Kind.OUT), None)
    if winner is None:
        return None
    later = [entry for entry in passed if entry.order > winner.order]
    outs = [entry.effective_at for entry in later if entry.kind is Kind.OUT]
    return Presence(
        won_by=winner.client_id,
        door_id=winner.door_id,
        first_in=winner.effective_at,
        last_out=max(outs, default=None),
        is_in=passed[-1].kind is not Kind.OUT,
    )


Key = tuple[str, int]  # sitting, delegate


class Log:
    """The part of a meeting's log that a batch touches, in memory; entries are only added."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._by_id: dict[str, Entry] = {}
        self._by_key: dict[Key, list[Entry]] = defaultdict(list)
        self._voids: dict[str, str] = {}
        self._taken_back: frozenset[str] = frozenset()
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Another entry; one that is known already changes nothing."""
        if entry.client_id in self._by_id:
            return
        self._by_id[entry.client_id] = entry
        if entry.key is not None:
            self._by_key[entry.key].append(entry)
        if entry.voids is not None:
            self._voids[entry.client_id] = entry.voids
            self._taken_back = voided_ids(self._voids)

    def get(self, client_id: str) -> Entry | None:
        return self._by_id.get(client_id)

    def without(self, client_ids: Collection[str]) -> "Log":
        """The same log, as if these had never come."""
        return Log(entry for entry in self if entry.client_id not in client_ids)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._by_id.values())

    def root_of(self, client_id: str | None) -> Entry | None:
        """The scan at the end of a chain of voids, as far as it is known."""
        seen: set[str] = set()
        while client_id is not None and client_id not in seen:
            seen.add(client_id)
            entry = self._by_id.get(client_id)
            if entry is None or entry.kind is not Kind.VOID:
                return entry
            client_id = entry.void_of
        return None

    def presence(self, key: Key) -> Presence | None:
        return presence(self._by_key.get(key, ()), self._taken_back)

    def projection(self) -> dict[Key, Presence]:
        """Who is in and was in, of everybody here."""
        found = {key: self.presence(key) for key in self._by_key}
        return {key: one for key, one in found.items() if one is not None}

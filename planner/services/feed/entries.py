"""Entries of calendars kept ready: in the memory of a process, and in the database for the next."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from sqlalchemy.orm import Session

from planner.domain.feed import FORM, Lines, Version
from planner.domain.timespan import DateWindow
from planner.outputs import ics
from planner.outputs.ics import Block
from planner.services.feed.told import Pages, entry_of_told
from planner.store import feed as feeds
from planner.store.feed import Asked, KeptEntry, State

MOST_BLOCKS = 16_384  # kept ready per process, of about a kilobyte each
MOST_VERSIONS = 65_536
FEW = 20  # entries that are drawn sooner than they are fetched or written

Key = tuple[Lines, str, int, datetime]
Fresh = tuple[Lines, Sequence[KeptEntry]]


@dataclass(slots=True)
class Entries:
    """What a process has drawn, once for each version of each meeting; threads share it."""

    blocks: dict[Key, Block | None] = field(default_factory=dict)
    versions: dict[State, Version] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    def versions_in(self, session: Session, wanted: Asked, days: DateWindow) -> list[Version]:
        """What a feed holds; of meetings whose state was met before nothing more is read."""
        if not self.versions:
            found = feeds.versions_in(session, wanted, days)
            self._know(found)
            return list(found.values())
        states = feeds.states_in(session, wanted, days)
        unknown = [state.meeting_id for state in states if state not in self.versions]
        found = feeds.versions_of(session, unknown)
        self._know(found)
        met = (found.get(state) or self.versions.get(state) for state in states)
        return [version for version in met if version is not None]

    def _know(self, found: Mapping[State, Version]) -> None:
        with self.lock:
            if len(self.versions) + len(found) > MOST_VERSIONS:
                self.versions.clear()
            self.versions.update(found)

    def blocks_of(self, told_as: Lines, versions: Iterable[Version]) -> list[Block]:
        """What has a day; a meeting that changed this very moment comes with its next version."""
        found = (self.blocks.get(_key(told_as, one)) for one in versions)
        return [one for one in found if one is not None]

    def draw_missing(
        self, session: Session, told_as: Lines, versions: Iterable[Version], pages: Pages
    ) -> Fresh:
        """Make all of these ready; what was drawn for it, where that is worth keeping."""
        missing = self._missing(told_as, versions)
        if len(missing) > FEW:
            self._fetch(session, told_as, missing, pages)
            missing = self._missing(told_as, missing.values())
        drawn = self._draw(session, told_as, missing, pages)
        return told_as, drawn if len(drawn) > FEW else ()

    def _missing(self, told_as: Lines, versions: Iterable[Version]) -> dict[str, Version]:
        return {
            one.uid: one
            for one in versions
            if one.meeting_id is not None and _key(told_as, one) not in self.blocks
        }

    def _fetch(
        self, session: Session, told_as: Lines, missing: Mapping[str, Version], pages: Pages
    ) -> None:
        wanted = {uid: _stamp(version, pages) for uid, version in missing.items()}
        kept = feeds.entries_of(session, told_as, wanted)
        self._keep({_key(told_as, missing[one.uid]): _block(one) for one in kept})

    def _draw(
        self, session: Session, told_as: Lines, missing: Mapping[str, Version], pages: Pages
    ) -> list[KeptEntry]:
        found, drawn = {}, []
        ids = [one.meeting_id for one in missing.values() if one.meeting_id is not None]
        for told in feeds.told_of(session, ids):
            entry = entry_of_told(told, f"{pages.meeting}{told.id}", told_as)
            made = ics.block(entry)
            found[told_as, told.uid, told.sequence, told.changed_at] = made
            stamp = _stamp(entry, pages)
            begins, text = (made.begins, made.text.decode()) if made else (None, None)
            drawn.append(KeptEntry(told.uid, stamp, begins, text))
        self._keep(found)
        return drawn

    def _keep(self, found: Mapping[Key, Block | None]) -> None:
        with self.lock:
            self.blocks.update(found)
            while len(self.blocks) > MOST_BLOCKS:
                del self.blocks[next(iter(self.blocks))]


def keep_fresh(session: Session, fresh: Fresh) -> None:
    """Let processes that begin later find what this one has drawn."""
    feeds.keep_entries(session, *fresh)


def _key(told_as: Lines, one: Version) -> Key:
    return told_as, one.uid, one.sequence, one.changed_at


def _stamp(one: Version | ics.CalendarEntry, pages: Pages) -> str:
    return f"{FORM} {one.sequence} {one.changed_at.isoformat()} {pages.meeting}"


def _block(kept: KeptEntry) -> Block | None:
    if kept.begins is None or kept.text is None:
        return None
    return Block(kept.begins, kept.uid, kept.text.encode())

"""What knows no dates in a succession: meetings, halls, accounts, calendars go to the heir.

It is done when the day has come, for what is still to be on that day.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.rights import Action, Viewer
from planner.services import meeting
from planner.services.meeting import MeetingChanges
from planner.services.succession.moves import Log, Move, Undecided
from planner.store import audit
from planner.store import succession as store
from planner.store.account import Account
from planner.store.directory import Unit
from planner.store.meeting import Meeting
from planner.store.session import flush
from planner.store.venue import Venue


@dataclass(slots=True)
class HandOver:
    """From units that have ended to the heir of all (None: there is none)."""

    session: Session
    viewer: Viewer
    ended: dict[int, Unit]
    heir: Unit | None
    above: Unit | None
    accounts_move: bool
    day: date
    now: datetime
    log: Log

    def hand_over(self) -> None:
        """All that is still to be; what cannot go anywhere is left to a person."""
        if not self.ended:
            return
        self._meetings()
        self._series()
        self._delegates()
        self._rules()
        self._venues()
        self._accounts_and_feeds()
        flush(self.session)

    def _meetings(self) -> None:
        for row in store.meetings_from(self.session, list(self.ended), self.day):
            name = f"{row.code} {row.title}"
            if row.standing_office_id in self.ended:
                self._left("succession.no_office", row, name)
            fields = [f for f in ("convenor_id", "host_id") if getattr(row, f) in self.ended]
            if not fields:
                continue
            if self.heir is None:
                self._left("succession.no_heir_for_meeting", row, name)
            else:
                self._move_meeting(row, name, fields, self.heir)

    def _move_meeting(self, row: Meeting, name: str, fields: list[str], heir: Unit) -> None:
        """As anybody would change it: calendars, letters and the record learn of it."""
        olds = {f: getattr(row, f) for f in fields}
        changes = MeetingChanges()
        if "convenor_id" in olds:
            changes["convenor_id"] = heir.id
        if "host_id" in olds:
            changes["host_id"] = heir.id
        meeting.change(self.session, self.viewer, row.id, changes, self.now)
        for f, old in olds.items():
            was = self.ended[old].name
            self.log.note(Move("meeting", row.id, name, f, old, heir.id, was, heir.name))

    def _series(self) -> None:
        for row in store.series_from(self.session, list(self.ended), self.day):
            if row.standing_office_id in self.ended:
                self._left("succession.no_office", row, row.title)
            if row.convenor_id not in self.ended:
                continue
            if self.heir is None:
                self._left("succession.no_heir_for_meeting", row, row.title)
                continue
            change = {"convenor_id": [row.convenor_id, self.heir.id]}
            self._set(row, "convenor_id", self.heir, row.title)
            row.changed_at = self.now
            audit.record(self.session, self.viewer, self.now, "change_series", row, change)

    def _delegates(self) -> None:
        """Who was called stays called, as written; the answer is the heir's to give."""
        if self.heir is None:
            return
        found = store.delegates_from(self.session, list(self.ended), self.day)
        for row in found:
            self._set(row, "unit_id", self.heir, row.name)
        if found:
            meeting.touch(self.session, {row.meeting_id for row in found}, self.now)

    def _rules(self) -> None:
        if self.heir is None:
            return
        for row in store.rules_naming(self.session, list(self.ended), self.day):
            heir = self.heir.id
            swapped = [heir if unit in self.ended else unit for unit in row.named_units]
            gone = [self.ended[unit].name for unit in row.named_units if unit in self.ended]
            words = (", ".join(gone), ", ".join(gone), self.heir.name)
            self.log.set(row, "named_units", list(dict.fromkeys(swapped)), words)

    def _venues(self) -> None:
        """A hall is kept by the heir, else by the unit above."""
        keeper = self.heir or self.above
        for row in store.held_by(self.session, Venue, list(self.ended)):
            if keeper is None:
                self._left("succession.no_keeper", row, row.name)
                continue
            old = row.unit_id
            self._set(row, "unit_id", keeper, row.name)
            change = {"unit_id": [old, keeper.id]}
            audit.record(self.session, self.viewer, self.now, "change_venue", row, change)

    def _accounts_and_feeds(self) -> None:
        """Who signs in for a unit that has ended does so for the heir, if an admin says so."""
        may = self.accounts_move and self.viewer.may_anywhere(Action.KEEP_ACCOUNTS)
        for row in store.held_by(self.session, Account, list(self.ended)):
            if self.heir is None or not may:
                self._left("succession.account_stays", row, row.name)
                continue
            old = row.unit_id
            self._set(row, "unit_id", self.heir, row.name)
            change = {"unit_id": [old, self.heir.id]}
            audit.record(self.session, self.viewer, self.now, "move_account", row, change)
        for feed in store.feeds_of(self.session, list(self.ended)):
            if self.heir is not None and may:
                self._set(feed, "scope_id", self.heir, feed.label or str(feed.id))

    def _set(self, row: Any, field: str, heir: Unit, name: str) -> None:
        was = self.ended[getattr(row, field)].name
        self.log.set(row, field, heir.id, (name, was, heir.name))

    def _left(self, code: str, row: Any, name: str) -> None:
        self.log.undecided.append(Undecided(code, row.__tablename__, row.id, name))

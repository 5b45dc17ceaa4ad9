"""What the scenes of the demo play on: the office's rows, its organiser, the usual deeds."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from planner.domain.meeting import When, is_rest_day, uid_of
from planner.domain.rights import Viewer
from planner.domain.timespan import HANOI, DateWindow, TimeSpan
from planner.services import meeting as meetings
from planner.services.demo.units import ROOT, code
from planner.services.meeting import MeetingDraft
from planner.store import meeting as kept
from planner.store.directory import Unit
from planner.store.meeting import Meeting
from planner.store.venue import Hall


@dataclass(frozen=True, slots=True)
class Stage:
    """The demo office once it has units, halls and accounts; `organiser` does all deeds."""

    session: Session
    organiser: Viewer
    units: Mapping[str, Unit]
    halls: Mapping[str, Hall]
    code_key: str

    @property
    def province(self) -> Unit:
        return self.units[ROOT]

    def unit_id(self, short: str) -> int:
        """The number of the unit `code(short)`."""
        return self.units[code(short)].id

    def hall_of(self, short: str) -> Hall:
        """Where a unit receives a giao ban."""
        return self.halls.get(f"HT-{short}") or self.halls["HT-TTN"]

    def book(self, draft: MeetingDraft, now: datetime) -> Meeting:
        return meetings.book(self.session, self.organiser, draft, uid=new_uid(), now=now).meeting

    def workday(self, day: date, *, avoiding: Collection[date] = ()) -> date:
        """That day, or the next on which the office works and that is not to be avoided."""
        marked = kept.marked_days(self.session, DateWindow(day, day + timedelta(days=40)))
        while is_rest_day(day, marked) or day in avoiding:
            day += timedelta(days=1)
        return day


def new_uid() -> str:
    return uid_of(secrets.token_hex(16), "http://demo.local")


def at(day: date, clock: str) -> datetime:
    """`at(day, "07:30")` on the office's clock."""
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=HANOI)


def hours(day: date, start: str, end: str) -> When:
    """Known hours of a day."""
    return When.exact(TimeSpan(at(day, start), at(day, end)))


def month(day: date) -> DateWindow:
    """The whole month of a day."""
    first = day.replace(day=1)
    return DateWindow(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))

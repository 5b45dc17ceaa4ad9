"""When all is set, and how a row is kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from planner.domain.timespan import HANOI, TimeSpan
from planner.store.base import Base

Row = TypeVar("Row", bound=Base)
NOW = datetime(2026, 1, 2, 1, 0, tzinfo=UTC)  # eight o'clock, three days before the meeting


def at(clock: str, day: int = 5) -> datetime:
    """`at("08:30")` on the day of the sample meeting (5 January 2026, Hà Nội)."""
    hour, minute = map(int, clock.split(":"))
    return datetime(2026, 1, day, hour, minute, tzinfo=HANOI)


def span(start: str, end: str, day: int = 5) -> TimeSpan:
    return TimeSpan(at(start, day), at(end, day))


def keep(session: Session, row: Row) -> Row:
    session.add(row)
    session.flush()
    _commit(session)
    return row


@contextmanager
def at_once(session: Session) -> Iterator[None]:
    """What is made in the block is committed together at its end, which is far quicker."""
    session.info["at once"] = True
    yield
    del session.info["at once"]
    session.commit()


def _commit(session: Session) -> None:
    if "at once" not in session.info:
        session.commit()

"""An hour of the day told alone, without its day."""

from datetime import date, time

from planner.domain.timewords.points import ImpossibleDate
from planner.domain.timewords.reading import clocks_of
from planner.domain.timewords.run import Run
from planner.domain.timewords.scanner import scan
from planner.domain.timewords.tokens import tokens

_ANY_DAY = date(2000, 1, 1)
_ALLOWED = frozenset({"clock", "session", "filler", "tentative", "list"})


def read_hour(text: str) -> time | None:
    """«7g30», «07:30», «2 giờ chiều», «8 giờ rưỡi sáng», «8»; None where it tells no one hour."""
    row = tokens(text)
    if len(row) == 1 and row[0].kind == "number" and row[0].values[0] < 24:
        return time(row[0].values[0])
    try:
        items = scan(row, _ANY_DAY)
    except (ImpossibleDate, OverflowError):
        return None
    if not all(item.role in _ALLOWED for item in items):
        return None
    clocks = clocks_of(Run(tuple(items)))
    return time(*clocks[0]) if len(clocks) == 1 and clocks[0][0] < 24 else None

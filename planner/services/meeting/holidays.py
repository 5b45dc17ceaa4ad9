"""Days of rest as the state sets them, filled into the office's own table. The caller commits."""

from collections.abc import Iterable

import holidays
from sqlalchemy.orm import Session

from planner.domain.timespan import DateWindow
from planner.store import meeting as meetings
from planner.store.meeting import Holiday
from planner.store.session import flush

COUNTRY, LANGUAGE = "VN", "vi"


def fill_holidays(session: Session, years: Iterable[int]) -> int:
    """Add the days of rest of these years that the table lacks; how many. Marked days stay."""
    wanted = sorted(set(years))
    if not wanted:
        return 0
    off = holidays.country_holidays(COUNTRY, years=wanted, language=LANGUAGE)
    known = meetings.marked_days(session, DateWindow(min(off), max(off)))
    new = [
        Holiday(day=day, name=name, is_off=True)
        for day, name in sorted(off.items())
        if day not in known
    ]
    session.add_all(new)
    flush(session)
    return len(new)

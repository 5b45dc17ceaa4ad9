"""What is worth a second look in a meeting, and what its hall would need."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from planner.domain import meeting as rules
from planner.domain.errors import Finding
from planner.domain.meeting import LIVE, Status
from planner.domain.rights import Viewer
from planner.domain.timespan import DateWindow, TimeSpan, local_day, start_of_day, whole_day
from planner.domain.venue import OFFER_REACH
from planner.services import venue
from planner.services.meeting.holidays import marked_days
from planner.services.venue import Wanted
from planner.store import blackout as blackouts
from planner.store import meeting as meetings
from planner.store import venue as venues
from planner.store.meeting import Clash, Meeting
from planner.store.venue import Hall

_NAMES_SHOWN = 3
_BLAMED = {"unit": "host_id", "hall": "hall_id"}


def findings_of(session: Session, viewer: Viewer, meeting: Meeting, now: datetime) -> list[Finding]:
    """What is worth a second look in a meeting that the viewer may see, as things are now.

    Nothing, once it is over, postponed or cancelled.
    """
    status, when = Status(meeting.status), meeting.when
    if status not in LIVE:
        return []
    days = when.days
    marked = marked_days(session, _around(days)) if days else {}
    found = list(rules.findings_of_time(when, marked, local_day(now)))
    if status is Status.CONFIRMED and not when.has_day:
        found.append(Finding("meeting.confirmed_without_day", "starts_at"))
    found += _findings_of_hall(session, meeting)
    if when.span:
        found += _findings_of_people(session, viewer, meeting, when.span)
    if days and when.has_day:
        found += _findings_of_busy_days(session, meeting, days)
    return found


def wanted(session: Session, row: Meeting, hall: Hall, span: TimeSpan) -> Wanted:
    """The hall for this meeting, with what the offers need to know."""
    days = _around(DateWindow(local_day(span.start), local_day(span.end)))
    rest = rules.rest_days(days, marked_days(session, days))
    return Wanted(row.id, hall, span, row.headcount, rest)


def _around(days: DateWindow) -> DateWindow:
    """As far as better days and free hours are looked for."""
    reach = OFFER_REACH + timedelta(days=1)
    return DateWindow(days.start - reach, days.end + reach)


def _findings_of_hall(session: Session, row: Meeting) -> list[Finding]:
    hall, needed = row.hall, row.headcount
    if hall is None:
        return []
    found = []
    if row.span is None:
        found.append(Finding("venue.not_held", "hall_id", {"hall": hall.name}))
    if needed is not None and hall.capacity < needed:
        details = {"hall": hall.name, "capacity": hall.capacity, "headcount": needed}
        found.append(Finding("venue.too_small", "hall_id", details | _roomier(session, row, hall)))
    return found


def _roomier(session: Session, row: Meeting, hall: Hall) -> dict[str, object]:
    """Halls that are big enough; free at that time, where it is known."""
    if row.span:
        offers = venue.roomier(session, wanted(session, row, hall, row.span))
        halls = [offer.hall for offer in offers]
    else:
        halls = venues.halls_of_size(session, row.headcount or 0)[:_NAMES_SHOWN]
    named = {f"{one.name} ({one.capacity})": one.hall_id for one in halls}
    return {"halls": ", ".join(named) or "—", "hall_ids": named}


def _findings_of_people(
    session: Session, viewer: Viewer, row: Meeting, span: TimeSpan
) -> list[Finding]:
    """Who is wanted in two places; a meeting out of the viewer's sight stays nameless."""
    called = meetings.called_elsewhere(session, row.id, span)
    hosted = meetings.hosted_elsewhere(session, row.host_id, row.id, span) if row.host_id else []
    seen = meetings.visible(session, viewer, {clash.meeting_id for clash in called + hosted})
    return [
        *(_clash("meeting.person_twice", "starts_at", clash, seen) for clash in called),
        *(_clash("meeting.host_twice", "host_id", clash, seen) for clash in hosted),
    ]


def _findings_of_busy_days(session: Session, row: Meeting, days: DateWindow) -> list[Finding]:
    """Who said beforehand that they cannot take part: host, hall, the called, or everybody."""
    span = row.span or TimeSpan(start_of_day(days.start), whole_day(days.end).end)
    found = blackouts.touching(
        session,
        span,
        units=[row.host_id] if row.host_id else [],
        people=meetings.people_called(session, row.id),
        halls=[row.hall_id] if row.hall_id else [],
        convenor_id=row.convenor_id,
    )
    return [
        Finding(
            f"blackout.{one.kind}",
            _BLAMED.get(one.kind, "starts_at"),
            {"name": blackouts.name_of(one), "reason": one.reason},
        )
        for one in found
    ]


def _clash(code: str, blamed: str, clash: Clash, seen: set[int]) -> Finding:
    names = ", ".join(clash.names[:_NAMES_SHOWN])
    more = "…" if len(clash.names) > _NAMES_SHOWN else ""
    details = {"count": len(clash.names), "names": names + more}
    if clash.meeting_id in seen:
        return Finding(code, blamed, details | {"code": clash.code})
    return Finding(f"{code}_elsewhere", blamed, details)

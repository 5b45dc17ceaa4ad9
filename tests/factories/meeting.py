"""Meetings, where they are, who is called and what is sent."""

from sqlalchemy.orm import Session

from planner.domain.text import search_key, sort_key
from planner.domain.timespan import Precision, TimeSpan
from planner.store.directory import (
    Unit,
)
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.notice import OutboxMessage
from planner.store.venue import Hall, Venue
from tests.factories.ground import NOW, keep, span


def make_venue(session: Session, unit: Unit, name: str = "Nhà văn hoá") -> Venue:
    return keep(session, Venue(name=name, unit_id=unit.id, search_key=search_key(name)))


def make_hall(
    session: Session, venue: Venue, code: str = "HT-A", capacity: int = 100, name: str = ""
) -> Hall:
    return keep(
        session,
        Hall(code=code, venue_id=venue.id, name=name or f"Hội trường {code}", capacity=capacity),
    )


def make_meeting(
    session: Session,
    convenor: Unit,
    host: Unit | None = None,
    *,
    code: str = "GB-2026-1",
    when: TimeSpan | None = None,
    status: str = "confirmed",
    title: str = "Giao ban quý I",
) -> Meeting:
    """A meeting of exact hours, half past seven to five unless told."""
    when = when or span("07:30", "17:00")
    return keep(
        session,
        Meeting(
            code=code,
            kind="briefing",
            title=title,
            search_key=search_key(title),
            convenor_id=convenor.id,
            host_id=host.id if host else None,
            precision=Precision.MINUTE.value,
            starts_at=when.start,
            ends_at=when.end,
            date_sure=status == "confirmed",
            status=status,
            uid=f"{code.lower()}@example.vn",
            changed_at=NOW,
            created_at=NOW,
        ),
    )


def make_delegate(
    session: Session, meeting: Meeting, unit: Unit | None, name: str = "Lê Ngọc Lan"
) -> Delegate:
    return keep(
        session,
        Delegate(
            meeting_id=meeting.id,
            unit_id=unit.id if unit else None,
            name=name,
            position="Bí thư",
            unit_name=unit.name if unit else "",
            search_key=search_key(name),
            sort_key=sort_key(name),
        ),
    )


def make_letter(
    session: Session, meeting: Meeting | None, state: str = "uncertain", purpose: str = "invite:1"
) -> OutboxMessage:
    """A letter about a meeting, on which a person is to decide unless told."""
    return keep(
        session,
        OutboxMessage(
            purpose=purpose,
            kind="invitation",
            meeting_id=meeting.id if meeting else None,
            address="lan@example.vn",
            subject="Giấy mời họp",
            body="Kính mời đồng chí dự giao ban.",
            state=state,
            due_at=NOW,
            created_at=NOW,
        ),
    )

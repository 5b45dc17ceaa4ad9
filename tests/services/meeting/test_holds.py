"""Whatever people do one after the other, holds stay apart and fit their meetings."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.meeting import Status, When
from planner.domain.rights import KEEPER
from planner.domain.timespan import TimeSpan
from planner.services import meeting as service
from planner.services.meeting import MeetingChanges
from planner.store.meeting import Meeting
from planner.store.venue import Hall, HallHold
from tests.factories import (
    NOW,
    Office,
)
from tests.services.meeting.sample import LATER, draft_of

HOURS = st.integers(0, 20)
OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["book", "move", "hall", "off", "on"]), HOURS, st.integers(1, 6)),
    max_size=12,
)


@given(OPERATIONS)
@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_holds_never_overlap_and_are_those_of_live_meetings(
    session: Session, office: Office, operations: list[tuple[str, int, int]]
) -> None:
    undone = session.begin_nested()
    halls = [office.hall.id, make_second_hall(session, office)]
    made: list[Meeting] = []
    for operation in operations:
        with session.begin_nested() as step:
            try:
                play(session, office, halls, made, operation)
            except RuleBroken:  # taken, no such step: the rest goes on
                step.rollback()
    rows = session.query(HallHold).order_by(HallHold.starts_at).all()
    for place, hold in enumerate(rows):
        others = [other for other in rows[:place] if other.hall_id == hold.hall_id]
        assert not any(other.span.overlaps(hold.span) for other in others)
    live = [one for one in session.query(Meeting) if one.hall_id and one.status == "tentative"]
    assert sorted((one.id, one.hall_id, one.starts_at) for one in live) == sorted(
        (hold.meeting_id, hold.hall_id, hold.starts_at) for hold in rows
    )
    undone.rollback()
    session.expunge_all()


def make_second_hall(session: Session, office: Office) -> int:
    hall = Hall(code="HT-Z", venue_id=office.venue.id, name="Hội trường Z", capacity=100)
    session.add(hall)
    session.flush()
    return hall.id


def play(
    session: Session,
    office: Office,
    halls: list[int],
    made: list[Meeting],
    operation: tuple[str, int, int],
) -> None:
    verb, hour, length = operation
    start = NOW + timedelta(days=3, hours=hour)
    when = When.exact(TimeSpan(start, start + timedelta(hours=length)))
    if verb == "book" or not made:
        draft = replace(draft_of(office), when=when, hall_id=halls[hour % 2])
        uid = f"{len(made)}.{hour}.{length}@example.vn"
        made.append(service.book(session, KEEPER, draft, uid=uid, now=NOW).meeting)
        return
    chosen = made[length % len(made)].id
    changes: MeetingChanges = {"when": when}
    if verb == "hall":
        changes = {"hall_id": halls[hour % 2]}
    elif verb == "off":
        changes = {"status": Status.CANCELLED, "reason": "thôi"}
    elif verb == "on":
        changes = {"status": Status.TENTATIVE, "reason": "lại họp"}
    service.change(session, KEEPER, chosen, changes, LATER)

"""One hall, many who want it in the same second: on both databases exactly one gets it."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.meeting import MeetingKind, When
from planner.domain.rights import Viewer
from planner.services import meeting as service
from planner.services.meeting import MeetingDraft
from planner.store.audit import AuditEntry
from planner.store.meeting import Meeting
from planner.store.session import make_writers
from planner.store.venue import HallHold
from tests.conftest import new_postgres_database
from tests.databases import ENGINES, fresh
from tests.factories import NOW, Office, make_hall, make_office, span, who

MANY = 200


@pytest.fixture(params=ENGINES)
def crowded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of our own, for what is really committed."""
    with fresh(request.param, tmp_path, request) as engine:
        yield engine


def try_all(engine: Engine, drafts: list[MeetingDraft], viewer: Viewer) -> list[str]:
    """Book them in as many threads, all at once; what became of each."""
    writers, start = make_writers(engine), Barrier(len(drafts))

    def attempt(number: int) -> str:
        start.wait()
        try:
            with writers.begin() as session:
                uid = f"{number}@example.vn"
                service.book(session, viewer, drafts[number], uid=uid, now=NOW)
        except RuleBroken as broken:
            return f"{broken.code} {broken.details['held_code']}"
        return "kept"

    with ThreadPoolExecutor(len(drafts)) as pool:
        return list(pool.map(attempt, range(len(drafts))))


def cast(engine: Engine) -> tuple[Office, Viewer]:
    with Session(engine, expire_on_commit=False) as session:
        office = make_office(session)
        return office, who(session, office.ha)


def draft_of(office: Office, hall_id: int) -> MeetingDraft:
    return MeetingDraft(
        title="Hội nghị",
        kind=MeetingKind.CONFERENCE,
        convenor_id=office.province.id,
        hall_id=hall_id,
        when=When.exact(span("08:00", "10:00")),
    )


def test_of_two_hundred_bookings_of_a_hall_one_is_kept(crowded: Engine) -> None:
    office, ha = cast(crowded)

    ends = try_all(crowded, [draft_of(office, office.hall.id)] * MANY, ha)

    assert Counter(ends) == {"kept": 1, "venue.hall_taken HN-2026-001": MANY - 1}
    with Session(crowded) as session:
        counts = [session.query(table).count() for table in (HallHold, Meeting, AuditEntry)]
    assert counts == [1, 2, 1]  # one meeting is the cast's own


def test_bookings_of_different_halls_are_all_kept_under_codes_of_their_own(
    crowded: Engine,
) -> None:
    office, ha = cast(crowded)
    with Session(crowded, expire_on_commit=False) as session:
        halls = [make_hall(session, office.venue, f"P-{number}") for number in range(20)]

    ends = try_all(crowded, [draft_of(office, hall.id) for hall in halls], ha)

    assert ends == ["kept"] * 20
    with Session(crowded) as session:
        codes = [one.code for one in session.query(Meeting).filter_by(kind="conference")]
    assert sorted(codes) == [f"HN-2026-{number:03}" for number in range(1, 21)]


def test_meetings_that_swap_halls_back_and_forth_never_deadlock(crowded: Engine) -> None:
    """Each moves its meeting between two halls; who comes second is refused, no more."""
    office, ha = cast(crowded)
    writers = make_writers(crowded)
    with Session(crowded, expire_on_commit=False) as session:
        halls = [make_hall(session, office.venue, f"P-{number}") for number in range(2)]
    with writers.begin() as session:
        booked = [
            service.book(session, ha, draft_of(office, hall.id), uid=hall.code, now=NOW)
            for hall in halls
        ]
    meeting_ids = [one.meeting.id for one in booked]

    def move(number: int) -> str:
        try:
            with writers.begin() as session:
                changes = service.MeetingChanges(hall_id=halls[(number // 2) % 2].id)
                service.change(session, ha, meeting_ids[number % 2], changes, NOW)
        except RuleBroken as broken:
            return broken.code
        return "kept"

    with ThreadPoolExecutor(8) as pool:
        ends = set(pool.map(move, range(40)))

    assert ends <= {"kept", "venue.hall_taken"}


def test_who_only_the_database_stops_is_told_the_same(postgres: str) -> None:
    """Somebody takes the hall past the rule and its lock, and commits while we wait."""
    for engine in new_postgres_database(postgres):
        office, ha = cast(engine)
        with Session(engine) as other, ThreadPoolExecutor(1) as pool:
            other.add(
                HallHold(
                    hall_id=office.hall.id,
                    meeting_id=office.meeting.id,
                    starts_at=span("09:00", "11:00").start,
                    ends_at=span("09:00", "11:00").end,
                )
            )
            other.flush()
            ours = pool.submit(try_all, engine, [draft_of(office, office.hall.id)], ha)
            _await_lock(engine)
            other.commit()
            assert ours.result(timeout=20) == ["venue.hall_taken GB-2026-1"]


def _await_lock(engine: Engine) -> None:
    """Until somebody waits for a transaction to end."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    with engine.connect() as connection:
        while not connection.exec_driver_sql(waiting).scalar():
            pass


def test_the_audit_and_the_hold_are_undone_with_a_refusal(crowded: Engine) -> None:
    office, ha = cast(crowded)
    writers = make_writers(crowded)
    with writers.begin() as session:
        first = service.book(session, ha, draft_of(office, office.hall.id), uid="a", now=NOW)
    later = When.exact(span("14:00", "16:00"))
    with writers.begin() as session:
        draft = replace(draft_of(office, office.hall.id), title="Khác", when=later)
        second = service.book(session, ha, draft, uid="b", now=NOW)

    changes = service.MeetingChanges(title="Đổi", when=first.meeting.when)
    with writers() as session, pytest.raises(RuleBroken):
        service.change(session, ha, second.meeting.id, changes, NOW)

    with Session(crowded) as session:
        kept = session.get_one(Meeting, second.meeting.id)
        assert (kept.title, kept.when, kept.sequence) == ("Khác", later, 0)
        holds = session.query(HallHold).order_by(HallHold.starts_at)
        assert [hold.span for hold in holds] == [span("08:00", "10:00"), later.span]

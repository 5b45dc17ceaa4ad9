"""Scans that somebody should look at: nothing is lost, each is decided by one tap."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.domain.attendance.item import Item, Kind
from planner.domain.attendance.presence import voided_ids
from planner.domain.attendance.review import Decision, Doubt, Suspect, doubts_about
from planner.domain.errors import NotFound, RuleBroken
from planner.domain.invitation import Event, Way
from planner.domain.rights import Action, Viewer
from planner.services.attendance.desk import client_id, write_by_hand
from planner.services.invitation import ledger
from planner.services.invitation.ledger import By
from planner.store import audit
from planner.store import meeting as meetings
from planner.store.attendance import ReviewDecision, Scan, office
from planner.store.attendance.office import Suspected
from planner.store.invitation import Delegate
from planner.store.meeting import Meeting
from planner.store.session import flush

MOST_READ = 2_000  # scans looked through at a time; what is decided makes room


@dataclass(frozen=True, slots=True)
class Case:
    """A scan on the list; `namesakes` are whom a walk-in may be."""

    scan: Scan
    doubts: tuple[Doubt, ...]
    delegate: Delegate | None
    door: str
    device: str
    first_in: datetime | None
    namesakes: tuple[Delegate, ...]


def cases_of(session: Session, viewer: Viewer, meeting_id: int) -> list[Case]:
    """What waits for a decision, oldest first."""
    meeting = meetings.get(session, viewer, Action.KEEP_ATTENDANCE, meeting_id)
    taken_back = voided_ids(office.voids_of(session, meeting.id))
    found = [
        one
        for one in office.suspected(session, meeting.id, MOST_READ)
        if one.scan.client_id not in taken_back
    ]
    walked_in = [one.delegate for one in found if one.scan.kind == "walkin" and one.delegate]
    keys = {one.search_key for one in walked_in}
    known = office.namesakes(session, meeting.id, keys)
    cases = [
        _case(one, known.get(one.delegate.search_key, ()) if one.delegate else ()) for one in found
    ]
    return [case for case in cases if case.doubts]


def _case(one: Suspected, known: Sequence[Delegate]) -> Case:
    is_walk_in = one.scan.kind == "walkin"
    own = one.delegate.id if one.delegate else None
    others = tuple(row for row in known if row.id != own) if is_walk_in else ()
    suspect = Suspect(
        kind=Kind(one.scan.kind),
        verdict=one.scan.verdict,
        needs_review=one.scan.needs_review,
        device_id=one.scan.device_id,
        scanned_at=one.scan.scanned_at,
        effective_at=one.scan.effective_at,
        first_in=one.first_in,
        first_device_id=one.first_device_id,
        has_namesakes=bool(others),
    )
    doubts = doubts_about(suspect)
    return Case(one.scan, doubts, one.delegate, one.door, one.device, one.first_in, others)


@dataclass(frozen=True, slots=True)
class Settled:
    """One tap; `same_as` is the delegate that a walk-in is."""

    scan_id: int
    decision: Decision
    same_as: int | None = None


def decide(
    session: Session,
    viewer: Viewer,
    meeting_id: int,
    settled: Settled,
    now: datetime,
) -> None:
    """Settle a scan. Refused: what was settled before; a namesake who is none.

    Accepted it stays as it counts already; refused it is taken back; a walk-in who is the `same
    as` a delegate counts as that delegate from the same moment.
    """
    meeting = meetings.get(session, viewer, Action.KEEP_ATTENDANCE, meeting_id, lock=True)
    scan = office.scan_at(session, meeting.id, settled.scan_id)
    if office.is_decided(session, scan.id):
        raise RuleBroken("attendance.decided_already")
    decision = settled.decision
    if decision is Decision.SAME:
        _count_as(session, meeting, scan, settled.same_as, now)
    elif decision is Decision.REFUSE:
        write_by_hand(session, meeting, [_void(scan, now)], "review", now)
    row = ReviewDecision(
        meeting_id=meeting.id, scan_id=scan.id, decision=decision.value, decided_at=now
    )
    session.add(row)
    flush(session)
    change = {"decision": [None, decision.value], "scan": [None, scan.client_id]}
    if settled.same_as is not None:
        change["same_as"] = [None, str(settled.same_as)]
    audit.record(session, viewer, now, "review_scan", meeting, change)


def _count_as(
    session: Session, meeting: Meeting, scan: Scan, same_as: int | None, now: datetime
) -> None:
    """Both rows stay in the log; the walk-in's line leaves the list."""
    target = session.get(Delegate, same_as) if same_as else None
    if target is None or target.meeting_id != meeting.id or scan.kind != "walkin":
        raise NotFound("delegate")
    came = Item(
        client_id=client_id("same", scan.client_id, target.id),
        kind=Kind.IN,
        at=scan.effective_at,
        is_offline=True,
        delegate_id=target.id,
    )
    write_by_hand(session, meeting, [_void(scan, now), came], "review", now)
    walk_in = session.get(Delegate, scan.delegate_id) if scan.delegate_id else None
    if walk_in is not None and walk_in.id != target.id:
        ledger.write(session, walk_in, Event.TAKEN_OFF, By(Way.OFFICE, now))


def _void(scan: Scan, now: datetime) -> Item:
    return Item(
        client_id=client_id("void", scan.client_id),
        kind=Kind.VOID,
        at=now,
        is_offline=True,
        void_of=scan.client_id,
    )

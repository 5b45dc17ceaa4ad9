"""Exchanging, passing over and choosing turns; each with its reason. The caller commits."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain import rotation as rules
from planner.domain.errors import RuleBroken
from planner.domain.rights import Action, Viewer
from planner.domain.timespan import local_day
from planner.services import meeting as meetings
from planner.services.rotation.ledger import ledger_of, proposal_for
from planner.services.series import turn_of
from planner.store import audit
from planner.store import rotation as turns
from planner.store import series as all_series
from planner.store.rotation import RotationBook, TurnChange
from planner.store.series import Series
from planner.store.session import flush

MOST_CREDIT = 1_000


@dataclass(frozen=True, slots=True)
class SkipFacts:
    """Whom to pass over and why; `forgiven`: it has had its turn by that."""

    unit_id: int
    reason: str
    forgiven: bool = False


@dataclass(frozen=True, slots=True)
class HostFacts:
    """Who is to host; why, where it is not the one first in line."""

    unit_id: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class StartFacts:
    """With how many turns in all a unit begins, and why."""

    unit_id: int
    turns: int
    reason: str


def swap(
    session: Session,
    viewer: Viewer,
    series_id: int,
    swapped: tuple[int, int],
    reason: str,
    now: datetime,
) -> None:
    """Let the hosts of two sessions host each other's; nobody gains or loses a turn by it."""
    series = _planned(session, viewer, series_id)
    one, other = (all_series.get_turn(session, series, number) for number in swapped)
    rules.ensure_can_swap(turn_of(one), turn_of(other), local_day(now))
    why = rules.reason_of(reason)
    first, second = one.meeting.host_id, other.meeting.host_id
    meetings.change(session, viewer, one.meeting_id, {"host_id": second}, now)
    meetings.change(session, viewer, other.meeting_id, {"host_id": first}, now)
    change = _changed(series, viewer, now, "swap", first, why)
    change.other_id = second
    change.meeting_id, change.other_meeting_id = one.meeting_id, other.meeting_id
    ordinals = [one.ordinal, other.ordinal]
    _keep(session, viewer, series, change, "swap_turns", {"sessions": [None, ordinals]})


def skip(
    session: Session,
    viewer: Viewer,
    series_id: int,
    meeting_id: int,
    facts: SkipFacts,
    now: datetime,
) -> None:
    """Pass a unit over at a session: it stays first in line, or (`forgiven`) has had its turn.

    Where it was the host already, the session has none after that.
    """
    series = _planned(session, viewer, series_id)
    turn = all_series.get_turn(session, series, meeting_id)
    rules.ensure_skip(turn_of(turn), local_day(now))
    why = rules.reason_of(facts.reason)
    _ensure_member(session, series, facts.unit_id, now)
    if facts.unit_id in turns.skipped_at(session, meeting_id):
        raise RuleBroken("rotation.skipped_already", field="unit_id")
    if turn.meeting.host_id == facts.unit_id:
        meetings.change(session, viewer, meeting_id, {"host_id": None}, now)
    change = _changed(series, viewer, now, "skip", facts.unit_id, why)
    change.meeting_id, change.credit = meeting_id, int(facts.forgiven)
    changes: dict[str, object] = {
        "unit_id": [None, facts.unit_id],
        "forgiven": [None, facts.forgiven],
    }
    _keep(session, viewer, series, change, "skip_turn", changes)


def host_instead(
    session: Session,
    viewer: Viewer,
    series_id: int,
    meeting_id: int,
    facts: HostFacts,
    now: datetime,
) -> bool:
    """Name the host of a session; another than the one first in line needs a reason.

    Whether it was another.
    """
    series = _planned(session, viewer, series_id)
    turn = all_series.get_turn(session, series, meeting_id)
    rules.ensure_skip(turn_of(turn), local_day(now))
    _ensure_member(session, series, facts.unit_id, now)
    proposal, _ledger = proposal_for(session, series, turn, now)
    first = proposal.first.unit_id if proposal.first else None
    is_other = first is not None and facts.unit_id != first
    why = rules.reason_of(facts.reason) if is_other else ""
    meetings.change(session, viewer, meeting_id, {"host_id": facts.unit_id}, now)
    if is_other:
        change = _changed(series, viewer, now, "override", first, why)
        change.other_id, change.meeting_id = facts.unit_id, meeting_id
        changes: dict[str, object] = {"host_id": [first, facts.unit_id]}
        _keep(session, viewer, series, change, "override_turn", changes)
    return is_other


def choose_start(
    session: Session,
    viewer: Viewer,
    series_id: int,
    facts: StartFacts,
    now: datetime,
) -> None:
    """Write down with how many turns a new or merged unit begins, and why."""
    series = _planned(session, viewer, series_id)
    _ensure_member(session, series, facts.unit_id, now)
    why = rules.reason_of(facts.reason)
    if not 0 <= facts.turns <= MOST_CREDIT:
        raise RuleBroken("rotation.odd_credit", field="turns", most=MOST_CREDIT)
    ledger = ledger_of(session, series, now)
    born = next(one.since for one in ledger.members if one.id == facts.unit_id)
    own = sum(
        one.unit_id == facts.unit_id
        and (born is None or one.day < born)
        and (ledger.since is None or one.day >= ledger.since)
        for one in ledger.counted
    )
    change = _changed(series, viewer, now, "start", facts.unit_id, why)
    change.credit = facts.turns - own
    changes: dict[str, object] = {"unit_id": [None, facts.unit_id], "turns": [None, facts.turns]}
    _keep(session, viewer, series, change, "choose_start", changes)


def count_since(
    session: Session, viewer: Viewer, series_id: int, since: date | None, now: datetime
) -> None:
    """Count turns from this day on; None: from the beginning."""
    series = _planned(session, viewer, series_id)
    if since is not None and since > local_day(now):
        raise RuleBroken("rotation.since_in_future", field="since")
    book = _book(session, series)
    before, book.count_from = book.count_from, since
    flush(session)
    days = [day.isoformat() if day else None for day in (before, since)]
    audit.record(session, viewer, now, "count_since", series, {"since": days})


def _book(session: Session, series: Series) -> RotationBook:
    """The convenor's book, made where there is none."""
    book = turns.book_of(session, series.convenor_id)
    if book is None:
        book = RotationBook(convenor_id=series.convenor_id, flag_name="")
        session.add(book)
    return book


def _planned(session: Session, viewer: Viewer, series_id: int) -> Series:
    return all_series.get(session, viewer, Action.PLAN_SERIES, series_id, lock=True)


def _ensure_member(session: Session, series: Series, unit_id: int, now: datetime) -> None:
    if unit_id not in ledger_of(session, series, now).units:
        raise RuleBroken("series.not_of_the_convenor", field="unit_id")


def _changed(
    series: Series, viewer: Viewer, now: datetime, kind: str, unit_id: int | None, reason: str
) -> TurnChange:
    return TurnChange(
        kind=kind,
        convenor_id=series.convenor_id,
        unit_id=unit_id,
        credit=0,
        reason=reason,
        account_name=viewer.name,
        at=now,
    )


def _keep(
    session: Session,
    viewer: Viewer,
    series: Series,
    change: TurnChange,
    deed: str,
    changes: dict[str, object],
) -> None:
    session.add(change)
    series.changed_at = change.at
    flush(session)
    said = {**changes, "reason": [None, change.reason]}
    audit.record(session, viewer, change.at, deed, series, said)

"""Moving one session on the board: what is in its way, the move itself, taking it back.

The caller commits.
"""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from planner.domain.errors import RuleBroken
from planner.domain.meeting import Status, When
from planner.domain.rights import Viewer
from planner.domain.rotation.halves import half_of, slot_of, when_at
from planner.domain.rotation.planning import Kind, Rule, Wish
from planner.domain.timespan import DateWindow, DayPart, Precision, TimeSpan, local_day
from planner.domain.timetable import checker, days
from planner.domain.timetable.values import Assignment, Half, Instance, Label
from planner.services import series as all_sessions
from planner.services.rotation.planning.ground import Ground, ground_for, is_open
from planner.services.rotation.planning.keys import (
    hall_key,
    own_place_key,
    session_key,
    unit_key,
)
from planner.services.rotation.planning.posing import pose
from planner.services.series import SessionFacts
from planner.store.meeting import Meeting
from planner.store.rotation import planning as store
from planner.store.rotation.planning import SessionMove
from planner.store.series import HostTurn
from planner.store.session import flush

# A day that was chosen by hand is not held against its month, nor against whose turn it is.
CHECKED = frozenset(Rule) - {Rule.WINDOWS, Rule.ROTATION, Rule.KEEP_HOSTS, Rule.CLUSTERS}


@dataclass(frozen=True, slots=True)
class Target:
    """Where a session is to go: a day and a half of it; of a session without a day its month."""

    day: date
    half: Half
    is_month: bool = False


@dataclass(frozen=True, slots=True)
class Tried:
    """What the rule engine says of a move: the rules that it breaks anew."""

    target: Target
    labels: tuple[Label, ...]
    instance: Instance


def try_month(
    session: Session, viewer: Viewer, turn: HostTurn, month: date, now: datetime
) -> Tried:
    """The best day of a month for a session: fewest clashes, same weekday, nearest to its day."""
    desk = _Desk(session, viewer, turn, now)
    slot = slot_of(turn.meeting.when)
    if slot is None:
        return Tried(Target(month, Half.AM, is_month=True), (), desk.instance)
    tries = [
        desk.tried(Target(day, slot[1]))
        for day in _days_of(month)
        if day > desk.today and desk.covers(day)
    ]
    if not tries:
        return desk.tried(Target(month, slot[1]))

    def cost(one: Tried) -> tuple[int, bool, int]:
        day = one.target.day
        return len(one.labels), day.weekday() != slot[0].weekday(), abs(day.day - slot[0].day)

    return min(tries, key=cost)


def try_day(
    session: Session, viewer: Viewer, turn: HostTurn, day: date, half: Half, now: datetime
) -> Tried:
    """A day that was named."""
    return _Desk(session, viewer, turn, now).tried(Target(day, half))


def move(
    session: Session, viewer: Viewer, turn: HostTurn, target: Target, now: datetime
) -> SessionMove:
    """Give the session its new time; whoever hosts what is chốt is told, as at any change.

    Refused: what is locked, over, or would come to lie in the past.
    """
    _ensure_free(session, turn, target, now)
    meeting = turn.meeting
    before = plain_time(meeting)
    when = _when(meeting, target)
    _change(session, viewer, turn, when, now)
    row = SessionMove(
        meeting_id=meeting.id,
        before=before,
        after=plain_time(meeting),
        account_id=viewer.account_id,
        at=now,
    )
    session.add(row)
    flush(session)
    return row


def take_back(session: Session, viewer: Viewer, year: int, now: datetime) -> SessionMove:
    """Undo what this account moved last on the board of a year.

    Refused where there is nothing, or the session was changed since.
    """
    found = store.last_move(session, viewer.account_id, year)
    if found is None:
        raise RuleBroken("planning.nothing_to_undo")
    turn = turn_planned(session, viewer, found.meeting_id)
    if plain_time(turn.meeting) != found.after:
        raise RuleBroken("planning.moved_since")
    _change(session, viewer, turn, when_of(found.before), now)
    found.undone_at = now
    flush(session)
    return found


def turn_planned(session: Session, viewer: Viewer, meeting_id: int) -> HostTurn:
    """A session of a series that the viewer plans, with all names, or NotFound."""
    return store.turn_planned(session, viewer, meeting_id)


def plain_time(meeting: Meeting) -> dict[str, Any]:
    """The time of a meeting in plain values."""
    when = meeting.when
    return {
        "precision": when.precision.value,
        "start": when.span.start.astimezone(UTC).isoformat() if when.span else None,
        "end": when.span.end.astimezone(UTC).isoformat() if when.span else None,
        "from": when.window.start.isoformat() if when.window else None,
        "to": when.window.end.isoformat() if when.window else None,
        "part": when.part.value if when.part else None,
        "words": when.words,
        "strict": when.strict_before,
        "awaiting": when.awaiting,
        "sure": meeting.date_sure,
    }


def when_of(kept: dict[str, Any]) -> When:
    """A time as `plain_time` kept it."""
    span = window = None
    if kept["start"]:
        first, last = map(datetime.fromisoformat, (kept["start"], kept["end"]))
        span = TimeSpan(first, last)
    if kept["from"]:
        window = DateWindow(date.fromisoformat(kept["from"]), date.fromisoformat(kept["to"]))
    return When(
        precision=Precision(kept["precision"]),
        span=span,
        window=window,
        part=DayPart(kept["part"]) if kept["part"] else None,
        words=kept["words"],
        strict_before=kept["strict"],
        awaiting=kept["awaiting"],
    )


def _ensure_free(session: Session, turn: HostTurn, target: Target, now: datetime) -> None:
    today = local_day(now)
    if not is_open(turn.meeting, today) or turn.meeting.status == Status.POSTPONED:
        raise RuleBroken("planning.session_over", field="day")
    if store.locks_of(session, [turn.meeting_id]):
        raise RuleBroken("planning.session_locked", field="day")
    if (_month(target.day).end if target.is_month else target.day) <= today:
        raise RuleBroken("planning.day_past", field="day")
    if target.day.year != turn.series.year:
        raise RuleBroken("planning.other_year", field="day", year=turn.series.year)


def _when(meeting: Meeting, target: Target) -> When:
    if target.is_month:
        return When.within(_month(target.day))
    return when_at(meeting.when, target.day, target.half)


def _change(session: Session, viewer: Viewer, turn: HostTurn, when: When, now: datetime) -> None:
    meeting = turn.meeting
    facts = SessionFacts(
        when=when,
        host_id=meeting.host_id,
        topic=meeting.topic.title if meeting.topic else "",
        hall_id=meeting.hall_id,
        place=meeting.place,
        date_sure=meeting.date_sure and when.has_day,
        venue_sure=meeting.venue_sure,
        headcount=meeting.headcount,
        headcount_sure=meeting.headcount_sure,
    )
    all_sessions.change_session(session, viewer, turn.series_id, meeting.id, facts, now)


def _month(day: date) -> DateWindow:
    first = day.replace(day=1)
    return DateWindow(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))


def _days_of(month: date) -> list[date]:
    window = _month(month)
    return [window.start + timedelta(days=count) for count in range(window.days)]


class _Desk:
    """The sessions of a series as they stand, and one of them in another place."""

    def __init__(self, session: Session, viewer: Viewer, turn: HostTurn, now: datetime) -> None:
        year = turn.series.year
        wish = Wish(
            kind=Kind.REPLAN,
            year=year,
            series=(turn.series_id,),
            horizon=DateWindow(date(year, 1, 1), date(year, 12, 31)),
            rules=CHECKED,
            lead_days=0,
        )
        self.turn, self.today = turn, local_day(now)
        self.ground: Ground = ground_for(session, viewer, wish, now)
        posed = pose(self.ground).instance
        self.instance = replace(posed, announced=())
        self.plan = {
            one.assignment.session: one.assignment
            for one in posed.announced
            if one.assignment.session != session_key(turn.meeting_id)
        }
        self.held = frozenset(checker.broken(self.instance, self.plan))

    def covers(self, day: date) -> bool:
        return self.instance.horizon.start <= day <= self.instance.horizon.end

    def tried(self, target: Target) -> Tried:
        """A session without host or hall is held against days only."""
        name = session_key(self.turn.meeting_id)
        session = self.instance.session_of.get(name)
        if session is None or not self.covers(target.day):
            return Tried(target, (), self.instance)
        one = self._assignment(target, session.themes)
        if self._is_whole(one, session.series):
            found = checker.broken(self.instance, {**self.plan, name: one})
            labels = [label for label in found if label not in self.held]
        else:
            labels = list(days.broken(self.instance, session, one))
        return Tried(target, tuple(labels), self.instance)

    def _is_whole(self, one: Assignment, series: str) -> bool:
        return one.host in self.instance.eligible_in[series] and one.venue in self.instance.venue_of

    def _assignment(self, target: Target, themes: tuple[str, ...] | None) -> Assignment:
        """Its own topic stays with it: without wishes for topics only that is allowed."""
        meeting = self.turn.meeting
        host = meeting.host_id or 0
        venue = hall_key(meeting.hall_id) if meeting.hall_id else own_place_key(host)
        name = session_key(meeting.id)
        theme = themes[0] if themes else None
        return Assignment(name, unit_key(host), target.day, target.half, venue, theme)


def usual_half(meeting: Meeting) -> Half:
    """The half in which a session is, the morning where that is not known."""
    span = meeting.span
    return half_of(span.start) if span else Half.AM

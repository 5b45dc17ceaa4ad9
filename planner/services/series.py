"""Planning a year of giao ban: its sessions are meetings of kind briefing. The caller commits."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.domain import series as rules
from planner.domain.errors import Finding, RuleBroken
from planner.domain.meeting import MeetingKind, Status, When
from planner.domain.rights import Action, Viewer
from planner.domain.series import Named, Study, Turn
from planner.domain.timespan import local_day
from planner.services import meeting as meetings
from planner.services import topic as topics
from planner.services.meeting import Booked, MeetingChanges, MeetingDraft
from planner.store import audit
from planner.store import series as all_series
from planner.store.directory import Unit
from planner.store.meeting import Meeting
from planner.store.series import HostTurn, Series
from planner.store.session import flush


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """What is said of a series: `flag_from_id` held the flag before, `flag_to_id` takes it on."""

    code: str
    title: str
    year: int
    standing_office_id: int | None = None
    flag_from_id: int | None = None
    flag_to_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """What is said of a session. `when` None keeps the time that it has; `topic` is a title."""

    when: When | None = None
    host_id: int | None = None
    topic: str = ""
    hall_id: int | None = None
    place: str = ""
    date_sure: bool = False
    venue_sure: bool = False
    headcount: int | None = None
    headcount_sure: bool = False


def add_series(
    session: Session, viewer: Viewer, convenor_id: int, facts: SeriesFacts, now: datetime
) -> Series:
    """A new series of a unit for whose series the viewer plans.

    Refused: a taken or odd code, no title, a year out of reach, units that are none of its own.
    """
    convenor = all_series.get_convenor(session, viewer, convenor_id)
    series = Series(convenor_id=convenor.id, changed_at=now)
    changes = _take(session, series, convenor, facts, local_day(now))
    session.add(series)
    flush(session)
    audit.record(session, viewer, now, "add_series", series, changes)
    return series


def change_series(
    session: Session, viewer: Viewer, series_id: int, facts: SeriesFacts, now: datetime
) -> Series:
    """Other facts, as for `add_series`; sessions with the series' own name and office follow."""
    series = _planned(session, viewer, series_id)
    turns = all_series.turns_of(session, series)
    before = (series.title, series.standing_office_id)
    changes = _take(session, series, series.convenor, facts, local_day(now))
    flush(session)
    if series.title != before[0]:
        meetings.touch(session, [turn.meeting_id for turn in turns], now)
    for turn in turns:
        following = _following(series, turn, *before)
        if following and turn.meeting.status != Status.HELD:
            meetings.change(session, viewer, turn.meeting_id, following, now)
    if changes:
        record(session, viewer, series, now, "change_series", changes)
    return series


def plan_sessions(
    session: Session,
    viewer: Viewer,
    series_id: int,
    plans: Mapping[int, SessionFacts],
    *,
    uids: Iterable[str],
    now: datetime,
) -> list[Booked]:
    """Add sessions after the last, all or none; `uids` from `domain.meeting.uid_of`.

    A refusal says in its detail `row` which of the plans (by their keys) it means.
    """
    series = _planned(session, viewer, series_id)
    present = all_series.turns_of(session, series)
    rules.ensure_room(len(present) + len(plans))
    first = max((turn.ordinal for turn in present), default=0) + 1
    drafts = {}  # all topics before the first meeting: locks are taken in one order everywhere
    for ordinal, (row, facts) in enumerate(plans.items(), start=first):
        with _blamed_on(row):
            drafts[row] = (ordinal, _draft(session, viewer, series, ordinal, facts, now))
    booked = []
    for (row, (ordinal, draft)), uid in zip(drafts.items(), uids, strict=False):
        with _blamed_on(row):
            one = meetings.book(session, viewer, draft, uid=uid, now=now)
        turn = HostTurn(series_id=series.id, ordinal=ordinal, meeting_id=one.meeting.id)
        session.add(turn)
        booked.append(one)
    flush(session)
    titles = [one.meeting.title for one in booked]
    record(session, viewer, series, now, "plan_sessions", {"sessions": [None, titles]})
    return booked


def change_session(
    session: Session,
    viewer: Viewer,
    series_id: int,
    meeting_id: int,
    facts: SessionFacts,
    now: datetime,
) -> Booked:
    """Change one session; how far it has come (chốt, hoãn, huỷ) is the meeting's own course."""
    series = _planned(session, viewer, series_id)
    turn = all_series.get_turn(session, series, meeting_id)
    if facts.host_id != turn.meeting.host_id:
        _ensure_host(session, series, facts.host_id, local_day(now))
    changes: MeetingChanges = {
        "host_id": facts.host_id,
        "topic_id": _topic_id(session, viewer, facts.topic),
        "hall_id": facts.hall_id,
        "place": facts.place,
        "date_sure": facts.date_sure,
        "venue_sure": facts.venue_sure,
        "headcount": facts.headcount,
        "headcount_sure": facts.headcount_sure,
    }
    if facts.when is not None:
        changes["when"] = facts.when
    booked = meetings.change(session, viewer, meeting_id, changes, now)
    series.changed_at = now
    return booked


def remove_session(
    session: Session,
    viewer: Viewer,
    series_id: int,
    meeting_id: int,
    *,
    reason: str,
    now: datetime,
) -> None:
    """Take a session out of the series; the later ones move up, the meeting itself is called off.

    Refused where it, or a later one, was held: their numbers stand on papers.
    """
    series = _planned(session, viewer, series_id)
    turn = all_series.get_turn(session, series, meeting_id)
    turns = all_series.turns_of(session, series)
    moved = rules.without(turn.ordinal, map(turn_of, turns))
    title = turn.meeting.title
    if turn.meeting.status != Status.CANCELLED:
        meetings.cancel(session, viewer, meeting_id, reason=reason, now=now)
    session.delete(turn)
    meetings.touch(session, [meeting_id], now)
    flush(session)
    _renumber(session, viewer, series, [one for one in turns if one is not turn], moved, now)
    gone = {"sessions": [title, None], "meeting": [meeting_id, None]}
    record(session, viewer, series, now, "remove_session", gone)


def sort_sessions(session: Session, viewer: Viewer, series_id: int, now: datetime) -> None:
    """Number the sessions by their time; refused where one that was held would move."""
    series = _planned(session, viewer, series_id)
    turns = all_series.turns_of(session, series)
    moved = rules.in_order_of_time(map(turn_of, turns))
    if moved:
        _renumber(session, viewer, series, turns, moved, now)
        order = {str(before): after for before, after in moved.items()}
        record(session, viewer, series, now, "sort_sessions", {"sessions": [None, order]})


def turn_of(turn: HostTurn) -> Turn:
    """A session, loaded with the names of its meeting, as the rules see it."""
    meeting = turn.meeting
    return Turn(
        ordinal=turn.ordinal,
        status=Status(meeting.status),
        days=meeting.when.days,
        host=named(meeting.host),
        topic=Named(meeting.topic.id, meeting.topic.title) if meeting.topic else None,
        has_place=meeting.hall_id is not None or bool(meeting.place),
    )


def named(unit: Unit | None) -> Named | None:
    """A unit as the rules name it."""
    return Named(unit.id, unit.name) if unit else None


def findings_of(
    session: Session, viewer: Viewer, series: Series, turns: Sequence[HostTurn]
) -> list[Finding]:
    """What is worth a second look in a series that the viewer may see."""
    topics_here = {turn.meeting.topic_id for turn in turns if turn.meeting.topic_id}
    studied = all_series.studies_of(session, viewer, topics_here) if topics_here else {}
    elsewhere = [
        Study(topic_id, turn.series.year, turn.meeting.title)
        for topic_id, found in studied.items()
        for turn in reversed(found)
        if turn.series_id != series.id and turn.series.convenor_id == series.convenor_id
    ]
    return list(rules.findings_of(series.year, [turn_of(turn) for turn in turns], elsewhere))


def _planned(session: Session, viewer: Viewer, series_id: int) -> Series:
    return all_series.get(session, viewer, Action.PLAN_SERIES, series_id, lock=True)


def _take(
    session: Session, series: Series, convenor: Unit, facts: SeriesFacts, today: date
) -> dict[str, object]:
    """Put the facts into the row once all of them are right; what differs, before and after."""
    rules.ensure_year(facts.year)
    day = rules.day_in(facts.year, today)
    wanted = {
        "code": rules.series_code(facts.code),
        "title": rules.series_title(facts.title),
        "year": facts.year,
        "standing_office_id": facts.standing_office_id,
        "flag_from_id": facts.flag_from_id,
        "flag_to_id": facts.flag_to_id,
    }
    changes: dict[str, object] = {
        name: [before, value]
        for name, value in wanted.items()
        if (before := getattr(series, name)) != value
    }
    if "standing_office_id" in changes:
        offices = all_series.possible_offices(session, convenor, day)
        _ensure_among(offices, facts.standing_office_id, "standing_office_id")
    hosts = all_series.possible_hosts(session, convenor, day)
    for name in {"flag_from_id", "flag_to_id"} & changes.keys():
        _ensure_among(hosts, getattr(facts, name), name)
    for name, value in wanted.items():
        setattr(series, name, value)
    return changes


def _ensure_among(found: Iterable[Unit], unit_id: int | None, field: str) -> None:
    if unit_id is not None and unit_id not in {unit.id for unit in found}:
        raise RuleBroken("series.not_of_the_convenor", field=field)


def _ensure_host(session: Session, series: Series, host_id: int | None, today: date) -> None:
    hosts = all_series.possible_hosts(session, series.convenor, rules.day_in(series.year, today))
    _ensure_among(hosts, host_id, "host_id")


@contextmanager
def _blamed_on(row: int) -> Iterator[None]:
    """A refusal inside says which row it means."""
    try:
        yield
    except RuleBroken as broken:
        details = {**broken.details, "row": row}
        raise RuleBroken(broken.code, field=broken.field, **details) from broken


def _draft(
    session: Session,
    viewer: Viewer,
    series: Series,
    ordinal: int,
    facts: SessionFacts,
    now: datetime,
) -> MeetingDraft:
    if facts.when is None:
        raise RuleBroken("series.no_time", field="when")
    _ensure_host(session, series, facts.host_id, local_day(now))
    return MeetingDraft(
        title=rules.session_title(series.title, ordinal),
        kind=MeetingKind.BRIEFING,
        convenor_id=series.convenor_id,
        when=facts.when,
        host_id=facts.host_id,
        standing_office_id=series.standing_office_id,
        hall_id=facts.hall_id,
        place=facts.place,
        topic_id=_topic_id(session, viewer, facts.topic),
        date_sure=facts.date_sure,
        venue_sure=facts.venue_sure,
        headcount=facts.headcount,
        headcount_sure=facts.headcount_sure,
    )


def _topic_id(session: Session, viewer: Viewer, title: str) -> int | None:
    return topics.find_or_create(session, viewer, title).id if title.strip() else None


def _following(series: Series, turn: HostTurn, title: str, office: int | None) -> MeetingChanges:
    """What a session takes over from its series, whose title and office were these."""
    changes: MeetingChanges = {}
    if series.title != title and turn.meeting.title == rules.session_title(title, turn.ordinal):
        changes["title"] = rules.session_title(series.title, turn.ordinal)
    if series.standing_office_id != office and turn.meeting.standing_office_id == office:
        changes["standing_office_id"] = series.standing_office_id
    return changes


def _renumber(
    session: Session,
    viewer: Viewer,
    series: Series,
    turns: Iterable[HostTurn],
    moved: Mapping[int, int],
    now: datetime,
) -> None:
    """Two steps, since no two sessions bear one number even for a moment."""
    changed = [(turn, turn.ordinal, moved[turn.ordinal]) for turn in turns if turn.ordinal in moved]
    for turn, before, _after in changed:
        turn.ordinal = -before
    flush(session)
    for turn, before, after in changed:
        turn.ordinal = after
        _retitle(session, viewer, turn.meeting, (series.title, before, after), now)
    flush(session)
    meetings.touch(session, [turn.meeting_id for turn, _before, _after in changed], now)


def _retitle(
    session: Session, viewer: Viewer, meeting: Meeting, names: tuple[str, int, int], now: datetime
) -> None:
    series, before, after = names
    if meeting.title == rules.session_title(series, before):
        changes: MeetingChanges = {"title": rules.session_title(series, after)}
        meetings.change(session, viewer, meeting.id, changes, now)


def record(
    session: Session,
    viewer: Viewer,
    series: Series,
    now: datetime,
    action: str,
    changes: dict[str, Any],
) -> None:
    """Write down a deed at a series; calendars learn of it."""
    series.changed_at = now
    flush(session)
    audit.record(session, viewer, now, action, series, changes)

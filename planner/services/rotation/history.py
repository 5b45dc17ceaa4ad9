"""Turns from before the product, one by one or a list at once. The caller commits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from planner.domain.errors import Finding, RuleBroken
from planner.domain.meeting import when_from_words
from planner.domain.rights import Action, Viewer
from planner.domain.series import TOPIC_RESTS, Named
from planner.domain.text import one_line, search_key
from planner.domain.timespan import local_day
from planner.services import topic as topics
from planner.store import audit
from planner.store import directory as units
from planner.store import rotation as turns
from planner.store import series as all_series
from planner.store.directory import Unit, UnitsAsked
from planner.store.rotation import EarlierHosting
from planner.store.series import HostTurn, Series
from planner.store.session import flush

LONGEST_WORDS = 2_000
MOST_ROWS = 1_000


@dataclass(frozen=True, slots=True)
class EarlierFacts:
    """A turn as its list tells it: the unit by name or code, the time in words."""

    unit: str
    when: str
    topic: str = ""
    report: str = ""
    conclusion: str = ""


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row of a list cannot be kept; rows are counted as the sheet counts them."""

    row: int
    broken: RuleBroken


def add_earlier(
    session: Session, viewer: Viewer, series_id: int, facts: EarlierFacts, now: datetime
) -> EarlierHosting:
    """Keep one turn from before; refused: no such unit, no day, a day to come, the same twice."""
    series = _planned(session, viewer, series_id)
    row = _row(session, viewer, series, facts, now)
    if any(_same(row, kept) for kept in turns.earlier_of(session, series.convenor_id)):
        raise RuleBroken("rotation.history_twice", field="when")
    session.add(row)
    flush(session)
    said = audit.values(row, "unit_id held_on time_words")
    audit.record(
        session, viewer, now, "add_earlier", series, {name: [None, v] for name, v in said.items()}
    )
    return row


def import_rows(
    session: Session,
    viewer: Viewer,
    series_id: int,
    rows: Iterable[tuple[int, EarlierFacts]],
    now: datetime,
) -> tuple[int, int, list[RowFault]]:
    """Keep a list of turns: how many are new, how many were known, and what is wrong.

    With anything wrong the caller lets the transaction go, so that all is kept or nothing.
    """
    series = _planned(session, viewer, series_id)
    known = {(one.unit_id, one.held_on) for one in turns.earlier_of(session, series.convenor_id)}
    added, faults, seen = 0, [], 0
    for number, facts in rows:
        seen += 1
        if seen > MOST_ROWS:
            faults.append(RowFault(number, RuleBroken("rotation.too_many_rows", most=MOST_ROWS)))
            break
        try:
            row = _row(session, viewer, series, facts, now)
        except RuleBroken as broken:
            faults.append(RowFault(number, broken))
            continue
        if (row.unit_id, row.held_on) not in known:
            known.add((row.unit_id, row.held_on))
            session.add(row)
            added += 1
    if added and not faults:
        flush(session)
        audit.record(session, viewer, now, "import_earlier", series, {"rows": [None, added]})
    return added, seen - added - len(faults), faults


def remove_earlier(
    session: Session, viewer: Viewer, series_id: int, earlier_id: int, now: datetime
) -> None:
    """Take out a turn that was written down wrongly."""
    series = _planned(session, viewer, series_id)
    row = turns.get_earlier(session, series.convenor_id, earlier_id)
    said = audit.values(row, "unit_id held_on")
    session.delete(row)
    flush(session)
    changes = {name: [value, None] for name, value in said.items()}
    audit.record(session, viewer, now, "remove_earlier", series, changes)


def _planned(session: Session, viewer: Viewer, series_id: int) -> Series:
    return all_series.get(session, viewer, Action.PLAN_SERIES, series_id, lock=True)


def _row(
    session: Session, viewer: Viewer, series: Series, facts: EarlierFacts, now: datetime
) -> EarlierHosting:
    words = one_line(facts.when)
    day = _day(words, now)
    unit = _unit(session, series, facts.unit)
    for text, field in ((facts.report, "report"), (facts.conclusion, "conclusion")):
        if len(text) > LONGEST_WORDS:
            raise RuleBroken("rotation.words_too_long", field=field, longest=LONGEST_WORDS)
    topic = topics.find_or_create(session, viewer, facts.topic) if facts.topic.strip() else None
    return EarlierHosting(
        convenor_id=series.convenor_id,
        unit_id=unit.id,
        held_on=day,
        time_words=words,
        topic_id=topic.id if topic else None,
        report=facts.report.strip(),
        conclusion=facts.conclusion.strip(),
        created_at=now,
    )


def _day(words: str, now: datetime) -> date:
    """The first day of the time that the words say; a bare year begins in January."""
    today = local_day(now)
    if not words:
        raise RuleBroken("rotation.no_day", field="when")
    days = when_from_words(words, date(today.year, 1, 1)).days
    if days is None:
        raise RuleBroken("rotation.no_day", field="when")
    if days.start > today:
        raise RuleBroken("rotation.day_to_come", field="when")
    return days.start


def _unit(session: Session, series: Series, text: str) -> Unit:
    """By code or name, of today or of old, among those that are or were below the convenor."""
    words = one_line(text)
    if not words:
        raise RuleBroken("rotation.no_unit", field="unit")
    found = units.find_unit_by_code(session, words.rpartition("(")[2].removesuffix(")").strip())
    if found is None:
        asked = UnitsAsked(text=words, path=series.convenor.path)
        numbers = [number for number, _depth in units.outline(session, asked)]
        named = [unit for unit in units.units_in_order(session, numbers) if not unit.is_outside]
        exact = [unit for unit in named if unit.search_key == search_key(words)]
        one = exact or named
        found = one[0] if len(one) == 1 else None
    if found is None or found.id == series.convenor_id:
        raise RuleBroken("rotation.no_such_unit", field="unit", words=words[:80])
    return found


def _same(one: EarlierHosting, other: EarlierHosting) -> bool:
    return (one.unit_id, one.held_on) == (other.unit_id, other.held_on)


def repeated_from_before(
    session: Session, viewer: Viewer, series: Series, planned: Iterable[HostTurn]
) -> list[Finding]:
    """Topics of a series that were studied lately, before the product kept series."""
    topics_here = {
        one.meeting.topic_id: Named(one.meeting.topic_id, one.meeting.topic.title)
        for one in planned
        if one.meeting.topic and one.meeting.topic_id
    }
    earlier = turns.earlier_seen(session, viewer, topics_here) if topics_here else {}
    found = []
    for one in planned:
        for row in earlier.get(one.meeting.topic_id or 0, [])[:1]:
            is_ours = row.convenor_id == series.convenor_id
            if is_ours and 0 < series.year - row.held_on.year <= TOPIC_RESTS:
                where = f"{row.unit.name}, {row.time_words}"
                topic = topics_here[one.meeting.topic_id or 0].name
                details = {"ordinal": one.ordinal, "topic": topic, "where": where}
                found.append(Finding("series.topic_again", "topic", details))
    return found

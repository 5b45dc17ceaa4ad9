"""What a unit was, whose history it carries, what it hosted: as then or rolled up to today."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from planner.domain import directory as rules
from planner.domain.directory import Lineage, Period
from planner.domain.rights import Viewer
from planner.store import directory as units
from planner.store import succession as successions
from planner.store.directory import ClusterMember, Succession, Unit
from planner.store.meeting import Meeting

MOST_HOSTED = 30  # rows of a page; the series have all


@dataclass(frozen=True, slots=True)
class PastLine:
    """What a unit was for a time, with the name of what it stood under."""

    period: Period
    above: str


@dataclass(frozen=True, slots=True)
class Hosted:
    """A meeting that was held, and who hosted it as it was called then."""

    meeting: Meeting
    ordinal: int | None
    host: str


@dataclass(frozen=True, slots=True)
class History:
    """All that the page of a unit shows of its past."""

    past: Sequence[PastLine]
    successions: Sequence[Succession]
    clusters: Sequence[ClusterMember]
    hosted: Sequence[Hosted]
    count: int


def history_of(
    session: Session, viewer: Viewer, unit: Unit, today: date, *, rolled_up: bool
) -> History:
    """The past of a unit, a fixed number of queries."""
    periods = units.periods_of(session, unit)
    found = _hosted(session, viewer, unit, today, rolled_up=rolled_up)
    return History(
        past=_past(session, periods),
        successions=units.successions_of(session, unit),
        clusters=units.clusters_of(session, unit),
        hosted=list(_named(session, found[:MOST_HOSTED])),
        count=len(found),
    )


def _past(session: Session, periods: Sequence[Period]) -> list[PastLine]:
    """The latest first; nothing where nothing ever changed."""
    if len(periods) == 1:
        return []
    above = {period.state.above for period in periods if period.state.above is not None}
    names = {unit.id: unit.name for unit in units.units_in_order(session, above)}
    return [PastLine(one, names.get(one.state.above or 0, "")) for one in reversed(periods)]


def _hosted(
    session: Session, viewer: Viewer, unit: Unit, today: date, *, rolled_up: bool
) -> list[tuple[Meeting, int | None]]:
    """As then: what this very unit hosted; rolled up: what is its history today."""
    if not rolled_up:
        return list(successions.hosted_by(session, viewer, [unit.id]))
    lineage = units.lineage(session)
    forebears = lineage.forebears(unit.id, today)
    return [
        (meeting, ordinal)
        for meeting, ordinal in successions.hosted_by(session, viewer, forebears)
        if _carried_by(lineage, meeting, today) == unit.id
    ]


def _carried_by(lineage: Lineage[int], meeting: Meeting, today: date) -> int | None:
    day = _day_of(meeting)
    if meeting.host_id is None:
        return None
    return lineage.heir(meeting.host_id, day or date.min, today)


def _named(session: Session, found: Iterable[tuple[Meeting, int | None]]) -> Iterable[Hosted]:
    known = list(found)
    hosts = {meeting.host.id: meeting.host for meeting, _ordinal in known if meeting.host}
    periods = units.periods_by_unit(session, hosts.values())
    for meeting, ordinal in known:
        yield Hosted(meeting, ordinal, _name_then(meeting, periods))


def _name_then(meeting: Meeting, periods: Mapping[int, Sequence[Period]]) -> str:
    day = _day_of(meeting) or date.max
    return rules.at(periods[meeting.host_id or 0], day).state.name


def _day_of(meeting: Meeting) -> date | None:
    days = meeting.when.days
    return days.start if days else None

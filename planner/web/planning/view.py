"""A plan as its page shows it: sessions before and after, measures, reasons, ways out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from planner.domain.meeting import Status
from planner.domain.rotation.halves import slot_of
from planner.domain.rotation.planning import differs
from planner.domain.timetable.values import Assignment, Half, Instance, Measure
from planner.domain.timetable.why import other_hosts
from planner.messages.planning import (
    HALVES,
    MEASURES,
    gap_words,
    label_words,
    loses_words,
    session_name,
)
from planner.services.rotation.planning.keys import (
    hall_key,
    number_of,
    own_place_key,
    session_key,
    unit_key,
)
from planner.store.meeting import Meeting
from planner.store.rotation.planning import PlanningRun
from planner.store.series import HostTurn
from planner.web.moments import moment_of
from planner.web.timemarks import day_words, mark_of
from planner.web.wording import gettext


@dataclass(frozen=True, slots=True)
class Cell:
    """A fact after, and before where it differs."""

    after: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A session in a plan. `is_announced`: it is chốt, or was announced with its day."""

    meeting_id: int
    name: str
    when: Cell
    host: Cell
    hall: Cell
    theme: str
    status: str
    is_changed: bool
    is_announced: bool
    is_stale: bool


@dataclass(frozen=True, slots=True)
class Gauge:
    """A measure in words: its value, and how good that is known to be."""

    words: str
    value: int
    proof: str
    is_proved: bool


def rows_of(
    instance: Instance,
    plan: Sequence[Assignment],
    turns: Mapping[int, HostTurn],
    stale: Sequence[int],
) -> list[Row]:
    """In the order of days; sessions that are gone are left out."""
    order = sorted(plan, key=lambda one: (one.date, one.half, one.session))
    return [
        _row(instance, one, turns[number_of(one.session)].meeting, stale)
        for one in order
        if number_of(one.session) in turns
    ]


def _row(instance: Instance, one: Assignment, meeting: Meeting, stale: Sequence[int]) -> Row:
    before = present(meeting)
    names = differs(before, one) - {"theme"}
    theme = instance.theme_of[one.theme].name if one.theme else ""
    return Row(
        meeting_id=meeting.id,
        name=session_name(instance, one.session),
        when=_when(meeting, before, one),
        host=_host(instance, meeting, one),
        hall=_hall(instance, meeting, one),
        theme=meeting.topic.title if meeting.topic else theme,
        status=meeting.status,
        is_changed=before is None or bool(names),
        is_announced=session_key(meeting.id) in instance.announced_of,
        is_stale=meeting.id in stale,
    )


def present(meeting: Meeting) -> Assignment | None:
    """How a session stands, where its day is known."""
    slot = slot_of(meeting.when)
    if slot is None or meeting.status == Status.POSTPONED:
        return None
    host = meeting.host_id or 0
    venue = hall_key(meeting.hall_id) if meeting.hall_id else own_place_key(host)
    return Assignment(session_key(meeting.id), unit_key(host), slot[0], slot[1], venue)


def _when(meeting: Meeting, before: Assignment | None, one: Assignment) -> Cell:
    words = slot_words(one.date, one.half)
    if before is not None and (before.date, before.half) == (one.date, one.half):
        return Cell(words)
    return Cell(words, mark_of(moment_of(meeting)).words)


def slot_words(day: date, half: Half) -> str:
    return f"{HALVES[half]} {day_words(day)}"


def _host(instance: Instance, meeting: Meeting, one: Assignment) -> Cell:
    name = instance.unit_of[one.host].name
    if meeting.host_id == number_of(one.host):
        return Cell(name)
    return Cell(name, meeting.host.name if meeting.host else gettext("chưa phân công"))


def _hall(instance: Instance, meeting: Meeting, one: Assignment) -> Cell:
    is_own = one.venue.startswith("p")
    words = gettext("đơn vị báo sau") if is_own else instance.venue_of[one.venue].name
    now = hall_key(meeting.hall_id) if meeting.hall_id else None
    if now == one.venue or (is_own and now is None):
        return Cell(meeting.place or words)
    hall = meeting.hall
    return Cell(words, hall.name if hall else "")


def gauges_of(run: PlanningRun, instance: Instance) -> list[Gauge]:
    """Each measure with its proof, most important first; those that nobody asked for are left."""
    proofs = run.answer.get("proofs", [])
    rows = [row for row in proofs if _matters(instance, Measure(row[0]))]
    is_cut = run.state == "stopped"
    return [
        Gauge(
            str(MEASURES[Measure(name)]),
            value,
            gettext("tốt nhất lúc dừng, chưa chứng minh") if is_cut else gap_words(value, bound),
            not is_cut and bound >= value,
        )
        for name, value, bound in rows
    ]


def _matters(instance: Instance, measure: Measure) -> bool:
    match measure:
        case Measure.WEEKDAY_MISS:
            return instance.preferences.weekdays is not None
        case Measure.HALF_MISS:
            return instance.preferences.halves is not None
        case Measure.TARGET_DEV:
            return any(one.target for one in instance.sessions)
        case Measure.SPACING:
            return any(one.ideal_gap_days for one in instance.series)
        case Measure.CLUSTER_SPREAD:
            return any(one.cluster for one in instance.units)
        case _:
            return True


def progress_words(run: PlanningRun) -> list[str]:
    """How far it is, a line a measure."""
    values = run.progress.get("values", {})
    return [f"{MEASURES[Measure(name)]}: {value}" for name, value in values.items()]


@dataclass(frozen=True, slots=True)
class Other:
    """Another unit, and the first reason for which it does not host."""

    name: str
    why: str


def others_of(instance: Instance, plan: Sequence[Assignment], meeting_id: int) -> list[Other]:
    """Why this host: the others with what keeps each from it."""
    by_session = {one.session: one for one in plan}
    return [
        Other(instance.unit_of[loses.host].name, loses_words(instance, loses))
        for loses in other_hosts(instance, by_session, session_key(meeting_id))
    ]


def labels_words(instance: Instance, labels: Sequence[str]) -> list[str]:
    return [label_words(instance, label) for label in labels]

"""A campaign as its pages show it: levels with progress, units with their states, the year."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask import url_for

from planner.domain.campaign import (
    DutyFacts,
    DutyState,
    MeetingState,
    Progress,
    ReportState,
    days_late,
    meeting_state,
    progress_of,
    report_state,
    state_of,
)
from planner.domain.meeting import When
from planner.domain.text import matches
from planner.domain.timespan import Precision
from planner.messages.campaign import MEETING_STATES, REPORT_STATES, STATES
from planner.store.campaign import Campaign, CampaignLevel, DutyLine, Milestone
from planner.web.moments import moment_of_when
from planner.web.ribbon import Entry
from planner.web.timemarks import Mark, day_words, mark_of, window_words
from planner.web.wording import counted, gettext

# The shape beside a state: done, to be looked at, late, open.
_SHAPES = {
    DutyState.EXEMPT: "ok",
    DutyState.PLANNED: "todo",
    DutyState.DATED: "todo",
    DutyState.HELD: "ok",
    DutyState.REPORTED: "ok",
    DutyState.OVERDUE: "stop",
}


@dataclass(frozen=True, slots=True)
class Count:
    """So many of so many, with the words of it."""

    done: int
    whole: int
    words: str


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A level in the table. `exempt_words` is empty where nobody is exempt."""

    level: CampaignLevel
    mark: Mark
    kinds: str
    report_mark: Mark | None
    units: int
    exempt_words: str
    meetings: Count | None
    reports: Count | None
    overdue: int
    percent: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit in the matrix."""

    duty_id: int
    unit: str
    above: str
    level: str
    shape: str
    state: str
    meeting: str
    meeting_day: str
    report: str
    report_day: str
    late: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """A milestone in the list. `is_late`: its days are over and it is not done."""

    milestone: Milestone
    mark: Mark
    done: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """A state to narrow the matrix to, with how many units stand there."""

    value: str
    words: str
    count: int


def level_lines(
    levels: Sequence[CampaignLevel],
    duties: Iterable[DutyLine],
    today: date,
    kind_words: Mapping[str, object],
) -> list[LevelLine]:
    """The levels, the lowest first, each with how far its units have come."""
    by_level: dict[int, list[DutyFacts]] = {level.id: [] for level in levels}
    for duty in duties:
        by_level.setdefault(duty.level_id, []).append(duty.facts)
    return [
        _level_line(level, progress_of(by_level[level.id], today), kind_words) for level in levels
    ]


def _level_line(
    level: CampaignLevel, progress: Progress, kind_words: Mapping[str, object]
) -> LevelLine:
    exempt = progress.states[DutyState.EXEMPT]
    held, to_hold = progress.meetings
    came, to_come = progress.reports
    return LevelLine(
        level=level,
        mark=mark_of(moment_of_when(level.when, "confirmed")),
        kinds=", ".join(str(kind_words.get(kind, kind)) for kind in level.unit_kinds),
        report_mark=_report_mark(level),
        units=progress.units,
        exempt_words=counted("%(count)s đơn vị không phải làm", exempt) if exempt else "",
        meetings=_count(held, to_hold) if level.owes_meeting else None,
        reports=_count(came, to_come) if level.owes_report else None,
        overdue=progress.states[DutyState.OVERDUE],
        percent=progress.percent,
    )


def _count(done: int, whole: int) -> Count:
    return Count(done, whole, gettext("%(done)s trên %(whole)s", done=done, whole=whole))


def report_when(level: CampaignLevel) -> When | None:
    """By when the units of a level report, as a time."""
    if level.report_on is None:
        return None
    return When.deadline(level.report_on, strict=level.report_strict, words=level.report_words)


def _report_mark(level: CampaignLevel) -> Mark | None:
    when = report_when(level)
    return mark_of(moment_of_when(when, "confirmed")) if when else None


def entries_of(
    campaign: Campaign, levels: Sequence[CampaignLevel], milestones: Iterable[Milestone]
) -> list[Entry]:
    """The times of the levels and the steps, on the ribbon of the year."""
    entries = [
        Entry(level.name, "", f"#cap-{level.id}", moment_of_when(level.when, "confirmed"), state="")
        for level in levels
        if level.owes_meeting
    ]
    due = {when.window: (level, when) for level in levels if (when := report_when(level))}
    entries += [
        Entry(gettext("Hạn báo cáo"), "", f"#cap-{level.id}", moment_of_when(when, "confirmed"))
        for level, when in due.values()
    ]
    url = url_for("campaign.milestones", campaign_id=campaign.id)
    entries += [
        Entry(one.what, "", url, moment_of_when(one.when, _step_status(one))) for one in milestones
    ]
    return entries


def step_lines(milestones: Iterable[Milestone], today: date) -> list[StepLine]:
    """The steps in their order."""
    return [
        StepLine(
            milestone=one,
            mark=mark_of(moment_of_when(one.when, _step_status(one))),
            done=gettext("xong %(day)s", day=day_words(one.done_on)) if one.done_on else "",
            is_late=is_late(one, today),
        )
        for one in milestones
    ]


def is_late(step: Milestone, today: date) -> bool:
    """Whether the last day that is in time has passed, and it is not done."""
    days = step.when.days
    if days is None or step.done_on is not None:
        return False
    is_strict = step.when.precision is Precision.DEADLINE and bool(step.strict_before)
    return days.end < today or (is_strict and days.end <= today)


def _step_status(step: Milestone) -> str:
    return "held" if step.done_on is not None else "confirmed"


def unit_lines(
    duties: Iterable[DutyLine], levels: Mapping[int, str], today: date
) -> list[UnitLine]:
    """The rows of the matrix."""
    return [_unit_line(duty, levels.get(duty.level_id, ""), today) for duty in duties]


def _unit_line(duty: DutyLine, level: str, today: date) -> UnitLine:
    facts = duty.facts
    state = state_of(facts, today)
    late = days_late(facts, today)
    return UnitLine(
        duty_id=duty.id,
        unit=duty.unit,
        above=duty.above,
        level=level,
        shape=_SHAPES[state],
        state=str(STATES[state]),
        meeting=str(MEETING_STATES[meeting_state(facts, today)]),
        meeting_day=meeting_day(facts),
        report=str(REPORT_STATES[report_state(facts, today)]),
        report_day=report_day(facts, today),
        late=counted("trễ %(count)s ngày", late) if late else "",
    )


def meeting_day(facts: DutyFacts) -> str:
    """The day of the meeting of a unit in words, where there is one."""
    if facts.held_on is not None:
        return day_words(facts.held_on)
    return window_words(facts.days) if facts.days and facts.owes_meeting else ""


def report_day(facts: DutyFacts, today: date) -> str:
    """The day on which the report came or went back."""
    if report_state(facts, today) is ReportState.RECEIVED and facts.received_on:
        return day_words(facts.received_on)
    return day_words(facts.returned_on) if facts.returned_on and facts.owes_report else ""


def narrowed(duties: Iterable[DutyLine], text: str, level_id: int | None) -> list[DutyLine]:
    """Those whose unit is called so, without dấu, and who stand at this level; None: at any."""
    return [
        duty
        for duty in duties
        if level_id in (None, duty.level_id) and (not text or matches(text, duty.search_key))
    ]


def in_state(duties: Iterable[DutyLine], state: DutyState | None, today: date) -> list[DutyLine]:
    """Those in this state; None: all."""
    return [duty for duty in duties if state is None or state_of(duty.facts, today) is state]


def choices_of(duties: Iterable[DutyLine], today: date) -> list[Choice]:
    """The states to narrow to."""
    counts = Counter(state_of(duty.facts, today) for duty in duties)
    return [Choice(state.value, str(STATES[state]), counts[state]) for state in DutyState]


def overdue_of(duties: Iterable[DutyLine], today: date) -> list[DutyLine]:
    """Who is late with anything: as many as the campaign's own page counts."""
    return in_state(duties, DutyState.OVERDUE, today)


def returned_of(duties: Iterable[DutyLine], today: date) -> list[DutyLine]:
    """Who is not late, but has a report to correct that went back."""
    return [
        duty
        for duty in duties
        if report_state(duty.facts, today) is ReportState.RETURNED
        and state_of(duty.facts, today) is not DutyState.OVERDUE
    ]


def what_lacks(facts: DutyFacts, today: date) -> str:
    """What a late unit still owes, in words."""
    lacking = []
    if meeting_state(facts, today) is MeetingState.OVERDUE:
        lacking.append(str(MEETING_STATES["overdue"]))
    if report_state(facts, today) in (ReportState.OVERDUE, ReportState.RETURNED):
        lacking.append(str(REPORT_STATES[report_state(facts, today)]))
    return ", ".join(lacking)


def whole_of(duties: Iterable[DutyLine], today: date) -> Progress:
    """How far all units have come."""
    return progress_of((duty.facts for duty in duties), today)


def shape_of(facts: DutyFacts, today: date) -> str:
    """The shape that stands beside the state of a unit."""
    return _SHAPES[state_of(facts, today)]

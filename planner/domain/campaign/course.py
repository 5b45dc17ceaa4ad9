"""How far a unit has come with what it owes, and how far all have."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

from planner.domain.timespan import DateWindow


class MeetingState(StrEnum):
    """How far the meeting of a duty has come."""

    NOT_OWED = auto()
    PLANNED = auto()  # ordered, no day yet
    DATED = auto()
    HELD = auto()
    OVERDUE = auto()


class ReportState(StrEnum):
    """How far the report of a duty has come."""

    NOT_OWED = auto()
    WAITING = auto()
    RETURNED = auto()  # sent back for correction: owed again
    RECEIVED = auto()
    OVERDUE = auto()


class DutyState(StrEnum):
    """How far a unit has come, in one word: what is late outweighs what is done."""

    EXEMPT = auto()
    PLANNED = auto()
    DATED = auto()
    HELD = auto()  # its report is not due to anybody, or still on its way
    REPORTED = auto()  # all is done, the report with it
    OVERDUE = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyFacts:
    """What is known of a duty. `meeting_by` and `report_by` are the last days that are in time.

    `days` is when the meeting is to be, `held_on` its day once it was held. A report that was
    sent back (`returned_on`) does not count until it comes again.
    """

    owes_meeting: bool = True
    owes_report: bool = True
    meeting_by: date | None = None
    report_by: date | None = None
    days: DateWindow | None = None
    held_on: date | None = None
    received_on: date | None = None
    returned_on: date | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """How many units stand where; `meetings` and `reports` are (done, owed)."""

    states: dict[DutyState, int]
    meetings: tuple[int, int]
    reports: tuple[int, int]
    done: int

    @property
    def units(self) -> int:
        """All units, exempt ones too."""
        return sum(self.states.values())

    @property
    def owing(self) -> int:
        return self.units - self.states[DutyState.EXEMPT]

    @property
    def percent(self) -> int:
        """Of those who owe anything, rounded down: 100 means all; 100 too where nobody owes."""
        return self.done * 100 // self.owing if self.owing else 100


def last_good_day(due: date | None, *, strict: bool) -> date | None:
    """The last day that is in time; strict (trước ngày …) means that the day itself is not."""
    return due - timedelta(days=1) if due is not None and strict else due


def meeting_state(facts: DutyFacts, today: date) -> MeetingState:
    """How far the meeting of a duty is on the day `today`; its last good day is not late yet."""
    if not facts.owes_meeting:
        return MeetingState.NOT_OWED
    if facts.held_on is not None:
        return MeetingState.HELD
    if facts.meeting_by is not None and facts.meeting_by < today:
        return MeetingState.OVERDUE
    return MeetingState.PLANNED if facts.days is None else MeetingState.DATED


def report_state(facts: DutyFacts, today: date) -> ReportState:
    """How far its report is; one that was sent back is to come again."""
    if not facts.owes_report:
        return ReportState.NOT_OWED
    if facts.received_on is not None and facts.returned_on is None:
        return ReportState.RECEIVED
    if facts.report_by is not None and facts.report_by < today:
        return ReportState.OVERDUE
    return ReportState.WAITING if facts.returned_on is None else ReportState.RETURNED


def state_of(facts: DutyFacts, today: date) -> DutyState:
    """Both parts of a duty in one word."""
    meeting, report = meeting_state(facts, today), report_state(facts, today)
    if meeting is MeetingState.NOT_OWED and report is ReportState.NOT_OWED:
        return DutyState.EXEMPT
    if meeting is MeetingState.OVERDUE or report is ReportState.OVERDUE:
        return DutyState.OVERDUE
    if meeting in (MeetingState.PLANNED, MeetingState.DATED):
        return DutyState(meeting.value)
    if report is ReportState.RECEIVED:
        return DutyState.REPORTED
    return DutyState.HELD if meeting is MeetingState.HELD else DutyState.PLANNED


def is_done(facts: DutyFacts, today: date) -> bool:
    """Whether nothing is owed any more of what was."""
    state = state_of(facts, today)
    return state is DutyState.REPORTED or (state is DutyState.HELD and not facts.owes_report)


def days_late(facts: DutyFacts, today: date) -> int:
    """By how many days the part that is latest is late; a report that came late stays late."""
    late = [0]
    if meeting_state(facts, today) is MeetingState.OVERDUE and facts.meeting_by:
        late.append((today - facts.meeting_by).days)
    if facts.report_by and facts.owes_report:
        came = facts.received_on if facts.returned_on is None else None
        late.append(((came or today) - facts.report_by).days)
    return max(late)


def progress_of(duties: Iterable[DutyFacts], today: date) -> Progress:
    """How many stand where on that day."""
    states = dict.fromkeys(DutyState, 0)
    held = reported = meetings = reports = done = 0
    for facts in duties:
        states[state_of(facts, today)] += 1
        meetings += facts.owes_meeting
        reports += facts.owes_report
        held += meeting_state(facts, today) is MeetingState.HELD
        reported += report_state(facts, today) is ReportState.RECEIVED
        done += is_done(facts, today)
    return Progress(states, (held, meetings), (reported, reports), done)

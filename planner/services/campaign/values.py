"""What is said of a campaign, its levels, its exemptions and its milestones."""

from dataclasses import dataclass
from datetime import date

from planner.domain.campaign import Way
from planner.domain.meeting import MeetingKind, When


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFacts:
    """What is said of a campaign; `parent_id` is the campaign of the level above it answers."""

    code: str
    title: str
    year: int
    meeting_kind: MeetingKind = MeetingKind.CONFERENCE
    is_merge_allowed: bool = False
    report_to_id: int | None = None
    parent_id: int | None = None
    document: str = ""
    period_words: str = ""
    precedes: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelFacts:
    """Units of these kinds meet at this time, in whole days, and report by that day."""

    name: str
    unit_kinds: tuple[str, ...]
    when: When
    owes_meeting: bool = True
    owes_report: bool = True
    report_on: date | None = None
    report_strict: bool = False
    report_words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExemptionFacts:
    """Who holds no meeting; units are named by their codes."""

    way: Way
    reason: str
    unit_kinds: tuple[str, ...] = ()
    unit_codes: tuple[str, ...] = ()
    still_owes_report: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneFacts:
    """One step of a tiến độ; its time is in whole days."""

    what: str
    when: When


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnMeeting:
    """The meeting that a unit holds because of its duty."""

    when: When
    place: str = ""
    headcount: int | None = None


@dataclass(frozen=True, slots=True)
class Derived:
    """How many duties came and went, and how many stayed though their units are no longer
    reached, since these had answered."""

    added: int
    removed: int
    kept: int

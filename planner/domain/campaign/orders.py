"""Which units a campaign reaches, what each of them owes, and who is exempt."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from planner.domain.directory import UNIT_KINDS
from planner.domain.errors import RuleBroken
from planner.domain.rights import OFFICE_KINDS
from planner.domain.series import series_code, series_title
from planner.domain.text import one_line

LONGEST_TITLE = 250  # characters
LONGEST_WORDS = 200  # of a document, a period, what comes after
LONGEST_NOTE = 1_000
MOST_LEVELS = 6
MOST_EXEMPTIONS = 30
MOST_MILESTONES = 100
# Whom a level may name: units of our own, no offices.
KINDS = tuple(
    kind for kind, what in UNIT_KINDS.items() if not what.outside and kind not in OFFICE_KINDS
)


class Way(StrEnum):
    """Whom an exemption names."""

    KINDS = auto()  # units of these kinds
    NAMED = auto()  # these units
    ALL_EXCEPT = auto()  # all units below the convenor but these


@dataclass(frozen=True, slots=True)
class LevelRule:
    """Units of these kinds owe this; `id` is the level's own."""

    id: int
    kinds: frozenset[str]
    owes_meeting: bool
    owes_report: bool


@dataclass(frozen=True, slots=True)
class ExemptionRule:
    """Who holds no meeting, and why; the report may still be owed."""

    way: Way
    reason: str
    kinds: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()
    still_owes_report: bool = False

    def names(self, unit_id: int, kind: str, convenor_id: int) -> bool:
        """Whether it speaks of this unit; «all but» never means the convenor itself."""
        if self.way is Way.KINDS:
            return kind in self.kinds
        if self.way is Way.NAMED:
            return unit_id in self.units
        return unit_id not in self.units and unit_id != convenor_id


@dataclass(frozen=True, slots=True)
class Owed:
    """What a unit owes, at which level; `reason` is why it holds no meeting."""

    level_id: int
    meeting: bool
    report: bool
    reason: str = ""


def owed_by(
    unit: tuple[int, str],
    convenor_id: int,
    levels: Sequence[LevelRule],
    exemptions: Iterable[ExemptionRule],
) -> Owed | None:
    """What a unit (id, kind) owes by the first level that has its kind; None: it is not reached.

    The first exemption that names it counts. One who owes no meeting anyway is not exempt.
    """
    unit_id, kind = unit
    level = next((level for level in levels if kind in level.kinds), None)
    if level is None:
        return None
    named = (rule for rule in exemptions if rule.names(unit_id, kind, convenor_id))
    exemption = next(named, None) if level.owes_meeting else None
    if exemption is None:
        return Owed(level.id, level.owes_meeting, level.owes_report)
    report = level.owes_report and exemption.still_owes_report
    return Owed(level.id, meeting=False, report=report, reason=exemption.reason)


def campaign_code(text: str) -> str:
    """A code as it is kept: as that of a series."""
    try:
        return series_code(text)
    except RuleBroken as broken:
        raise RuleBroken("campaign.code_malformed", field="code") from broken


def campaign_title(text: str) -> str:
    """A title as it is kept: as that of a series."""
    try:
        return series_title(text)
    except RuleBroken as broken:
        code = broken.code.replace("series.", "campaign.")
        raise RuleBroken(code, field="title", **broken.details) from broken


def words_of(text: str, field: str, longest: int = LONGEST_WORDS) -> str:
    """A line of words of the form; refused when too long."""
    words = one_line(text)
    if len(words) > longest:
        raise RuleBroken("campaign.words_too_long", field=field, longest=longest)
    return words


def reason_of(text: str, field: str = "reason") -> str:
    """Why something is taken off a unit or a campaign; refused when empty."""
    reason = words_of(text, field, LONGEST_NOTE)
    if not reason:
        raise RuleBroken("campaign.no_reason", field=field)
    return reason


def kinds_of(kinds: Iterable[str]) -> list[str]:
    """Kinds of units of our own, in the order of the table; at least one."""
    wanted = set(kinds)
    if not wanted or not wanted <= set(KINDS):
        raise RuleBroken("campaign.no_kind", field="unit_kinds")
    return [kind for kind in KINDS if kind in wanted]


def link_of(text: str) -> str:
    """Where a report lies: a web address, or words such as the number of a paper."""
    link = words_of(text, "report_link", 500)
    scheme, colon, _rest = link.partition(":")
    if colon and scheme.casefold() in {"javascript", "data", "vbscript"}:
        raise RuleBroken("campaign.odd_link", field="report_link")
    return link


def meeting_title(campaign: str, unit: str) -> str:
    """How the meeting of a unit is called until somebody calls it otherwise."""
    return f"{campaign}, {unit}"[:300]


def ensure_orders_something(*, meeting: bool, report: bool) -> None:
    """Refuse a level that orders neither a meeting nor a report."""
    if not (meeting or report):
        raise RuleBroken("campaign.orders_nothing", field="owes_meeting")


def ensure_room(count: int, most: int, field: str | None = None) -> None:
    """Refuse more levels, exemptions or milestones than a page can show."""
    if count >= most:
        raise RuleBroken("campaign.too_many", field=field, most=most)
